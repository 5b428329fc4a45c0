// The discharges of one motor unit: strictly increasing sample positions.

/// The discharges of one motor unit, in order, each at a sample of its own.
public struct DischargeTrain: Hashable, Sendable {
    /// The sample of each discharge, strictly increasing, none negative.
    public let samples: [Int]
    /// The rate of the clock that counts the samples.
    public let rate: SampleRate

    /// Creates a train.
    ///
    /// - Throws: ``DischargeTrainError`` when a position is negative or not after the one before it.
    public init(samples: [Int], rate: SampleRate) throws(DischargeTrainError) {
        if let first = samples.first, first < 0 { throw .negative(position: 0, sample: first) }
        for k in samples.indices.dropFirst() where samples[k] <= samples[k - 1] {
            throw .notIncreasing(position: k, sample: samples[k], previous: samples[k - 1])
        }
        self.samples = samples
        self.rate = rate
    }

    /// The number of discharges.
    public var count: Int { samples.count }

    /// The time of each discharge, in seconds after sample 0.
    public var seconds: [Double] { samples.map { Double($0) / rate.hertz } }

    /// The intervals between neighbouring discharges, in seconds; one fewer than the discharges.
    public var intervals: [Double] {
        zip(samples, samples.dropFirst()).map { Double($1 - $0) / rate.hertz }
    }
}

/// Why a list of positions is not a discharge train.
public enum DischargeTrainError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A discharge lies before the first sample.
    case negative(position: Int, sample: Int)
    /// A discharge does not come after the one before it.
    case notIncreasing(position: Int, sample: Int, previous: Int)

    /// The reason in one sentence; positions are counted from 1.
    public var description: String {
        switch self {
        case .negative(let position, let sample):
            "discharge \(position + 1) is at sample \(sample); discharges lie at sample 0 or later"
        case .notIncreasing(let position, let sample, let previous):
            "discharge \(position + 1) at sample \(sample) does not come after discharge \(position) at sample "
                + "\(previous); discharges must be strictly in order"
        }
    }
}

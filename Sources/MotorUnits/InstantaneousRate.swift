// The raw discharge rate: one over the interval, at the discharge that ends it.

public import Signals

/// The instantaneous discharge rate of one unit: a train of N discharges gives N − 1 rates.
///
/// Each rate is assigned to the *later* discharge of its interval, as openhdemg does. This puts every rate half an
/// interval late, about 0.1 pps in ΔF on a usual ramp; all smoothers share it.
public struct InstantaneousRate: Hashable, Sendable {
    /// The clock that counts the samples.
    public let rate: SampleRate
    /// The sample of the later discharge of each interval.
    public let samples: [Int]
    /// The rate of each interval, in pulses per second (pps).
    public let values: [Double]

    /// The rates of a train; empty for fewer than two discharges.
    public init(of train: DischargeTrain) {
        rate = train.rate
        samples = Array(train.samples.dropFirst())
        let hertz = train.rate.hertz
        values = zip(train.samples, samples).map { hertz / Double($1 - $0) }
    }

    /// The time of each rate, in seconds after sample 0.
    public var seconds: [Double] { samples.map { Double($0) / rate.hertz } }

    /// The mean of the rates in pps; `nil` without one.
    public var mean: Double? { values.isEmpty ? nil : values.reduce(0, +) / Double(values.count) }
}

// Does live decomposition find what decomposition afterwards finds? Tried on a recording that is played as a stream.

public import Recordings
import Signals

/// A rehearsal of live use: filters are learnt on the first part of a recording and used, block by block, on the rest.
public struct LiveTrial: Sendable {
    /// One unit of the rehearsal.
    public struct Unit: Sendable, Hashable, Codable {
        /// Its name in the calibration.
        public let name: String
        /// The number of discharges that were found live.
        public let liveCount: Int
        /// The rate of agreement with the same unit found afterwards, on the streamed part; `nil` when the decomposition
        /// of the whole recording does not have the unit.
        public let agreement: Double?
        /// Discharges that were found afterwards only, and those that were found live only; `nil` without that unit.
        public let missed, extra: Int?
    }

    /// The units, those that stand out best first.
    public let units: [Unit]
    /// The bank that was learnt.
    public let bank: SeparationBank
    /// Where the stream began, in samples.
    public let split: Int
    /// The samples of a block.
    public let blockLength: Int
    /// How long each block took, in seconds, by the clock that was passed in.
    public let blockSeconds: [Double]

    /// The units that agree with what is found afterwards at `rate` or better, of those that are there to compare.
    public func agreeing(at rate: Double) -> (count: Int, of: Int) {
        let compared = units.compactMap(\.agreement)
        return (compared.filter { $0 >= rate }.count, compared.count)
    }

    /// Rehearses.
    ///
    /// - Parameters:
    ///   - offline: the decomposition of the whole recording, to compare with.
    ///   - split: the sample at which calibration ends and the stream begins.
    ///   - block: the length of a block, in seconds.
    ///   - now: a clock, in seconds.
    public init(
        _ recording: Recording, offline: Decomposition, calibration: Decomposition, split: Int, block: Double = 0.05,
        now: () -> Double
    ) throws(RecordingError) {
        let bank = try SeparationBank(learning: recording, calibration, isCausal: true)
        let length = max(1, calibration.rate.samples(inSeconds: block))
        var decomposer = LiveDecomposer(bank, longestBlock: length)
        let end = recording.samples.sampleCount(ofChannel: bank.channels[0])
        var (found, seconds, memory) = ([LiveDischarge](), [Double](), [Float]())
        for start in stride(from: split, to: end, by: length) {
            let range = start..<min(start + length, end)
            memory.removeAll(keepingCapacity: true)
            for channel in bank.channels {
                memory += try recording.samples.samples(ofChannel: channel, in: range)
            }
            let began = now()
            memory.withUnsafeBufferPointer { decomposer.process($0, count: range.count, into: &found) }
            seconds.append(now() - began)
        }
        // The last look-ahead of a stream stays undecided; the filters need a moment to settle at its beginning.
        let compared = (split + calibration.rate.samples(inSeconds: 0.5))..<(end - bank.lookAhead - length)
        let tolerance = calibration.rate.samples(inSeconds: calibration.parameters.agreementTolerance)
        let longestLag = calibration.rate.samples(inSeconds: 0.03)
        let truth = offline.units([.accepted, .borderline]).map { $0.discharges.samples.filter(compared.contains) }
        units = bank.units.indices.map { k in
            let live = found.filter { $0.unit == k }.map { $0.sample + split }.filter(compared.contains)
            let pairs = truth.map { ($0, TrainAgreement(live, $0, tolerance: tolerance, longestLag: longestLag)) }
            let best = pairs.max { $0.1.rate < $1.1.rate }
            guard let best, best.1.rate > calibration.parameters.duplicateAgreement else {
                return Unit(name: bank.units[k].name, liveCount: live.count, agreement: nil, missed: nil, extra: nil)
            }
            return Unit(
                name: bank.units[k].name, liveCount: live.count, agreement: best.1.rate,
                missed: best.0.count - best.1.common, extra: live.count - best.1.common)
        }
        self.bank = bank
        self.split = split
        blockLength = length
        blockSeconds = seconds
    }
}

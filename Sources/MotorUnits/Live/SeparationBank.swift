// Everything that separates known motor units from further EMG of the same electrodes, live or block by block.

public import Signals

/// Separation filters of several units of one grid, with what each unit leaves in the sources of the others.
public struct SeparationBank: Sendable, Hashable, Codable {
    /// One unit.
    public struct Unit: Sendable, Hashable, Codable {
        /// The unit's name in the decomposition that the bank was learnt from.
        public let name: String
        /// copies × channels weights, the undelayed copy first.
        public let weights: [Float]
        /// By how many samples a discharge comes after its peak in the source (negative: before it).
        public let delay: Int
        /// The centre of the small peaks of the source, squared.
        public var noise: Float
        /// The centre of the discharges' peaks, squared.
        public var height: Float
        /// Where between the two centres the limit lies, 0…1: where the calibration has the fewest errors.
        public let limit: Float
        /// The silhouette in the calibration.
        public let silhouette: Double

        /// Squared peaks above this are discharges.
        var threshold: Float { noise + limit * (height - noise) }
    }

    /// The channels (0-based) of the recording, in the order of the weights.
    public let channels: [Int]
    /// The rate of the samples, in Hz.
    public let hertz: Double
    /// The band-pass and the notches that the EMG passes first.
    public let sections: [Biquad]
    /// Whether the filters run forwards only, as they must live, or both ways.
    public let isCausal: Bool
    /// The number of delayed copies of each channel and the samples between them.
    public let copies, step: Int
    /// What conditioned EMG is divided by.
    public let scale: Float
    /// The units, those that stand out best first.
    public internal(set) var units: [Unit]
    /// The samples before and after a discharge's peak over which it shows in other sources.
    public let before, after: Int
    /// What a discharge of unit k adds to the source of unit j: `before + 1 + after` numbers at
    /// `(j × units + k) × (before + 1 + after)`.
    public internal(set) var leakage: [Float]
    /// The least distance between two discharges of a unit, in samples.
    public let distance: Int

    /// The samples of one leakage.
    var reach: Int { before + 1 + after }

    /// The rate of the samples.
    public var rate: SampleRate? { SampleRate(hertz: hertz) }

    /// By how many samples the oldest copy lags.
    var memory: Int { (copies - 1) * step }

    /// How long after a peak in a source it is known for sure to be a discharge, in samples: until then a larger peak or
    /// another unit's discharge may still come.
    public var lookAhead: Int { max(distance, before) + 1 }

    /// The latest that a discharge is known after it happened, in seconds, apart from the length of a block: the
    /// look-ahead less the delay of the unit.
    public var latency: Double {
        (units.map { Double(lookAhead - $0.delay) }.max() ?? 0) / hertz
    }
}

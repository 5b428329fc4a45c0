// Everything that can be chosen about a decomposition, with the default and where it comes from.

import Signals

/// The choices of a decomposition. The defaults are those of the field where it has one, else what found the most true
/// units and no false ones in recordings whose truth is known (Documentation/Methods/Decomposition.md).
public struct DecompositionParameters: Hashable, Sendable, Codable {
    /// The pass band of the EMG before anything else, in Hz. Default 20–500, zero phase (Negro et al. 2016, doi
    /// 10.1088/1741-2560/13/2/026027; MUedit, openhdemg).
    public var passBand = Band(low: 20, high: 500)
    /// The order of the band-pass at each edge, before it is run backwards too. Default 2 (MUedit, openhdemg).
    public var filterOrder = 2
    /// Whether a mains line that stands out is taken out, with its harmonics. Default true.
    public var removesMains = true
    /// The number of delayed copies of each channel; `nil` chooses it so that channels × copies ≈ 1000 (Negro et al.
    /// 2016) within ``extensionSpan``.
    public var extensionFactor: Int?
    /// The samples between two copies; `nil` chooses the most that a signal of this pass band allows (half a period of
    /// its upper edge: 2 samples at 2048 Hz). The field uses 1, which doubles the work without adding information.
    public var extensionStep: Int?
    /// The longest delay of a copy, in seconds. Default 0.025, about the length of an action potential.
    public var extensionSpan = 0.025
    /// The most dimensions that whitening keeps. Default 700: what is beyond is noise that the search would fit.
    public var whitenedDimensions = 700

    /// The number of starting points of one round of search. Default 24: one matrix product serves all of them.
    public var startsPerRound = 24
    /// The most rounds of search, all looks together. Default 20.
    public var rounds = 20
    /// Rounds in a row without a new unit after which the search ends. Default 3.
    public var patience = 3
    /// The share of a round's starts that is drawn at random; the others are the peaks of activity. Default 0.25.
    public var randomStarts = 0.25
    /// The most iterations of the fixed point. Default 6; a source that has not settled then is refined all the same.
    public var iterations = 6
    /// The share of samples, those of the least activity, that the fixed point leaves out. Default 0.8: they hold almost
    /// no discharge, and a sum of cubes does not see them.
    public var quietShare = 0.8
    /// A source (of unit variance) counts no further than this in the fixed point, so that a single outlier cannot become
    /// a source of its own. Default 8.
    public var contrastLimit: Float = 8

    /// The least time between two discharges of a unit, in seconds. Default 0.010 (MUniverse; MUedit has 0.020, which no
    /// doublet survives).
    public var minimumInterval = 0.010
    /// The fewest discharges of a unit that can be judged. Default 15.
    public var minimumDischarges = 15
    /// How often all units are refined together after the search. Default 2.
    public var jointRounds = 2
    /// Two trains that agree more than this (rate of agreement) are the same unit. Default 0.3 (MUedit, openhdemg,
    /// MUniverse).
    public var duplicateAgreement = 0.3
    /// The tolerance of a common discharge, in seconds. Default 0.002.
    public var agreementTolerance = 0.002
    /// Whether missed and double discharges are repaired between the joint rounds. Default true.
    public var repairs = true

    /// From which quality on a unit is accepted or borderline.
    public var quality = QualityLimits()

    /// Recordings longer than this (s) are learnt from their most active stretch of this length, and the filters are then
    /// used on the whole, block by block, so that memory stays bounded. Default 90.
    public var longestTraining = 90.0
    /// How many parts of such a recording are learnt from at most, each by itself: the most active one, then the most
    /// active ones of what is left, for units that discharge only there. `nil` for the default, 3.
    public var longestTrainingParts: Int?
    /// Seeds the random starts.
    public var seed: UInt64 = 1
    /// How many threads work; `nil` uses all cores. The result does not depend on it.
    public var threads: Int?

    var trainingParts: Int { longestTrainingParts ?? 3 }

    /// The defaults.
    public init() {}

    /// A band of frequencies.
    public struct Band: Hashable, Sendable, Codable {
        /// The lower edge, in Hz.
        public var low: Double
        /// The upper edge, in Hz.
        public var high: Double

        /// Creates a band.
        public init(low: Double, high: Double) {
            self.low = low
            self.high = high
        }
    }

    /// Refuses what cannot be meant.
    ///
    /// - Throws: ``MotorUnitError/parameter(name:found:allowed:)``.
    public func check() throws(MotorUnitError) {
        func need(_ isFine: Bool, _ name: String, _ found: Double, _ allowed: String) throws(MotorUnitError) {
            guard isFine else { throw .parameter(name: name, found: found, allowed: allowed) }
        }
        let counts: [(String, Int?, ClosedRange<Int>)] = [
            ("filter order", filterOrder, 1...8), ("extension factor", extensionFactor, 1...128),
            ("extension step", extensionStep, 1...64), ("number of whitened dimensions", whitenedDimensions, 8...4096),
            ("number of starts per round", startsPerRound, 1...512), ("number of rounds", rounds, 1...1000),
            ("patience", patience, 1...1000), ("number of iterations", iterations, 1...1000),
            ("minimum of discharges", minimumDischarges, 4...1000), ("number of joint rounds", jointRounds, 0...20),
            ("number of threads", threads, 1...1024),
            ("number of parts to learn from", longestTrainingParts, 1...100),
        ]
        for (name, value, range) in counts {
            if let value {
                try need(range.contains(value), name, Double(value), "\(range.lowerBound) to \(range.upperBound)")
            }
        }
        // Bounds, not ranges: a bound that is no number itself must be refused, not trap.
        let shares: [(name: String, value: Double, low: Double, high: Double)] = [
            ("share of random starts", randomStarts, 0, 1), ("quiet share", quietShare, 0, 0.99),
            ("agreement of duplicates", duplicateAgreement, 0.05, 1), ("longest delay (s)", extensionSpan, 0, 0.2),
            ("contrast limit", Double(contrastLimit), 3, 1000), ("minimum interval (s)", minimumInterval, 0.001, 0.1),
            ("tolerance of agreement (s)", agreementTolerance, 0, 0.01),
            ("longest training (s)", longestTraining, 5, 3600), ("lower edge (Hz)", passBand.low, 0.1, 5000),
            ("upper edge (Hz)", passBand.high, passBand.low + 1, 20000),
        ]
        for (name, value, low, high) in shares {
            try need(
                value.isFinite && value >= low && value <= high, name, value, "\(low) to \(high)")
        }
        try quality.check()
    }
}

// What a decomposition gives: units with everything that is needed to judge, edit, track and use them again.

public import Signals

/// The motor units of a recording, with how they were found.
public struct Decomposition: Sendable {
    /// What was chosen.
    public let parameters: DecompositionParameters
    /// The clock of every discharge.
    public let rate: SampleRate
    /// The units, by grid, then by first discharge; rejected ones too, each with its verdict.
    public var units: [DecomposedUnit]
    /// What was decomposed, one stretch per grid and window.
    public let stretches: [DecomposedStretch]
    /// Whether it was stopped before it was through; what had been found by then is here.
    public let isStoppedEarly: Bool

    /// The units with one of these verdicts.
    public func units(_ verdicts: Set<UnitVerdict>) -> [DecomposedUnit] {
        units.filter { verdicts.contains($0.verdict) }
    }
}

/// One grid in one window of time.
public struct DecomposedStretch: Sendable, Hashable, Codable {
    /// The grid (0-based) of the recording; `nil` where it has none and all EMG channels were taken together.
    public let grid: Int?
    /// The first sample and the sample after the last.
    public let window: Range<Int>
    /// The part of the window that the filters were learnt from.
    public let training: Range<Int>
    /// The channels (0-based) that were used.
    public let channels: [Int]
    /// The channels that were not, each with the reason.
    public let leftOut: [LeftOutChannel]
    /// The mains lines that were taken out, in Hz.
    public let mainsLines: [Double]
    /// The number of delayed copies of each channel and the samples between them.
    public let copies, step: Int
    /// The dimensions of the whitened signal.
    public let dimensions: Int
    /// The rounds of search that were run.
    public let rounds: Int
    /// What the conditioned EMG (in the recording's unit) was divided by before anything was learnt; filters expect it.
    public let scale: Float
    /// Where the EMG holds no numbers in most channels, in samples; no discharge is found there. `nil` where it has them
    /// everywhere.
    public var gaps: [Range<Int>]?
}

/// A motor unit as the decomposition found it.
public struct DecomposedUnit: Sendable {
    /// Its name, such as `1.4`: grid 1, unit 4 (or `4` where there is one grid).
    public var name: String
    /// Its discharges, each at the sample where its action potential has the most energy over the grid.
    public var discharges: DischargeTrain
    /// What is known of its quality.
    public var quality: UnitQuality
    /// Whether it can be used.
    public var verdict: UnitVerdict
    /// Why the verdict is not better.
    public var reasons: [String]
    /// The stretch (position in ``Decomposition/stretches``) that it was found in.
    public let stretch: Int
    /// Its action potential on every channel in use, band-passed.
    public var actionPotential: ActionPotential
    /// Its separated source, one number per sample of the stretch's training part, with the other units taken out.
    public var source: [Float]
    /// Separates it from the EMG of the same electrodes.
    public let filter: SeparationFilter
}

/// Separates one unit from conditioned EMG: a weighted sum of the channels and their delayed copies.
public struct SeparationFilter: Sendable, Hashable, Codable {
    /// copies × channels weights, the undelayed copy first.
    public let weights: [Float]
    /// By how many samples a discharge comes after its peak in the source.
    public let delay: Int
    /// The centre of the small peaks of the source, squared.
    public let noise: Float
    /// The centre of the discharges' peaks, squared.
    public let height: Float
    /// Squared peaks above this are discharges.
    public let threshold: Float
}

/// How far a decomposition is.
public struct DecompositionProgress: Sendable, Hashable {
    /// The share that is done, 0…1; it may jump forward when a search ends early.
    public let fraction: Double
    /// What is being done, in a few words.
    public let stage: String
    /// The number of units found so far.
    public let unitCount: Int
}

// How long each stage between a sample and a decision takes, as data: a delay that is not stated cannot be tested.

/// By how much one stage delays what it is given.
public struct StageLatency: Hashable, Sendable {
    /// The stages, in the order of the signal's way.
    public enum Stage: String, Hashable, Sendable, CaseIterable {
        /// The mains canceller subtracts an estimate: nothing is delayed.
        case mains
        /// The band-pass, by its group delay.
        case bandPass
        /// The Teager–Kaiser energy, which looks one sample ahead.
        case energy
        /// The envelope's window, by half of its length.
        case window
        /// Being sure: the envelope must stay above the threshold.
        case confirmation
    }

    /// The stage.
    public let stage: Stage
    /// The delay, in samples.
    public let samples: Double

    /// Creates the statement.
    public init(stage: Stage, samples: Double) {
        self.stage = stage
        self.samples = samples
    }
}

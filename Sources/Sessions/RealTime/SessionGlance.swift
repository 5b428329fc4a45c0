// What a screen shows of a running session: a value of fixed size, so that handing it over costs nothing.

public import Signals

/// A look at a running session.
public struct SessionGlance: BitwiseCopyable, Sendable {
    /// Counts of activity, as it was found and as other settings would have found it.
    public struct Preview: BitwiseCopyable, Hashable, Sendable {
        /// With the settings of the session.
        public var now: Int
        /// With the other settings.
        public var other: Int
    }

    /// The end of the last block.
    public var sample: SampleIndex
    /// The envelope, in µV.
    public var envelope: Double
    /// The threshold above which activity begins, in µV; not a number before it is known.
    public var enterThreshold: Double
    /// Whether there is activity.
    public var isActive: Bool
    /// What the supervisor is doing.
    public var state: Code
    /// What went wrong, when the state is a fault.
    public var trouble: Trouble?
    /// Times that the muscle was found active.
    public var activities: Int
    /// Bursts that were given.
    public var bursts: Int
    /// How often a spasm went on after its last burst: somebody should look.
    public var givenUp = 0
    /// How often stimulation began to look harmful: somebody should stop.
    public var suspicions = 0
    /// How often activity was found in the time that is remembered, and would have been with other settings; `nil` where no
    /// preview was asked for.
    public var preview: Preview?
    /// The intensity: the peak current of the next burst (µA).
    public var intensityMicroamperes = 0
    /// What was asked for and not granted.
    public var notGranted = NotGranted()
    /// How many orders the gate or the stimulator did not take.
    public var notGiven = 0
    /// How many pulses left, how many were left out because they would have come too late, and how late the latest left, in µs.
    public var pulses = Pulses()
    /// How late the block was worked on, in µs after the least delay seen.
    public var lateMicroseconds = 0
}

// What a screen shows of a running session: a value of fixed size, so that handing it over costs nothing.

public import Signals
import SpasmControl

/// A look at a running session.
public struct SessionGlance: BitwiseCopyable, Sendable {
    /// A supervisor's state without its details.
    public enum Code: UInt8, BitwiseCopyable, Sendable {
        /// As ``SupervisorState``.
        case off, ready, armed, stimulating, cooldown, fault, stopped

        init(_ state: SupervisorState) {
            self =
                switch state {
                case .off: .off
                case .ready: .ready
                case .armed: .armed
                case .stimulating: .stimulating
                case .cooldown: .cooldown
                case .fault: .fault
                case .stopped: .stopped
                }
        }
    }

    /// Counts of activity, as it was found and as other settings would have found it.
    public struct Preview: BitwiseCopyable, Hashable, Sendable {
        /// With the settings of the session.
        public var now: Int
        /// With the other settings.
        public var other: Int
    }

    /// Why something that a person asked for was not granted: a refusal of the supervisor without its details.
    public enum Why: UInt8, BitwiseCopyable, Sendable {
        /// As `SupervisorRefusal`.
        case state, notCleared, intensityNotZero, risesTooFast, intensityOutOfRange, intensityNotPossible,
            intensityIsZero
        /// As `SupervisorRefusal`.
        case triggerOff, personMoves, volition, notCalibrated, notHealthyLongEnough

        init(_ refusal: SupervisorRefusal) {
            self =
                switch refusal {
                case .state: .state
                case .notCleared: .notCleared
                case .intensityNotZero: .intensityNotZero
                case .risesTooFast: .risesTooFast
                case .intensityOutOfRange: .intensityOutOfRange
                case .intensityNotPossible: .intensityNotPossible
                case .intensityIsZero: .intensityIsZero
                case .triggerOff: .triggerOff
                case .personMoves: .personMoves
                case .voluntary, .unclearVolition: .volition
                case .notCalibrated: .notCalibrated
                case .notHealthyLongEnough: .notHealthyLongEnough
                }
        }
    }

    /// What was asked for and not granted.
    public struct NotGranted: BitwiseCopyable, Hashable, Sendable {
        /// How often.
        public var count = 0
        /// Why the last time; `nil` before the first.
        public var why: Why?
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
    /// How late the block was worked on, in µs after the least delay seen.
    public var lateMicroseconds = 0
}

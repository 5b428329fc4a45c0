// Values of fixed size for what has words and numbers elsewhere: a ring between two threads holds no text.

import SpasmControl

extension SessionGlance {
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

    /// What went wrong: a fault without its details.
    public enum Trouble: UInt8, BitwiseCopyable, Sendable, CaseIterable {
        /// As `Fault`.
        case notANumber, forceNotANumber, saturated, flat, deadLead, hum, leadOff, discontinuity, impossibleTime
        /// As `Fault`.
        case stimulator, stale, clockJump, interfaceSilent, dysreflexia, storm

        init?(_ state: SupervisorState) {
            guard case .fault(let fault) = state else { return nil }
            self =
                switch fault {
                case .notANumber: .notANumber
                case .forceNotANumber: .forceNotANumber
                case .saturated: .saturated
                case .flat: .flat
                case .deadLead: .deadLead
                case .hum: .hum
                case .leadOff: .leadOff
                case .discontinuity: .discontinuity
                case .impossibleTime: .impossibleTime
                case .stimulator: .stimulator
                case .stale: .stale
                case .clockJump: .clockJump
                case .interfaceSilent: .interfaceSilent
                case .dysreflexia: .dysreflexia
                case .storm: .storm
                }
        }
    }

    /// Pulses of a session.
    public struct Pulses: BitwiseCopyable, Hashable, Sendable {
        /// How many left.
        public var sent = 0
        /// How many were left out, because they would have come too late.
        public var leftOut = 0
        /// How late the latest of those that left was, in µs.
        public var latestMicroseconds = 0

        /// None.
        public init() {}
    }
}

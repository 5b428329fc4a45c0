// The states of the supervisor, what can be wrong, and what it can refuse.

public import Signals
public import Stimulation

/// What went wrong with the signal or the stimulator. Each stops stimulation and stays until an operator resets it.
public enum Fault: Hashable, Sendable, CustomStringConvertible {
    /// A sample is NaN or infinite.
    case notANumber
    /// A sample of the force is NaN or infinite.
    case forceNotANumber
    /// A sample is as large as the amplifier can show.
    case saturated
    /// The signal has not changed for too long: a lost lead.
    case flat
    /// The signal is far quieter than the muscle at rest, for too long: a lead that is off or shorted.
    case deadLead
    /// The signal has turned into hum of the mains: an electrode has come off.
    case hum
    /// The amplifier says that the electrode does not touch.
    case leadOff
    /// Samples are missing, or came twice: the block did not start where the last one ended.
    case discontinuity(expected: SampleIndex, found: SampleIndex)
    /// A sample lies before the start of the session, or more than a year after it.
    case impossibleTime
    /// The stimulator reported an error or is gone.
    case stimulator
    /// The newest sample is too old to act on.
    case stale(age: Microseconds)
    /// A clock jumped: nobody knows how much time has passed.
    case clockJump(Microseconds)
    /// The person's interface has been silent for too long: nobody could say stop.
    case interfaceSilent
    /// Signs of autonomic dysreflexia.
    case dysreflexia(DysreflexiaSign)
    /// More bursts by machine than any spasm explains.
    case storm(bursts: Int)

    /// What went wrong, in one clause.
    public var description: String {
        switch self {
        case .notANumber: "a sample of the EMG is not a finite number"
        case .forceNotANumber: "a sample of the force is not a finite number"
        case .saturated: "the EMG is saturated"
        case .flat: "the EMG has stopped changing (a lead may be off)"
        case .deadLead: "the EMG is far quieter than at rest (a lead may be off or shorted)"
        case .hum: "the EMG has turned into hum of the mains (an electrode may be off)"
        case .leadOff: "the amplifier says that the electrode of the EMG does not touch"
        case .discontinuity(let expected, let found):
            "the EMG jumped: sample \(expected.rawValue) was due, sample \(found.rawValue) came"
        case .impossibleTime: "the EMG's sample numbers lie outside of any session"
        case .stimulator: "the stimulator reported an error or is gone"
        case .stale(let age): "the newest sample of the EMG is \(age) old"
        case .clockJump(let step): "a clock jumped by \(step)"
        case .interfaceSilent: "the person's interface is silent"
        case .dysreflexia(let sign): "signs of autonomic dysreflexia: \(sign); sit the person up and look for the cause"
        case .storm(let bursts):
            "\(bursts) bursts were ordered by machine in a short time and one more was asked for: stimulation may trigger "
                + "itself"
        }
    }
}

/// What the supervisor is doing.
public enum SupervisorState: Hashable, Sendable, CustomStringConvertible {
    /// Nothing is checked yet.
    case off
    /// An operator has checked pads and signals.
    case ready
    /// A burst may be ordered.
    case armed
    /// A burst may be running; until when at the latest.
    case stimulating(until: SampleIndex)
    /// A burst has ended; until when the next must wait.
    case cooldown(until: SampleIndex)
    /// Something went wrong. Stays until an operator resets it.
    case fault(Fault)
    /// Somebody stopped. Stays until an operator resets it.
    case stopped

    /// Whether only a reset leads out.
    public var isLatched: Bool {
        switch self {
        case .fault, .stopped: true
        default: false
        }
    }

    /// The state in a word or two.
    public var description: String {
        switch self {
        case .off: "off"
        case .ready: "ready"
        case .armed: "armed"
        case .stimulating: "stimulating"
        case .cooldown: "cooldown"
        case .fault(let fault): "fault: \(fault)"
        case .stopped: "stopped"
        }
    }
}

/// Why the supervisor did not do what was asked.
public enum SupervisorRefusal: Hashable, Sendable, CustomStringConvertible {
    /// Not possible in this state.
    case state(SupervisorState)
    /// The person may not be stimulated, or not for this reason.
    case notCleared([ClearanceObstacle])
    /// The intensity must be zero when arming.
    case intensityNotZero(Milliamperes)
    /// The intensity may rise by at most ``Supervisor/largestRise`` at once.
    case risesTooFast(from: Milliamperes, to: Milliamperes)
    /// The intensity must be in 0 … the prescription's working current.
    case intensityOutOfRange(asked: Milliamperes, highest: Milliamperes)
    /// The pulse cannot be made at this intensity without leaving charge behind.
    case intensityNotPossible(Milliamperes)
    /// The intensity is zero: there is nothing to give.
    case intensityIsZero
    /// This kind of trigger is switched off.
    case triggerOff(Trigger.Kind)
    /// The person says that they are moving by will.
    case personMoves
    /// The second muscle says that the person moves by will.
    case voluntary
    /// Whether the person moves by will cannot be told, and then nothing is done.
    case unclearVolition
    /// The resting muscle is not known yet.
    case notCalibrated
    /// The signals have not been healthy for long enough, in samples.
    case notHealthyLongEnough(samples: Int, needed: Int)

    /// The reason in one clause.
    public var description: String {
        switch self {
        case .state(let state): "not possible while \(state)"
        case .notCleared(let obstacles): obstacles.map(\.description).joined(separator: "; ")
        case .intensityNotZero(let intensity): "the intensity is \(intensity); turn it to 0 mA before arming"
        case .risesTooFast(let from, let to):
            "the intensity may rise by \(Supervisor.largestRise) at once, not from \(from) to \(to)"
        case .intensityOutOfRange(let asked, let highest):
            "the intensity asked for is \(asked); allowed are 0 mA to \(highest), the prescribed current"
        case .intensityNotPossible(let asked): "the pulse cannot be charge-balanced at \(asked)"
        case .intensityIsZero: "the intensity is 0 mA"
        case .triggerOff(let kind): "the trigger `\(kind.rawValue)` is switched off"
        case .personMoves: "the person says that they are moving by will"
        case .voluntary: "the second muscle says that the person moves by will"
        case .unclearVolition: "it cannot be told whether the person moves by will"
        case .notCalibrated: "the resting muscle has not been measured yet"
        case .notHealthyLongEnough(let samples, let needed):
            "the signals have been healthy for \(samples) of the \(needed) samples needed"
        }
    }
}

// What people and devices tell the controller, and what it says back.

public import Signals
public import Stimulation

/// Something that a person or the stimulator tells the controller, at a sample.
public struct ControlEvent: Hashable, Sendable {
    /// What is told.
    public enum Kind: Hashable, Sendable {
        /// Pads and signals have been checked.
        case markReady
        /// Arm; says where the intensity control stands, which must be zero.
        case arm(intensity: Milliamperes)
        /// Set the intensity; rises by at most 1 mA at once.
        case setIntensity(Milliamperes)
        /// The person asks for a burst.
        case manualTrigger
        /// The person begins to hold the button: a burst that ends, at the latest, when they let go.
        case holdBegan
        /// The person lets go.
        case holdEnded
        /// The person's only switch was pressed: asks for a burst, or cuts the one that runs.
        case switchPressed
        /// The person says that they are moving by will now, or no longer: meanwhile nothing is answered by itself.
        case movementHold(Bool)
        /// Lets a kind of trigger order bursts, or not.
        case setTrigger(Trigger.Kind, on: Bool)
        /// The person's interface says that it is there. From the first one on, silence stops.
        case heartbeat
        /// How old the newest sample is, by a clock that never jumps; see ``ClockWatch``.
        case dataAge(Microseconds)
        /// A clock jumped by this much; see ``ClockWatch``.
        case clockJumped(Microseconds)
        /// The person, or somebody beside them, reports signs of autonomic dysreflexia.
        case dysreflexiaSigns
        /// A heart rate was measured, in beats per minute.
        case heartRate(Double)
        /// A systolic blood pressure was measured, in mmHg.
        case systolicPressure(Double)
        /// Nobody wants stimulation any more: back to ready.
        case disarm
        /// Off.
        case switchOff
        /// Stop, now.
        case stop
        /// The operator's reset after a stop or a fault.
        case reset
        /// The amplifier says that the electrode of the watched channel does not touch.
        case leadOff
        /// The stimulator reported an error or is gone.
        case stimulatorFault
        /// The stimulator says that an order's first pulse comes at this sample: from here on its schedule is known.
        case burstBegan(order: Int)
        /// The stimulator says that an order's burst is over.
        case burstOver(order: Int)
        /// The gate refused an order.
        case refusedByGate(order: Int)
    }

    /// When it takes effect: just before this sample is looked at.
    public var at: SampleIndex
    /// What is told.
    public var kind: Kind

    /// Creates an event.
    public init(_ kind: Kind, at: SampleIndex) {
        self.at = at
        self.kind = kind
    }
}

/// What the controller decided.
public enum SpasmDecision: Hashable, Sendable {
    /// The resting muscle is known now.
    case calibrated(at: SampleIndex)
    /// Activity was found: it began at `onset`; it was certain at `at`.
    case detected(onset: SampleIndex, at: SampleIndex)
    /// What kind of activity it is; once for each kind that it is found to be.
    case recognised(SpasmKind, at: SampleIndex)
    /// The activity that was over goes on.
    case continued(at: SampleIndex)
    /// The activity is over.
    case ended(at: SampleIndex)
    /// The force left rest: at `onset` it was beyond the level; it was certain at `at`.
    case forceDetected(onset: SampleIndex, at: SampleIndex)
    /// The force is back at rest.
    case forceEnded(at: SampleIndex)
    /// Whether the person moves by will, as the second muscle says.
    case judged(Volition, at: SampleIndex)
    /// What the motion sensor showed, right before what is concluded from it.
    case motionFound(MotionFinding, at: SampleIndex)
    /// The spasm goes on after so many bursts, and no more are given for it: somebody should look.
    case gaveUp(bursts: Int, at: SampleIndex)
    /// Stimulate: for the gate, at once. The condition was met at sample `metAt`; the block in which it was met ended
    /// before sample `emittedAt`. The difference is what the block size costs; everything else does not depend on it.
    case order(StimulationOrder, metAt: SampleIndex, emittedAt: SampleIndex)
    /// The intensity was lowered because spasms end, or raised again because one did not.
    case doseChanged(from: Milliamperes, to: Milliamperes, at: SampleIndex)
    /// The spasm is over before its burst, which is cut.
    case endedEarly(at: SampleIndex)
    /// Cut the output, now.
    case stopOutput(at: SampleIndex)
    /// The supervisor's state changed.
    case state(SupervisorState, at: SampleIndex)
    /// An event was not granted.
    case notGranted(ControlEvent.Kind, SupervisorRefusal, at: SampleIndex)
    /// Activity was found but nothing was ordered.
    case withheld(SupervisorRefusal, at: SampleIndex)
    /// The force left rest but nothing was ordered for it.
    case forceWithheld(SupervisorRefusal, at: SampleIndex)

    /// The sample at which it was decided.
    public var decidedAt: SampleIndex {
        switch self {
        case .calibrated(let at), .detected(_, let at), .recognised(_, let at), .continued(let at),
            .ended(let at), .forceDetected(_, let at), .forceEnded(let at), .forceWithheld(_, let at),
            .gaveUp(_, let at), .judged(_, let at), .motionFound(_, let at), .doseChanged(_, _, let at),
            .endedEarly(let at),
            .order(_, metAt: let at, _),
            .stopOutput(let at), .state(_, let at), .notGranted(_, _, let at), .withheld(_, let at):
            at
        }
    }
}

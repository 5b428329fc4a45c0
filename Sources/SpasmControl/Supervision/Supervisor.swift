// Who may stimulate, and when it is over: a small state machine that can be read in one sitting and explored whole.

public import Signals
public import Stimulation

/// The supervisor: Off → Ready → Armed → Stimulating → Cooldown → Armed, with Fault and Stopped latched.
///
/// It reads no clock: every call says which sample it is. Rules that hold in every state:
/// - *Stop works from everywhere*, at once, without permission; so does a fault.
/// - *Stimulating is reached only from Armed*, and Armed only by a deliberate act with the intensity at zero, and only when
///   nothing in the clearance stands in the way. Nothing resumes by itself.
/// - *Nobody is stimulated by a machine alone* unless the clearance allows that too: a screening that asks for somebody
///   beside the person, a place that only anatomy speaks for, or a pad that was not shown to calm, leave the hand only.
/// - *Latched means latched*: out of Fault and Stopped leads only an operator's reset, after ``healthyTime`` of healthy
///   signals, and it leads to Off.
/// - *Only increases are slow*: the intensity rises by at most ``largestRise`` at once and falls by any amount.
public struct Supervisor: Hashable, Sendable {
    /// What a person or the signal asks for.
    public enum Request: Hashable, Sendable {
        /// Pads and signals have been checked: Off → Ready.
        case markReady
        /// Arm; says where the intensity control stands. Ready → Armed.
        case arm(intensity: Milliamperes)
        /// Set the intensity.
        case setIntensity(Milliamperes)
        /// Order a burst that is over at the given sample at the latest, for this reason. Armed → Stimulating.
        case burst(until: SampleIndex, for: Trigger.Kind)
        /// The burst is over or was not let through. Stimulating → Cooldown.
        case burstOver
        /// The burst is not wanted any more: Stimulating → Cooldown, and the output is cut.
        case cutBurst
        /// Armed, Stimulating, Cooldown → Ready.
        case disarm
        /// Everything but Fault and Stopped → Off.
        case switchOff
        /// From everywhere → Stopped.
        case stop
        /// From everywhere but Stopped → Fault.
        case fault(Fault)
        /// An operator's reset: Fault, Stopped → Off.
        case reset
    }

    /// What the caller must do because of a request.
    public struct Actions: OptionSet, Hashable, Sendable {
        /// The bits.
        public let rawValue: UInt8
        /// Creates a set from its bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Cut the output now, whatever is running.
        public static let stopOutput = Actions(rawValue: 1)
        /// Order the burst now.
        public static let beginBurst = Actions(rawValue: 2)
    }

    /// The answer to a request.
    public struct Answer: Hashable, Sendable {
        /// What to do.
        public var actions: Actions = []
        /// Why the request was not granted; `nil` when it was.
        public var refusal: SupervisorRefusal?
    }

    /// The most by which the intensity rises at once (IEC 60601-2-10: steps of at most 1 mA; from memory, not verified).
    public static let largestRise = Milliamperes.milliamperes(1)
    /// How long the signals must have been healthy before a reset, in s.
    public static let healthyTime = 3.0

    /// The state.
    public private(set) var state = SupervisorState.off
    /// The intensity: the peak current of the next burst. Zero unless armed.
    public private(set) var intensity = Milliamperes.zero
    /// The highest intensity, which is the prescription's working current.
    public let highestIntensity: Milliamperes
    private let clearance: ArmingClearance
    private let cooldownLength: Int
    private let healthyLength: Int
    private var healthySamples = 0
    private var isCalibrated = false

    /// Creates a supervisor that is off.
    public init(_ clearance: Clearance, cooldown: Double, rate: SampleRate) {
        highestIntensity = clearance.prescription.workingCurrent
        self.clearance = ArmingClearance(clearance)
        cooldownLength = rate.samples(inSeconds: cooldown)
        healthyLength = rate.samples(inSeconds: Supervisor.healthyTime)
    }

    /// What the gate must know: armed only while a burst that this supervisor granted may run.
    public var interlock: Interlock {
        switch state {
        case .stimulating: .armed
        case .off: .open("off")
        case .ready: .open("ready, not armed")
        case .armed: .open("no burst was granted")
        case .cooldown: .open("cooldown")
        case .fault: .open("a fault is latched")
        case .stopped: .open("stopped")
        }
    }

    /// Takes note of one sample: lets time pass, and counts how long the signals have been healthy.
    ///
    /// - Returns: Whether the state changed.
    public mutating func observe(healthy: Bool, calibrated: Bool, at now: SampleIndex) -> Bool {
        healthySamples = healthy ? min(healthySamples + 1, healthyLength) : 0
        isCalibrated = calibrated
        switch state {
        case .stimulating(let until) where now >= until: beginCooldown(at: now)
        case .cooldown(let until) where now >= until: state = .armed
        default: return false
        }
        return true
    }

    /// Grants or refuses a request.
    public mutating func handle(_ request: Request, at now: SampleIndex) -> Answer {
        switch request {
        case .stop:
            return latch(.stopped)
        case .fault(let fault):
            healthySamples = 0
            // The first reason stays; a fault on top of a stop changes nothing but is cut off all the same.
            return latch(state.isLatched ? state : .fault(fault))
        case .reset:
            return reset()
        case .switchOff:
            guard !state.isLatched else { return refuse(.state(state)) }
            return leave(to: .off)
        case .disarm:
            switch state {
            case .armed, .stimulating, .cooldown: return leave(to: .ready)
            default: return refuse(.state(state))
            }
        case .markReady:
            guard state == .off else { return refuse(.state(state)) }
            state = .ready
            return Answer()
        case .arm(let control):
            return arm(control)
        case .setIntensity(let asked):
            return setIntensity(asked, at: now)
        case .burst(let until, let trigger):
            guard state == .armed else { return refuse(.state(state)) }
            let obstacles = clearance.obstacles(to: trigger)
            guard obstacles.isEmpty else { return refuse(.notCleared(obstacles)) }
            guard intensity > .zero else { return refuse(.intensityIsZero) }
            state = .stimulating(until: until)
            return Answer(actions: .beginBurst)
        case .cutBurst:
            guard case .stimulating = state else { return refuse(.state(state)) }
            beginCooldown(at: now)
            return Answer(actions: .stopOutput)
        case .burstOver:
            guard case .stimulating = state else { return refuse(.state(state)) }
            beginCooldown(at: now)
            return Answer()
        }
    }

    private mutating func arm(_ control: Milliamperes) -> Answer {
        guard state == .ready else { return refuse(.state(state)) }
        guard clearance.toArm.isEmpty else { return refuse(.notCleared(clearance.toArm)) }
        guard control == .zero else { return refuse(.intensityNotZero(control)) }
        guard isCalibrated else { return refuse(.notCalibrated) }
        state = .armed
        intensity = .zero
        return Answer()
    }

    private mutating func setIntensity(_ asked: Milliamperes, at now: SampleIndex) -> Answer {
        guard asked >= .zero, asked <= highestIntensity else {
            return refuse(.intensityOutOfRange(asked: asked, highest: highestIntensity))
        }
        if asked > intensity {
            // Not while a burst runs, and not before arming: what rises is decided with nothing flowing.
            switch state {
            case .armed, .cooldown: break
            default: return refuse(.state(state))
            }
            guard asked <= intensity + Supervisor.largestRise else {
                return refuse(.risesTooFast(from: intensity, to: asked))
            }
        }
        var answer = Answer()
        if asked < intensity, case .stimulating = state {
            // The running burst has the old current: less is wanted, so it is cut.
            answer.actions.insert(.stopOutput)
            beginCooldown(at: now)
        }
        intensity = asked
        return answer
    }

    private mutating func reset() -> Answer {
        guard state.isLatched else { return refuse(.state(state)) }
        guard healthySamples >= healthyLength else {
            return refuse(.notHealthyLongEnough(samples: healthySamples, needed: healthyLength))
        }
        state = .off
        // What was measured before is forgotten: nobody arms on it, not even before the next sample.
        isCalibrated = false
        return Answer()
    }

    private mutating func latch(_ next: SupervisorState) -> Answer { leave(to: next, cutting: true) }

    /// Leaves towards a state in which nothing may flow.
    private mutating func leave(to next: SupervisorState, cutting: Bool = false) -> Answer {
        var answer = Answer()
        if case .stimulating = state { answer.actions.insert(.stopOutput) }
        if cutting { answer.actions.insert(.stopOutput) }
        state = next
        intensity = .zero
        return answer
    }

    private mutating func beginCooldown(at now: SampleIndex) {
        state = .cooldown(until: now.advanced(by: cooldownLength))
    }

    private func refuse(_ reason: SupervisorRefusal) -> Answer { Answer(refusal: reason) }
}

/// What a clearance says about arming, worked out once: the loop allocates nothing.
private struct ArmingClearance: Hashable, Sendable {
    let toArm: [ClearanceObstacle]
    private let automatic, manual, guided: [ClearanceObstacle]

    init(_ clearance: Clearance) {
        toArm = clearance.obstacles
        automatic = clearance.obstacles(to: .emg)
        manual = clearance.obstacles(to: .manual)
        guided = clearance.obstacles(to: .guidedProtocol)
    }

    func obstacles(to trigger: Trigger.Kind) -> [ClearanceObstacle] {
        switch trigger {
        case .emg, .force: automatic
        case .manual: manual
        case .guidedProtocol: guided
        }
    }
}

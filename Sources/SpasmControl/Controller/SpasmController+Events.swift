// What people, devices and clocks tell the controller, and what it does about it.

import Signals
import Stimulation

extension SpasmController {
    mutating func apply(_ kind: ControlEvent.Kind, at index: SampleIndex, _ emit: (SpasmDecision) -> Void) {
        let refusal: SupervisorRefusal?
        switch kind {
        case .heartRate, .systolicPressure, .dysreflexiaSigns, .dataAge, .clockJumped, .heartbeat, .leadOff:
            watch(kind, at: index, emit)
            refusal = nil
        case .holdBegan, .holdEnded, .switchPressed, .movementHold, .setTrigger:
            refusal = takeHand(kind, at: index, emit)
        case .markReady: refusal = ask(.markReady, at: index, emit)
        case .arm(let intensity):
            refusal = ask(.arm(intensity: intensity), at: index, emit)
            if refusal == nil { (train, secondTrain) = (nil, nil) }
        case .setIntensity(let intensity):
            refusal = setIntensity(intensity, at: index, emit)
            if refusal == nil { titration.begin(at: intensity) }
        case .manualTrigger: refusal = orderBurst(.manual, at: index, emit)
        case .disarm: refusal = ask(.disarm, at: index, emit)
        case .switchOff: refusal = ask(.switchOff, at: index, emit)
        case .stop: refusal = ask(.stop, at: index, emit)
        case .reset:
            refusal = ask(.reset, at: index, emit)
            // Nothing learnt before a fault may steer what comes after it.
            if refusal == nil {
                restartSignal()
                storm.reset()
            }
        case .stimulatorFault: refusal = ask(.fault(.stimulator), at: index, emit)
        case .burstBegan(let order): refusal = noteBurst(order, at: index)
        case .burstOver(let order), .refusedByGate(let order):
            // A burst that nobody got is no reason to ask again.
            if order == runningOrder, case .refusedByGate = kind { takeRefusal(at: index, emit) }
            // A late word about an earlier burst must not end the one that runs now.
            refusal = order == runningOrder ? ask(.burstOver, at: index, emit) : .state(supervisor.state)
        }
        if let refusal { emit(.notGranted(kind, refusal, at: index)) }
    }

    /// What says that it is not safe to go on.
    private mutating func watch(_ kind: ControlEvent.Kind, at index: SampleIndex, _ emit: (SpasmDecision) -> Void) {
        let fault: Fault?
        switch kind {
        case .heartbeat:
            lastHeartbeat = index
            fault = nil
        case .dataAge(let age): fault = age.inSeconds <= settings.staleTime ? nil : .stale(age: age)
        case .clockJumped(let step): fault = .clockJump(step)
        case .leadOff: fault = .leadOff
        case .dysreflexiaSigns: fault = .dysreflexia(.reported)
        case .heartRate(let rate):
            fault = settings.dysreflexia.sign(heartRate: rate, fall: settings.heartRateFall).map { .dysreflexia($0) }
        case .systolicPressure(let pressure):
            fault = settings.dysreflexia.sign(systolic: pressure, rise: settings.pressureRise).map { .dysreflexia($0) }
        default: fault = nil
        }
        if let fault { ask(.fault(fault), at: index, emit) }
    }

    /// What the person's hand wants beside a burst: to hold, to let go, to switch.
    private mutating func takeHand(
        _ kind: ControlEvent.Kind, at index: SampleIndex, _ emit: (SpasmDecision) -> Void
    ) -> SupervisorRefusal? {
        switch kind {
        case .holdBegan:
            if let refusal = orderBurst(.manual, at: index, emit) { return refusal }
            heldOrder = runningOrder
        case .holdEnded:
            // Letting go is always granted; when the burst is over already there is nothing to cut.
            if heldOrder == runningOrder, case .stimulating = supervisor.state { cutByHand(at: index, emit) }
            heldOrder = 0
        case .switchPressed:
            if case .stimulating = supervisor.state { return cutByHand(at: index, emit) }
            return orderBurst(.manual, at: index, emit)
        case .movementHold(let moves):
            isMoving = moves
            if moves, case .stimulating = supervisor.state { cutByHand(at: index, emit) }
        case .setTrigger(.emg, let on): emgOn = on
        case .setTrigger(.force, let on): forceOn = on
        case .setTrigger(.manual, let on): manualOn = on
        default: break
        }
        return nil
    }

    /// A hand ends the burst, and with it what the machine would do about this spasm.
    @discardableResult
    private mutating func cutByHand(at index: SampleIndex, _ emit: (SpasmDecision) -> Void) -> SupervisorRefusal? {
        persistence = nil
        return ask(.cutBurst, at: index, emit)
    }

    func isOn(_ trigger: Trigger.Kind) -> Bool {
        switch trigger {
        case .emg: emgOn
        case .force: forceOn
        case .manual: manualOn
        case .guidedProtocol: true
        }
    }

    private mutating func noteBurst(_ order: Int, at index: SampleIndex) -> SupervisorRefusal? {
        guard order == runningOrder, case .stimulating = supervisor.state, let train = runningTrain else {
            return .state(supervisor.state)
        }
        running.begin = index
        schedule = PulseSchedule(
            train, from: index, lead: settings.pulseLead, window: settings.pulseBlanking, rate: rate)
        return nil
    }
}

// From what was seen to an order: who may ask for a burst, and how often.

import Signals
import Stimulation

extension SpasmController {
    /// The force, in parallel to the EMG.
    mutating func detectForce(
        _ strength: Double, at index: SampleIndex, blind: Bool, _ emit: (SpasmDecision) -> Void
    ) {
        guard strength.isFinite else {
            if !supervisor.state.isLatched { ask(.fault(.forceNotANumber), at: index, emit) }
            return
        }
        let isBlind = if case .stimulating = supervisor.state { true } else { index < forceBlindUntil }
        switch force.process(strength, at: index, blind: isBlind || blind) {
        case .nothing: break
        case .offset: emit(.forceEnded(at: index))
        case .onset(let first):
            emit(.forceDetected(onset: first, at: index))
            forceOnset = first
            hasForceAsked = false
            if !detector.isActive { isAnswered = false }
            answer(.force, at: index, emit)
        }
    }

    /// Answers what EMG or force sees: each asks once, and what one of them had answered is answered.
    mutating func answer(_ trigger: Trigger.Kind, at index: SampleIndex, _ emit: (SpasmDecision) -> Void) {
        guard !isAnswered, !(trigger == .force ? hasForceAsked : hasEMGAsked) else { return }
        if trigger == .force { hasForceAsked = true } else { hasEMGAsked = true }
        guard asksCompanion || asksMotion else { return give(trigger, at: index, emit) }
        if awaited == nil { awaited = (trigger, index.advanced(by: companionWaitLength)) }
    }

    /// Orders the burst, or says why not.
    mutating func give(_ trigger: Trigger.Kind, at index: SampleIndex, _ emit: (SpasmDecision) -> Void) {
        guard let refusal = orderBurst(trigger, at: index, emit) else {
            isAnswered = true
            persistence = Persistence(trigger: trigger)
            return
        }
        emit(trigger == .force ? .forceWithheld(refusal, at: index) : .withheld(refusal, at: index))
    }

    mutating func orderBurst(
        _ trigger: Trigger.Kind, pattern: Persistence.Pattern = .first, at index: SampleIndex,
        _ emit: (SpasmDecision) -> Void
    ) -> SupervisorRefusal? {
        guard isOn(trigger) else { return .triggerOff(trigger) }
        if isMoving, trigger.isAutomatic { return .personMoves }
        if trigger.isAutomatic, supervisor.state == .armed, storm.isFull(at: index) {
            ask(.fault(.storm(bursts: storm.most)), at: index, emit)
            return .state(supervisor.state)
        }
        let until = index.advanced(by: burstLength + slackLength)
        if let refusal = ask(.burst(until: until, for: trigger), at: index, emit) { return refusal }
        // The supervisor grants a burst only at an intensity above zero, for which there is a train.
        guard let train = pattern == .second ? secondTrain : train, let now = sessionTime(index) else {
            ask(.fault(.impossibleTime), at: index, emit)
            return .state(supervisor.state)
        }
        if trigger.isAutomatic { storm.note(index) }
        lastOrderNumber += 1
        runningOrder = lastOrderNumber
        runningTrain = train
        running = RunningBurst(trigger: trigger)
        schedule = nil
        emit(
            .order(
                StimulationOrder(
                    number: lastOrderNumber, train: train, channel: prescription.terms.pad.channel, issued: now,
                    expires: now + train.duration + slack, trigger: Trigger(trigger, metAt: now)),
                metAt: index, emittedAt: max(blockEnd, index)))
        return nil
    }
}

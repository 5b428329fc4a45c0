// Before a machine's first burst: the second muscle and the motion sensor are asked whether the person moves by will.

import Signals
import Stimulation

extension SpasmController {
    /// The second muscle, before the sample of the first is looked at.
    mutating func takeCompanion(_ raw: Float, at index: SampleIndex) {
        companion.process(raw, at: index, blind: isBlind(at: index))
    }

    /// The motion sensor, likewise. What was stimulated moves, and relaxes after: so it is blind as the force is.
    mutating func takeMotion(_ raw: Float, at index: SampleIndex) {
        guard motion.role != .none else { return }
        motion.process(raw, at: index, blind: isBlind(at: index) || index < forceBlindUntil)
    }

    /// Asks, when the time to wait is over, or the second muscle alone is asked and certain before.
    mutating func askVolition(at index: SampleIndex, _ emit: (SpasmDecision) -> Void) {
        guard let awaited,
            index >= awaited.until || (!asksMotion && companion.isActive(at: index))
        else { return }
        self.awaited = nil
        // Answered by the other one meanwhile.
        guard !isAnswered else { return }
        var volition: Volition?
        if asksCompanion { volition = companion.judge(at: index) }
        if asksMotion {
            let finding = motion.find(onset: onset(seenBy: awaited.trigger))
            emit(.motionFound(finding, at: index))
            let said = motion.role.volition(of: finding)
            volition = volition?.joined(with: said) ?? said
        }
        guard let volition else { return give(awaited.trigger, at: index, emit) }
        emit(.judged(volition, at: index))
        let refusal: SupervisorRefusal
        switch volition {
        case .spasm: return give(awaited.trigger, at: index, emit)
        case .unclear where settings.whenUnclear == .answer: return give(awaited.trigger, at: index, emit)
        case .unclear: refusal = .unclearVolition
        case .voluntary: refusal = .voluntary
        }
        emit(awaited.trigger == .force ? .forceWithheld(refusal, at: index) : .withheld(refusal, at: index))
    }

    /// Notes where the muscle was at rest: for longer than the merge gap, since the first motor units of a slow contraction
    /// discharge one by one, and between them the envelope falls back.
    mutating func noteRest(at index: SampleIndex, blind: Bool) {
        guard !blind, detector.isCalibrated, envelope < detector.exitThreshold else {
            restLength = 0
            return
        }
        restLength += 1
        if restLength >= restNeeded { lastAtRest = index }
    }

    /// Where the activity began, as far as a movement can be compared with it. A force is a movement's work itself: whether the
    /// joint moved before it says nothing.
    private func onset(seenBy trigger: Trigger.Kind) -> SampleIndex? {
        if trigger != .force || detector.isActive { return leftRest }
        return motion.role == .movedByWill ? forceOnset : nil
    }
}

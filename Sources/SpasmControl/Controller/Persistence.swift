// A spasm that outlasts its burst: the same burst again after a pause, then another pattern, then somebody is told. Never
// more than was set, never endlessly.

import Signals
import Stimulation

/// What has been done about one spasm by a machine.
struct Persistence {
    /// Which of the prescription's patterns.
    enum Pattern { case first, second }

    /// What ordered the first burst.
    let trigger: Trigger.Kind
    /// The bursts so far.
    var bursts = 1
    /// When it is judged whether the spasm goes on; `nil` while a burst runs.
    var due: SampleIndex?

    init(trigger: Trigger.Kind) { self.trigger = trigger }

    /// The least pause after a burst, in bursts: the gate's own limit.
    static let leastPause = 2.0
}

extension SpasmController {
    /// The most bursts that one spasm gets from a machine.
    var mostBursts: Int { 1 + repeats + (prescription.secondBurst == nil ? 0 : 1) }

    /// Judges, once its time has come, whether the spasm goes on, and does the next thing about it.
    ///
    /// Whether it goes on is known from samples after the blind time: what had ended by then has been seen to end.
    mutating func followSpasm(at index: SampleIndex, _ emit: (SpasmDecision) -> Void) {
        guard let spasm = persistence, let due = spasm.due, index >= due else { return }
        switch supervisor.state {
        case .armed: break
        case .stimulating: return
        // The end of a cooldown matters to a repeat only.
        case .cooldown: if spasm.bursts < mostBursts { return }
        // Whatever stopped this, what comes after it is another matter.
        case .off, .ready, .fault, .stopped:
            persistence = nil
            return
        }
        guard (emgOn && detector.isActive) || (forceOn && hasForce && force.isActive) else {
            persistence = nil
            // Ended by its one burst: perhaps less would do.
            if spasm.bursts == 1 { titrate(hasEnded: true, at: index, emit) }
            return
        }
        titrate(hasEnded: false, at: index, emit)
        guard spasm.bursts < mostBursts else { return giveUp(at: index, emit) }
        persistence?.due = nil
        let pattern = spasm.bursts > repeats ? Persistence.Pattern.second : .first
        if let refusal = orderBurst(spasm.trigger, pattern: pattern, at: index, emit) {
            emit(spasm.trigger == .force ? .forceWithheld(refusal, at: index) : .withheld(refusal, at: index))
            giveUp(at: index, emit)
        } else {
            persistence?.bursts += 1
        }
    }

    /// The gate did not let the burst through, or a lot left it out.
    mutating func takeRefusal(at index: SampleIndex, _ emit: (SpasmDecision) -> Void) {
        if let spasm = persistence, spasm.bursts > 1 {
            persistence?.bursts = spasm.bursts - 1
            giveUp(at: index, emit)
        }
        persistence = nil
    }

    /// No more bursts for this spasm, and somebody is told.
    private mutating func giveUp(at index: SampleIndex, _ emit: (SpasmDecision) -> Void) {
        if let spasm = persistence { emit(.gaveUp(bursts: spasm.bursts, at: index)) }
        persistence = nil
    }
}

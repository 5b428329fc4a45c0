// A burst that is no longer needed: between its pulses it is seen that the spasm is over.

import Signals
import Stimulation

/// What is known of the burst that runs.
struct RunningBurst {
    /// What ordered it.
    var trigger = Trigger.Kind.manual
    /// When its first pulse came; `nil` until the stimulator has said so.
    var begin: SampleIndex?
    /// Whether the present sample says nothing.
    var isGap = false
    /// For how many samples all that could be seen was quiet, and when something could be seen last.
    var quietSamples = 0
    var lastSeen = SampleIndex(.min)
}

extension SpasmController {
    /// Cuts a burst of a machine when the spasm is over.
    ///
    /// - By EMG, the envelope of the samples between the artefacts must stay below the exit threshold; what is in an artefact
    ///   neither speaks for nor against it, but where nothing can be seen for long nothing is known. An artefact that lasts into
    ///   the gaps, a heartbeat or a motion can only make the burst longer, up to what was ordered.
    /// - By force, the force must stay within its exit level.
    mutating func watchForEnd(at index: SampleIndex, _ emit: (SpasmDecision) -> Void) {
        guard case .stimulating = supervisor.state, running.trigger.isAutomatic, let begin = running.begin else {
            return
        }
        let isQuiet: Bool
        if running.trigger == .force {
            isQuiet = force.isQuiet
        } else if running.isGap {
            guard running.lastSeen.distance(to: index) <= conditioner.longestGap else {
                running.quietSamples = 0
                return
            }
            isQuiet = running.quietSamples > 0
        } else {
            running.lastSeen = index
            isQuiet = envelope < detector.exitThreshold
        }
        running.quietSamples = isQuiet ? running.quietSamples + 1 : 0
        guard running.quietSamples >= quietLength, begin.distance(to: index) >= leastBurstLength else { return }
        emit(.endedEarly(at: index))
        ask(.cutBurst, at: index, emit)
    }
}

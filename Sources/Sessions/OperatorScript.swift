// What a person at the controls does in a session that is played back: check, arm, turn up, perhaps stop.

public import Signals
public import SpasmControl
public import Stimulation

/// The acts of an operator, each at a sample.
public enum OperatorScript {
    /// The time between two steps of the intensity control, in seconds.
    public static let stepTime = 0.005

    /// Marks ready at the start, arms from zero as soon as the resting muscle is known, turns the intensity up in the
    /// steps that the supervisor allows, and stops at `stop` if there is one.
    ///
    /// - Returns: the events, sorted, and the sample at which the full intensity is reached.
    public static func arming(
        _ settings: SpasmSettings, to intensity: Milliamperes, rate: SampleRate, stop: SampleIndex? = nil
    ) -> (events: [ControlEvent], full: SampleIndex) {
        // One sample more than the detector needs, so that it knows before it is asked.
        let known = rate.samples(inSeconds: settings.warmUp) + rate.samples(inSeconds: settings.calibration) + 2
        var at = SampleIndex(known)
        var events = [ControlEvent(.markReady, at: SampleIndex(0)), ControlEvent(.arm(intensity: .zero), at: at)]
        var reached = Milliamperes.zero
        while reached < intensity {
            at = at.advanced(by: max(1, rate.samples(inSeconds: stepTime)))
            reached = min(intensity, reached + Supervisor.largestRise)
            events.append(ControlEvent(.setIntensity(reached), at: at))
        }
        if let stop {
            events.append(ControlEvent(.stop, at: stop))
            events.sort { $0.at < $1.at }
        }
        return (events, at)
    }
}

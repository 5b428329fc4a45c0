// When the pulses of a running burst come, from the burst itself: what is blanked is what is known, not what looks bad.

public import Signals
public import Stimulation

/// The moments of one burst in the signal's samples.
public struct PulseSchedule: Hashable, Sendable {
    private let begin: SampleIndex
    private let pulsePeriod, groupPeriod, duration: Double
    private let pulsesPerGroup: Int
    private let lead, window: Double

    /// The schedule of `train` that begins at a sample.
    ///
    /// - Parameters:
    ///   - lead: How far before a pulse blanking begins, in s: clocks of two devices are never quite alike.
    ///   - window: How long after the start of a pulse the signal says nothing, in s.
    public init(_ train: PulseTrain, from begin: SampleIndex, lead: Double, window: Double, rate: SampleRate) {
        self.begin = begin
        let samples = { (time: Microseconds) in time.inSeconds * rate.hertz }
        pulsePeriod = samples(train.pattern.pulsePeriod)
        groupPeriod = samples(train.pattern.groupPeriod)
        duration = samples(train.duration)
        pulsesPerGroup = train.pattern.pulsesPerGroup
        self.lead = lead * rate.hertz
        self.window = window * rate.hertz
    }

    /// Whether a sample lies in the artefact of a pulse.
    public func blanks(_ index: SampleIndex) -> Bool {
        let offset = Double(begin.distance(to: index))
        guard offset >= -lead, offset < duration + window else { return false }
        // The pulse before, and the one that is about to come.
        return sinceLastPulse(offset) < window || sinceLastPulse(offset + lead) < lead
    }

    /// Samples since the start of the last pulse that is due by `offset`; none for a moment before the burst.
    private func sinceLastPulse(_ offset: Double) -> Double {
        guard offset >= 0 else { return .infinity }
        let time = min(offset, duration)
        let inGroup = time - (time / groupPeriod).rounded(.down) * groupPeriod
        let pulse = min(Double(pulsesPerGroup - 1), (inGroup / pulsePeriod).rounded(.down))
        return inGroup - pulse * pulsePeriod + (offset - time)
    }
}

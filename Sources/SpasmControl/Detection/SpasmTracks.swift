// Beside the detector, in parallel: is the activity that it found a tonic spasm, clonus, or a single burst?

import Signals

/// Follows one activity and says once for each kind that it is of that kind. Allocates nothing.
struct SpasmTracks {
    private let tonicLength, shortest, longest, leastBeat: Int
    private let depth, jitter: Double
    private var unbroken = 0
    private var isTonic = false, isClonus = false, isBurst = false
    private var isUp = false, peak = 0.0, trough = 0.0
    private var beats = 0
    private var lastBeat = SampleIndex(.min), lastInterval = 0

    init(_ settings: SpasmSettings, rate: SampleRate) {
        tonicLength = max(1, rate.samples(inSeconds: settings.tonicTime))
        depth = settings.clonusDepth
        jitter = settings.clonusJitter
        leastBeat = rate.samples(inSeconds: settings.envelopeWindow + settings.clonusBeat)
        shortest = rate.samples(inSeconds: (1 - jitter) / settings.clonusHigh)
        longest = rate.samples(inSeconds: (1 + jitter) / settings.clonusLow)
    }

    /// Takes the envelope with what the detector made of it, and the envelope at rest; returns a kind where it becomes certain.
    mutating func process(
        _ envelope: Double, event: DetectorEvent, isActive: Bool, rest: Double, enter: Double, exit: Double,
        at index: SampleIndex
    ) -> SpasmKind? {
        // What ended and goes on is the same activity, of which nothing is said twice.
        if case .onset = event { (isTonic, isClonus, isBurst) = (false, false, false) }
        countBeat(envelope, rest: rest, enter: enter, at: index)
        unbroken = isActive && envelope >= exit ? unbroken + 1 : 0
        if event == .offset {
            guard !isTonic, !isClonus, !isBurst else { return nil }
            isBurst = true
            return .burst
        }
        guard isActive else { return nil }
        // After a slow beat the activity may have ended, and the third beat must be confirmed first.
        if beats >= 3, !isClonus {
            isClonus = true
            return .clonus
        }
        if unbroken >= tonicLength, !isTonic {
            isTonic = true
            return .tonic
        }
        return nil
    }

    /// While blind nothing is counted, and beats before do not count with beats after.
    mutating func skip() {
        unbroken = 0
        beats = 0
        isUp = false
        trough = 0
    }

    mutating func reset() {
        skip()
        (isTonic, isClonus, isBurst) = (false, false, false)
    }

    /// A beat begins where the envelope, above the threshold, has risen as far above its trough as that lies below the last
    /// peak: a falling envelope is no beat, however high it still is. Peak and trough are the muscle's alone: noise and muscle add
    /// by their power, and beside a small beat the noise of a recording would fill every trough.
    private mutating func countBeat(_ envelope: Double, rest: Double, enter: Double, at index: SampleIndex) {
        let amplitude = max(0, envelope * envelope - rest * rest).squareRoot()
        if isUp {
            peak = max(peak, amplitude)
            if amplitude < depth * peak {
                isUp = false
                trough = amplitude
                // One potential, which the window makes longer, is no beat, nor are those of one motor unit a clonus.
                if lastBeat.distance(to: index) < leastBeat { beats = 0 }
            }
            return
        }
        trough = min(trough, amplitude)
        guard envelope >= enter, depth * amplitude >= trough else { return }
        isUp = true
        peak = amplitude
        let interval = beats > 0 ? lastBeat.distance(to: index) : 0
        lastBeat = index
        guard (shortest...longest).contains(interval) else {
            beats = 1
            return
        }
        let isRegular = beats < 2 || Double(abs(interval - lastInterval)) <= jitter * Double(interval + lastInterval)
        beats = isRegular ? beats + 1 : 2
        lastInterval = interval
    }
}

// Beside the detector, in parallel: is the activity that it found a tonic spasm, clonus, or a single burst?

import Signals

/// Follows one activity and says once for each kind that it is of that kind. Allocates nothing.
struct SpasmTracks {
    private let tonicLength, shortest, longest: Int
    private let depth, jitter: Double
    private var unbroken = 0
    private var isTonic = false, isClonus = false
    private var isUp = false, peak = 0.0, trough = 0.0
    private var beats = 0
    private var lastBeat = SampleIndex(.min), lastInterval = 0

    init(_ settings: SpasmSettings, rate: SampleRate) {
        tonicLength = max(1, rate.samples(inSeconds: settings.tonicTime))
        depth = settings.clonusDepth
        jitter = settings.clonusJitter
        shortest = rate.samples(inSeconds: (1 - jitter) / settings.clonusHigh)
        longest = rate.samples(inSeconds: (1 + jitter) / settings.clonusLow)
    }

    /// Takes the envelope with what the detector made of it; returns a kind where it becomes certain.
    mutating func process(
        _ envelope: Double, event: DetectorEvent, isActive: Bool, enter: Double, exit: Double, at index: SampleIndex
    ) -> SpasmKind? {
        if event == .offset {
            let kind: SpasmKind? = isTonic || isClonus ? nil : .burst
            isTonic = false
            isClonus = false
            unbroken = 0
            return kind
        }
        let isThirdBeat = countBeat(envelope, enter: enter, at: index)
        unbroken = isActive && envelope >= exit ? unbroken + 1 : 0
        guard isActive else { return nil }
        if isThirdBeat, !isClonus {
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
        isTonic = false
        isClonus = false
    }

    /// A beat begins where the envelope, above the threshold, has risen as far above its trough as that lies below the last
    /// peak: a falling envelope is no beat, however high it still is.
    private mutating func countBeat(_ envelope: Double, enter: Double, at index: SampleIndex) -> Bool {
        if isUp {
            peak = max(peak, envelope)
            if envelope < depth * peak {
                isUp = false
                trough = envelope
            }
            return false
        }
        trough = min(trough, envelope)
        guard envelope >= enter, depth * envelope >= trough else { return false }
        isUp = true
        peak = envelope
        let interval = beats > 0 ? lastBeat.distance(to: index) : 0
        lastBeat = index
        guard (shortest...longest).contains(interval) else {
            beats = 1
            return false
        }
        let isRegular = beats < 2 || Double(abs(interval - lastInterval)) <= jitter * Double(interval + lastInterval)
        beats = isRegular ? beats + 1 : 2
        lastInterval = interval
        return beats >= 3
    }
}

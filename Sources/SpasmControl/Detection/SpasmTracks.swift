// Beside the detector, in parallel: is the activity that it found a tonic spasm, clonus, or a single burst?

import Signals

/// Follows one activity and says once for each kind that it is of that kind. Allocates nothing.
struct SpasmTracks {
    private let tonicLength, clonusLength: Int
    private var rhythm: BeatRhythm
    private var unbroken = 0, active = 0
    private var isTonic = false, isClonus = false, isBurst = false

    init(_ settings: SpasmSettings, rate: SampleRate) {
        tonicLength = max(1, rate.samples(inSeconds: settings.tonicTime))
        clonusLength = rate.samples(inSeconds: settings.clonusTime)
        rhythm = BeatRhythm(settings, rate: rate)
    }

    /// Takes the envelope with what the detector made of it, and the envelope at rest; returns a kind where it becomes certain.
    mutating func process(
        _ envelope: Double, event: DetectorEvent, isActive: Bool, rest: Double, exit: Double
    ) -> SpasmKind? {
        // What ended and goes on is the same activity, of which nothing is said twice.
        if case .onset = event {
            (isTonic, isClonus, isBurst, active) = (false, false, false, 0)
            rhythm.begin()
        }
        if isActive { active += 1 }
        let beating = rhythm.process(envelope, rest: rest, isActive: isActive)
        unbroken = isActive && envelope >= exit ? unbroken + 1 : 0
        if event == .offset {
            guard !isTonic, !isClonus, !isBurst else { return nil }
            isBurst = true
            return .burst
        }
        guard isActive else { return nil }
        // A tonic spasm that is looked at again and again beats by chance some time: later more is asked of a beat.
        if !isClonus, beating == .lasts || beating == .begins && active <= clonusLength {
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
        rhythm.restart()
    }

    mutating func reset() {
        skip()
        (isTonic, isClonus, isBurst, active) = (false, false, false, 0)
    }
}

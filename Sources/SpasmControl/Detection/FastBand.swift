// Is it a muscle that lifts the envelope, or one blow? A knock on a cable, skin that jumps and a heartbeat are slow; the
// potentials of a muscle are fast, and come again and again.

import Signals

/// Looks at the upper part of the band, where a muscle has much of its power, and what moves skin and cables has little but
/// for the moment of the blow itself. Allocates only when made.
///
/// A step through the band-pass rings at its lower edge for a tenth of a second, but above ``SpasmSettings/fastLow`` only for
/// some milliseconds, so that it fills the envelope's window once. A muscle goes on.
struct FastBand: ~Copyable {
    private var filter: BiquadCascade
    private var fast: CausalRMS, all: CausalRMS
    private var baseline: Baseline
    private let share, exitSpreads: Double
    private let holdLength: Int
    private var held = 0
    private var isFresh = true

    /// At a low sampling rate the fast part of the band is its upper half.
    private static let widest = 0.5
    private static let order = 2

    init(_ settings: SpasmSettings, rate: SampleRate) throws(SettingsError) {
        let edge = min(settings.fastLow, FastBand.widest * min(settings.bandHigh, 0.45 * rate.hertz))
        do {
            filter = BiquadCascade(
                sections: try Biquad.butterworthHighPass(
                    order: FastBand.order, cutoff: edge, rate: rate))
        } catch {
            throw SettingsError(description: error.description)
        }
        let window = max(1, rate.samples(inSeconds: settings.envelopeWindow))
        fast = CausalRMS(length: window)
        all = fast
        baseline = Baseline(
            samples: rate.samples(inSeconds: settings.calibration), leastSpread: settings.leastSpread,
            samplesPerSpread: settings.baselineTime * rate.hertz)
        share = settings.fastShare
        exitSpreads = settings.exitSpreads
        // What rings at a lower edge rings longer.
        holdLength = window + Int((settings.blowTime * settings.fastLow / edge * rate.hertz).rounded(.up))
    }

    /// How many samples in a row must look like a muscle.
    var confirmationLength: Int { share > 0 ? holdLength : 1 }

    /// Takes the next sample after the band-pass; whether a muscle has been at work for longer than one blow can seem to be.
    ///
    /// - Parameters:
    ///   - isMeasuring: whether the detector measures rest.
    ///   - isResting: whether the muscle is at rest.
    ///   - isHum: whether the signal certainly hums: what is seen then is no muscle, however fast it is.
    mutating func process(_ x: Double, isMeasuring: Bool, isResting: Bool, isHum: Bool) -> Bool {
        guard share > 0 else { return true }
        isFresh = false
        let high = fast.process(filter.process(x))
        let whole = all.process(x)
        if isMeasuring {
            _ = baseline.collect(high)
        } else if isResting {
            baseline.follow(high)
        }
        let isMuscle =
            !isHum && baseline.isKnown && high >= baseline.median + exitSpreads * baseline.spread
            && high * high >= share * whole * whole
        held = isMuscle ? held + 1 : 0
        return held >= holdLength
    }

    /// While blind nothing is seen, and what was seen is forgotten.
    mutating func forget() {
        held = 0
        guard !isFresh else { return }
        isFresh = true
        filter.reset()
        fast.reset()
        all.reset()
    }

    /// Forgets the resting muscle too.
    mutating func restart() {
        forget()
        baseline.restart()
    }
}

// From a raw sample to the envelope, and what can be wrong with it.

import Signals

extension SpasmController {
    /// Mains, gaps, band-pass, envelope.
    mutating func condition(_ x: Double, at index: SampleIndex, healthy: Bool, blind: Bool) {
        // Only the muscle at rest teaches the canceller: neither activity nor an artefact is mains.
        let resting = !detector.isCalibrated || envelope < detector.exitThreshold
        let rest = canceller.process(x, isValid: healthy && !blind, adapting: resting)
        running.isGap = !healthy || isGap(x, at: index, blind: blind)
        guard !running.isGap else {
            envelope = conditioner.skip()
            return
        }
        if !isSettled {
            conditioner.restart(on: rest)
            isSettled = true
        }
        envelope = conditioner.process(rest)
    }

    /// Whether a healthy sample says nothing about the muscle.
    func isGap(_ x: Double, at index: SampleIndex, blind: Bool) -> Bool {
        guard blind else { return false }
        guard let schedule else { return true }
        return abs(x) >= settings.saturation || schedule.blanks(index)
    }

    /// Whether the muscle has been far quieter than at rest for too long.
    mutating func isDead(blind: Bool) -> Bool {
        let isQuiet =
            !blind && detector.isCalibrated && envelope < settings.deadFraction * detector.baselineMedian
        quietSamples = isQuiet ? quietSamples + 1 : 0
        return quietSamples >= deadLength
    }

    /// Stimulation is over: what it leaves behind fades.
    mutating func beginBlanking(at index: SampleIndex) {
        blindUntil = index.advanced(by: blankingLength)
        forceBlindUntil = index.advanced(by: forceBlankingLength)
        let isLast = persistence.map { $0.bursts >= mostBursts } ?? true
        persistence?.due = index.advanced(by: isLast ? fadeLength : repeatPauseLength)
    }

    func isBlind(at index: SampleIndex) -> Bool {
        if case .stimulating = supervisor.state { return true }
        return index < blindUntil
    }

    /// What is wrong with a sample; `nil` when nothing is.
    mutating func inspect(_ x: Double, at index: SampleIndex) -> Fault? {
        guard x.isFinite else { return .notANumber }
        sameSamples = x == lastRaw ? sameSamples + 1 : 0
        lastRaw = x
        if !isBlind(at: index) {
            // Stimulation saturates amplifiers; that is what blindness is for.
            if abs(x) >= settings.saturation { return .saturated }
            if sameSamples >= flatLength { return .flat }
        }
        return sessionTime(index) == nil ? .impossibleTime : nil
    }

    /// Whether a muscle may have lifted the envelope: not where the signal hums, or where it is too slow. A strong hum is a fault.
    mutating func looksLikeMuscle(at index: SampleIndex, blind: Bool, _ emit: (SpasmDecision) -> Void) -> Bool {
        guard !blind else {
            fastBand.forget()
            hum.forget()
            return false
        }
        let hums = hum.process(conditioner.filtered)
        // Until rest is known, a mains that has always been there may not be known either.
        if hum.isLeadOff, detector.isCalibrated, !supervisor.state.isLatched { ask(.fault(.hum), at: index, emit) }
        let isFast = fastBand.process(
            conditioner.filtered, isMeasuring: detector.isMeasuring,
            isResting: detector.isCalibrated && !detector.isActive && envelope < detector.enterThreshold,
            isHum: hum.isCertain)
        return isFast && !hums
    }
}

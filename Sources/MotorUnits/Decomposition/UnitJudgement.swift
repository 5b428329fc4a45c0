// From candidates to units: discharges set to the action potential, quality measured, filters kept.

import Glibc
import Signals

/// Makes the final units of a stretch.
struct UnitJudgement {
    let parameters: DecompositionParameters
    let rate: SampleRate
    let stretch: DecomposedStretch
    let position: Int
    let emg: ConditionedEMG
    let whitening: Whitening
    /// The whitened signal without the units.
    let residual: WhitenedSignal

    /// The unit of every candidate; `nil` where its discharges do not lie in the window.
    func each(_ candidates: [UnitCandidate]) -> [DecomposedUnit?] {
        guard !candidates.isEmpty else { return [] }
        let signal = SignalWithUnits(residual: residual, units: candidates)
        let filters = candidates.flatMap { signal.mean(at: $0.discharges) }
        let plain = signal.project(filters)
        let weights = whitening.unwhiten(filters)
        let found = DischargeDetector.detectAll(
            in: plain, count: signal.count, distance: rate.samples(inSeconds: parameters.minimumInterval),
            threads: residual.threads)
        return candidates.indices.map { k in
            let source = plain[k * signal.count..<(k + 1) * signal.count]
            return unit(
                candidates[k], weights: Array(weights[k * whitening.width..<(k + 1) * whitening.width]),
                plain: found[k], source: Array(source))
        }
    }

    private func unit(
        _ candidate: UnitCandidate, weights: [Float], plain: DetectedDischarges, source: [Float]
    ) -> DecomposedUnit? {
        let potential = potential(around: candidate.discharges)
        let delay = potential.energyPeak
        let start = stretch.training.lowerBound
        let samples = candidate.discharges.map { $0 + delay + start }.filter { sample in
            stretch.window.contains(sample) && !(stretch.gaps ?? []).contains { $0.contains(sample) }
        }
        // The detector gives ascending samples; a common shift keeps them so.
        guard let train = try? DischargeTrain(samples: samples, rate: rate) else { return nil }
        var quality = UnitQuality(of: train)
        quality.silhouette = candidate.silhouette
        quality.plainSilhouette = plain.silhouette
        quality.pulseToNoiseRatio = Self.pulseToNoise(source, candidate.discharges)
        quality.addedByRepair = candidate.repaired.added
        quality.droppedByRepair = candidate.repaired.dropped
        let shifted = candidate.discharges.map { $0 + delay }
        let aligned = self.potential(around: shifted)
        let half = shifted.count / 2
        quality.measureStability(
            whole: aligned, early: self.potential(around: shifted[..<half]),
            late: self.potential(around: shifted[half...]),
            odd: self.potential(around: stride(from: 0, to: shifted.count, by: 2).map { shifted[$0] }),
            even: self.potential(around: stride(from: 1, to: shifted.count, by: 2).map { shifted[$0] }))
        let (verdict, reasons) = quality.verdict(
            parameters.quality, minimumDischarges: parameters.minimumDischarges)
        return DecomposedUnit(
            name: "", discharges: train, quality: quality, verdict: verdict, reasons: reasons, stretch: position,
            actionPotential: aligned, source: Self.shift(candidate.source, by: delay),
            filter: SeparationFilter(
                weights: weights, delay: delay, noise: plain.noise, height: plain.height, threshold: plain.threshold))
    }

    private func potential(around discharges: some Sequence<Int>) -> ActionPotential {
        let reach = rate.samples(inSeconds: ActionPotential.reach)
        return emg.signal.actionPotential(
            around: discharges, before: reach, after: reach, scale: emg.scale, channels: emg.channels, rate: rate)
    }

    /// Ten times the logarithm of the mean square at discharges over that elsewhere.
    static func pulseToNoise(_ source: [Float], _ discharges: [Int]) -> Double? {
        var (signal, all) = (0.0, 0.0)
        for value in source { all += Double(value) * Double(value) }
        for t in discharges { signal += Double(source[t]) * Double(source[t]) }
        let rest = source.count - discharges.count
        guard !discharges.isEmpty, rest > 0, all > signal else { return nil }
        return 10 * log10((signal / Double(discharges.count)) / ((all - signal) / Double(rest)))
    }

    /// Moves a source to later samples (`samples` > 0) or earlier ones, with silence at the end that opens.
    private static func shift(_ source: [Float], by samples: Int) -> [Float] {
        guard samples != 0, abs(samples) < source.count else { return source }
        let silence = [Float](repeating: 0, count: abs(samples))
        return samples > 0 ? silence + source.dropLast(samples) : Array(source.dropFirst(-samples)) + silence
    }
}

extension ActionPotential {
    /// How far an action potential is drawn on each side of a discharge, in seconds.
    static let reach = 0.025
}

extension UnitQuality {
    /// The size of the action potential and whether it stays the same.
    mutating func measureStability(
        whole: ActionPotential, early: ActionPotential, late: ActionPotential, odd: ActionPotential,
        even: ActionPotential
    ) {
        amplitude = whole.peakToPeak.max().map(Double.init)
        if let likeness = early.likeness(to: late), let ceiling = odd.likeness(to: even), ceiling > 0 {
            stability = min(1, max(-1, likeness / ceiling))
        }
        let sizes = (early.peakToPeak.max() ?? 0, late.peakToPeak.max() ?? 0)
        amplitudeChange = sizes.0 > 0 ? Double(sizes.1 / sizes.0) : nil
    }

    /// Takes over what only the signal can tell.
    mutating func takeOverSignalMeasures(of other: UnitQuality) {
        silhouette = other.silhouette
        plainSilhouette = other.plainSilhouette
        pulseToNoiseRatio = other.pulseToNoiseRatio
        amplitude = other.amplitude
        stability = other.stability
        amplitudeChange = other.amplitudeChange
        addedByRepair = other.addedByRepair
        droppedByRepair = other.droppedByRepair
    }
}

// One grid in one window: check, condition, whiten, search, refine, judge.

import Glibc
import Recordings
import Signals

/// The decomposition of one stretch.
struct StretchDecomposition {
    let recording: Recording
    let set: ElectrodeSet
    let window: Range<Int>
    /// The part of the window that is learnt from.
    let training: Range<Int>
    let rate: SampleRate
    let parameters: DecompositionParameters
    /// The stretch's place in the whole result.
    let position: Int

    /// Samples of the whitened template before and after a discharge's peak in the source.
    static func reach(_ rate: SampleRate) -> (before: Int, after: Int) {
        (rate.samples(inSeconds: 0.020), rate.samples(inSeconds: 0.050))
    }

    private var threads: Int { parameters.threads ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    func run(_ onProgress: Decomposer.Progress) throws(RecordingError) -> (
        stretch: DecomposedStretch, units: [DecomposedUnit]
    ) {
        var goesOn = onProgress(DecompositionProgress(fraction: 0, stage: "reading", unitCount: 0))
        let emg = try conditionedEMG(in: training)
        goesOn = goesOn && onProgress(DecompositionProgress(fraction: 0.05, stage: "whitening", unitCount: 0))
        guard
            let whitening = Whitening(of: emg.signal, dimensions: parameters.whitenedDimensions, threads: threads)
        else {
            throw RecordingError(
                file: recording.name, problem: "its EMG cannot be whitened: the channels hold no signal of their own")
        }
        let signal = whitening.apply(to: emg.signal, threads: threads)
        var search = SourceSearch(signal, parameters: parameters, rate: rate)
        let refinement = JointRefinement(parameters: parameters, rate: rate, residual: signal)
        var (units, rounds) = ([UnitCandidate](), 0)
        var stale = 0
        while goesOn, rounds < parameters.rounds, stale < parameters.patience {
            goesOn = onProgress(
                DecompositionProgress(
                    fraction: 0.15 + 0.7 * Double(rounds) / Double(parameters.rounds), stage: "searching",
                    unitCount: units.count))
            guard goesOn else { break }
            guard let candidates = search.nextRound() else { break }
            rounds += 1
            stale = take(candidates, into: &units, from: signal) > 0 ? 0 : stale + 1
            if stale == 0 { search.signalChanged() }
        }
        for round in 0..<max(1, parameters.jointRounds) {
            _ = onProgress(
                DecompositionProgress(
                    fraction: 0.85 + 0.1 * Double(round) / Double(max(1, parameters.jointRounds)), stage: "refining",
                    unitCount: units.count))
            // Beyond the training the templates are needed as they are in the end.
            refinement.round(&units, isLast: training == window && round + 1 >= parameters.jointRounds)
        }
        var stretch = DecomposedStretch(
            grid: set.grid, window: window, training: training, channels: emg.channels, leftOut: emg.leftOut,
            mainsLines: emg.conditioning.lines, copies: emg.signal.copies, step: emg.signal.step,
            dimensions: whitening.dimensions, rounds: rounds, scale: emg.scale,
            gaps: emg.gaps.isEmpty ? nil : emg.gaps)
        let judge = UnitJudgement(
            parameters: parameters, rate: rate, stretch: stretch, position: position, emg: emg, whitening: whitening,
            residual: signal)
        let judged = judge.each(units)
        let kept = units.indices.filter { judged[$0] != nil }
        var result = kept.compactMap { judged[$0] }
        if training != window {
            let signal = SignalWithUnits(residual: signal, units: units)
            let filters = kept.flatMap { signal.mean(at: units[$0].discharges) }
            let leakage = SourceLeakage(
                kept.map { units[$0] }, filters: filters, sources: signal.project(filters),
                dimensions: signal.dimensions, distance: rate.samples(inSeconds: parameters.minimumInterval),
                repairs: parameters.repairs)
            try extend(&result, leakage, emg: emg, stretch: &stretch)
        }
        return (stretch, result.sorted { ($0.discharges.samples.first ?? 0) < ($1.discharges.samples.first ?? 0) })
    }

    /// Takes new units over, best first, and out of the signal.
    private func take(
        _ candidates: [UnitCandidate], into units: inout [UnitCandidate], from signal: WhitenedSignal
    ) -> Int {
        var added = 0
        for var candidate in candidates.sorted(by: { $0.silhouette > $1.silhouette }) {
            guard candidate.silhouette >= parameters.quality.borderlineSilhouette, isRegular(candidate),
                !units.contains(where: { $0.isSame(as: candidate, parameters: parameters, rate: rate) })
            else { continue }
            let template = MotorUnitTemplate(
                of: signal, around: candidate.discharges, before: Self.reach(rate).before,
                after: Self.reach(rate).after)
            template.add(to: signal, around: candidate.discharges, scale: -1)
            candidate.template = template
            units.append(candidate)
            added += 1
        }
        return added
    }

    /// Whether the intervals are those of a motor unit and not of chance or of several units in one.
    private func isRegular(_ candidate: UnitCandidate) -> Bool {
        let intervals = zip(candidate.discharges, candidate.discharges.dropFirst()).map { Double($1 - $0) / rate.hertz }
        let plausible = intervals.filter { $0 <= UnitQuality.longestInterval }
        // A source that is silent between most of its discharges is a fragment of a unit, or chance.
        guard plausible.count >= 6, 2 * plausible.count > intervals.count,
            let variation = MotorUnitMeasures.variation(of: plausible)
        else { return false }
        return variation < 50
    }

    private func conditionedEMG(in range: Range<Int>) throws(RecordingError) -> ConditionedEMG {
        try ConditionedEMG(
            recording: recording, set: set, range: range, rate: rate, parameters: parameters, threads: threads)
    }

    /// Uses the filters on the whole window, block by block; in the part that they were learnt from, the discharges stay.
    private func extend(
        _ units: inout [DecomposedUnit], _ leakage: SourceLeakage, emg: ConditionedEMG, stretch: inout DecomposedStretch
    ) throws(RecordingError) {
        let found = try FilterReuse(emg: emg, recording: recording, rate: rate, parameters: parameters)
            .discharges(of: units.map(\.filter), leakage: leakage, in: stretch.window)
        if !found.gaps.isEmpty { stretch.gaps = found.gaps }
        let distance = rate.samples(inSeconds: parameters.minimumInterval)
        for k in units.indices {
            let known = units[k].discharges.samples
            let part = stretch.training.lowerBound + distance..<stretch.training.upperBound - distance
            let samples = found.trains[k].filter { !part.contains($0) } + known.filter { part.contains($0) }
            var apart: [Int] = []
            for sample in samples.sorted() where sample - (apart.last ?? .min / 2) >= distance { apart.append(sample) }
            // A list of ascending samples is a train.
            guard let train = try? DischargeTrain(samples: apart, rate: rate) else { continue }
            units[k].discharges = train
            var quality = UnitQuality(of: train)
            quality.takeOverSignalMeasures(of: units[k].quality)
            let (before, after) = (Set(found.unrepaired[k]), Set(found.trains[k]))
            quality.addedByRepair += after.subtracting(before).count { !part.contains($0) }
            quality.droppedByRepair += before.subtracting(after).count { !part.contains($0) }
            units[k].quality = quality
            (units[k].verdict, units[k].reasons) = quality.verdict(
                parameters.quality, minimumDischarges: parameters.minimumDischarges)
        }
    }
}

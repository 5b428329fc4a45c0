// Filters, sources and action potentials made anew from the recording and the discharges as they are now.

import Recordings
import Signals

extension DecompositionFile {
    /// Recomputes units. All other units of the same stretch that are not rejected are taken out of the signal first, as
    /// in the decomposition.
    mutating func recompute(_ names: [String], detect: Bool, from recording: Recording) throws {
        for name in names { _ = try position(of: name) }
        let before = try decomposition(file: recording.name)
        guard recording.channels.count == channels.count,
            let channel = before.stretches.first?.channels.first,
            recording.samples.sampleCount(ofChannel: channel) == sampleCount
        else {
            throw RecordingError(
                file: recording.name,
                problem: "this is not the recording that was decomposed: that one has \(channels.count) channels of "
                    + "\(sampleCount) samples")
        }
        for position in stretches.indices {
            let members = units.indices.filter {
                units[$0].stretch == position && (units[$0].verdict != .rejected || names.contains(units[$0].name))
            }
            guard members.contains(where: { names.contains(units[$0].name) }) else { continue }
            let renewed = try renew(members, at: position, of: before, detect: detect ? names : [], recording)
            for (k, unit) in zip(members, renewed) where names.contains(units[k].name) {
                guard let unit else {
                    throw EditError(
                        description:
                            "unit \(units[k].name) cannot be recomputed: too few of its discharges lie in the part "
                            + "that was learnt from")
                }
                var new = Unit(unit)
                new.name = units[k].name
                units[k] = new
            }
        }
    }

    private func renew(
        _ members: [Int], at position: Int, of before: Decomposition, detect: [String], _ recording: Recording
    ) throws -> [DecomposedUnit?] {
        let stretch = stretches[position]
        let emg = try ConditionedEMG(
            recording: recording, channels: stretch.channels, range: stretch.training, rate: before.rate,
            lines: stretch.mainsLines, copies: stretch.copies, step: stretch.step, isCausal: false,
            parameters: parameters)
        guard let whitening = Whitening(of: emg.signal, dimensions: parameters.whitenedDimensions, threads: 1) else {
            throw RecordingError(file: recording.name, problem: "its EMG cannot be whitened")
        }
        let signal = whitening.apply(to: emg.signal, threads: 1)
        let reach = StretchDecomposition.reach(before.rate)
        var candidates = members.map { k in
            UnitCandidate(
                discharges: units[k].discharges.map { $0 - units[k].filter.delay - stretch.training.lowerBound }
                    .filter { $0 >= 0 && $0 < signal.count },
                silhouette: units[k].quality.silhouette ?? 0, template: nil)
        }
        for k in candidates.indices {
            let template = MotorUnitTemplate(
                of: signal, around: candidates[k].discharges, before: reach.before, after: reach.after)
            template.add(to: signal, around: candidates[k].discharges, scale: -1)
            candidates[k].template = template
        }
        let refinement = JointRefinement(parameters: parameters, rate: before.rate, residual: signal)
        let chosen = Set(members.indices.filter { detect.contains(units[members[$0]].name) })
        refinement.rejudge(&candidates, detecting: chosen)
        let judge = UnitJudgement(
            parameters: parameters, rate: before.rate, stretch: stretch, position: position, emg: emg,
            whitening: whitening, residual: signal)
        return judge.each(candidates)
    }
}

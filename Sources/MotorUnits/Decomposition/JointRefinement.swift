// All units refined together: each is looked at in what the others leave over.

import Signals

/// Refines units against the residual, the whitened signal from which all of them have been taken out.
///
/// In the search a unit is found beside units that nobody knew of yet; here each is judged again after all others have
/// been taken out, which shows discharges that overlapped with theirs. Every unit is still judged by a filter that has
/// not seen the discharge in question.
struct JointRefinement {
    let parameters: DecompositionParameters
    let rate: SampleRate
    let residual: WhitenedSignal

    private var distance: Int { rate.samples(inSeconds: parameters.minimumInterval) }

    /// One round. The residual and the units change together, unless nobody will look at them again: templates and
    /// residual then stay as they were, and with them their sum.
    func round(_ units: inout [UnitCandidate], isLast: Bool = false) {
        guard !units.isEmpty else { return }
        var sources = judge(units)
        let count = residual.count
        var found = DischargeDetector.detectAll(
            in: sources, count: count, distance: distance, threads: residual.threads)
        sources.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for k in units.indices where found[k].samples.count >= parameters.minimumDischarges {
                units[k].silhouette = found[k].silhouette
                if parameters.repairs {
                    let repair = DischargeRepair(distance: distance)
                    units[k].repaired = repair.apply(to: &found[k], source: base + k * count, count: count)
                }
                if isLast {
                    units[k].changeDischarges(found[k].samples)
                } else {
                    replace(&units[k], discharges: found[k].samples)
                }
            }
        }
        for k in units.indices {
            if found[k].samples.count < parameters.minimumDischarges { units[k].silhouette = 0 }
            units[k].source = Array(sources[k * count..<(k + 1) * count])
        }
        dropDuplicates(&units)
    }

    /// Gives every unit its source and silhouette for the discharges that it has; those at the places `detecting` get the
    /// discharges that their source shows. The residual stays as it is.
    func rejudge(_ units: inout [UnitCandidate], detecting: Set<Int>) {
        let sources = judge(units)
        let count = residual.count
        let found = DischargeDetector.detectAll(
            in: sources, count: count, distance: distance, threads: residual.threads)
        for k in units.indices {
            units[k].source = Array(sources[k * count..<(k + 1) * count])
            units[k].silhouette = found[k].silhouette
            if detecting.contains(k), found[k].samples.count >= parameters.minimumDischarges {
                units[k].changeDischarges(found[k].samples)
            }
        }
    }

    /// The source of every unit: the residual and the unit itself, seen by the mean of its discharges but the one at
    /// hand.
    private func judge(_ units: [UnitCandidate]) -> [Float] {
        let (length, count) = (residual.dimensions, residual.count)
        var filters: [Float] = []
        var trains: [[Int]] = []
        for unit in units {
            guard let template = unit.template else { continue }
            let inside = MotorUnitTemplate.inside(unit.discharges, template.before, template.after, count)
            var mean = residual.mean(at: inside)
            for (k, value) in template.atDischarge(dimensions: length).enumerated() { mean[k] += value }
            filters += mean
            trains.append(inside)
        }
        var sources = residual.project(filters)
        for (k, unit) in units.enumerated() {
            guard let template = unit.template else { continue }
            let response = template.response(to: filters[k * length..<(k + 1) * length])
            let start = k * count
            for t in trains[k] {
                for (i, value) in response.enumerated() { sources[start + t - template.before + i] += value }
            }
            let own = Array(template.atDischarge(dimensions: length))
            let n = Float(trains[k].count)
            var whole = [Float](repeating: 0, count: length)
            for t in trains[k] {
                let row = residual.row(t)
                for i in 0..<length { whole[i] = row[i] + own[i] }
                let part = VectorMath.energy(whole, length)
                sources[start + t] = (sources[start + t] * n - part) / (n - 1)
            }
        }
        return sources
    }

    private func replace(_ unit: inout UnitCandidate, discharges: [Int]) {
        guard let old = unit.template else { return }
        unit.template = old.replaced(in: residual, from: unit.taken, to: discharges)
        (unit.discharges, unit.takenBefore) = (discharges, nil)
    }

    /// Of units that are the same, the one that stands out best stays; what fell below any use goes.
    private func dropDuplicates(_ units: inout [UnitCandidate]) {
        var kept: [UnitCandidate] = []
        for unit in units.sorted(by: { $0.silhouette > $1.silhouette }) {
            let isTwin = kept.contains { $0.isSame(as: unit, parameters: parameters, rate: rate) }
            if isTwin || unit.silhouette < parameters.quality.worthKeeping {
                unit.template?.add(to: residual, around: unit.taken, scale: 1)
            } else {
                kept.append(unit)
            }
        }
        units = kept
    }
}

extension UnitCandidate {
    /// Gives the unit other discharges and leaves its template and the signal as they are.
    fileprivate mutating func changeDischarges(_ samples: [Int]) {
        takenBefore = taken
        discharges = samples
    }

    /// Whether two candidates are one motor unit.
    func isSame(as other: UnitCandidate, parameters: DecompositionParameters, rate: SampleRate) -> Bool {
        TrainAgreement(
            discharges, other.discharges, tolerance: rate.samples(inSeconds: parameters.agreementTolerance),
            longestLag: rate.samples(inSeconds: 0.03)
        ).rate > parameters.duplicateAgreement
    }
}

// The quality of an edited unit, from its discharges and the source that is kept with it.

import Signals

extension DecompositionFile {
    /// Measures a unit again after its discharges were changed by hand. What only the recording can tell (the filter, the
    /// action potential) stays as it was until the unit is recomputed.
    mutating func judge(_ k: Int) {
        guard let rate = SampleRate(hertz: rateHz),
            let train = try? DischargeTrain(samples: units[k].discharges, rate: rate)
        else { return }
        var quality = UnitQuality(of: train)
        quality.takeOverSignalMeasures(of: units[k].quality)
        quality.silhouette = silhouette(of: units[k])
        units[k].quality = quality
        (units[k].verdict, units[k].reasons) = quality.verdict(
            parameters.quality, minimumDischarges: parameters.minimumDischarges)
    }

    /// How far the peaks that are called discharges stand apart from the other peaks of the source.
    private func silhouette(of unit: Unit) -> Double? {
        let values = unit.source.values
        guard !values.isEmpty, !unit.discharges.isEmpty else { return nil }
        let distance = max(1, sample(parameters.minimumInterval))
        var detector = DischargeDetector(distance: distance)
        let peaks = values.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { detector.peaks($0, count: values.count, above: 0) } ?? []
        }
        let start = stretches[unit.stretch].training.lowerBound
        let discharges = unit.discharges.map { $0 - start }.filter(values.indices.contains)
        var isNear = [Bool](repeating: false, count: values.count)
        for t in discharges {
            for place in max(0, t - distance / 2)...min(values.count - 1, t + distance / 2) { isNear[place] = true }
        }
        func square(_ t: Int) -> Double { values[t] > 0 ? Double(values[t]) * Double(values[t]) : 0 }
        let (own, others) = (discharges.map(square), peaks.filter { !isNear[$0] }.map(square))
        guard !own.isEmpty, !others.isEmpty else { return nil }
        let centre = (own.reduce(0, +) / Double(own.count), others.reduce(0, +) / Double(others.count))
        let within = own.reduce(0) { $0 + ($1 - centre.0) * ($1 - centre.0) }
        let between = own.reduce(0) { $0 + ($1 - centre.1) * ($1 - centre.1) }
        return max(within, between) > 0 ? (between - within) / max(within, between) : 0
    }
}

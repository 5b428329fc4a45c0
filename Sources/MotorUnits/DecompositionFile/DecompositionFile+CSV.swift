// Tidy tables of a decomposition: one row per unit, one per discharge.

import Signals

extension DecompositionFile {
    /// One row per unit, with where it comes from in the last columns so that tables can be joined.
    ///
    /// - Parameter verdicts: which units.
    public func unitsCSV(_ verdicts: Set<UnitVerdict> = Set(UnitVerdict.allCases)) -> String {
        let header = [
            "unit", "grid", "window_start_s", "window_end_s", "verdict", "reasons", "silhouette", "plain_silhouette",
            "pulse_to_noise_db", "discharges", "mean_rate_pps", "interval_variation_percent", "local_variation",
            "worst_local_variation",
            "intervals_below_20_ms", "intervals_above_250_ms", "amplitude", "amplitude_unit", "amplitude_change",
            "stability", "added_by_repair", "dropped_by_repair", "software", "input", "input_sha256",
        ]
        let rows = units.filter { verdicts.contains($0.verdict) }.map { unit in
            let (stretch, quality) = (stretches[unit.stretch], unit.quality)
            let cells: [TableCell] = [
                .text(unit.name), stretch.grid.map { .integer($0 + 1) } ?? .text(nil),
                .number(Double(stretch.window.lowerBound) / rateHz),
                .number(Double(stretch.window.upperBound) / rateHz),
                .text(unit.verdict.rawValue), .text(unit.reasons.joined(separator: "; ")), .number(quality.silhouette),
                .number(quality.plainSilhouette), .number(quality.pulseToNoiseRatio), .integer(quality.dischargeCount),
                .number(quality.meanRate), .number(quality.intervalVariation.map { 100 * $0 }),
                .number(quality.localVariation), .number(quality.worstLocalVariation),
                .integer(quality.shortIntervals), .integer(quality.longIntervals),
                .number(quality.amplitude), .text(amplitudeUnit(of: stretch)), .number(quality.amplitudeChange),
                .number(quality.stability), .integer(quality.addedByRepair), .integer(quality.droppedByRepair),
                .text(provenance.software), .text(provenance.input), .text(provenance.inputSHA256),
            ]
            return TableCell.line(cells)
        }
        return TableCell.line(header.map { .text($0) }) + rows.joined()
    }

    /// One row per discharge, unit after unit: the unit's name, the sample (from 0) and the time in seconds.
    public func dischargesCSV(_ verdicts: Set<UnitVerdict> = Set(UnitVerdict.allCases)) -> String {
        var text = "unit,sample,seconds\n"
        for unit in units where verdicts.contains(unit.verdict) {
            let name = TableCell.text(unit.name).csv
            for sample in unit.discharges { text += "\(name),\(sample),\(Double(sample) / rateHz)\n" }
        }
        return text
    }

    /// The unit of the action potentials of a stretch.
    private func amplitudeUnit(of stretch: DecomposedStretch) -> String? {
        stretch.channels.first.flatMap { channels.indices.contains($0) ? channels[$0].unit : nil }
    }
}

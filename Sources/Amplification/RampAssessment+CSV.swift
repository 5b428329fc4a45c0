// Tidy tables: one row per unit, one per pair; units in the column names, empty cells for what is undefined.

public import MotorUnits
import Signals

extension RampAssessment {
    /// One row per unit, with where it comes from in the last columns so that tables can be joined.
    ///
    /// RFC 4180 with `\n` line ends and `.` as decimal mark. Thresholds are in the unit of column `force_unit`.
    public func unitsCSV(_ provenance: ResultProvenance) -> String {
        table(
            columns: [
                "unit", "name", "accuracy", "discharges", "removed_discharges", "delta_f_pps", "normalised_delta_f",
                "accepted_controls", "pairs_as_test", "absence", "still_discharging", "first_discharge_s",
                "recruitment_s", "derecruitment_s", "recruitment_threshold", "derecruitment_threshold", "force_unit",
                "rate_at_recruitment_pps", "rate_at_derecruitment_pps", "peak_rate_pps", "peak_rate_s",
                "threshold_hysteresis", "ascending_s", "descending_s",
                "mean_rate_pps", "interval_variation_percent", "gaps",
            ],
            rows: units.map(RampReport.Unit.init).map { unit in
                [
                    .integer(unit.index), .text(unit.name), .number(unit.accuracy), .integer(unit.discharges),
                    .integer(unit.removedDischarges), .number(unit.deltaFPps), .number(unit.normalisedDeltaF),
                    .integer(unit.acceptedControls), .integer(unit.pairsAsTest), .text(unit.absenceText),
                    .flag(unit.isStillDischarging), .number(unit.firstDischargeSeconds),
                    .number(unit.recruitmentSeconds), .number(unit.derecruitmentSeconds),
                    .number(unit.recruitmentThreshold), .number(unit.derecruitmentThreshold), .text(force?.unit.symbol),
                    .number(unit.rateAtRecruitmentPps), .number(unit.rateAtDerecruitmentPps),
                    .number(unit.peakRatePps), .number(unit.peakRateSeconds),
                    .number(unit.thresholdHysteresis), .number(unit.ascendingSeconds), .number(unit.descendingSeconds),
                    .number(unit.meanRatePps),
                    .number(unit.intervalVariationPercent), .integer(unit.gaps),
                ]
            }, provenance)
    }

    /// One row per pair, rejected ones included; `rejections` lists the rules with values, divided by `; `.
    public func pairsCSV(_ provenance: ResultProvenance) -> String {
        table(
            columns: [
                "control", "test", "control_name", "test_name", "accepted", "delta_f_pps", "normalised_delta_f",
                "start_s", "end_s", "ends_with_control", "rate_at_start_pps", "rate_at_end_pps", "correlation_r",
                "correlation_r_squared",
                "modulation_pps", "saturation_margin_pps", "recruitment_difference_s", "derecruitment_difference_s",
                "overlap_samples", "rejections",
            ],
            rows: pairs.map { RampReport.Pair($0, of: units) }.map { pair in
                [
                    .integer(pair.control), .integer(pair.test), .text(pair.controlName), .text(pair.testName),
                    .flag(pair.isAccepted), .number(pair.deltaFPps), .number(pair.normalisedDeltaF),
                    .number(pair.startSeconds), .number(pair.endSeconds), .flag(pair.endsWithControl),
                    .number(pair.rateAtStartPps), .number(pair.rateAtEndPps), .number(pair.correlation),
                    .number(pair.correlationSquared),
                    .number(pair.modulationPps), .number(pair.saturationMarginPps),
                    .number(pair.recruitmentDifferenceSeconds), .number(pair.derecruitmentDifferenceSeconds),
                    .integer(pair.overlapSamples), .text(pair.rejections.map(\.text).joined(separator: "; ")),
                ]
            }, provenance)
    }

    private func table(columns: [String], rows: [[TableCell]], _ provenance: ResultProvenance) -> String {
        let origin: [TableCell] = [
            .text(settings.smoother.description), .text(provenance.software), .text(provenance.input),
            .text(provenance.inputSHA256),
        ]
        let header = columns + ["smoother", "software", "input", "input_sha256"]
        return TableCell.line(header.map { .text($0) }) + rows.map { TableCell.line($0 + origin) }.joined()
    }
}

// Tidy tables: one row per unit, one per pair; units in the column names, empty cells for what is undefined.

public import MotorUnits
import Signals

extension RampAssessment {
    /// The table of this contraction alone.
    public func unitsCSV(_ provenance: ResultProvenance) -> String { Self.unitsCSV([self], provenance) }

    /// The table of this contraction alone.
    public func pairsCSV(_ provenance: ResultProvenance) -> String { Self.pairsCSV([self], provenance) }

    /// One row per contraction and unit, with where it comes from in the last columns so that tables can be joined.
    ///
    /// RFC 4180 with `\n` line ends and `.` as decimal mark. Thresholds are in the unit of column `force_unit`.
    public static func unitsCSV(_ assessments: [RampAssessment], _ provenance: ResultProvenance) -> String {
        table(
            assessments,
            columns: [
                "contraction", "unit", "name", "accuracy", "discharges", "removed_discharges", "delta_f_pps",
                "delta_f_low_pps",
                "delta_f_high_pps", "composite_delta_f_pps", "composite_rejections", "normalised_delta_f",
                "accepted_controls", "pairs_as_test", "absence", "still_discharging", "first_discharge_s",
                "recruitment_s", "derecruitment_s", "recruitment_threshold", "derecruitment_threshold", "force_unit",
                "rate_at_recruitment_pps", "rate_at_derecruitment_pps", "peak_rate_pps", "peak_rate_s",
                "threshold_hysteresis", "ascending_s", "descending_s",
                "brace_height_percent", "brace_height_pps", "brace_s", "brace_angle_deg", "acceleration_slope",
                "attenuation_slope", "brace_exclusions", "firing_below_threshold_s", "firing_after_bump_s",
                "mean_rate_pps", "interval_variation_percent", "gaps",
            ],
            rows: { assessment in
                assessment.units.map { RampReport.Unit($0, contraction: assessment.number) }.map { unit in
                    [
                        .integer(unit.contraction), .integer(unit.index), .text(unit.name), .number(unit.accuracy),
                        .integer(unit.discharges),
                        .integer(unit.removedDischarges), .number(unit.deltaFPps), .number(unit.deltaFLowPps),
                        .number(unit.deltaFHighPps), .number(unit.compositeDeltaFPps),
                        .text(unit.compositeRejections.joined(separator: "; ")), .number(unit.normalisedDeltaF),
                        .integer(unit.acceptedControls), .integer(unit.pairsAsTest), .text(unit.absenceText),
                        .flag(unit.isStillDischarging), .number(unit.firstDischargeSeconds),
                        .number(unit.recruitmentSeconds), .number(unit.derecruitmentSeconds),
                        .number(unit.recruitmentThreshold), .number(unit.derecruitmentThreshold),
                        .text(assessment.force?.unit.symbol),
                        .number(unit.rateAtRecruitmentPps), .number(unit.rateAtDerecruitmentPps),
                        .number(unit.peakRatePps), .number(unit.peakRateSeconds),
                        .number(unit.thresholdHysteresis), .number(unit.ascendingSeconds),
                        .number(unit.descendingSeconds),
                        .number(unit.braceHeightPercent), .number(unit.braceHeightPps), .number(unit.braceSeconds),
                        .number(unit.braceAngleDegrees), .number(unit.accelerationSlope),
                        .number(unit.attenuationSlope),
                        .text(unit.braceExclusions.map(\.words).joined(separator: "; ")),
                        .number(unit.firingBelowThresholdSeconds), .number(unit.firingAfterBumpSeconds),
                        .number(unit.meanRatePps),
                        .number(unit.intervalVariationPercent), .integer(unit.gaps),
                    ]
                }
            }, provenance)
    }

    /// One row per contraction and pair, rejected ones included; `rejections` lists the rules with values, divided by `; `.
    public static func pairsCSV(_ assessments: [RampAssessment], _ provenance: ResultProvenance) -> String {
        table(
            assessments,
            columns: [
                "contraction", "control", "test", "control_name", "test_name", "accepted", "delta_f_pps",
                "delta_f_low_pps",
                "delta_f_high_pps", "normalised_delta_f", "start_s", "end_s", "ends_with_control", "rate_at_start_pps",
                "rate_at_end_pps", "correlation_r",
                "correlation_r_squared",
                "modulation_pps", "saturation_margin_pps", "recruitment_difference_s", "derecruitment_difference_s",
                "overlap_samples", "rejections",
            ],
            rows: { assessment in
                RampReport.pairs(of: assessment).map { pair in
                    [
                        .integer(pair.contraction), .integer(pair.control), .integer(pair.test),
                        .text(pair.controlName), .text(pair.testName),
                        .flag(pair.isAccepted), .number(pair.deltaFPps), .number(pair.deltaFLowPps),
                        .number(pair.deltaFHighPps), .number(pair.normalisedDeltaF),
                        .number(pair.startSeconds), .number(pair.endSeconds), .flag(pair.endsWithControl),
                        .number(pair.rateAtStartPps), .number(pair.rateAtEndPps), .number(pair.correlation),
                        .number(pair.correlationSquared),
                        .number(pair.modulationPps), .number(pair.saturationMarginPps),
                        .number(pair.recruitmentDifferenceSeconds), .number(pair.derecruitmentDifferenceSeconds),
                        .integer(pair.overlapSamples), .text(pair.rejections.map(\.text).joined(separator: "; ")),
                    ]
                }
            }, provenance)
    }

    private static func table(
        _ assessments: [RampAssessment], columns: [String], rows: (RampAssessment) -> [[TableCell]],
        _ provenance: ResultProvenance
    ) -> String {
        let header = columns + ["smoother", "software", "input", "input_sha256"]
        return TableCell.line(header.map { .text($0) })
            + assessments.flatMap { assessment in
                let origin: [TableCell] = [
                    .text(assessment.settings.smoother.description), .text(provenance.software),
                    .text(provenance.input),
                    .text(provenance.inputSHA256),
                ]
                return rows(assessment).map { TableCell.line($0 + origin) }
            }.joined()
    }
}

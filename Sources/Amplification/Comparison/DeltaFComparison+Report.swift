// The JSON twin and the table of a comparison.

public import MotorUnits

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A comparison as it is written to JSON.
public struct DeltaFComparisonReport: Hashable, Sendable, Codable {
    /// The version of this layout; a change of meaning raises it.
    public static let currentLayout = "lull.deltaf-comparison.1"

    /// Which layout this is: ``currentLayout``.
    public var layout: String
    /// Software and the two inputs.
    public var before, after: ResultProvenance
    /// All choices of the two assessments.
    public var settings: RampSettings
    /// What was found.
    public var comparison: DeltaFComparison
    /// The minimal detectable change of a single pair (pps).
    public var detectableChangeOfPairPps: Double
}

extension DeltaFComparison {
    /// The report as JSON text: indented, keys sorted. The same inputs give the same bytes.
    public func json(before: ResultProvenance, after: ResultProvenance, settings: RampSettings) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let report = DeltaFComparisonReport(
            layout: DeltaFComparisonReport.currentLayout, before: before, after: after, settings: settings,
            comparison: self, detectableChangeOfPairPps: Self.detectableChangeOfPair)
        return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
    }

    /// One row per unit that is in both.
    public func csv(before: ResultProvenance, after: ResultProvenance) -> String {
        let header = [
            "unit_before", "unit_after", "certainty", "delta_f_before_pps", "delta_f_after_pps", "change_pps",
            "change_low_pps", "change_high_pps", "detectable_change_of_pair_pps",
            "software", "input_before", "input_before_sha256", "input_after", "input_after_sha256",
        ]
        return TableCell.line(header.map { .text($0) })
            + units.map { unit in
                TableCell.line([
                    .text(unit.before), .text(unit.after), .number(unit.certainty), .number(unit.deltaFBefore),
                    .number(unit.deltaFAfter), .number(unit.change), .number(unit.changeInterval?.low),
                    .number(unit.changeInterval?.high), .number(Self.detectableChangeOfPair), .text(before.software),
                    .text(before.input),
                    .text(before.inputSHA256), .text(after.input), .text(after.inputSHA256),
                ])
            }.joined()
    }
}

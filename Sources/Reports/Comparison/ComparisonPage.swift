// The page of `lull assess compare`.

public import Amplification
public import MotorUnits

/// A self-contained HTML page about the same motor units in two contractions.
public struct ComparisonPage: Hashable, Sendable {
    private let comparison: DeltaFComparison
    private let before, after: ResultProvenance
    private let settings: RampSettings

    /// Creates the page.
    public init(
        comparison: DeltaFComparison, before: ResultProvenance, after: ResultProvenance, settings: RampSettings
    ) {
        self.comparison = comparison
        self.before = before
        self.after = after
        self.settings = settings
    }

    /// The page as one file in UTF-8, without scripts or anything from elsewhere.
    public var html: String {
        Page(
            title: "\u{394}F before and after", subtitle: "\(before.input) and \(after.input)",
            sections: [found, units, limits, made]
        ).html
    }

    /// Units and change.
    public var figure: Figure { ComparisonFigure(comparison: comparison).figure }

    /// What was found, in sentences that need no figure.
    public var finding: String {
        let changed = comparison.units.compactMap(\.change).count
        let matched =
            "\(count(comparison.units.count, "motor unit")) of \(comparison.countBefore) before and "
            + "\(comparison.countAfter) after \(comparison.units.count == 1 ? "is" : "are") the same; \(changed) of them "
            + (changed == 1 ? "has" : "have") + " a \u{394}F in both."
        guard let mean = comparison.meanChange else { return matched + " There is no change to tell." }
        let interval =
            comparison.low.flatMap { low in
                comparison.high.map { ", 95 % interval \(signed(low)) to \(signed($0))" }
            } ?? ", without an interval, for which \(DeltaFComparison.fewest) units are needed"
        return matched
            + " \u{394}F changed by \(signed(mean)) pps on average\(interval). For comparison: the minimal detectable "
            + "change of a single pair of units is \(fixed(DeltaFComparison.detectableChangeOfPair, 1)) pps."
    }

    private func signed(_ value: Double) -> String { (value < 0 ? "\u{2212}" : "+") + fixed(abs(value), 2) }

    private var found: Page.Section { Page.Section("found", "What was found") { paragraph(finding, "finding") } }

    private var units: Page.Section {
        Page.Section("units", "Unit by unit") {
            captioned(
                figure,
                "Only units that were found in both and have a \u{394}F in both. The thick interval is that of the mean when these "
                    + "units are drawn again and again; a thin one is what the scatter of a unit's discharges alone does.",
                isWide: true)
            Table(
                caption:
                    "Units that are in both contractions; \u{394}F in pps. The interval of a change comes from the scatter of the "
                    + "discharges of these two contractions alone. For comparison: the minimal detectable change of a single pair "
                    + "is \(fixed(DeltaFComparison.detectableChangeOfPair, 1)) pps.",
                columns: [
                    .text("Before"), .text("After"), .number("Certainty"), .number("\u{394}F before"),
                    .number("\u{394}F after"), .number("Change"), .number("95 % interval"), .text("Beyond chance"),
                ],
                rows: comparison.units.map { unit in
                    [
                        unit.before, unit.after, unit.certainty.map { fixed($0, 2) } ?? "by name",
                        fixed(unit.deltaFBefore, 2), fixed(unit.deltaFAfter, 2),
                        unit.change.map { signed($0) } ?? "\u{2013}",
                        unit.changeInterval.map { "\(signed($0.low)) to \(signed($0.high))" } ?? "\u{2013}",
                        unit.isBeyondChance.map { $0 ? "yes" : "no" } ?? "\u{2013}",
                    ]
                }, emptyText: "No unit was found in both."
            ).element
        }
    }

    private var limits: Page.Section {
        Page.Section("limits", "What this cannot say") {
            Element("ul") {
                Element("li") {
                    "One person, two contractions: the interval says how these units scatter, not what would happen in other "
                    "people or on another day."
                }
                Element("li") {
                    "The \u{394}F of one pair differs by 1.8 pps between two contractions in the middle, and a change of a single "
                    "pair can be told from chance from 4.8 pps on (Stephenson & Maluf 2011, tibialis anterior)."
                }
                Element("li") {
                    "A match by shape with a certainty near 0.5 is a guess; look at the action potentials before it is used."
                }
            }
        }
    }

    private var made: Page.Section {
        Page.Section("made", "How it was made") {
            Table.facts(
                "What is needed to run it again with the same result",
                [
                    Fact("Software", before.software), Fact("Smoothing", settings.smoother.description),
                    Fact("Before", before.input, note: "SHA-256 \(before.inputSHA256 ?? "unknown")"),
                    Fact("After", after.input, note: "SHA-256 \(after.inputSHA256 ?? "unknown")"),
                ], empty: "No provenance was stated."
            ).element
        }
    }
}

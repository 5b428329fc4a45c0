// The page of a study: what was found, with every number traceable to a row of the tables beside it.

public import Studies

/// A self-contained HTML page about the analyses of a study.
public struct StudyPage: Sendable {
    private let title, subtitle: String
    private let answers: [(answer: StudyStatistics.Answer, outcome: String)]
    private let statistics: StudyStatistics
    private let findings: [ReplicationFinding]
    private let assumptions: [String]
    private let notes: [String]
    private let facts: [Fact]
    /// The results in sentences fit for a paper, and the row behind each of their numbers.
    public let numbers: StudyNumbers

    /// The page of a study.
    ///
    /// - Parameters:
    ///   - outcomes: the outcome of each analysis in words, with its unit.
    ///   - findings: where a published study was run again, found beside published.
    ///   - assumptions: what had to be assumed, a sentence each.
    ///   - notes: what was left out and why, a sentence each.
    ///   - facts: provenance.
    public init(
        title: String, subtitle: String, statistics: StudyStatistics, outcomes: [String],
        findings: [ReplicationFinding] = [], assumptions: [String] = [], notes: [String] = [],
        facts: [Fact]
    ) {
        self.title = title
        self.subtitle = subtitle
        self.statistics = statistics
        self.findings = findings
        self.assumptions = assumptions
        self.notes = notes
        self.facts = facts
        numbers = StudyNumbers(statistics, outcomes: outcomes)
        answers = zip(statistics.analyses, outcomes).map { ($0, $1) }
    }

    /// The page as one file in UTF-8, without scripts or anything from elsewhere.
    public var html: String {
        let parts =
            (findings.isEmpty ? [] : [besides]) + [found] + (assumptions.isEmpty ? [] : [assumed])
            + (notes.isEmpty ? [] : [leftOut]) + [limits, made]
        return Page(title: title, subtitle: subtitle, sections: parts).html
    }

    /// The estimation plots, one for each analysis.
    public var figures: [Figure] {
        answers.enumerated().map { EstimationFigure(answer: $1.answer, outcome: $1.outcome, number: $0 + 1).figure }
    }

    private var besides: Page.Section {
        let agreed = findings.count { $0.agrees == true }
        return Page.Section("besides", "Found beside published") {
            paragraph(
                "\(agreed) of \(findings.count) outcomes go the way the paper's abstract says. The numbers of the paper are not in "
                    + "its abstract, so only directions are compared; “unchanged” means that the 95 % interval holds zero.",
                "finding")
            Table(
                caption: "Each outcome: found in virtual people, and published.",
                columns: [
                    .text("Intervention"), .text("Outcome"), .number("People"), .number("Control"), .number("Change"),
                    .number("95 % interval"), .number("p"), .text("Found"), .text("Published"), .text("Agree"),
                ],
                rows: findings.map { finding in
                    [
                        finding.arm.intervention.words, finding.outcome.words, whole(finding.arm.participants),
                        fixed(finding.control, 2), finding.change.map(Self.signed) ?? "\u{2013}",
                        finding.low.map { "\(Self.signed($0)) to \(Self.signed(finding.high ?? .nan))" } ?? "\u{2013}",
                        finding.p.map(Self.probability) ?? "\u{2013}", finding.found?.rawValue ?? "no model",
                        finding.published.rawValue, finding.agrees.map { $0 ? "yes" : "no" } ?? "\u{2013}",
                    ]
                }, emptyText: "Nothing was measured."
            ).element
        }
    }

    private var found: Page.Section {
        Page.Section("found", "What was found") {
            for (index, entry) in answers.enumerated() {
                Element("h3") { entry.answer.name }
                numbers.element(index, index == 0 && findings.isEmpty ? "finding" : "")
                numbers.table(of: entry.answer.name)
                if entry.answer.model != nil {
                    captioned(
                        EstimationFigure(answer: entry.answer, outcome: entry.outcome, number: index + 1).figure,
                        "Dots are participants; thick lines are the model's estimates. Intervals are not adjusted for several "
                            + "differences; p values are.")
                    models(entry.answer)
                }
            }
        }
    }

    private func models(_ answer: StudyStatistics.Answer) -> Element {
        let entries = [("used", answer.model), ("simpler, published", answer.sensitivity)].compactMap { name, model in
            model.map { (name, $0) }
        }
        return Table(
            caption: "Differences by the model: " + entries.map { "\($0.0) is \($0.1.formula)" }.joined(separator: "; ")
                + ".",
            columns: [
                .text("Model"), .text("Difference"), .number("Estimate"), .number("SE"), .number("df"),
                .number("95 % interval"), .number("p"), .number("per residual SD"), .number("per total SD"),
            ],
            rows: entries.flatMap { name, model in
                model.differences.map { difference in
                    [
                        name, minus(difference.contrast), Self.signed(difference.estimate), fixed(difference.se, 2),
                        fixed(difference.df, 1), "\(Self.signed(difference.low)) to \(Self.signed(difference.high))",
                        Self.probability(difference.p), fixed(difference.perResidualSD, 2),
                        fixed(difference.perTotalSD, 2),
                    ]
                }
            }, emptyText: "No model could be fitted."
        ).element
    }

    static func signed(_ value: Double) -> String { (value < 0 ? "\u{2212}" : "+") + fixed(abs(value), 2) }

    /// p with three decimals, or that it is smaller.
    static func probability(_ p: Double) -> String { p < 0.001 ? "< 0.001" : fixed(p, 3) }

    private var assumed: Page.Section {
        Page.Section("assumed", "What had to be assumed") {
            paragraph(
                "Only the abstract of the paper could be read. What it does not tell is assumed here, and can be changed:"
            )
            Element("ul") { assumptions.map { text in Element("li") { text } } }
        }
    }

    private var leftOut: Page.Section {
        Page.Section("left", "Left out, and other remarks") {
            Element("ul") { notes.map { text in Element("li") { text } } }
        }
    }

    private var limits: Page.Section {
        Page.Section("limits", "What this cannot say") {
            Element("ul") {
                if !findings.isEmpty {
                    Element("li") {
                        "These people are simulated. How large the effects of both interventions are was put in, so only their "
                        "direction, and whether a study of this size sees them, is a result."
                    }
                    Element("li") {
                        "A change of \u{394}F is smaller than the smallest detectable change of a single pair of units (4.8 pps; "
                        "Stephenson & Maluf 2011): it is a statement about groups."
                    }
                }
                Element("li") {
                    "A p value above 0.05 does not show that nothing changed; look at the interval."
                }
            }
        }
    }

    private var made: Page.Section {
        Page.Section("made", "How it was made") {
            paragraph(
                "table.csv has every value, analysis.R the whole analysis, statistics.json its answer, results.txt the paragraphs "
                    + "with a mark behind each number, and numbers.csv where each comes from. Run it again with: Rscript analysis.R"
            )
            Table.facts(
                "What is needed to run it again with the same result",
                facts + [Fact("R", statistics.r)]
                    + statistics.packages.keys.sorted().map { Fact($0, statistics.packages[$0] ?? "") },
                empty: "No provenance was stated."
            ).element
        }
    }
}

/// A contrast as R names it, with a real minus sign.
func minus(_ contrast: String) -> String { contrast.replacing(" - ", with: " \u{2212} ") }

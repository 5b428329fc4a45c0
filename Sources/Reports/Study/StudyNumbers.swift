// Where the numbers of a results paragraph come from: each names a row, and the row names its place in R's answer.

public import Studies

/// The numbers that the results of a study are written with.
public struct StudyNumbers: Hashable, Sendable {
    /// One number of a paragraph.
    public struct Row: Hashable, Sendable {
        /// Its number, 1 for the first; marks in the text lead here.
        public let number: Int
        /// The analysis that it belongs to.
        public let analysis: String
        /// What it is: `mean under control`.
        public let quantity: String
        /// As it stands in the text.
        public let printed: String
        /// As R gave it; the text itself where it is none.
        public let value: String
        /// Where R's answer has it: a JSON pointer (RFC 6901) into `statistics.json`.
        public let pointer: String
    }

    /// A part of a paragraph.
    enum Part: Hashable, Sendable {
        case words(String)
        case value(printed: String, row: Int)
    }

    /// All rows, in the order of the text.
    public private(set) var rows: [Row] = []
    /// The parts of the paragraph of each analysis.
    private(set) var paragraphs: [[Part]] = []

    /// Writes the paragraphs of all analyses.
    ///
    /// - Parameter outcomes: the outcome of each analysis in words, with its unit.
    public init(_ statistics: StudyStatistics, outcomes: [String]) {
        for (index, (answer, outcome)) in zip(statistics.analyses, outcomes).enumerated() {
            var writer = ParagraphWriter(answer: answer, index: index, first: rows.count + 1)
            writer.write(outcome)
            rows += writer.rows
            paragraphs.append(writer.parts)
        }
    }

    /// The paragraph of an analysis without its marks.
    public func text(_ analysis: Int) -> String {
        paragraphs[analysis].map { part in
            switch part {
            case .words(let text): text
            case .value(let printed, _): printed
            }
        }.joined()
    }

    /// The paragraphs with a mark `[n]` behind each number, one below the other.
    public var markedText: String {
        paragraphs.map { parts in
            parts.map { part in
                switch part {
                case .words(let text): text
                case .value(let printed, let row): "\(printed) [\(row)]"
                }
            }.joined() + "\n"
        }.joined(separator: "\n")
    }

    /// The rows as CSV.
    public var csv: String {
        StudyTable(
            columns: ["row", "analysis", "quantity", "printed", "value", "statistics_json"],
            rows: rows.map {
                [String($0.number), $0.analysis, $0.quantity, $0.printed, $0.value, $0.pointer]
            }
        ).csv
    }

    /// The paragraph of an analysis as markup, each number a link to its row.
    func element(_ analysis: Int, _ classes: String) -> Element {
        let nodes = paragraphs[analysis].map { part -> Element.Node in
            switch part {
            case .words(let text): .text(text)
            case .value(let printed, let row):
                .element(
                    Element("a", ["href": "#n\(row)", "class": "traced", "title": "row \(row) of numbers.csv"]) {
                        printed
                    })
            }
        }
        let element = Element("p") { nodes }
        return classes.isEmpty ? element : element.with("class", classes)
    }

    /// The rows of an analysis as a table to be unfolded.
    func table(of analysis: String) -> Element {
        Element("details") {
            Element("summary") { "Where each number of the paragraph comes from" }
            Element(
                "div", ["class": "scroll", "role": "region", "aria-label": "Numbers of \(analysis)", "tabindex": "0"]
            ) {
                Element("table") {
                    Element("thead") {
                        Element("tr") {
                            for title in ["Row", "Number", "What it is", "As R gave it", "In statistics.json"] {
                                Element("th", ["scope": "col"]) { title }
                            }
                        }
                    }
                    Element("tbody") {
                        for row in rows where row.analysis == analysis {
                            Element("tr", ["id": "n\(row.number)"]) {
                                Element("th", ["scope": "row"]) { "\(row.number)" }
                                for text in [row.printed, row.quantity, row.value] { Element("td") { text } }
                                Element("td", ["class": "value"]) { row.pointer }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Writes the paragraph of one analysis; every number goes through ``number(_:_:_:_:)``, so that none is without a row.
private struct ParagraphWriter {
    let answer: StudyStatistics.Answer
    let index: Int
    let first: Int
    var rows: [StudyNumbers.Row] = []
    var parts: [StudyNumbers.Part] = []

    private mutating func say(_ words: String) { parts.append(.words(words)) }

    private mutating func item(_ printed: String, _ quantity: String, value: String, _ pointer: String) {
        let row = first + rows.count
        rows.append(
            StudyNumbers.Row(
                number: row, analysis: answer.name, quantity: quantity, printed: printed, value: value,
                pointer: "/analyses/\(index)/\(pointer)"))
        parts.append(.value(printed: printed, row: row))
    }

    private mutating func number(_ printed: String, _ quantity: String, _ value: Double, _ pointer: String) {
        item(printed, quantity, value: "\(value)", pointer)
    }

    mutating func write(_ outcome: String) {
        guard let model = answer.model else {
            say("\(outcome): no model could be fitted: ")
            for (k, attempt) in answer.tries.enumerated() {
                item(
                    "\(attempt.formula): \(attempt.reason)", "model that was tried", value: attempt.reason,
                    "tries/\(k)/reason")
                say(k + 1 < answer.tries.count ? "; " : "")
            }
            return say(".")
        }
        say("\(outcome): estimated means with their intervals ")
        for (k, mean) in model.means.enumerated() {
            say("\(k > 0 ? ", " : "")\(mean.level) ")
            number(fixed(mean.mean, 2), "mean under \(mean.level)", mean.mean, "model/means/\(k)/mean")
            say(" (")
            number(fixed(mean.low, 2), "its interval from", mean.low, "model/means/\(k)/low")
            say(" to ")
            number(fixed(mean.high, 2), "its interval to", mean.high, "model/means/\(k)/high")
            say(")")
        }
        say("; differences ")
        for (k, difference) in model.differences.enumerated() {
            say(k > 0 ? "; " : "")
            write(difference, k)
        }
        say(" (")
        number(whole(model.observations), "values", Double(model.observations), "model/observations")
        say(" values of ")
        number(whole(model.participants), "participants", Double(model.participants), "model/participants")
        say(" participants")
        if answer.missing > 0 {
            say(", ")
            number(whole(answer.missing), "values without a number, left out", Double(answer.missing), "missing")
            say(" without a number left out")
        }
        say("; intervals of ")
        item("95 %", "confidence of all intervals", value: "0.95", "model/means")
        say("; REML, Kenward\u{2013}Roger, model ")
        item(model.formula, "model that was used", value: model.formula, "model/formula")
        say(").")
        writeSupport()
    }

    private mutating func write(_ difference: StudyStatistics.Difference, _ k: Int) {
        let (name, place) = (minus(difference.contrast), "model/differences/\(k)")
        say("\(name) ")
        number(StudyPage.signed(difference.estimate), "difference \(name)", difference.estimate, "\(place)/estimate")
        say(" (")
        number(StudyPage.signed(difference.low), "its interval from", difference.low, "\(place)/low")
        say(" to ")
        number(StudyPage.signed(difference.high), "its interval to", difference.high, "\(place)/high")
        say("), t(")
        number(fixed(difference.df, 1), "its degrees of freedom", difference.df, "\(place)/df")
        say(") = ")
        number(fixed(difference.t, 2), "its t", difference.t, "\(place)/t")
        say(difference.p < 0.001 ? ", p " : ", p = ")
        number(
            StudyPage.probability(difference.p), "its p, adjusted for several differences", difference.p, "\(place)/p")
    }

    /// Which planned models were left, and why.
    private mutating func writeSupport() {
        if let kept = answer.tries.firstIndex(where: { $0.usable && !$0.reason.isEmpty }) {
            say(" Kept as planned although ")
            item(
                answer.tries[kept].reason, "what is to be said of the model", value: answer.tries[kept].reason,
                "tries/\(kept)/reason")
            say(": without its slopes, units would count as people.")
        }
        let left = answer.tries.enumerated().filter { !$0.element.usable }
        guard !left.isEmpty || !answer.isSupported else { return }
        say(
            answer.isSupported
                ? " Simpler than planned, because the data do not support more: "
                : " Read with care: no model is fully supported by the data: ")
        for (k, (position, attempt)) in left.enumerated() {
            say("\(k > 0 ? "; " : "")“\(attempt.role)” was left (")
            item(attempt.formula, "model that was left", value: attempt.formula, "tries/\(position)/formula")
            say("): ")
            item(attempt.reason, "why it was left", value: attempt.reason, "tries/\(position)/reason")
        }
        say(".")
    }
}

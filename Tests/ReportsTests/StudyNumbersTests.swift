// The results paragraph of a study: no number without a row, and no row that says anything else than R.

import Foundation
import Studies
import Testing

@testable import Reports

@Suite("numbers of a study")
struct StudyNumbersTests {
    /// What R would answer: two analyses, the second without a usable model but the simplest, which is singular.
    private static let answer = """
        {"r": "R version 4.2.2", "packages": {"lme4": "1.1.31"}, "analyses": [
        {"name": "ΔF (pps), pre", "factor": "condition", "levels": ["control", "calm"], "missing": 3,
         "tries": [{"role": "condition slopes per participant", "formula": "value ~ condition + (0 + condition_2 | participant)",
                    "usable": false, "reason": "a variance is 0 (singular)"},
                   {"role": "one intercept per participant", "formula": "value ~ condition + (1 | participant)", "usable": true,
                    "reason": ""}],
         "model": \(model(estimate: -0.71234, p: 0.00042, singular: false)), "sensitivity": null,
         "personMeans": \(people)},
        {"name": "sustained torque (% MVC)", "factor": "condition", "levels": ["control", "calm"], "missing": 0,
         "tries": [{"role": "one intercept per participant", "formula": "value ~ condition + (1 | participant)", "usable": false,
                    "reason": "max|grad| converged to 0.0021"}],
         "model": \(model(estimate: 0.125, p: 0.0418, singular: true)), "sensitivity": null, "personMeans": \(people)},
        {"name": "EMG", "factor": "condition", "levels": ["control", "calm"], "missing": 0,
         "tries": [{"role": "one intercept per participant", "formula": "value ~ condition + (1 | participant)", "usable": false,
                    "reason": "8 levels of 8 values"}],
         "model": null, "sensitivity": null, "personMeans": []}]}
        """

    private static let people = """
        [{"participant": "A", "level": "control", "mean": 3.1, "count": 4}, {"participant": "A", "level": "calm", "mean": 2.2, "count": 3},
         {"participant": "B", "level": "control", "mean": 4.0, "count": 5}, {"participant": "B", "level": "calm", "mean": 3.6, "count": 2},
         {"participant": "C", "level": "control", "mean": 3.6, "count": 5}]
        """

    private static func model(estimate: Double, p: Double, singular: Bool) -> String {
        """
        {"role": "one intercept per participant", "formula": "value ~ condition + (1 | participant)", "observations": 57,
         "participants": 11, "singular": \(singular), "remlCriterion": 101.5, "sigma": 0.62, "totalSD": 1.27, "variances": [],
         "satterthwaite": [], "kenwardRoger": [], "testSatterthwaite": [], "testKenwardRoger": [],
         "means": [{"level": "control", "mean": 3.456, "se": 0.2, "df": 11.3, "low": 2.951, "high": 3.962},
                   {"level": "calm", "mean": 2.7437, "se": 0.21, "df": 11.9, "low": 2.2049, "high": 3.2826}],
         "differences": [{"contrast": "calm - control", "estimate": \(estimate), "se": 0.15, "df": 45.618, "low": -1.0145,
                          "high": -0.4101, "t": -4.7489, "p": \(p), "perResidualSD": -1.148, "perTotalSD": -0.561}]}
        """
    }

    private let statistics: StudyStatistics
    private let numbers: StudyNumbers
    private let outcomes = ["ΔF (pps)", "sustained torque (% MVC)", "EMG (µV)"]

    init() throws {
        statistics = try JSONDecoder().decode(StudyStatistics.self, from: Data(Self.answer.utf8))
        numbers = StudyNumbers(statistics, outcomes: outcomes)
    }

    /// What a JSON pointer leads to.
    private func value(at pointer: String) throws -> Any {
        var place: Any = try JSONSerialization.jsonObject(with: Data(Self.answer.utf8))
        for part in pointer.split(separator: "/") {
            if let list = place as? [Any] {
                place = try #require(Int(part).flatMap { list.indices.contains($0) ? list[$0] : nil }, "\(pointer)")
            } else {
                place = try #require((place as? [String: Any])?[String(part)], "\(pointer)")
            }
        }
        return place
    }

    @Test("between the numbers that have a row there is no digit")
    func wordsHaveNone() {
        let words = numbers.paragraphs.joined().compactMap { part -> String? in
            if case .words(let text) = part { text } else { nil }
        }
        #expect(words.count > 40)
        #expect(
            words.allSatisfy { !$0.contains(where: \.isNumber) }, "\(words.filter { $0.contains(where: \.isNumber) })")
    }

    @Test(
        "every number is found in the row that it names, and that row's pointer leads to the same number in R's answer")
    func rowsAreTrue() throws {
        var seen = 0
        for part in numbers.paragraphs.joined() {
            guard case .value(let printed, let number) = part else { continue }
            let row = numbers.rows[number - 1]
            #expect(row.number == number && row.printed == printed)
            let found = try value(at: row.pointer)
            seen += 1
            guard let exact = found as? Double else {
                // A formula, a reason, or the level of the intervals, which R's answer has for all at once.
                #expect((found as? String).map { printed.contains($0) } ?? (row.pointer.hasSuffix("model/means")))
                continue
            }
            #expect(Double(row.value) == exact)
            let shown = printed.replacing("\u{2212}", with: "-").replacing("+", with: "").replacing("= ", with: "")
            if shown == "< 0.001" {
                #expect(exact < 0.001)
            } else {
                let decimals = shown.split(separator: ".").dropFirst().first?.count ?? 0
                #expect(
                    abs((try #require(Double(shown))) - exact) <= 0.5 * pow(10, -Double(decimals)) + 1e-12, "\(row)")
            }
        }
        #expect(seen == numbers.rows.count && Set(numbers.rows.map(\.number)).count == seen)
    }

    @Test("the paragraph reads as one would write it")
    func text() {
        #expect(
            numbers.text(0).hasPrefix(
                "ΔF (pps): estimated means with their intervals control 3.46 (2.95 to 3.96), calm 2.74 (2.20 to 3.28); differences "
                    + "calm \u{2212} control \u{2212}0.71 (\u{2212}1.01 to \u{2212}0.41), t(45.6) = \u{2212}4.75, p < 0.001 (57 values of 11 "
                    + "participants, 3 without a number left out; intervals of 95 %; REML, Kenward\u{2013}Roger, model "
            ))
        #expect(numbers.text(0).contains("Simpler than planned"))
        #expect(numbers.text(1).contains("p = 0.042") && numbers.text(1).contains("Read with care"))
        #expect(numbers.text(2).contains("no model could be fitted") && numbers.text(2).contains("8 levels"))
        #expect(
            numbers.markedText.hasPrefix(
                "ΔF (pps): estimated means with their intervals control 3.46 [1] (2.95 [2] to 3.96 [3])"))
    }

    @Test("a model that is kept although a variance is zero says so, with a row")
    func kept() throws {
        let text = Self.answer.replacing(
            "\"usable\": true,\n            \"reason\": \"\"", with: "\"usable\": true, \"reason\": \"a variance is 0\""
        )
        #expect(text != Self.answer)
        let numbers = StudyNumbers(
            try JSONDecoder().decode(StudyStatistics.self, from: Data(text.utf8)), outcomes: outcomes)
        #expect(
            numbers.text(0).contains("Kept as planned although a variance is 0: without its slopes, units would count"))
        #expect(numbers.rows.contains { $0.pointer == "/analyses/0/tries/1/reason" && $0.printed == "a variance is 0" })
    }

    @Test("on the page every number is a link to its row, and the table reads back")
    func page() throws {
        let page = StudyPage(
            title: "Study", subtitle: "s", statistics: statistics, outcomes: outcomes, notes: ["a file is not there."],
            facts: [])
        for row in numbers.rows {
            #expect(page.html.contains("href=\"#n\(row.number)\"") && page.html.contains("<tr id=\"n\(row.number)\">"))
        }
        #expect(page.html.contains("a file is not there."))
        let table = try StudyTable(csv: numbers.csv, source: "numbers.csv")
        #expect(table.rows.map { $0[5] } == numbers.rows.map(\.pointer))
    }

    @Test(
        "the plot has a line per participant with both conditions, every participant's dot, the means and the interval")
    func plot() throws {
        let page = StudyPage(title: "Study", subtitle: "s", statistics: statistics, outcomes: outcomes, facts: [])
        #expect(page.figures.count == 3)
        let figure = page.figures[0].element.text
        // Two people with both conditions are joined, the third has one dot; their differences have a dot each.
        #expect(figure.contains("a line for each of 3 participants"))
        #expect(figure.contains("(\u{2212}1.01 to \u{2212}0.41)"))
    }
}

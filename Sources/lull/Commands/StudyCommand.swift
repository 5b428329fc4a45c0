// `lull study`: a table of values, mixed-effects models in R, a page.

import ArgumentParser
import Recordings
import Reports
import Signals
import Studies

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Analyses a table of a study.
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "Statistics of a study: a tidy table, mixed-effects models in R, a page.",
        usage: "lull study <table> [<options>]",
        discussion: """
            TABLE is a CSV with one row per value and named columns: who, under which condition, which motor unit, and the \
            value. The default model has a slope of the condition per participant; where the data cannot support it, simpler \
            ones are tried in order and the page says which was used and why. Beside it stands the simpler published \
            formula. The R script is written next to the results and can be run by hand.

            Example:  lull study deltaf.csv --outcome deltaf --condition time --levels c1,c2,post --where intensity=20
            Example:  lull study deltaf.csv --outcome deltaf --unit unit --covariate rt
            """)

    @Argument(help: "The table (CSV).", completion: .file(extensions: ["csv"])) var table: String
    @Option(help: ArgumentHelp("The column with the values.", valueName: "column")) var outcome = "value"
    @Option(help: ArgumentHelp("The column with the conditions.", valueName: "column")) var condition = "condition"
    @Option(
        help: ArgumentHelp(
            "The conditions to compare, the reference first; all in order of appearance without it.", valueName: "a,b,…"
        ))
    var levels: String?
    @Option(help: ArgumentHelp("The column with the participants.", valueName: "column")) var participant =
        "participant"
    @Option(help: ArgumentHelp("The column with the motor units, where there are several.", valueName: "column"))
    var unit: String?
    @Option(
        help: ArgumentHelp(
            "A column of numbers to account for, such as the recruitment threshold.", valueName: "column"))
    var covariate: String?
    @Option(help: ArgumentHelp("Only rows with this value; may be given several times.", valueName: "column=value"))
    var `where`: [String] = []
    @Option(
        help: ArgumentHelp(
            "A model of your own in R's notation, instead of the default ones.", valueName: "formula"))
    var formula: String?
    @Option(help: "How p values of several differences are adjusted: holm, bonferroni or none.") var adjust = "holm"
    @Option(
        help: ArgumentHelp("Where the results go; lull-results/TABLE-study without it.", valueName: "folder"),
        completion: .directory)
    var out: String?
    @Flag(help: "Print R's answer as JSON instead of the text.") var json = false

    func run() throws {
        guard let text = FileManager.default.contents(atPath: table) else {
            throw StudyError("\(table): the table is not there or cannot be read", category: .noInput)
        }
        let whole = try StudyTable(csv: String(decoding: text, as: UTF8.self), source: table)
        let filters = try `where`.map { entry throws -> (column: String, value: String) in
            guard let place = entry.firstIndex(of: "=") else {
                throw UsageError(description: "--where is “\(entry)”; allowed is column=value, such as intensity=20")
            }
            return (String(entry[..<place]), String(entry[entry.index(after: place)...]))
        }
        let rows = try whole.filtered(filters)
        guard let adjustment = StudyAnalysis.Adjustment(rawValue: adjust) else {
            throw UsageError(description: "--adjust is “\(adjust)”; allowed are holm, bonferroni, none")
        }
        var analysis = try analysis(of: rows, filters)
        analysis.adjustment = adjustment
        analysis.filters = filters
        guard RProgram.isInstalled else { throw RProgram.missing }

        let folder = try OutputFolder(out ?? "lull-results/\(stem(of: table))-study")
        try folder.write([
            ("table.csv", whole.csv),
            ("analysis.R", StudyAnalysis.script(for: [analysis], software: "Lull \(Lull.version)")),
        ])
        Console.say("asking R …")
        let statistics = try RProgram.analyse(in: folder.path)
        let page = StudyPage(
            title: "Study", subtitle: analysis.name, statistics: statistics, outcomes: [outcome],
            facts: [
                Fact("Software", "Lull \(Lull.version)"),
                Fact("Table", fileName(of: table), note: "SHA-256 \(try SHA256.hexadecimal(ofFile: table))"),
            ])
        try folder.write([("index.html", page.html)])
        if json {
            let written = FileManager.default.contents(atPath: folder.file("statistics.json")) ?? Data()
            Console.result(String(decoding: written.dropLast(), as: UTF8.self))
        } else {
            for answer in statistics.analyses { Console.result(StudyPage.results(answer, outcome)) }
        }
        Console.say("written: \(folder.file("index.html")) (page); table.csv, analysis.R, statistics.json beside it")
        if let answer = statistics.analyses.first(where: { $0.model == nil }) {
            throw StudyError(
                "\(table): no model could be fitted (\(answer.tries.last?.reason ?? "no reason was given")); the page has all that "
                    + "was tried")
        }
    }

    /// The analysis, after the table has been looked at: R's own words about a wrong table help nobody.
    private func analysis(
        of rows: StudyTable, _ filters: [(column: String, value: String)]
    ) throws -> StudyAnalysis {
        let found = try rows.values(of: condition).filter { !$0.isEmpty && $0 != "NA" }
        let chosen = levels.map { $0.split(separator: ",").map(String.init) } ?? found
        if let missing = chosen.first(where: { !found.contains($0) }) {
            throw UsageError(
                description: "--levels has “\(missing)”; \(condition) has \(found.prefix(12).joined(separator: ", "))")
        }
        for column in [unit].compactMap(\.self) { _ = try rows.position(of: column) }
        if let covariate { _ = try rows.numbers(of: covariate) }
        let people = try rows.values(of: participant)
        guard people.count >= 3 else {
            throw StudyError(
                "\(table): \(participant) has \(people.count) values; a mixed model needs three people or more")
        }
        guard try rows.numbers(of: outcome).contains(where: { $0 != nil }) else {
            throw StudyError("\(table): the column \(outcome) has no number")
        }
        let name =
            "\(outcome) by \(condition)"
            + (filters.isEmpty ? "" : " where " + filters.map { "\($0.column) is \($0.value)" }.joined(separator: ", "))
        return try StudyAnalysis(
            name: name, outcome: outcome, factor: condition, levels: chosen, participant: participant, unit: unit,
            covariate: covariate, formula: formula)
    }
}

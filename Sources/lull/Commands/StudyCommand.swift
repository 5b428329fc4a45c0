// `lull study`: recordings or a table of values, mixed-effects models in R, a page.

import Amplification
import ArgumentParser
import Glibc
import MotorUnits
import Recordings
import Reports
import Signals
import Studies

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Analyses a study, from its recordings or from a table of values.
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "A study: its recordings or a tidy table, mixed-effects models in R, a page.",
        usage: "lull study <folder or table> [<options>]",
        discussion: """
            A FOLDER has study.csv, with a row per recording and the columns file, participant, condition, kind (ramp or \
            vibstim) and, where there are several, time and trial; vibration and trains (such as 10:43) are the times of a \
            VibStim recording without markers. A BIDS dataset needs none: task- says ramp or vibstim, acq- the condition, ses- \
            the time (without acq-, the condition), run- the trial. What does not fit is said, a sentence each, before anything \
            is assessed. All recordings are then assessed as by `lull assess` into one table.

            A TABLE is a CSV with one row per value and named columns: who, under which condition, which motor unit, and the \
            value. The default model has a slope of the condition per participant; where the data cannot support it, simpler \
            ones are tried in order and the page says which was used and why. Beside it stands the simpler published \
            formula. The R script is written next to the results and can be run by hand.

            Example:  lull study ourstudy --levels control,relaxation
            Example:  lull study deltaf.csv --outcome deltaf --condition time --levels c1,c2,post --where intensity=20
            Example:  lull study deltaf.csv --outcome deltaf --unit unit --covariate rt
            """)

    @Argument(help: "The study's folder, or a table of values (CSV).", completion: .file()) var study: String
    @Flag(help: "Of a folder: leave out what is missing or cannot be assessed instead of refusing; the page says what.")
    var incomplete = false
    @Flag(help: "Of a folder: assess also ramps that were not performed, or do not follow the requested path.")
    var anyRamp = false
    @Flag(
        help:
            "Of a folder: units of the same name are the same motor unit in all recordings of a person (edited or tracked)."
    )
    var sameUnits = false
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
        guard let adjustment = StudyAnalysis.Adjustment(rawValue: adjust) else {
            throw UsageError(description: "--adjust is “\(adjust)”; allowed are holm, bonferroni, none")
        }
        if Self.isFolder(study) { return try runFolder(adjustment) }
        let (table, source) = (try Self.table(study), study)
        let filters = try `where`.map { entry throws -> (column: String, value: String) in
            guard let place = entry.firstIndex(of: "=") else {
                throw UsageError(description: "--where is “\(entry)”; allowed is column=value, such as intensity=20")
            }
            return (String(entry[..<place]), String(entry[entry.index(after: place)...]))
        }
        let rows = try table.filtered(filters)
        var analysis = try analysis(of: rows, filters)
        analysis.adjustment = adjustment
        analysis.filters = filters
        guard RProgram.isInstalled else { throw RProgram.missing }
        let folder = try OutputFolder(out ?? "lull-results/\(stem(of: source))-study")
        try StudyResults(
            table: table, analyses: [analysis], outcomes: [outcome], subtitle: analysis.name, notes: [],
            facts: [Fact("Table", fileName(of: source), note: "SHA-256 \(try SHA256.hexadecimal(ofFile: source))")]
        ).write(to: folder, source: source, json: json)
    }

    private static func table(_ path: String) throws -> StudyTable {
        guard let text = FileManager.default.contents(atPath: path) else {
            throw StudyError("\(path): the table is not there or cannot be read", category: .noInput)
        }
        return try StudyTable(csv: String(decoding: text, as: UTF8.self), source: path)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The conditions asked for, in their order.
    private var chosenLevels: [String]? { levels.map { $0.split(separator: ",").map(String.init) } }

    private func runFolder(_ adjustment: StudyAnalysis.Adjustment) throws {
        for (option, isGiven) in [
            ("--where", !`where`.isEmpty), ("--unit", unit != nil), ("--covariate", covariate != nil),
            ("--formula", formula != nil),
        ] where isGiven {
            throw UsageError(
                description:
                    "\(option) is for a table; a folder's own table.csv is one, so that it can be given afterwards")
        }
        let (source, levels) = (study, chosenLevels)
        let folder = try StudyFolder(source, levels: levels, incomplete: incomplete)
        // Before minutes of work, not after them.
        guard RProgram.isInstalled else { throw RProgram.missing }
        let output = try OutputFolder(out ?? "lull-results/\(fileName(of: folder.path))-study")
        let run = try StudyFolderRun(
            folder, settings: RampSettings(), sameUnits: sameUnits, incomplete: incomplete, anyRamp: anyRamp)
        var values = run.values
        let (conditions, times) = (levels ?? folder.manifest.conditions, folder.manifest.times)
        try values.addChanges(times: times, conditions: conditions)
        let analyses = try values.analyses(levels: conditions, times: times, adjustment: adjustment)
        let people = folder.manifest.participants.count
        let manifest = try folder.manifestFile.map {
            Fact("Manifest", fileName(of: $0), note: "SHA-256 \(try SHA256.hexadecimal(ofFile: $0))")
        }
        try StudyResults(
            table: values.table, analyses: analyses, outcomes: values.outcomes(of: analyses),
            subtitle: "\(counted(folder.manifest.entries.count, "recording")) of \(counted(people, "participant")), "
                + conditions.joined(separator: ", "),
            notes: run.notes,
            facts: [
                Fact("Study", fileName(of: folder.path)), manifest,
                Fact(
                    "Discharge rates", RampSettings().smoother.description,
                    note: "and the default rules of lull assess ramp"),
                Fact("VibStim", "the default windows of lull assess vibstim", note: "every one of them an assumption"),
            ].compactMap(\.self)
        ).write(to: output, source: source, json: json)
    }

    /// The analysis, after the table has been looked at: R's own words about a wrong table help nobody.
    private func analysis(
        of rows: StudyTable, _ filters: [(column: String, value: String)]
    ) throws -> StudyAnalysis {
        let found = try rows.values(of: condition).filter { !$0.isEmpty && $0 != "NA" }
        let chosen = chosenLevels ?? found
        if let missing = chosen.first(where: { !found.contains($0) }) {
            throw UsageError(
                description: "--levels has “\(missing)”; \(condition) has \(found.prefix(12).joined(separator: ", "))")
        }
        for column in [unit].compactMap(\.self) { _ = try rows.position(of: column) }
        if let covariate { _ = try rows.numbers(of: covariate) }
        let people = try rows.values(of: participant)
        guard people.count >= 3 else {
            throw StudyError(
                "\(study): \(participant) has \(people.count) values; a mixed model needs three people or more")
        }
        guard try rows.numbers(of: outcome).contains(where: { $0 != nil }) else {
            throw StudyError("\(study): the column \(outcome) has no number")
        }
        let name =
            "\(outcome) by \(condition)"
            + (filters.isEmpty ? "" : " where " + filters.map { "\($0.column) is \($0.value)" }.joined(separator: ", "))
        return try StudyAnalysis(
            name: name, outcome: outcome, factor: condition, levels: chosen, participant: participant, unit: unit,
            covariate: covariate, formula: formula)
    }
}

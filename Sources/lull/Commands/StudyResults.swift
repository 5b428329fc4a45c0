// A table and its analyses, asked of R and written beside each other.

import Reports
import Signals
import Studies

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The results of a study.
struct StudyResults {
    let table: StudyTable
    let analyses: [StudyAnalysis]
    /// The outcome of each analysis in words, with its unit.
    let outcomes: [String]
    let subtitle: String
    let notes: [String]
    let facts: [Fact]

    /// Asks R, and writes the page and all that it was made from.
    ///
    /// - Throws: ``StudyError`` when R does not answer, or when it could fit none of an analysis' models; then all has been
    ///   written before.
    func write(to folder: OutputFolder, source: String, json: Bool) throws {
        try folder.write([
            ("table.csv", table.csv),
            ("analysis.R", StudyAnalysis.script(for: analyses, software: "Lull \(Lull.version)")),
        ])
        Console.say("asking R …")
        let statistics = try RProgram.analyse(in: folder.path)
        let page = StudyPage(
            title: "Study", subtitle: subtitle, statistics: statistics, outcomes: outcomes, notes: notes,
            facts: [Fact("Software", "Lull \(Lull.version)")] + facts)
        try folder.write([
            ("index.html", page.html), ("results.txt", page.numbers.markedText), ("numbers.csv", page.numbers.csv),
        ])
        if json {
            let written = FileManager.default.contents(atPath: folder.file("statistics.json")) ?? Data()
            Console.result(String(decoding: written.dropLast(), as: UTF8.self))
        } else {
            for position in statistics.analyses.indices { Console.result(page.numbers.text(position)) }
        }
        for note in notes { Console.say(note) }
        Console.say(
            "written: \(folder.file("index.html")) (page); table.csv, analysis.R, statistics.json, results.txt, numbers.csv beside it"
        )
        if let answer = statistics.analyses.first(where: { $0.model == nil }) {
            throw StudyError(
                "\(source): no model could be fitted (\(answer.name): \(answer.tries.last?.reason ?? "no reason was given")); the "
                    + "page has all that was tried")
        }
    }
}

// `lull study` and `lull replicate` from outside: what is written, and what is refused before minutes of work.

import Foundation
import Studies
import TestSupport
import Testing

@Suite("lull study")
struct StudyTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// Eight people, two conditions, four units each; the second condition is lower by 1 but for a known scatter.
    private func table() throws -> String {
        var rows = "# made by a test\nparticipant,unit,condition,deltaf\n"
        for person in 1...8 {
            for unit in 1...4 {
                for (k, condition) in ["before", "after"].enumerated() {
                    let scatter = Double((person * 7 + unit * 5 + k * 3) % 6) / 10
                    let value = 3 + Double(person % 3) + 0.3 * Double(unit) - Double(k) + scatter
                    rows += "P\(person),P\(person)-\(unit),\(condition),\(value)\n"
                }
            }
        }
        try Data(rows.utf8).write(to: URL(fileURLWithPath: folder.file("t.csv")))
        return "t.csv"
    }

    @Test(
        "a table becomes a page, a script and an answer, and the paragraph has the difference",
        .enabled(if: RProgram.isInstalled, "R is not installed"))
    func study() throws {
        let result = try Program.run(
            ["study", table(), "--outcome", "deltaf", "--unit", "unit", "--out", "s"], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.output.contains("after \u{2212} before \u{2212}0.9")
                || result.output.contains("after \u{2212} before \u{2212}1.0"))
        let names = try Set(TemporaryDirectory.names(in: folder.file("s")))
        #expect(names.isSuperset(of: ["index.html", "table.csv", "analysis.R", "statistics.json"]))
        let page = String(decoding: try TemporaryDirectory.bytes(of: folder.file("s/index.html")), as: UTF8.self)
        #expect(page.contains("What was found") && page.contains("<svg") && !page.contains("<script"))
        // A formula that the table cannot answer is an error, and says why.
        let wrong = try Program.run(
            [
                "study", "t.csv", "--outcome", "deltaf", "--formula", "deltaf ~ nothing + (1 | participant)", "--out",
                "w",
            ],
            in: folder.path)
        #expect(wrong.status == 65 && wrong.errors.contains("nothing"), "\(wrong.errors)")
    }

    @Test(
        "what is wrong with a table or an option is one sentence, before R is asked",
        arguments: [
            (["--outcome", "df"], 65, "there is no column “df”; there are participant, unit, condition, deltaf"),
            (["--outcome", "unit"], 65, "t.csv:3: unit is “P1-1”"),
            (["--outcome", "deltaf", "--levels", "before,later"], 64, "“later”; condition has before, after"),
            (["--outcome", "deltaf", "--levels", "before"], 65, "needs two or more"),
            (["--outcome", "deltaf", "--where", "condition"], 64, "allowed is column=value"),
            (["--outcome", "deltaf", "--where", "condition=none"], 65, "no row has condition = none"),
            (["--outcome", "deltaf", "--adjust", "tukey"], 64, "holm, bonferroni, none"),
        ])
    func refused(_ options: [String], _ status: Int32, _ words: String) throws {
        let result = try Program.run(["study", table()] + options, in: folder.path)
        #expect(
            result.status == status && result.errorLines.count == 1 && result.errors.contains(words), "\(result.errors)"
        )
    }

    @Test("a replication that cannot be is refused at once, and help has an example")
    func replicate() throws {
        for (options, words) in [(["--participants", "2"], "3.0 to 200.0"), (["--depth", "2"], "0.0 to 1.0")] {
            let result = try Program.run(["replicate"] + options, in: folder.path)
            #expect(
                result.status == 64 && result.errorLines.count == 1 && result.errors.contains(words), "\(result.errors)"
            )
        }
        for command in ["study", "replicate"] {
            let help = try Program.run([command, "--help"], in: folder.path)
            #expect(help.output.contains("Example:  lull \(command)"))
            #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
        }
        let missing = try Program.run(["study", "nowhere.csv"], in: folder.path)
        #expect(missing.status == 66 && missing.errors.contains("nowhere.csv"))
    }
}

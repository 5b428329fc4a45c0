// Tables: what is read is what was written, and mistakes have a line.

import Testing

@testable import Studies

@Suite("study tables")
struct StudyTableTests {
    @Test("any text in any field comes back, through quotes, commas, line ends and comment signs")
    func roundTrip() throws {
        var generator = SystemRandomNumberGenerator()
        let pieces = ["a", "\"", ",", "\n", "#", " ", "é", "1.5", "NA", "\"\"", "x\ny"]
        for _ in 0..<300 {
            func field() -> String {
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? ""
                }.joined()
            }
            let rows = (0..<Int.random(in: 1...5, using: &generator)).map { _ in ["k"] + (0..<2).map { _ in field() } }
            let table = StudyTable(columns: ["key", "one", "two"], rows: rows)
            let read = try StudyTable(csv: table.csv, source: "t.csv")
            #expect(read.columns == table.columns && read.rows == rows)
        }
    }

    @Test("line ends of Windows, a byte order mark, comments and a missing last line end change nothing")
    func variants() throws {
        let read = try StudyTable(
            csv: "\u{FEFF}# made by hand\r\na,b\r\n1,\r\n\r\n# and\r\n\"2\"\"\",NA", source: "t.csv")
        #expect(read.columns == ["a", "b"] && read.rows == [["1", ""], ["2\"", "NA"]])
        #expect(try read.numbers(of: "b") == [nil, nil])
    }

    @Test(
        "a mistake is one sentence with its line",
        arguments: [
            ("", "the table is empty"), ("a,b\n", "has names but no rows"), ("a,a\n1,2\n", "t.csv:1"),
            ("a,\n1,2\n", "t.csv:1"), ("a,b\n1,2\n3\n", "t.csv:3: the row has 1 fields; the line of names has 2"),
            ("a,b\n\"1,2\n", "t.csv:2: a quote is opened and never closed"),
        ])
    func mistakes(_ text: String, _ expected: String) {
        let error = #expect(throws: StudyError.self) { try StudyTable(csv: text, source: "t.csv") }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test("what is no number, no column or no row is told with what there is")
    func contents() throws {
        let table = try StudyTable(csv: "a,b\n1,x\n2,inf\n", source: "t.csv")
        func said(_ work: () throws -> Void) -> String {
            (#expect(throws: StudyError.self, performing: work))?.description ?? ""
        }
        #expect(said { _ = try table.numbers(of: "b") } == "t.csv:2: b is “x”; allowed are a number, nothing, or NA")
        #expect(said { _ = try table.filtered([("a", "2")]).numbers(of: "b") }.hasPrefix("t.csv:3: b is “inf”"))
        #expect(said { _ = try table.position(of: "c") }.contains("there are a, b"))
        #expect(said { _ = try table.filtered([("a", "9")]) }.contains("no row has a = 9; there are 1, 2"))
    }

    @Test("levels must be two or more and names such as R allows")
    func analyses() {
        func make(_ outcome: String, _ levels: [String]) throws {
            _ = try StudyAnalysis(name: "n", outcome: outcome, factor: "f", levels: levels, participant: "p")
        }
        #expect(throws: Never.self) { try make("value", ["a", "b"]) }
        #expect(throws: StudyError.self) { try make("value", ["a"]) }
        #expect(throws: StudyError.self) { try make("value", ["a", "a"]) }
        #expect(throws: StudyError.self) { try make("a b", ["a", "b"]) }
        #expect(throws: StudyError.self) { try make("x);quit(", ["a", "b"]) }
        #expect(throws: StudyError.self) { try make("2x", ["a", "b"]) }
    }
}

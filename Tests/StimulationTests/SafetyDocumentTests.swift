// The safety document is held to the code: hazards to tests that exist, the table of limits to the limits.

import Foundation
import Testing

@testable import Stimulation

@Suite("the safety document")
struct SafetyDocumentTests {
    private let root: URL
    private let lines: [String]

    init() throws {
        root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("Documentation/Safety.md"), encoding: .utf8)
        lines = text.components(separatedBy: "\n")
    }

    /// The rows of the tables under a heading, each as its cells.
    private func rows(under heading: String) -> [[String]] {
        lines.drop { $0 != "## \(heading)" }.dropFirst().prefix { !$0.hasPrefix("## ") }
            .filter { $0.hasPrefix("|") && !$0.hasPrefix("|---") }
            .map { line in
                line.dropFirst().dropLast().components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            }
    }

    /// The text between backticks.
    private func quoted(_ text: String) -> [String] {
        text.components(separatedBy: "`").enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
    }

    private func testNames() throws -> Set<String> {
        let folder = root.appendingPathComponent("Tests").resolvingSymlinksInPath()
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var names: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            for part in source.components(separatedBy: "@Test(").dropFirst() {
                // The first string literal after the attribute, wherever the formatter has put it.
                let literal = part.drop { $0.isWhitespace }
                if literal.first == "\"" { names.insert(String(literal.dropFirst().prefix { $0 != "\"" })) }
            }
        }
        return names
    }

    @Test("every hazard names tests that exist")
    func hazards() throws {
        let names = try testNames()
        let hazards = rows(under: "Hazards").filter { $0[0].hasPrefix("H") }
        #expect(hazards.count >= 18)
        #expect(Set(hazards.map { $0[0] }).count == hazards.count, "two hazards have one id")
        var missing: [String] = []
        for hazard in hazards {
            let tests = hazard.count == 5 ? quoted(hazard[4]) : []
            if tests.isEmpty { missing.append("\(hazard[0]) names no test") }
            missing += tests.filter { !names.contains($0) }.map { "\(hazard[0]): no test is called '\($0)'" }
        }
        #expect(missing.isEmpty)
        // Names in the text outside of the table are sentences with spaces; code has none.
        let sentences = lines.filter { !$0.hasPrefix("|") }.flatMap(quoted).filter {
            $0.contains(" ") && !$0.contains("→")
        }
        #expect(sentences.filter { !names.contains($0) }.isEmpty)
    }

    @Test("the table of limits is the one in the code")
    func limits() {
        let written = Set(rows(under: "Limits").filter { $0.count == 4 && $0[0] != "Quantity" })
        let coded = Set(
            (Limits.product.all + StimulatorModel.allCases.flatMap(\.limits)).map {
                let mark =
                    switch $0.source.standing {
                    case .verified: "read"
                    case .fromMemory: "from memory, not verified"
                    case .ownChoice: "own choice"
                    case .prescribed: "prescribed"
                    }
                return [$0.quantity.title, $0.allowedText, $0.source.text, mark]
            })
        #expect(coded.subtracting(written).map { "| " + $0.joined(separator: " | ") + " |" }.sorted() == [])
        #expect(written.subtracting(coded) == [])
    }

    @Test("what is not mitigated names the issue that will, or says that there is none")
    func known() {
        let known = rows(under: "Known hazards that are not mitigated yet").filter { $0[0] != "Hazard" }
        #expect(known.count > 10)
        #expect(known.allSatisfy { $0.count == 3 && ($0[2] == "none yet" || $0[2].contains { $0.isNumber }) })
    }
}

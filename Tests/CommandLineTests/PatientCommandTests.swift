// `lull patient` as people use it: who there is, what a person is made of, a file of one's own.

import Foundation
import TestSupport
import Testing

@Suite("lull patient")
struct PatientCommandTests {
    static let presets = [
        "healthy-young", "healthy-older", "spinal-cord-injury", "multiple-sclerosis", "brain-injury", "responder",
        "non-responder",
        "facilitator",
    ]

    @Test("list names every preset, as text and as JSON")
    func list() throws {
        let folder = try TemporaryDirectory()
        let text = try Program.run(["patient", "list"], in: folder.path)
        #expect(text.status == 0 && text.errors.isEmpty)
        #expect(
            Self.presets.allSatisfy { name in text.output.split(separator: "\n").contains { $0.hasPrefix("  \(name) ") }
            })
        let json = try Program.run(["patient", "list", "--json"], in: folder.path)
        let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        #expect(rows?.compactMap { $0["name"] as? String } == Self.presets)
    }

    @Test("a new person is written, shown and read again; the same words give the same file")
    func new() throws {
        let folder = try TemporaryDirectory()
        let words = [
            "patient", "new", "anna", "--from", "spinal-cord-injury", "--severity", "0.7", "--seed", "3", "--out",
        ]
        let made = try Program.run(words + ["people/anna.yaml"], in: folder.path)
        #expect(made.status == 0 && made.output.isEmpty && made.errors.contains("people/anna.yaml"))
        let again = try Program.run(words + ["again.yaml"], in: folder.path)
        #expect(again.status == 0)
        let file = try String(contentsOfFile: folder.file("people/anna.yaml"), encoding: .utf8)
        #expect(try String(contentsOfFile: folder.file("again.yaml"), encoding: .utf8) == file)
        #expect(file.contains("name: \"anna\"") && file.contains("severity 0.7, an individual drawn with seed 3"))
        let shown = try Program.run(["patient", "show", "people/anna.yaml", "--json"], in: folder.path)
        let person = try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
        #expect(shown.status == 0 && person?["name"] as? String == "anna" && person?["seed"] as? Int == 3)
        let sections = try #require(person?["sections"] as? [[String: Any]])
        let inhibition = try #require(sections.first { $0["name"] as? String == "reciprocal inhibition" })
        let rows = try #require(inhibition["parameters"] as? [[String: Any]])
        let decay = try #require(rows.first { $0["name"] as? String == "decay" })
        #expect(
            decay["value"] as? String == "10 ms" && decay["number"] as? Double == 10 && decay["unit"] as? String == "ms"
        )
        #expect(decay["source"] as? String == "from memory: 10 to 20 ms")
    }

    @Test("show prints value, range and source of a preset")
    func show() throws {
        let folder = try TemporaryDirectory()
        let result = try Program.run(["patient", "show", "facilitator"], in: folder.path)
        #expect(result.status == 0)
        let line = result.output.split(separator: "\n").first { $0.hasPrefix("  effect ") }
        #expect(line?.contains("facilitation") == true && line?.contains("from memory") == true)
    }

    @Test(
        "what cannot be is one sentence with the right code",
        arguments: [
            (["show", "sci"], 64, "“sci” is no person; allowed are a file or healthy-young"),
            (["show", "none.yaml"], 66, "none.yaml: the person file cannot be read"),
            (["show", "bad.yaml"], 65, "bad.yaml, line 2: seed is -1"),
            (["show", "bad.yaml", "--seed", "1"], 64, "belong to presets"),
            (["show", "healthy-young", "--severity", "0.5"], 64, "severity of healthy-young is 0.5"),
            (["show", "facilitator", "--severity", "2"], 64, "severity is 2.0; allowed is 0.0 to 1.0"),
            (["show", "facilitator", "--muscle", "biceps"], 64, "--muscle is “biceps”"),
            (["new", "anna", "--from", "sci", "--out", "a.yaml"], 64, "“sci” is no person"),
            (["new", "a/b", "--from", "facilitator", "--out", "a.yaml"], 64, "name is “a/b”"),
            (["new", "anna", "--from", "facilitator", "--out", "bad.yaml"], 73, "bad.yaml: the file is there already"),
        ] as [([String], Int32, String)])
    func refusals(words: [String], code: Int32, sentence: String) throws {
        let folder = try TemporaryDirectory()
        _ = try folder.write(
            Array("lull person: 1\nseed: -1\nname: a\nstands for: b\nhistory: c\n".utf8), to: "bad.yaml")
        let result = try Program.run(["patient"] + words, in: folder.path)
        #expect(result.status == code)
        #expect(result.output.isEmpty && result.errorLines.count == 1)
        #expect(result.errors.contains(sentence), "\(result.errors)")
        #expect(try folder.names() == ["bad.yaml"])
    }

    @Test("every command explains itself with an example", arguments: [[], ["list"], ["show"], ["new"]])
    func help(words: [String]) throws {
        let folder = try TemporaryDirectory()
        let result = try Program.run(["patient"] + words + ["--help"], in: folder.path)
        #expect(result.status == 0)
        #expect(result.output.contains("OVERVIEW:") && result.output.contains("Example:  lull patient"))
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
}

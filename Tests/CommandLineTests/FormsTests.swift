// `lull prescription` and `lull screening` from outside.

import Foundation
import TestSupport
import Testing

/// Forms that somebody has filled in, for the command line.
enum FilledForms {
    private static let values = [
        "output": "1", "area": "25 cm2", "sensory": "6 mA", "motor": "12 mA", "comfort": "25 mA", "found by": "report",
        "current": "14 mA", "rate": "50 Hz", "duration": "1 s", "pause": "3 s", "hourly time": "10 min",
        "hourly charge": "1000 mC", "daily time": "60 min", "daily charge": "5000 mC", "by": "Dr. Test",
        "on": "2026-01-02",
    ]

    /// Makes a prescription with the command, and fills it in.
    static func prescription(_ name: String, in folder: TemporaryDirectory, _ change: (String) -> String = { $0 })
        throws
    {
        let made = try Program.run(
            ["prescription", "new", name, "--person", "P07", "--muscle", "soleus", "--side", "left"], in: folder.path)
        #expect(made.status == 0, "\(made.errors)")
        try fill(name, in: folder) { line in values.first { line == "  \($0.key):" }?.value }
        try edit(name, in: folder, change)
    }

    /// Makes a screening with the command, and fills in harmless answers; the first of each question is one.
    static func screening(_ name: String, in folder: TemporaryDirectory, _ change: (String) -> String = { $0 }) throws {
        let made = try Program.run(["screening", "new", name, "--person", "P07"], in: folder.path)
        #expect(made.status == 0, "\(made.errors)")
        let now = ISO8601DateFormatter().string(from: Date().addingTimeInterval(-60)).prefix(16) + "Z"
        var last = ""
        try fill(name, in: folder) { line in
            defer { last = line }
            switch line {
            case "answered to:": return "Nurse Test"
            case "answered at:": return String(now)
            default:
                guard line.hasPrefix("  "), line.hasSuffix(":"), last.hasPrefix("  # ") else { return nil }
                return last.dropFirst(4).split(separator: ",").first.map(String.init)
            }
        }
        try edit(name, in: folder, change)
    }

    private static func fill(
        _ name: String, in folder: TemporaryDirectory, _ value: (String) -> String?
    ) throws {
        try edit(name, in: folder) { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                value(String(line)).map { "\(line) \($0)" } ?? String(line)
            }.joined(separator: "\n")
        }
    }

    private static func edit(_ name: String, in folder: TemporaryDirectory, _ change: (String) -> String) throws {
        let text = String(decoding: try TemporaryDirectory.bytes(of: folder.file(name)), as: UTF8.self)
        _ = try folder.write(change(text).utf8, to: name)
    }
}

@Suite("lull prescription and lull screening")
struct FormsTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func run(_ words: String...) throws -> ProgramResult { try Program.run(words, in: folder.path) }

    @Test("a form that was filled in is checked, shown, and refused with the line of what breaks a limit")
    func prescription() throws {
        try FilledForms.prescription("a.yaml", in: folder)
        let checked = try run("prescription", "check", "a.yaml")
        #expect(checked.status == 0 && checked.output.contains("within the limits of Lull and of the HASOMED P24"))
        let shown = try run("prescription", "show", "a.yaml")
        // 14 mA over 12 mA; 14 mA × 200 µs = 2.8 µC; 14 mA × √(2 × 200 µs × 50 Hz) = 1.98 mA.
        for words in ["1.17 × motor threshold", "2.8 µC a phase", "50 pulses", "1.98 mA rms", "the foot is pulled up"] {
            #expect(shown.output.contains(words), "\(words): \(shown.output)")
        }
        let trigger = try run("prescription", "check", "a.yaml", "--stimulator", "trigger")
        #expect(trigger.status == 0 && trigger.output.contains("which Lull does not know"))
        try FilledForms.prescription("b.yaml", in: folder) { $0.replacingOccurrences(of: "14 mA", with: "70 mA") }
        let refused = try run("prescription", "check", "b.yaml")
        #expect(refused.status == 77 && refused.errorLines.count == 1 && refused.output.isEmpty)
        #expect(refused.errors.contains("pulse: current (line"), "\(refused.errors)")
        #expect(refused.errors.contains("peak current is 70 mA, allowed is at most 60 mA (Lull"))
        let again = try run("prescription", "new", "a.yaml")
        #expect(again.status == 73 && again.errors.contains("the file is there already"))
        let empty = try run("prescription", "new", "c.yaml")
        #expect(empty.status == 0)
        #expect(try run("prescription", "check", "c.yaml").errors.contains("c.yaml, line 7: person is not filled in"))
        #expect(try run("prescription", "check", "nowhere.yaml").status == 66)
        #expect(try run("prescription", "new", "d.yaml", "--muscle", "heart").status != 0)
    }

    @Test("answers are checked now: open questions, answers that forbid, and those of another day stand in the way")
    func screening() throws {
        try FilledForms.prescription("p.yaml", in: folder)
        try FilledForms.screening("a.yaml", in: folder)
        let checked = try run("screening", "check", "a.yaml", "--prescription", "p.yaml")
        #expect(checked.status == 0 && checked.output.contains("nothing stands in the way until"), "\(checked.errors)")
        #expect(try run("screening", "check", "a.yaml").status == 0)
        let changes: [(String, String, String)] = [
            ("  implant: no", "  implant: yes", "forbids it: stimulation can disturb an active implant"),
            ("  bleeding: no", "  bleeding:", "the screening question “bleeding” is not answered"),
            ("person: P07", "person: P08", "the screening is of P08, the prescription for P07"),
        ]
        for (number, change) in changes.enumerated() {
            try FilledForms.screening("\(number).yaml", in: folder) {
                $0.replacingOccurrences(of: change.0, with: change.1)
            }
            let refused = try run("screening", "check", "\(number).yaml", "--prescription", "p.yaml")
            #expect(refused.status == 77 && refused.errors.contains(change.2), "\(refused.errors)")
        }
    }
}

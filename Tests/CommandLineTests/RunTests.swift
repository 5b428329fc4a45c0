// `lull run` from outside: the closed loop through a virtual person, beside the same person without stimulation.

import Foundation
import TestSupport
import Testing

@Suite("lull run")
struct RunTests {
    @Test("two sessions of one person: nothing is given without stimulation, and a second run gives the same bytes")
    func sideBySide() throws {
        let folder = try TemporaryDirectory()
        let arguments = [
            "run", "--speed", "max", "--patient", "spinal-cord-injury", "--duration", "6s", "--seed", "5", "--json",
            "--out",
        ]
        let first = try Program.run(arguments + ["a"], in: folder.path)
        #expect(first.status == 0, "\(first.errors)")
        let summary = try #require(
            try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
        let without = try #require(summary["without"] as? [String: Any])
        let with = try #require(summary["with"] as? [String: Any])
        #expect(without["bursts"] as? Int == 0 && without["endState"] as? String == "off")
        #expect(with["endState"] as? String == "armed" && summary["isSimulated"] as? Bool == true)
        let second = try Program.run(arguments + ["b"], in: folder.path)
        #expect(second.output == first.output)
        for name in ["with.jsonl", "without.jsonl", "session.json"] {
            let (a, b) = (try TemporaryDirectory.bytes(of: folder.file("a/" + name)), folder.file("b/" + name))
            #expect(try a == TemporaryDirectory.bytes(of: b) && a.count > 100)
        }
    }

    @Test("a session with lots is reported on, with too few spasms said to be too few, and one without lots is refused")
    func report() throws {
        let folder = try TemporaryDirectory()
        let arguments = [
            "run", "--speed", "max", "--patient", "spinal-cord-injury", "--duration", "4s", "--out", "out",
        ]
        #expect(try Program.run(arguments + ["--record", "a", "--leave-out", "0.5"], in: folder.path).status == 0)
        let report = try Program.run(["session", "report", "a"], in: folder.path)
        #expect(report.status == 0 && report.output.contains("There are not enough spasms"), "\(report.errors)")
        let json = try Program.run(["session", "report", "a", "--json"], in: folder.path)
        let summary = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(summary["suggestsToStop"] as? Bool == false && (summary["effects"] as? [String: Any])?.isEmpty == true)
        #expect(try Program.run(["replay", "a"], in: folder.path).status == 0)
        #expect(try Program.run(arguments + ["--record", "b"], in: folder.path).status == 0)
        let none = try Program.run(["session", "report", "b"], in: folder.path)
        #expect(none.status == 65 && none.errorLines.count == 1 && none.errors.contains("--leave-out 0.5"))
        let other = try Program.run(
            arguments + ["--record", "c", "--leave-out", "0.5", "--intensity", "0.5"], in: folder.path)
        #expect(other.status == 0, "\(other.errors)")
        let mixed = try Program.run(["session", "report", "a", "c"], in: folder.path)
        #expect(mixed.status == 64 && mixed.errors.contains("is not that of a"))
        let much = try Program.run(arguments + ["--record", "d", "--leave-out", "0.9"], in: folder.path)
        #expect(much.status == 64 && much.errors.contains("allowed is more than 0 and at most 0.5"))
        let nothing = try Program.run(["session", "report", "nowhere"], in: folder.path)
        #expect(nothing.status == 66 && nothing.errorLines.count == 1, "\(nothing.errors)")
    }

    @Test("what cannot be is refused in one sentence, and nothing is written")
    func refused() throws {
        let folder = try TemporaryDirectory()
        for (options, code, part) in [
            (["--patient", "nobody"], 64, "which is no file and no preset"),
            (["--patient", "healthy-young", "--intensity", "2"], 64, "--intensity is 2.0; allowed is 0.1 to 1.2"),
            (["--patient", "healthy-young", "--burst", "600"], 77, "stimulation"),
        ] as [([String], Int32, String)] {
            let result = try Program.run(["run"] + options, in: folder.path)
            #expect(result.status == code && result.errorLines.count == 1, "\(result.status) \(result.errors)")
            #expect(result.errors.contains(part), "\(result.errors)")
        }
        #expect(try folder.names() == [])
    }
}

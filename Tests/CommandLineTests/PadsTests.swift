// `lull pads` from outside, and `lull run --pads` after it.

import Foundation
import TestSupport
import Testing

@Suite("lull pads")
struct PadsTests {
    /// A short test of a person with few motor units: so that it does not take minutes without optimisation.
    private func pads(
        _ person: String, units: Int, _ options: [String], in folder: TemporaryDirectory
    ) throws -> (result: ProgramResult, file: [String: Any]) {
        let made = try Program.run(
            ["patient", "new", person, "--from", person, "--out", "\(person).yaml"], in: folder.path)
        #expect(made.status == 0, "\(made.errors)")
        let text = String(decoding: try TemporaryDirectory.bytes(of: folder.file("\(person).yaml")), as: UTF8.self)
        let small = text.replacingOccurrences(of: "motor units: 200\n", with: "motor units: \(units)\n")
        #expect(small != text)
        _ = try folder.write(small.utf8, to: "\(person).yaml")
        let result = try Program.run(
            ["pads", "--person", "\(person).yaml", "--seed", "1", "--out", person] + options, in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        let bytes = try TemporaryDirectory.bytes(of: folder.file("\(person)/pads.json"))
        return (result, try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]))
    }

    private func pad(_ file: [String: Any]) throws -> [String: Any] {
        try #require((file["pads"] as? [[String: Any]])?.first)
    }

    @Test("a responder's pad is found, proved and can be armed, and its file arms a session of that person only")
    func responder() throws {
        let folder = try TemporaryDirectory()
        let (result, file) = try pads(
            "spinal-cord-injury", units: 20, ["--first", "9", "--contraction", "0.6"], in: folder)
        #expect(result.output.contains("Pad 1 may be armed for automatic use."))
        let pad = try pad(file)
        #expect(pad["verdict"] as? String == "works" && pad["mayBeAutomatic"] as? Bool == true)
        // The person's nerve answers from 8.4 mA on (500 µs); an M-wave of 50 µV is seen a little above that.
        #expect([9, 10].contains(pad["motorMilliamperes"] as? Double))
        #expect(try #require(pad["high"] as? Double) < 1)
        #expect(try folder.names().contains("spinal-cord-injury"))
        let page = String(
            decoding: try TemporaryDirectory.bytes(of: folder.file("spinal-cord-injury/pads.html")), as: UTF8.self)
        #expect(page.contains("It may be armed for automatic use") && page.contains("pad-effects"))
        let log = String(
            decoding: try TemporaryDirectory.bytes(of: folder.file("spinal-cord-injury/events.jsonl")), as: UTF8.self)
        #expect(log.contains("threshold-step") && log.contains("effect-trial") && log.contains("order-approved"))

        let run = try Program.run(
            [
                "run", "--patient", "spinal-cord-injury.yaml", "--pads", "spinal-cord-injury/pads.json", "--duration",
                "5s",
                "--speed", "max", "--out", "run",
            ], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        let tested = try #require(pad["currentMilliamperes"] as? Double)
        #expect(run.output.contains("\(String(format: "%g", tested)) mA, motor threshold"), "\(run.output)")
        let other = try Program.run(
            [
                "run", "--patient", "facilitator", "--pads", "spinal-cord-injury/pads.json", "--duration", "5s",
                "--speed", "max",
            ], in: folder.path)
        #expect(other.status == 77 && other.errors.contains("tested on spinal-cord-injury, not on facilitator"))
    }

    @Test(
        "a pad that does nothing and one that makes it worse are told so, arm no session, and it is said why",
        arguments: [("non-responder", "nothing", "0.6"), ("facilitator", "worse", "0.5")])
    func others(_ person: String, _ verdict: String, _ contraction: String) throws {
        let folder = try TemporaryDirectory()
        let (result, file) = try pads(
            person, units: 20, ["--first", "9", "--contraction", contraction], in: folder)
        #expect(result.output.contains("No pad may be armed for automatic use."))
        #expect(try pad(file)["verdict"] as? String == verdict)
        #expect(try pad(file)["mayBeAutomatic"] as? Bool == false && file["best"] == nil)
        let run = try Program.run(
            [
                "run", "--patient", "\(person).yaml", "--pads", "\(person)/pads.json", "--duration", "5s", "--speed",
                "max",
            ],
            in: folder.path)
        #expect(run.status == 77 && run.errorLines.count == 1, "\(run.errors)")
        #expect(run.errors.contains("nothing is armed"))
    }

    @Test("numbers that cannot be, and files that are no pad test, are refused in one sentence")
    func refused() throws {
        let folder = try TemporaryDirectory()
        for (options, part) in [
            (["--pads", "9"], "--pads is 9; allowed is 1 to 8"),
            (["--pads", "8", "--pairs", "8"], "allowed are 10 to 24"),
            (["--pairs", "5"], "allowed are 7 to 24"), (["--looks", "0"], "allowed are 1 to 6"),
            (["--contraction", "0"], "--contraction is 0"),
            (["--frequency", "60"], "--frequency is 60"),
            (["--highest", "61"], "--highest is 61"), (["--intensity", "1.3"], "--intensity is 1.3"),
            (["--seed", "-1"], "--seed is -1"),
        ] {
            let result = try Program.run(["pads", "--person", "facilitator"] + options, in: folder.path)
            #expect(result.status == 64 && result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.contains(part), "\(result.errors)")
        }
        #expect(try folder.names() == [])
        for (contents, part) in [("{}", "“form” is missing"), ("not json", "it is no JSON")] {
            _ = try folder.write(contents.utf8, to: "x.json")
            let result = try Program.run(
                ["run", "--patient", "facilitator", "--pads", "x.json", "--speed", "max"], in: folder.path)
            #expect(result.status == 65 && result.errors.contains(part), "\(result.errors)")
        }
        let missing = try Program.run(
            ["run", "--patient", "facilitator", "--pads", "none.json", "--speed", "max"], in: folder.path)
        #expect(missing.status == 66 && missing.errorLines.count == 1)
    }
}

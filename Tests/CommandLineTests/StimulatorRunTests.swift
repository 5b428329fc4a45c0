// `lull run --stimulator` from outside: what is refused before the port is opened, and a session with a simulated P24 at a
// pseudo-terminal. What reaches the device, and when, is tested in virtual time (StimulatorSessionTests).

import Devices
import Foundation
import TestSupport
import Testing

@Suite("lull run with a stimulator at a port", .serialized)
struct StimulatorRunTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try FilledForms.prescription("p.yaml", in: folder)
        try FilledForms.screening("s.yaml", in: folder)
    }

    /// Runs a second with a port that is not there, unless another is named.
    private func run(
        _ port: String = "p24:/nowhere/port", prescription: String = "p.yaml", screening: String = "s.yaml",
        _ more: String..., without: String? = nil, duration: String = "1s"
    ) throws -> ProgramResult {
        var words = [
            "run", "--source", "simulated:cyton", "--duration", duration, "--record", "kept", "--stimulator", port,
            "--untested",
            "--prescription", prescription, "--screening", screening, "--ledger", "doses",
        ]
        if let without, let place = words.firstIndex(of: without) {
            words.removeSubrange(place..<place + (without == "--untested" ? 1 : 2))
        }
        return try Program.run(words + more, in: folder.path)
    }

    private func pads(_ change: (String) -> String = { $0 }) throws -> String {
        let text = """
            {"form": "lull-pads-1", "software": "x", "person": "P07", "seed": 0, "isSimulated": false,
             "testedUnixSeconds": \(Int(Date().timeIntervalSince1970) - 3600), "nerve": "common peroneal nerve",
             "muscle": "soleus", "side": "left", "phaseMicroseconds": 200, "pulsesPerSecond": 50, "burstSeconds": 1,
             "orders": 1, "refused": 0, "best": 1, "pads": [{"channel": 1, "thresholdsEnded": "x",
             "currentMilliamperes": 14, "verdict": "works", "meaning": "x", "reason": "x", "ratio": 0.7, "low": 0.6,
             "high": 0.8, "confidence": 0.95, "pairRatios": [0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7],
             "mayBeAutomatic": true, "obstacles": []}]}
            """
        _ = try folder.write(change(text).utf8, to: "pads.json")
        return "pads.json"
    }

    @Test(
        "the papers are looked at before the port: what is missing, open, another person's or simulated is refused in one sentence"
    )
    func papers() throws {
        try FilledForms.screening("open.yaml", in: folder) {
            $0.replacingOccurrences(of: "  implant: no", with: "  implant:")
        }
        try FilledForms.screening("other.yaml", in: folder) {
            $0.replacingOccurrences(of: "person: P07", with: "person: P08")
        }
        try FilledForms.prescription("strong.yaml", in: folder) { $0.replacingOccurrences(of: "14 mA", with: "15 mA") }
        try FilledForms.prescription("fine.yaml", in: folder) { $0.replacingOccurrences(of: "14 mA", with: "13.7 mA") }
        func refused(_ result: ProgramResult, _ status: Int32, _ words: String) {
            #expect(result.status == status && result.errors.contains(words), "\(result.errors)")
            #expect(result.errorLines.count == 1 && !result.errors.contains("/nowhere/port"), "\(result.errors)")
        }
        refused(try run(without: "--untested"), 64, "--stimulator needs --untested")
        refused(try run(without: "--ledger"), 64, "--stimulator needs --prescription, --screening and --ledger")
        refused(try run(without: "--screening"), 64, "--stimulator needs --prescription")
        refused(try run(without: "--stimulator"), 64, "are for --stimulator")
        refused(try run("p25:x"), 64, "--stimulator is “p25:x”; allowed are p24:PORT, rehastim2:PORT, trigger:PORT")
        refused(try run(screening: "open.yaml"), 77, "the screening question “implant” is not answered")
        // Answers that are good for half a minute to a minute and a half more.
        let yesterday = ISO8601DateFormatter().string(from: Date().addingTimeInterval(90 - 86_400)).prefix(16) + "Z"
        try FilledForms.screening("old.yaml", in: folder) { text in
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.hasPrefix("answered at:") ? "answered at: \(yesterday)" : String($0) }.joined(separator: "\n")
        }
        refused(
            try run(screening: "old.yaml", duration: "1h"), 77,
            "at the end of a session of 3600 s; the screening is 24 h old; it is good for 24 h")
        refused(try run(screening: "other.yaml"), 77, "the screening is of P08, the prescription for P07")
        refused(try run(prescription: "strong.yaml"), 77, "current as a multiple of the motor threshold is 1.25")
        refused(try run(prescription: "fine.yaml"), 77, "the HASOMED P24 cannot make the prescribed burst exactly")
        refused(try run("rehastim2:x"), 77, "the HASOMED RehaStim2 cannot make the prescribed burst exactly")
        refused(try run("trigger:x"), 64, "trigger:PORT needs --trigger-line")
        refused(try run("p24:x", "--intensity", "1.1"), 64, "with --stimulator the prescription says all of that")
        let simulated = try pads {
            $0.replacingOccurrences(of: "\"isSimulated\": false", with: "\"isSimulated\": true")
        }
        refused(try run("p24:x", "--evidence", simulated), 77, "this pad test was made on a virtual person")
        let other = try pads { $0.replacingOccurrences(of: "\"person\": \"P07\"", with: "\"person\": \"P08\"") }
        refused(try run("p24:x", "--evidence", other), 77, "the pads were tested on P08")
        // With all of it in order the port is what is missing, and nothing else.
        let last = try run("p24:/nowhere/port", "--evidence", try pads())
        #expect(
            last.status == 69 && last.errors.contains("cannot open the serial port /nowhere/port"), "\(last.errors)")
        #expect(last.errors.contains("never tried on a real stimulator or a person"))
        #expect(!last.errors.contains("bursts by hand only"))
        // Spasms may be left out by lot, here too, once there is something to leave out.
        let lots = ["--leave-out", "0.5"]
        refused(
            try run("p24:/nowhere/port", lots[0], lots[1]), 64, "here only a hand gives them: whether this pad calms")
        let drawn = try run("p24:/nowhere/port", "--evidence", "pads.json", lots[0], lots[1])
        #expect(drawn.status == 69 && drawn.errors.contains("cannot open the serial port /nowhere/port"))
        #expect(try !folder.names().contains("kept"))
    }

    @Test(
        "a session with a simulated P24 at a port: nothing is armed by itself, nothing leaves, and it plays again with its papers"
    )
    func session() throws {
        let device = try SimulatedP24.serve()
        // A machine that is too busy to let the simulated device answer in time is no failure of either: once more.
        var result = try run("p24:\(device.path)")
        for _ in 0..<20 where result.errors.contains("did not answer") {
            try? FileManager.default.removeItem(atPath: folder.file("kept"))
            result = try run("p24:\(device.path)")
        }
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("bursts by hand only (b), none by itself: whether this pad calms the muscle"))
        #expect(
            result.output.contains("HASOMED P24 at \(device.path)")
                && result.output.contains("supervisor at the end: off"))
        #expect(device.pulses.isEmpty)
        let log = String(decoding: try TemporaryDirectory.bytes(of: folder.file("kept/events.jsonl")), as: UTF8.self)
        #expect(log.contains(#""isSimulated":false"#) && log.contains(#""kind":"papers""#))
        #expect(log.contains(#""kind":"stimulator-identified""#) && log.contains("Nurse Test"))
        let doses = String(decoding: try TemporaryDirectory.bytes(of: folder.file("doses")), as: UTF8.self)
        #expect(doses.contains("person=P07") && !doses.contains("burst"))
        let replay = try Program.run(["replay", "kept"], in: folder.path)
        #expect(replay.status == 0 && replay.output.contains("came out again, bit for bit"), "\(replay.errors)")
        device.stop()
    }
}

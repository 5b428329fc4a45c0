// `lull replay --motion`: a motion sensor beside the EMG of a recording, from outside.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@Suite("lull replay with a motion sensor")
struct MotionReplayTests {
    /// Ten seconds: an EMG with bursts from second 5 and 8.5 on, an angle that begins to move at 4.8 s, and a force.
    private func write(to path: String, stuck: Bool = false) throws {
        let rate = try #require(SampleRate(hertz: 2048))
        let noise = { (k: Int) in Float((k &* 1_103_515_245 &+ 12_345) >> 16 & 255) - 127 }
        let emg = (0..<20_480).map { k in
            noise(k) * ((10_240..<12_288).contains(k) || (17_408..<18_432).contains(k) ? 1 : 0.05)
        }
        let angle = (0..<20_480).map { k -> Float in
            let x = min(1, max(0, (Double(k) / 2048 - 4.8) / 0.6))
            return stuck ? 3 : Float(20 * x * x * x * (10 - 15 * x + 6 * x * x)) + 0.0002 * noise(k &* 7 &+ 1)
        }
        try Recording(
            name: "made", format: "test",
            channels: [
                Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: rate),
                Channel(label: "Wrist", kind: .other, unit: SignalUnit("°"), rate: rate),
                Channel(label: "Force", kind: .force, unit: .percentMVC, rate: rate),
            ], samples: MemorySamples(channels: [emg, angle, (0..<20_480).map { Float($0 % 3) }])
        ).write(to: path, as: WritableFormat(endingOf: path))
    }

    private static let burst = ["--pause", "2", "--burst", "0.5"]

    @Test(
        "a movement before the muscle holds a burst back or lets it through, by where the sensor is, and the summary counts it"
    )
    func roles() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder.file("a.bdf"))
        for (role, onset, said) in [
            ("will", 17_408, ["voluntary": 1, "spasm": 1, "unclear": 0]),
            ("joint", 10_240, ["voluntary": 0, "spasm": 1, "unclear": 1]),
        ] {
            let run = try Program.run(
                ["replay", "a.bdf", "--emg", "1", "--motion", "2", "--motion-role", role, "--json", "--out", role]
                    + Self.burst + ["--set", "motionStretch=1"], in: folder.path)
            #expect(run.status == 0, "\(run.errors)")
            let summary = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let orders = try #require(summary["orders"] as? [[String: Any]]).compactMap { $0["onsetSample"] as? Int }
            #expect(orders.count == 1 && (onset...onset + 60).contains(orders[0]), "\(orders)")
            #expect(summary["volitions"] as? [String: Int] == said)
            let findings = try #require(summary["motionFindings"] as? [String: Int])
            #expect(findings["before"] == 1 && findings["rest"] == 1 && findings.count == 6)
            let log = try String(contentsOfFile: folder.file("\(role)/events.jsonl"), encoding: .utf8)
            #expect(log.contains("\"motion\"") && log.contains("\"before\""))
            let page = try String(contentsOfFile: folder.file("\(role)/index.html"), encoding: .utf8)
            #expect(page.contains("Will or spasm") && page.contains("cannot tell \(said["unclear"] ?? -1)"))
        }
    }

    @Test("on the own joint a reading that falls as it moves is no stretch where a stretch grows, and cannot tell")
    func otherWay() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder.file("a.bdf"))
        let run = try Program.run(
            [
                "replay", "a.bdf", "--emg", "1", "--motion", "2", "--motion-role", "joint", "--set", "motionStretch=-1",
                "--out", "t",
            ] + Self.burst, in: folder.path)
        #expect(run.status == 0 && run.output.contains("spasm 0, cannot tell 2"), "\(run.output)\(run.errors)")
        #expect(run.output.contains("bursts 0"))
    }

    @Test("a sensor that is stuck cannot tell, nothing is given, and that is said in words")
    func stuck() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder.file("a.bdf"), stuck: true)
        let arguments = ["replay", "a.bdf", "--emg", "1", "--motion", "2", "--motion-role", "will", "--out", "t"]
        let run = try Program.run(arguments + Self.burst, in: folder.path)
        #expect(
            run.status == 0
                && run.output.contains("the motion sensor said: moved by will 0 times, spasm 0, cannot tell 2"))
        #expect(run.output.contains("the motion: could not be read 2") && run.output.contains("bursts 0"))
        let given = try Program.run(arguments + Self.burst + ["--unclear", "answer"], in: folder.path)
        #expect(given.output.contains("bursts 2"), "\(given.output)")
    }

    @Test("a sensor without its place, a place without a sensor, and a channel that is no motion are refused")
    func refused() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder.file("a.bdf"))
        for (arguments, words) in [
            (["--motion", "2"], "--motion needs --motion-role"), (["--motion-role", "will"], "needs --motion"),
            (["--motion", "2", "--motion-role", "joint"], "needs --set motionStretch=1"),
            (["--motion", "1", "--motion-role", "will"], "it is of kind emg"),
            (["--motion", "3", "--motion-role", "will"], "it is of kind force"),
            (["--motion", "7", "--motion-role", "will"], "7"),
        ] {
            let run = try Program.run(["replay", "a.bdf", "--emg", "1"] + arguments, in: folder.path)
            #expect(run.status != 0 && run.errorLines.count == 1 && run.errors.contains(words), "\(run.errors)")
        }
        for (arguments, words) in [
            (["--patient", "spinal-cord-injury", "--motion", "3"], "a virtual person has one muscle"),
            (["--patient", "spinal-cord-injury", "--motion-role", "will"], "a virtual person has one muscle"),
            (["--source", "simulated:cyton", "--motion", "2"], "--motion needs --motion-role"),
            (["--source", "simulated:cyton", "--companion", "1"], "is the watched channel"),
            (["--source", "simulated:cyton", "--companion", "90"], "has channels 1 to"),
            (
                ["--source", "simulated:cyton", "--companion", "2", "--motion", "2", "--motion-role", "will"],
                "they are two sensors"
            ),
        ] {
            let run = try Program.run(["run", "--duration", "1s"] + arguments, in: folder.path)
            #expect(run.status == 64 && run.errorLines.count == 1 && run.errors.contains(words), "\(run.errors)")
        }
    }

    @Test("a device's second muscle and motion, and a virtual person's ankle, are kept and play again bit for bit")
    func kept() throws {
        let folder = try TemporaryDirectory()
        for (name, arguments, log) in [
            (
                "device",
                [
                    "--source", "simulated:muovi", "--emg", "3", "--companion", "4", "--motion", "5", "--motion-role",
                    "will",
                ], #""companionChannel":4,"motionChannel":5"#
            ),
            (
                "person",
                ["--patient", "spinal-cord-injury", "--motion-role", "joint", "--speed", "max", "--out", "o"],
                #""motionChannel":"#
            ),
        ] {
            let run = try Program.run(["run", "--duration", "4s", "--record", name] + arguments, in: folder.path)
            #expect(run.status == 0, "\(run.errors)")
            let text = try String(contentsOfFile: folder.file("\(name)/events.jsonl"), encoding: .utf8)
            #expect(text.contains(log))
            let replay = try Program.run(["replay", name], in: folder.path)
            #expect(replay.status == 0 && replay.output.contains("came out again, bit for bit"), "\(replay.errors)")
        }
    }
}

// `lull assess vibstim` from outside: on a trial with events, with times given, and where it must refuse.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@Suite("lull assess vibstim")
struct VibStimCommandTests {
    /// Torque and EMG of 45 s; vibration from 5 to 38 s with two trains, as events or not.
    private func folder(events: Bool) throws -> TemporaryDirectory {
        let rate = try #require(SampleRate(hertz: 1000))
        let channels = [
            Channel(label: "EMG", kind: .emg, unit: .microvolt, rate: rate),
            Channel(label: "Torque", kind: .torque, unit: .percentMVC, rate: rate),
        ]
        // A little noise at rest, without which nobody can be called a responder.
        let torque = (0..<45_000).map { (k: Int) -> Float in
            switch k {
            case ..<5000: k % 2 == 0 ? 0 : 0.001
            case ..<14_000: 4
            case ..<38_000: 6
            default: 2
            }
        }
        let emg = (0..<45_000).map { Float(10 * sin(2 * Double.pi * 80 * Double($0) / 1000)) }
        var recording = Recording(
            name: "trial", format: "made", channels: channels, samples: MemorySamples(channels: [emg, torque]))
        if events {
            recording.events = [
                Event(start: SampleIndex(5000), duration: 33_000, label: "vibration"),
                Event(start: SampleIndex(10_000), duration: 2000, label: "NMES train"),
                Event(start: SampleIndex(14_000), duration: 2000, label: "NMES train"),
            ]
        }
        let folder = try TemporaryDirectory()
        try recording.write(to: folder.file("trial.bdf"), as: .bdf)
        return folder
    }

    @Test("events or given times give the same measures, in all files")
    func measures() throws {
        for (events, options) in [
            (true, []), (false, ["--vibration", "5:38", "--train", "10:12", "--train", "14:16"]),
        ] {
            let folder = try folder(events: events)
            let result = try Program.run(
                ["assess", "vibstim", "trial.bdf", "--out", "r"] + options, in: folder.path)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("the torque was 6.00 % MVC, +2.00 % MVC since the first train"))
            let json = try JSONSerialization.jsonObject(
                with: Data(try TemporaryDirectory.bytes(of: folder.file("r/assessment.json"))))
            let twin = try #require(json as? [String: Any])
            // 6 less a baseline whose mean is 0.0005.
            #expect(abs(try #require(twin["torqueAtEndOfStimulation"] as? Double) - 5.9995) < 1e-4)
            #expect(twin["isResponder"] as? Bool == true && (twin["baselineDeviation"] as? Double ?? 0) > 0)
            let page = String(decoding: try TemporaryDirectory.bytes(of: folder.file("r/index.html")), as: UTF8.self)
            #expect(page.contains("torque was sustained") && page.contains("<svg"))
        }
    }

    @Test("what cannot be assessed is refused in one sentence that names the file, and nothing is written")
    func refused() throws {
        let folder = try folder(events: false)
        for (options, code, part) in [
            ([], 65, "trial.bdf: no event of the recording is a vibration"),
            (["--vibration", "5:44", "--train", "10:12"], 65, "reaches beyond the recording of 45.00 s"),
            (["--vibration", "5:38"], 65, "no event in the vibration is a train"),
            (["--train", "5:38"], 64, "--train needs --vibration"),
            (
                ["--vibration", "5:38", "--train", "10:12", "--train", "11:13"], 65,
                "train 1, 10.00 to 12.00 s, and train 2, 11.00 to 13.00 s, overlap"
            ),
            (["--vibration", "5:38", "--train", "10:12", "--window", "0"], 64, "window is 0.0"),
            (["--vibration", "5:38", "--train", "10:12", "--emg", "9"], 65, "channel 9"),
        ] as [([String], Int32, String)] {
            let result = try Program.run(["assess", "vibstim", "trial.bdf"] + options, in: folder.path)
            #expect(result.status == code && result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.contains(part), "\(result.errors)")
        }
        #expect(try folder.names() == ["trial.bdf"])
    }

    @Test("torque that cannot be % MVC or is no number is refused; a fraction of 1 is said")
    func torque() throws {
        let folder = try TemporaryDirectory()
        let rate = try #require(SampleRate(hertz: 100))
        for (name, scale) in [("newton", Float(400)), ("fraction", 0.01), ("none", .nan)] {
            let torque = (0..<4500).map { Float($0 < 500 ? $0 % 2 : $0 < 3800 ? 60 : 2) * scale / 10 }
            try Recording(
                name: name, format: "made",
                channels: [Channel(label: "Torque", kind: .torque, unit: .percentMVC, rate: rate)],
                samples: MemorySamples(channels: [torque])
            ).write(to: folder.file("\(name).csv"), as: .csv)
        }
        func assess(_ name: String) throws -> ProgramResult {
            try Program.run(
                ["assess", "vibstim", "\(name).csv", "--vibration", "5:38", "--train", "10:12"], in: folder.path)
        }
        for (name, words) in [
            ("newton", "it says % MVC and reaches 2400; nobody exceeds 200 %"),
            ("none", "the torque (Torque) has no sample that is a number"),
        ] {
            let refused = try assess(name)
            #expect(refused.status == 65 && refused.errorLines.count == 1 && refused.output.isEmpty)
            #expect(refused.errors.contains(words) && refused.errors.contains("\(name).csv"), "\(refused.errors)")
        }
        let fraction = try assess("fraction")
        #expect(
            fraction.status == 0 && fraction.errors.contains("probably it is a fraction of 1"), "\(fraction.errors)")
    }
}

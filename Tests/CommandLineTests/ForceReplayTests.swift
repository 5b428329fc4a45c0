// `lull replay --trigger`: the force of a recording as a trigger, from outside.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@Suite("lull replay by force")
struct ForceReplayTests {
    /// Ten seconds: an EMG at rest but for two bursts, from second 5 and 8.5 on, and a force that rises with the first only.
    private func write(to path: String, forceHertz: Double = 2048) throws {
        let rate = try #require(SampleRate(hertz: 2048)), forceRate = try #require(SampleRate(hertz: forceHertz))
        let emg = (0..<20_480).map { k -> Float in
            let isActive = (10_240..<12_288).contains(k) || (17_408..<18_432).contains(k)
            return (Float((k &* 1_103_515_245 &+ 12_345) >> 16 & 255) - 127) * (isActive ? 1 : 0.05)
        }
        let force = (0..<Int(10 * forceHertz)).map { k -> Float in
            let t = Double(k) / forceHertz
            return Float(0.01 * Double(k % 3) + (t > 5.1 && t < 6.1 ? min(3, (t - 5.1) * 20) : 0))
        }
        try Recording(
            name: "made", format: "test",
            channels: [
                Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: rate),
                Channel(label: "Force", kind: .force, unit: .percentMVC, rate: forceRate),
            ],
            samples: MemorySamples(channels: [emg, force])
        ).write(to: path, as: WritableFormat(endingOf: path))
    }

    private func summary(_ arguments: [String], in folder: String) throws -> [String: Any] {
        let run = try Program.run(["replay", "a.bdf", "--emg", "1", "--json"] + arguments, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    private func onsets(_ summary: [String: Any], _ key: String = "orders") -> [Int]? {
        (summary[key] as? [[String: Any]])?.compactMap { $0["onsetSample"] as? Int }
    }

    @Test("any number of the loop is set by its name; an unknown name, no number and what is out of range are refused")
    func set() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder.file("a.bdf"))
        let none = try summary(["--set", "enterSpreads=900"], in: folder.path)
        #expect(onsets(none)?.isEmpty == true)
        for (text, complaint) in [
            ("forceSlop=3", "forceSlope"), ("forceSlope=-1", "forceSlope is -1.0 spreads/s"),
            ("forceSlope", "it takes a name and a number"),
        ] {
            let run = try Program.run(["replay", "a.bdf", "--emg", "1", "--set", text], in: folder.path)
            #expect(run.status == 64 && run.errors.contains(complaint), "\(run.errors)")
        }
    }

    @Test("by EMG both bursts are answered, by force the one that moves, by either each once")
    func triggers() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder.file("a.bdf"))
        let pause = ["--pause", "2", "--burst", "0.5"]
        let emg = try summary(pause, in: folder.path)
        #expect(onsets(emg)?.count == 2 && emg["forceActivities"] == nil)
        let force = try summary(pause + ["--force", "2", "--trigger", "force"], in: folder.path)
        let onset = try #require(onsets(force)?.first)
        // The level of 8 × 0.05 is passed 20 ms after the force begins to rise, 50 ms of smoothing delay it by up to as much.
        #expect(onsets(force)?.count == 1 && (10_445 + 40...10_445 + 160).contains(onset))
        #expect((force["activities"] as? [[String: Any]])?.count == 2)
        let either = try summary(pause + ["--trigger", "either"], in: folder.path)
        #expect(onsets(either) == onsets(emg) && onsets(either, "forceActivities")?.count ?? 2 <= 1)
        let text = try Program.run(
            ["replay", "a.bdf", "--emg", "1", "--trigger", "force", "--out", "t"], in: folder.path)
        #expect(text.output.contains("force away from rest"))
    }

    @Test("a spasm without an end gets the repeats and the second pattern, and the summary says that it went on")
    func outlasting() throws {
        let folder = try TemporaryDirectory()
        let rate = try #require(SampleRate(hertz: 2048))
        let emg = (0..<30 * 2048).map { k -> Float in
            let noise = Float((k &* 1_103_515_245 &+ 12_345) >> 16 & 255) - 127
            return k > 10_240 ? noise : 0.05 * noise
        }
        try Recording(
            name: "made", format: "test",
            channels: [Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: rate)],
            samples: MemorySamples(channels: [emg])
        ).write(to: folder.file("a.bdf"), as: WritableFormat(endingOf: "a.bdf"))
        let burst = ["--pause", "2", "--burst", "0.5", "--frequency", "40"]
        let more = try summary(burst + ["--repeats", "1", "--second-frequency", "50"], in: folder.path)
        #expect((more["orders"] as? [[String: Any]])?.compactMap { $0["pulses"] as? Int } == [20, 20, 25])
        let text = try Program.run(["replay", "a.bdf", "--emg", "1", "--out", "t"] + burst, in: folder.path)
        #expect(text.output.contains("spasms that went on after their last burst: 1"), "\(text.output)")
        // The simulated P24 measures the 1000 Ω between its pads.
        #expect(text.output.contains("its pads measured 1000 to 1000 Ω in 20 pulses, 1000 Ω at last"), "\(text.output)")
        for (arguments, word) in [
            (["--repeats", "5"], "repeats"), (["--second-frequency", "0"], "--second-frequency"),
            (["--second-frequency", "300"], "allowed is at most 200 Hz"),
        ] {
            let refused = try Program.run(["replay", "a.bdf", "--emg", "1"] + arguments, in: folder.path)
            #expect(refused.status != 0 && refused.errorLines.count == 1 && refused.errors.contains(word))
        }
        let both = try Program.run(
            ["run", "--patient", "spinal-cord-injury", "--leave-out", "0.5", "--repeats", "1"], in: folder.path)
        #expect(both.status == 64 && both.errors.contains("--leave-out"))
    }

    @Test(
        "a second muscle holds bursts back or lets them through, what it said is printed, and without one that is said")
    func companion() throws {
        let folder = try TemporaryDirectory()
        let rate = try #require(SampleRate(hertz: 2048))
        func emg(_ active: [Range<Int>]) -> [Float] {
            (0..<20_480).map { k -> Float in
                let noise = Float((k &* 1_103_515_245 &+ 12_345) >> 16 & 255) - 127
                return active.contains { $0.contains(k) } ? noise : 0.05 * noise
            }
        }
        let channels = (1...2).map { Channel(label: "EMG \($0)", kind: .emg, unit: .microvolt, rate: rate) }
        // Both muscles from second 5 on; the first one alone from 8.5 on.
        let (first, second) = (emg([10_240..<12_288, 17_408..<18_432]), emg([10_200..<12_288]))
        try Recording(
            name: "made", format: "test", channels: channels, samples: MemorySamples(channels: [first, second])
        ).write(to: folder.file("a.bdf"), as: WritableFormat(endingOf: "a.bdf"))
        let burst = ["--pause", "2", "--burst", "0.5"]
        for (joins, onset) in [("will", 17_408), ("spasm", 10_240)] {
            let found = try summary(burst + ["--companion", "2", "--companion-joins", joins], in: folder.path)
            let orders = try #require(onsets(found))
            #expect(orders.count == 1 && (onset...onset + 60).contains(orders[0]), "\(orders)")
        }
        let arguments = ["replay", "a.bdf", "--emg", "1", "--out", "t"] + burst
        let asked = try Program.run(arguments + ["--companion", "2"], in: folder.path)
        #expect(asked.output.contains("moved by will 1 times, spasm 1, cannot tell 0"), "\(asked.output)")
        let none = try Program.run(arguments, in: folder.path)
        #expect(none.output.contains("nothing in the signal tells a voluntary movement from a spasm"))
        let same = try Program.run(arguments + ["--companion", "1"], in: folder.path)
        #expect(same.status == 64 && same.errors.contains("is the watched channel"))
    }

    @Test(
        "a preview says what the last minute would have triggered with other numbers, and refuses what it cannot know")
    func preview() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder.file("a.bdf"))
        let arguments = ["replay", "a.bdf", "--emg", "1", "--out", "t", "--preview"]
        // The second burst comes three seconds and a half after the first.
        let longer = try Program.run(arguments + ["refractory=6"], in: folder.path)
        #expect(
            longer.output.contains("triggers as it is 2, with the other numbers 1"), "\(longer.output) \(longer.errors)"
        )
        let found = try summary(["--preview", "refractory=6", "enterSpreads=9"], in: folder.path)
        #expect((found["preview"] as? [[String: Any]])?.count == 1)
        for (change, word) in [
            ("bandLow=30", "bandLow"), ("enterSpreads", "enterSpreads=6"), ("exitSpreads=50", "exit"),
        ] {
            let refused = try Program.run(arguments + [change], in: folder.path)
            #expect(refused.status == 64 && refused.errors.contains(word), "\(refused.errors)")
        }
    }

    @Test("a force that is not there, or has another sampling rate, is refused in one sentence")
    func refused() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder.file("b.xdf"), forceHertz: 1024)
        let other = try Program.run(["replay", "b.xdf", "--emg", "1", "--trigger", "force"], in: folder.path)
        #expect(other.status != 0 && other.errorLines.count == 1, "\(other.errors)")
        let bad = try Program.run(["replay", "b.xdf", "--emg", "1", "--trigger", "voice"], in: folder.path)
        #expect(bad.status == 64 && bad.errors.contains("--trigger"))
    }
}

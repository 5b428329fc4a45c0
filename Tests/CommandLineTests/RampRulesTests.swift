// The options of `lull assess ramp` from outside: each reaches the rule it names, and a rejected pair says why.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

/// What `lull assess ramp --json` prints, as far as it is looked at here.
private struct Assessment: Decodable {
    struct Unit: Decodable { let discharges, removedDischarges: Int }
    struct Pair: Decodable {
        struct Rejection: Decodable { let rule, text: String }
        let deltaFPps, correlation, correlationSquared, startSeconds: Double?
        let rejections: [Rejection]
        let isAccepted: Bool
    }
    let units: [Unit]
    let pairs: [Pair]
    let meanDeltaFPps, meanPairDeltaFPps: Double?
}

@Suite("The options of lull assess ramp")
struct RampRulesTests {
    private static let hertz = 2048.0

    /// Discharges that follow a rate: the second comes at `from`, each later one solves t − previous = 1 / rate(t).
    private func discharges(from: Double, to: Double, rate: (Double) -> Double) -> [Int] {
        var times = [from - 1 / rate(from), from]
        while true {
            let previous = times[times.count - 1]
            var next = previous + 1 / rate(previous)
            for _ in 0..<60 { next = previous + 1 / rate(next) }
            guard next <= to else { return times.map { Int(($0 * Self.hertz).rounded()) } }
            times.append(next)
        }
    }

    /// The control unit falls on a line from 1 s to 20 s, the test unit on a parabola from 4 s to `testEnd`.
    private func write(
        to folder: TemporaryDirectory, seconds: Double = 21, testEnd: Double = 15, doublet: Bool = false
    ) throws {
        let rate = try #require(SampleRate(hertz: Self.hertz))
        let count = Int(seconds * Self.hertz)
        let control = discharges(from: 1, to: 20) { 15 - 0.4 * $0 }
        var test = discharges(from: 4, to: testEnd) { 14 - 0.05 * ($0 - 4) * ($0 - 4) }
        // 20 samples are 9.8 ms, faster than any unit goes on discharging.
        if doublet { test.insert(test[10] + 20, at: 11) }
        let recording = Recording(
            name: "made", format: "test",
            channels: [
                Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: rate),
                Channel(label: "Force", kind: .force, unit: .percentMVC, rate: rate),
            ],
            motorUnits: try [control, test].enumerated().map { k, samples in
                RecordedMotorUnit(name: "\(k)", discharges: try DischargeTrain(samples: samples, rate: rate))
            },
            samples: MemorySamples(channels: [
                (0..<count).map { Float(($0 * 37) % 41) - 20 }, (0..<count).map { Float(min($0, count - $0)) / 1000 },
            ]))
        try recording.write(to: folder.file("a.json"), as: WritableFormat(endingOf: "a.json"))
    }

    private func assess(_ options: [String], in folder: TemporaryDirectory) throws -> Assessment {
        let result = try Program.run(["assess", "ramp", "a.json", "--json"] + options, in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode(Assessment.self, from: Data(result.output.utf8))
    }

    @Test(
        "ΔF of a control unit on a line is its slope times the time; each option's rule rejects the pair and says why")
    func rules() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder)
        let plain = try assess([], in: folder)
        let pair = try #require(plain.pairs.first)
        // The test unit's last discharge comes within one interval, 0.13 s, before 15 s.
        let deltaF = try #require(pair.deltaFPps)
        #expect(pair.isAccepted && deltaF > 0.4 * 10.87 - 0.01 && deltaF < 0.4 * 11 + 0.01, "\(deltaF)")
        #expect(plain.meanPairDeltaFPps == pair.deltaFPps && plain.meanDeltaFPps == pair.deltaFPps)
        for (options, rule, words) in [
            (["--derecruitment-difference", "6"], "derecruitmentTooClose", "less than 6 s"),
            (["--minimum-overlap", "100000"], "overlapTooShort", "fewer than 100000"),
            (["--minimum-discharges", "1000"], "tooFewDischarges", "fewer than 1000"),
            (["--recruitment-difference", "3.5"], "recruitmentTooClose", "recruited 3 s apart, not more than 3.5 s"),
            (["--modulation", "7"], "modulationTooSmall", "not more than 7 pps"),
        ] {
            let rejections = try #require(try assess(options, in: folder).pairs.first).rejections
            let isSaid = rejections.contains { $0.rule == rule && $0.text.contains(words) }
            #expect(isSaid, "\(options): \(rejections)")
        }
    }

    @Test("a limit between r and r² accepts the pair by r and rejects it by r², and both numbers are given")
    func correlation() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder)
        let pair = try #require(try assess([], in: folder).pairs.first)
        let (r, squared) = (try #require(pair.correlation), try #require(pair.correlationSquared))
        #expect(squared == r * r && r - squared > 0.01)
        let limit = ["--correlation", "\((r + squared) / 2)"]
        #expect(try #require(try assess(limit, in: folder).pairs.first).isAccepted)
        let strict = try #require(try assess(limit + ["--correlation-metric", "r-squared"], in: folder).pairs.first)
        #expect(strict.rejections.map(\.rule) == ["correlationTooLow"])
        #expect(try #require(strict.rejections.first).text.hasPrefix("r² of the rates is 0."))
        let table = try Program.run(
            ["assess", "ramp", "a.json", "--correlation-metric", "r-squared"], in: folder.path)
        #expect(table.output.contains("r² above 0.7"), "\(table.output)")
    }

    @Test("recruitment by the first discharge begins one interval earlier")
    func recruitment() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder)
        let second = try #require(try assess([], in: folder).pairs.first?.startSeconds)
        let first = try #require(try assess(["--recruitment", "first"], in: folder).pairs.first?.startSeconds)
        #expect(second == 4 && abs(second - first - 1 / 14) < 1 / Self.hertz)
    }

    @Test("a doublet is taken out only when asked")
    func cleaning() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder, doublet: true)
        let kept = try assess([], in: folder).units.map(\.discharges)
        let cleaned = try assess(["--remove-short"], in: folder).units
        #expect(cleaned.map(\.removedDischarges) == [0, 1] && cleaned.map(\.discharges) == [kept[0], kept[1] - 1])
        let looser = try assess(["--remove-short", "--short-interval", "0.005"], in: folder).units
        #expect(looser.map(\.removedDischarges) == [0, 0])
    }

    @Test("a test unit that never stops is rejected only when asked")
    func derecruitment() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder, seconds: 20.05, testEnd: 20)
        let words = "noDerecruitment"
        let plain = try #require(try assess([], in: folder).pairs.first).rejections.map(\.rule)
        let strict = try #require(try assess(["--require-derecruitment"], in: folder).pairs.first)
        #expect(!plain.contains(words) && strict.rejections.map(\.rule) == plain + [words])
    }

    @Test("help lists smoothing, rules and cleaning apart from each other")
    func help() throws {
        let folder = try TemporaryDirectory()
        let help = try Program.run(["assess", "ramp", "--help"], in: folder.path).output
        for title in ["SMOOTHING OF DISCHARGE RATES:", "RULES OF PAIRS:", "CLEANING OF DISCHARGES:"] {
            #expect(help.contains(title), "\(help)")
        }
    }

    @Test("a limit that cannot be meant is a usage error that names what is allowed")
    func refused() throws {
        let folder = try TemporaryDirectory()
        try write(to: folder)
        for (options, words) in [
            (["--correlation", "1.5"], "correlation limit"), (["--minimum-overlap", "1"], "2 samples or more"),
            (["--minimum-discharges", "0"], "2 or more"), (["--short-interval=-1"], "0 s or more"),
            (["--derecruitment-difference", "nan"], "a finite number"), (["--longest-gap=-1"], "above 0"),
        ] {
            let result = try Program.run(["assess", "ramp", "a.json"] + options, in: folder.path)
            #expect(result.status == 64 && result.errors.contains(words), "\(options): \(result.errors)")
            #expect(result.errorLines.count == 1 && result.output.isEmpty, "\(options): \(result.errors)")
        }
        #expect(try folder.names() == ["a.json"])
    }
}

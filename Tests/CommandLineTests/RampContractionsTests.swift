// Several contractions, ramps that were not performed, and the other kinds of bad input of `lull assess ramp`, from outside.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@Suite("The contractions of lull assess ramp")
struct RampContractionsTests {
    private static let hertz = 500.0

    private func triangle(_ t: Double, _ from: Double) -> Double { max(0, 20 * (1 - (t - from - 10).magnitude / 10)) }

    /// One second of discharges is enough of a unit; `starts` are those of the ramps.
    private func trains(_ starts: [Double], units: Int = 3) -> [[Int]] {
        (0..<units).map { k in
            starts.flatMap { start in
                var (time, samples) = (start + 1.5 + 1.6 * Double(k), [Int]())
                while time < start + 19 - 1.8 * Double(k) {
                    samples.append(Int(time * Self.hertz))
                    time += 1 / (8 + 0.4 * triangle(time, start) - 0.5 * Double(k))
                }
                return samples
            }
        }
    }

    private func write(
        _ name: String, to folder: TemporaryDirectory, starts: [Double] = [2], seconds: Double = 25, units: Int = 3,
        trains given: [[Int]]? = nil, unit: SignalUnit = .percentMVC, path: ((Double) -> Double)? = nil,
        torque: ((Double) -> Double)? = nil
    ) throws {
        let rate = try #require(SampleRate(hertz: Self.hertz))
        let count = Int(seconds * Self.hertz)
        func samples(_ value: (Double) -> Double) -> [Float] {
            (0..<count).map { Float(value(Double($0) / Self.hertz)) }
        }
        var channels = [Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: rate)]
        var data = [(0..<count).map { Float(($0 * 37) % 41) - 20 }]
        if let torque {
            channels.append(Channel(label: "Torque", kind: .torque, unit: unit, rate: rate))
            data.append(samples(torque))
        }
        if let path {
            channels.append(Channel(label: "requested path", kind: .requestedPath, unit: .percentMVC, rate: rate))
            data.append(samples(path))
        }
        let recording = Recording(
            name: "made", format: "test", channels: channels,
            motorUnits: try (given ?? trains(starts, units: units)).enumerated().map { k, samples in
                RecordedMotorUnit(name: "\(k)", discharges: try DischargeTrain(samples: samples, rate: rate))
            }, samples: MemorySamples(channels: data))
        try recording.write(to: folder.file(name), as: WritableFormat(endingOf: name))
    }

    private func assess(_ arguments: [String], in folder: TemporaryDirectory) throws -> ProgramResult {
        try Program.run(["assess", "ramp"] + arguments + ["--draws", "0"], in: folder.path)
    }

    @Test("three ramps are assessed each by itself: a column in the tables, a key in the JSON, a part of the page")
    func several() throws {
        let folder = try TemporaryDirectory()
        let starts = [2.0, 32, 62]
        try write(
            "a.bdf", to: folder, starts: starts, seconds: 85, torque: { t in starts.reduce(0) { $0 + triangle(t, $1) } }
        )
        let result = try assess(["a.bdf", "--out", "r"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("3 contractions, found in the force or torque"), "\(result.output)")
        for table in ["units.csv", "pairs.csv"] {
            let text = String(decoding: try TemporaryDirectory.bytes(of: folder.file("r/\(table)")), as: UTF8.self)
            let first = text.split(separator: "\n").map { String($0.prefix { $0 != "," }) }
            #expect(first == ["contraction"] + ["1", "1", "1", "2", "2", "2", "3", "3", "3"], "\(table)")
        }
        struct Twin: Decodable {
            struct Contraction: Decodable {
                let number, units: Int
                let foundIn: String
                let startSeconds: Double
                let meanDeltaFPps: Double?
                let isPerformed: Bool?
            }
            let contractions: [Contraction]
            let meanDeltaFPps: Double?
        }
        let json = try TemporaryDirectory.bytes(of: folder.file("r/assessment.json"))
        let twin = try JSONDecoder().decode(Twin.self, from: Data(json))
        #expect(twin.contractions.map(\.number) == [1, 2, 3] && twin.contractions.allSatisfy { $0.units == 3 })
        #expect(twin.contractions.allSatisfy { $0.isPerformed == true && $0.foundIn == "force" })
        let means = twin.contractions.compactMap(\.meanDeltaFPps)
        #expect(means.count == 3 && abs((twin.meanDeltaFPps ?? 0) - means.reduce(0, +) / 3) < 1e-12)
        let page = String(decoding: try TemporaryDirectory.bytes(of: folder.file("r/index.html")), as: UTF8.self)
        #expect(
            (1...3).allSatisfy {
                page.contains("id=\"contraction-\($0)\"") && page.contains("id=\"c\($0)-ramp-overview")
            })
        let whole = try assess(["a.bdf", "--contractions", "whole", "--out", "w"], in: folder)
        #expect(whole.status == 0 && !whole.output.contains("contractions, found"))
        let discharges = try assess(["a.bdf", "--contractions", "discharges", "--out", "d"], in: folder)
        #expect(discharges.output.contains("3 contractions, found in the discharges"), "\(discharges.output)")
        // One of them is compared with another.
        let compare = ["assess", "compare", "a.bdf", "a.bdf", "--by-name", "--draws", "0", "--out", "c"]
        let unnamed = try Program.run(compare, in: folder.path)
        #expect(
            unnamed.status == 64 && unnamed.errors.contains("3 contractions; --before-contraction takes one of 1 to 3"))
        let named = try Program.run(
            compare + ["--before-contraction", "1", "--after-contraction", "2"], in: folder.path)
        #expect(
            named.status == 0 && named.output.contains("Minimal detectable change of a single pair: 4.8"),
            "\(named.errors)")
    }

    @Test("a ramp that was not performed is refused with figures, and assessed when asked; a bad one is a finding")
    func notPerformed() throws {
        let folder = try TemporaryDirectory()
        try write("idle.bdf", to: folder, path: { triangle($0, 2) }, torque: { $0 > 15 ? 1 : 0.2 })
        let refused = try assess(["idle.bdf"], in: folder)
        #expect(refused.status == 65 && refused.errorLines.count == 1 && refused.output.isEmpty, "\(refused.errors)")
        for words in [
            "idle.bdf", "the ramp was not performed", "% MVC (root mean square)", "allowed is 35 %", "--any-ramp",
        ] {
            #expect(refused.errors.contains(words), "\(refused.errors)")
        }
        let forced = try assess(["idle.bdf", "--any-ramp"], in: folder)
        #expect(forced.status == 0 && forced.output.contains("The ramp was not performed: "), "\(forced.output)")
        try write("bad.bdf", to: folder, path: { triangle($0, 2) }, torque: { 0.8 * triangle($0, 3.5) })
        let bad = try assess(["bad.bdf"], in: folder)
        #expect(bad.status == 0 && bad.output.contains("The ramp was followed badly: "), "\(bad.output)")
        try write("good.bdf", to: folder, path: { triangle($0, 2) }, torque: { triangle($0, 2.2) })
        let good = try assess(["good.bdf"], in: folder)
        #expect(good.status == 0 && !good.output.contains("The ramp was"), "\(good.output)")
        let without = try assess(["good.bdf", "--contractions", "path", "--no-force"], in: folder)
        #expect(without.status == 0, "\(without.errors)")
    }

    @Test("torque that cannot be % MVC is refused; a fraction, volts and no torque at all are findings")
    func units() throws {
        let folder = try TemporaryDirectory()
        try write("newton.bdf", to: folder, torque: { 30 * triangle($0, 2) })
        let wrong = try assess(["newton.bdf"], in: folder)
        #expect(wrong.status == 65 && wrong.errorLines.count == 1 && wrong.output.isEmpty)
        #expect(
            wrong.errors.contains("it says % MVC and reaches 600") && wrong.errors.contains("--no-force"),
            "\(wrong.errors)")
        #expect(try assess(["newton.bdf", "--no-force"], in: folder).status == 0)
        try write("fraction.bdf", to: folder, torque: { 0.01 * triangle($0, 2) })
        let fraction = try assess(["fraction.bdf"], in: folder)
        #expect(
            fraction.status == 0 && fraction.output.contains("probably it is a fraction of 1"), "\(fraction.output)")
        try write("volt.bdf", to: folder, unit: .volt, torque: { 0.1 * triangle($0, 2) })
        let volt = try assess(["volt.bdf"], in: folder)
        #expect(volt.status == 0 && volt.output.contains("is in V, as measured"), "\(volt.output)\(volt.errors)")
        try write("none.bdf", to: folder)
        let none = try assess(["none.bdf"], in: folder)
        #expect(none.status == 0 && none.output.contains("There is no force or torque"), "\(none.output)")
        let guided = try assess(["none.bdf", "--contractions", "force"], in: folder)
        #expect(guided.status == 64 && guided.errors.contains("--contractions force needs"), "\(guided.errors)")
    }

    @Test("one unit is a finding, pauses are a note, and neither gives a number that is none")
    func fewAndGaps() throws {
        let folder = try TemporaryDirectory()
        try write("one.bdf", to: folder, units: 1, torque: { triangle($0, 2) })
        let one = try assess(["one.bdf"], in: folder)
        #expect(one.status == 0 && one.output.contains("has one motor unit; ΔF needs at least two"), "\(one.output)")
        let gapped = trains([2]).map { $0.filter { !(5_000..<6_000).contains($0) } }
        try write("gaps.bdf", to: folder, trains: gapped, torque: { triangle($0, 2) })
        let gaps = try assess(["gaps.bdf", "--json"], in: folder)
        #expect(gaps.status == 0 && gaps.output.contains("\"gaps\" : 1"), "\(gaps.errors)")
        for output in [one.output, gaps.output] {
            let words = output.lowercased().split { !$0.isLetter }
            #expect(!words.contains("nan") && !words.contains("inf"))
        }
        let page = String(
            decoding: try TemporaryDirectory.bytes(of: folder.file("lull-results/gaps-ramp/index.html")), as: UTF8.self)
        #expect(page.contains("long pause"))
    }

    @Test(
        "discharges out of order or twice at one place are refused with the unit and the place",
        arguments: ["1100 1000 1200", "1100 1100 1200"])
    func unsorted(samples: String) throws {
        let folder = try TemporaryDirectory()
        try write("a.csv", to: folder, seconds: 23)
        let text = String(decoding: try TemporaryDirectory.bytes(of: folder.file("a.csv")), as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.contains("motor unit 1: samples ") })
        let start = try #require(line.range(of: "samples ")?.upperBound)
        let spoilt = text.replacingOccurrences(of: String(line), with: line[..<start] + samples)
        _ = try folder.write(spoilt.utf8, to: "a.csv")
        let result = try assess(["a.csv"], in: folder)
        #expect(result.status == 65 && result.errorLines.count == 1 && result.output.isEmpty, "\(result.errors)")
        for words in ["a.csv", "motor unit 1", "discharge 2", "must be strictly in order"] {
            #expect(result.errors.contains(words), "\(result.errors)")
        }
    }

    @Test("discharges after the end of the recording are refused with the unit and both times")
    func beyond() throws {
        let folder = try TemporaryDirectory()
        var late = trains([2])
        late[1].append(Int(40 * Self.hertz))
        try write("late.csv", to: folder, trains: late, torque: { triangle($0, 2) })
        let result = try assess(["late.csv"], in: folder)
        #expect(result.status == 65 && result.errorLines.count == 1 && result.output.isEmpty, "\(result.errors)")
        for words in ["late.csv", "motor unit 1", "is at 40.00 s", "ends at 25.00 s"] {
            #expect(result.errors.contains(words), "\(result.errors)")
        }
    }

    @Test("torque at another rate than the EMG is refused with both rates")
    func rates() throws {
        let folder = try TemporaryDirectory()
        let (fast, slow) = (try #require(SampleRate(hertz: Self.hertz)), try #require(SampleRate(hertz: 100)))
        let recording = Recording(
            name: "made", format: "test",
            channels: [
                Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: fast),
                Channel(label: "Torque", kind: .torque, unit: .percentMVC, rate: slow),
            ],
            motorUnits: try trains([2]).enumerated().map { k, samples in
                RecordedMotorUnit(name: "\(k)", discharges: try DischargeTrain(samples: samples, rate: fast))
            },
            samples: MemorySamples(channels: [
                (0..<12_500).map { Float(($0 * 37) % 41) - 20 },
                (0..<2_500).map { Float(triangle(Double($0) / 100, 2)) },
            ]))
        try recording.write(to: folder.file("a.bdf"), as: .bdf)
        let result = try assess(["a.bdf"], in: folder)
        #expect(result.status == 65 && result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.contains("500") && result.errors.contains("100"), "\(result.errors)")
    }

    @Test(
        "the sample's brace heights, slopes and angles are those of hdsemg-shared 0.14.3, to what two solvers differ",
        .enabled(if: ProcessInfo.processInfo.environment["LULL_SAMPLE"] != nil))
    func brace() throws {
        struct Twin: Decodable {
            struct Unit: Decodable {
                let braceHeightPercent, braceHeightPps, accelerationSlope, attenuationSlope, braceAngleDegrees: Double?
                let braceSeconds: Double?
                let braceExclusions: [String]
            }
            let units: [Unit]
        }
        let folder = try TemporaryDirectory()
        let sample = try #require(ProcessInfo.processInfo.environment["LULL_SAMPLE"])
        let result = try assess([sample, "--smoother", "svr", "--json", "--out", "r"], in: folder)
        let units = try JSONDecoder().decode(Twin.self, from: Data(result.output.utf8)).units
        // Support vector rates by scikit-learn, force below 15 Hz: percent, pps, two slopes, degrees, sample.
        let expected = [
            (23.9554941, 1.235375133, 0.5258062211, 0.1848543039, 197.2625265, 6909.0),
            (25.09817148, 0.8578141107, 0.2806561334, 0.068665554, 191.7490205, 9457),
            (1.323383327, 0.1147845873, 0.5966575757, 0.08386095832, 206.0290725, 23530),
            (32.87152811, 1.385464608, 0.6939073515, 0.1769589664, 204.7219506, 9453),
            (26.99504145, 0.6300908231, 0.7984657503, 0.2255706789, 205.8946653, 13628),
        ]
        #expect(units.count == expected.count)
        func isClose(_ value: Double?, _ other: Double, _ tolerance: Double) -> Bool {
            value.map { abs($0 - other) < tolerance } ?? false
        }
        for (unit, row) in zip(units, expected) {
            #expect(isClose(unit.braceHeightPercent, row.0, 0.05) && isClose(unit.braceHeightPps, row.1, 1e-3))
            #expect(isClose(unit.accelerationSlope, row.2, 1e-3) && isClose(unit.attenuationSlope, row.3, 1e-3))
            #expect(
                isClose(unit.braceAngleDegrees, row.4, 0.05) && isClose(unit.braceSeconds, row.5 / 2048, 2.0 / 2048))
            #expect(unit.braceExclusions == ["peakAfterForce"])
        }
    }
}

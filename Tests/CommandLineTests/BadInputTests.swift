// Every way to give the program something wrong: one sentence that names the place, the exit code of sysexits, and nothing
// left behind.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

private let rate = SampleRate(hertz: 2048)!

/// A recording with one EMG channel, a force channel and two motor units, to be spoilt.
private func recording(
    emg: [Float]? = nil, force: [Float]? = nil, forceHertz: Double = 2048, units: Int = 2
) throws -> Recording {
    let count = 8192
    let emgSamples = emg ?? (0..<count).map { Float(($0 * 37) % 41) - 20 }
    let forceSamples = force ?? (0..<count).map { Float(min($0, count - $0)) / 100 }
    return Recording(
        name: "made", format: "test",
        channels: [
            Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: rate),
            Channel(label: "Force", kind: .force, unit: .percentMVC, rate: try #require(SampleRate(hertz: forceHertz))),
        ],
        motorUnits: try (0..<units).map { u in
            let samples = stride(from: 200 + 300 * u, to: count - 200, by: 180 + 10 * u)
            return RecordedMotorUnit(name: "\(u)", discharges: try DischargeTrain(samples: Array(samples), rate: rate))
        },
        samples: MemorySamples(channels: [emgSamples, forceSamples]))
}

/// A file in a fresh folder.
private struct Place {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    func write(_ recording: Recording, _ name: String) throws {
        try recording.write(to: folder.file(name), as: WritableFormat(endingOf: name))
    }

    /// Runs the program and checks that it fails with one sentence and this code, and leaves nothing behind.
    func fails(
        _ arguments: [String], _ code: Int32, saying parts: String..., at location: SourceLocation = #_sourceLocation
    )
        throws
    {
        let before = try folder.names()
        let result = try Program.run(arguments, in: folder.path)
        #expect(result.status == code, "\(result.errors)", sourceLocation: location)
        #expect(result.output.isEmpty, "\(result.output)", sourceLocation: location)
        #expect(result.errorLines.count == 1, "\(result.errors)", sourceLocation: location)
        for part in parts { #expect(result.errors.contains(part), "\(result.errors)", sourceLocation: location) }
        #expect(try folder.names() == before, sourceLocation: location)
    }
}

@Suite("Bad input")
struct BadInputTests {
    static let readers = [["info"], ["decompose"], ["assess", "ramp"], ["replay", "--emg", "1"]]

    @Test("a file that is not there", arguments: readers)
    func missing(command: [String]) throws {
        try Place().fails(command + ["none.mat"], 66, saying: "none.mat")
    }

    @Test("a directory instead of a file", arguments: readers)
    func directory(command: [String]) throws {
        try Place().fails(command + ["."], 66, saying: "this folder holds no dataset_description.json")
    }

    @Test("an empty file", arguments: readers)
    func empty(command: [String]) throws {
        let place = try Place()
        _ = try place.folder.write([], to: "empty.edf")
        try place.fails(command + ["empty.edf"], 65, saying: "empty.edf", "empty")
    }

    @Test("a truncated file", arguments: readers)
    func truncated(command: [String]) throws {
        let place = try Place()
        try place.write(recording(), "whole.bdf")
        let bytes = try TemporaryDirectory.bytes(of: place.folder.file("whole.bdf"))
        _ = try place.folder.write(bytes.prefix(300), to: "cut.bdf")
        try place.fails(command + ["cut.bdf"], 65, saying: "cut.bdf")
    }

    @Test("an encrypted file", arguments: readers)
    func encrypted(command: [String]) throws {
        let place = try Place()
        _ = try place.folder.write(
            Array("Salted__".utf8) + (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 89) }, to: "s.mat")
        try place.fails(command + ["s.mat"], 65, saying: "encrypted", "Lull reads")
    }

    @Test("the wrong format with the right name", arguments: readers)
    func wrongFormat(command: [String]) throws {
        let place = try Place()
        _ = try place.folder.write("%PDF-1.7 not a recording".utf8, to: "ramp.mat")
        try place.fails(command + ["ramp.mat"], 65, saying: "PDF", "Lull reads")
    }

    @Test("the right format with the wrong name is read all the same")
    func wrongName() throws {
        let place = try Place()
        try place.write(recording(), "right.bdf")
        try FileManager.default.moveItem(atPath: place.folder.file("right.bdf"), toPath: place.folder.file("odd.pdf"))
        let result = try Program.run(["info", "odd.pdf"], in: place.folder.path)
        #expect(result.status == 0 && result.output.contains("BDF"))
    }

    @Test("a channel that does not exist")
    func noSuchChannel() throws {
        let place = try Place()
        try place.write(recording(), "a.bdf")
        for number in ["0", "9", "-1", "-9223372036854775808", "9223372036854775807"] {
            try place.fails(["replay", "a.bdf", "--emg=" + number], 65, saying: "a.bdf", number)
        }
        try place.fails(["assess", "ramp", "a.bdf", "--force", "9"], 65, saying: "a.bdf", "9")
    }

    @Test("a channel that is no EMG")
    func notEMG() throws {
        let place = try Place()
        try place.write(recording(), "a.bdf")
        try place.fails(["replay", "a.bdf", "--emg", "2"], 65, saying: "channel 2", "% MVC", "µV")
    }

    @Test("samples that are not numbers, with channel and sample")
    func notANumber() throws {
        let place = try Place()
        var emg = (0..<8192).map { Float($0 % 40) }
        emg[100] = .nan
        try place.write(recording(emg: emg), "nan.csv")
        try place.fails(["replay", "nan.csv", "--emg", "1"], 65, saying: "channel 1", "sample 101")
        var force = (0..<8192).map { Float($0) }
        force[7] = .nan
        try place.write(recording(force: force), "nan2.json")
        try place.fails(["assess", "ramp", "nan2.json"], 65, saying: "channel 2", "sample 8 ")
    }

    @Test("two sampling rates where one is needed")
    func twoRates() throws {
        let place = try Place()
        let force = (0..<1024).map { Float(min($0, 1024 - $0)) }
        try place.write(recording(force: force, forceHertz: 256), "two.bdf")
        try place.fails(["assess", "ramp", "two.bdf"], 65, saying: "two.bdf", "256", "2048")
        let info = try Program.run(["info", "two.bdf"], in: place.folder.path)
        #expect(info.status == 0 && info.output.contains("256") && info.output.contains("2048"))
    }

    @Test("no motor units")
    func noUnits() throws {
        let place = try Place()
        try place.write(recording(units: 0), "raw.bdf")
        try place.fails(["assess", "ramp", "raw.bdf"], 65, saying: "raw.bdf", "motor unit")
    }

    @Test("a force channel that never moves; without force it goes on")
    func flatForce() throws {
        let place = try Place()
        try place.write(recording(force: Array(repeating: 3, count: 8192)), "flat.bdf")
        try place.fails(["assess", "ramp", "flat.bdf"], 65, saying: "channel 2", "never")
        let result = try Program.run(["assess", "ramp", "flat.bdf", "--no-force"], in: place.folder.path)
        #expect(result.status == 0)
    }

    @Test("an EMG channel that never moves")
    func flatEMG() throws {
        let place = try Place()
        try place.write(recording(emg: Array(repeating: 3, count: 8192)), "flat.bdf")
        try place.fails(["replay", "flat.bdf", "--emg", "1"], 65, saying: "channel 1", "never")
    }

    @Test("stimulation beyond a limit is refused before anything runs, and says which limit")
    func beyondLimits() throws {
        let place = try Place()
        try place.write(recording(), "a.bdf")
        let replay = ["replay", "a.bdf", "--emg", "1"]
        try place.fails(
            replay + ["--current", "80", "--motor-threshold", "80"], 77, saying: "peak current", "80", "60")
        try place.fails(replay + ["--current", "30"], 77, saying: "motor threshold")
        try place.fails(replay + ["--phase", "900"], 77, saying: "phase", "500")
        try place.fails(replay + ["--burst", "30", "--pause", "90"], 77, saying: "burst", "10")
    }

    @Test("options that cannot work say what is allowed and leave no folder behind")
    func options() throws {
        let place = try Place()
        try place.write(recording(), "a.bdf")
        let replay = ["replay", "a.bdf", "--emg", "1", "--out", "x/y"]
        try place.fails(replay + ["--block", "0"], 64, saying: "--block", "1")
        try place.fails(replay + ["--block", "1000"], 64, saying: "--block", "102")
        try place.fails(replay + ["--stop-at=-5"], 64, saying: "--stop-at", "0")
        try place.fails(replay + ["--stop-at", "nan"], 64, saying: "--stop-at")
        try place.fails(replay + ["--current", "20.3"], 64, saying: "20.3", "0.5 mA")
        try place.fails(replay + ["--current=-20"], 64, saying: "-20")
        try place.fails(replay + ["--calibration", "nan"], 64, saying: "calibration", "0.5")
        try place.fails(replay + ["--calibration", "30"], 65, saying: "4.0 s", "--calibration")
        try place.fails(replay + ["--force", "1"], 65, saying: "channel 1", "emg", "here 2")
        try place.fails(["info", "a.bdf", "--rate=-1"], 64, saying: "--rate")
    }

    @Test("a recording is never written over itself, not through a link either")
    func ontoItself() throws {
        let place = try Place()
        try place.write(recording(), "a.bdf")
        try FileManager.default.createSymbolicLink(
            atPath: place.folder.file("link.bdf"), withDestinationPath: place.folder.file("a.bdf"))
        try place.fails(["convert", "a.bdf", "a.bdf"], 64, saying: "itself")
        try place.fails(["convert", "a.bdf", "link.bdf"], 64, saying: "itself")
    }

    @Test("a result that cannot be written to standard output is an error")
    func fullOutput() throws {
        let place = try Place()
        try place.write(recording(), "a.bdf")
        let result = try Program.run(["info", "a.bdf"], in: place.folder.path, outputTo: "/dev/full")
        #expect(result.status == 74 && result.errorLines.count == 1)
    }

    @Test("two replays into one folder at once: one log of one session, whole")
    func twoAtOnce() throws {
        let place = try Place()
        try place.write(recording(), "a.bdf")
        let arguments = ["replay", "a.bdf", "--emg", "1", "--calibration", "1", "--out", "both"]
        let both = [
            try Program.start(arguments, in: place.folder.path), try Program.start(arguments, in: place.folder.path),
        ]
        for process in both { process.waitUntilExit() }
        #expect(both.map(\.terminationStatus) == [0, 0])
        #expect(try names(in: place.folder.file("both")) == ["events.jsonl", "index.html", "session.json"])
        let log = String(
            decoding: try TemporaryDirectory.bytes(of: place.folder.file("both/events.jsonl")), as: UTF8.self)
        let numbers = log.split(separator: "\n").map { $0.prefix { $0 != "," } }
        #expect(numbers == numbers.indices.map { "{\"sequence\":\($0)"[...] })
    }

    private func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    @Test("an output that names no format, or a place that cannot be written")
    func badOutput() throws {
        let place = try Place()
        try place.write(recording(), "a.bdf")
        try place.fails(["convert", "a.bdf", "b.xlsx"], 64, saying: ".xlsx", ".bdf")
        try place.fails(["convert", "a.bdf", "none/b.bdf"], 73, saying: "none/b.bdf")
        try place.fails(["assess", "ramp", "a.bdf", "--out", "a.bdf"], 73, saying: "a.bdf", "--out")
    }
}

// The main job on the sample recording, through the program; needs the file that LULL_SAMPLE names (./check sets it).

import Foundation
import TestSupport
import Testing

private let sample = ProcessInfo.processInfo.environment["LULL_SAMPLE"]

/// What `lull assess ramp --json` prints, as far as it is compared here.
private struct Assessment: Decodable {
    struct Unit: Decodable { let deltaFPps: Double? }
    struct Pair: Decodable {
        let control, test: Int
        let deltaFPps: Double?
        let isAccepted: Bool
    }
    let units: [Unit]
    let pairs: [Pair]
}

/// What `lull replay --json` prints, as far as it is compared here.
private struct Session: Decodable {
    struct Order: Decodable {
        let outcome: String
        let pulses: Int
    }
    struct Dose: Decodable { let pulses: Int }
    let orders: [Order]
    let dose: Dose
    let pulsesPutOut: Int
    let endState: String
}

@Suite("The sample recording", .enabled(if: sample != nil, "LULL_SAMPLE names no file; ./check sets it"))
struct SampleTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        let smoother: String
        let pairs: [String: Double]
        let units: [Int: Double]
        var testDescription: String { smoother }
    }

    /// openhdemg's values for this recording, units in order of their first discharge.
    static let golden = [
        Golden(
            smoother: "polynomial",
            pairs: ["0,3": 2.154605, "0,4": 2.635426, "1,3": 1.955711, "1,4": 2.381645, "3,4": 2.980400],
            units: [3: 2.055158, 4: 2.665823]),
        Golden(
            smoother: "hann", pairs: ["0,3": 2.177542, "0,4": 2.697840, "1,3": 1.903024, "3,4": 3.362413],
            units: [3: 2.040283, 4: 3.030126]),
    ]

    @Test("ΔF of the sample equals the golden values to 1e-4", arguments: golden)
    func deltaF(golden: Golden) throws {
        let folder = try TemporaryDirectory()
        let result = try Program.run(
            ["assess", "ramp", try #require(sample), "--smoother", golden.smoother, "--json"], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        let assessment = try JSONDecoder().decode(Assessment.self, from: Data(result.output.utf8))
        let accepted = assessment.pairs.filter(\.isAccepted)
        #expect(Set(accepted.map { "\($0.control),\($0.test)" }) == Set(golden.pairs.keys))
        for pair in accepted {
            let expected = try #require(golden.pairs["\(pair.control),\(pair.test)"])
            #expect(abs(try #require(pair.deltaFPps) - expected) < 1e-4)
        }
        for (k, unit) in assessment.units.enumerated() {
            #expect((unit.deltaFPps == nil) == (golden.units[k] == nil))
            if let found = unit.deltaFPps, let expected = golden.units[k] { #expect(abs(found - expected) < 1e-4) }
        }
    }

    @Test("a replay puts out what was approved, and the same replay gives the same bytes")
    func replay() throws {
        let folder = try TemporaryDirectory()
        for name in ["a", "b"] {
            let result = try Program.run(
                ["replay", try #require(sample), "--emg", "11", "--calibration", "0.8", "--out", name, "--json"],
                in: folder.path)
            #expect(result.status == 0, "\(result.errors)")
            let session = try JSONDecoder().decode(Session.self, from: Data(result.output.utf8))
            #expect(session.orders.map(\.outcome) == ["sent"])
            #expect(session.dose.pulses == 100 && session.pulsesPutOut == 100)
            // A healthy muscle with good electrodes: nothing in it is a fault.
            #expect(session.endState == "armed")
        }
        for file in ["index.html", "session.json", "events.jsonl"] {
            let (a, b) = try (
                TemporaryDirectory.bytes(of: folder.file("a/" + file)),
                TemporaryDirectory.bytes(of: folder.file("b/" + file))
            )
            #expect(a == b && !a.isEmpty, "\(file)")
        }
    }

    @Test("the demo ends with the path of one page that needs nothing else; what it is made of lies beside it")
    func demo() throws {
        let folder = try TemporaryDirectory()
        // Few motor units are quick; what the page says of them does not matter here.
        let result = try Program.run(
            ["demo", "--sample", try #require(sample), "--night", "10s", "--units", "5", "--ramps", "2", "--out", "a"],
            in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "a/index.html\n")
        let files = [
            "index.html", "story.json", "person.yaml", "ramp/index.html", "replay/index.html", "nights/untreated.jsonl",
            "nights/stimulated.jsonl", "nights/relaxed.jsonl",
        ]
        for file in files { #expect(try !TemporaryDirectory.bytes(of: folder.file("a/" + file)).isEmpty, "\(file)") }
        let page = try String(contentsOfFile: folder.file("a/index.html"), encoding: .utf8)
        #expect(page.contains("n = 1") && page.contains("not a medical device") && !page.contains("<script"))
    }

    @Test("Ctrl-C in a live night closes its session, and no page is made of half a story")
    func liveInterrupt() throws {
        let folder = try TemporaryDirectory()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = [
            "demo", "--sample", try #require(sample), "--live", "--night", "10min", "--units", "6", "--ramps", "1",
            "--out", "a",
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        // Off a terminal a running session says every few seconds where it is.
        var said = ""
        while !said.contains("µV (threshold") {
            let more = errors.fileHandleForReading.availableData
            if more.isEmpty { break }
            said += String(decoding: more, as: UTF8.self)
        }
        process.interrupt()
        while !errors.fileHandleForReading.availableData.isEmpty {}
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        let log = try TemporaryDirectory.bytes(of: folder.file("a/live-1/untreated/events.jsonl"))
        #expect(String(decoding: log, as: UTF8.self).contains("ended by the person at the controls"))
        #expect(try !TemporaryDirectory.names(in: folder.file("a")).contains("index.html"))
    }
}

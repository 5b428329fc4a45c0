// `lull decompose` from outside: what it refuses, what it writes, and that nothing found is an answer.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

private let sample = ProcessInfo.processInfo.environment["LULL_SAMPLE"]

@Suite("lull decompose")
struct DecomposeTests {
    /// Noise on a grid's channels with a force, as BDF+ in a fresh folder.
    private func folder(channels: Int, seconds: Double = 4, units: Int = 0, grid: Bool = true) throws
        -> TemporaryDirectory
    {
        var maker = SyntheticRecording()
        maker.emgChannels = channels
        maker.sampleCount = Int(2048 * seconds)
        maker.motorUnits = units
        var recording = maker.make()
        if !grid { for k in recording.channels.indices { recording.channels[k].label = "EMG \(k + 1)" } }
        let folder = try TemporaryDirectory()
        try recording.write(to: folder.file("raw.bdf"), as: .bdf)
        return folder
    }

    /// Runs the program, which must fail with one sentence and leave nothing behind.
    private func fails(
        _ folder: TemporaryDirectory, _ options: [String], _ code: Int32, saying parts: String...,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let before = try folder.names()
        let result = try Program.run(["decompose", "raw.bdf"] + options, in: folder.path)
        #expect(result.status == code, "\(result.errors)", sourceLocation: location)
        #expect(result.output.isEmpty && result.errorLines.count == 1, "\(result.errors)", sourceLocation: location)
        for part in parts { #expect(result.errors.contains(part), "\(result.errors)", sourceLocation: location) }
        #expect(try folder.names() == before, sourceLocation: location)
    }

    @Test("a recording without EMG, or with fewer channels than a decomposition needs, is refused")
    func tooFewChannels() throws {
        try fails(folder(channels: 0), [], 65, saying: "raw.bdf", "no EMG channels", "4 or more")
        try fails(folder(channels: 3), [], 65, saying: "raw.bdf", "3", "4 or more")
        try fails(folder(channels: 3, grid: false), [], 65, saying: "raw.bdf", "3 EMG channels", "4 or more")
    }

    @Test("a recording or window that is too short is refused")
    func tooShort() throws {
        try fails(folder(channels: 8, seconds: 2), [], 65, saying: "2.0 s", "3 s or more")
        try fails(folder(channels: 8), ["--window", "1:2.5"], 65, saying: "1.5 s", "3 s or more")
    }

    @Test("a window beyond the recording and a grid that is not there are refused, with what there is")
    func outside() throws {
        let folder = try folder(channels: 8)
        try fails(folder, ["--window", "1:9"], 64, saying: "1.00:9.00", "4.00 s")
        try fails(folder, ["--window", "1e300:2e300"], 64, saying: "4.00 s")
        try fails(folder, ["--grid", "9"], 64, saying: "grid 9", "the recording has 1")
        try fails(folder, ["--grid", "0"], 64, saying: "--grid", "from 1")
        try fails(folder, ["--grid=-9223372036854775808"], 64, saying: "--grid", "from 1")
    }

    @Test("options that cannot be meant say what is allowed")
    func options() throws {
        let folder = try folder(channels: 8)
        for window in ["5-25", "5", "5:25:30", "a:b", ":", "nan:3", "0:inf"] {
            try fails(folder, ["--window", window], 64, saying: "--window", window, "such as 5:25")
        }
        try fails(folder, ["--window", "3:1"], 64, saying: "--window 3:1", "ends before it begins")
        try fails(folder, ["--window=-1:3"], 64, saying: "--window -1:3", "0 s or later")
        try fails(folder, ["--band", "20"], 64, saying: "--band", "20:500")
        try fails(folder, ["--band", "500:20"], 64, saying: "upper edge (Hz)", "20")
        try fails(folder, ["--silhouette", "1.5"], 64, saying: "silhouette", "1.5", "0.0 to 1.0")
        try fails(folder, ["--silhouette=-1"], 64, saying: "silhouette", "-1.0", "0.0 to 1.0")
        try fails(folder, ["--band", "30000:40000"], 64, saying: "lower edge (Hz)", "5000")
        try fails(folder, ["--silhouette", "nan"], 64, saying: "silhouette")
        try fails(folder, ["--threads", "0"], 64, saying: "threads", "1 to 1024")
        try fails(folder, ["--rounds", "0"], 64, saying: "rounds", "1 to 1000")
        try fails(folder, ["--extension", "0"], 64, saying: "extension factor", "1 to 128")
        try fails(folder, ["--minimum-discharges", "1"], 64, saying: "discharges", "4 to 1000")
    }

    @Test("no unit in noise is an answer: one sentence, a page, and files without units")
    func nothingFound() throws {
        let folder = try folder(channels: 16)
        let result = try Program.run(["decompose", "raw.bdf", "--rounds", "1", "--out", "r"], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("No motor unit was found") && result.output.split(separator: "\n").count == 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("r")).sorted()
        #expect(
            names == [
                "decomposition.json", "discharges.csv", "index.html", "raw.json", "raw_desc-decomposed_events.json",
                "raw_desc-decomposed_events.tsv", "units.csv",
            ])
        let page = String(decoding: try TemporaryDirectory.bytes(of: folder.file("r/index.html")), as: UTF8.self)
        #expect(page.contains("No motor unit was found"))
        #expect(try Recording.open(folder.file("r/raw.json")).motorUnits.isEmpty)
    }

    @Test("drowned EMG and a grid of the wrong size are said, one sentence each")
    func remarks() throws {
        let folder = try folder(channels: 16)
        var recording = try Recording.open(folder.file("raw.bdf"))
        let emg = recording.channels(of: .emg)
        let samples = try recording.channels.indices.map { channel in
            let own = try recording.allSamples(ofChannel: channel)
            guard emg.contains(channel) else { return own }
            return own.enumerated().map { k, x in x + 60_000 * Float(sin(2 * Double.pi * 50 * Double(k) / 2048)) }
        }
        recording.samples = MemorySamples(channels: samples)
        // Sixteen of the 64 electrodes of the grid that they are named after, two of them beyond its last.
        for (k, channel) in emg.enumerated() {
            recording.channels[channel].label = "Muscle - GR08MM1305 (\(k < 14 ? k + 1 : k + 60))"
        }
        recording.grids = []
        try recording.write(to: folder.file("wrong.bdf"), as: .bdf)
        let result = try Program.run(["decompose", "wrong.bdf", "--rounds", "1", "--out", "r"], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        for part in [
            "taken out: mains at 50 Hz", "times as strong as the EMG that is left: the EMG is drowned",
            "GR08MM1305 has 64 electrodes, of which the recording has 14",
            "left out 2 channels that are named after GR08MM1305 but no electrode of it",
        ] {
            #expect(result.errors.contains(part), "\(result.errors)")
        }
    }

    @Test("without force a ramp of a raw grid is decomposed on the way, and noise gives no unit; it can be refused")
    func onTheWay() throws {
        let folder = try folder(channels: 16)
        let result = try Program.run(["assess", "ramp", "raw.bdf", "--out", "r"], in: folder.path)
        #expect(result.status == 65 && result.output.isEmpty)
        #expect(result.errors.contains("decomposing") && result.errors.contains("lull decompose"), "\(result.errors)")
        #expect(try folder.names() == ["raw.bdf"])
        let refused = try Program.run(["assess", "ramp", "raw.bdf", "--no-decompose"], in: folder.path)
        #expect(refused.status == 65 && refused.errorLines.count == 1)
        #expect(refused.errors.contains("no motor units"), "\(refused.errors)")
    }

    @Test("a raw recording of a few channels that are no grid is not decomposed on the way")
    func noGrid() throws {
        let folder = try folder(channels: 8, grid: false)
        let result = try Program.run(["assess", "ramp", "raw.bdf"], in: folder.path)
        #expect(result.status == 65 && result.errorLines.count == 1 && result.errors.contains("no motor units"))
    }
}

/// What `lull decompose --json` prints, as far as it is compared here.
private struct Found: Decodable {
    struct Unit: Decodable {
        let name, verdict: String
        let discharges: [Int]
    }
    let rateHz: Double
    let units: [Unit]
}

@Suite("lull decompose on the sample", .enabled(if: sample != nil, "LULL_SAMPLE names no file; ./check sets it"))
struct DecomposeSampleTests {
    @Test(
        "twelve seconds of the sample give units that all files agree on, and the same bytes with another thread count")
    func files() throws {
        let folder = try TemporaryDirectory()
        let arguments = ["decompose", try #require(sample), "--window", "0:12", "--rounds", "2"]
        let result = try Program.run(arguments + ["--threads", "1", "--out", "a", "--json"], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        let found = try JSONDecoder().decode(Found.self, from: Data(result.output.utf8))
        #expect(found.rateHz == 2048 && !found.units.isEmpty)
        #expect(found.units.allSatisfy { ["accepted", "borderline"].contains($0.verdict) })
        let end = 12 * 2048
        #expect(found.units.allSatisfy { $0.discharges.allSatisfy { (0..<end).contains($0) } })

        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("a")).sorted()
        let others = ["decomposition.json", "units.csv", "discharges.csv", "index.html"]
        let name = try #require(names.filter { !others.contains($0) && !$0.contains("_desc-") }.first)
        let recorded = try Recording.open(folder.file("a/" + name))
        #expect(recorded.motorUnits.map(\.discharges.samples) == found.units.map(\.discharges))
        #expect(recorded.channels(of: .source).count == found.units.count && recorded.channels(of: .emg).count == 64)
        let total = found.units.reduce(0) { $0 + $1.discharges.count }
        for table in names where table == "discharges.csv" || table.hasSuffix(".tsv") {
            let text = String(decoding: try TemporaryDirectory.bytes(of: folder.file("a/" + table)), as: UTF8.self)
            #expect(text.split(separator: "\n").count == total + 1, "\(table)")
        }

        let again = try Program.run(arguments + ["--threads", "2", "--out", "b"], in: folder.path)
        #expect(again.status == 0, "\(again.errors)")
        for name in names {
            let (a, b) = (
                try TemporaryDirectory.bytes(of: folder.file("a/" + name)),
                try TemporaryDirectory.bytes(of: folder.file("b/" + name))
            )
            #expect(a == b && !a.isEmpty, "\(name)")
        }
    }
}

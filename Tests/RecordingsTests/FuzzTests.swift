// A few hundred damaged files of each format; many more with the environment variable LULL_FUZZ_COUNT.

import Glibc
import Recordings
import Signals
import TestSupport
import Testing

@Suite(.serialized)
struct FuzzTests {
    private static let count = getenv("LULL_FUZZ_COUNT").flatMap { Int(String(cString: $0)) } ?? 150

    @Test("damaged files give a recording or one sentence, soon", arguments: FuzzOriginal.all)
    func damaged(_ file: FuzzOriginal) throws {
        let directory = try TemporaryDirectory()
        let original = try file.make(in: directory)
        let report = try ReaderFuzz.run(original: original, count: Self.count, scratch: directory.file("damaged"))
        #expect(report.faults == [])
        // A bomb would show here; what other tests take at the same time is in it as well.
        #expect(report.peakMemory < 4 << 30)
        #expect(report.readable + report.refused == Self.count)
        #expect(report.refused > Self.count / 20, "most damage is seen")
        // A child of CMatReader may use 3 s of processor time; the machine may be busy.
        #expect(report.slowest < .seconds(20), "mutation \(report.slowestNumber) took long")
    }

    @Test(
        "a damaged file of a BIDS folder gives a recording or one sentence, soon",
        arguments: [
            "_task-recording_emg.json", "_task-recording_channels.tsv", "_electrodes.tsv", "_coordsystem.json",
            "_task-recording_events.tsv", "_task-recording_emg.bdf",
        ])
    func damagedFolder(_ name: String) throws {
        let directory = try TemporaryDirectory()
        var synthetic = SyntheticRecording()
        synthetic.sampleCount = 300
        var recording = synthetic.make()
        for k in 0..<4 { recording.channels[k].label = "EMG of \(k)" }
        recording.grids = [
            ElectrodeGrid(name: "own", rows: 2, columns: 2, interElectrodeDistance: 4, channels: [0, 1, 2, 3])
        ]
        recording.events.removeLast()
        let folder = directory.file("set")
        try recording.write(to: folder, as: .bids)
        let path = folder + "/sub-01/emg/sub-01" + name
        let report = try ReaderFuzz.run(
            original: try TemporaryDirectory.bytes(of: path), count: Self.count, scratch: path, folder: folder)
        #expect(report.faults == [])
        #expect(report.readable + report.refused == Self.count)
        #expect(report.slowest < .seconds(20), "mutation \(report.slowestNumber) took long")
    }
}

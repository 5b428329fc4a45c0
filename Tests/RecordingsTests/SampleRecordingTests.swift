// The real recording that Lull's demo runs on: 64 channels of vastus lateralis, as OTBiolab+ exported it. Numbers from
// openhdemg 0.2.0b2 and scipy.io. Runs only where the environment variable LULL_SAMPLE names the file.

import Glibc
import Recordings
import Signals
import Testing

private let sample: String? = getenv("LULL_SAMPLE").map { String(cString: $0) }

@Suite(.enabled(if: sample != nil, "set LULL_SAMPLE to the path of otb_testfile.mat"))
struct SampleRecordingTests {
    private func open() throws -> Recording { try Recording.open(try #require(sample)) }

    @Test("the sample has 64 EMG channels in µV on a 13 × 5 grid of 8 mm, 5 sources, 5 marks and a force")
    func layout() throws {
        let recording = try open()
        #expect(recording.channels(of: .emg) == Array(0..<64))
        #expect(recording.channels(of: .dischargeMarks) == Array(64..<69))
        #expect(recording.channels(of: .source) == Array(69..<74))
        #expect(recording.channels(of: .force) == [74])
        #expect(recording.channels[0].unit == .microvolt)
        #expect(recording.channels[74].unit == .percentMVC)
        #expect(recording.rate == SampleRate(hertz: 2048))
        #expect(recording.duration == 32.5)
        let grid = try #require(recording.grids.first)
        #expect(grid.name == "GR08MM1305" && grid.electrodeCount == 64 && grid.interElectrodeDistance == 8)
        #expect(grid[0, 0] == nil && grid[1, 0] == 0 && grid[0, 1] == 24 && grid[12, 4] == 63)
    }

    @Test("the samples are those of the file")
    func values() throws {
        let recording = try open()
        let first = try recording.samples.samples(ofChannel: 0, in: 0..<3)
        #expect(first == [10.172526, 14.750163, 6.1035156])
        let force = try recording.allSamples(ofChannel: 74)
        #expect(force.count == 66560)
        #expect(force.min() == 0.86691314 && force.max() == 27.170013)
    }

    @Test("the motor units, sorted by first discharge, are openhdemg's")
    func motorUnits() throws {
        let recording = try open()
        let units = recording.motorUnits.sorted {
            ($0.discharges.samples.first ?? 0) < ($1.discharges.samples.first ?? 0)
        }
        #expect(units.map(\.discharges.count) == [293, 292, 137, 197, 154])
        #expect(units.map(\.discharges.samples.first) == [4513, 4808, 4990, 7062, 10236])
        #expect(units.map(\.discharges.samples.last) == [61722, 62360, 59077, 59081, 57218])
        #expect(recording.motorUnits.map(\.sourceChannel) == [69, 70, 71, 72, 73])
    }
}

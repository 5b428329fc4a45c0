// MATLAB files of other programs, written and read back. `Tests/Peers` lets SciPy read them.

import Signals
import TestSupport
import Testing

@testable import Recordings

struct MatlabWritingTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A grid of 13 × 5, force in % MVC, a path, two units with their sources.
    private func recording() throws -> Recording {
        let rate = try #require(SampleRate(hertz: 2048))
        var channels = (0..<64).map {
            Channel(label: "Soleus - GR08MM1305 (\($0 + 1))", kind: .emg, unit: .microvolt, rate: rate)
        }
        channels.append(Channel(label: "acquired data", kind: .force, unit: .percentMVC, rate: rate))
        channels.append(Channel(label: "requested path", kind: .requestedPath, unit: .percentMVC, rate: rate))
        channels.append(Channel(label: "Source for decomposition 1", kind: .source, unit: .arbitrary, rate: rate))
        channels.append(Channel(label: "Source for decomposition 2", kind: .source, unit: .arbitrary, rate: rate))
        let samples = channels.indices.map { c in (0..<500).map { Float(c * 1000 + $0) / 8 } }
        let trains = [[0, 99, 250], [17, 480]]
        let units = try trains.enumerated().map { k, train in
            RecordedMotorUnit(
                name: "\(k)", discharges: try DischargeTrain(samples: train, rate: rate), sourceChannel: 66 + k, grid: 0
            )
        }
        return Recording(
            name: "made", format: "test", channels: channels, grids: ElectrodeGrid.named(by: channels),
            motorUnits: units, samples: MemorySamples(channels: samples))
    }

    @Test("every sample, place, path and discharge comes back", arguments: [WritableFormat.matlab, .muedit, .demuse])
    func roundTrip(_ format: WritableFormat) throws {
        let original = try recording()
        let path = directory.file("out.mat")
        try original.write(to: path, as: format)
        let read = try Recording.open(path)
        let emg = read.channels(of: .emg)
        #expect(emg.count == 64)
        let grid = try #require(read.grids.first)
        let plan = try #require(original.grids.first)
        #expect((grid.rows, grid.columns, grid.interElectrodeDistance) == (13, 5, 8))
        for (place, channel) in plan.channels.enumerated() {
            guard let channel else {
                #expect(grid.channels[place] == nil)
                continue
            }
            let there = try #require(grid.channels[place])
            #expect(try read.allSamples(ofChannel: there) == original.allSamples(ofChannel: channel))
        }
        #expect(read.motorUnits.map(\.discharges.samples) == original.motorUnits.map(\.discharges.samples))
        for (k, unit) in read.motorUnits.enumerated() {
            let source = try #require(unit.sourceChannel)
            #expect(try read.allSamples(ofChannel: source) == original.allSamples(ofChannel: 66 + k))
        }
        let force = try #require(read.channels(of: .force).first)
        #expect(try read.allSamples(ofChannel: force) == original.allSamples(ofChannel: 64))
        if format != .demuse {
            let requested = try #require(read.channels(of: .requestedPath).first)
            #expect(try read.allSamples(ofChannel: requested) == original.allSamples(ofChannel: 65))
        }
    }

    @Test(
        "electrodes of a grid without a unit stay EMG on their grid",
        arguments: [WritableFormat.matlab, .delsys, .delsysMatlab, .csv, .xdf, .bdf])
    func unstatedUnit(_ format: WritableFormat) throws {
        var original = try recording()
        for k in 0..<64 { original.channels[k].unit = .arbitrary }
        let path = directory.file("unstated")
        try original.write(to: path, as: format)
        let read = try Recording.open(path)
        #expect(read.channels(of: .emg).count == 64)
        // And on from there: archives hold EMG only.
        for next in [WritableFormat.otbPlus, .otb4, .demuse] {
            try read.write(to: directory.file("next"), as: next)
            #expect(try Recording.open(directory.file("next")).channels(of: .emg).count == 64, "\(format) to \(next)")
        }
    }

    @Test func `a file for DEMUSE without EMG is refused, and what a column was is said to be lost`() throws {
        var original = try recording()
        original.grids = []
        original.motorUnits = []
        for k in 0..<64 {
            original.channels[k].kind = .stimulation
            original.channels[k].label = "x \(k + 1)"
            original.channels[k].unit = .arbitrary
        }
        let error = #expect(throws: RecordingError.self) {
            try original.write(to: directory.file("none.mat"), as: .demuse)
        }
        #expect(error?.description.contains("no EMG channel") == true)
        #expect(original.losses(in: .matlab).contains("what 64 channels measured, which no label says"))
    }

    @Test("what these files have no place for is said")
    func losses() throws {
        var original = try recording()
        original.events = [Event(start: SampleIndex(3), label: "start")]
        let rate = try #require(original.rate)
        original.motorUnits[0].discharges = try DischargeTrain(samples: [1, 495], rate: rate)
        #expect(original.losses(in: .matlab).contains("1 event"))
        #expect(original.losses(in: .matlab).contains("1 discharge in the last 8 samples"))
        #expect(original.losses(in: .muedit).contains("the unit of the EMG, which this program does not state"))
        #expect(original.losses(in: .demuse).contains { $0.hasPrefix("all channels but those of the first grid") })
    }

    @Test(
        "names choose the program",
        arguments: [("a.mat", WritableFormat.matlab), ("A.MUedit.MAT", .muedit), ("x.demuse.mat", .demuse)])
    func endings(_ name: String, _ format: WritableFormat) throws {
        #expect(try WritableFormat(endingOf: name) == format)
    }

    @Test("the writer itself refuses channels of different rates in one sentence")
    func rates() throws {
        var original = try recording()
        original.channels[3].rate = try #require(SampleRate(hertz: 1000))
        #expect(
            RecordingsTests.refusal { _ = try MatlabWriter(original) }.contains(
                "channels of one rate"))
    }
}

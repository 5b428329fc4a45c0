// `lull convert` from every format to the next, and what it says is lost.

import Recordings
import TestSupport
import Testing

@Suite("Conversions")
struct ConvertTests {
    @Test("a recording goes through all formats and comes out with its units, events, kinds and samples")
    func chain() throws {
        let folder = try TemporaryDirectory()
        let truth = SyntheticRecording().make()
        try truth.write(to: folder.file("a.csv"), as: .csv)
        var from = "a.csv"
        for to in ["b.bdf", "c.json", "d.xdf", "e/", "f.edf", "g.xdf", "h/", "i.csv"] {
            let result = try Program.run(["convert", from, to], in: folder.path)
            #expect(result.status == 0, "\(from) to \(to): \(result.errors)")
            #expect(result.errorLines.first?.hasPrefix("written: \(to) (4 EMG channels, ") == true)
            let info = try Program.run(["info", to], in: folder.path)
            #expect(info.status == 0 && info.output.contains("Motor units (2)") && info.output.contains("Events (2)"))
            from = to
        }
        let read = try Recording.open(folder.file("i.csv"))
        #expect(read.channels == truth.channels && read.events == truth.events)
        #expect(read.motorUnits.map(\.discharges) == truth.motorUnits.map(\.discharges))
        #expect(read.motorUnits.map(\.accuracy) == truth.motorUnits.map(\.accuracy))
        for channel in truth.channels.indices {
            let (mine, theirs) = (try read.allSamples(ofChannel: channel), try truth.allSamples(ofChannel: channel))
            let range = (theirs.max() ?? 0) - (theirs.min() ?? 0)
            let worst = zip(mine, theirs).map { abs($0 - $1) }.max() ?? .infinity
            // Half a step of 16 bits, the coarsest format on the way.
            #expect(mine.count == theirs.count && worst <= range * 0.52 / 65535)
        }
    }

    @Test("what a format cannot hold is said on standard error, and nothing when it holds everything")
    func losses() throws {
        let folder = try TemporaryDirectory()
        try SyntheticRecording().make().write(to: folder.file("a.bdf"), as: .bdf)
        let table = try Program.run(["convert", "a.bdf", "a_events.tsv"], in: folder.path)
        #expect(
            table.errorLines.last
                == "not in it: 7 channels with all samples; the accuracies of the motor units; the electrode grid GR08MM1305"
        )
        let whole = try Program.run(["convert", "a.bdf", "a.xdf"], in: folder.path)
        #expect(whole.errorLines.count == 1)
        let coarse = try Program.run(["convert", "a.bdf", "a", "--to", "edf"], in: folder.path)
        #expect(coarse.errorLines.last == "not in it: resolution: samples become 16-bit steps of each channel's range")
    }

    @Test("a folder is named by its labels, never written over, and refused for a table of motor units alone")
    func folders() throws {
        let folder = try TemporaryDirectory()
        try SyntheticRecording().make().write(to: folder.file("a.bdf"), as: .bdf)
        let arguments = ["convert", "a.bdf", "set", "--to", "bids", "--participant", "p-1", "--task", "slow ramp"]
        #expect(try Program.run(arguments, in: folder.path).status == 0)
        let path = "set/sub-p1/emg/sub-p1_task-slowramp_emg.bdf"
        #expect(try Recording.dataFile(of: folder.file("set")) == folder.file(path))
        let again = try Program.run(arguments, in: folder.path)
        #expect(again.status == 73 && again.errors.contains("the folder is there already and not empty"))
        _ = try Program.run(["convert", "a.bdf", "a_events.tsv"], in: folder.path)
        let empty = try Program.run(["convert", "a_events.tsv", "other/"], in: folder.path)
        #expect(empty.status == 65 && empty.errors.contains("the recording has no channels, which BDF needs"))
        #expect(try folder.names().contains("other") == false)
        let ramp = try Program.run(["assess", "ramp", "a_events.tsv", "--out", "result"], in: folder.path)
        #expect(ramp.status == 0 && ramp.errors.contains("written: result/index.html"))
    }
}

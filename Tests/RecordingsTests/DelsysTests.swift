// Delsys' exports, in the shapes that Trigno Discover, EMGworks and NeuroMap write them.

import Signals
import TestSupport
import Testing

@testable import Recordings

struct DelsysTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ text: String) throws -> Recording {
        try Recording.open(try directory.write(text.utf8, to: "table.csv"))
    }

    @Test(
        "Trigno Discover: every channel has its own rate and length, and markers become events", arguments: [",", ";"])
    func discover(_ delimiter: String) throws {
        let text = DelsysExample.discover(samples: 4000, delimiter: delimiter, mark: delimiter == ";" ? "," : ".")
        let recording = try open(text)
        #expect(recording.format == "Delsys CSV")
        #expect(
            recording.channels.map(\.label) == [
                "Soleus (81029): EMG 1", "Soleus (81029): ACC X", "Tibialis (81030): EMG 1",
            ])
        #expect(recording.channels.map(\.kind) == [.emg, .other, .emg])
        #expect(recording.channels.map(\.unit) == [.millivolt, SignalUnit("G"), .millivolt])
        #expect(abs(recording.channels[0].rate.hertz - 2148.1481) < 0.01)
        #expect(abs(recording.channels[1].rate.hertz - 148.1481) < 0.01)
        #expect(try recording.allSamples(ofChannel: 0) == (0..<4000).map { Float(Double($0) / 1000) })
        #expect(try recording.allSamples(ofChannel: 1) == (0..<275).map { Float(Double($0) / 100) })
        #expect(try recording.allSamples(ofChannel: 2)[3999] == -3.999)
        #expect(recording.events.map(\.label) == ["Marker 1: start"])
        #expect(recording.events.first?.start == SampleIndex(107))
        #expect(recording.metadata["software"] == "Trigno Discover (2.1.0.7)")
    }

    @Test("EMGworks: volts stay volts, the load cell is force")
    func works() throws {
        let recording = try open(DelsysExample.works(samples: 3000))
        #expect(recording.channels.map(\.kind) == [.emg, .force])
        #expect(recording.channels.map(\.rate.hertz) == [2000, 200])
        #expect(recording.channels[0].unit.microvoltsPerUnit == 1e6)
        #expect(try recording.allSamples(ofChannel: 0)[2999] == Float(0.002999))
        #expect(recording.samples.sampleCount(ofChannel: 1) == 300)
    }

    @Test(
        "what is wrong is said with its line and column",
        arguments: [
            ("\n0.0004655,0.001,0.00675,0.01,", "\n0.0004655,oops,0.00675,0.01,", "line 10, column 2: \"oops\" is no"),
            ("\n0.0004655,0.001,0.00675,0.01,", "\n,0.001,0.00675,0.01,", "line 10, column 2: a sample without a time"),
            ("2148.1481 Hz", "1000 Hz", "the row of rates states 1000"),
            ("\n0.0009310,", "\n0.0019310,", "Lull reads channels without gaps"),
        ])
    func wrong(_ change: (String, String, String)) throws {
        var text = DelsysExample.discover(samples: 500)
        let plain = text.replacing("\n0.000931,", with: "\n0.0009310,")
        text = plain.replacing(change.0, with: change.1, maxReplacements: 1)
        #expect(text != plain)
        let sentence = RecordingsTests.refusal { _ = try open(text) }
        #expect(sentence.contains(change.2), "\(sentence)")
    }

    @Test("a table that ends in its header is refused")
    func headerOnly() throws {
        let text = DelsysExample.discover(samples: 1).split(separator: "\n").prefix(5).joined(separator: "\n")
        #expect(RecordingsTests.refusal { _ = try open(text) }.contains("eight rows that Trigno Discover writes first"))
    }

    private func variables(time: Bool) -> [MatVariable] {
        // Two EMG pins at 2000 Hz, a load cell at 1000 Hz whose row is filled up with zeros.
        let emg = (0..<400).map { Float($0) }
        let force = (0..<200).map { Float($0) + 1 } + [Float](repeating: 0, count: 200)
        let names = ["Trigno Galileo sensor 1: EMG A", "Trigno Galileo sensor 1: EMG B", "Trigno Load Cell 2: Force"]
        var list: [MatVariable] = [
            .rows("Data", [emg, emg.map { -$0 }, force]),
            .cells("Channels", rows: 3, columns: 1, names.map { .text("", $0) }),
            MatVariable(name: "Fs", dimensions: [3, 1], value: .doubles([2000, 2000, 1000])),
        ]
        if time {
            let fast = (0..<400).map { Float($0) / 2000 }
            list.append(
                .rows("Time", [fast, fast, (0..<200).map { Float($0) / 1000 } + [Float](repeating: 0, count: 200)]))
        }
        return list
    }

    @Test("the MATLAB export: rates of each channel, and rows without their filling", arguments: [true, false])
    func matlab(_ hasTime: Bool) throws {
        let path = directory.file("neuromap.mat")
        try MatV5Writer.write(variables(time: hasTime), to: path)
        let recording = try Recording.open(path)
        #expect(recording.format.hasPrefix("Delsys .mat"))
        #expect(recording.channels.map(\.kind) == [.emg, .emg, .force])
        #expect(recording.channels.map(\.rate.hertz) == [2000, 2000, 1000])
        #expect(recording.channels.indices.map { recording.samples.sampleCount(ofChannel: $0) } == [400, 400, 200])
        #expect(try recording.allSamples(ofChannel: 2).last == 200)
        #expect(recording.metadata["unit of the EMG"] == "not stated by Delsys")
    }

    @Test("discharges that lie beside the export are read in samples, with Delsys' accuracy")
    func firings() throws {
        let path = directory.file("neuromap.mat")
        try MatV5Writer.write(variables(time: true), to: path)
        _ = try directory.write("MU 1\tMU 2\n0.0100\t0.0205\n0.0600\t\n".utf8, to: "trial Firings.txt")
        _ = try directory.write("MU\tAccuracy\n1\t95.5\n2\t91\n".utf8, to: "trial Stats.txt")
        let recording = try Recording.open(path)
        #expect(recording.motorUnits.map(\.discharges.samples) == [[20, 120], [41]])
        #expect(recording.motorUnits.map(\.accuracy) == [0.955, 0.91])
        _ = try directory.write("MU 1\n0.9\n".utf8, to: "trial Firings.txt")
        #expect(
            RecordingsTests.refusal { _ = try Recording.open(path) }
                .contains("line 2, column 1: a discharge at 0.9 s; the recording has 0 to 0.2 s"))
        _ = try directory.write("MU 1\n0.1\n".utf8, to: "other Firings.txt")
        #expect(
            RecordingsTests.refusal { _ = try Recording.open(path) }.contains("2 texts of discharges lie beside it"))
    }
}

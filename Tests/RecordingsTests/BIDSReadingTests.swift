// Folders of BIDS-EMG as other people write them: what the sidecars tell, and what is refused.

import Foundation
import Signals
import TestSupport
import Testing

@testable import Recordings

@Suite("Reading BIDS-EMG")
struct BIDSReadingTests {
    private let directory: TemporaryDirectory
    private static let stem = "sub-01/emg/sub-01_task-recording"

    init() throws { directory = try TemporaryDirectory() }

    private func path(_ name: String) -> String { directory.file("set/" + name) }

    /// A dataset with four channels of a maker's grid, a force and two sources, as Lull writes it.
    private func makeDataset() throws { try SyntheticRecording().make().write(to: directory.file("set"), as: .bids) }

    /// Replaces a text in a file of the dataset; it must be there.
    private func edit(_ name: String, _ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: path(name), encoding: .utf8)
        try #require(text.contains(old), "\(name) has no \(old)")
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    private func write(_ text: String, _ name: String) throws { _ = try directory.write(text.utf8, to: "set/" + name) }

    private func refusal(of name: String = "") -> String {
        RecordingsTests.refusal { _ = try Recording.open(name.isEmpty ? directory.file("set") : path(name)) }
    }

    /// A 3 × 2 grid in plain EDF whose labels say nothing, with sidecars by hand at three levels.
    private func makeForeign(units: String = "mV", x: [Double] = [0, 0, 10, 10, 20, 20]) throws {
        let rate = SampleRate(hertz: 2000)!
        let labels = (0..<6).map { "C\($0)" } + ["aux"]
        let channels = labels.map {
            Channel(label: $0, kind: .other, unit: SignalUnit(units), rate: rate)
        }
        let samples = channels.indices.map { k in (0..<1000).map { Float($0 % 17 + k) / 8 } }
        let recording = Recording(
            name: "plain", format: "", channels: channels, samples: MemorySamples(channels: samples))
        for folder in ["set", "set/sub-7", "set/sub-7/ses-b", "set/sub-7/ses-b/emg"] {
            try FileManager.default.createDirectory(atPath: directory.file(folder), withIntermediateDirectories: true)
        }
        try write(#"{"Name": "x", "BIDSVersion": "1.11.0"}"#, "dataset_description.json")
        try write(#"{"TaskName": "hold", "SamplingFrequency": 2000, "Manufacturer": "M"}"#, "task-hold_emg.json")
        let stem = "sub-7/ses-b/emg/sub-7_ses-b_task-hold"
        try recording.write(to: path(stem + "_emg.edf"), as: .edf)
        // Without the sign of its writer the file is one of somebody else.
        var bytes = try TemporaryDirectory.bytes(of: path(stem + "_emg.edf"))
        for at in 88..<168 { bytes[at] = 0x20 }
        _ = try directory.write(bytes, to: "set/" + stem + "_emg.edf")
        let names = EDFWriterText.shortLabels(channels)
        var table = "name\ttype\tunits\tsignal_electrode\tgroup\ttarget_muscle\tdescription\tstatus\n"
        for (k, name) in names.enumerated().reversed() {
            table +=
                k < 6
                ? "\(name)\tEMG\tmV\tE\(k)\tupper\tsoleus\tn/a\t\(k == 2 ? "bad" : "good")\n"
                : "\(name)\tMISC\tV\tn/a\tn/a\tn/a\tload cell, force\tgood\n"
        }
        try write(
            units == "mV" ? table.replacingOccurrences(of: "\tV\t", with: "\tmV\t") : table, stem + "_channels.tsv")
        var electrodes = "name\tx\ty\tcoordinate_system\n"
        for k in x.indices { electrodes += "E\(k)\t\(x[k])\t\(Double(k % 2))\tarm\n" }
        try write(
            electrodes.replacingOccurrences(of: "\t1.0\t", with: "\t10\t"), "sub-7/ses-b/emg/sub-7_ses-b_electrodes.tsv"
        )
        try write(
            #"{"EMGCoordinateSystem": "Other", "EMGCoordinateUnits": "mm"}"#,
            "sub-7/ses-b/emg/sub-7_ses-b_space-arm_coordsystem.json")
        try write(
            "onset\tduration\ttrial_type\n0.1\t0.25\tgo\n", "sub-7/ses-b/emg/sub-7_ses-b_task-hold_events.tsv")
    }

    @Test("sidecars of all levels tell kinds, the grid, its distance, events, muscle and bad channels")
    func inheritance() throws {
        try makeForeign()
        let recording = try Recording.open(directory.file("set"))
        #expect(recording.format == "BIDS-EMG, EDF+C")
        #expect(recording.channels.map(\.kind) == Array(repeating: .emg, count: 6) + [.force])
        #expect(recording.rate?.hertz == 2000)
        let grid = try #require(recording.grids.first)
        #expect(grid.name == "upper" && grid.rows == 3 && grid.columns == 2 && grid.interElectrodeDistance == 10)
        #expect(grid.channels == [0, 1, 2, 3, 4, 5] && recording.grids.count == 1)
        #expect(recording.events == [Event(start: SampleIndex(200), duration: 500, label: "go")])
        #expect(
            recording.metadata.filter { $0.key != "filters" }
                == [
                    "participant": "7", "session": "b", "task": "hold", "manufacturer": "M", "muscle": "soleus",
                    "bad channels": "3",
                ])
    }

    @Test("electrodes that lie on no even steps make no grid")
    func uneven() throws {
        try makeForeign(x: [0, 0, 10, 10, 23, 23])
        #expect(try Recording.open(directory.file("set")).grids == [])
    }

    @Test("the folder of a participant and the file itself give the same recording as the dataset")
    func ways() throws {
        try makeDataset()
        let truth = SyntheticRecording().make()
        for way in ["", "sub-01", "sub-01/emg/", Self.stem + "_emg.bdf"] {
            let read = try Recording.open(path(way))
            #expect(read.channels == truth.channels && read.motorUnits.count == 2 && read.events == truth.events)
        }
        #expect(try Recording.dataFile(of: directory.file("set")) == path(Self.stem + "_emg.bdf"))
    }

    @Test("a grid by its coordinates comes back whatever the labels are")
    func gridRoundTrip() throws {
        var recording = SyntheticRecording().make()
        for k in 0..<4 { recording.channels[k].label = "any \(k)" }
        recording.grids = [
            ElectrodeGrid(
                name: "own", rows: 2, columns: 3, interElectrodeDistance: 4, channels: [0, nil, 1, 2, 3, nil])
        ]
        try recording.write(to: directory.file("set"), as: .bids)
        #expect(try Recording.open(directory.file("set")).grids == recording.grids)
    }

    @Test("labels that are too long for EDF, or not ASCII, come back out of the table")
    func labels() throws {
        var recording = SyntheticRecording().make()
        recording.channels[0].label = "L\u{E4}ngster Muskel \u{2013} " + String(repeating: "sehr ", count: 20) + "(1)"
        recording.channels[4].unit = SignalUnit("mm/s\u{B2} of \u{3B1}")
        try recording.write(to: directory.file("set"), as: .bids)
        #expect(try Recording.open(directory.file("set")).channels == recording.channels)
        #expect(recording.losses(in: .bids) == [])
        #expect(recording.losses(in: .bdf).first?.hasPrefix("letters of labels or units of 2 channels") == true)
    }

    @Test("motor units of the only derivative are taken when the recording brings none")
    func derivative() throws {
        try makeForeign()
        let folder = "derivatives/muedit/sub-7/ses-b/emg"
        try FileManager.default.createDirectory(atPath: path(folder), withIntermediateDirectories: true)
        let table = "onset\tduration\tsample\tunit_id\tdescription\n0.1\t0\t200\tg0_mu1\tmotor-unit-spike\n"
        try write(table, folder + "/sub-7_ses-b_task-hold_desc-decomposition_events.tsv")
        #expect(try Recording.open(directory.file("set")).motorUnits.map(\.discharges.samples) == [[200]])
        // Of two decompositions neither is taken.
        try write(table, folder + "/sub-7_ses-b_task-hold_desc-edited_events.tsv")
        #expect(try Recording.open(directory.file("set")).motorUnits == [])
    }

    @Test("a folder of no dataset, without recording, with several, or with a sidecar alone is refused and says which")
    func folders() throws {
        try makeDataset()
        try FileManager.default.removeItem(atPath: path("dataset_description.json"))
        #expect(refusal().contains("holds no dataset_description.json, so it is no BIDS dataset"))
        try write("{}", "dataset_description.json")
        let other = Self.stem.replacingOccurrences(of: "recording", with: "other") + "_emg.bdf"
        try FileManager.default.copyItem(atPath: path(Self.stem + "_emg.bdf"), toPath: path(other))
        #expect(
            refusal().hasSuffix(
                "the dataset holds 2 recordings; name one of them: \(other), \(Self.stem)_emg.bdf"))
        for name in [other, Self.stem + "_emg.bdf"] { try FileManager.default.removeItem(atPath: path(name)) }
        #expect(
            refusal().hasSuffix(
                "no file that ends in _emg.edf or _emg.bdf; \(Self.stem)_emg.json describes one that is not there"))
    }

    @Test("fewer channels, more, another name and one twice are refused with the line")
    func channelCounts() throws {
        try makeDataset()
        let table = Self.stem + "_channels.tsv"
        let lines = try String(contentsOfFile: path(table), encoding: .utf8).split(separator: "\n").map(String.init)
        try write((lines.dropLast().map { $0 + "\n" }).joined(), table)
        #expect(
            refusal().hasSuffix(
                "6 channels are described, sub-01_task-recording_emg.bdf has 7; there is no line for \"Source 2\""))
        try write(
            (lines + [lines[7].replacingOccurrences(of: "Source 2", with: "EMG 9")]).map { $0 + "\n" }.joined(), table)
        #expect(
            refusal().contains(
                "line 9, column 1 (name): sub-01_task-recording_emg.bdf has no signal \"EMG 9\"; it has \"EMG 1\""))
        try write((lines + [lines[7]]).map { $0 + "\n" }.joined(), table)
        #expect(refusal().contains("line 9, column 1 (name): \"Source 2\" stands here a second time"))
        try write("name\ttype\n", table)
        #expect(refusal().contains("line 1: the column \"units\" is missing, which gives the unit of each channel"))
    }

    @Test("another sampling frequency in the table or the sidecar is refused")
    func rates() throws {
        try makeDataset()
        try edit(Self.stem + "_emg.json", "\"SamplingFrequency\": 2048", "\"SamplingFrequency\": 2000")
        #expect(refusal().contains("_emg.json, SamplingFrequency: 2000 Hz, but the recording itself has 2048 Hz"))
        try edit(Self.stem + "_emg.json", "\"SamplingFrequency\": 2000", "\"SamplingFrequency\": 2048")
        #expect(refusal() == "")
        try edit(Self.stem + "_channels.tsv", "\t2048\t", "\t4096\t")
        #expect(refusal().contains("line 2, column 5 (sampling_frequency): 4096 Hz, but the signal itself has 2048 Hz"))
    }

    @Test("a file that says \u{B5}V under a table that says mV is refused: one of them is wrong by a factor of 1000")
    func scale() throws {
        try makeDataset()
        try edit(Self.stem + "_channels.tsv", "\t\u{B5}V\t", "\tmV\t")
        #expect(
            refusal().contains(
                "line 2, column 3 (units): the unit is mV, but the signal itself says \u{B5}V; correct one"))
        try edit(Self.stem + "_channels.tsv", "\tmV\t", "\tbananas\t")
        #expect(
            refusal().contains("line 2, column 3 (units): \"bananas\" is no unit of an EMG channel; known are V, mV,"))
        // `uV`, both µ and n/a say nothing else than the file.
        for unit in ["uV", "\u{3BC}V", "n/a"] {
            try edit(Self.stem + "_channels.tsv", "\tbananas\t", "\t\(unit)\t")
            #expect(try Recording.open(directory.file("set")).channels[0].unit == .microvolt)
            try edit(Self.stem + "_channels.tsv", "\tEMG\t\(unit)\t", "\tEMG\tbananas\t")
        }
    }

    @Test("a file without units gets those of the table")
    func missingUnits() throws {
        try makeForeign(units: "")
        let stem = "set/sub-7/ses-b/emg/sub-7_ses-b_task-hold_emg.edf"
        var bytes = try TemporaryDirectory.bytes(of: directory.file(stem))
        // The field of units stands behind 8 labels and 8 transducers.
        for at in (256 + 8 * 96)..<(256 + 8 * 104) { bytes[at] = 0x20 }
        _ = try directory.write(bytes, to: stem)
        let recording = try Recording.open(directory.file("set"))
        #expect(recording.channels.map(\.unit) == Array(repeating: .millivolt, count: 6) + [.volt])
    }

    @Test("coordinates in unknown units and a sidecar that is no JSON are refused with the place")
    func sidecars() throws {
        try makeForeign()
        let system = "sub-7/ses-b/emg/sub-7_ses-b_space-arm_coordsystem.json"
        try edit(system, "\"mm\"", "\"inch\"")
        #expect(refusal().contains("coordsystem.json, EMGCoordinateUnits: \"inch\" is unknown; known are m, cm, mm,"))
        try edit(system, "\"inch\"", "\"cm\"")
        #expect(try Recording.open(directory.file("set")).grids.first?.interElectrodeDistance == 100)
        try write("[1]", "task-hold_emg.json")
        #expect(refusal().contains("task-hold_emg.json: a sidecar is a JSON object, which begins with \"{\""))
        try write("{\"TaskName\": \"hold\",", "task-hold_emg.json")
        #expect(refusal().contains("task-hold_emg.json, byte 19 of the text: expected"))
    }

    @Test("a discharge and an event behind the end of the recording are refused with their line")
    func behindTheEnd() throws {
        try makeForeign()
        let events = "sub-7/ses-b/emg/sub-7_ses-b_task-hold_events.tsv"
        try write("onset\tduration\tsample\tunit_id\n0.4\t0\t800\t1\n0.5\t0\t1000\t1\n", events)
        #expect(
            refusal().contains(
                "line 3, column 3 (sample): sample 1000 lies behind the end of the recording, which has 1000"))
        try write("onset\tduration\ttrial_type\n0.6\t0\tgo\n", events)
        #expect(refusal().contains("line 2, column 1 (onset): sample 1200 lies behind the end"))
    }
}

// BIDS-EMG folders: what is in them, read by a JSON parser and a reader that are not the writer; samples that wait on disk.

import Foundation
import Signals
import TestSupport
import Testing

@testable import Recordings

private let rate = SampleRate(hertz: 1000)!

/// Two EMG channels of a grid, torque, two events and a motor unit, with what BIDS wants beside them.
private func dataset(participant: String = "anna", task: String = "ramp") throws -> BIDSDataset {
    let values = (0..<3).map { channel -> [Float] in
        (0..<2500).map { frame -> Float in Float((frame * 37 + channel * 11) % 201 - 100) }
    }
    let unit = RecordedMotorUnit(name: "7", discharges: try DischargeTrain(samples: [100, 220, 341], rate: rate))
    let other = RecordedMotorUnit(name: "2", discharges: try DischargeTrain(samples: [150, 220], rate: rate))
    let recording = Recording(
        name: "made", format: "test",
        channels: [
            Channel(label: "GR10MM0808 (1)", kind: .emg, unit: .microvolt, rate: rate),
            Channel(label: "GR10MM0808 (2)", kind: .emg, unit: .microvolt, rate: rate),
            Channel(label: "Torque", kind: .torque, unit: .percentMVC, rate: rate),
        ],
        events: [
            Event(start: SampleIndex(50), label: "touch"),
            Event(start: SampleIndex(500), duration: 1500, label: "spasm\t(tonic)\n"),
        ],
        motorUnits: [unit], samples: MemorySamples(channels: values))
    var circumstances = BIDSCircumstances(placement: "over “soleus”", reference: "far away", powerLineFrequency: 50)
    circumstances.interelectrodeDistance = 10
    circumstances.hardwareFilters = "10 to 500 Hz"
    var line = BIDSChannel("surface EMG")
    line.electrode = "E1"
    line.muscle = "soleus"
    var entry = BIDSRecording(
        participant: participant, task: task, recording: recording, circumstances: circumstances,
        channels: [line, line, BIDSChannel("")])
    entry.electrodes = [BIDSElectrode(name: "E1", x: -5, y: 0.125, group: "GR10MM0808")]
    entry.coordinates = "mm on the skin"
    entry.truth = [BIDSKnownUnit(unit, muscle: "soleus"), BIDSKnownUnit(other, muscle: "tibialis anterior")]
    var dataset = BIDSDataset(
        name: "Made", software: BIDSSoftware(name: "Test", version: "1"), readme: "Read me.\n",
        participants: [BIDSParticipant(label: participant, values: ["yes"])], recordings: [entry])
    dataset.participantColumns = [BIDSColumn("simulated", "Whether it is a model.")]
    return dataset
}

/// A table's lines, each cut at its tabs.
private func table(_ path: String) throws -> [[String]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
}

private func json(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
}

/// All files below a folder.
private func files(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).filter { name in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder)
            && !isFolder.boolValue
    }.sorted()
}

@Suite("BIDS-EMG folders")
struct BIDSTests {
    private let stem = "sub-anna/emg/sub-anna_task-ramp"

    @Test("the folder holds the files of BIDS-EMG at their places, and nothing else")
    func places() throws {
        let folder = try TemporaryDirectory()
        let paths = try dataset().write(to: folder.path)
        #expect(paths == [stem + "_emg.bdf"])
        let truth = "derivatives/groundtruth/"
        #expect(
            files(in: folder.path)
                == [
                    "README", "dataset_description.json", truth + "dataset_description.json",
                    truth + stem + "_desc-groundtruth_events.json", truth + stem + "_desc-groundtruth_events.tsv",
                    "participants.json", "participants.tsv", "sub-anna/emg/sub-anna_coordsystem.json",
                    "sub-anna/emg/sub-anna_electrodes.tsv", stem + "_channels.tsv", stem + "_emg.bdf",
                    stem + "_emg.json",
                    stem + "_events.json", stem + "_events.tsv",
                ].sorted())
    }

    @Test("the samples, events and motor units come back out of the BDF+ file")
    func roundTrip() throws {
        let folder = try TemporaryDirectory()
        let made = try dataset()
        try made.write(to: folder.path)
        let read = try Recording.open(folder.file(stem + "_emg.bdf"))
        let given = made.recordings[0].recording
        #expect(read.channels.map(\.kind) == given.channels.map(\.kind))
        for channel in 0..<3 {
            #expect(try read.allSamples(ofChannel: channel) == given.allSamples(ofChannel: channel))
        }
        #expect(read.motorUnits.map(\.discharges) == given.motorUnits.map(\.discharges))
        #expect(read.events.map(\.start) == given.events.map(\.start))
        #expect(read.events.map(\.duration) == given.events.map(\.duration))
    }

    @Test("_emg.json has every key that BIDS 1.11 requires, with the recording's values")
    func sidecar() throws {
        let folder = try TemporaryDirectory()
        try dataset().write(to: folder.path)
        let object = try json(folder.file(stem + "_emg.json"))
        let required = [
            "EMGPlacementScheme", "EMGPlacementSchemeDescription", "EMGReference", "SamplingFrequency",
            "PowerLineFrequency", "RecordingType", "SoftwareFilters", "TaskName",
        ]
        #expect(required.filter { object[$0] == nil } == [])
        #expect(object["SamplingFrequency"] as? Double == 1000)
        #expect(object["RecordingDuration"] as? Double == 2.5)
        #expect(object["EMGChannelCount"] as? Int == 2)
        #expect(object["EMGPlacementSchemeDescription"] as? String == "over “soleus”")
        #expect(object["SoftwareFilters"] as? String == "n/a")
        #expect(
            object["HardwareFilters"] as? [String: [String: String]] == ["Filters": ["Description": "10 to 500 Hz"]])
        let description = try json(folder.file("dataset_description.json"))
        #expect(description["BIDSVersion"] as? String == "1.11.0")
        #expect(description["DatasetType"] as? String == "raw")
        let derivative = try json(folder.file("derivatives/groundtruth/dataset_description.json"))
        #expect(derivative["DatasetType"] as? String == "derivative" && derivative["GeneratedBy"] != nil)
        let coordinates = try json(folder.file("sub-anna/emg/sub-anna_coordsystem.json"))
        #expect(coordinates["EMGCoordinateUnits"] as? String == "mm")
    }

    @Test("every table has one cell for each column, and the channels have the names of the BDF+ file")
    func tables() throws {
        let folder = try TemporaryDirectory()
        try dataset().write(to: folder.path)
        for name in files(in: folder.path) where name.hasSuffix(".tsv") {
            #expect(Set(try table(folder.file(name)).map(\.count)).count == 1, "\(name)")
        }
        let channels = try table(folder.file(stem + "_channels.tsv"))
        #expect(channels[0].prefix(3) == ["name", "type", "units"])
        #expect(channels.dropFirst().map { $0[1] } == ["EMG", "EMG", "MISC"])
        #expect(channels.dropFirst().map { $0[2] } == ["µV", "µV", "% MVC"])
        let header = try TemporaryDirectory.bytes(of: folder.file(stem + "_emg.bdf"))[256..<(256 + 48)]
        let labels = stride(from: 256, to: 304, by: 16).map { start in
            String(decoding: header[start..<(start + 16)], as: UTF8.self).trimmingCharacters(in: .whitespaces)
        }
        #expect(channels.dropFirst().map { $0[0] } == labels)
        #expect(try table(folder.file("participants.tsv")) == [["participant_id", "simulated"], ["sub-anna", "yes"]])
        #expect(
            try table(folder.file("sub-anna/emg/sub-anna_electrodes.tsv"))[1] == [
                "E1", "-5", "0.125", "n/a", "GR10MM0808",
            ])
    }

    @Test("events have onset, duration and sample; a tab in a label stays one cell")
    func events() throws {
        let folder = try TemporaryDirectory()
        try dataset().write(to: folder.path)
        #expect(
            try table(folder.file(stem + "_events.tsv")) == [
                ["onset", "duration", "sample", "trial_type"], ["0.05", "0", "50", "touch"],
                ["0.5", "1.5", "500", "spasm (tonic) "],
            ])
    }

    @Test("known discharges of all units are in one table, in order of time")
    func truth() throws {
        let folder = try TemporaryDirectory()
        try dataset().write(to: folder.path)
        let path = folder.file("derivatives/groundtruth/" + stem + "_desc-groundtruth_events.tsv")
        let spike = "motor-unit-spike"
        #expect(
            try table(path) == [
                ["onset", "duration", "sample", "unit_id", "muscle", "description"],
                ["0.1", "0", "100", "7", "soleus", spike], ["0.15", "0", "150", "2", "tibialis anterior", spike],
                ["0.22", "0", "220", "7", "soleus", spike], ["0.22", "0", "220", "2", "tibialis anterior", spike],
                ["0.341", "0", "341", "7", "soleus", spike],
            ])
    }

    @Test("the same dataset gives the same bytes")
    func deterministic() throws {
        let (a, b) = (try TemporaryDirectory(), try TemporaryDirectory())
        try dataset().write(to: a.path)
        try dataset().write(to: b.path)
        for name in files(in: a.path) {
            #expect(
                try TemporaryDirectory.bytes(of: a.file(name)) == TemporaryDirectory.bytes(of: b.file(name)), "\(name)")
        }
    }

    @Test("labels that BIDS does not allow are refused, in one sentence", arguments: ["", "an-na", "../x", "änne"])
    func labels(label: String) throws {
        let folder = try TemporaryDirectory()
        #expect(throws: RecordingError.self) { try dataset(participant: label).write(to: folder.path) }
        #expect(throws: RecordingError.self) { try dataset(task: label).write(to: folder.path) }
        #expect(files(in: folder.path).isEmpty)
        #expect(BIDSDataset.label("spinal-cord injury 3") == "spinalcordinjury3")
        #expect(BIDSDataset.label("–") == "x")
    }

    @Test("what is described must be there: channels, participants, columns")
    func mismatch() throws {
        let folder = try TemporaryDirectory()
        var made = try dataset()
        made.recordings[0].channels.removeLast()
        #expect(throws: RecordingError.self) { try made.write(to: folder.path) }
        made = try dataset()
        made.participants[0].values = []
        #expect(throws: RecordingError.self) { try made.write(to: folder.path) }
        made = try dataset()
        made.participants = []
        #expect(throws: RecordingError.self) { try made.write(to: folder.path) }
        #expect(files(in: folder.path).isEmpty)
    }
}

@Suite("Samples that wait on disk")
struct SampleSpoolTests {
    @Test(
        "any range of any channel is what was appended, also while the spool grows on",
        arguments: 1...5 as ClosedRange<UInt64>)
    func ranges(seed: UInt64) throws {
        let folder = try TemporaryDirectory()
        var random = SeededGenerator(seed: seed)
        let spool = try SampleSpool(channelCount: 3, in: folder.path)
        var expected: [[Float]] = [[], [], []]
        for _ in 0..<3 {
            for channel in 0..<3 {
                for _ in 0..<Int.random(in: 0...40_000, using: &random) {
                    let value = Float.random(in: -1...1, using: &random)
                    expected[channel].append(value)
                    try spool.append(value, toChannel: channel)
                }
            }
            let samples = try spool.finish()
            #expect(expected.indices.map(samples.sampleCount(ofChannel:)) == expected.map(\.count))
            for channel in 0..<3 {
                let bounds = (0..<2).map { _ in Int.random(in: 0...expected[channel].count, using: &random) }.sorted()
                let range = bounds[0]..<bounds[1]
                #expect(try samples.samples(ofChannel: channel, in: range) == Array(expected[channel][range]))
            }
        }
        #expect(try folder.names() == [])
    }

    @Test("a folder that is not there is one sentence")
    func noFolder() throws {
        let folder = try TemporaryDirectory()
        let error = #expect(throws: RecordingError.self) {
            _ = try SampleSpool(channelCount: 1, in: folder.file("none"))
        }
        #expect(error?.category == .cannotCreate)
    }
}

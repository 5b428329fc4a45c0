// openhdemg's JSON as that program writes it: values are texts that hold JSON, tables by pandas with orient="split".

import Signals
import TestSupport
import Testing

@testable import Recordings

struct OpenHDEMGTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A file as openhdemg writes one, before compression.
    private func text(_ changes: [String: String] = [:], without missing: [String] = []) -> String {
        var entries = [
            ("SOURCE", "\"DEMUSE\""), ("FILENAME", "\"kraft \\u00e4.mat\""),
            ("RAW_SIGNAL", "{\"columns\":[0,1],\"index\":[0,1,2],\"data\":[[1.5,2],[-3.25e1,null],[5,6]]}"),
            ("REF_SIGNAL", "{\"columns\":[0],\"index\":[0,1,2],\"data\":[[0.5],[1],[1.5]]}"),
            ("ACCURACY", "{\"columns\":[0],\"index\":[0,1],\"data\":[[0.875],[null]]}"),
            ("IPTS", "{\"columns\":[0,1],\"index\":[0,1,2],\"data\":[[0,0],[1,0],[0,1]]}"),
            ("MUPULSES", "[[1], [0, 2]]"), ("FSAMP", "2048.0"), ("IED", "8.0"), ("EMG_LENGTH", "3"),
            ("NUMBER_OF_MUS", "2"), ("BINARY_MUS_FIRING", "{\"columns\":[0,1],\"index\":[0],\"data\":[[0,1]]}"),
            ("EXTRAS", "{\"columns\":[\"a \\u00b5\"],\"index\":[\"x\"],\"data\":[[\"text\"]]}"),
        ]
        for (key, value) in changes { entries[entries.firstIndex { $0.0 == key } ?? 0].1 = value }
        entries.removeAll { missing.contains($0.0) }
        return "{" + entries.map { "\"\($0.0)\": \($0.1.json)" }.joined(separator: ", ") + "}"
    }

    private func read(_ text: String) throws -> Recording {
        try Recording.open(try directory.write(text.utf8, to: "file.json"))
    }

    private func refusal(_ changes: [String: String]) -> String {
        RecordingsTests.refusal { _ = try read(text(changes)) }
    }

    private func refusal(without key: String) -> String {
        RecordingsTests.refusal { _ = try read(text(without: [key])) }
    }

    @Test("all components are read, whatever their order and escapes")
    func components() throws {
        let recording = try read(text())
        #expect(recording.channels.map(\.kind) == [.emg, .emg, .force, .source, .source, .other])
        #expect(recording.channels.map(\.unit).allSatisfy { $0 == .arbitrary }, "only OTB says what its units are")
        #expect(try recording.allSamples(ofChannel: 0) == [1.5, -32.5, 5])
        #expect(try recording.allSamples(ofChannel: 1)[1].isNaN)
        #expect(recording.motorUnits.map(\.discharges.samples) == [[1], [0, 2]])
        #expect(recording.motorUnits.map(\.accuracy) == [0.875, nil])
        #expect(recording.motorUnits.map(\.sourceChannel) == [3, 4])
        #expect(recording.metadata["original file"] == "kraft ä.mat")
        #expect(recording.metadata["inter-electrode distance (mm)"] == "8.0")
    }

    @Test("a file with a reference signal only is read")
    func referenceOnly() throws {
        let missing = ["RAW_SIGNAL", "ACCURACY", "IPTS", "MUPULSES", "IED", "EMG_LENGTH", "NUMBER_OF_MUS"]
        let changes = ["SOURCE": "\"OTB_REFSIG\"", "EXTRAS": "{\"columns\":[0],\"index\":[],\"data\":[]}"]
        let recording = try read(text(changes, without: missing))
        #expect(recording.channels.map(\.kind) == [.force] && recording.channels[0].unit == .percentMVC)
        #expect(try recording.allSamples(ofChannel: 0) == [0.5, 1, 1.5])
    }

    @Test("a reference signal alone is written so that it comes back alone")
    func writeReference() throws {
        var synthetic = SyntheticRecording()
        (synthetic.emgChannels, synthetic.motorUnits, synthetic.hasEvents) = (0, 0, false)
        let truth = synthetic.make()
        try truth.write(to: directory.file("ref.json"), as: .openhdemg)
        let read = try Recording.open(directory.file("ref.json"))
        #expect(try ReaderConformance.problems(of: read, truth: truth) == [])
        #expect(read.metadata["source"] == "CUSTOMCSV_REFSIG")
    }

    @Test("what does not fit together is refused with its place")
    func contradictions() {
        #expect(
            refusal(["SOURCE": "\"ELSEWHERE\""]).contains("SOURCE: \"ELSEWHERE\" is unknown; known are DEMUSE, OTB"))
        #expect(refusal(["FSAMP": "0"]).contains("FSAMP: the rate must be one number above 0"))
        #expect(
            refusal(["MUPULSES": "[[3, 1], []]"]).contains("MUPULSES, motor unit 1: discharge 2 at sample 1 does not"))
        #expect(
            refusal(["MUPULSES": "[[1], [0, 7]]"]).contains("a discharge at sample 7 of a recording of 3.0 samples"))
        #expect(refusal(["MUPULSES": "[[1], [0.5]]"]).contains("a discharge at sample 0.5; samples are whole numbers"))
        #expect(refusal(["NUMBER_OF_MUS": "3"]).contains("3.0 motor units are announced, MUPULSES holds 2"))
        #expect(refusal(without: "RAW_SIGNAL").contains("RAW_SIGNAL is missing"))
        let ragged = "{\"columns\":[0,1],\"index\":[0,1],\"data\":[[1,2],[3]]}"
        #expect(refusal(["RAW_SIGNAL": ragged]).contains("row 2 of RAW_SIGNAL has 1 numbers, the first has 2"))
        let shuffled = "{\"columns\":[0],\"index\":[1,0],\"data\":[[1],[3]]}"
        #expect(refusal(["REF_SIGNAL": shuffled]).contains("the index of REF_SIGNAL does not count up"))
    }

    @Test("compressed data may not unpack beyond the limit")
    func bomb() throws {
        try SyntheticRecording().make().write(to: directory.file("file.json"), as: .openhdemg)
        let options = ReadingOptions(decompressedByteLimit: 100_000)
        let sentence = RecordingsTests.refusal { _ = try Recording.open(directory.file("file.json"), options: options) }
        #expect(sentence.contains("the file unpacks to more than 0 MiB, which is the limit"))
    }

    @Test("volts become microvolts for openhdemg, which has no units")
    func volts() throws {
        let channel = Channel(label: "EMG", kind: .emg, unit: .millivolt, rate: SampleRate(hertz: 1000)!)
        let recording = Recording(
            name: "r", format: "", channels: [channel], samples: MemorySamples(channels: [[0.5, -0.25]]))
        try recording.write(to: directory.file("mv.json"), as: .openhdemg)
        let read = try Recording.open(directory.file("mv.json"))
        #expect(read.channels[0].unit == .microvolt)
        #expect(try read.allSamples(ofChannel: 0) == [500, -250])
    }
}

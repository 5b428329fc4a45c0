// Tables of motor units as MUniverse, MUnitQuest and MUedit2 write them, and as Lull does.

import Foundation
import Signals
import TestSupport
import Testing

@testable import Recordings

@Suite("Motor units as tables of events")
struct EventsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ text: String, rate: Double? = nil, named name: String = "a_events.tsv") throws -> Recording {
        let options = ReadingOptions(sampleRate: rate.flatMap { SampleRate(hertz: $0) })
        return try Recording.open(try directory.write(text.utf8, to: name), options: options)
    }

    private func refusal(of text: String, rate: Double? = nil) -> String {
        RecordingsTests.refusal { _ = try open(text, rate: rate) }
    }

    private static let challenge =
        "onset\tduration\tsample\tunit_id\tdescription\n0.001\t0\t1\t0\tmotor-unit-spike\n"
        + "0.005\t0\t5\t1\tmotor-unit-spike\n0.011\t0\t11\t0\tmotor-unit-spike\n0.012\t0\t12\t2\tmotor-unit-spike\n"

    @Test(
        "the example of the MUnitQuest challenge is read: samples from 0, a unit for each unit_id, the rate by itself")
    func challenge() throws {
        let recording = try open(Self.challenge)
        #expect(recording.rate?.hertz == 1000)
        #expect(recording.motorUnits.map(\.name) == ["0", "1", "2"])
        #expect(recording.motorUnits.map(\.discharges.samples) == [[1, 11], [5], [12]])
        #expect(recording.channels.isEmpty && recording.events.isEmpty)
        #expect(recording.metadata["sample rate from"] == "the columns onset and sample")
    }

    @Test("event_type, other orders of columns, six decimals, CRLF, unsorted rows and samples as 12.0 are understood")
    func dialects() throws {
        let rows = [(3, "g0_mu2"), (2049, "g0_mu1"), (1000, "g0_mu2"), (5001, "g0_mu1")]
        let text = rows.map { sample, unit in
            "\(unit)\tmotor-unit-spike\t\(sample).0\t0.0\t" + String(format: "%.6f", Double(sample) / 2048) + "\r\n"
        }
        let recording = try open("unit_id\tevent_type\tsample\tduration\tonset\r\n" + text.joined())
        #expect(recording.rate?.hertz == 2048)
        #expect(recording.motorUnits.map(\.name) == ["g0_mu2", "g0_mu1"])
        #expect(recording.motorUnits.map(\.discharges.samples) == [[3, 1000], [2049, 5001]])
    }

    @Test("rows without a unit are events, called by what the table says of them")
    func events() throws {
        let recording = try open(
            "onset\tduration\tsample\tunit_id\tdescription\ttrial_type\n0.5\t0\t500\t7\tmotor-unit-spike\tn/a\n"
                + "0.25\t2\tn/a\tn/a\thold at 30 %\tn/a\n0.1\t0\t100\tn/a\tn/a\tn/a\n")
        #expect(
            recording.events == [
                Event(start: SampleIndex(100), label: "event"),
                Event(start: SampleIndex(250), duration: 2000, label: "hold at 30 %"),
            ])
        #expect(recording.motorUnits.map(\.name) == ["7"])
    }

    @Test(
        "without samples the rate comes from the options, from the sidecar of the table or from that of the recording")
    func rateFromOutside() throws {
        let text = "onset\tduration\tunit_id\n0.5\t0\t1\n0.75\t0\t1\n"
        #expect(try open(text, rate: 2000).motorUnits[0].discharges.samples == [1000, 1500])
        _ = try directory.write(#"{"sample": {"SamplingFrequency": 4000}}"#.utf8, to: "b_events.json")
        #expect(try open(text, named: "b_events.tsv").motorUnits[0].discharges.samples == [2000, 3000])
        _ = try directory.write(#"{"SamplingFrequency": 8000}"#.utf8, to: "sub-1_task-x_emg.json")
        let beside = try open(text, named: "sub-1_task-x_desc-decomposition_events.tsv")
        #expect(beside.motorUnits[0].discharges.samples == [4000, 6000])
        #expect(refusal(of: text).contains("nothing tells the sample rate; give it, such as --rate 2048"))
    }

    @Test(
        "what is written comes back exactly, at whole and at odd rates", arguments: [2048, 1160 / 0.54, 10240, 999.9])
    func roundTrip(hertz: Double) throws {
        var synthetic = SyntheticRecording()
        synthetic.hertz = hertz
        synthetic.sampleCount = 300_000
        synthetic.emgChannels = 1
        let truth = synthetic.make()
        let path = directory.file("sub-1_events.tsv")
        try truth.write(to: path, as: .events)
        let read = try Recording.open(path)
        let wanted = try #require(truth.rate)
        #expect(abs(try #require(read.rate).hertz - hertz) <= 1e-9)
        #expect(read.motorUnits.map(\.name) == truth.motorUnits.map(\.name))
        #expect(read.motorUnits.map(\.discharges.samples) == truth.motorUnits.map(\.discharges.samples))
        #expect(read.events == truth.events)
        // Without the sidecar the columns tell the rate, to the digits that they have.
        try FileManager.default.removeItem(atPath: directory.file("sub-1_events.json"))
        let alone = try #require(try Recording.open(path).rate)
        #expect(abs(alone.hertz - wanted.hertz) < 1e-7)
    }

    @Test("the table is what the challenge's checker wants: five columns, durations of 0, samples as whole numbers")
    func written() throws {
        var synthetic = SyntheticRecording()
        synthetic.hasEvents = false
        let path = directory.file("x_events.tsv")
        try synthetic.make().write(to: path, as: .events)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines[0] == "onset\tduration\tsample\tunit_id\tdescription")
        let cells = lines.dropFirst().map { $0.split(separator: "\t").map(String.init) }
        #expect(cells.allSatisfy { $0[1] == "0" && Int($0[2]) != nil && $0[4] == "motor-unit-spike" })
        let onsets = cells.compactMap { Double($0[0]) }
        #expect(onsets == onsets.sorted() && onsets.count == cells.count)
        #expect(try directory.names() == ["x_events.json", "x_events.tsv"])
    }

    @Test("a missing column, a cell that is no number and one too few are refused with line and column")
    func wrongCells() {
        #expect(
            refusal(of: "onset\tduration\tsample\n0\t0\t1\n")
                .hasSuffix(
                    "line 1: the column \"unit_id\" is missing, which names the motor unit of each discharge; found are "
                        + "\"onset\", \"duration\", \"sample\""))
        let header = "onset\tduration\tsample\tunit_id\n"
        #expect(
            refusal(of: header + "0.1\t0\t100\t1\nx\t0\t1\t1\n").contains(
                "line 3, column 1 (onset): \"x\" is not a number"))
        #expect(
            refusal(of: header + "0.1\t0\t100.5\t1\n").contains("line 2, column 3 (sample): 100.5; a sample is a whole")
        )
        #expect(
            refusal(of: header + "0.1\t-1\t100\t1\n").contains("line 2, column 2 (duration): -1.0 s; a duration is 0"))
        #expect(refusal(of: header + "n/a\t0\t100\t1\n").contains("line 2, column 1 (onset): the onset is missing"))
        #expect(refusal(of: header + "-0.1\t0\t-100\t1\n").contains("a discharge before the first sample"))
        #expect(
            refusal(of: header + "0.1\t0\t100\n0.2\t0\t200\t1\n").contains("line 2: 3 cells under 4 columns; every row")
        )
        #expect(
            refusal(of: header + "0.1\t0\t100").contains("line 2: 3 cells under 4 columns; the file seems to be cut"))
        #expect(
            refusal(of: "onset\tonset\tduration\n").contains("line 1, column 2: the name \"onset\" stands above two"))
    }

    @Test("onsets and samples that contradict each other, and a discharge twice, are refused")
    func contradictions() {
        let header = "onset\tduration\tsample\tunit_id\n"
        let text = header + "0.1\t0\t100\t1\n0.2\t0\t250\t1\n0.900\t0\t900\t1\n"
        #expect(
            refusal(of: text).contains(
                "line 3, column 3 (sample): sample 250 is at 0.25 s at 1000 Hz, the onset is 0.2"))
        #expect(
            refusal(of: Self.challenge, rate: 2048).contains("line 3, column 3 (sample): sample 5 is at 0.002441 s"))
        let twice = header + "0.1\t0\t100\t1\n0.2\t0\t200\t2\n0.1\t0\t100\t1\n"
        #expect(
            refusal(of: twice).contains("line 4: motor unit 1 discharges at sample 100 a second time, after line 2"))
        #expect(refusal(of: header + "0\t0\t3\t1\n1\t0\t1411\t1\n").contains("the onsets have too few digits"))
        #expect(refusal(of: header).contains("a header and no rows, so nothing tells the sample rate"))
        #expect(refusal(of: header + "0.100\t0\t100\tn/a\n").contains("no row of the table names a motor unit"))
    }

    @Test("a JSON beside the table that is no description of one is never replaced")
    func otherJSON() throws {
        let recording = SyntheticRecording().make()
        let json = directory.file("ramp.json")
        try recording.write(to: json, as: .openhdemg)
        let bytes = try TemporaryDirectory.bytes(of: json)
        try recording.write(to: directory.file("ramp.tsv"), as: .events)
        #expect(try TemporaryDirectory.bytes(of: json) == bytes)
        try recording.write(to: directory.file("ramp_events.json"), as: .openhdemg)
        #expect(
            RecordingsTests.refusal { try recording.write(to: directory.file("ramp_events.tsv"), as: .events) }
                .contains(
                    "ramp_events.json: the description of the table belongs here, and this file is something else"))
        #expect(try TemporaryDirectory.bytes(of: directory.file("ramp_events.json")) == bytes)
        for _ in 0..<2 { try recording.write(to: directory.file("other_events.tsv"), as: .events) }
        #expect(
            try directory.names() == [
                "other_events.json", "other_events.tsv", "ramp.json", "ramp.tsv", "ramp_events.json",
            ])
    }

    @Test("a recording without motor units cannot be a table of discharges, and says so")
    func noUnits() throws {
        var synthetic = SyntheticRecording()
        synthetic.motorUnits = 0
        let recording = synthetic.make()
        #expect(
            RecordingsTests.refusal { try recording.write(to: directory.file("none.tsv"), as: .events) }
                == "65 synthetic: the recording has no motor units, which a table of discharges needs")
    }
}

// Discharges as BIDS events: the columns that MUniverse and MUnitQuest read.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@Suite("Discharges as BIDS events")
struct BIDSDischargeEventsTests {
    private func events() throws -> BIDSDischargeEvents {
        let rate = try #require(SampleRate(hertz: 2000))
        return BIDSDischargeEvents([
            RecordedMotorUnit(name: "1", discharges: try DischargeTrain(samples: [10, 2001], rate: rate)),
            RecordedMotorUnit(name: "a\tb", discharges: try DischargeTrain(samples: [3, 10], rate: rate)),
        ])
    }

    @Test("the table has all discharges in order of time, and no tab inside a cell")
    func table() throws {
        #expect(
            try events().table == """
                onset\tduration\tsample\tunit_id\tdescription
                0.0015\t0\t3\ta b\tmotor-unit-spike
                0.005\t0\t10\t1\tmotor-unit-spike
                0.005\t0\t10\ta b\tmotor-unit-spike
                1.0005\t0\t2001\t1\tmotor-unit-spike

                """)
    }

    @Test("the sidecar describes every column of the table and no other")
    func sidecar() throws {
        let events = try events()
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(events.sidecar.utf8)) as? [String: [String: Any]])
        let columns = events.table.split(separator: "\n")[0].split(separator: "\t").map(String.init)
        #expect(Set(object.keys) == Set(columns))
        #expect(object.values.allSatisfy { !(($0["Description"] as? String) ?? "").isEmpty })
        #expect(object["sample"]?["SamplingFrequency"] as? Double == 2000)
    }

    @Test("what decomposing and what converting write of the same units is the same, byte for byte")
    func oneWriter() throws {
        let folder = try TemporaryDirectory()
        var synthetic = SyntheticRecording()
        synthetic.hasEvents = false
        let recording = synthetic.make()
        try recording.write(to: folder.file("a_events.tsv"), as: .events)
        let events = BIDSDischargeEvents(recording.motorUnits)
        #expect(try String(contentsOfFile: folder.file("a_events.tsv"), encoding: .utf8) == events.table)
        #expect(try String(contentsOfFile: folder.file("a_events.json"), encoding: .utf8) == events.sidecar)
    }

    @Test("names follow BIDS: the suffix _emg gives way")
    func names() {
        #expect(
            BIDSDischargeEvents.stem(ofRecording: "sub-01_task-ramp_emg")
                == "sub-01_task-ramp_desc-decomposed_events")
        #expect(BIDSDischargeEvents.stem(ofRecording: "ramp") == "ramp_desc-decomposed_events")
    }

    @Test("without discharges there is a heading and nothing else")
    func empty() {
        #expect(BIDSDischargeEvents([]).table == "onset\tduration\tsample\tunit_id\tdescription\n")
    }
}

// Units from recordings, and their order.

import MotorUnits
import Recordings
import Signals
import Testing

@Suite("Motor units")
struct MotorUnitTests {
    @Test("everything a file says of a unit is kept")
    func fromRecording() throws {
        let recorded = RecordedMotorUnit(
            name: "MU 7", discharges: try train([3, 90]), accuracy: 0.93, sourceChannel: 65, grid: 1)
        let unit = MotorUnit(recorded)
        #expect(
            unit
                == MotorUnit(
                    name: "MU 7", discharges: try train([3, 90]), accuracy: 0.93, grid: 1, sourceChannel: 65))
    }

    @Test("a recording's units are sorted by first discharge; ties keep their order and units without discharges end")
    func sorting() throws {
        let firsts: [(String, [Int])] = [
            ("late", [90]), ("none", []), ("a", [5, 200]), ("b", [5, 70]), ("early", [1]),
        ]
        let recorded = try firsts.map { RecordedMotorUnit(name: $0.0, discharges: try train($0.1)) }
        let recording = Recording(
            name: "x", format: "made", channels: [], motorUnits: recorded, samples: MemorySamples(channels: []))
        #expect(recording.sortedMotorUnits.map(\.name) == ["early", "a", "b", "late", "none"])
    }

    @Test("a rate is one over the interval and lies at the later discharge")
    func instantaneous() throws {
        let rate = InstantaneousRate(of: try train([100, 200, 250, 650]))
        #expect(rate.samples == [200, 250, 650])
        #expect(rate.values == [10, 20, 2.5])
        #expect(rate.seconds == [0.2, 0.25, 0.65])
        #expect(rate.mean == 32.5 / 3)
    }

    @Test("no discharge and one discharge have no rate", arguments: [[], [17]])
    func withoutRate(samples: [Int]) throws {
        let rate = InstantaneousRate(of: try train(samples))
        #expect(rate.values.isEmpty && rate.samples.isEmpty && rate.mean == nil)
    }
}

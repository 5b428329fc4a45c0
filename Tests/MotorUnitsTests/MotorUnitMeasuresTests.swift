// Recruitment, thresholds and the other numbers of a unit, against trains and ramps that are known.

import MotorUnits
import Recordings
import Signals
import Testing

@Suite("Measures of a unit")
struct MotorUnitMeasuresTests {
    /// A ramp of 10 % per second at 500 Hz, 10 s long.
    private func ramp() throws -> ForceTrace {
        ForceTrace(
            label: "force", unit: .percentMVC, rate: try clock(500), values: (0..<5000).map { Float($0) / 50 })
    }

    private func measures(_ samples: [Int], force: ForceTrace? = nil) throws -> MotorUnitMeasures {
        let train = try train(samples)
        return MotorUnitMeasures(of: train, smoothed: try RateSmoother.hann2s.smooth(train), force: force)
    }

    @Test("recruitment is the second discharge or, when asked, the first; derecruitment is the last")
    func recruitment() throws {
        let train = try train([1000, 1200, 1300])
        #expect(
            train.recruitment() == 1200 && train.recruitment(.firstDischarge) == 1000 && train.derecruitment == 1300)
        let measures = try measures([1000, 1200, 1300])
        #expect(measures.firstDischarge == 1 && measures.recruitment == 1.2 && measures.derecruitment == 1.3)
    }

    @Test("thresholds are the force at the first and the last discharge, on the force's own clock")
    func thresholds() throws {
        let measures = try measures([1000, 1200, 4000], force: ramp())
        #expect(measures.recruitmentThreshold == 10 && measures.derecruitmentThreshold == 40)
        #expect(measures.thresholdHysteresis == -30)
    }

    @Test("there is no threshold without force, beyond it, where it is not a number, or when it never moves")
    func withoutThreshold() throws {
        #expect(try measures([1000, 1200]).recruitmentThreshold == nil)
        let beyond = try measures([1000, 12_000], force: ramp())
        #expect(beyond.recruitmentThreshold == 10 && beyond.derecruitmentThreshold == nil)
        #expect(beyond.thresholdHysteresis == nil)
        var values = try ramp().values
        values[500] = .nan
        let hole = ForceTrace(label: "f", unit: .newton, rate: try clock(500), values: values)
        #expect(try measures([1000, 1200], force: hole).recruitmentThreshold == nil)
        let flat = ForceTrace(label: "f", unit: .newton, rate: try clock(500), values: [3, .nan, 3, 3])
        #expect(!flat.moves)
        #expect(try measures([0, 2], force: flat).recruitmentThreshold == nil)
    }

    @Test("intervals of 80 and 120 ms in turn vary by 20 % about their mean")
    func variation() throws {
        var samples = [0]
        for k in 0..<10 { samples.append(samples[k] + (k.isMultiple(of: 2) ? 80 : 120)) }
        let expected = 100 * (400.0 * 10 / 9).squareRoot() / 100
        let found = try #require(try measures(samples).intervalVariation)
        #expect((found - expected).magnitude < 1e-9)
    }

    @Test("rates at both ends and the peak are those of the smooth curve")
    func rates() throws {
        var samples = [0]
        for k in 0..<40 { samples.append(samples[k] + 60 + (k - 20) * (k - 20) / 4) }
        let train = try train(samples)
        let smooth = try RateSmoother.fifthOrderPolynomial.smooth(train)
        let measures = MotorUnitMeasures(of: train, smoothed: smooth)
        #expect(measures.rateAtRecruitment == smooth[samples[1]])
        #expect(measures.rateAtDerecruitment == smooth[samples[40]])
        #expect(measures.peakRate == smooth.values.max())
        #expect(measures.peakRateTime == smooth.peak.map { Double($0.sample) / 1000 })
    }

    @Test("no discharge, one and two give what can be said and nothing else")
    func few() throws {
        let none = try measures([], force: ramp())
        #expect(none.dischargeCount == 0 && none.firstDischarge == nil && none.peakRate == nil)
        let one = try measures([1000], force: ramp())
        #expect(one.firstDischarge == 1 && one.recruitment == nil && one.recruitmentThreshold == 10)
        #expect(one.meanRate == nil && one.intervalVariation == nil)
        let two = try measures([1000, 1100], force: ramp())
        #expect(two.recruitment == 1.1 && two.derecruitment == 1.1 && two.meanRate == 10)
        #expect(two.intervalVariation == nil)
    }

    @Test("a unit goes on at the end when its next discharge would not have been seen")
    func stillDischarging() throws {
        let train = try train([0, 100, 200])
        #expect(train.isDischarging(at: 300) && train.isDischarging(at: 150))
        #expect(!train.isDischarging(at: 301))
        #expect(try !MotorUnitsTests.train([50]).isDischarging(at: 51))
    }

    @Test("a force channel of a recording keeps its name, unit and clock")
    func forceOfRecording() throws {
        let recording = Recording(
            name: "x", format: "made",
            channels: [Channel(label: "torque", kind: .torque, unit: .newtonMetre, rate: try clock(100))],
            samples: MemorySamples(channels: [[0, 1, 2]]))
        let force = try ForceTrace(of: recording, channel: 0)
        #expect(force.label == "torque" && force.unit == .newtonMetre && force.value(atSeconds: 0.02) == 2)
        #expect([0.03, -1, .nan, .infinity].allSatisfy { force.value(atSeconds: $0) == nil })
    }
}

// Units whose rates are known in closed form, so that ΔF is too.

import Amplification
import MotorUnits
import Testing

@Suite("ΔF of units with known rates")
struct AnalyticDeltaFTests {
    private func pair(
        _ smoother: RateSmoother, test: (from: Double, to: Double), control: (Double) -> Double
    ) throws -> DeltaFPair {
        let controlUnit = try unit("control", from: 1, to: 20, rate: control)
        let testUnit = try unit("test", from: test.from, to: test.to) { control($0) - 3 }
        let assessment = try RampAssessment(
            units: [testUnit, controlUnit], end: 22 * 5000, settings: RampSettings(smoother: smoother))
        #expect(assessment.units.map(\.unit.name) == ["control", "test"])
        return try #require(assessment.pairs.first)
    }

    /// Where the test unit begins and ends in truth: its last discharge is not exactly at `to`.
    private func ends(_ pair: DeltaFPair) throws -> (Double, Double) {
        (Double(try #require(pair.start)) / 5000, Double(try #require(pair.end)) / 5000)
    }

    @Test("a linear fall of 0.4 pps per second gives 0.4 pps for every second of the test unit", arguments: [1, 5])
    func linear(degree: Int) throws {
        let found = try pair(.polynomial(degree: degree), test: (4, 15)) { 15 - 0.4 * $0 }
        let (start, end) = try ends(found)
        #expect(isClose(start, 4, 1e-4))
        // Positions rounded to 1/5,000 s move a rate of 15 pps by up to 0.045 pps; the fit averages over many.
        #expect(isClose(found.deltaF, 0.4 * (end - start), 2e-3))
        #expect(isClose(found.correlation, 1, 1e-6))
        #expect(isClose(found.modulation, found.deltaF, 2e-3))
        #expect(isClose(found.recruitmentDifference, 3, 1e-4))
        #expect(found.isAccepted)
    }

    @Test("a parabola gives the difference of its values at recruitment and derecruitment")
    func parabola() throws {
        let drive = { (t: Double) in 14 - 0.08 * (t - 9) * (t - 9) }
        let found = try pair(.fifthOrderPolynomial, test: (5, 16)) { drive($0) }
        let (start, end) = try ends(found)
        #expect(isClose(found.deltaF, drive(start) - drive(end), 2e-3))
        #expect(isClose(found.modulation, 14 - drive(end), 2e-3))
        let fall = drive(start) - drive(20)
        #expect(isClose(found.normalisedDeltaF, (drive(start) - drive(end)) / fall, 0.02))
    }

    @Test("a Hann window keeps a slow line, far from the control unit's ends")
    func hann() throws {
        let found = try pair(.hann2s, test: (4, 15)) { 15 - 0.4 * $0 }
        let (start, end) = try ends(found)
        // A window sees discharges, not intervals, and so counts the phase of the last one: a few hundredths of a pps.
        #expect(isClose(found.deltaF, 0.4 * (end - start), 0.05))
    }

    @Test("a rising rate gives a negative ΔF, which is kept")
    func negative() throws {
        let found = try pair(.fifthOrderPolynomial, test: (4, 15)) { 8 + 0.3 * $0 }
        let (start, end) = try ends(found)
        #expect(isClose(found.deltaF, -0.3 * (end - start), 2e-3))
        #expect(found.isAccepted)
    }

    @Test("a test unit that stops where it began has ΔF 0")
    func symmetric() throws {
        let found = try pair(.fifthOrderPolynomial, test: (6, 12)) { 14 - 0.08 * ($0 - 9) * ($0 - 9) }
        let (start, end) = try ends(found)
        let expected = 0.08 * ((end - 9) * (end - 9) - (start - 9) * (start - 9))
        #expect(expected.magnitude < 0.06)
        #expect(isClose(found.deltaF, expected, 2e-3))
    }
}

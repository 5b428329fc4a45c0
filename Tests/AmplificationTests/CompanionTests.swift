// The shape of a rate over force, and firing that outlasts its drive.

import Amplification
import MotorUnits
import Signals
import Testing

@Suite("Companions of ΔF")
struct CompanionTests {
    private static let hertz = 5000.0

    private func force(_ seconds: Double, _ value: (Double) -> Double) throws -> ForceTrace {
        let rate = try #require(SampleRate(hertz: Self.hertz))
        return ForceTrace(
            label: "Torque", unit: .percentMVC, rate: rate,
            values: (0..<Int(seconds * Self.hertz)).map { Float(value(Double($0) / Self.hertz)) })
    }

    /// Up to 20 at 10 s, and down.
    private func triangle() throws -> ForceTrace { try force(21) { max(0, 20 - 2 * ($0 - 10).magnitude) } }

    private func geometry(of motorUnit: MotorUnit, _ force: ForceTrace) throws -> QuasiGeometry? {
        let rated = try RatedMotorUnit(motorUnit)
        return QuasiGeometry(
            of: motorUnit.discharges, smoothed: rated.smoothed, force: force, during: 0..<Double.infinity)
    }

    @Test("a rate on a parabola over a straight force has a brace of a quarter, at half the way")
    func parabola() throws {
        // From 8 pps at 2 s to 16 pps at 9.9 s, flat there: v = 1 − (1 − u)², so that v − u is ¼ at u = ½.
        let motorUnit = try unit("a", from: 2, to: 17, hertz: Self.hertz) { t in
            16 - 8 * ((9.9 - t) / 7.9) * ((9.9 - t) / 7.9)
        }
        let found = try #require(try geometry(of: motorUnit, triangle()))
        #expect(abs(found.braceHeightPercent - 25) < 0.1, "\(found)")
        #expect(abs(found.braceHeight - 2) < 0.01 && abs(found.braceSeconds - 5.95) < 0.2)
        // Half the way, 7.9 % MVC, takes three quarters of the 8 pps, the other half the rest.
        #expect(isClose(found.accelerationSlope, 6 / 7.9, 0.02) && isClose(found.attenuationSlope, 2 / 7.9, 0.02))
        // The direction changes from atan(0.7595) = 37.215° to atan(0.2532) = 14.208°.
        #expect(abs(found.angle - 203.007) < 0.7, "\(found.angle)")
        #expect(found.exclusions.isEmpty)
    }

    @Test("what should not be used says why, and what cannot be measured is nothing")
    func excluded() throws {
        let late = try unit("late", from: 2, to: 17, hertz: Self.hertz) { t in
            16 - 8 * ((13 - t) / 11) * ((13 - t) / 11)
        }
        #expect(try #require(try geometry(of: late, triangle())).exclusions == [.peakAfterForce])
        let few = try unit("few", [10_000, 11_000, 11_900, 12_700, 13_400], hertz: Self.hertz)
        #expect(try #require(try geometry(of: few, triangle())).exclusions.contains(.tooFewDischarges))
        let falling = try unit("falling", from: 2, to: 9, hertz: Self.hertz) { 20 - $0 }
        #expect(try geometry(of: falling, triangle()) == nil)
        #expect(try geometry(of: late, try force(21) { _ in 3 }) == nil)
        #expect(try geometry(of: try unit("one", [10_000], hertz: Self.hertz), triangle()) == nil)
        let assessed = try RampAssessment(units: [late, few], settings: RampSettings())
        #expect(assessed.units.allSatisfy { $0.geometry == nil && $0.sustained.belowThreshold == nil })
    }

    @Test("firing below the threshold is the time from where the falling force passes it to the last discharge")
    func belowThreshold() throws {
        // Recruited at 4 s (8 % MVC), which is passed again at 16 s.
        let early = try unit("early", stride(from: 20_000, through: 70_000, by: 500).map { $0 }, hertz: Self.hertz)
        let lasting = try unit("lasting", stride(from: 20_000, through: 92_500, by: 500).map { $0 }, hertz: Self.hertz)
        let units = try RampAssessment(units: [early, lasting], force: triangle()).units
        #expect(isClose(units[0].sustained.belowThreshold, -2, 0.03), "\(units[0].sustained)")
        #expect(isClose(units[1].sustained.belowThreshold, 2.5, 0.03), "\(units[1].sustained)")
        #expect(units.allSatisfy { $0.sustained.afterBump == nil })
    }

    @Test("in a sombrero a unit recruited in the bump fires on after it; a ramp and a trapezoid are no sombreros")
    func sombrero() throws {
        // 5 % MVC held from 3 to 27 s, a bump to 20 % from 12 to 18 s.
        func sombrero(_ t: Double) -> Double {
            min(5, max(0, 5 * (t - 2)), max(0, 5 * (28 - t))) + max(0, 15 - 5 * (t - 15).magnitude)
        }
        let trace = try force(30, sombrero)
        let bump = try #require(Bump(in: trace, during: 0..<30))
        // Where the force is 6 % of its height above the hold: 1.2 % MVC.
        #expect(abs(bump.seconds.lowerBound - 12.24) < 0.15 && abs(bump.seconds.upperBound - 17.76) < 0.15, "\(bump)")
        #expect(abs(bump.peak - 15) < 0.1)
        let base = try unit("base", stride(from: 15_000, through: 130_000, by: 700).map { $0 }, hertz: Self.hertz)
        let sustained = try unit(
            "sustained", stride(from: 65_000, through: 115_000, by: 500).map { $0 }, hertz: Self.hertz)
        let stopping = try unit(
            "stopping", stride(from: 70_000, through: 85_000, by: 500).map { $0 }, hertz: Self.hertz)
        let units = try RampAssessment(units: [base, sustained, stopping], force: trace).units
        #expect(units[0].sustained.afterBump == nil)
        #expect(isClose(units[1].sustained.afterBump, 23 - bump.seconds.upperBound, 1e-9))
        #expect((units[2].sustained.afterBump ?? 1) < 0)
        #expect(Bump(in: try triangle(), during: 0..<21) == nil)
        #expect(Bump(in: try force(30) { min(10, max(0, $0 - 2), max(0, 28 - $0)) }, during: 0..<30) == nil)
        #expect(Bump(in: try force(30) { _ in 1 }, during: 0..<30) == nil)
    }
}

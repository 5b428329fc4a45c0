// Several contractions in one recording, and ramps that were not performed.

import Amplification
import Foundation
import MotorUnits
import Signals
import Testing

@Suite("The contractions of a recording")
struct ContractionTests {
    private static let hertz = 1000.0

    /// Force over time, with a little noise that repeats.
    private func force(
        _ seconds: Double, label: String = "Torque", unit: SignalUnit = .percentMVC, noise: Double = 0.2,
        _ value: (Double) -> Double
    ) throws -> ForceTrace {
        let rate = try #require(SampleRate(hertz: Self.hertz))
        return ForceTrace(
            label: label, unit: unit, rate: rate,
            values: (0..<Int(seconds * Self.hertz)).map { k in
                Float(value(Double(k) / Self.hertz) + noise * (Double((k * 7919) % 101) / 50 - 1))
            })
    }

    /// A triangle of `height` that begins at `from` and lasts 20 s.
    private func triangle(_ t: Double, from: Double, height: Double) -> Double {
        max(0, height * (1 - (t - from - 10).magnitude / 10))
    }

    /// Two units that discharge on lines from `from` on.
    private func pair(from: Double) throws -> [MotorUnit] {
        [
            try unit("a", from: from + 2, to: from + 19, hertz: Self.hertz) { 15 - 0.3 * ($0 - from) },
            try unit("b", from: from + 5, to: from + 14, hertz: Self.hertz) { 14 - 0.3 * ($0 - from) },
        ]
    }

    /// The same units with the discharges of several contractions.
    private func joined(_ parts: [[MotorUnit]]) throws -> [MotorUnit] {
        try parts[0].indices.map { k in
            try unit(parts[0][k].name, parts.flatMap { $0[k].discharges.samples }, hertz: Self.hertz)
        }
    }

    @Test("two ramps give the values that each gives alone, found in the path, the force or the discharges")
    func two() throws {
        let starts = [3.0, 33.0]
        let parts = try starts.map(pair)
        let units = try joined(parts)
        let torque = try force(60) { t in starts.reduce(0) { $0 + triangle(t, from: $1, height: 20) } }
        let path = try force(60, label: "path", noise: 0) { t in
            starts.reduce(0) { $0 + triangle(t, from: $1, height: 20) }
        }
        let cases: [(ForceTrace?, ForceTrace?, Contraction.Source)] = [
            (torque, path, .requestedPath), (torque, nil, .force), (nil, nil, .discharges),
        ]
        for (force, path, source) in cases {
            let found = try RampAssessment.contractions(units: units, force: force, path: path, end: 60_000)
            #expect(found.map { $0.contraction?.source } == [source, source])
            // The rest between them, 23 to 33 s, is divided in its middle; discharges end and begin elsewhere.
            let border = try #require(found.first?.contraction?.seconds.upperBound)
            #expect(abs(border - 28) < 1.2 && found.last?.contraction?.seconds.lowerBound == border)
            for (one, part) in zip(found, parts) {
                let alone = try RampAssessment(units: part, end: 60_000)
                #expect(one.pairs == alone.pairs && one.meanDeltaF != nil)
                #expect(one.units.map(\.measures.firstDischarge) == alone.units.map(\.measures.firstDischarge))
            }
        }
        let whole = try RampAssessment.contractions(
            units: units, force: torque, path: path, end: 60_000, guide: .whole)
        #expect(whole.count == 1 && whole[0].contraction?.source == .whole)
    }

    @Test("a single ramp is the whole recording, silent units included, and gives what it gave without a search")
    func one() throws {
        let units = try pair(from: 3) + [unit("silent", [], hertz: Self.hertz)]
        let torque = try force(30) { triangle($0, from: 3, height: 20) }
        let found = try RampAssessment.contractions(units: units, force: torque, end: 30_000)
        let alone = try RampAssessment(units: units, force: torque, end: 30_000)
        #expect(found.count == 1 && found[0].units == alone.units && found[0].pairs == alone.pairs)
        #expect(found[0].contraction?.seconds == 0..<30)
    }

    @Test("contractions of 10 and 80 % in one recording are both found; a twitch and a drift are none")
    func unequal() throws {
        let torque = try force(80) { t in
            triangle(t, from: 3, height: 80) + triangle(t, from: 40, height: 12) + (70..<71 ~= t ? 30 : 0) + 0.02 * t
        }
        let found = ContractionSearch().active(torque)
        #expect(found.count == 2)
        #expect(abs((found.last?.lowerBound ?? 0) - 45.5) < 2.5)
        #expect(ContractionSearch().contractions(of: [], force: torque).count == 2)
    }

    @Test("a unit that goes on into the rest has no derecruitment in its contraction")
    func lasting() throws {
        let units =
            try joined([pair(from: 3), pair(from: 33)]) + [
                unit("lasting", stride(from: 5_000, to: 59_990, by: 100).map { $0 }, hertz: Self.hertz)
            ]
        let torque = try force(60) { triangle($0, from: 3, height: 20) + triangle($0, from: 33, height: 20) }
        let found = try RampAssessment.contractions(units: units, force: torque, end: 60_000)
        #expect(found.map { $0.units.filter(\.isStillDischarging).map(\.unit.name) } == [["lasting"], ["lasting"]])
        #expect(found[0].findings.contains { $0.hasPrefix("Still discharging at the end") })
    }

    @Test("the error of a force that is the path plus a sine is the sine's, and one that does nothing is not performed")
    func performance() throws {
        let path = try force(26, label: "path", noise: 0) { triangle($0, from: 3, height: 20) }
        let shaking = try force(26, noise: 0) { t in
            triangle(t, from: 3, height: 20) + (3..<23 ~= t ? 2 * sin(2 * .pi * t / 5) : 0)
        }
        let good = try #require(RampPerformance(of: shaking, path: path, during: 0..<26))
        #expect(good.target == .requestedPath && abs(good.error - 2 / 2.0.squareRoot()) < 0.05, "\(good.error)")
        #expect(abs(good.errorPercent - 5 * good.error) < 0.1 && good.isPerformed)
        let exact = try #require(RampPerformance(of: path, during: 0..<26))
        #expect(exact.target == .ownTrapezoid && exact.errorPercent < 0.5)
        #expect(isClose(exact.risePerSecond, 2, 0.01) && isClose(exact.fallPerSecond, 2, 0.01))
        #expect(isClose(exact.peakSeconds, 13, 0.05))
        let nothing = try #require(
            RampPerformance(of: try force(26) { $0 > 20 ? 1.0 : 0 }, path: path, during: 0..<26))
        #expect(!nothing.isPerformed && nothing.errorPercent > 50)
        // Two halves of work instead of one ramp.
        let other = try force(26, noise: 0) { (3..<7 ~= $0 || 18..<23 ~= $0) ? 20 : $0 < 13 ? 4 : 0 }
        #expect(try #require(RampPerformance(of: other, during: 0..<26)).isPerformed == false)
        let held = try force(26, noise: 0) { min(10, triangle($0, from: 3, height: 20)) }
        #expect(try #require(RampPerformance(of: held, during: 0..<26)).errorPercent < 1)
        let assessed = try RampAssessment(units: pair(from: 3), force: shaking, path: path)
        #expect(assessed.findings.isEmpty)
        let bad = try RampAssessment(units: pair(from: 3), force: other, path: path)
        #expect(bad.findings.contains { $0.hasPrefix("The ramp was") && $0.contains("requested path") })
    }
}

// The change of ΔF of units that are known to be the same.

import Foundation
import MotorUnits
import Signals
import TestSupport
import Testing

@testable import Amplification

@Suite("Comparing two contractions")
struct ComparisonTests {
    private func assessment(_ settings: RampSettings = RampSettings()) throws -> RampAssessment {
        try RampAssessment(units: SampleVL.units, end: SampleVL.sampleCount, settings: settings)
    }

    @Test("the change of a unit is the difference of its ΔF, and units without one count for nothing")
    func change() throws {
        var generator = SeededGenerator(seed: 1)
        // The same discharges by two smoothers: ΔF of unit 3 is 2.055158 and 2.040283, of unit 4 2.665823 and 3.030126.
        let (first, second) = (try assessment(), try assessment(RampSettings(smoother: .hann2s)))
        let result = DeltaFComparison(
            before: first, after: second, matches: DeltaFComparison.matchesByName(first, second), using: &generator)
        #expect(result.units.count == 5 && result.countBefore == 5 && result.countAfter == 5)
        #expect(result.units.prefix(3).allSatisfy { $0.change == nil })
        #expect(abs(try #require(result.units[3].change) - (2.040283 - 2.055158)) < 1e-5)
        #expect(abs(try #require(result.units[4].change) - (3.030126 - 2.665823)) < 1e-5)
        #expect(abs(try #require(result.meanChange) - 0.174714) < 1e-5)
        #expect(result.low == nil && result.high == nil)
    }

    @Test("the interval of a mean is that of the bootstrap: for two values it can be counted out")
    func interval() throws {
        var generator = SeededGenerator(seed: 2)
        let base = try assessment()
        // Unit 4 three times against itself and against a twin of another ΔF: changes of 0, 0 and d.
        let hann = try assessment(RampSettings(smoother: .hann2s))
        let none = DeltaFComparison(
            before: base, after: base, matches: [(4, 4, 0.9), (3, 3, 0.9), (4, 4, 0.9)], using: &generator)
        #expect(none.meanChange == 0 && none.low == 0 && none.high == 0)
        let some = DeltaFComparison(
            before: base, after: hann, matches: Array(repeating: (4, 4, 0.9), count: 3), using: &generator)
        let d = try #require(some.meanChange)
        let (low, high) = (try #require(some.low), try #require(some.high))
        #expect(abs(low - d) < 1e-12 && abs(high - d) < 1e-12)
        // Changes of unit 3 and unit 4, ten of each: the mean of 20 draws has a standard error of |a − b| / 2 / √20.
        let mixed = DeltaFComparison(
            before: base, after: hann, matches: (0..<20).map { ($0 % 2 + 3, $0 % 2 + 3, nil) }, using: &generator)
        let spread = abs((3.030126 - 2.665823) - (2.040283 - 2.055158)) / 2 / 20.0.squareRoot()
        let width = try #require(mixed.high) - (try #require(mixed.low))
        #expect(abs(width - 2 * 1.96 * spread) < 0.12 * width)
    }

    @Test("over several ramps a unit's ΔF is its mean over the ramps in which it has one")
    func ramps() throws {
        var generator = SeededGenerator(seed: 4)
        let (first, second) = (try assessment(), try assessment(RampSettings(smoother: .hann2s)))
        let result = DeltaFComparison(sameUnitsIn: [first, second], and: [second], using: &generator)
        #expect(result.units.map(\.before) == first.units.map(\.unit.name))
        // Before, unit 3 has 2.055158 and 2.040283, of which half the difference is left.
        #expect(abs(try #require(result.units[3].change) - (2.040283 - 2.055158) / 2) < 1e-5)
        #expect(abs(try #require(result.units[4].change) - (3.030126 - 2.665823) / 2) < 1e-5)
        // A ramp in which no pair meets the rules counts for nothing, and is not taken for a ΔF of zero.
        var none = RampSettings()
        none.deltaF.correlation = 1
        let other = DeltaFComparison(sameUnitsIn: [first, try assessment(none)], and: [second], using: &generator)
        #expect(abs(try #require(other.units[4].change) - (3.030126 - 2.665823)) < 1e-5)
        let nothing = DeltaFComparison(sameUnitsIn: [], and: [second], using: &generator)
        #expect(nothing.units.isEmpty && nothing.meanChange == nil)
    }

    @Test("the JSON twin reads back, the table has a row for each unit in both")
    func twins() throws {
        var generator = SeededGenerator(seed: 3)
        let base = try assessment()
        let result = DeltaFComparison(
            before: base, after: base, matches: [(4, 4, 0.75), (0, 0, 0.6)], using: &generator)
        let provenance = ResultProvenance(software: "Lull", input: "a.json")
        let text = try result.json(before: provenance, after: provenance, settings: RampSettings())
        let report = try JSONDecoder().decode(DeltaFComparisonReport.self, from: Data(text.utf8))
        #expect(report.comparison == result && report.detectableChangeOfPairPps == 4.8)
        let lines = result.csv(before: provenance, after: provenance).split(separator: "\n")
        #expect(lines.count == 3 && lines[2].hasPrefix("0,0,0.6,,,,,,4.8,Lull"))
    }
}

// The interval of each ΔF, and several units as one control unit.

import Amplification
import MotorUnits
import Signals
import TestSupport
import Testing

@Suite("Certainty of ΔF and the composite control unit")
struct CertaintyTests {
    private func settings(draws: Int, seed: UInt64 = 1, smoother: RateSmoother = .fifthOrderPolynomial) -> RampSettings
    {
        RampSettings(smoother: smoother, bootstrap: BootstrapParameters(draws: draws, seed: seed))
    }

    @Test(
        "the same seed gives the same interval, another one another; only accepted pairs and their test units have one")
    func deterministic() throws {
        func assess(_ settings: RampSettings) throws -> RampAssessment {
            try RampAssessment(units: SampleVL.units, end: SampleVL.sampleCount, settings: settings)
        }
        let first = try assess(settings(draws: 60))
        #expect(first == (try assess(settings(draws: 60))))
        let other = try assess(settings(draws: 60, seed: 2))
        #expect(first.pairIntervals != other.pairIntervals && first.pairs == other.pairs)
        #expect(zip(first.pairs, first.pairIntervals).allSatisfy { $0.isAccepted == ($1 != nil) })
        #expect(first.units.allSatisfy { ($0.deltaF.deltaF == nil) == ($0.interval == nil) })
        for unit in first.units {
            guard let interval = unit.interval, let value = unit.deltaF.deltaF else { continue }
            #expect(interval.low < value && value < interval.high && interval.deviation > 0)
        }
        #expect(try assess(settings(draws: 0)).pairIntervals.allSatisfy { $0 == nil })
        let hann = try assess(settings(draws: 60, smoother: .hann2s))
        #expect(
            zip(hann.pairs, hann.pairIntervals).allSatisfy { pair, interval in
                interval.map { $0.low < (pair.deltaF ?? .nan) && (pair.deltaF ?? .nan) < $0.high } ?? !pair.isAccepted
            })
        #expect(
            throws: DeltaFError.parameter(
                name: "number of draws", found: 7, allowed: "0 (no interval) or 50 to 100,000")
        ) {
            try assess(settings(draws: 7))
        }
    }

    @Test("a unit without scatter is sure; twice the scatter makes the interval about twice as wide")
    func scatter() throws {
        func deviation(_ variation: Double, _ seed: UInt64) throws -> Double {
            var generator = SeededGenerator(seed: seed)
            func noisy(_ name: String, from: Double, to: Double, _ rate: (Double) -> Double) throws -> MotorUnit {
                var (time, samples) = (from, [Int]())
                while time < to {
                    samples.append(Int((time * 5000).rounded()))
                    let noise = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
                    time += max(0.3, 1 + variation * noise) / rate(time)
                }
                return try unit(name, samples, hertz: 5000)
            }
            let units = [
                try noisy("control", from: 1, to: 19) { 8 + 8 * (1 - ($0 - 10).magnitude / 10) },
                try noisy("test", from: 4, to: 15) { 7 + 8 * (1 - ($0 - 10).magnitude / 10) },
            ]
            var rules = settings(draws: 100)
            rules.deltaF.correlation = -1
            let assessed = try RampAssessment(units: units, settings: rules)
            return try #require(assessed.pairIntervals[0]?.deviation)
        }
        let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]
        let (small, large) = try (
            seeds.reduce(0) { $0 + (try deviation(0.08, $1)) } / 8,
            seeds.reduce(0) { $0 + (try deviation(0.16, $1)) } / 8
        )
        // The polynomial does not follow the tip of the triangle, which counts as scatter.
        #expect(large / small > 1.5 && large / small < 2.3, "\(small) \(large)")
        #expect(small > 0.05 && small < 0.6)
    }

    @Test("a composite of units on lines is their mean, and ΔF its slope times the time")
    func composite() throws {
        let lines: [(Double, Double)] = [(15, 0.4), (14, 0.3), (16, 0.5)]
        let members = try lines.enumerated().map { k, line in
            try unit("m\(k)", from: 1 + 0.3 * Double(k), to: 20 - 0.2 * Double(k)) { line.0 - line.1 * $0 }
        }
        let test = try unit("test", from: 4, to: 15) { 14 - 0.05 * ($0 - 4) * ($0 - 4) }
        var settings = RampSettings()
        settings.compositeUnits = 3
        let assessed = try RampAssessment(units: members + [test], settings: settings)
        let composite = try #require(assessed.composite)
        #expect(composite.members.map { assessed.units[$0].unit.name } == ["m0", "m1", "m2"])
        let pair = try #require(composite.pairs.first)
        let end = try #require(assessed.units.last?.measures.derecruitment)
        #expect(composite.pairs.count == 1 && pair.isAccepted)
        // The mean of 0.3, 0.4 and 0.5 pps per second.
        #expect(isClose(pair.deltaF, 0.4 * (end - 4), 2e-3), "\(pair)")
        #expect(isClose(composite.meanDeltaF, 0.4 * (end - 4), 2e-3))
        #expect(assessed.units.map { $0.compositePair != nil } == [false, false, false, true])
    }

    @Test("a unit whose rate does not follow the force is no member, and one unit is no composite")
    func members() throws {
        let rate = try #require(SampleRate(hertz: 5000))
        let force = ForceTrace(
            label: "Torque", unit: .percentMVC, rate: rate,
            values: (0..<105_000).map { Float(max(0, 20 - 2 * (Double($0) / 5000 - 10).magnitude)) })
        func drive(_ t: Double) -> Double { 1 - (t - 10).magnitude / 10 }
        let units = [
            try unit("a", from: 1, to: 19) { 8 + 8 * drive($0) },
            try unit("odd", from: 1.5, to: 18.5) { 16 - 8 * drive($0) },
            try unit("b", from: 2, to: 18.4) { 7 + 8 * drive($0) },
            try unit("short", from: 2.4, to: 6) { 7 + 8 * drive($0) },
            try unit("late", from: 6, to: 14) { 6 + 8 * drive($0) },
        ]
        let assessed = try RampAssessment(units: units, force: force)
        let names = assessed.composite?.members.map { assessed.units[$0].unit.name }
        #expect(names == ["a", "b"])
        let alone = try RampAssessment(units: [units[0]], force: force)
        #expect(alone.composite?.isThere == false && alone.composite?.pairs.isEmpty == true)
        var settings = RampSettings()
        settings.compositeUnits = nil
        #expect(try RampAssessment(units: units, settings: settings).composite == nil)
        settings.compositeUnits = 1
        #expect(throws: DeltaFError.parameter(name: "number of composite units", found: 1, allowed: "2 or more")) {
            try RampAssessment(units: units, settings: settings)
        }
    }
}

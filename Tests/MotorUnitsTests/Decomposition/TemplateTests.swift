// Units put into and taken out of the whitened signal, by the short way and by the long one.

import Signals
import TestSupport
import Testing

@testable import MotorUnits

@Suite struct TemplateTests {
    private let before = 5
    private let after = 9
    private let dimensions = 3
    private let count = 900

    /// Noise with two units in it whose windows overlap here and there.
    private func signal(_ trains: [[Int]]) -> WhitenedSignal {
        let signal = WhitenedSignal(count: count, dimensions: dimensions, threads: 1)
        var random = SeededGenerator(seed: 8)
        for k in 0..<count * dimensions { signal.rows[k] = Float.random(in: -1...1, using: &random) }
        for (u, train) in trains.enumerated() {
            for t in train {
                for i in -before...after where (0..<count).contains(t + i) {
                    for d in 0..<dimensions { signal.row(t + i)[d] += Float((u + 2) * (d + 1) * (i + 7) % 11) }
                }
            }
        }
        return signal
    }

    private func difference(_ a: WhitenedSignal, _ b: WhitenedSignal) -> Float {
        (0..<count * dimensions).reduce(0) { max($0, abs(a.rows[$1] - b.rows[$1])) }
    }

    // Discharges at the ends, nearer to one another than a window, one that moves by a sample, one that goes, two that
    // come.
    private let old = [2, 30, 41, 90, 200, 320, 330, 500, 700, 890]
    private let new = [2, 30, 42, 90, 200, 260, 330, 500, 504, 700, 890]
    private let other = [45, 95, 210, 405, 600, 705]

    @Test func `a template replaced at once is that of the unit put back, averaged and taken out`() {
        let (short, long) = (signal([old, other]), signal([old, other]))
        let templates = [short, long].map { MotorUnitTemplate(of: $0, around: old, before: before, after: after) }
        for (signal, template) in zip([short, long], templates) { template.add(to: signal, around: old, scale: -1) }
        let replaced = templates[0].replaced(in: short, from: old, to: new)
        templates[1].add(to: long, around: old, scale: 1)
        let expected = MotorUnitTemplate(of: long, around: new, before: before, after: after)
        expected.add(to: long, around: new, scale: -1)
        #expect(zip(replaced.rows, expected.rows).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(difference(short, long) < 1e-4)
    }

    @Test func `means and sources of a signal with its units are those of the units put back`() {
        let (residual, whole) = (signal([old, other]), signal([old, other]))
        var units: [UnitCandidate] = []
        for train in [old, other] {
            let template = MotorUnitTemplate(of: residual, around: train, before: before, after: after)
            template.add(to: residual, around: train, scale: -1)
            units.append(UnitCandidate(discharges: train, silhouette: 1, template: template))
        }
        let together = SignalWithUnits(residual: residual, units: units)
        for samples in [old, new, other, [0, 899]] {
            #expect(zip(together.mean(at: samples), whole.mean(at: samples)).allSatisfy { abs($0 - $1) < 1e-4 })
        }
        let filters: [Float] = [1, 2, -1, 0.5, 0, 3]
        #expect(zip(together.project(filters), whole.project(filters)).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    @Test func `pairs are counted by their distance`() {
        let pairs = MotorUnitTemplate.coincidences([10, 20, 50], [8, 19, 23, 60], within: 10)
        #expect(pairs.map(\.lag) == [-9, -3, 1, 2] && pairs.map(\.count) == [1, 1, 1, 1])
        #expect(MotorUnitTemplate.coincidences([10, 20], [10, 20], within: 3).map(\.count) == [2])
        #expect(MotorUnitTemplate.coincidences([], [1], within: 3).isEmpty)
    }
}

// Discharges told apart by what each unit leaves in the others' sources.

import Signals
import TestSupport
import Testing

@testable import MotorUnits

@Suite struct SourceLeakageTests {
    /// A whitened signal of two dimensions in which units that look much alike discharge, and a bit of noise.
    private func signal(_ trains: [([Int], (Float, Float))], count: Int, noise: Float) -> WhitenedSignal {
        let signal = WhitenedSignal(count: count, dimensions: 2, threads: 1)
        var random = SeededGenerator(seed: 5)
        for t in 0..<count {
            for d in 0..<2 { signal.row(t)[d] = noise * Float.random(in: -1...1, using: &random) }
        }
        for (train, shape) in trains {
            for t in train {
                signal.row(t)[0] += shape.0
                signal.row(t)[1] += shape.1
            }
        }
        return signal
    }

    private func train(every step: Int, from first: Int, count: Int) -> [Int] {
        Array(stride(from: first, to: count - 60, by: step))
    }

    @Test func `a unit that hides in another one's source is told apart, also at another time and a bit smaller`() {
        let count = 8000
        let shapes: [(Float, Float)] = [(1, 0), (0.6, 0.8)]
        let learnt = [train(every: 190, from: 60, count: count), train(every: 233, from: 100, count: count)]
        let units = learnt.indices.map { k in
            let alone = signal([(learnt[k], shapes[k])], count: count, noise: 0)
            return UnitCandidate(
                discharges: learnt[k], silhouette: 0.95,
                template: MotorUnitTemplate(of: alone, around: learnt[k], before: 40, after: 50))
        }
        let filters: [Float] = [1, 0, 0.6, 0.8]
        let both = signal(Array(zip(learnt, shapes)), count: count, noise: 0.1)
        let leakage = SourceLeakage(
            units, filters: filters, sources: both.project(filters), dimensions: 2, distance: 20, repairs: true)
        // Another stretch, other moments, nine tenths of the size.
        let other = [train(every: 201, from: 77, count: count), train(every: 171, from: 60, count: count)]
        let smaller = shapes.map { (0.9 * $0.0, 0.9 * $0.1) }
        let later = signal(Array(zip(other, smaller)), count: count, noise: 0.1)
        let found = leakage.discharges(in: later.project(filters), length: count)
        #expect(found.trains == other)
        // With a threshold alone, each unit's source shows the other's discharges as well: 0.6 where its own are 1.
        var detector = DischargeDetector(distance: 20)
        let plain = later.project(filters)
        let alone = plain.withUnsafeBufferPointer {
            detector.peaks($0.baseAddress!, count: count, above: 0.2)
        }
        #expect(alone.count > other[0].count + other[1].count / 2)
    }

    @Test func `no units give no discharges`() {
        let leakage = SourceLeakage([], filters: [], sources: [], dimensions: 2, distance: 20, repairs: true)
        #expect(leakage.discharges(in: [], length: 100).trains.isEmpty)
    }
}

import Foundation
import Testing

@testable import VirtualPatient

@Suite("Measures of the physiology check")
struct MeasureTests {
    @Test("beats of a swinging foot have its frequency", arguments: [3.0, 5.5, 8])
    func beats(frequency: Double) {
        let angle = (0..<3000).map { 0.1 + 0.05 * sin(2 * .pi * frequency * Double($0) * 1e-3) }
        let beats = ClonusBeats(angle, from: 500, to: 2500)
        #expect(abs(beats.frequency - frequency) < 0.05 * frequency)
    }

    @Test("a foot at rest, a tremor below half a degree and a single jerk are no clonus")
    func noBeats() {
        let still = [Double](repeating: 0.1, count: 3000)
        let tremor = (0..<3000).map { 0.1 + 0.008 * sin(0.03 * Double($0)) }
        let jerk = (0..<3000).map { exp(-pow((Double($0) - 1500) / 50, 2)) }
        let found = [still, tremor, jerk].map { ClonusBeats($0, from: 0, to: 3000) }
        #expect(found.allSatisfy { $0.frequency.isNaN && $0.count <= 1 })
    }

    @Test("rate and variation of a known train; units that stop early do not count")
    func statistics() {
        // Intervals of 90 and 110 ms in turn: mean 100 ms, standard deviation 10 ms.
        let regular = (0..<100).map { Double($0) * 100 + ($0.isMultiple(of: 2) ? 0 : 10) }
        let stopped = regular.filter { $0 < 5000 }
        let found = FiringStatistics([regular, stopped, []], from: 1000, to: 9900)
        #expect(found.rates.count == 1 && found.variations.count == 1)
        #expect(abs((found.rates.first ?? 0) - 10) < 0.05 && abs((found.variations.first ?? 0) - 10) < 0.2)
    }

    @Test("an after-discharge is as long as three cells go on")
    func afterDischarge() {
        let train = { (end: Double) in stride(from: 1500, to: end, by: 100).map { $0 } }
        let outcome = SpasmSimulation.Outcome(trains: [train(3000), train(4000), train(4000), train(9000)])
        #expect(outcome.afterDischarge(seconds: 9) == 2.5)
        #expect(outcome.sustained == 3 && outcome.survivors(seconds: 9) == 1)
    }

    @Test("the search finds where a rising function reaches the target")
    func search() {
        let found = PatientSimulation.search(for: 20, from: 0, to: 100, steps: 20) { $0 * $0 }
        #expect(abs(found - 20.0.squareRoot()) < 1e-3)
    }
}

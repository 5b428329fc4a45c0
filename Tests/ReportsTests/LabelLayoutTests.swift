// Labels that must not overlap.

import TestSupport
import Testing

@testable import Reports

@Suite("Labels beside one another")
struct LabelLayoutTests {
    @Test("labels with room stay where they are")
    func free() {
        #expect(spreadLabels([30, 10, 50], spacing: 10, within: 0...100) == [30, 10, 50])
        #expect(spreadLabels([], spacing: 10, within: 0...100) == [])
        #expect(spreadLabels([120], spacing: 10, within: 0...100) == [100])
    }

    @Test("labels at one place are spread evenly around it")
    func cluster() {
        #expect(spreadLabels([20, 20], spacing: 8, within: 0...100) == [16, 24])
        #expect(spreadLabels([20, 20, 20], spacing: 8, within: 0...100) == [12, 20, 28])
        #expect(spreadLabels([20, 23, 60], spacing: 8, within: 0...100) == [17.5, 25.5, 60])
    }

    @Test("labels stay within the bounds, and share what room there is")
    func bounds() {
        #expect(spreadLabels([99, 100], spacing: 10, within: 0...100) == [90, 100])
        #expect(spreadLabels([0, 0, 0], spacing: 50, within: 0...40) == [0, 20, 40])
    }

    @Test("for any labels: apart, in order and within the bounds")
    func properties() {
        var generator = SeededGenerator(seed: 13)
        var wrong: [[Double]] = []
        for _ in 0..<1_000 {
            let wanted = (0..<Int.random(in: 2...9, using: &generator)).map { _ in
                Double.random(in: -20...120, using: &generator)
            }
            let placed = spreadLabels(wanted, spacing: 10, within: 0...100)
            let sorted = placed.sorted()
            let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
            let isFine =
                zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 > 10 - 1e-9 }
                && sorted[0] > -1e-9 && sorted[sorted.count - 1] < 100 + 1e-9
                && order.map { placed[$0] } == sorted
            if !isFine { wrong.append(wanted) }
        }
        #expect(wrong == [])
    }
}

import Testing

@testable import VirtualPatient

@Suite("Expectations of physiology")
struct ExpectationTests {
    private func holds(_ expected: PhysiologyExpectation.Expected, _ values: [Double]) -> Bool {
        PhysiologyExpectation("x", expected, unit: "1", PhysiologySource("a test", .assumption)).holds(for: values)
    }

    @Test("a range holds for values inside and at its ends, and for all of them or not at all")
    func range() {
        let cases: [([Double], Bool)] = [
            ([2], true), ([4], true), ([3, 2], true), ([3, 4.01], false), ([1.99], false),
        ]
        #expect(cases.filter { holds(.range(2...4), $0.0) != $0.1 }.isEmpty)
    }

    @Test("orders are strict: equal values neither rise nor fall")
    func orders() {
        #expect(holds(.rising, [1, 2, 3]) && holds(.falling, [3, 2, 1]))
        #expect(!holds(.rising, [1, 2, 2]) && !holds(.falling, [2, 2, 1]) && !holds(.rising, [1, 3, 2]))
        #expect(!holds(.rising, [1]) && !holds(.falling, [1]))
    }

    @Test("a peak lies inside: the largest value is neither first nor last")
    func peaked() {
        #expect(holds(.peaked, [1, 3, 2]) && holds(.peaked, [1, 2, 3, 1]))
        #expect(!holds(.peaked, [3, 2, 1]) && !holds(.peaked, [1, 2, 3]) && !holds(.peaked, [1, 3, 3]))
    }

    @Test("what could not be measured does not match")
    func unmeasured() {
        let all: [PhysiologyExpectation.Expected] = [.range(-1e9...1e9), .rising, .falling, .peaked]
        #expect(all.allSatisfy { !holds($0, []) && !holds($0, [1, .nan, 2]) && !holds($0, [.infinity]) })
    }

    @Test("every expectation has a name of its own, a unit and a source")
    func sources() {
        for extent in [PhysiologyCheck.Extent.quick, .full] {
            let all = PhysiologyCheck.experiments(extent).flatMap(\.expectations)
            #expect(Set(all.map(\.name)).count == all.count)
            #expect(all.allSatisfy { !$0.unit.isEmpty && !$0.source.text.isEmpty })
        }
    }
}

@Suite("Threads of the physiology check")
struct PhysiologyToolsTests {
    private struct Failure: Error {}

    private func tools(_ threads: Int) -> PhysiologyTools {
        let none: RampEstimator = { _ in RampEstimate(deltaF: [], peakRates: []) }
        return PhysiologyTools(threads: threads, estimator: none, progress: PhysiologyProgress(total: 1) { _ in })
    }

    @Test("results come in order, whatever the number of threads")
    func order() throws {
        let results = try [1, 3, 64].map { try tools($0).map(50, cost: 0) { $0 * $0 } }
        #expect(results.allSatisfy { $0 == (0..<50).map { $0 * $0 } })
    }

    @Test("an error in one piece of work is thrown")
    func failure() {
        #expect(throws: Failure.self) { try tools(2).map(10, cost: 0) { if $0 == 7 { throw Failure() } } }
    }
}

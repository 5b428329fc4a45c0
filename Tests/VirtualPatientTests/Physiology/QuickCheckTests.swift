import Testing

@testable import VirtualPatient

@Suite("The quick physiology check")
struct QuickCheckTests {
    @Test("a spasm of the pool needs PIC and lost inhibition, and ends by inhibition; the threads do not matter")
    func spasm() throws {
        let estimator: RampEstimator = { _ in RampEstimate(deltaF: [], peakRates: []) }
        let experiments = [PhysiologyExperiment.spasmByInhibition(.brief)]
        let one = try PhysiologyCheck.run(experiments, threads: 1, estimator: estimator)
        let two = try PhysiologyCheck.run(experiments, threads: 2, estimator: estimator)
        #expect(one == two)
        #expect(one.filter { !$0.matches }.map(\.expectation.name) == [])
    }
}

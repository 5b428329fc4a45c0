// Synapses of the Ia afferents against closed forms.

import Glibc
import Testing

@testable import VirtualPatient

@Suite("Ia paths")
struct AfferentPathsTests {
    private let nerve = NerveParameters.commonPeroneal

    private func path(
        afterEffect: AfterEffectParameters = .init(),
        _ change: (inout ReciprocalInhibitionParameters) -> Void = { _ in }
    ) -> ReciprocalPath {
        var parameters = ReciprocalInhibitionParameters()
        change(&parameters)
        return ReciprocalPath(parameters, nerve: nerve, afterEffect: afterEffect)
    }

    /// Full volleys at a rate for a time, one step at a time.
    private func run(
        _ path: inout ReciprocalPath, rate: Double, seconds: Double
    ) -> [ReciprocalEffect] {
        let period = Int((1000 / rate).rounded())
        return (0..<Int(seconds * 1000)).map { step in
            if step.isMultiple(of: period) { path.send(1, phase: 0) }
            return path.step()
        }
    }

    @Test("inhibition begins 12 to 13 ms after a pulse on the peroneal nerve: 11 ms of nerve, one interneuron")
    func latency() throws {
        var path = path()
        path.send(1, phase: 0)
        let effects = (0..<60).map { _ in path.step().dendriticInhibition }
        let peak = try #require(effects.indices.max { effects[$0] < effects[$1] })
        #expect((12...13).contains(peak) && effects[..<10].allSatisfy { $0 < 0.01 * effects[peak] })
        #expect(abs(path.delay - (0.66 / 60 + 0.0015)) < 1e-12)
    }

    @Test("20 Hz of full volleys with 5 units and 10 ms make 1 unit of inhibition on average")
    func meanInhibition() {
        var path = path()
        let effects = run(&path, rate: 20, seconds: 3)
        let mean = effects[1000...].reduce(0) { $0 + $1.dendriticInhibition } / 2000
        #expect(abs(mean - 1) < 0.01)
    }

    @Test("the dendritic share divides the conductance between dendrites and soma")
    func placement() {
        var path = path { $0.dendriticShare = 0.25 }
        let effects = run(&path, rate: 20, seconds: 2)
        #expect(effects.allSatisfy { abs($0.somaticInhibition - 3 * $0.dendriticInhibition) < 1e-12 })
        #expect(effects.contains { $0.somaticInhibition > 1 })
    }

    @Test("a person without reciprocal inhibition gets nothing from it, a facilitator gets excitation and nothing else")
    func otherEffects() {
        var none = path { $0.effect = .none }
        #expect(run(&none, rate: 50, seconds: 1).allSatisfy { $0 == ReciprocalEffect() })
        var facilitation = path { $0.effect = .facilitation }
        let effects = run(&facilitation, rate: 20, seconds: 3)
        let mean = effects[1000...].reduce(0) { $0 + $1.excitation } / 2000
        #expect(abs(mean - 1) < 0.01)
        #expect(effects.allSatisfy { $0.dendriticInhibition == 0 && $0.somaticInhibition == 0 && $0.blocked == 0 })
    }

    @Test("presynaptic inhibition begins some 30 ms after the volley's arrival and outlasts the conductance")
    func presynaptic() {
        var path = path()
        path.send(1, phase: 0)
        let effects = (0..<200).map { _ in path.step() }
        #expect(effects[..<38].allSatisfy { $0.blocked < 0.001 } && effects[45].blocked > 0.05)
        #expect(effects[120].dendriticInhibition < 0.01 && effects[120].blocked > 0.03)
    }

    @Test("there is no after-effect unless it is switched on")
    func afterEffectOff() {
        var path = path()
        _ = run(&path, rate: 100, seconds: 20)
        #expect(path.potentiation == 1)
    }

    @Test(
        "switched on, patterned stimulation leaves an after-effect that grows with the dose and decays; even does not")
    func afterEffectOn() {
        var parameters = AfterEffectParameters()
        parameters.isOn = true
        parameters.decay = 100
        var patterned = path(afterEffect: parameters)
        _ = run(&patterned, rate: 100, seconds: 5)
        let once = patterned.potentiation
        _ = run(&patterned, rate: 100, seconds: 5)
        let twice = patterned.potentiation
        for _ in 0..<100_000 { _ = patterned.step() }
        let later = patterned.potentiation
        var even = path(afterEffect: parameters)
        _ = run(&even, rate: 6.67, seconds: 10)
        #expect(once > 1.02 && abs((twice - 1) / (once - 1) - 2) < 0.1)
        #expect(abs((later - 1) / (twice - 1) - exp(-1)) < 0.01)
        #expect(even.potentiation == 1)
    }

    @Test("volleys in quick succession find less transmission; it recovers with its time constant")
    func depression() {
        func response(after pause: Int) -> Double {
            var synapse = AfferentSynapse(.init(), nerve: nerve)
            synapse.send(1, phase: 0)
            for _ in 0..<pause { _ = synapse.step(blocked: 0) }
            synapse.send(1, phase: 0)
            return (0..<40).reduce(0) { sum, _ in sum + synapse.step(blocked: 0) }
        }
        let rested = response(after: 10_000)
        // 15 % used up, half of it back after ln 2 · 0.3 s.
        #expect(abs(response(after: 208) / rested - 0.925) < 0.005)
        #expect(response(after: 60) < 0.9 * rested)
    }
}

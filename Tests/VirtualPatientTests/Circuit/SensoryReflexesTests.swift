// Receptors and joint against closed forms.

import Glibc
import Testing

@testable import VirtualPatient

@Suite("Reflexes and joint")
struct SensoryReflexesTests {
    @Test(
        "a steady stretch at a steady velocity excites as much as the gains say, after the latency; shortening does not"
    )
    func stretchReflex() {
        var parameters = StretchReflexParameters()
        parameters.gain = 2
        var reflex = StretchReflex(parameters)
        let stretched = (0..<100).map { _ in reflex.step(stretch: 0.1, velocity: 1.1) }
        #expect(stretched[..<20].allSatisfy { $0 == 0 } && stretched[20] > 0)
        #expect(abs(stretched[99] - 2 * (1.5 * 1.0 + 1.5 * 0.1)) < 1e-4)
        var other = StretchReflex(parameters)
        let shortened = (0..<100).map { _ in other.step(stretch: -0.1, velocity: -2) }
        #expect(shortened.allSatisfy { $0 == 0 })
    }

    @Test("the excitation after a touch peaks at the touch's strength, where two exponentials do")
    func skinReflex() throws {
        var parameters = SkinReflexParameters()
        parameters.strength = 6
        var reflex = SkinReflex(parameters)
        reflex.touch(strength: 1)
        let excitation = (0..<2000).map { _ in reflex.step() }
        let peak = try #require(excitation.indices.max { excitation[$0] < excitation[$1] })
        let expected = 80 + 1000 * 0.3 * 0.03 / 0.27 * log(10)
        #expect(abs(Double(peak) - expected) <= 1)
        #expect(abs(excitation[peak] - 6) < 0.001)
        #expect(excitation[..<80].allSatisfy { $0 == 0 })
    }

    @Test(
        "vibration makes one volley per cycle up to the limit, and no more beyond it", arguments: [30.0, 80, 100, 160])
    func vibration(frequency: Double) {
        var tendon = TendonVibration(.init())
        let volleys = (0..<10_000).compactMap { _ in tendon.step(frequency: frequency, amplitude: 1) }
        #expect(abs(Double(volleys.count) - 10 * min(frequency, 100)) <= 1)
        #expect(volleys.allSatisfy { (0...0.001).contains($0.phase) && $0.size > 0 })
        #expect(tendon.step(frequency: 0, amplitude: 1) == nil)
    }

    private func ankle(_ change: (inout AnkleParameters) -> Void) -> Ankle {
        var parameters = AnkleParameters()
        parameters.isHeld = false
        change(&parameters)
        return Ankle(parameters)
    }

    @Test("a free ankle swings as a damped oscillator does, to the closed form at every millisecond")
    func freeSwing() {
        var joint = ankle {
            $0.inertia = 0.02
            $0.stiffness = 20
            $0.damping = 0.1
        }
        _ = joint.step(agonist: 0, antagonist: 0, external: 0, imposed: (0.2, 0))
        let decay = 0.1 / (2 * 0.02)
        let frequency = (20 / 0.02 - decay * decay).squareRoot()
        let worst = (1...2000).reduce(0.0) { worst, step in
            _ = joint.step(agonist: 0, antagonist: 0, external: 0, imposed: nil)
            let t = Double(step) * 0.001
            let exact = 0.2 * exp(-decay * t) * (cos(frequency * t) + decay / frequency * sin(frequency * t))
            return max(worst, abs(joint.angle - exact))
        }
        #expect(worst < 1e-10)
    }

    @Test("a steady torque holds the foot where stiffness balances it; limits stop it; a held foot stays")
    func statics() {
        var joint = ankle { $0.damping = 1 }
        for _ in 0..<10_000 { _ = joint.step(agonist: 0, antagonist: 0, external: 4, imposed: nil) }
        #expect(abs(joint.angle - 0.2) < 1e-9)
        for _ in 0..<10_000 { _ = joint.step(agonist: 0, antagonist: 0, external: 40, imposed: nil) }
        #expect(joint.angle == 0.4)
        var held = ankle { $0.isHeld = true }
        let torque = held.step(agonist: 5, antagonist: 2, external: 40, imposed: nil)
        #expect(held.angle == 0 && torque == 3)
    }

    @Test("a muscle that is stretched and lengthening pulls harder, one that shortens fast enough does not pull at all")
    func activeMuscle() {
        var joint = ankle {
            $0.activeStiffness = 2
            $0.activeDamping = 0.1
        }
        _ = joint.step(agonist: 0, antagonist: 0, external: 0, imposed: (0.1, 1))
        #expect(abs(joint.step(agonist: 10, antagonist: 0, external: 0, imposed: (0.1, -20)) - 13) < 1e-12)
        #expect(joint.step(agonist: 10, antagonist: 0, external: 0, imposed: nil) == 0)
    }
}

// Clonus: the stretch reflex, a fast muscle, and a foot that is free and under load.

import Glibc
import Motoneurons
import Testing
import VirtualPatient

@Suite("Clonus")
struct ClonusTests {
    /// The strongest frequency (Hz) of the ankle between 0.5 and 12 Hz, and its range (rad), 3 to 8 s after a push.
    private func beat(gain: Double, inertia: Double) throws -> (frequency: Double, range: Float) {
        var patient = Patients.small(neuromodulation: 0.95, inhibition: 2, excitation: 0)
        patient.agonist.muscle = .gastrocnemiusMedialis
        patient.agonist.synapses = .init()
        patient.circuit.stretchReflex.gain = gain
        patient.circuit.ankle.isHeld = false
        patient.circuit.ankle.inertia = inertia
        patient.circuit.ankle.load = 8
        let push = PatientInput(at: 0.5, .push(torque: 8, duration: 0.1))
        let angle = try Patients.run(patient, [push], seconds: 8).angle[3000...]
        // A hundred samples a second are plenty for this.
        let slow = stride(from: angle.startIndex, to: angle.endIndex, by: 10).map { angle[$0] }
        let mean = angle.reduce(0, +) / Float(angle.count)
        var best = (frequency: 0.0, power: 0.0)
        for frequency in stride(from: 0.5, through: 12, by: 0.05) {
            var (real, imaginary) = (0.0, 0.0)
            for (n, value) in slow.enumerated() {
                let window = 0.5 - 0.5 * cos(2 * .pi * Double(n) / Double(slow.count))
                let phase = 2 * .pi * frequency * Double(n) / 100
                real += window * Double(value - mean) * cos(phase)
                imaginary += window * Double(value - mean) * sin(phase)
            }
            let power = real * real + imaginary * imaginary
            if power > best.power { best = (frequency, power) }
        }
        return (best.frequency, (angle.max() ?? 0) - (angle.min() ?? 0))
    }

    @Test("a push starts beats of 3 to 8 Hz that go on when the stretch reflex is strong, and none when it is not")
    func gain() throws {
        let weak = try beat(gain: 1, inertia: 0.03)
        let strong = try beat(gain: 6, inertia: 0.03)
        let stronger = try beat(gain: 10, inertia: 0.03)
        #expect(weak.range < 0.03)
        #expect(strong.range > 0.1 && (3...8).contains(strong.frequency))
        #expect(stronger.range > 0.1 && (3...8).contains(stronger.frequency))
        #expect(stronger.frequency >= strong.frequency)
    }

    @Test("a heavier foot beats more slowly")
    func inertia() throws {
        let light = try beat(gain: 8, inertia: 0.02)
        let middle = try beat(gain: 8, inertia: 0.04)
        let heavy = try beat(gain: 8, inertia: 0.08)
        #expect(light.frequency > middle.frequency && middle.frequency > heavy.frequency)
        #expect((3...8).contains(light.frequency) && (3...8).contains(heavy.frequency))
    }
}

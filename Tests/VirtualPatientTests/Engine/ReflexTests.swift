// Reflexes of the whole patient: H-reflex, M-wave, VibStim.

import Testing
import VirtualPatient

@Suite("Nerve stimulation and VibStim")
struct ReflexTests {
    /// Discharges of motoneurons, and the torque (N·m), within 200 ms after one pulse on the tibial nerve.
    private func response(to multiple: Double) throws -> (discharges: [PatientDischarge], peak: Float, motor: Double) {
        var patient = Patients.small(neuromodulation: 0.95, inhibition: 1)
        patient.circuit.stretchReflex.gain = 0
        let current = multiple * patient.circuit.agonistNerve.motorThreshold(width: 1000)
        let pulse = PatientInput(at: 1, .pulses(.agonist, current: current, width: 1000, frequency: 1, duration: 0.5))
        let run = try Patients.run(patient, [pulse], seconds: 1.3)
        let motor = run.events.compactMap { event in
            if case .pulse(.agonist, _, let motor) = event.kind { motor } else { nil }
        }
        return (run.agonist(1, 1.05), run.torque.max() ?? 0, try #require(motor.first))
    }

    @Test("below motor threshold a strong volley gives an H-reflex without an M-wave, well above it both")
    func reflexAndMotorResponse() throws {
        let quiet = try response(to: 0.7)
        #expect(quiet.discharges.isEmpty && quiet.motor == 0 && quiet.peak == 0)
        let reflex = try response(to: 1.2)
        #expect(reflex.discharges.count >= 5 && reflex.motor < 0.05)
        // Nerve, synapse, and the rise of the soma: 12 to 25 ms to the motoneuron's discharge.
        #expect(reflex.discharges.allSatisfy { (12_000...35_000).contains($0.time - 1_000_000) })
        let both = try response(to: 3)
        #expect(both.motor == 1 && both.peak > 1.5 * reflex.peak)
    }

    @Test("VibStim leaves a torque behind in a person with strong PICs and none in one with weak PICs")
    func vibStim() throws {
        func torques(neuromodulation: Double) throws -> (before: Double, vibration: Double, after: Double) {
            let patient = Patients.small(neuromodulation: neuromodulation, inhibition: 1)
            let current = 1.2 * patient.circuit.agonistNerve.motorThreshold(width: 1000)
            let run = try Patients.run(patient, PatientInput.vibStim(at: 1, current: current), seconds: 42)
            // Rest; vibration after the last train; 5 s after all.
            let windows = [(0.5, 1.0), (31, 33), (39, 41)].map { run.meanTorque($0.0, $0.1) / 90 * 100 }
            return (windows[0], windows[1], windows[2])
        }
        let responder = try torques(neuromodulation: 1)
        #expect(responder.before == 0 && responder.vibration > 5 && responder.after > 3)
        let other = try torques(neuromodulation: 0.6)
        #expect(other.vibration < responder.vibration && other.after < 0.1)
    }

    @Test("vibration of the antagonist's tendon inhibits a voluntary contraction, as in people")
    func antagonistVibration() throws {
        let patient = Patients.small(neuromodulation: 0.95, inhibition: 1)
        let ramp = PatientInput.ramp(at: 0, peak: 5, rise: 1, hold: 3, fall: 1)
        let vibration = PatientInput(at: 2, .vibration(.antagonist, frequency: 80, amplitude: 1, duration: 2))
        let alone = try Patients.run(patient, [ramp], seconds: 5).agonist(2.2, 4).count
        let inhibited = try Patients.run(patient, [ramp, vibration], seconds: 5).agonist(2.2, 4).count
        #expect(inhibited < alone && inhibited > alone / 2)
    }
}

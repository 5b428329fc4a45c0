// The whole patient must not ask for memory while time passes: not at rest, not in a contraction, not under stimulation.

import CAllocationCounter
import Motoneurons
import Signals
import Testing

@testable import VirtualPatient

@Suite("Live steps of the whole patient")
struct WholePatientAllocationTests {
    /// What goes on while the steps are counted.
    enum Situation: String, CaseIterable, CustomTestStringConvertible {
        case rest, contraction, spasm, vibration, pulsesOfAProtocol, pulsesFromOutside, everyDisturbance,
            everythingAtOnce

        var testDescription: String { rawValue }

        var inputs: [PatientInput] {
            let contraction = PatientInput(at: 0.1, .contraction(.agonist, peak: 12, rise: 0.3, hold: 9, fall: 0.5))
            let vibration = PatientInput(at: 0.1, .vibration(.agonist, frequency: 90, amplitude: 1, duration: 9))
            let reciprocal = PatientInput(
                at: 0.1, .pulses(.antagonist, current: 9, width: 300, frequency: 100, duration: 9))
            let muscular = PatientInput(
                at: 0.1, .pulses(.agonist, current: 20, width: 1000, frequency: 20, duration: 9))
            return switch self {
            case .rest, .everyDisturbance: []
            case .contraction: [contraction]
            case .spasm: [Patients.trigger]
            case .vibration: [vibration]
            case .pulsesOfAProtocol: [reciprocal, muscular]
            case .pulsesFromOutside: []
            case .everythingAtOnce: [contraction, vibration, reciprocal, muscular, Patients.trigger]
            }
        }

        var hasPulsesFromOutside: Bool { self == .pulsesFromOutside || self == .everythingAtOnce }
    }

    /// Electrodes over the muscle; computed once for each set of disturbances.
    private static let electrodes = [Disturbances.laboratory, .home].map { disturbances in
        Result { () throws -> PatientElectromyography in
            var parameters = ElectromyographyParameters()
            parameters.disturbances = disturbances
            return try PatientElectromyography(parameters, of: patient.agonist, seed: 3)
        }
    }

    private static let patient: VirtualPatientParameters = {
        var patient = Patients.small(neuromodulation: 1, inhibition: 0.5, units: 20)
        patient.agonist.synapses = .init()
        patient.agonist.synapses.commonExcitation.coefficientOfVariation = 0.1
        patient.agonist.fatigue = .init()
        patient.circuit.ankle.isHeld = false
        patient.circuit.afterEffect.isOn = true
        return patient
    }()

    @Test("once its buffers have grown a patient allocates nothing", arguments: Situation.allCases)
    func allocations(in situation: Situation) throws {
        let before = allocation_count_of_this_thread()
        let disturbed = situation == .everyDisturbance || situation == .everythingAtOnce
        var engine = try VirtualPatientEngine(
            Self.patient, seed: 2, inputs: situation.inputs,
            electromyography: Self.electrodes[disturbed ? 1 : 0].get())
        try #require(allocation_count_of_this_thread() > before, "the allocation counter does not count here")
        var block = PatientBlock(channelCount: engine.channelCount)
        let (blockLength, blocks) = (32, 320)
        var start: UInt = 0
        var seen = (discharges: 0, pulses: 0)
        for round in 0..<blocks {
            // Two seconds, in which buffers grow to what is needed.
            if round == 128 { start = allocation_count_of_this_thread() }
            if situation.hasPulsesFromOutside {
                let now = engine.elapsedMilliseconds * 1000
                for pulse in 0..<3 {
                    engine.stimulate(
                        PatientPulse(nerve: .antagonist, time: now + 5000 * pulse, current: 9, width: 300))
                }
            }
            engine.advance(frames: blockLength, into: &block)
            if round >= 128 {
                seen.discharges += block.discharges.count
                // By index: without optimisation the iterator of an array asks for memory.
                for index in block.events.indices {
                    if case .pulse = block.events[index].kind { seen.pulses += 1 }
                }
            }
        }
        let allocated = allocation_count_of_this_thread() - start
        #expect(allocated == 0)
        // What was meant to go on went on while it was counted.
        switch situation {
        case .rest, .everyDisturbance: #expect(seen.pulses == 0)
        case .contraction, .spasm, .vibration: #expect(seen.discharges > 50 && seen.pulses == 0)
        case .pulsesOfAProtocol: #expect(seen.pulses > 300)
        case .pulsesFromOutside: #expect(seen.pulses > 500)
        case .everythingAtOnce: #expect(seen.discharges > 50 && seen.pulses > 800)
        }
    }
}

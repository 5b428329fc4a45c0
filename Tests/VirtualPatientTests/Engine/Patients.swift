// Small patients for tests: twenty cells without noise, as in the oracle's runs.

import Motoneurons
import Signals
import VirtualPatient

enum Patients {
    /// Twenty cells of hTA on the soleus, no noise, no jitter, a foot that is held.
    static func small(
        neuromodulation: Double = 1, inhibition: Double = 0, excitation: Double = 0.5, units: Int = 20
    ) -> VirtualPatientParameters {
        var patient = VirtualPatientParameters()
        patient.agonist = MotorPoolParameters()
        patient.agonist.motorUnits = units
        patient.antagonist.motorUnits = 4
        for pool in [\VirtualPatientParameters.agonist, \.antagonist] {
            patient[keyPath: pool].jitter = .init()
            patient[keyPath: pool].synapses = .deterministic
        }
        patient.agonist.restingInhibition = inhibition
        patient.agonist.restingExcitation = excitation
        patient.neuromodulation.baseline = neuromodulation
        return patient
    }

    /// The oracle's trigger: excitation 10 in all for 0.5 s.
    static let trigger = PatientInput(at: 0.5, .excitation(.agonist, units: 9.5, duration: 0.5))

    /// Runs a patient without electrodes; agonist discharges, and everything else, in one block.
    static func run(
        _ parameters: VirtualPatientParameters, _ inputs: [PatientInput], seconds: Double, seed: UInt64 = 1
    ) throws -> PatientBlock {
        var engine = try VirtualPatientEngine(parameters, seed: seed, inputs: inputs)
        var block = PatientBlock(channelCount: 0)
        engine.advance(frames: Int(seconds * 1000), into: &block)
        return block
    }
}

extension PatientBlock {
    /// Units of the agonist that discharge in a time (s).
    func activeUnits(_ from: Double, _ to: Double) -> Int { Set(agonist(from, to).map(\.unit)).count }

    /// Discharges of the agonist in a time (s).
    func agonist(_ from: Double, _ to: Double) -> [PatientDischarge] {
        discharges.filter { $0.muscle == .agonist && (from..<to).contains(Double($0.time) * 1e-6) }
    }

    /// Mean torque in a time (s), for blocks of 1,000 frames a second.
    func meanTorque(_ from: Double, _ to: Double) -> Double {
        let part = torque[Int(from * 1000)..<Int(to * 1000)]
        return Double(part.reduce(0, +)) / Double(part.count)
    }
}

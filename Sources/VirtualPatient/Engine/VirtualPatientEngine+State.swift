// Saving a patient and going on, bit for bit.

import Motoneurons

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Everything of a patient that changes while time passes.
private struct SavedPatient: Codable {
    static let currentVersion = 1

    var version = SavedPatient.currentVersion
    var parameters: VirtualPatientParameters
    var seed: UInt64
    /// Rate, channels and disturbances of the recording; `nil` without one.
    var recording: ElectromyographyParameters?
    var elapsedMilliseconds: Int
    var elapsedFrames: Int
    var torque: Double
    var agonist: SavedPool
    var antagonist: SavedPool
    var circuit: ReflexCircuit
    var life: LifeGenerator
    var coming: [PatientInput]
    var active: [PatientInput]
    var pulses: [PatientPulse]
    var synthesizer: EMGSynthesizer.State?
    var disturbances: DisturbanceGenerator?
    var pending: PendingFrames
}

/// A pool: motoneurons as their own bytes, muscle and axons beside them.
struct SavedPool: Codable {
    var cells: Data
    var muscle: Muscle
    var efferents: EfferentVolleys
}

extension MotorPool {
    var saved: SavedPool {
        SavedPool(cells: Data(cells.savedState), muscle: muscle, efferents: efferents)
    }

    mutating func restore(_ saved: SavedPool) throws(MotoneuronError) {
        try cells.restore(from: [UInt8](saved.cells))
        muscle = saved.muscle
        efferents = saved.efferents
        forgetInputs()
    }
}

extension VirtualPatientEngine {
    /// The patient as bytes: parameters, seed, and everything that changes while time passes.
    ///
    /// - Throws: the encoder's error; it has no reason to.
    public func savedState() throws -> [UInt8] {
        let saved = SavedPatient(
            parameters: parameters, seed: seed, recording: electromyography?.parameters,
            elapsedMilliseconds: elapsedMilliseconds, elapsedFrames: elapsedFrames, torque: torque,
            agonist: agonist.saved,
            antagonist: antagonist.saved, circuit: circuit, life: life, coming: coming, active: active,
            pulses: pulses, synthesizer: synthesizer?.state, disturbances: disturbances, pending: pending)
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        return [UInt8](try encoder.encode(saved))
    }

    /// Continues bit for bit where ``savedState()`` was taken. The patient must have been made with the same parameters,
    /// seed and electrodes.
    ///
    /// - Throws: ``ParameterError`` when the bytes are damaged or of another patient; the patient then stays as it was.
    public mutating func restore(from bytes: [UInt8]) throws {
        let saved: SavedPatient
        do {
            saved = try PropertyListDecoder().decode(SavedPatient.self, from: Data(bytes))
        } catch {
            throw ParameterError(
                parameter: "saved patient", found: "\(bytes.count) bytes that cannot be read",
                allowed: "what a patient of this version saved")
        }
        guard saved.version == SavedPatient.currentVersion else {
            throw ParameterError(
                parameter: "saved patient: version", found: "\(saved.version)",
                allowed: "\(SavedPatient.currentVersion)")
        }
        guard saved.parameters == parameters, saved.seed == seed, saved.recording == electromyography?.parameters,
            (saved.synthesizer != nil) == (synthesizer != nil)
        else {
            throw ParameterError(
                parameter: "saved patient", found: "one with other parameters, seed or electrodes",
                allowed: "the same parameters, seed and electrodes")
        }
        var (agonist, antagonist) = (agonist, antagonist)
        try agonist.restore(saved.agonist)
        try antagonist.restore(saved.antagonist)
        (self.agonist, self.antagonist) = (agonist, antagonist)
        circuit = saved.circuit
        life = saved.life
        (coming, active, pulses, pending) = (saved.coming, saved.active, saved.pulses, saved.pending)
        (elapsedMilliseconds, elapsedFrames) = (saved.elapsedMilliseconds, saved.elapsedFrames)
        torque = saved.torque
        if let state = saved.synthesizer { synthesizer?.state = state }
        disturbances = saved.disturbances
    }
}

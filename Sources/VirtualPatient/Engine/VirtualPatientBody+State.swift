// Saving a person together with the stimulator on its pads, and going on, bit for bit.

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A body: the patient as its own bytes, its stimulator, and the truth that nobody has fetched.
private struct SavedBody: Codable {
    static let currentVersion = 1

    var version = SavedBody.currentVersion
    var engine: Data
    var stimulator: SavedStimulator
    var discharges: [PatientDischarge]
    var events: [PatientEvent]
}

extension VirtualPatientBody {
    /// The patient and its stimulator as bytes, at any moment: a burst that is under way is part of them, and so is what
    /// nobody has fetched yet (truth, events).
    ///
    /// - Throws: the encoder's error; it has no reason to.
    public func savedState() throws -> [UInt8] {
        try withInner { inner in
            let encoder = PropertyListEncoder()
            encoder.outputFormat = .binary
            return [UInt8](
                try encoder.encode(
                    SavedBody(
                        engine: Data(try inner.engine.savedState()), stimulator: SavedStimulator(inner.stimulator),
                        discharges: inner.discharges, events: inner.events)))
        }
    }

    /// Continues bit for bit where ``savedState()`` was taken, a burst under way included. The engine must have been made
    /// with the same parameters, seed and electrodes. A ``VirtualPatient`` and a ``VirtualPatientStimulator`` that were
    /// made for this body before go on with the restored one.
    ///
    /// - Throws: ``ParameterError`` when the bytes are damaged or of another patient; everything then stays as it was.
    public func restore(from bytes: [UInt8]) throws {
        let saved: SavedBody
        let stimulator: PatientStimulatorCore
        do {
            saved = try PropertyListDecoder().decode(SavedBody.self, from: Data(bytes))
            stimulator = try saved.stimulator.core()
        } catch {
            throw ParameterError(
                parameter: "saved body", found: "\(bytes.count) bytes that cannot be read",
                allowed: "what a body of this version saved")
        }
        guard saved.version == SavedBody.currentVersion else {
            throw ParameterError(
                parameter: "saved body: version", found: "\(saved.version)", allowed: "\(SavedBody.currentVersion)")
        }
        try withInner { inner in
            try inner.engine.restore(from: [UInt8](saved.engine))
            inner.stimulator = stimulator
            inner.discharges = saved.discharges
            inner.events = saved.events
        }
    }
}

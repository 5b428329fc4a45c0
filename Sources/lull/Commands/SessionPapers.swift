// The papers of a session with a real stimulator: kept whole in its log, so that it can be played again and nobody has to ask
// afterwards what was approved.

import Devices
import Sessions
import Signals
import Stimulation

/// Prescription, screening and the test of the effect, as they were when the session began.
struct SessionPapers {
    let stimulator: StimulatorKind
    let prescription: PrescriptionForm
    let screening: ScreeningForm
    /// The `pads.json` of a test on this person; `nil` when there was none, and then nothing is automatic.
    let evidence: String?
    /// When the clearance was made of them: seconds since 1970.
    let clearedAt: Int

    private static let kind = "papers"

    /// What they allow, when they were looked at or at another moment.
    ///
    /// - Throws: when the prescription breaks a limit, or the evidence is none of this person.
    func clearance(at moment: Int? = nil) throws -> Clearance {
        let approved = try prescription.prescription(within: stimulator.limits, at: clearedAt)
        let tested = try evidence.map { try PadTestFile(text: $0, path: "the pad test").evidence(for: approved) }
        return Clearance(
            prescription: approved, screening: screening.screening, evidence: tested, at: moment ?? clearedAt)
    }

    /// Writes them into a log.
    func append(to log: inout EventLogWriter) throws {
        try log.append(
            Self.kind, at: SampleIndex(0),
            [
                .init("stimulator", .text(stimulator.rawValue)), .init("clearedAtUnixSeconds", .integer(clearedAt)),
                .init("prescription", .text(prescription.text)), .init("screening", .text(screening.text)),
            ] + (evidence.map { [.init("evidence", .text($0))] } ?? []))
    }

    init(
        stimulator: StimulatorKind, prescription: PrescriptionForm, screening: ScreeningForm, evidence: String?,
        clearedAt: Int
    ) {
        self.stimulator = stimulator
        self.prescription = prescription
        self.screening = screening
        self.evidence = evidence
        self.clearedAt = clearedAt
    }

    /// Reads them out of a log; `nil` for a session without a real stimulator.
    init?(_ entries: [EventLogEntry], path: String) throws {
        guard let entry = entries.first(where: { $0.kind == Self.kind }) else { return nil }
        guard let stimulator = entry.text("stimulator").flatMap(StimulatorKind.init(rawValue:)),
            let prescription = entry.text("prescription"), let screening = entry.text("screening"),
            let clearedAt = entry.integer("clearedAtUnixSeconds")
        else { throw PlanError(path: path, problem: "its log does not hold the papers of the session whole") }
        self.init(
            stimulator: stimulator,
            prescription: try PrescriptionForm(text: prescription, file: "\(path), its prescription"),
            screening: try ScreeningForm(text: screening, file: "\(path), its screening"),
            evidence: entry.text("evidence"), clearedAt: clearedAt)
    }
}

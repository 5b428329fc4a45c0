// The options of `lull run` that a real stimulator needs. None of them has a default that could stimulate.

import ArgumentParser
import Foundation
import Sessions
import Stimulation

/// A real stimulator, and the papers without which nothing is armed.
struct StimulatorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "With --source: a stimulator at a port instead of a simulated one, such as p24:/dev/ttyACM0.",
            valueName: "kind:port"))
    var stimulator: String?

    @Flag(
        help:
            "You know that this is research software, never tried on a real stimulator or a person. Needed with --stimulator."
    )
    var untested = false

    @Option(
        help: ArgumentHelp("With --stimulator: what a clinician approved (lull prescription).", valueName: "file"),
        completion: .file())
    var prescription: String?

    @Option(
        help: ArgumentHelp("With --stimulator: today's answers (lull screening).", valueName: "file"),
        completion: .file())
    var screening: String?

    @Option(
        help: ArgumentHelp(
            "With --stimulator: the pads.json of a test of this pad on this person; without it only a hand gives bursts.",
            valueName: "file"), completion: .file())
    var evidence: String?

    @Option(
        help: ArgumentHelp(
            "With --stimulator: the person's dose ledger; every burst stands there before it leaves.", valueName: "file"
        ),
        completion: .file())
    var ledger: String?

    @Option(
        help: ArgumentHelp(
            "With trigger:PORT: the line of text that makes the stimulator give one pulse.", valueName: "text"))
    var triggerLine: String?

    /// What must be there beside the port, read and checked; no port has been opened yet.
    struct Papers {
        let address: StimulatorAddress
        let papers: SessionPapers
        let clearance: Clearance
        let ledger: String
        let triggerLine: String?
    }

    /// Whether any of them was given.
    var isAsked: Bool {
        stimulator != nil || untested || prescription != nil || screening != nil || evidence != nil || ledger != nil
            || triggerLine != nil
    }

    /// Reads and checks the papers; `nil` when no stimulator is asked for.
    ///
    /// - Parameter seconds: how long the session lasts: the answers must be good until its end.
    /// - Throws: what is missing, what the papers break, and what stands in the way of arming.
    func papers(lasting seconds: Double) throws -> Papers? {
        guard let stimulator else {
            guard !isAsked else {
                throw UsageError(
                    description:
                        "--untested, --prescription, --screening, --evidence, --ledger and --trigger-line are for --stimulator"
                )
            }
            return nil
        }
        let address = try StimulatorAddress(stimulator)
        guard let prescription, let screening, let ledger else {
            throw UsageError(
                description: "--stimulator needs --prescription, --screening and --ledger (lull prescription new, "
                    + "lull screening new; the ledger is a file that is made when it is not there)")
        }
        guard untested else {
            throw UsageError(
                description:
                    "--stimulator needs --untested, by which you say that you know: this is research software, not a "
                    + "medical device, and was never tried on a real stimulator or a person")
        }
        guard (address.kind == .trigger) == (triggerLine != nil) else {
            throw UsageError(
                description: address.kind == .trigger
                    ? "trigger:PORT needs --trigger-line, the line of text that makes the stimulator give one pulse"
                    : "--trigger-line is for trigger:PORT")
        }
        let now = FormFiles.now
        let papers = SessionPapers(
            stimulator: address.kind, prescription: try PrescriptionForm(contentsOf: prescription),
            screening: try ScreeningForm(contentsOf: screening),
            evidence: try evidence.map { try PadTestFile.text(of: $0) }, clearedAt: now)
        let clearance = try papers.clearance()
        guard clearance.obstacles.isEmpty else {
            throw ScreeningOpen(file: screening, clauses: clearance.obstacles.map(\.description))
        }
        let atEnd = try papers.clearance(at: now + Int(seconds.rounded(.up))).obstacles
        guard atEnd.isEmpty else {
            throw ScreeningOpen(
                file: screening, clauses: ["at the end of a session of \(seconds.short) s"] + atEnd.map(\.description))
        }
        return Papers(
            address: address, papers: papers, clearance: clearance, ledger: ledger, triggerLine: triggerLine)
    }
}

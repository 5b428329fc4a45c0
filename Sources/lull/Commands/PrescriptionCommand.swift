// `lull prescription`: a form for a clinician, and what stands in the way of it.

import ArgumentParser
import Sessions
import Signals
import Stimulation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a clinician approved for one person and one pad.
struct PrescriptionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prescription",
        abstract: "What a clinician approved: an empty form, and its check against every limit.",
        discussion: """
            A prescription is a file (YAML, or JSON) for one person and one pad. Nothing in it is filled in for anybody. \
            Nothing here is medical advice.

            Example:  lull prescription new P07.yaml --person P07 --muscle soleus --side left
            """,
        subcommands: [New.self, Check.self, Show.self])

    /// An empty form.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: "Write an empty form, with what each line means.",
            discussion: "Example:  lull prescription new P07.yaml --person P07 --muscle soleus --side left")

        @Argument(help: "The file to write; it must not be there yet.", completion: .file())
        var file: String

        @Option(help: ArgumentHelp("The person's code, never the name.", valueName: "code"))
        var person: String?

        @Option(help: ArgumentHelp("The muscle to be calmed (see lull place).", valueName: "name"))
        var muscle: String?

        @Option(help: "The side of the body: left or right.")
        var side: String?

        func run() throws {
            let code = try FormFiles.person(person)
            let chosen = try side.map { text -> Side in
                guard let side = Side(rawValue: text) else {
                    throw UsageError(description: "--side is “\(text)”; allowed are left and right")
                }
                return side
            }
            let placement = try muscle.map { try PlaceCommand.placement(named: $0) }
            try FormFiles.write(
                PrescriptionForm.template(person: code, placement: placement, side: chosen), to: file)
            Console.say("\(file): fill it in, and check it with: lull prescription check \(file)")
        }
    }

    /// Compared with every limit.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Compare a prescription with every limit; what breaks one is refused by name.",
            discussion: "Example:  lull prescription check P07.yaml --stimulator p24")

        @Argument(help: "The prescription.", completion: .file())
        var file: String

        @Option(help: "Whose limits count beside Lull's own: p24, rehastim2 or trigger.")
        var stimulator: StimulatorKind = .p24

        func run() throws {
            let prescription = try FormFiles.prescription(file, for: stimulator).1
            Console.result(
                "\(file): \(prescription.terms.person), \(prescription.terms.pad.channel): within the limits of Lull"
                    + (stimulator == .trigger ? "" : " and of the \(stimulator.title)") + ", approved by "
                    + "\(prescription.terms.approval.approver) on \(FormFiles.day(prescription.terms.approval.unixSeconds))"
            )
            if stimulator == .trigger {
                Console.result("  what stands behind a trigger output has limits of its own, which Lull does not know")
            }
        }
    }

    /// What it comes to.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show a prescription, and what its strongest burst comes to.",
            discussion: "Example:  lull prescription show P07.yaml")

        @Argument(help: "The prescription.", completion: .file())
        var file: String

        @Option(help: "Whose limits count beside Lull's own: p24, rehastim2 or trigger.")
        var stimulator: StimulatorKind = .p24

        func run() throws {
            let prescription = try FormFiles.prescription(file, for: stimulator).1
            for line in Self.lines(prescription) { Console.result(line) }
        }

        private static func lines(_ prescription: Prescription) -> [String] {
            let terms = prescription.terms
            let load = PulseLoad(of: terms.burst, contactArea: terms.pad.area * terms.pad.assumedContact.value)
            func dose(_ limit: DoseLimit) -> String {
                "\(limit.onTime), \((limit.charge.value / 1000).formatted(decimals: 1)) mC"
            }
            let pattern = terms.burst.pattern
            let rate =
                pattern.pulsesPerGroup == 1
                ? "\(pattern.highestRate)"
                : "groups of \(pattern.pulsesPerGroup) at \(pattern.highestRate) every \(pattern.groupPeriod)"
            var rows = [
                ("person", "\(terms.person)"),
                ("place", "\(terms.site.nerve), to calm the \(terms.site.muscle), \(terms.site.side.rawValue)"),
                ("must move", prescription.placement.evokedMovement),
                ("grade", "\(prescription.placement.grade.rawValue) (\(prescription.placement.grade.meaning))"),
                (
                    "pad",
                    "\(terms.pad.channel), \(terms.pad.area), \(terms.pad.assumedContact.value.formatted(decimals: 2)) of it assumed on the skin"
                ),
                (
                    "thresholds",
                    [
                        ("sensory", terms.thresholds?.sensory), ("motor", terms.thresholds?.motor),
                        ("comfort", terms.thresholds?.comfort),
                    ].map { "\($0.0) \($0.1.map { "\($0)" } ?? "none")" }.joined(separator: ", ")
                ),
                (
                    "pulse",
                    "\(load.peakCurrent)"
                        + (prescription.workingRatio.map { ", \($0.value.formatted(decimals: 2)) × motor threshold" }
                            ?? "")
                        + ", \(load.longestPhase) a phase, \(load.chargePerPhase) a phase"
                ),
                ("burst", "\(rate) for \(terms.burst.duration): \(terms.burst.pulseCount) pulses"),
                (
                    "load",
                    "\(load.rmsCurrent.value.formatted(decimals: 2)) mA rms, "
                        + "\(load.rmsCurrentDensity.value.formatted(decimals: 3)) mA rms/cm², "
                        + "\((1000 * load.powerDensity.value).formatted(decimals: 2)) mW/cm², "
                        + "\(load.energyPerPulse.value.formatted(decimals: 3)) mJ a pulse "
                        + "into 500 Ω"
                ),
                ("pause", "at least \(terms.minimumPause)"),
                ("an hour", "at most \(dose(terms.hourly))"), ("a day", "at most \(dose(terms.daily))"),
                (
                    "approved",
                    "by \(terms.approval.approver) on \(FormFiles.day(terms.approval.unixSeconds))"
                ),
            ]
            if let second = terms.secondPattern {
                rows.insert(("second rate", "\(second.highestRate), for a spasm that goes on"), at: 8)
            }
            let wide = rows.map(\.0.count).max() ?? 0
            return rows.map { $0.0 + String(repeating: " ", count: wide + 2 - $0.0.count) + $0.1 }
        }
    }
}

/// Forms on the command line.
enum FormFiles {
    /// A person's code.
    static func person(_ text: String?) throws(UsageError) -> PersonCode? {
        guard let text else { return nil }
        guard let person = PersonCode(text) else {
            throw UsageError(description: "--person is “\(text)”; allowed are 1 to 64 letters, digits, -, _ and .")
        }
        return person
    }

    /// Writes a new file.
    static func write(_ text: String, to path: String) throws {
        let (folder, name) = pathParts(of: path)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw OutputError(description: "\(path): the file is there already; name another")
        }
        try OutputFolder(folder).write([(name, text)])
    }

    /// A prescription as it was written down, and as it is within limits.
    static func prescription(_ path: String, for kind: StimulatorKind) throws -> (PrescriptionForm, Prescription) {
        let form = try PrescriptionForm(contentsOf: path)
        return (form, try form.prescription(within: kind.limits, at: now))
    }

    /// Seconds since 1970.
    static var now: Int { Int(Date().timeIntervalSince1970) }

    /// A day, such as 2026-11-27.
    static func day(_ unixSeconds: Int) -> String { String(FormDate.text(unixSeconds).prefix(10)) }
}

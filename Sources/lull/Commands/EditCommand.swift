// `lull edit`: changing decomposed units by hand, each change kept so that it can be traced and done again.

import ArgumentParser
import MotorUnits
import Recordings
import Signals

/// The changes.
struct EditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Look at decomposed motor units and correct them, with a history.",
        discussion: """
            FILE is the decomposition.json of `lull decompose`, or its folder. The first change keeps the untouched result \
            as decomposition.original.json; every change is a line of the history, so that the file can be traced \
            (history), taken back (undo) and made again from the original (replay). Times are in seconds.

            Example:  lull edit list results
                      lull edit show results 4 --window 5:10
                      lull edit remove results 4 --at 7.31
                      lull edit recompute results 4 --recording ramp.mat
            """,
        subcommands: [
            EditListCommand.self, EditShowCommand.self, EditAddCommand.self, EditRemoveCommand.self,
            EditMergeCommand.self, EditSplitCommand.self, EditRecomputeCommand.self, EditJudgeCommand.self,
            EditUndoCommand.self, EditHistoryCommand.self, EditReplayCommand.self, EditWriteCommand.self,
        ])
}

/// The file that is edited.
struct EditFileOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("A decomposition.json, or the folder that holds it."), completion: .file())
    var file: String
}

/// The recording, where a change needs it.
struct EditRecordingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The recording that was decomposed.", valueName: "file"), completion: .file())
    var recording: String?
}

/// Lists the units.
struct EditListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The units with their quality and verdict.",
        discussion: "Example:  lull edit list results")

    @OptionGroup var target: EditFileOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let edited = try EditedFile(target.file)
        if json { return Console.result(try edited.unitsJSON()) }
        for line in edited.table.lines { Console.result(line) }
        let changes = edited.document.history?.count ?? 0
        Console.say(changes == 0 ? "nothing has been changed by hand" : "\(counted(changes, "change")) by hand")
    }
}

/// Shows the discharges of a unit.
struct EditShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "A unit's discharges with their intervals, and what is odd about them.",
        discussion: "Example:  lull edit show results 4 --window 5:10")

    @OptionGroup var target: EditFileOptions
    @Argument(help: "The unit's name.") var unit: String
    @Option(help: ArgumentHelp("Only this span of time.", valueName: "seconds:seconds")) var window: String?

    func run() throws {
        let edited = try EditedFile(target.file)
        for line in try edited.discharges(of: unit, in: try EditedFile.span(window)) { Console.result(line) }
    }
}

/// Adds discharges.
struct EditAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add discharges where the unit's source peaks near the times given.",
        discussion: "Example:  lull edit add results 4 --at 7.31 --at 7.42")

    @OptionGroup var target: EditFileOptions
    @Argument(help: "The unit's name.") var unit: String
    @Option(help: ArgumentHelp("A time; can be given more than once.", valueName: "seconds")) var at: [Double]

    func run() throws { try EditedFile.change(target.file, .add(unit: unit, seconds: at)) }
}

/// Removes discharges or a unit.
struct EditRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove discharges, all in a span, or (without --at and --window) the unit.",
        discussion: """
            Example:  lull edit remove results 4 --at 7.31
                      lull edit remove results 4 --window 12:14.5
                      lull edit remove results 4
            """)

    @OptionGroup var target: EditFileOptions
    @Argument(help: "The unit's name.") var unit: String
    @Option(help: ArgumentHelp("A time; can be given more than once.", valueName: "seconds")) var at: [Double] = []
    @Option(help: ArgumentHelp("All discharges in this span.", valueName: "seconds:seconds")) var window: String?

    func run() throws {
        if let span = try EditedFile.span(window) {
            guard at.isEmpty else { throw UsageError(description: "--at and --window are one or the other") }
            try EditedFile.change(target.file, .removeSpan(unit: unit, from: span.lowerBound, to: span.upperBound))
        } else {
            try EditedFile.change(target.file, at.isEmpty ? .removeUnit(unit) : .remove(unit: unit, seconds: at))
        }
    }
}

/// Merges two units.
struct EditMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Make one unit of two; the first keeps its name.",
        discussion: "Example:  lull edit merge results 4 9")

    @OptionGroup var target: EditFileOptions
    @Argument(help: "The unit that stays.") var unit: String
    @Argument(help: "The unit that is merged into it.") var with: String

    func run() throws { try EditedFile.change(target.file, .merge(unit: unit, with: with)) }
}

/// Splits a unit.
struct EditSplitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Make two units of one, by peak height or (with --at) at a time.",
        discussion: """
            Without --at, the discharges whose peaks in the source are the smaller of two kinds go to a new unit.

            Example:  lull edit split results 4
                      lull edit split results 4 --at 15.2
            """)

    @OptionGroup var target: EditFileOptions
    @Argument(help: "The unit's name.") var unit: String
    @Option(help: ArgumentHelp("Discharges from here on go to the new unit.", valueName: "seconds")) var at: Double?

    func run() throws {
        try EditedFile.change(
            target.file, at.map { .splitAtTime(unit: unit, seconds: $0) } ?? .splitByHeight(unit: unit))
    }
}

/// Recomputes units.
struct EditRecomputeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recompute", abstract: "Make filter, source and action potential anew from the discharges.",
        discussion: "Example:  lull edit recompute results 4 --recording ramp.mat --detect")

    @OptionGroup var target: EditFileOptions
    @Argument(help: "The units' names; all units without one.") var units: [String] = []
    @OptionGroup var source: EditRecordingOptions
    @Flag(help: "Also take the discharges anew from the new source.") var detect = false

    func run() throws {
        let names = try units.isEmpty ? EditedFile(target.file).document.units.map(\.name) : units
        try EditedFile.change(target.file, .recompute(units: names, detect: detect), recording: source.recording)
    }
}

/// Sets a verdict by hand.
struct EditJudgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge", abstract: "Set a unit's verdict by hand, with the reason.",
        discussion: "Example:  lull edit judge results 4 accepted --reason \"doublets are real\"")

    @OptionGroup var target: EditFileOptions
    @Argument(help: "The unit's name.") var unit: String
    @Argument(help: "accepted, borderline or rejected.") var verdict: String
    @Option(help: "Why, in a few words.") var reason: String

    func run() throws {
        guard let verdict = UnitVerdict(rawValue: verdict) else {
            throw UsageError(description: "the verdict is “\(verdict)”; it can be accepted, borderline or rejected")
        }
        try EditedFile.change(target.file, .judge(unit: unit, verdict: verdict, reason: reason))
    }
}

/// Takes the last change back.
struct EditUndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take the last change back.",
        discussion: "Where the history holds a recompute, name the recording.\n\nExample:  lull edit undo results")

    @OptionGroup var target: EditFileOptions
    @OptionGroup var source: EditRecordingOptions

    func run() throws {
        let edited = try EditedFile(target.file)
        guard let last = edited.document.history?.last else {
            throw UsageError(description: "\(edited.path): there is nothing to take back")
        }
        let shorter = try edited.original().replaying(
            (edited.document.history ?? []).dropLast(), recording: try edited.recording(source.recording))
        try edited.save(shorter)
        Console.say("taken back: \(last.operation.summary)")
    }
}

/// Prints the history.
struct EditHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "What has been changed, when, with which software.",
        discussion: "Example:  lull edit history results")

    @OptionGroup var target: EditFileOptions

    func run() throws {
        let history = try EditedFile(target.file).document.history ?? []
        for (k, entry) in history.enumerated() {
            Console.result("\(k + 1)  \(entry.date)  \(entry.software)  \(entry.operation.summary)")
        }
        if history.isEmpty { Console.say("nothing has been changed by hand") }
    }
}

/// Makes the edited file again from the original.
struct EditReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Make the edited file again from the original, and say whether it is the same.",
        discussion: "Example:  lull edit replay results --recording ramp.mat")

    @OptionGroup var target: EditFileOptions
    @OptionGroup var source: EditRecordingOptions

    func run() throws {
        let edited = try EditedFile(target.file)
        let history = edited.document.history ?? []
        let again = try edited.original().replaying(history, recording: try edited.recording(source.recording))
        guard again == edited.document else {
            throw RecordingError(
                file: edited.path,
                problem:
                    "the \(counted(history.count, "change")) of its history do not lead from the original to this file; "
                    + "it was changed by other means")
        }
        Console.result("the \(counted(history.count, "change")) lead from the original to this file, bit for bit")
    }
}

/// Writes the page and the files for other programs anew.
struct EditWriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Write the page and the files for other programs as the units are now.",
        discussion: "Example:  lull edit write results --recording ramp.mat")

    @OptionGroup var target: EditFileOptions
    @OptionGroup var source: EditRecordingOptions

    @Option(help: "Which units go into the files for other programs: accepted, borderline (both) or all.")
    var keep: DecomposeKeep = .borderline

    func run() throws {
        let edited = try EditedFile(target.file)
        guard let path = source.recording, let recording = try edited.recording(path) else {
            throw UsageError(description: "the page shows the recording too; name it with --recording")
        }
        let run = try DecomposeRun(recording: recording, path: path, document: edited.document)
        let folder = try edited.folder
        let name = try run.write(to: folder, keep: keep.verdicts)
        Console.say(
            "written: \(folder.file("index.html")) (page), \(name) (openhdemg), BIDS events and tables beside it")
    }
}

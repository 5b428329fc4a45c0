// `lull decompose`: from high-density EMG to motor units.

import ArgumentParser
import MotorUnits
import Recordings
import Signals

/// The decomposition of a recording.
struct DecomposeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decompose", abstract: "Find the motor units in high-density surface EMG.",
        discussion: """
            Prints the units with their quality and writes a page (index.html), tables (units.csv, discharges.csv), the \
            recording with its units for openhdemg (NAME.json), their discharges as BIDS events, and everything that is \
            needed to use them again (decomposition.json). Ctrl-C once stops the search and keeps what has been found.

            Example:  lull decompose ramp.mat --window 5:25 --out results
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup(title: "What is decomposed") var selection: DecomposeSelectionOptions
    @OptionGroup(title: "Method") var method: DecomposeMethodOptions

    @Option(help: "Which units go into the tables and files for other programs: accepted, borderline (both) or all.")
    var keep: DecomposeKeep = .borderline

    @Option(
        help: ArgumentHelp("Where the results go; lull-results/NAME-decomposed without it.", valueName: "folder"),
        completion: .directory)
    var out: String?

    @Flag(help: "Print the units and their discharges as JSON instead of the table.")
    var json = false

    func run() throws {
        // What is said on the command line is checked before a large file is read.
        let decomposer = try Decomposer(method.parameters)
        let spans = try selection.spans
        let recording = try input.open()
        let result = try DecomposeRun(
            recording: recording, path: input.file, decomposer: decomposer, spans: spans, grids: selection.grids)
        let folder = try OutputFolder(out ?? "lull-results/\(stem(of: input.file))-decomposed")
        let name = try result.write(to: folder, keep: keep.verdicts)
        if json {
            Console.result(try result.json(keep.verdicts))
        } else {
            for line in result.summary { Console.result(line) }
        }
        Console.say(
            "written: \(folder.file("index.html")) (page), decomposition.json, units.csv, discharges.csv, \(name) "
                + "(openhdemg) and BIDS events beside it")
    }
}

/// Which units go to other programs.
enum DecomposeKeep: String, ExpressibleByArgument, CaseIterable {
    case accepted, borderline, all

    /// The verdicts that are kept.
    var verdicts: Set<UnitVerdict> {
        switch self {
        case .accepted: [.accepted]
        case .borderline: [.accepted, .borderline]
        case .all: Set(UnitVerdict.allCases)
        }
    }
}

// `lull assess`: how strongly the motoneurons amplify.

import Amplification
import ArgumentParser
import MotorUnits
import Recordings
import Reports
import Signals

/// The estimates of persistent inward currents.
struct AssessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess", abstract: "Estimate persistent inward currents from a recording.",
        subcommands: [AssessRampCommand.self, AssessVibStimCommand.self, AssessCompareCommand.self])
}

/// ΔF of a ramp contraction.
struct AssessRampCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ramp", abstract: "ΔF of paired motor units in a ramp contraction.",
        discussion: """
            Prints ΔF per motor unit and writes tables (CSV), their JSON twin and a page with the plot (HTML). \
            A recording of a grid that brings no motor units along is decomposed first, with the defaults of \
            `lull decompose`; its accepted units are used.

            A recording may hold several contractions; each is assessed by itself and has its number in the tables.

            Every option of method, rules and cleaning goes into the results, so that a table says how it was made.

            Example:  lull assess ramp ramp.mat --smoother hann --out results
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var method: RampMethodOptions

    @Option(help: ArgumentHelp("Number of the force or torque channel, as `lull info` counts.", valueName: "number"))
    var force: Int?

    @Flag(help: "Assess without force or torque, so without recruitment thresholds.")
    var noForce = false

    /// What shows where contractions are.
    enum Guide: String, ExpressibleByArgument, CaseIterable { case automatic, whole, path, force, discharges }

    @Option(
        help:
            "What shows where contractions are: automatic (requested path, else force, else discharges), one of these, or whole."
    )
    var contractions: Guide = .automatic

    @Flag(help: "Assess a recording in which the force is no ramp, or does not follow the requested path.")
    var anyRamp = false

    @Flag(help: "Refuse a recording without motor units instead of decomposing it.")
    var noDecompose = false

    @Option(
        help: ArgumentHelp("Where the results go; lull-results/NAME-ramp without it.", valueName: "folder"),
        completion: .directory)
    var out: String?

    @Flag(help: "Print the JSON twin instead of the tables.")
    var json = false

    func run() throws {
        var (recording, notes) = (try input.open(), [String]())
        if recording.motorUnits.isEmpty, recording.looksHighDensity, !noDecompose {
            (recording, notes) = try recording.decomposedOnTheWay(path: input.file)
        }
        let result = try RampRun(
            recording: recording, path: input.file, settings: method.settings,
            force: noForce ? .none : .channel(force),
            guide: ContractionSearch.Guide(rawValue: contractions.rawValue) ?? .automatic, anyRamp: anyRamp,
            notes: notes)
        let folder = try OutputFolder(out ?? "lull-results/\(stem(of: input.file))-ramp")
        try result.write(to: folder)
        if json {
            var text = try RampAssessment.json(result.assessments, result.provenance)
            if text.last == "\n" { text.removeLast() }
            Console.result(text)
        } else {
            for line in result.summary { Console.result(line) }
        }
        Console.say("written: \(folder.file("index.html")) (page), units.csv, pairs.csv, assessment.json beside it")
    }
}

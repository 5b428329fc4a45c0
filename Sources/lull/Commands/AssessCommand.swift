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

            Example:  lull assess ramp ramp.mat --smoother hann --out results
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup(title: "Method") var method: RampMethodOptions

    @Option(help: ArgumentHelp("Number of the force or torque channel, as `lull info` counts.", valueName: "number"))
    var force: Int?

    @Flag(help: "Assess without force or torque, so without recruitment thresholds.")
    var noForce = false

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
            force: noForce ? .none : .channel(force), notes: notes)
        let folder = try OutputFolder(out ?? "lull-results/\(stem(of: input.file))-ramp")
        try result.write(to: folder)
        if json {
            var text = try result.assessment.json(result.provenance)
            if text.last == "\n" { text.removeLast() }
            Console.result(text)
        } else {
            for line in result.summary { Console.result(line) }
        }
        Console.say("written: \(folder.file("index.html")) (page), units.csv, pairs.csv, assessment.json beside it")
    }
}

/// Every choice of the ΔF method that the command line offers; defaults are the field's.
struct RampMethodOptions: ParsableArguments {
    /// The smoothing methods.
    enum Smoother: String, ExpressibleByArgument, CaseIterable { case polynomial, hann, svr }
    /// Which discharge is the recruitment.
    enum Recruitment: String, ExpressibleByArgument, CaseIterable { case second, first }

    @Option(
        help: "How discharge rates are smoothed: polynomial (degree 5), hann (2 s) or svr (support vector regression).")
    var smoother: Smoother = .polynomial

    @Option(help: ArgumentHelp("Degree of the polynomial, 1 to 9.", valueName: "n"))
    var degree = 5

    @Option(help: ArgumentHelp("Length of the Hann window.", valueName: "seconds"))
    var window = 2.0

    @Option(help: "Which discharge is the recruitment: second (the first with a rate) or first.")
    var recruitment: Recruitment = .second

    @Option(help: ArgumentHelp("Units must be recruited more than this apart.", valueName: "seconds"))
    var recruitmentDifference = 1.0

    @Option(help: ArgumentHelp("The two rates must correlate more than this (Pearson's r).", valueName: "r"))
    var correlation = 0.7

    @Option(help: ArgumentHelp("The control unit's rate must vary by more than this.", valueName: "pps"))
    var modulation = 0.5

    @Option(
        help: ArgumentHelp(
            "Reject pairs whose control unit varies by less than this beyond ΔF (saturation).", valueName: "pps"))
    var saturationMargin: Double?

    @Flag(help: "Also accept pairs whose control unit stops before the test unit (underestimates ΔF).")
    var allowControlStoppingFirst = false

    private var rateSmoother: RateSmoother {
        switch smoother {
        case .polynomial: .polynomial(degree: degree)
        case .hann: .hann(seconds: window)
        case .svr: .supportVector
        }
    }

    var settings: RampSettings {
        RampSettings(
            smoother: rateSmoother,
            deltaF: DeltaFParameters(
                recruitment: recruitment == .second ? .secondDischarge : .firstDischarge,
                recruitmentDifference: recruitmentDifference, correlation: correlation, controlModulation: modulation,
                controlMustOutlastTest: !allowControlStoppingFirst, saturationMargin: saturationMargin))
    }
}

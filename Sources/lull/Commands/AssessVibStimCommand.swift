// `lull assess vibstim`: torque and EMG during and after vibration with stimulation.

import Amplification
import ArgumentParser
import MotorUnits
import Recordings
import Reports
import Signals

/// The VibStim estimate.
struct AssessVibStimCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vibstim", abstract: "Torque during and after tendon vibration with stimulation (VibStim).",
        discussion: """
            Needs torque (or force), and to know when the tendon was vibrated and when trains of stimulation were given: \
            from the recording's events, or from --vibration and --train. With EMG, its amplitude in the same windows, \
            without stimulation artefacts and vibration. Prints the measures and writes a table (CSV), its JSON twin and a \
            page with the windows drawn.

            Example:  lull assess vibstim vibstim.bdf --out results
            Example:  lull assess vibstim raw.mat --vibration 10:43 --train 20:22 --train 24:26
            """)

    @OptionGroup var input: InputOptions

    @Option(help: ArgumentHelp("Number of the torque or force channel, as `lull info` counts.", valueName: "number"))
    var torque: Int?

    @Option(help: ArgumentHelp("Number of the EMG channel; the first one without it.", valueName: "number"))
    var emg: Int?

    @Option(help: ArgumentHelp("When the tendon was vibrated.", valueName: "start:end"))
    var vibration: TimeSpan?

    @Option(help: ArgumentHelp("When a train was given; once for each.", valueName: "start:end"))
    var train: [TimeSpan] = []

    @OptionGroup(title: "Windows (every default is an assumption)") var windows: VibStimWindowOptions

    @Option(
        help: ArgumentHelp("Where the results go; lull-results/NAME-vibstim without it.", valueName: "folder"),
        completion: .directory)
    var out: String?

    @Flag(help: "Print the JSON twin instead of the measures.")
    var json = false

    func run() throws {
        let recording = try input.open()
        guard let channel = try recording.forceChannel(torque) else {
            throw RecordingError(
                file: recording.name, problem: "it has no channel of torque or force; name one with --torque")
        }
        let muscle = try emg.map { try recording.channel(numbered: $0) } ?? recording.channels(of: .emg).first
        let torque = try ForceTrace(of: recording, channel: channel)
        let notes = try recording.plausible(torque, channel: channel, remedy: "")
        let assessment: VibStimAssessment
        do {
            assessment = try VibStimAssessment(
                torque: torque,
                emg: muscle.map { try ForceTrace(of: recording, channel: $0) },
                schedule: VibStimSchedule(
                    of: recording, vibration: vibration?.span, trains: train.map(\.span)),
                parameters: windows.parameters)
        } catch let error as VibStimError where error.category == .data {
            throw RecordingError(file: recording.name, problem: error.description)
        }
        let provenance = ResultProvenance(
            software: "Lull \(Lull.version)", input: fileName(of: input.file),
            inputSHA256: try SHA256.hexadecimal(ofFile: try Recording.dataFile(of: input.file)))
        let page = VibStimPage(assessment: assessment, provenance: provenance, subtitle: recording.summaryLine)
        let folder = try OutputFolder(out ?? "lull-results/\(stem(of: input.file))-vibstim")
        let twin = try assessment.json(provenance)
        try folder.write([
            ("index.html", page.html), ("windows.csv", assessment.csv(provenance)), ("assessment.json", twin),
        ])
        if json {
            Console.result(String(twin.dropLast()))
        } else {
            for line in summary(assessment, page) { Console.result(line) }
        }
        for note in notes + [page.warning].compactMap(\.self) { Console.say(note) }
        Console.say("written: \(folder.file("index.html")) (page), windows.csv, assessment.json beside it")
    }

    private func summary(_ assessment: VibStimAssessment, _ page: VibStimPage) -> [String] {
        var table = TextTable([
            ("window", .left), ("from s", .right), ("to s", .right),
            ("torque " + assessment.torque.unit.symbol, .right), ("EMG " + (assessment.emg?.unit.symbol ?? ""), .right),
        ])
        func add(_ name: String, _ window: VibStimAssessment.Window) {
            table.add([
                name, window.span.lowerBound.formatted(decimals: 2), window.span.upperBound.formatted(decimals: 2),
                window.torque.formatted(decimals: 2), window.emg?.formatted(decimals: 1) ?? "–",
            ])
        }
        add("before vibration (as recorded)", assessment.baseline)
        for (k, window) in assessment.afterTrains.enumerated() { add("after train \(k + 1)", window) }
        add("after vibration", assessment.sustained)
        return table.lines + ["", page.finding]
    }
}

extension VibStimSchedule {
    /// The schedule of a recording's markers, or the times given in their place.
    init(of recording: Recording, vibration: ClosedRange<Double>?, trains: [ClosedRange<Double>]) throws {
        guard let vibration else {
            guard trains.isEmpty else {
                throw UsageError(description: "--train needs --vibration, such as --vibration 10:43")
            }
            try self.init(of: recording)
            return
        }
        guard trains.isEmpty else {
            self.init(vibration: vibration, trains: trains)
            return
        }
        // The trains may still be in the file.
        var known = recording
        known.events.removeAll { $0.label.lowercased().contains("vibration") }
        guard let rate = recording.rate else { throw VibStimError.schedule("the recording has no channels") }
        known.events.append(
            Event(
                start: SampleIndex(rate.samples(inSeconds: vibration.lowerBound)),
                duration: rate.samples(inSeconds: vibration.upperBound - vibration.lowerBound), label: "vibration"))
        try self.init(of: known)
    }
}

/// A span of time as people type it: `10:43`.
struct TimeSpan: ExpressibleByArgument {
    let span: ClosedRange<Double>

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count == 2, let start = parts[0], let end = parts[1], start >= 0, end > start, end < 1e7 else {
            return nil
        }
        span = start...end
    }
}

/// The windows of a VibStim assessment.
struct VibStimWindowOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Length of the baseline before vibration.", valueName: "seconds"))
    var baseline = VibStimParameters().baseline

    @Option(help: ArgumentHelp("Length of every other window.", valueName: "seconds"))
    var window = VibStimParameters().window

    @Option(help: ArgumentHelp("From a train's last pulse to the window after it.", valueName: "seconds"))
    var afterTrain = VibStimParameters().afterTrain

    @Option(help: ArgumentHelp("From the end of vibration to the middle of the last window.", valueName: "seconds"))
    var afterVibration = VibStimParameters().afterVibration

    @Option(help: ArgumentHelp("A responder's torque, in standard deviations of the baseline.", valueName: "number"))
    var responder = VibStimParameters().responderDeviations

    @Option(help: ArgumentHelp("Frequency of vibration, taken out of the EMG; 0 leaves it in.", valueName: "hertz"))
    var vibrationFrequency = VibStimParameters().vibrationFrequency

    @Option(help: ArgumentHelp("The EMG is left out from so long before each pulse …", valueName: "seconds"))
    var blankBefore = VibStimParameters().blankBefore

    @Option(help: ArgumentHelp("… to so long after it.", valueName: "seconds"))
    var blankAfter = VibStimParameters().blankAfter

    /// The parameters that these are.
    var parameters: VibStimParameters {
        var parameters = VibStimParameters()
        parameters.baseline = baseline
        parameters.window = window
        parameters.afterTrain = afterTrain
        parameters.afterVibration = afterVibration
        parameters.responderDeviations = responder
        parameters.vibrationFrequency = vibrationFrequency
        parameters.blankBefore = blankBefore
        parameters.blankAfter = blankAfter
        return parameters
    }
}

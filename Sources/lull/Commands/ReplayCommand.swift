// `lull replay`: what the closed loop would have done, had the recording been live.

import ArgumentParser
import Recordings
import Sessions
import Signals
import SpasmControl

/// Plays a recording through the closed loop.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Run the closed loop over a recording, or play a kept session again.",
        discussion: """
            SESSION, a folder that `lull run` kept: the same samples go through the same controller, and every decision is \
            compared with the session's log, whose hash chain is checked first. A session that was changed is told, with the \
            line.

            A recording: one EMG channel is watched; when the muscle becomes active, or with --trigger force or either when the \
            force leaves rest, a burst is ordered, judged by the safety gate, and \
            sent as protocol frames to a simulated P24. Nobody is stimulated. Writes the event log (events.jsonl), a \
            summary (session.json) and a page with the plot (index.html).

            Example:  lull replay ramp.mat --emg 11 --calibration 0.8
            Example:  lull replay session

            \(ReplayDetectionOptions.listOfSettings)
            """)

    @OptionGroup var input: InputOptions

    @Option(
        help: ArgumentHelp(
            "Number of the EMG channel to watch, as `lull info` counts; of a recording.", valueName: "number"))
    var emg: Int?

    @Option(
        help: ArgumentHelp(
            "Number of the force or torque channel to draw, and to look at with --trigger.", valueName: "number"))
    var force: Int?

    @OptionGroup(title: "Will or spasm") var volition: VolitionOptions
    @OptionGroup(title: "Detection") var detection: ReplayDetectionOptions
    @OptionGroup(title: "Stimulation (simulated)") var stimulation: ReplayStimulationOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "What the last minute would have triggered with other numbers, such as enterSpreads=6 minimumDuration=0.05.",
            valueName: "name=number"))
    var preview: [String] = []

    @Option(help: ArgumentHelp("Samples that arrive together, as from an amplifier.", valueName: "samples"))
    var block = 20

    @Option(help: ArgumentHelp("Press stop at this time.", valueName: "seconds"))
    var stopAt: Double?

    @Option(
        help: ArgumentHelp("Where the results go; lull-results/NAME-replay without it.", valueName: "folder"),
        completion: .directory)
    var out: String?

    @Flag(help: "Print the summary as JSON instead of text.")
    var json = false

    func run() throws {
        if SessionFolder.isSession(input.file) {
            guard emg == nil, force == nil, stopAt == nil, out == nil else {
                throw UsageError(
                    description:
                        "\(input.file) is a kept session, which is played as it was; --emg, --force, --stop-at and "
                        + "--out are for recordings")
            }
            return try SessionReplayRun(path: input.file).run(json: json)
        }
        guard let emg else {
            throw ValidationError(
                "--emg is missing: the number of the channel to watch, as `lull info \(input.file)` counts")
        }
        guard block > 0 else { throw UsageError(description: "--block is \(block); allowed is 1 sample or more") }
        if let stopAt, !(stopAt >= 0 && stopAt.isFinite) {
            throw UsageError(description: "--stop-at is \(stopAt) s; allowed is 0 s or more")
        }
        var settings = try detection.settings()
        try volition.set(&settings)
        let replay = ReplayRun(
            path: input.file, recording: try input.open(), emg: emg, force: force, settings: settings,
            prescription: try stimulation.prescription(), limits: ReplayStimulationOptions.limits, blockLength: block,
            stopAt: stopAt, looksAtForce: detection.looksAtForce, companion: volition.companion,
            motion: volition.motion,
            preview: try ReplayPreview.settings(preview, from: settings))
        let place = out ?? "lull-results/\(stem(of: input.file))-replay"
        let result = try replay.run(into: OutputFolder(place))
        if json {
            Console.result(try result.json())
        } else {
            for line in result.lines { Console.result(line) }
        }
        Console.say("written: \(place)/index.html (page), events.jsonl, session.json beside it")
    }
}

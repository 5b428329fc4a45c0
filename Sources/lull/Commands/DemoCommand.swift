// `lull demo`: the main job on a real recording, told as it goes.

import Amplification
import ArgumentParser
import MotorUnits
import Recordings
import Signals
import SpasmControl

/// The main job, on the sample recording.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "The main job on a real recording, in under a minute.",
        discussion: """
            Reads a real high-density EMG recording, estimates how strongly the motoneurons amplify (ΔF), and shows what \
            the closed loop would have done. `./lull demo` fetches the recording; with --sample, use one of yours.
            """)

    @Option(help: ArgumentHelp("The recording to use.", valueName: "file"), completion: .file())
    var sample: String

    @Option(help: ArgumentHelp("Where the results go.", valueName: "folder"), completion: .directory)
    var out = "lull-results/demo"

    func run() throws {
        let began = ContinuousClock.now
        say("1. A muscle, recorded.")
        let recording = try Recording.open(sample)
        say("   \(fileName(of: sample))")
        say("   \(recording.summaryLine). The person pressed against a force sensor: up, hold, down.")

        say("2. How strongly do the motoneurons amplify?")
        let ramp = try RampRun(recording: recording, path: sample, settings: RampSettings(), force: .channel(nil))
        let rampFolder = try OutputFolder(out + "/ramp")
        try ramp.write(to: rampFolder)
        for line in rampStory(ramp.assessment) { say("   " + line) }

        say("3. What would a closed loop have done?")
        let stimulation = try ReplayStimulationOptions.parse([])
        var settings = SpasmSettings()
        // The sample rests for little more than a second before the contraction begins.
        settings.calibration = 0.8
        let replayFolder = try OutputFolder(out + "/replay")
        let replay = try ReplayRun(
            path: sample, recording: recording, emg: 11, force: nil, settings: settings,
            prescription: stimulation.prescription(), limits: ReplayStimulationOptions.limits, blockLength: 20,
            stopAt: nil
        ).run(into: replayFolder)
        for line in replay.lines.dropFirst() { say(" " + line) }
        say("   Nobody was stimulated: the P24 is simulated, but the bytes it got are those of the real protocol.")

        let seconds =
            Double((ContinuousClock.now - began).components.seconds)
            + Double((ContinuousClock.now - began).components.attoseconds) * 1e-18
        say("Done in \(seconds.formatted(decimals: 1)) s. Research software, not a medical device. Open in a browser:")
        Console.result(rampFolder.file("index.html"))
        Console.result(replayFolder.file("index.html"))
    }

    private func say(_ text: String) { Console.say(text) }

    /// What the assessment found, in sentences.
    private func rampStory(_ assessment: RampAssessment) -> [String] {
        let accepted = assessment.pairs.filter(\.isAccepted)
        var lines = [
            "\(assessment.units.count) motor units make \(assessment.pairs.count) pairs; \(accepted.count) meet the rules."
        ]
        for pair in accepted {
            guard let deltaF = pair.deltaF, let start = pair.rateAtStart, let end = pair.rateAtEnd else { continue }
            lines.append(
                "Unit \(assessment.units[pair.control].unit.name) discharged at \(start.formatted(decimals: 1)) pps when unit \(assessment.units[pair.test].unit.name) began, but "
                    + "only at \(end.formatted(decimals: 1)) when it stopped: ΔF \(deltaF.formatted(decimals: 2)) pps.")
        }
        if let mean = assessment.meanDeltaF {
            lines.append(
                "Mean ΔF \(mean.formatted(decimals: 2)) pps: the units went on at a smaller drive than it took to start them."
            )
        }
        return lines + assessment.findings
    }
}

// `lull demo`: the whole story, from a real recording to a night without spasms, told as it goes.

import Amplification
import ArgumentParser
import Glibc
import MotorUnits
import Recordings
import Reports
import Signals
import SpasmControl
import Synchronization
import VirtualPatient

/// The whole story: the main job on the sample recording, then one virtual person, the same night three times.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "The whole story on one page, in under three minutes.",
        usage: "lull demo --sample <file> [<options>]",
        discussion: """
            Reads a real high-density EMG recording, estimates how strongly the motoneurons amplify (ΔF), and shows what \
            the closed loop would have done. Then one virtual person with spasms lives through the same stretch of a night \
            three times: untreated, with triggered stimulation, and after relaxation; and is measured before and after by ΔF \
            and VibStim. It ends with one page that needs nothing but a browser. `./lull demo` fetches the recording; with \
            --sample, use one of yours.

            Example:  lull demo --sample ramp.mat
            Example:  lull demo --sample ramp.mat --patient spinal-cord-injury --night 5min

            With --live the nights pass in real time. \(LiveKeys.help) Ctrl-C stops stimulation at once and ends the demo.
            """)

    @Option(help: ArgumentHelp("The recording to use.", valueName: "file"), completion: .file())
    var sample: String

    @Option(help: ArgumentHelp("Where the results go.", valueName: "folder"), completion: .directory)
    var out = "lull-results/demo"

    @OptionGroup var story: StoryOptions

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

        guard let page = try tell(ramp) else {
            say("The demo was ended, so there is no page; what was kept of the nights is in \(out).")
            return
        }

        let seconds =
            Double((ContinuousClock.now - began).components.seconds)
            + Double((ContinuousClock.now - began).components.attoseconds) * 1e-18
        say(
            "Done in \(seconds.formatted(decimals: 1)) s. Research software, not a medical device. Details of the recording: "
                + "\(rampFolder.file("index.html")), \(replayFolder.file("index.html")). Open in a browser:")
        Console.result(page)
    }

    /// Runs the story of the virtual person and writes it; the path of its page, or `nil` when somebody ended it.
    private func tell(_ ramp: RampRun) throws -> String? {
        let run = try story.run()
        say(
            "4. One virtual person with spasms (\(run.person.name)), the same \(run.seconds.short) s of a night three times."
        )
        let folder = try OutputFolder(out)
        guard let result = story.live ? try live(run) : try fast(run) else { return nil }
        try folder.write([
            ("index.html", run.page(result, ramp: ramp, isLive: story.live).html), ("story.json", try run.json(result)),
            ("person.yaml", run.person.yaml()),
        ])
        for line in run.lines(result) { say("   " + line) }
        return folder.file("index.html")
    }

    /// Everything as fast as the machine can.
    private func fast(_ run: StoryRun) throws -> StoryRun.Result {
        let nights = try OutputFolder(out + "/nights")
        let name = { @Sendable (kind: StoryNight.Kind) in kind.rawValue + ".jsonl" }
        var isDone = false
        defer { if !isDone { for kind in StoryNight.Kind.allCases { nights.discard(name(kind)) } } }
        let result = try Self.telling("simulating nights and laboratory") { progress in
            try run.run(threads: Self.threads, log: { nights.temporary(name($0)) }, progress: progress)
        }
        for kind in StoryNight.Kind.allCases { try nights.publish(name(kind)) }
        isDone = true
        return result
    }

    /// The nights in real time, one after the other; the laboratory as fast as the machine can.
    private func live(_ run: StoryRun) throws -> StoryRun.Result? {
        guard let nights = try run.liveNights(in: out, say: { say("   " + $0) }) else { return nil }
        let measured = try Self.telling("simulating the laboratory") { progress in
            try run.run(threads: Self.threads, parts: [.laboratory], log: { _ in "" }, progress: progress)
        }
        return StoryRun.Result(nights: nights, ramps: measured.ramps, vibStims: measured.vibStims)
    }

    private static var threads: Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Does work that says how far it is.
    private static func telling<Result>(
        _ what: String, _ work: (@escaping @Sendable (Double) -> Void) throws -> Result
    ) rethrows -> Result {
        let line = SharedProgress()
        defer { line.finish() }
        return try work { part in line.update(part, what) }
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

/// A progress line that any thread may move.
private final class SharedProgress: Sendable {
    private let line = Mutex(ProgressLine())
    func update(_ part: Double, _ what: String) { line.withLock { $0.update(fraction: part, what) } }
    func finish() { line.withLock { $0.finish() } }
}

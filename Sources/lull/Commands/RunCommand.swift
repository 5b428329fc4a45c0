// `lull run`: the closed loop, closed through a virtual person; or a device's signals with a simulated stimulator.

import ArgumentParser
import Devices
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import VirtualPatient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Runs the closed loop on a virtual person or on the signals of a device.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the closed loop on a virtual person or a device, in real time.",
        discussion: """
            The person's EMG is watched, or their torque, or both (--trigger); when the muscle becomes active, a burst on the antagonist's nerve is ordered, judged \
            by the safety gate and given, and the person's own reciprocal inhibition decides what it does. Nobody is \
            stimulated.

            With --source a device takes the person's place: \(SourceAddress.forms.joined(separator: ", ")). Bursts go \
            to a simulated P24 whose pads are watched, so nobody is stimulated. With --stimulator they go to a stimulator at a \
            port: that needs a prescription, today's screening and a dose ledger, nothing is armed by itself, and without a \
            test of this pad on this person only a hand (b) gives bursts. It was never tried on a real stimulator or a person.

            In real time the loop has a thread of its own, with real-time scheduling where the system allows it, and the \
            session is kept while it runs: signals.xdf, events.jsonl, and at the end a BIDS dataset. Ctrl-C stops \
            stimulation at once and closes the session; `lull replay FOLDER` plays it again, decision by decision. Data that is \
            late, a clock that is set, a screen that hangs and signs of dysreflexia stop stimulation and stay a fault.

            \(LiveKeys.help) \
            \(LiveKeys.controlsHelp)

            With --speed max time passes as fast as the machine can, and the same person with the same seed is run without \
            stimulation too; both stand side by side.

            Example:  lull run --patient spinal-cord-injury --duration 1min --record session
            Example:  lull run --patient spinal-cord-injury --duration 3min --speed max --out comparison
            Example:  lull run --source cyton:/dev/ttyUSB0 --emg 2 --duration 10min
            Example:  lull run --source simulated:cyton --stimulator p24:/dev/pts/3 --untested --prescription P07.yaml \
            --screening today.yaml --ledger P07.ledger

            \(ReplayDetectionOptions.listOfSettings)
            """)

    /// How fast time passes.
    enum Speed: String, ExpressibleByArgument, CaseIterable { case real, max }

    @Option(help: "How fast time passes: real, or max for as fast as the machine can.")
    var speed: Speed = .real

    @Option(
        help: ArgumentHelp(
            "Where the session is kept; in real time lull-results/NAME-session-1, -2, … without it.",
            valueName: "folder"), completion: .directory)
    var record: String?

    @Option(
        help: ArgumentHelp(
            "A preset (\(PersonPreset.allCases.map(\.rawValue).joined(separator: ", "))) or a person file.",
            valueName: "name|file"), completion: .file())
    var patient: String?

    @Option(
        help: ArgumentHelp("A device instead of a person, such as cyton:/dev/ttyUSB0 or muovi.", valueName: "source"))
    var source: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("With --source: the channel that is watched, from 1.", valueName: "channel"))
    var emg: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "With --source: the motor threshold that is assumed for the simulated stimulator; 20 mA without it.",
            valueName: "mA"))
    var motorThreshold: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "With --source: when the simulated pad falls off, to see what happens.", valueName: "seconds"))
    var padOffAt: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of everything random, 0 or more.", valueName: "n"))
    var seed: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long: seconds, or with a unit such as 90s, 5min.", valueName: "time"))
    var duration = "3min"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("From here on the person relaxes completely.", valueName: "seconds"))
    var relaxAt: Double?

    @OptionGroup(title: "Detection") var detection: ReplayDetectionOptions

    @OptionGroup(title: "Will or spasm") var volition: VolitionOptions

    @OptionGroup(title: "A real stimulator") var real: StimulatorOptions

    @Option(help: ArgumentHelp("Intensity, in multiples of the person's motor threshold.", valueName: "× MT"))
    var intensity = 1.0

    @Option(
        help: ArgumentHelp(
            "The pads.json of `lull pads`: output, current and rate as tested; a pad that was not shown to calm is not armed.",
            valueName: "file"), completion: .file())
    var pads: String?

    @Option(help: ArgumentHelp("Pulses per second.", valueName: "Hz"))
    var frequency = 50.0

    @Option(help: ArgumentHelp("Length of a burst.", valueName: "seconds"))
    var burst = 2.0

    @Option(help: ArgumentHelp("Shortest pause after a burst.", valueName: "seconds"))
    var pause = 3.0

    @Option(
        help: ArgumentHelp(
            "Pulses per second of a second pattern, given once to a spasm that goes on; without it there is none.",
            valueName: "Hz"))
    var secondFrequency: Double?

    @Option(
        help: ArgumentHelp(
            "By lot, leave this fraction of spasms without the machine's stimulation (0 to 0.5), for `lull session report`.",
            valueName: "fraction"))
    var leaveOut: Double?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "In the live view, what the last minute would have triggered with other numbers, such as enterSpreads=6.",
            valueName: "name=number"))
    var preview: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where the comparison of --speed max goes; lull-results/NAME-run without it.", valueName: "folder"),
        completion: .directory)
    var out: String?

    @Flag(help: "Print the summary as JSON instead of text.")
    var json = false

    /// The length of a phase (µs), as of every replay.
    private static let phase = 200

    func run() throws {
        let seconds = try SimulateError.duration(duration)
        if let source { return try runLive(source, seconds: seconds) }
        guard let patient else {
            throw UsageError(
                description: "name a person (--patient spinal-cord-injury) or a device (--source cyton:PORT)")
        }
        guard !real.isAsked else {
            throw UsageError(
                description: "--stimulator and what belongs to it are for --source: a virtual person has no skin")
        }
        guard emg == nil, padOffAt == nil, motorThreshold == nil else {
            throw UsageError(
                description:
                    "--emg, --motor-threshold and --pad-off-at are for --source; a virtual person knows its own")
        }
        if let relaxAt { try SimulateError.check("--relax-at", relaxAt, 0...seconds) }
        try SimulateError.check("--intensity", intensity, 0.1...1.2)
        let person = try SimulateOptions.person(patient)
        guard let seed = UInt64(exactly: seed ?? person.seed) else {
            throw SimulateError(description: "--seed is \(seed ?? person.seed); allowed is 0 or more")
        }
        let threshold = person.parameters.circuit.antagonistNerve.motorThreshold(width: Double(Self.phase))
        var options = try ReplayStimulationOptions.parse([])
        // The devices make steps of half a milliampere.
        options.motorThreshold = (2 * threshold).rounded() / 2
        take(threshold, into: &options)
        let tested = try pads.map { try PadTestFile(path: $0).tested(person: person) }
        if let tested {
            (options.motorThreshold, options.current) = (tested.motorThreshold, tested.current)
            (options.frequency, options.phase) = (tested.frequency, tested.phase)
        }
        var settings = try detection.settings()
        try volition.setForVirtualPerson(&settings)
        var session = PatientSession(
            person: person, seed: seed,
            script: .session(of: person, seconds: seconds, relaxAt: relaxAt, stressAt: nil),
            plan: SessionPlan(
                person: person.name, seed: seed, settings: settings, stimulation: options,
                lots: try lots(seed: seed)),
            prescription: try options.prescription(output: tested?.output ?? 1),
            limits: ReplayStimulationOptions.limits,
            looksAtTorque: detection.looksAtForce)
        session.preview = try ReplayPreview.settings(preview, from: settings)
        guard session.preview == nil || speed == .real else {
            throw UsageError(description: "--preview is for the live view; with --speed max nobody looks")
        }
        if let tested {
            session.plan.output = tested.output
            session.pad = tested.pad
            session.tested = try tested.clearance(of: session.prescription)
        }
        switch speed {
        case .real: try runLive(session)
        case .max: try compare(session, options, seconds: seconds)
        }
    }

    /// Sets the stimulation that was asked for, at a motor threshold.
    private func take(_ threshold: Double, into options: inout ReplayStimulationOptions) {
        options.current = max(0.5, (2 * intensity * threshold).rounded(.down) / 2)
        (options.frequency, options.burst, options.pause, options.phase) = (frequency, burst, pause, Self.phase)
        options.secondFrequency = secondFrequency
    }

    /// With a device.
    private func runLive(_ text: String, seconds: Double) throws {
        let address = try SourceArgument.address(text, "--source")
        guard patient == nil else {
            throw UsageError(
                description: "--patient and --source exclude each other: the signals come from one of them")
        }
        guard speed == .real, out == nil, relaxAt == nil else {
            throw UsageError(
                description: "--speed max, --out and --relax-at are for a virtual person, not for --source")
        }
        guard !detection.looksAtForce else {
            throw UsageError(description: "--trigger force and either need a force, which none of the sources gives")
        }
        if let asked = try real.papers(lasting: seconds) { return try run(asked, address, seconds: seconds) }
        try SimulateError.check("--intensity", intensity, 0.1...1.2)
        if let padOffAt { try SimulateError.check("--pad-off-at", padOffAt, 0...seconds) }
        try checkChannel()
        var options = try ReplayStimulationOptions.parse([])
        options.motorThreshold = motorThreshold ?? options.motorThreshold
        try SimulateError.check("--motor-threshold", options.motorThreshold, 0.5...100)
        take(options.motorThreshold, into: &options)
        var settings = try detection.settings()
        try volition.set(&settings)
        let asking = try volition.channels(beside: (emg ?? 1) - 1)
        let lotsSeed = seed.map { UInt64(max(0, $0)) }
        var session = SourceSession(
            address: address, channel: (emg ?? 1) - 1, seconds: seconds,
            plan: SessionPlan(
                person: "\(address)", seed: UInt64(max(0, seed ?? 0)), settings: settings,
                stimulation: options, lots: try lots(seed: lotsSeed)), prescription: try options.prescription(),
            limits: ReplayStimulationOptions.limits, preview: try ReplayPreview.settings(preview, from: settings),
            padOffAt: padOffAt)
        (session.plan.companion, session.plan.motion) = (asking.companion, asking.motion)
        try session.plan.settings.validate()
        let source = try SourceArgument.open(address)
        defer { source.close() }
        let outcome = try live(try session.stage(source), name: "device")
        if let failure = outcome.sourceFailure { throw SourceLost(reason: failure) }
    }

    /// In real time, kept.
    private func runLive(_ session: PatientSession) throws {
        guard out == nil else {
            throw UsageError(
                description: "--out is for --speed max; in real time --record names the folder of the session")
        }
        _ = try live(try session.stage(), name: session.person.name)
    }

    /// Runs a session, keeps it, and says what came of it.
    func live<Device: Stimulator & SendableMetatype & ~Copyable, Book: DoseBook & SendableMetatype & ~Copyable>(
        _ stage: consuming LiveStage<Device, Book>, name: String
    ) throws -> LiveOutcome {
        let knowsSpasms = stage.spasms != nil
        let live = LiveRun<Device, Book>(folder: try SessionFolder.create(record ?? freeFolder(name)))
        Console.say("keeping the session in \(live.folder.path); Ctrl-C ends it")
        let outcome = try live.run(stage)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Console.result(String(decoding: try encoder.encode(outcome), as: UTF8.self))
        } else {
            for line in outcome.lines(knowsSpasms: knowsSpasms) { Console.result(line) }
        }
        Console.say("play it again:  lull replay \(live.folder.path)")
        return outcome
    }

    /// The first folder of this name that holds no session.
    private func freeFolder(_ person: String) -> String {
        var number = 1
        func name() -> String { "lull-results/\(person)-session-\(number)" }
        while SessionFolder.exists(name()) { number += 1 }
        return name()
    }

    /// As fast as the machine can, with and without stimulation.
    private func compare(
        _ session: PatientSession, _ options: ReplayStimulationOptions, seconds: Double
    ) throws {
        let (person, seed) = (session.person, session.seed)
        let kept = try record.map { try SessionFolder.create($0) }
        let folder = try OutputFolder(out ?? "lull-results/\(person.name)-run")
        var outcomes: [PatientSession.Outcome] = []
        for (stimulating, name) in [(false, "without.jsonl"), (true, "with.jsonl")] {
            var isDone = false
            defer { if !isDone { folder.discard(name) } }
            Console.say(stimulating ? "with stimulation …" : "without stimulation …")
            if stimulating, let kept {
                outcomes.append(try session.run(stimulating: true, log: kept.events, kept: kept))
                try kept.writeDataset(
                    person: person.name, software: BIDSSoftware(name: "Lull", version: Lull.version))
            } else {
                outcomes.append(try session.run(stimulating: stimulating, log: folder.temporary(name)))
                try folder.publish(name)
            }
            isDone = true
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let summary = Summary(
            software: "Lull \(Lull.version)", person: person.name, seed: seed, durationSeconds: seconds,
            currentMilliamperes: options.current, motorThresholdMilliamperes: options.motorThreshold,
            without: outcomes[0], with: outcomes[1])
        let text = String(decoding: try encoder.encode(summary), as: UTF8.self)
        try folder.write([("session.json", text + "\n")])
        if json { Console.result(text) } else { for line in lines(summary) { Console.result(line) } }
        let log = kept.map { "; the session is kept in \($0.path)" } ?? " and with.jsonl"
        Console.say("written: \(folder.file("session.json")), without.jsonl (event log) beside it\(log)")
    }

    /// The summary as JSON.
    private struct Summary: Encodable {
        let software, person: String
        let seed: UInt64
        let isSimulated = true
        let durationSeconds, currentMilliamperes, motorThresholdMilliamperes: Double
        let without, with: PatientSession.Outcome
    }

    private func lines(_ summary: Summary) -> [String] {
        var table = TextTable([("", .left), ("without", .right), ("with stimulation", .right)])
        let (a, b) = (summary.without, summary.with)
        table.add(["spasms that began by themselves", "\(a.spasms)", "\(b.spasms)"])
        table.add([
            "contracted (torque above \(PatientSession.contraction.formatted(decimals: 0)) % MVC), s",
            a.contractedSeconds.formatted(decimals: 1), b.contractedSeconds.formatted(decimals: 1),
        ])
        table.add([
            "torque over time, % MVC · s", a.torquePercentSeconds.formatted(decimals: 0),
            b.torquePercentSeconds.formatted(decimals: 0),
        ])
        table.add(["discharges of the muscle", "\(a.discharges)", "\(b.discharges)"])
        table.add(["times found active", "\(a.detections)", "\(b.detections)"])
        table.add(["bursts", "\(a.bursts)", "\(b.bursts)"])
        table.add(["spasms that went on after their last burst", "\(a.givenUp)", "\(b.givenUp)"])
        table.add(["bursts cut because the spasm was over", "\(a.endedEarly)", "\(b.endedEarly)"])
        table.add(["on-time, s", "0.0", b.onTimeSeconds.formatted(decimals: 1)])
        table.add(["supervisor at the end", a.endState, b.endState])
        return [
            "\(summary.person), seed \(summary.seed), \(summary.durationSeconds.short) s: simulated, nobody was stimulated",
            "  \(summary.currentMilliamperes.short) mA, motor threshold \(summary.motorThresholdMilliamperes.short) mA, "
                + "antagonist's nerve",
        ] + table.lines
    }
}

/// A device that was lost before the time was over; the session is kept.
struct SourceLost: ExplainedError {
    let reason: String
    var category: ErrorCategory { .inputOutput }
    var description: String { "\(reason); stimulation was stopped and the session is kept" }
}

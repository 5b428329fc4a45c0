// What a session with a virtual person was told at its beginning: written into its log, and read back to play it again.

import ArgumentParser
import Devices
import Sessions
import Signals
import SpasmControl
import Stimulation

/// The plan of a session, as three entries of its log.
struct SessionPlan {
    let person: String
    let seed: UInt64
    let settings: SpasmSettings
    let stimulation: ReplayStimulationOptions
    /// The version of Lull that kept the session.
    var software = SessionPlan.ownSoftware
    /// This version.
    static let ownSoftware = "Lull \(Lull.version)"
    /// Whether some spasms are left without stimulation, by lot.
    var lots: SpasmLots?
    /// The channel that is watched, from 0.
    var channel = 0
    /// Where the signals came from; `nil` for a virtual person.
    var source: String?
    /// The force that is looked at, from 0; `nil` for none.
    var force: Int?
    /// The second muscle and the motion sensor that are asked about the person's will, from 0; `nil` for none.
    var companion, motion: Int?
    /// Prescription, screening and evidence; `nil` where the stimulator is simulated.
    var papers: SessionPapers?
    /// The output that the pads are connected to.
    var output = 1

    private static let sessionKind = "session"
    private static let stimulationKind = "stimulation"

    /// The numbers of a stimulation by the names under which they stand in the log.
    private static let numbers:
        [(name: String, path: any WritableKeyPath<ReplayStimulationOptions, Double> & Sendable)] = [
            ("currentMilliamperes", \.current), ("motorThresholdMilliamperes", \.motorThreshold),
            ("pulsesPerSecond", \.frequency), ("burstSeconds", \.burst), ("pauseSeconds", \.pause),
            ("padSquareCentimetres", \.padArea),
        ]

    /// Begins a log with the plan.
    func begin(_ path: String, rate: SampleRate, replacing: Bool = false) throws -> EventLogWriter {
        var log = try EventLogWriter(path: path, rate: rate, replacing: replacing)
        let start = SampleIndex(0)
        try log.append(
            Self.sessionKind, at: start,
            [
                .init("software", .text(Self.ownSoftware)), .init("person", .text(person)),
                .init("seed", .text("\(seed)")), .init("isSimulated", .flag(papers == nil)),
                .init("channel", .integer(channel + 1)),
            ] + (source.map { [.init("source", .text($0))] } ?? [])
                + [("forceChannel", force), ("companionChannel", companion), ("motionChannel", motion)]
                .compactMap { name, channel in channel.map { .init(name, .integer($0 + 1)) } })
        try log.append(SpasmSettings.logKind, at: start, settings.logFields)
        try log.append(
            Self.stimulationKind, at: start,
            Self.numbers.map { .init($0.name, .number(stimulation[keyPath: $0.path])) }
                + [.init("phaseMicroseconds", .integer(stimulation.phase))]
                + (stimulation.secondFrequency.map { [.init("secondPulsesPerSecond", .number($0))] } ?? [])
                + (output == 1 ? [] : [.init("output", .integer(output))]))
        try papers?.append(to: &log)
        return log
    }

    /// Reads the plan of a session.
    init(_ entries: [EventLogEntry], path: String) throws {
        func entry(_ kind: String) throws -> EventLogEntry {
            guard let entry = entries.first(where: { $0.kind == kind }) else {
                throw PlanError(path: path, problem: "its log has no entry “\(kind)”, which says how to play it again")
            }
            return entry
        }
        let (session, stimulation) = (try entry(Self.sessionKind), try entry(Self.stimulationKind))
        guard let person = session.text("person"), let seed = session.text("seed").flatMap(UInt64.init) else {
            throw PlanError(path: path, problem: "its log does not say who it was with")
        }
        var options = try ReplayStimulationOptions.parse([])
        for number in Self.numbers {
            guard let value = stimulation.number(number.name) else {
                throw PlanError(path: path, problem: "its log does not say \(number.name)")
            }
            options[keyPath: number.path] = value
        }
        guard let phase = stimulation.integer("phaseMicroseconds") else {
            throw PlanError(path: path, problem: "its log does not say phaseMicroseconds")
        }
        options.phase = phase
        options.secondFrequency = stimulation.number("secondPulsesPerSecond")
        self.init(
            person: person, seed: seed,
            settings: try Self.settings(try entry(SpasmSettings.logKind), software: session.text("software"), path),
            stimulation: options)
        channel = (session.integer("channel") ?? 1) - 1
        source = session.text("source")
        software = session.text("software") ?? "an unknown version of Lull"
        force = session.integer("forceChannel").map { $0 - 1 }
        companion = session.integer("companionChannel").map { $0 - 1 }
        motion = session.integer("motionChannel").map { $0 - 1 }
        output = stimulation.integer("output") ?? 1
        papers = try SessionPapers(entries, path: path)
    }

    /// The settings of a session, or who can read them.
    private static func settings(_ entry: EventLogEntry, software: String?, _ path: String) throws -> SpasmSettings {
        do { return try SpasmSettings(logged: entry, path: path) } catch {
            guard let software, software != ownSoftware else { throw error }
            throw PlanError(
                path: path,
                problem:
                    "it was kept by \(software), and \(ownSoftware) has other settings: play it again with \(software)")
        }
    }

    init(
        person: String, seed: UInt64, settings: SpasmSettings, stimulation: ReplayStimulationOptions,
        lots: SpasmLots? = nil
    ) {
        self.lots = lots
        self.person = person
        self.seed = seed
        self.settings = settings
        self.stimulation = stimulation
    }

    /// Whether spasms of the two sessions may be put together: one person, one stimulation, one way to detect.
    func isComparable(to other: SessionPlan) -> Bool {
        person == other.person && settings == other.settings && force == other.force && companion == other.companion
            && motion == other.motion && output == other.output
            && stimulation.phase == other.stimulation.phase
            && stimulation.secondFrequency == other.stimulation.secondFrequency
            && Self.numbers.allSatisfy { stimulation[keyPath: $0.path] == other.stimulation[keyPath: $0.path] }
    }

    /// The plan with the force found among the channels of a virtual person: its torque is the last but one.
    func lookingAtTorque(of channels: [Channel]) -> SessionPlan {
        var plan = self
        plan.force = channels.count - 2
        return plan
    }

    /// The plan with the motion found among the channels of a virtual person: the angle of its ankle is the last.
    func lookingAtAngle(of channels: [Channel]) -> SessionPlan {
        var plan = self
        plan.motion = channels.count - 1
        return plan
    }

    /// The controller that the session had at its beginning: with the papers of its log where there are such. A clearance that let it arm decides as the simulated one does.
    ///
    /// - Parameter remembering: how much it remembers for a preview (s); decisions do not depend on it.
    func controller(
        rate: SampleRate, remembering: Double = 0, clearance: Clearance? = nil
    ) throws -> SpasmController {
        let cleared: Clearance
        if let clearance {
            cleared = clearance
        } else if let papers {
            cleared = try papers.clearance()
        } else {
            cleared = SimulatedClearance.of(try stimulation.prescription(output: output))
        }
        return try SpasmController(settings, clearance: cleared, rate: rate, remembering: remembering)
    }
}

/// Why a session cannot be played again.
struct PlanError: ExplainedError {
    let path: String
    let problem: String
    var category: ErrorCategory { .data }
    var description: String { "\(path): \(problem)" }
}

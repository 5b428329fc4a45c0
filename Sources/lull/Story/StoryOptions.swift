// Whom the story is about and how long its nights are.

import Amplification
import ArgumentParser
import MotorUnits
import Reports
import Signals
import VirtualPatient

/// The options of the story.
struct StoryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Whom the story is about: a preset (see lull patient list) or a person file.", valueName: "name|file"),
        completion: .file())
    var patient = PersonPreset.responder.rawValue

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Seed of what happens in the nights, 0 or more.", valueName: "n"))
    var seed: Int = 5

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long each night is: seconds, or with a unit such as 90s, 5min; without it 4min, with --live 1min.",
            valueName: "time"))
    var night: String?

    @Flag(
        help: "The nights pass in real time in the terminal, each kept as a session that lull replay plays again.")
    var live = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many motor units stand for those of the muscle; fewer are faster.", valueName: "number")
    )
    var units = 100

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many ramps are measured in each state; fewer are faster.", valueName: "number"))
    var ramps = StoryRun.usualRamps

    /// The longest night (s): everything of it is kept in memory for the page.
    private static let longest = 3600.0

    /// The story's plan.
    func run() throws -> StoryRun {
        guard let seed = UInt64(exactly: seed) else {
            throw UsageError(description: "--seed is \(seed); allowed is 0 or more")
        }
        guard (5...1000).contains(units) else {
            throw UsageError(description: "--units is \(units); allowed is 5 to 1000")
        }
        guard (1...100).contains(ramps) else {
            throw UsageError(description: "--ramps is \(ramps); allowed is 1 to 100")
        }
        var run = StoryRun(of: try SimulateOptions.person(patient), agonistUnits: units)
        run.seed = seed
        run.ramps = ramps
        let night = night ?? (live ? "1min" : "4min")
        do { run.seconds = try SimulateError.duration(night) } catch {
            throw UsageError(
                description: "--night is \(night); it takes seconds, or a number with s or min, such as 4min")
        }
        guard (10...Self.longest).contains(run.seconds) else {
            throw UsageError(description: "--night is \(night); allowed is 10s to 60min")
        }
        return run
    }
}

extension StoryRun {
    /// The story for a terminal.
    func lines(_ result: Result) -> [String] {
        var table = TextTable([("", .left)] + result.nights.map { ($0.kind.words, .right) })
        table.add(["time in spasm, s"] + result.nights.map { $0.spasmSeconds.formatted(decimals: 1) })
        table.add(["longest spasm, s"] + result.nights.map { $0.longestSpasm.formatted(decimals: 1) })
        table.add(
            ["torque over time, % MVC · s"]
                + result.nights.map { $0.outcome.torquePercentSeconds.formatted(decimals: 0) })
        table.add(["bursts of stimulation"] + result.nights.map { "\($0.outcome.bursts)" })
        table.add(["spasms that outlasted their bursts"] + result.nights.map { "\($0.outlasting)" })
        table.add(["… and that the loop saw go on"] + result.nights.map { "\($0.outcome.givenUp)" })
        var measured = TextTable([("", .left), ("usual", .right), ("while stimulated", .right), ("relaxed", .right)])
        let states = trials(result)
        measured.add(
            ["mean ΔF of \(ramps == 1 ? "one ramp" : "\(ramps) ramps"), pps"]
                + states.map { $0.deltaF?.formatted(decimals: 2) ?? "–" })
        measured.add(
            ["change over the same units, 95 %"]
                + states.map { state in
                    state.interval.map {
                        "\($0.lowerBound.formatted(decimals: 2)) to \($0.upperBound.formatted(decimals: 2))"
                    } ?? "–"
                })
        measured.add(
            ["VibStim, torque at the end, % MVC"]
                + result.vibStims.map { $0.atEndOfStimulation.torque.formatted(decimals: 2) })
        measured.add(
            ["VibStim, torque that stayed, % MVC"] + result.vibStims.map { $0.sustained.torque.formatted(decimals: 2) })
        return table.lines + measured.lines + ["Simulated: nobody was stimulated, and it is one person."]
    }
}

// `lull pads`: which pad calms this person's muscle, tested before anything is automatic. So far on a virtual person.

import ArgumentParser
import Reports
import Sessions
import Signals
import Stimulation
import VirtualPatient

/// Tests pads on a virtual person.
struct PadsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pads", abstract: "Find a pad's thresholds and prove its effect, on a virtual person.",
        usage: "lull pads --person <name|file> [--pads <n>] [--seed <n>] [options]",
        discussion: """
            For each pad: single pulses that rise by 1 mA find the sensory, motor and comfort threshold, and end by \
            themselves; then pairs of trials, one with stimulation and one without in an order that lots decide, tell \
            whether stimulating this pad calms the muscle, as soon as that can be told. Pads are ranked; one that does \
            nothing that counts, or makes it worse, is reported as such and cannot be armed for automatic use. Every pulse \
            passes the supervisor and the safety gate. Nobody is stimulated.

            Writes pads.html, pads.json (for `lull run --pads`) and events.jsonl into a new folder.

            Example:  lull pads --person spinal-cord-injury --pads 3
            Example:  lull pads --person facilitator --seed 4
            """)

    @Option(
        help: ArgumentHelp(
            "A preset (\(PersonPreset.allCases.map(\.rawValue).joined(separator: ", "))) or a person file.",
            valueName: "name|file"), completion: .file())
    var person: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of everything random, 0 or more.", valueName: "n"))
    var seed: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Pads in a row across the nerve (1 to 8); where they lie is drawn from the seed.", valueName: "n"))
    var pads = 1

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Pairs of trials with and without stimulation until the result is looked at (6 to 24).", valueName: "n"))
    var pairs = 12

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How often the result is looked at, at most (1 to 6), each time after so many pairs more; every look widens the "
                + "intervals.", valueName: "n"))
    var looks = 3

    @Option(parsing: .unconditional, help: ArgumentHelp("The current of the first step.", valueName: "mA"))
    var first = 1.0

    @Option(parsing: .unconditional, help: ArgumentHelp("No pulse is stronger.", valueName: "mA"))
    var highest = 30.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The current that is tested, in multiples of the motor threshold found.", valueName: "× MT"))
    var intensity = 1.1

    @Option(parsing: .unconditional, help: ArgumentHelp("Pulses per second of a burst, up to 50.", valueName: "Hz"))
    var frequency = 40.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Length of each of the two phases of a pulse: wide ones reach the afferents better.", valueName: "µs"))
    var phase = 500

    @Option(parsing: .unconditional, help: ArgumentHelp("Length of a burst.", valueName: "seconds"))
    var burst = 2.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How hard the person tenses the muscle in a trial: gently, because what a pad does to a strong contraction is small.",
            valueName: "part of the strongest"))
    var contraction = 0.4

    @Option(
        help: ArgumentHelp("A new folder; lull-results/NAME-pads-1, -2, … without it.", valueName: "folder"),
        completion: .directory)
    var out: String?

    @Flag(help: "Print the result as JSON instead of text.")
    var json = false

    func run() throws {
        guard (1...8).contains(pads) else { throw UsageError(description: "--pads is \(pads); allowed is 1 to 8") }
        try SimulateError.check("--highest", highest, 1...60)
        try SimulateError.check("--first", first, 0.5...60)
        try SimulateError.check("--phase", Double(phase), 50...500)
        try SimulateError.check("--intensity", intensity, 0.5...1.2)
        try SimulateError.check("--frequency", frequency, 5...50)
        try SimulateError.check("--burst", burst, 0.5...5)
        try SimulateError.check("--contraction", contraction, 0.1...1)
        let someone = try SimulateOptions.person(person)
        guard let seed = UInt64(exactly: seed ?? someone.seed) else {
            throw SimulateError(description: "--seed is \(seed ?? someone.seed); allowed is 0 or more")
        }
        guard let least = Milliamperes(first), let most = Milliamperes(highest) else {
            throw UsageError(description: "--first and --highest are numbers of milliamperes")
        }
        let run = PadsRun(
            person: someone, seed: seed, count: pads, pairs: pairs, looks: looks, first: least, highest: most,
            intensity: intensity,
            frequency: frequency, burst: burst, contraction: contraction, phase: phase)
        try run.check()
        let output = try SimulateOutput(out ?? freeFolder(someone.name))
        try output.prepare()
        let outcome = try output.write { folder in
            let outcome = try run.run(log: folder + "/events.jsonl")
            try SimulateError.write(try outcome.file.json, to: folder + "/pads.json")
            try SimulateError.write(page(outcome).html, to: folder + "/pads.html")
            return outcome
        }
        if json { Console.result(try outcome.file.json) } else { lines(outcome.file).forEach(Console.result) }
        Console.say("written: \(output.path)/pads.html, pads.json, events.jsonl")
        if outcome.file.best != nil {
            Console.say("use it:  lull run --patient \(person) --pads \(output.path)/pads.json --duration 1min")
        }
    }

    private func freeFolder(_ name: String) -> String {
        var number = 1
        func path() -> String { "lull-results/\(name)-pads-\(number)" }
        while (try? SimulateOutput(path())) == nil, number < 10_000 { number += 1 }
        return path()
    }

    /// A number, or a dash.
    static func text(_ value: Double?, _ decimals: Int = 1) -> String {
        value.map { $0.formatted(decimals: decimals) } ?? "–"
    }

    private func lines(_ file: PadTestFile) -> [String] {
        var table = TextTable([
            ("pad", .right), ("felt, mA", .right), ("motor, mA", .right), ("borne, mA", .right), ("tested, mA", .right),
            ("real/sham", .right), ("interval", .right), ("p", .right), ("", .left),
        ])
        for pad in file.pads {
            table.add([
                "\(pad.channel)", Self.text(pad.sensoryMilliamperes), Self.text(pad.motorMilliamperes),
                Self.text(pad.comfortMilliamperes), Self.text(pad.currentMilliamperes), Self.text(pad.ratio, 2),
                pad.low.map { "\($0.formatted(decimals: 2)) to \(Self.text(pad.high, 2))" } ?? "–",
                Self.text(pad.probability, 4), pad.meaning,
            ])
        }
        var lines = ["\(file.person), seed \(file.seed): simulated, nobody was stimulated"] + table.lines
        for pad in file.pads where pad.ratio == nil { lines.append("  pad \(pad.channel): \(pad.reason)") }
        lines.append(
            "  \(file.muscle), by the \(file.nerve); intervals hold together with 95 %; sham is no current, which a person feels"
        )
        lines.append(
            file.best.map { "Pad \($0) may be armed for automatic use." }
                ?? "No pad may be armed for automatic use.")
        return lines
    }
}

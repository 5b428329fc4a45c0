// What every simulation is told: who, which seed, which electrodes, and where to write.

import ArgumentParser
import Glibc
import Reports
import Signals
import VirtualPatient

/// The options of every `lull simulate`.
struct SimulateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A preset (\(PersonPreset.allCases.map(\.rawValue).joined(separator: ", "))) or a person file.",
            valueName: "name|file"), completion: .file())
    var person: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Seed of everything random, 0 or more; the person's own without it.", valueName: "n"))
    var seed: Int?

    @Option(
        help: ArgumentHelp(
            "bipolar or a grid such as GR10MM0808; the person's own without it.", valueName: "name"))
    var electrodes: String?

    @Option(
        help: ArgumentHelp("The folder to write; it must not be there yet, or be empty.", valueName: "folder"),
        completion: .directory)
    var out: String

    @Flag(help: "Print the summary as JSON instead of text.")
    var json = false

    /// Simulates what `script` says of the person, and writes it.
    func simulate(plot: Bool = false, _ script: (Person, UInt64) throws -> SimulateScript) throws {
        let output = try SimulateOutput(out)
        var person = try Self.person(self.person)
        if let electrodes { person.recording.electrodes = electrodes }
        do { try person.recording.check() } catch { throw SimulateError(description: "\(error)") }
        guard let seed = UInt64(exactly: seed ?? person.seed) else {
            throw SimulateError(description: "--seed is \(seed ?? person.seed); allowed is 0 or more")
        }
        try output.prepare()
        let result = try SimulateRun(
            person: person, seed: seed, script: script(person, seed), watchesCells: plot
        ).run(spoolIn: output.parent)
        let written = try output.write { folder in
            let path = try result.write(to: folder)
            if plot { try SimulateError.write(result.page().html, to: folder + "/index.html") }
            return path
        }
        let summary = SimulateSummary(result, recording: written)
        if json { Console.result(try summary.json()) } else { for line in summary.lines { Console.result(line) } }
        if plot { Console.say("written: \(output.path)/index.html (page)") }
        Console.say("written: \(output.path)/\(written)")
    }

    /// The person of a preset or a file.
    static func person(_ name: String) throws -> Person {
        if let preset = PersonPreset(rawValue: name) { return try Person.preset(preset) }
        // What looks like a path, or is a file, is one; anything else was meant to be a preset.
        if name.contains("/") || name.contains(".") || access(name, F_OK) == 0 { return try Person(contentsOf: name) }
        throw SimulateError.unknownPerson(name)
    }
}

/// Something about a simulation that cannot be.
struct SimulateError: ExplainedError {
    var category: ErrorCategory { .usage }
    let description: String

    /// Refuses a number outside of its range.
    static func check(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws {
        guard value.isFinite, range.contains(value) else {
            throw SimulateError(
                description: "\(name) is \(value); allowed is \(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// The longest simulation (s).
    private static let longest = 86_400.0

    /// Seconds from a text such as `90`, `90s`, `30min` or `8h`.
    static func duration(_ text: String) throws -> Double {
        let units: [(String, Double)] = [("min", 60), ("s", 1), ("h", 3600)]
        let unit = units.first { text.hasSuffix($0.0) } ?? ("", 1)
        guard let number = Double(text.dropLast(unit.0.count)), number.isFinite else {
            throw SimulateError(
                description: "--duration is “\(text)”; it takes seconds, or a number with s, min or h, such as 30min")
        }
        let seconds = number * unit.1
        guard (1...longest).contains(seconds) else {
            throw SimulateError(description: "--duration is \(text); allowed is 1s to 24h")
        }
        return seconds
    }

    /// A name that is no person, with the one it was perhaps meant to be.
    static func unknownPerson(_ name: String) -> SimulateError {
        let names = PersonPreset.allCases.map(\.rawValue)
        let nearest = names.map { ($0, distance(name.lowercased(), $0)) }.min { $0.1 < $1.1 }
        let hint = nearest.flatMap { $0.1 <= max(2, $0.0.count / 3) ? "; did you mean \($0.0)" : nil } ?? ""
        return SimulateError(
            description: "the person is “\(name)”, which is no file and no preset\(hint)"
                + (hint.isEmpty ? "; presets are \(names.joined(separator: ", "))" : "?"))
    }

    /// How many letters must be put in, left out or changed to make one word of the other (Levenshtein 1966).
    static func distance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let changed = diagonal + (letter == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(changed, diagonal + 1, row[j] + 1)
            }
        }
        return row[b.count]
    }
}

// `lull simulate check-physiology`: the published behaviour beside the simulator's, as a table.

import Amplification
import ArgumentParser
import Glibc
import MotorUnits
import Signals
import Synchronization
import VirtualPatient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Compares the virtual patient with the literature.
struct CheckPhysiologyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-physiology", abstract: "Compare the virtual patient with published behaviour.",
        discussion: """
            Prints what was expected, by whom, and what the simulator did. What does not match is listed, not hidden: \
            the table is the result, and the exit code is 0 when everything ran. Same seeds, same table.

            Example:  lull simulate check-physiology --quick
            """)

    @Flag(help: "Only a few experiments, in seconds.")
    var quick = false

    @Flag(help: "Print JSON instead of the table.")
    var json = false

    @Flag(help: "End with exit code 1 when something does not match.")
    var strict = false

    @Option(
        help: ArgumentHelp("How many threads work; all cores without it. The table is the same.", valueName: "number"))
    var threads: Int?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads is \(threads); allowed is 1 to 1024.")
        }
    }

    func run() throws {
        let experiments = PhysiologyCheck.experiments(quick ? .quick : .full)
        let meter = ProgressMeter()
        let findings = try PhysiologyCheck.run(
            experiments, threads: threads ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), estimator: estimate,
            progress: meter.show)
        meter.finish()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "none")
            Console.result(String(decoding: try encoder.encode(findings.map(FindingContents.init)), as: UTF8.self))
        } else {
            for line in table(experiments, findings) { Console.result(line) }
        }
        if strict, !findings.allSatisfy(\.matches) { throw ExitCode(1) }
    }

    /// A table for each experiment, then the sources by number, then what does not match.
    private func table(_ experiments: [PhysiologyExperiment], _ findings: [PhysiologyFinding]) -> [String] {
        var lines: [String] = []
        var sources: [PhysiologySource] = []
        var next = 0
        for experiment in experiments {
            var table = TextTable([
                ("what", .left), ("expected", .left), ("found", .left), ("verdict", .left), ("source", .right),
            ])
            for finding in findings[next..<(next + experiment.expectations.count)] {
                let expectation = finding.expectation
                if !sources.contains(expectation.source) { sources.append(expectation.source) }
                let number = (sources.firstIndex(of: expectation.source) ?? 0) + 1
                table.add([
                    expectation.name, expectation.words, finding.words, finding.matches ? "matches" : "DOES NOT MATCH",
                    "[\(number)]",
                ])
            }
            next += experiment.expectations.count
            lines += [experiment.name] + table.lines + [""]
        }
        lines.append("Sources")
        lines += sources.enumerated().map { "  [\($0 + 1)] \($1.text) (\($1.mark.rawValue))" }
        let misses = findings.filter { !$0.matches }
        lines += ["", "\(findings.count - misses.count) of \(findings.count) match"]
        lines += misses.map {
            "does not match: \($0.expectation.name): \($0.words) instead of \($0.expectation.words)"
        }
        return lines
    }
}

/// ΔF by the defaults of `lull assess ramp`.
private func estimate(_ trains: [DischargeTrain]) throws -> RampEstimate {
    let units = try trains.enumerated().map { index, train in
        try RatedMotorUnit(MotorUnit(name: "unit \(index)", discharges: train))
    }
    return RampEstimate(
        deltaF: try DeltaF(of: units).units.map(\.deltaF), peakRates: units.map { $0.smoothed.peak?.rate })
}

extension PhysiologyExpectation.Expected {
    /// `2 to 4`, `rising` …
    fileprivate var words: String {
        switch self {
        case .range(let range) where range.lowerBound == range.upperBound: short(range.lowerBound)
        case .range(let range): "\(short(range.lowerBound)) to \(short(range.upperBound))"
        case .rising: "rising"
        case .falling: "falling"
        case .peaked: "highest inside"
        }
    }
}

extension PhysiologyExpectation {
    /// What is expected, with its unit.
    fileprivate var words: String { "\(expected.words) \(unit)" }
}

extension PhysiologyFinding {
    /// The values found, separated by commas.
    fileprivate var words: String { values.map(short).joined(separator: ", ") }
}

/// Two decimals at most, none where they say nothing.
private func short(_ value: Double) -> String {
    let text = value.formatted(decimals: value.magnitude >= 100 ? 0 : 2)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
}

/// A finding as JSON shows it.
private struct FindingContents: Encodable {
    let name, expected, unit, source, mark: String
    let minimum, maximum: Double?
    let found: [Double]
    let matches: Bool

    init(_ finding: PhysiologyFinding) {
        let expectation = finding.expectation
        name = expectation.name
        expected = expectation.expected.words
        unit = expectation.unit
        source = expectation.source.text
        mark = expectation.source.mark.rawValue
        if case .range(let range) = expectation.expected {
            (minimum, maximum) = (range.lowerBound, range.upperBound)
        } else {
            (minimum, maximum) = (nil, nil)
        }
        found = finding.values
        matches = finding.matches
    }
}

/// One line on standard error that says how far the work is and how long it will still take.
private final class ProgressMeter: Sendable {
    private let began = ContinuousClock.now
    private let shown = Mutex<Int>(-1)
    private let isTerminal = isatty(STDERR_FILENO) == 1

    /// Shows the part that is done: every percent on a terminal, every tenth in a log.
    @Sendable func show(_ part: Double) {
        let percent = Int(part * 100) / (isTerminal ? 1 : 10) * (isTerminal ? 1 : 10)
        shown.withLock { last in
            guard percent > last else { return }
            last = percent
            let spent = Double(began.duration(to: .now).components.seconds)
            let left = part > 0.02 ? ", about \(Int(spent * (1 - part) / part) + 1) s left" : ""
            write("simulated \(percent) %\(left)", ends: !isTerminal)
        }
    }

    /// Ends the line.
    func finish() { if isTerminal { write("", ends: false) } }

    private func write(_ text: String, ends: Bool) {
        guard isTerminal else {
            if ends { Console.say(text) }
            return
        }
        // The line replaces itself; Console would add a line each time.
        var bytes = Array("\r\u{1B}[K\(text)".utf8)
        _ = Glibc.write(STDERR_FILENO, &bytes, bytes.count)
    }
}

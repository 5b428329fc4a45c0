// `lull session`: what kept sessions say.

import ArgumentParser
import Devices
import Sessions
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What can be said of kept sessions.
struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "What kept sessions say.", subcommands: [SessionReportCommand.self])
}

/// Whether stimulation works for this person.
struct SessionReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Estimate what stimulation did to this person's spasms.",
        discussion: """
            Takes sessions that were run with --leave-out, in which a lot decided for each spasm whether it was stimulated. \
            Compares how long spasms lasted, the EMG after the burst's time, and the force, by the lots alone: a randomisation \
            test, and the 95 % interval that it gives when it is inverted. Says so when there are too few spasms, and when \
            stimulation makes them worse.

            Example:  lull session report session
            """)

    @Argument(help: "Folders of kept sessions of one person with one stimulation.", completion: .directory)
    var sessions: [String]

    @Option(help: ArgumentHelp("How long after a spasm was found it is looked at.", valueName: "seconds"))
    var window = SpasmMeasure.standardWindow

    @Flag(help: "Print the result as JSON instead of text.")
    var json = false

    func run() throws {
        var (episodes, leftOut) = ([SpasmEpisode](), 0)
        var first: SessionPlan?
        for path in sessions {
            let replay = try SessionReplay(SessionFolder(path))
            let plan = try SessionPlan(replay.entries, path: path)
            if let first, !plan.isComparable(to: first) {
                throw UsageError(
                    description:
                        "\(path): its person or its stimulation is not that of \(sessions[0]); compare sessions of one "
                        + "person with one stimulation")
            }
            first = first ?? plan
            guard replay.entries.contains(where: { $0.kind == "lots" }) else {
                throw PlanError(
                    path: path,
                    problem:
                        "every spasm was stimulated, so there is nothing to compare; run sessions with --leave-out 0.5")
            }
            let measure = SpasmMeasure(
                emg: plan.channel,
                force: replay.channels.firstIndex { $0.kind == .torque || $0.kind == .force },
                burst: plan.stimulation.burst, settings: plan.settings, window: window)
            let found = try measure.episodes(of: replay)
            episodes += found.episodes
            leftOut += found.leftOut
        }
        let report = EfficacyReport(episodes)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Console.result(String(decoding: try encoder.encode(Summary(report, leftOut)), as: UTF8.self))
        } else {
            for line in lines(report, leftOut, person: first?.person ?? "") { Console.result(line) }
        }
    }

    private func lines(_ report: EfficacyReport, _ leftOut: Int, person: String) -> [String] {
        var lines = [
            "\(person): \(report.given) spasms with stimulation by lot, \(report.withheld) without"
                + (report.notDelivered > 0 ? "; \(report.notDelivered) of the former got none after all" : "")
                + (leftOut > 0 ? "; \(leftOut) could not be measured" : "")
        ]
        if !report.effects.isEmpty {
            var table = TextTable([
                ("", .left), ("with", .right), ("without", .right), ("difference", .right), ("95 % interval", .right),
                ("by lots alone", .right),
            ])
            for outcome in EfficacyReport.Outcome.allCases {
                guard let effect = report.effects[outcome] else { continue }
                table.add([
                    outcome.words, effect.treatedMean.formatted(decimals: 2),
                    effect.untreatedMean.formatted(decimals: 2),
                    effect.difference.formatted(decimals: 2),
                    "\(effect.interval.lowerBound.formatted(decimals: 2)) to "
                        + effect.interval.upperBound.formatted(decimals: 2),
                    "p = \(effect.probability.formatted(decimals: 4))",
                ])
            }
            lines += table.lines
            lines.append(
                "  randomisation test on \(report.effects[.duration]?.drawings ?? 0) arrangements of the lots; a constant effect "
                    + "is assumed for the interval")
        }
        return lines + ["", report.verdict.words]
    }

    /// The result as JSON; the properties are the keys.
    private struct Summary: Encodable {
        struct Effect: Encodable {
            let withMean, withoutMean, difference, intervalLow, intervalHigh, probability: Double
            let arrangements: Int
            let isExhaustive: Bool
        }
        let given, withheld, notDelivered, notMeasured: Int
        let effects: [String: Effect]
        let verdict: String
        let suggestsToStop: Bool

        init(_ report: EfficacyReport, _ leftOut: Int) {
            (given, withheld, notDelivered, notMeasured) = (report.given, report.withheld, report.notDelivered, leftOut)
            effects = Dictionary(
                uniqueKeysWithValues: report.effects.map { outcome, effect in
                    (
                        outcome.rawValue,
                        Effect(
                            withMean: effect.treatedMean, withoutMean: effect.untreatedMean,
                            difference: effect.difference,
                            intervalLow: effect.interval.lowerBound, intervalHigh: effect.interval.upperBound,
                            probability: effect.probability, arrangements: effect.drawings,
                            isExhaustive: effect.isExhaustive)
                    )
                })
            verdict = report.verdict.words
            if case .worse = report.verdict { suggestsToStop = true } else { suggestsToStop = false }
        }
    }
}

extension EfficacyReport.Outcome {
    /// What it is, for people.
    var words: String {
        switch self {
        case .duration: "duration, s"
        case .emgArea: "EMG after the burst, µV·s"
        case .forceArea: "force, unit × s"
        }
    }
}

extension EfficacyReport.Verdict {
    /// What it comes to, in a sentence or two.
    var words: String {
        func list(_ outcomes: [EfficacyReport.Outcome]) -> String {
            outcomes.map { outcome in
                switch outcome {
                case .duration: "duration"
                case .emgArea: "EMG"
                case .forceArea: "force"
                }
            }.joined(separator: ", ")
        }
        return switch self {
        case .notEnough(let given, let withheld):
            "There are not enough spasms to say anything: \(given) with and \(withheld) without stimulation, at least "
                + "\(RandomisationTest.fewest) of each are needed."
        case .worse(let outcomes):
            "Stimulation makes the spasms of this person worse (\(list(outcomes))). Stop stimulating, and let a clinician look at "
                + "pad and prescription."
        case .better(let outcomes):
            "With stimulation spasms are smaller (\(list(outcomes))), and nothing measured is larger."
        case .cannotTell:
            "It cannot be told whether stimulation does anything: every interval holds zero. More spasms make them narrower."
        }
    }
}

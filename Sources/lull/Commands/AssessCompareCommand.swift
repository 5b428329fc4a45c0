// `lull assess compare`: the same motor units before and after.

import Amplification
import ArgumentParser
import Glibc
import MotorUnits
import Recordings
import Reports
import Signals

/// The change of ΔF between two contractions.
struct AssessCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Change of ΔF between two contractions, unit by unit.",
        discussion: """
            BEFORE and AFTER are results of `lull decompose` (decomposition.json or its folder): units are matched by their \
            action potentials, as `lull track` does, rejected ones left out. Or both are recordings that bring motor units \
            along under the same names, with --by-name. Prints each unit's ΔF and their mean change with its interval, and \
            writes a table (CSV), its JSON twin and a page with the plot.

            Example:  lull assess compare before after --out change
            Example:  lull assess compare before.json after.json --by-name
            """)

    @Argument(help: "A decomposition or, with --by-name, a recording.", completion: .file()) var before: String
    @Argument(help: "The other one.", completion: .file()) var after: String
    @OptionGroup var method: RampMethodOptions

    @Flag(help: "Match units by their names instead of their action potentials.")
    var byName = false

    @Option(help: ArgumentHelp("Which contraction of BEFORE, where --by-name finds several.", valueName: "number"))
    var beforeContraction: Int?

    @Option(help: ArgumentHelp("Which contraction of AFTER, where --by-name finds several.", valueName: "number"))
    var afterContraction: Int?

    @OptionGroup(title: "Matching by action potentials") var limits: TrackingOptions

    @Option(
        help: ArgumentHelp("Where the results go; lull-results/BEFORE-compare without it.", valueName: "folder"),
        completion: .directory)
    var out: String?

    @Flag(help: "Print the JSON twin instead of the table.")
    var json = false

    func run() throws {
        let tracking = try limits.tracking()
        let sides = try (
            Side(before, byName: byName, beforeContraction, "--before-contraction", method.settings),
            Side(after, byName: byName, afterContraction, "--after-contraction", method.settings)
        )
        var generator = SplitMix(state: method.certainty.seed)
        let comparison = DeltaFComparison(
            before: sides.0.assessment, after: sides.1.assessment, matches: matches(sides.0, sides.1, by: tracking),
            using: &generator)
        let page = ComparisonPage(
            comparison: comparison, before: sides.0.provenance, after: sides.1.provenance, settings: method.settings)
        let folder = try OutputFolder(out ?? "lull-results/\(stem(of: before))-compare")
        let twin = try comparison.json(
            before: sides.0.provenance, after: sides.1.provenance, settings: method.settings)
        try folder.write([
            ("index.html", page.html),
            ("units.csv", comparison.csv(before: sides.0.provenance, after: sides.1.provenance)),
            ("comparison.json", twin),
        ])
        if json {
            Console.result(String(twin.dropLast()))
        } else {
            for line in table(comparison) + ["", page.finding] { Console.result(line) }
        }
        Console.say("written: \(folder.file("index.html")) (page), units.csv, comparison.json beside it")
    }

    private func matches(
        _ first: Side, _ second: Side, by tracking: UnitTracking
    ) -> [(before: Int, after: Int, certainty: Double?)] {
        guard let known = first.templates, let others = second.templates else {
            return DeltaFComparison.matchesByName(first.assessment, second.assessment)
        }
        return tracking.match(known, others).map { ($0.first, $0.second, $0.certainty) }
    }

    private func table(_ comparison: DeltaFComparison) -> [String] {
        var table = TextTable([
            ("before", .right), ("after", .right), ("certainty", .right), ("ΔF before", .right), ("ΔF after", .right),
            ("change pps", .right), ("95 %", .left), ("beyond chance", .left),
        ])
        func text(_ value: Double?) -> String { value?.formatted(decimals: 2) ?? "–" }
        for unit in comparison.units {
            table.add([
                unit.before, unit.after, text(unit.certainty), text(unit.deltaFBefore), text(unit.deltaFAfter),
                text(unit.change), unit.changeInterval.map { "\(text($0.low)) to \(text($0.high))" } ?? "",
                unit.isBeyondChance.map { $0 ? "yes" : "no" } ?? "",
            ])
        }
        return table.lines + [
            "Minimal detectable change of a single pair: \(text(DeltaFComparison.detectableChangeOfPair)) pps (Stephenson & Maluf "
                + "2011, tibialis anterior).",
            "95 % and beyond chance: from the scatter of the discharges of these two contractions alone; what differs from one "
                + "contraction to the next by itself is not in it.",
        ]
    }
}

extension AssessCompareCommand {
    /// One of the two contractions.
    private struct Side {
        let assessment: RampAssessment
        /// What each unit of the assessment is known by; `nil` when names decide.
        let templates: [UnitTemplate]?
        let provenance: ResultProvenance

        init(
            _ argument: String, byName: Bool, _ contraction: Int?, _ option: String, _ settings: RampSettings
        ) throws {
            guard contraction == nil || byName else {
                throw UsageError(
                    description: "\(option) goes with --by-name; a decomposition is taken as one contraction")
            }
            if byName {
                let recording = try Recording.open(argument)
                let run = try RampRun(recording: recording, path: argument, settings: settings, force: .none)
                let count = run.assessments.count
                guard let number = contraction ?? (count == 1 ? 1 : nil), (1...count).contains(number) else {
                    throw RecordingError(
                        .usage, file: argument,
                        problem: "it has \(counted(count, "contraction")); \(option) takes one of 1 to \(count)")
                }
                (assessment, templates, provenance) = (run.assessments[number - 1], nil, run.provenance)
                return
            }
            var status = stat()
            let isFolder = stat(argument, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            guard isFolder || argument.hasSuffix(".json") else {
                throw RecordingError(
                    .usage, file: argument,
                    problem:
                        "this is no decomposition.json or folder of `lull decompose`; decompose the recording first, "
                        + "or compare by --by-name")
            }
            let edited = try EditedFile(argument)
            let decomposition = try edited.document.decomposition(file: edited.path)
            let units = decomposition.units.filter { $0.verdict != .rejected }
            guard !units.isEmpty else {
                throw RecordingError(file: edited.path, problem: "it has no units to compare that are not rejected")
            }
            assessment = try RampAssessment(
                units: units.map { MotorUnit(name: $0.name, discharges: $0.discharges) },
                end: decomposition.stretches.map(\.window.upperBound).max(), settings: settings)
            // The assessment has its units by their first discharge.
            templates = assessment.units.compactMap { assessed in
                units.first { $0.name == assessed.unit.name }.map(decomposition.template)
            }
            provenance = edited.document.provenance
        }
    }
}

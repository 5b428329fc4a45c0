// `lull track`: which motor units of one recording are those of another.

import ArgumentParser
import MotorUnits
import Recordings
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Tracks units between two decompositions, or into a recording.
struct TrackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "track", abstract: "Find the motor units of one contraction or session in another.",
        discussion: """
            Compares the action potentials of two results of `lull decompose` as each unit's separation filter sees them, \
            or, with --recording, uses the filters of the first on another recording of the same, unmoved electrodes. \
            Every match has a certainty from 0 to 1; by action potentials, 0.5 means that another unit is as like. Few \
            units are sure when the electrodes were moved.

            Example:  lull track before after
                      lull track before --recording second.mat
            """)

    @Argument(help: "A decomposition.json or its folder.", completion: .file()) var first: String
    @Argument(help: "Another one, of the same electrodes.", completion: .file()) var second: String?
    @Option(help: ArgumentHelp("A recording to find the units in by their filters.", valueName: "file"))
    var recording: String?
    @OptionGroup(title: "By action potentials") var limits: TrackingOptions
    @Flag(help: "Also rejected units.") var all = false
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        guard (second == nil) != (recording == nil) else {
            throw UsageError(description: "name either a second decomposition or a --recording")
        }
        let tracking = try limits.tracking()
        let before = try EditedFile(first)
        if let second { try compare(before, with: EditedFile(second), by: tracking) }
        if let recording { try reuse(before, on: recording) }
    }

    private func usable(_ edited: EditedFile) throws -> (Decomposition, [DecomposedUnit]) {
        let decomposition = try edited.document.decomposition(file: edited.path)
        let units = decomposition.units.filter { all || $0.verdict != .rejected }
        guard !units.isEmpty else {
            throw RecordingError(file: edited.path, problem: "it has no units to track that are not rejected")
        }
        return (decomposition, units)
    }

    private func compare(_ before: EditedFile, with after: EditedFile, by tracking: UnitTracking) throws {
        let ((earlier, first), (later, second)) = (try usable(before), try usable(after))
        guard before.document.rateHz == after.document.rateHz else {
            throw RecordingError(
                file: after.path,
                problem:
                    "its rate is \(after.document.rateHz) Hz, that of \(before.path) is \(before.document.rateHz) Hz; "
                    + "action potentials are compared at one rate")
        }
        let matches = tracking.match(first.map(earlier.template), second.map(later.template))
        if json {
            struct Row: Encodable {
                let first, second: String
                let likeness, certainty, shape: Double
                let rival: Double?
            }
            return try printJSON(
                matches.map {
                    Row(
                        first: first[$0.first].name, second: second[$0.second].name, likeness: $0.likeness,
                        certainty: $0.certainty, shape: $0.shape, rival: $0.rival)
                })
        }
        var table = TextTable([
            ("first", .right), ("second", .right), ("likeness", .right), ("next best", .right), ("certainty", .right),
            ("shape", .right),
        ])
        for match in matches {
            table.add([
                first[match.first].name, second[match.second].name, match.likeness.formatted(decimals: 2),
                match.rival?.formatted(decimals: 2) ?? "–", match.certainty.formatted(decimals: 2),
                match.shape.formatted(decimals: 2),
            ])
        }
        for line in table.lines { Console.result(line) }
        Console.result(
            "\(counted(matches.count, "unit")) of \(first.count) in the first and \(second.count) in the second are the same"
        )
    }

    private func reuse(_ before: EditedFile, on path: String) throws {
        let (decomposition, units) = try usable(before)
        let other = try Recording.open(path)
        var table = TextTable([
            ("unit", .right), ("discharges", .right), ("silhouette", .right), ("certainty", .right),
        ])
        struct Row: Encodable {
            let unit: String
            let silhouette, certainty: Double
            let discharges: [Int]
        }
        var rows: [Row] = []
        for (position, stretch) in decomposition.stretches.enumerated() {
            let members = units.filter { $0.stretch == position }
            guard !members.isEmpty else { continue }
            let found = try FilterTracking().find(
                members, of: stretch, parameters: decomposition.parameters, in: other)
            for unit in found {
                rows.append(
                    Row(
                        unit: unit.unit.name, silhouette: unit.silhouette, certainty: unit.certainty,
                        discharges: unit.unit.discharges.samples))
                table.add([
                    unit.unit.name, String(unit.unit.discharges.count), unit.silhouette.formatted(decimals: 2),
                    unit.certainty.formatted(decimals: 2),
                ])
            }
        }
        if json { return try printJSON(rows) }
        for line in table.lines { Console.result(line) }
        Console.result("\(counted(rows.count, "unit")) of \(units.count) found again in \(fileName(of: path))")
    }

    private func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Console.result(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

// What a decomposition says on standard output: a table for people, JSON for programs.

import MotorUnits
import Recordings
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DecomposeRun {
    /// The units for a terminal.
    var summary: [String] {
        guard !decomposition.units.isEmpty else { return [decomposition.finding] }
        var table = TextTable([
            ("unit", .right), ("discharges", .right), ("first s", .right), ("last s", .right), ("mean pps", .right),
            ("silhouette", .right), ("PNR dB", .right), ("CoV %", .right), ("amplitude", .right), ("", .left),
        ])
        for unit in decomposition.units {
            let (quality, seconds) = (unit.quality, unit.discharges.seconds)
            let symbol = unit.actionPotential.channels.first.map { recording.channels[$0].unit.symbol } ?? ""
            table.add([
                unit.name, String(quality.dischargeCount), text(seconds.first, 2), text(seconds.last, 2),
                text(quality.meanRate, 1), text(quality.silhouette, 2), text(quality.pulseToNoiseRatio, 1),
                text(quality.intervalVariation.map { 100 * $0 }, 0),
                quality.amplitude.map { $0.formatted(decimals: $0 < 10 ? 3 : 0) + " " + symbol } ?? "–",
                ([unit.verdict.rawValue] + (unit.reasons.isEmpty ? [] : [unit.reasons.joined(separator: "; ")]))
                    .joined(separator: ": "),
            ])
        }
        return table.lines + ["", decomposition.finding]
    }

    private func text(_ value: Double?, _ decimals: Int) -> String { value?.formatted(decimals: decimals) ?? "–" }

    /// The units with these verdicts as JSON.
    func json(_ keep: Set<UnitVerdict>) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let summary = Summary(
            provenance: provenance, rateHz: document.rateHz, isStoppedEarly: document.isStoppedEarly,
            units: document.units.filter { keep.contains($0.verdict) }.map { unit in
                Summary.Unit(
                    name: unit.name, grid: document.stretches[unit.stretch].grid.map { $0 + 1 }, verdict: unit.verdict,
                    reasons: unit.reasons, quality: unit.quality, discharges: unit.discharges)
            })
        return String(decoding: try encoder.encode(summary), as: UTF8.self)
    }

    /// The document without what only programs of the trade need: filters, sources, action potentials.
    private struct Summary: Encodable {
        struct Unit: Encodable {
            let name: String
            let grid: Int?
            let verdict: UnitVerdict
            let reasons: [String]
            let quality: UnitQuality
            let discharges: [Int]
        }
        let provenance: ResultProvenance
        let rateHz: Double
        let isStoppedEarly: Bool
        let units: [Unit]
    }
}

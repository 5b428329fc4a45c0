// What `lull edit list` and `lull edit show` print.

import MotorUnits
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension EditedFile {
    /// The units as a table.
    var table: TextTable {
        var table = TextTable([
            ("unit", .right), ("discharges", .right), ("mean pps", .right), ("silhouette", .right), ("CoV %", .right),
            ("short", .right), ("long", .right), ("", .left),
        ])
        for unit in document.units {
            let quality = unit.quality
            table.add([
                unit.name, String(quality.dischargeCount), text(quality.meanRate, 1), text(quality.silhouette, 2),
                text(quality.intervalVariation.map { 100 * $0 }, 0), String(quality.shortIntervals),
                String(quality.longIntervals),
                unit.verdict.rawValue + (unit.reasons.isEmpty ? "" : ": " + unit.reasons.joined(separator: "; ")),
            ])
        }
        return table
    }

    /// The units as JSON.
    func unitsJSON() throws -> String {
        struct Row: Encodable {
            let name: String
            let verdict: UnitVerdict
            let reasons: [String]
            let quality: UnitQuality
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let rows = document.units.map {
            Row(name: $0.name, verdict: $0.verdict, reasons: $0.reasons, quality: $0.quality)
        }
        return String(decoding: try encoder.encode(rows), as: UTF8.self)
    }

    /// A unit's discharges, one line each, with what is odd.
    func discharges(of name: String, in span: ClosedRange<Double>?) throws -> [String] {
        let unit = document.units[try document.position(of: name)]
        let times = unit.discharges.map { Double($0) / document.rateHz }
        let source = unit.source.values
        let start = document.stretches[unit.stretch].training.lowerBound
        var table = TextTable([
            ("no.", .right), ("s", .right), ("interval ms", .right), ("pps", .right), ("height", .right), ("", .left),
        ])
        // Heights are shown beside the middle one, so that 1 is a usual discharge.
        func height(_ sample: Int) -> Double {
            source.indices.contains(sample - start) ? Double(source[sample - start]) : 0
        }
        let heights = unit.discharges.map(height).sorted()
        let usual = heights.isEmpty ? 0 : heights[heights.count / 2]
        for (k, time) in times.enumerated() where span?.contains(time) ?? true {
            let interval = k > 0 ? time - times[k - 1] : nil
            let relative = usual > 0 ? height(unit.discharges[k]) / usual : 0
            var odd: [String] = []
            if let interval, interval < UnitQuality.shortestInterval { odd.append("short") }
            if let interval, interval > UnitQuality.longestInterval { odd.append("long") }
            if relative < 0.6 { odd.append("small peak") }
            table.add([
                String(k + 1), time.formatted(decimals: 4), text(interval.map { 1000 * $0 }, 1),
                text(interval.map { 1 / $0 }, 1), relative.formatted(decimals: 2), odd.joined(separator: ", "),
            ])
        }
        return table.lines
    }

    private func text(_ value: Double?, _ decimals: Int) -> String { value?.formatted(decimals: decimals) ?? "–" }
}

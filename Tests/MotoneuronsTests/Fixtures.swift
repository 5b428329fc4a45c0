// The reference numbers (see Fixtures/README.md) and how tests read them.

import Foundation
import Testing

@testable import Motoneurons

/// A table with named columns; cells that are no numbers stay text.
struct Fixture {
    let columns: [String: Int]
    let rows: [[Substring]]

    init(_ name: String) throws {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Fixtures"))
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
        let header = try #require(lines.first).split(separator: ",", omittingEmptySubsequences: false)
        columns = Dictionary(uniqueKeysWithValues: header.enumerated().map { (String($1), $0) })
        rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }

    func text(_ column: String, _ row: Int) throws -> String {
        String(rows[row][try #require(columns[column])])
    }

    func number(_ column: String, _ row: Int) throws -> Double {
        try #require(Double(try text(column, row)), "\(column) in row \(row + 1)")
    }

    func numbers(_ column: String) throws -> [Double] {
        try rows.indices.map { try number(column, $0) }
    }

    /// Discharge times (ms) by the text of the key columns, joined with spaces.
    func trains(by keys: [String]) throws -> [String: [Double]] {
        var trains: [String: [Double]] = [:]
        for row in rows.indices {
            let key = try keys.map { try text($0, row) }.joined(separator: " ")
            trains[key, default: []].append(try number("spike_ms", row))
        }
        return trains
    }
}

/// The twenty cells of the human pool that all reference runs use.
let human = MotoneuronPoolTable.humanTibialisAnterior.cells(20)

/// The drive of the main reference runs: 0 for 1 s, up to 8 in 10 s, down in 10 s, 0 for 5 s.
func ramp(atSeconds t: Double, peak: Double = 8) -> Double {
    max(0, min(t - 1, 21 - t)) / 10 * peak
}

/// How far discharge times may be from NEURON's.
///
/// 0.3 ms; but after an interval of more than 140 ms, 1.5 % of that interval. There the potential creeps towards the threshold
/// at some µV per ms, and the seventh digit of a constant moves the discharge by milliseconds: two programs that both
/// round correctly do not agree better. Returns the worst excess (ms, negative when all is well) and how many of the
/// discharges needed more than 0.3 ms.
func excess(_ found: [Double], over wanted: [Double]) -> (worst: Double, beyond: Int) {
    var worst = -Double.infinity
    var beyond = 0
    for (index, (a, b)) in zip(found, wanted).enumerated() {
        let interval = index > 0 ? b - wanted[index - 1] : 0
        let allowed = interval > 140 ? max(0.3, 0.015 * interval) : 0.3
        worst = max(worst, abs(a - b) - allowed)
        if abs(a - b) > 0.3 + 1e-6 { beyond += 1 }
    }
    return (worst, beyond)
}

#if DEBUG
    /// Without optimisation the double precision cells are slow; the tests then take fewer of them.
    let isOptimised = false
#else
    let isOptimised = true
#endif

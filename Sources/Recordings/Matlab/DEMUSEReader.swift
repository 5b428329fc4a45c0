// DEMUSE's files: the grid as a cell array of signals, pulse trains, discharges counted from 1.

import Signals

/// Reads what DEMUSE (Holobar, University of Maribor) saves: `SIG`, `fsamp`, `IED`, `IPTs`, `MUPulses`, `PNR`,
/// `ref_signal`.
struct DEMUSEReader {
    let path: String
    let version: MatFile.Version
    let variables: [MatVariable]

    static let wanted = ["SIG", "fsamp", "IED", "IPTs", "MUPulses", "PNR", "ref_signal"]

    /// Whether these variables are DEMUSE's.
    static func recognises(_ variables: [MatVariable]) -> Bool {
        let names = Set(variables.map(\.name))
        return ["SIG", "fsamp"].allSatisfy(names.contains)
    }

    func read() throws(RecordingError) -> Recording {
        func variable(_ name: String) -> MatVariable? { variables.first { $0.name == name } }
        let rate = try MatUnits.rate(variable("fsamp"), "fsamp", path: path)
        var parts = MatUnits(path: path, rate: rate)
        guard let grid = variable("SIG"), case .cells(let cells) = grid.value, grid.dimensions.count == 2,
            !cells.isEmpty
        else { throw parts.error("SIG", "it must be a cell array, one signal for each place of the grid") }
        // Column after column, as MATLAB counts; a place without a signal has no electrode.
        var places = [Int?](repeating: nil, count: cells.count)
        for column in 0..<grid.columns {
            for row in 0..<grid.rows {
                let cell = cells[column * grid.rows + row]
                guard (cell.floats?.count ?? 0) > 0 else { continue }
                places[row * grid.columns + column] = parts.channels.count
                try parts.add(rows: cell, "SIG", kind: .emg, unit: .arbitrary) { _ in
                    "EMG row \(row + 1) column \(column + 1)"
                }
            }
        }
        guard !parts.channels.isEmpty else { throw parts.error("SIG", "no place of the grid has a signal") }
        if let reference = variable("ref_signal"), (reference.floats?.count ?? 0) > 1 {
            try parts.add(rows: reference, "ref_signal", kind: .force, unit: .arbitrary) { "ref_signal \($0 + 1)" }
        }
        let firstSource = parts.channels.count
        if let sources = variable("IPTs"), (sources.floats?.count ?? 0) > 0 {
            try parts.add(rows: sources, "IPTs", kind: .source, unit: .arbitrary) { "Source of unit \($0 + 1)" }
        }
        let sourceCount = parts.channels.count - firstSource
        if let pulses = variable("MUPulses") {
            // MATLAB keeps the discharges of a single unit without a cell around them.
            let units = if case .cells(let units) = pulses.value { units } else { [pulses] }
            for (k, unit) in units.enumerated() {
                try parts.add(
                    unit: unit, "MUPulses", number: k, accuracy: nil, source: k < sourceCount ? firstSource + k : nil,
                    grid: 0)
            }
        }
        let distance = variable("IED")?.number ?? 0
        let electrodes = ElectrodeGrid(
            name: "DEMUSE \(grid.rows) × \(grid.columns)", rows: grid.rows, columns: grid.columns,
            interElectrodeDistance: distance.isFinite && distance > 0 ? distance : 0, channels: places)
        return parts.recording(
            format: "DEMUSE .mat (\(version.rawValue))", grids: [electrodes],
            metadata: ["unit of the EMG": "not stated by DEMUSE"])
    }
}

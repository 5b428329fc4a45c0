// MUedit's files: one struct with the signals of all grids and, after a decomposition, the units of each.

import Signals

/// Reads what MUedit (Avrillon et al. 2024, doi 10.7554/eLife.97085, and its repository) saves: the struct `signal`, with
/// the discharges in it or, after editing, in the struct `edition`.
struct MUeditReader {
    let path: String
    let version: MatFile.Version
    let variables: [MatVariable]

    static let wanted = ["signal", "edition"]

    /// Whether these variables are MUedit's.
    static func recognises(_ variables: [MatVariable]) -> Bool { variables.contains { $0.name == "signal" } }

    func read() throws(RecordingError) -> Recording {
        let signal = try fields("signal")
        func field(_ name: String) -> MatVariable? { signal.first { $0.name == name } }
        let rate = try MatUnits.rate(field("fsamp"), "signal.fsamp", path: path)
        var parts = MatUnits(path: path, rate: rate)
        guard let data = field("data") else { throw parts.error("signal.data", "it is missing") }
        let names = field("gridname")?.lines ?? []
        let muscles = field("muscle")?.lines ?? []
        let (grids, labels) = Self.grids(names, muscles, channels: data.rows)
        try parts.add(rows: data, "signal.data", kind: .emg, unit: .arbitrary) { labels[$0] }
        guard !parts.channels.isEmpty else { throw parts.error("signal.data", "it holds no signal") }
        try addAuxiliary(field, &parts)
        let edition = variables.contains { $0.name == "edition" } ? try fields("edition") : []
        let trains = edition.first { $0.name == "Pulsetrainclean" } ?? field("Pulsetrain")
        var sources: [[Int]] = []
        for (g, train) in Self.cells(trains).enumerated() where (train.floats?.count ?? 0) > 0 {
            let first = parts.channels.count
            try parts.add(rows: train, "signal.Pulsetrain", kind: .source, unit: .arbitrary) {
                "Source of grid \(g + 1) unit \($0 + 1)"
            }
            sources.append(Array(first..<parts.channels.count))
        }
        if let times = edition.first(where: { $0.name == "Distimeclean" }) ?? field("Dischargetimes") {
            try addUnits(times, sources, &parts)
        }
        return parts.recording(
            format: "MUedit .mat (\(version.rawValue))", grids: grids,
            metadata: [
                "device": field("device_name")?.text ?? "unknown", "unit of the EMG": "not stated by MUedit",
            ])
    }

    private func fields(_ name: String) throws(RecordingError) -> [MatVariable] {
        guard let variable = variables.first(where: { $0.name == name }), case .elements(let elements) = variable.value,
            elements.count == 1
        else {
            throw RecordingError(
                file: path, place: "variable \(name)", problem: "it must be a struct, as MUedit saves it")
        }
        return elements[0]
    }

    /// The cells of a variable; a matrix alone counts as one.
    private static func cells(_ variable: MatVariable?) -> [MatVariable] {
        guard let variable else { return [] }
        return if case .cells(let cells) = variable.value { cells } else { [variable] }
    }

    /// The grids by their product codes, one after the other, and a label for each channel.
    private static func grids(
        _ names: [String], _ muscles: [String], channels: Int
    ) -> ([ElectrodeGrid], [String]) {
        var (grids, labels) = ([ElectrodeGrid](), [String]())
        for (g, name) in names.enumerated() {
            guard let grid = ElectrodeGrid.known(in: name, firstChannel: labels.count),
                labels.count + grid.electrodeCount <= channels
            else { break }
            grids.append(grid)
            let muscle = g < muscles.count && !muscles[g].isEmpty ? muscles[g] + " - " : ""
            for k in 0..<grid.electrodeCount { labels.append("\(muscle)\(name) (\(k + 1))") }
        }
        while labels.count < channels { labels.append("EMG \(labels.count + 1)") }
        return (grids, labels)
    }

    private func addAuxiliary(
        _ field: (String) -> MatVariable?, _ parts: inout MatUnits
    ) throws(RecordingError) {
        let names = field("auxiliaryname")?.lines ?? []
        if let auxiliary = field("auxiliary"), (auxiliary.floats?.count ?? 0) > 0 {
            // One kind for all of them would be wrong: a name that says force or torque decides for its own row.
            let first = parts.channels.count
            try parts.add(rows: auxiliary, "signal.auxiliary", kind: .other, unit: .arbitrary) {
                $0 < names.count ? names[$0] : "auxiliary \($0 + 1)"
            }
            for k in first..<parts.channels.count {
                let name = parts.channels[k].label.lowercased()
                parts.channels[k].kind = name.contains("torque") ? .torque : name.contains("force") ? .force : .other
            }
        }
        for (name, kind) in [("path", ChannelKind.force), ("target", ChannelKind.requestedPath)] {
            if let trace = field(name), (trace.floats?.count ?? 0) > 1 {
                try parts.add(rows: trace, "signal.\(name)", kind: kind, unit: .percentMVC) { _ in name }
            }
        }
    }

    private func addUnits(
        _ times: MatVariable, _ sources: [[Int]], _ parts: inout MatUnits
    ) throws(RecordingError) {
        guard case .cells(let cells) = times.value else { return }
        // A cell per grid and unit, or, after editing, a cell per grid that holds one per unit.
        let isNested = cells.contains { if case .cells = $0.value { true } else { false } }
        let rows = max(1, isNested ? cells.count : times.rows)
        for grid in 0..<rows {
            let units =
                isNested ? Self.cells(cells[grid]) : stride(from: grid, to: cells.count, by: rows).map { cells[$0] }
            for (k, unit) in units.enumerated() where (unit.floats?.count ?? 0) > 0 {
                let source = grid < sources.count && k < sources[grid].count ? sources[grid][k] : nil
                try parts.add(
                    unit: unit, "signal.Dischargetimes", number: parts.units.count, accuracy: nil, source: source,
                    grid: grid)
            }
        }
    }
}

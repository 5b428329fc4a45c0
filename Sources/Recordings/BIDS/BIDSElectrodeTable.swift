// `_electrodes.tsv` and `_coordsystem.json`: where the electrodes are, and so which grids they form.

import Signals

/// The electrodes of a recording.
struct BIDSElectrodeTable {
    private var groups: [Group] = []

    /// Electrodes that belong together, each with the channel (0-based) that it leads to.
    private struct Group {
        let name: String
        /// Millimetres in a unit of the coordinates; `nil` when these are no lengths.
        let millimetres: Double?
        var places: [(x: Double, y: Double, channel: Int)] = []
    }

    /// Reads the electrodes that apply to a recording; `nil` when it has none.
    init?(_ name: BIDSName, channels lines: [BIDSChannelTable.Line]) throws(RecordingError) {
        guard let path = try name.applicable(suffix: "electrodes", ending: ".tsv").first else { return nil }
        let systems = try name.applicable(suffix: "coordsystem", ending: ".json")
        var channelOf: [String: Int] = [:]
        for (channel, line) in lines.enumerated() where line.type == "EMG" {
            // Two channels of one electrode are differences, which are no place on a grid.
            guard let electrode = line.electrode else { continue }
            channelOf[electrode] = channelOf[electrode] == nil ? channel : -1
        }
        var table = try TSVReader(try InputFile(path))
        let label = try table.column(required: "name", "names the electrodes")
        let x = try table.column(required: "x", "is a coordinate of the electrodes")
        let y = try table.column(required: "y", "is a coordinate of the electrodes")
        let (group, system) = (table.column("group"), table.column("coordinate_system"))
        while let row = try table.next() {
            let place = (try row.number(x), try row.number(y))
            let electrode = row.text(label) ?? ""
            guard let channel = channelOf[electrode], channel >= 0, let across = place.0, let along = place.1 else {
                continue
            }
            let name = row.text(group) ?? lines[channel].group ?? "electrodes"
            if !groups.contains(where: { $0.name == name }) {
                let unit = try Self.millimetres(Self.system(row.text(system), among: systems))
                groups.append(Group(name: name, millimetres: unit))
            }
            guard let k = groups.firstIndex(where: { $0.name == name }) else { continue }
            groups[k].places.append((across, along, channel))
        }
    }

    /// The grids that the electrodes form: rows along x, columns along y, where these are even steps of one length.
    var grids: [ElectrodeGrid] { groups.compactMap { Self.grid($0) } }

    /// The description of a coordinate system: that of its name, else the nearest.
    private static func system(_ name: String?, among paths: [String]) -> String? {
        paths.first { name != nil && BIDSName($0)["space"] == name } ?? paths.first
    }

    private static func millimetres(_ path: String?) throws(RecordingError) -> Double? {
        guard let path else { return nil }
        let system = try JSONValue.read(path)
        // Examples of the specification use the longer key, its schema the shorter one.
        guard let unit = (system["EMGCoordinateUnits"] ?? system["EMGCoordinateSystemUnits"])?.text else { return nil }
        switch unit {
        case "mm": return 1
        case "cm": return 10
        case "m": return 1000
        case "percent", "ratio": return nil
        default:
            throw RecordingError(
                file: path, place: "EMGCoordinateUnits",
                problem: "\"\(unit)\" is unknown; known are m, cm, mm, percent, ratio and n/a")
        }
    }

    private static func grid(_ group: Group) -> ElectrodeGrid? {
        guard group.places.count >= 4, let millimetres = group.millimetres, let rows = Steps(group.places.map(\.x)),
            let columns = Steps(group.places.map(\.y)), rows.count * columns.count <= 4 * group.places.count
        else { return nil }
        // A single column or row has no step of its own.
        let distance = rows.count > 1 ? rows.step : columns.step
        guard rows.count == 1 || columns.count == 1 || abs(rows.step - columns.step) <= 0.01 * distance else {
            return nil
        }
        var channels = [Int?](repeating: nil, count: rows.count * columns.count)
        for place in group.places {
            let at = rows.position(place.x) * columns.count + columns.position(place.y)
            guard channels[at] == nil else { return nil }
            channels[at] = place.channel
        }
        return ElectrodeGrid(
            name: group.name, rows: rows.count, columns: columns.count, interElectrodeDistance: distance * millimetres,
            channels: channels)
    }

    /// Coordinates that lie on even steps.
    private struct Steps {
        let first, step: Double
        let count: Int

        init?(_ values: [Double]) {
            let sorted = values.sorted()
            guard let low = sorted.first, let high = sorted.last else { return nil }
            let span = high - low
            let gaps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.filter { $0 > 1e-3 * span }
            first = low
            guard span > 0, let smallest = gaps.min(), span / smallest < 1000 else {
                step = 0
                count = 1
                return
            }
            let steps = (span / smallest).rounded()
            let step = span / steps
            guard values.allSatisfy({ abs(($0 - low) / step - (($0 - low) / step).rounded()) <= 0.02 }) else {
                return nil
            }
            self.step = step
            count = Int(steps) + 1
        }

        func position(_ value: Double) -> Int { count == 1 ? 0 : Int(((value - first) / step).rounded()) }
    }
}

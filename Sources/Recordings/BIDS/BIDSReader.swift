// A recording with the files that BIDS-EMG (1.11) puts beside it: kinds, units, grids, events and motor units.

import Signals

/// Completes the recording of an EDF or BDF file by its sidecars.
struct BIDSReader {
    private let name: BIDSName
    private let sidecar: (members: [String: JSONValue], paths: [String])
    private let channelTable: String?

    /// Finds the sidecars of a recording; `nil` for a file that is none of BIDS-EMG or stands alone.
    init?(_ path: String) throws(RecordingError) {
        name = BIDSName(path)
        guard name.suffix == "emg", [".edf", ".bdf"].contains(name.ending) else { return nil }
        sidecar = try name.sidecar("emg")
        channelTable = try name.applicable(suffix: "channels", ending: ".tsv").first
        guard !sidecar.paths.isEmpty || channelTable != nil else { return nil }
    }

    /// The recording that `reader` reads, completed.
    func read(_ reader: EDFReader) throws(RecordingError) -> Recording {
        var lines: [BIDSChannelTable.Line] = []
        var recording: Recording
        if let channelTable {
            let table = try BIDSChannelTable(channelTable, signals: reader.labels, of: name.path)
            lines = table.lines
            let dimensions = reader.dimensions
            recording = try reader.read { channel, k throws(RecordingError) in
                try table.completed(channel, at: k, dimension: dimensions[k])
            }
        } else {
            recording = try reader.read()
        }
        recording.format = "BIDS-EMG, " + recording.format
        try checkRate(recording)
        addGrids(try BIDSElectrodeTable(name, channels: lines)?.grids ?? [], to: &recording)
        try addEvents(to: &recording)
        addFacts(lines, to: &recording)
        return recording
    }

    private func checkRate(_ recording: Recording) throws(RecordingError) {
        guard let stated = sidecar.members["SamplingFrequency"]?.number, let rate = recording.rate,
            abs(stated - rate.hertz) > 1e-5 * rate.hertz
        else { return }
        throw RecordingError(
            file: sidecar.paths.first ?? recording.name, place: "SamplingFrequency",
            problem:
                "\(DecimalText.text(stated, decimals: 6)) Hz, but the recording itself has \(rate); correct one of them"
        )
    }

    /// Labels that name a maker's grid tell more than coordinates; coordinates make grids of the other channels.
    private func addGrids(_ grids: [ElectrodeGrid], to recording: inout Recording) {
        recording.grids = ElectrodeGrid.named(by: recording.channels)
        let known = Set(recording.grids.flatMap { $0.channels.compactMap(\.self) })
        recording.grids += grids.filter { !$0.channels.contains { channel in channel.map(known.contains) ?? false } }
    }

    /// The table of events has the word; annotations of the file that are not in it are kept.
    private func addEvents(to recording: inout Recording) throws(RecordingError) {
        let longest = recording.channels.indices.filter { recording.channels[$0].rate == recording.rate }.map {
            recording.samples.sampleCount(ofChannel: $0)
        }.max()
        if let path = try name.applicable(suffix: "events", ending: ".tsv").first {
            var reader = try EventsReader(try InputFile(path), needsUnits: false)
            let contents = try reader.read(rate: recording.rate, end: longest)
            let others = recording.events.filter { own in
                !contents.events.contains { abs($0.start.distance(to: own.start)) <= 1 }
            }
            recording.events = (contents.events + others).sorted { $0.start < $1.start }
            if !contents.motorUnits.isEmpty { recording.motorUnits = contents.motorUnits }
        }
        guard recording.motorUnits.isEmpty, let path = try derivative() else { return }
        var reader = try EventsReader(try InputFile(path), needsUnits: true)
        recording.motorUnits = try reader.read(rate: recording.rate, end: longest).motorUnits
        recording.metadata["motor units from"] = path
    }

    /// The only decomposition of this recording among the dataset's derivatives; `nil` when there is none or several.
    private func derivative() throws(RecordingError) -> String? {
        guard let root = name.root, FolderListing.isFolder(root + "derivatives") else { return nil }
        let inside = name.folder.dropFirst(root.count)
        var found: [String] = []
        for pipeline in try FolderListing.names(in: root + "derivatives") {
            let folder = root + "derivatives/\(pipeline)/" + inside
            guard FolderListing.isFolder(folder) else { continue }
            found += try FolderListing.names(in: folder).map { folder + $0 }.filter { path in
                let other = BIDSName(path)
                return other.suffix == "events" && other.ending == ".tsv"
                    && other.entities.filter { $0.key != "desc" } == name.entities
            }
        }
        return found.count == 1 ? found[0] : nil
    }

    private func addFacts(_ lines: [BIDSChannelTable.Line], to recording: inout Recording) {
        recording.metadata["participant"] = name["sub"]
        recording.metadata["session"] = name["ses"]
        recording.metadata["task"] = sidecar.members["TaskName"]?.text ?? name["task"]
        let facts = [
            ("Manufacturer", "manufacturer"), ("ManufacturersModelName", "device"), ("EMGReference", "reference"),
            ("EMGPlacementSchemeDescription", "placement"),
        ]
        for (key, fact) in facts {
            if let text = sidecar.members[key]?.text, text != BIDSDataset.unknownPlacement {
                recording.metadata[fact] = text
            }
        }
        let muscles = lines.compactMap(\.muscle).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        if !muscles.isEmpty { recording.metadata["muscle"] = muscles.joined(separator: ", ") }
        let bad = lines.indices.filter { lines[$0].isBad }
        if !bad.isEmpty {
            recording.metadata["bad channels"] = bad.map { "\($0 + 1)" }.joined(separator: ", ")
        }
    }
}

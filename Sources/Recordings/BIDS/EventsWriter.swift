// Motor units as a table of events, and beside it the JSON that says what its columns mean.

import Signals

/// Writes the motor units and events of a recording; channels have no place in a table of events.
struct EventsWriter {
    let recording: Recording

    private static let columns = [
        BIDSColumn("onset", "When it happened, in seconds after the first sample."),
        BIDSColumn("duration", "How long it lasted, in seconds; a discharge is a moment."),
        BIDSColumn("sample", "The same as a sample, counted from 0."),
        BIDSColumn("unit_id", "The motor unit that discharged; n/a for other events."),
        BIDSColumn("description", "motor-unit-spike for a discharge, otherwise what happened."),
    ]

    func write(to path: String) throws(RecordingError) {
        guard let rate = recording.rate, !recording.motorUnits.isEmpty else {
            throw RecordingError(
                file: recording.name, problem: "the recording has no motor units, which a table of discharges needs")
        }
        for unit in recording.motorUnits where unit.discharges.rate != rate {
            throw RecordingError(
                file: recording.name, place: "motor unit \(unit.name)",
                problem: "its clock has \(unit.discharges.rate), the recording has \(rate); a table has one clock")
        }
        var rows: [(sample: Int, order: Int, unit: Int?)] = []
        for (k, unit) in recording.motorUnits.enumerated() {
            rows += unit.discharges.samples.map { ($0, k, k) }
        }
        let first = recording.motorUnits.count
        for (k, event) in recording.events.enumerated() { rows.append((event.start.rawValue, first + k, nil)) }
        rows.sort { ($0.sample, $0.order) < ($1.sample, $1.order) }
        // The description comes first, so that the table is never without.
        if let sidecar = Self.sidecarPath(path) {
            try Self.checkReplaceable(sidecar)
            try BIDSDataset.write(description(rate), sidecar)
        }
        let output = try OutputFile(path)
        try output.write(bidsLine(Self.columns.map(\.name)).utf8)
        for row in rows {
            let onset = Self.seconds(row.sample, rate)
            if let unit = row.unit {
                let name = recording.motorUnits[unit].name
                try output.write(bidsLine([onset, "0", String(row.sample), name, "motor-unit-spike"]).utf8)
            } else {
                let event = recording.events[row.order - first]
                let duration = Self.seconds(event.duration, rate)
                try output.write(bidsLine([onset, duration, String(row.sample), "", event.label]).utf8)
            }
        }
        try output.finish()
    }

    private static func seconds(_ samples: Int, _ rate: SampleRate) -> String {
        DecimalText.text(rate.seconds(samples), decimals: 9)
    }

    /// `x_events.json` for `x_events.tsv`; `nil` for other names, as `ramp.json` beside `ramp.tsv` may be anything.
    static func sidecarPath(_ path: String) -> String? {
        path.hasSuffix("_events.tsv") ? path.dropLast(4) + ".json" : nil
    }

    /// Only the description of a table may be replaced by another: nobody asked to lose a recording of that name.
    private static func checkReplaceable(_ sidecar: String) throws(RecordingError) {
        guard FolderListing.isFile(sidecar) else { return }
        var isDescription = false
        do throws(RecordingError) { isDescription = try JSONValue.read(sidecar)["onset"] != nil } catch {}
        guard isDescription else {
            throw RecordingError(
                .cannotCreate, file: sidecar,
                problem: "the description of the table belongs here, and this file is something else; name the table "
                    + "otherwise")
        }
    }

    private func description(_ rate: SampleRate) -> BIDSJSON {
        .object(
            Self.columns.map { column in
                var members: [(key: String, value: BIDSJSON)] = [("Description", .text(column.description))]
                if ["onset", "duration"].contains(column.name) { members.append(("Units", .text("s"))) }
                // BIDS has no place for the clock of a table; a rate that is no whole number needs one.
                if column.name == "sample" { members.append(("SamplingFrequency", .number(rate.hertz))) }
                return (column.name, .object(members))
            })
    }
}

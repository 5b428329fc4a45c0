// Discharges as a table of events, the derivative that MUniverse and MUnitQuest use: BIDS itself has no place for motor
// units yet. Every `_events.tsv` of motor units that Lull writes is made here.

import Signals

/// The two files of discharges: `…_events.tsv` and the `.json` beside it, which says what the columns mean.
public struct BIDSDischargeEvents: Hashable, Sendable {
    /// The units.
    public var units: [RecordedMotorUnit]
    /// What else happened, on the clock of the units.
    var events: [Event] = []
    /// The muscle that each unit drives, where the table has a column for it.
    var muscles: [String]?

    /// Takes over units.
    public init(_ units: [RecordedMotorUnit]) { self.units = units }

    /// Takes over units with their muscles.
    init(_ known: [BIDSKnownUnit]) {
        units = known.map(\.unit)
        muscles = known.map(\.muscle)
    }

    /// The beginning of the files' names for a recording's file: `sub-01_task-ramp_emg.bdf` gives
    /// `sub-01_task-ramp_desc-decomposed_events`.
    public static func stem(ofRecording name: String) -> String {
        (name.hasSuffix("_emg") ? String(name.dropLast(4)) : name) + "_desc-decomposed_events"
    }

    private var columns: [BIDSColumn] {
        var columns = [
            BIDSColumn("onset", "When it happened, in seconds after the first sample."),
            BIDSColumn("duration", "How long it lasted, in seconds; 0 for a discharge, which is a moment."),
            BIDSColumn("sample", "The same moment as a sample of the EMG channels, counted from 0."),
            BIDSColumn("unit_id", "The motor unit that discharged; n/a for other events."),
        ]
        if muscles != nil { columns.append(BIDSColumn("muscle", "The muscle that the motor unit drives.")) }
        return columns + [BIDSColumn("description", "motor-unit-spike for a discharge, otherwise what happened.")]
    }

    /// Hands out the heading and the rows, line by line, as a night has millions: all in order of time, those at one
    /// sample in the order of the units, events last.
    func forEachLine<Failure: Error>(_ body: (String) throws(Failure) -> Void) throws(Failure) {
        var rows: [(sample: Int, order: Int)] = []
        for (k, unit) in units.enumerated() { for sample in unit.discharges.samples { rows.append((sample, k)) } }
        for (k, event) in events.enumerated() { rows.append((event.start.rawValue, units.count + k)) }
        rows.sort { ($0.sample, $0.order) < ($1.sample, $1.order) }
        try body(bidsLine(columns.map(\.name)))
        for row in rows {
            let isUnit = row.order < units.count
            // Events come only with units, whose clock is theirs.
            let rate = units[isUnit ? row.order : 0].discharges.rate
            let event = isUnit ? nil : events[row.order - units.count]
            var cells = [Self.seconds(row.sample, rate), Self.seconds(event?.duration ?? 0, rate), String(row.sample)]
            cells.append(isUnit ? units[row.order].name : "")
            if let muscles { cells.append(isUnit ? muscles[row.order] : "") }
            try body(bidsLine(cells + [event?.label ?? "motor-unit-spike"]))
        }
    }

    /// Nine decimals: the sample rate can be found again from the columns `onset` and `sample`.
    private static func seconds(_ samples: Int, _ rate: SampleRate) -> String {
        DecimalText.text(rate.seconds(samples), decimals: 9)
    }

    /// The table as one text.
    public var table: String {
        var text = ""
        forEachLine { text += $0 }
        return text
    }

    /// What the columns mean.
    public var sidecar: String { description.text() + "\n" }

    var description: BIDSJSON {
        let rate = units.first?.discharges.rate
        return .object(
            columns.map { column in
                var members: [(key: String, value: BIDSJSON)] = [("Description", .text(column.description))]
                if ["onset", "duration"].contains(column.name) { members.append(("Units", .text("s"))) }
                // BIDS has no place for the clock of a table, which is needed where no recording stands beside it.
                if column.name == "sample", let rate, units.allSatisfy({ $0.discharges.rate == rate }) {
                    members.append(("SamplingFrequency", .number(rate.hertz)))
                }
                return (column.name, .object(members))
            })
    }

    /// Writes both files; the description comes first, so that the table is never without.
    ///
    /// - Parameter sidecar: where the description belongs; `nil` for a table that has none.
    func write(to path: String, sidecar: String?) throws(RecordingError) {
        if let sidecar { try BIDSDataset.write(description, sidecar) }
        let output = try OutputFile(path)
        try forEachLine { line throws(RecordingError) in try output.write(line.utf8) }
        try output.finish()
    }
}

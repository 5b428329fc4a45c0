// Discharges that a decomposition found, as the derivative that MUniverse and MUnitQuest use: BIDS itself has no place for
// motor units yet.

import Signals

/// The two files of a decomposition beside a BIDS-EMG recording: `…_desc-decomposed_events.tsv` and `.json`.
public struct BIDSDischargeEvents: Hashable, Sendable {
    /// The units.
    public var units: [RecordedMotorUnit]

    /// Takes over units.
    public init(_ units: [RecordedMotorUnit]) { self.units = units }

    /// The beginning of the files' names for a recording's file: `sub-01_task-ramp_emg.bdf` gives
    /// `sub-01_task-ramp_desc-decomposed_events`.
    public static func stem(ofRecording name: String) -> String {
        (name.hasSuffix("_emg") ? String(name.dropLast(4)) : name) + "_desc-decomposed_events"
    }

    private static let columns = [
        BIDSColumn("onset", "When the motor unit discharged, in seconds after the first sample of the recording."),
        BIDSColumn("duration", "0: a discharge is a moment."),
        BIDSColumn("sample", "The discharge as a sample of the EMG channels, from 0."),
        BIDSColumn("unit_id", "The motor unit, by the name that the decomposition gave it."),
        BIDSColumn("event_type", "Always motor-unit-spike."),
    ]

    /// All discharges in order of time, those at one sample in the order of the units.
    public var table: String {
        var all: [(sample: Int, unit: Int)] = []
        for (k, unit) in units.enumerated() { for sample in unit.discharges.samples { all.append((sample, k)) } }
        all.sort { ($0.sample, $0.unit) < ($1.sample, $1.unit) }
        return all.reduce(into: bidsLine(Self.columns.map(\.name))) { text, event in
            let unit = units[event.unit]
            let onset = DecimalText.text(unit.discharges.rate.seconds(event.sample), decimals: 7)
            text += bidsLine([onset, "0", String(event.sample), unit.name, "motor-unit-spike"])
        }
    }

    /// What the columns mean.
    public var sidecar: String { BIDSJSON.columns(Self.columns).text() + "\n" }
}

// A recording's motor units and events as a table that stands alone.

import Signals

/// Writes the motor units and events of a recording; channels have no place in a table of events.
struct EventsWriter {
    let recording: Recording

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
        var table = BIDSDischargeEvents(recording.motorUnits)
        table.events = recording.events
        let sidecar = Self.sidecarPath(path)
        if let sidecar { try Self.checkReplaceable(sidecar) }
        try table.write(to: path, sidecar: sidecar)
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
}

// Delsys' MATLAB export: one row per channel, a name and a rate for each; discharges lie in texts beside it.

import Signals

/// Reads what EMGworks and NeuroMap save: `Data` (channels × samples), `Channels` (names), `Fs` (Hz, one or one per
/// channel) and optionally `Time`; and the discharges that NeuroMap Explorer exported beside it (``DelsysFirings``).
///
/// Channels that sample more slowly are shorter; the rest of their row is filling. How long they are is told by `Time`
/// where it is there, else by the rates. The unit of the EMG is not in the file.
struct DelsysMatReader {
    let path: String
    let version: MatFile.Version
    let variables: [MatVariable]

    static let wanted = ["Data", "Channels", "Fs", "Time"]

    /// Whether these variables are such an export.
    static func recognises(_ variables: [MatVariable]) -> Bool {
        let names = Set(variables.map(\.name))
        return ["Data", "Channels", "Fs"].allSatisfy(names.contains)
    }

    func read() throws(RecordingError) -> Recording {
        guard let data = variable("Data"), let values = data.floats, data.dimensions.count == 2, data.rows > 0,
            data.columns > 0
        else {
            throw error("Data", "found \(variable("Data")?.summary ?? "nothing"); it must be channels × samples")
        }
        guard let names = variable("Channels")?.lines, names.count == data.rows else {
            let found = variable("Channels")?.lines.map { "\($0.count) names" } ?? "no names"
            throw error("Channels", "\(found) for the \(data.rows) rows of Data; one each is needed")
        }
        let rates = try rates(count: data.rows)
        let fastest = rates.map(\.hertz).max() ?? 0
        var channels: [Channel] = []
        var samples: [[Float]] = []
        for (row, name) in names.enumerated() {
            let parts = ChannelText(name, allowParentheses: false)
            let unit = parts.unit ?? .arbitrary
            let kind = DelsysColumn.kind(parts.label, sensor: parts.label, unit: unit)
            channels.append(Channel(label: parts.label, kind: kind, unit: unit, rate: rates[row]))
            let whole = Int((Double(data.columns) * rates[row].hertz / fastest).rounded())
            let count = length(ofRow: row, of: data.rows) ?? min(data.columns, whole)
            samples.append((0..<count).map { values[$0 * data.rows + row] })
        }
        var metadata = ["manufacturer": "Delsys"]
        if channels.contains(where: { $0.kind == .emg && $0.unit == .arbitrary }) {
            metadata["unit of the EMG"] = "not stated by Delsys"
        }
        let rate = channels.first { $0.kind == .emg }?.rate ?? rates[0]
        let units = try DelsysFirings(beside: path)?.units(rate: rate, samples: samples.map(\.count).max() ?? 0) ?? []
        return Recording(
            name: path, format: "Delsys .mat (\(version.rawValue))", channels: channels,
            grids: ElectrodeGrid.named(by: channels), motorUnits: units, metadata: metadata,
            samples: MemorySamples(channels: samples))
    }

    private func variable(_ name: String) -> MatVariable? { variables.first { $0.name == name } }

    private func rates(count: Int) throws(RecordingError) -> [SampleRate] {
        var numbers = variable("Fs")?.doubles ?? []
        if numbers.count == 1 { numbers = Array(repeating: numbers[0], count: count) }
        let rates = numbers.compactMap { SampleRate(hertz: $0) }
        guard rates.count == count, numbers.count == count else {
            throw error(
                "Fs",
                "found \(variable("Fs")?.summary ?? "nothing"); it must be one rate, or one for each of the "
                    + "\(count) channels, above 0 and up to 10,000,000 Hz")
        }
        return rates
    }

    /// How many times of a row go on; `nil` without times of the right size.
    private func length(ofRow row: Int, of rows: Int) -> Int? {
        // In single precision, samples of an hour would share a time.
        guard let time = variable("Time"), let seconds = time.doubles, time.rows == rows, time.columns > 1 else {
            return nil
        }
        var count = 1
        while count < time.columns, seconds[count * rows + row] > seconds[(count - 1) * rows + row] { count += 1 }
        return count
    }

    private func error(_ place: String, _ problem: String) -> RecordingError {
        RecordingError(file: path, place: "variable \(place)", problem: problem)
    }
}

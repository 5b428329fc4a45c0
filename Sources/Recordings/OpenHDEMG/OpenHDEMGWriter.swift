// Writes JSON that openhdemg's `emg_from_json` opens: gzip-compressed, values as texts that hold JSON.

import Signals

/// Writes a recording of one rate. EMG goes to RAW_SIGNAL (voltages in µV), the force, else the torque, else the
/// requested path to REF_SIGNAL, sources to IPTS, motor units to MUPULSES and BINARY_MUS_FIRING, all other channels to
/// EXTRAS. Discharge marks are left out, because the motor units say the same without the delay.
struct OpenHDEMGWriter {
    private let recording: Recording
    private let rate: SampleRate
    private let length: Int
    private let raw: [Int]
    private let reference: [Int]
    private let sources: [Int]
    private let extras: [Int]
    private static let rowsPerBlock = 4096

    init(_ recording: Recording) throws(RecordingError) {
        self.recording = recording
        raw = recording.channels(of: .emg)
        let kinds: [ChannelKind] = [.force, .torque, .requestedPath]
        reference = kinds.lazy.compactMap { recording.channels(of: $0).first }.first.map { [$0] } ?? []
        // IPTS has a column for each motor unit or none at all.
        let all = recording.motorUnits.compactMap(\.sourceChannel)
        sources = all.count == recording.motorUnits.count ? all : []
        let placed = Set(raw + reference + sources + recording.channels(of: .dischargeMarks))
        extras = recording.channels.indices.filter { !placed.contains($0) }
        let written = raw + reference + sources + extras
        guard let rate = written.isEmpty ? recording.rate : try recording.commonRate(for: written) else {
            throw RecordingError(file: recording.name, problem: "the recording has neither channels nor motor units")
        }
        self.rate = rate
        let counts = written.map { recording.samples.sampleCount(ofChannel: $0) }
        let last = recording.motorUnits.compactMap { $0.discharges.samples.last }.max() ?? -1
        length = counts.first ?? last + 1
        if let odd = counts.firstIndex(where: { $0 != length }) {
            throw RecordingError(
                file: recording.name, place: recording.placeName(ofChannel: written[odd]),
                problem: "\(counts[odd]) samples, others have \(length); openhdemg needs channels of one length")
        }
        for unit in recording.motorUnits where unit.discharges.rate != rate {
            throw RecordingError(
                file: recording.name, place: "motor unit \(unit.name)",
                problem:
                    "the rate is \(unit.discharges.rate), that of the channels is \(rate); openhdemg needs one rate")
        }
    }

    /// Writes the file; it appears when it is complete. openhdemg opens compressed files only.
    func write(to path: String, isCompressed: Bool = true) throws(RecordingError) {
        let output = try GzipOutput(path, isCompressed: isCompressed)
        let isReferenceOnly = raw.isEmpty && recording.motorUnits.isEmpty && !reference.isEmpty
        let source = recording.format.hasPrefix("OT BioLab") ? "OTB" : "CUSTOMCSV"
        let name = recording.name.split(separator: "/").last.map(String.init) ?? ""
        try output.write("{\"SOURCE\": \(text(source + (isReferenceOnly ? "_REFSIG" : "")))")
        try output.write(", \"FILENAME\": \(text(name)), \"FSAMP\": \"\(rate.hertz)\"")
        try table(output, "REF_SIGNAL", reference, labels: ["0"])
        let labels = extras.map { recording.channels[$0].label.json.json.dropFirst().dropLast() }
        try table(output, "EXTRAS", extras, labels: extras.isEmpty ? ["0"] : labels.map(String.init))
        if !isReferenceOnly {
            let distance = recording.grids.first.map { "\($0.interElectrodeDistance)" } ?? "NaN"
            try output.write(", \"IED\": \"\(distance)\", \"EMG_LENGTH\": \"\(length)\"")
            try output.write(", \"NUMBER_OF_MUS\": \"\(recording.motorUnits.count)\"")
            try table(output, "RAW_SIGNAL", raw, labels: numbers(raw.count))
            try table(output, "IPTS", sources, labels: numbers(sources.count))
            try units(output)
        }
        try output.write(", \"LULL\": \(notes(isReferenceOnly).json.json)}")
        try output.finish()
    }

    /// A text as JSON inside a JSON text.
    private func text(_ value: String) -> String { value.json.json }

    private func numbers(_ count: Int) -> [String] { count == 0 ? ["0"] : (0..<count).map(String.init) }

    private func notes(_ isReferenceOnly: Bool) -> OpenHDEMGNotes {
        var notes = OpenHDEMGNotes()
        for channel in (isReferenceOnly ? reference : raw + reference + sources) + extras {
            let described = recording.channels[channel]
            let unit = isConverted(channel) ? .microvolt : described.unit
            notes.channels.append((described.label, unit, described.kind))
        }
        notes.events = recording.events
        notes.unitNames = recording.motorUnits.map(\.name)
        return notes
    }

    private func isConverted(_ channel: Int) -> Bool {
        recording.channels[channel].kind == .emg && recording.channels[channel].unit.microvoltsPerUnit != nil
    }

    /// A data frame of channels, row by row. Without channels it is empty, with the one column that openhdemg expects.
    private func table(
        _ output: GzipOutput, _ name: String, _ channels: [Int], labels: [String]
    ) throws(RecordingError) {
        try begin(output, name, labels: labels, rows: channels.isEmpty ? 0 : length)
        let factors = channels.map { channel in
            let factor = recording.channels[channel].unit.microvoltsPerUnit ?? 1
            return isConverted(channel) ? Float(factor) : 1
        }
        for start in stride(from: 0, to: channels.isEmpty ? 0 : length, by: Self.rowsPerBlock) {
            let range = start..<min(start + Self.rowsPerBlock, length)
            var block: [[Float]] = []
            for channel in channels { block.append(try recording.samples.samples(ofChannel: channel, in: range)) }
            // Bytes, because appending to a String millions of times takes as long as the compression.
            var rows: [UInt8] = []
            for row in range.indices {
                rows += (row == 0 ? "[" : ",[").utf8
                for (k, column) in block.enumerated() {
                    let value = column[row - start] * factors[k]
                    guard !value.isInfinite else {
                        throw RecordingError(
                            file: recording.name,
                            place: "\(recording.placeName(ofChannel: channels[k])), sample \(row + 1)",
                            problem: "the sample is infinite, which JSON cannot say")
                    }
                    if k > 0 { rows.append(UInt8(ascii: ",")) }
                    rows += (value.isNaN ? "null" : value.shortText).utf8
                }
                rows.append(UInt8(ascii: "]"))
            }
            try output.write(rows)
        }
        try output.write("]}\"")
    }

    private func begin(_ output: GzipOutput, _ name: String, labels: [String], rows: Int) throws(RecordingError) {
        try output.write(", \"\(name)\": \"{\\\"columns\\\":[\(labels.joined(separator: ","))],\\\"index\\\":[")
        for start in stride(from: 0, to: rows, by: Self.rowsPerBlock) {
            let indices = (start..<min(start + Self.rowsPerBlock, rows)).map(String.init).joined(separator: ",")
            try output.write(start == 0 ? indices : "," + indices)
        }
        try output.write("],\\\"data\\\":[")
    }

    /// ACCURACY, MUPULSES and BINARY_MUS_FIRING.
    private func units(_ output: GzipOutput) throws(RecordingError) {
        let units = recording.motorUnits
        try begin(output, "ACCURACY", labels: ["0"], rows: units.count)
        let accuracy = units.map { "[" + ($0.accuracy.map { "\($0)" } ?? "null") + "]" }.joined(separator: ",")
        try output.write(accuracy + "]}\", \"MUPULSES\": \"[")
        for (k, unit) in units.enumerated() {
            let samples = unit.discharges.samples.map(String.init).joined(separator: ", ")
            try output.write((k == 0 ? "[" : ", [") + samples + "]")
        }
        try output.write("]\"")
        let rows = units.isEmpty ? 0 : length
        try begin(output, "BINARY_MUS_FIRING", labels: numbers(units.count), rows: rows)
        let trains = units.map(\.discharges.samples)
        var next = [Int](repeating: 0, count: units.count)
        for start in stride(from: 0, to: rows, by: Self.rowsPerBlock) {
            var text: [UInt8] = []
            for row in start..<min(start + Self.rowsPerBlock, rows) {
                text += (row == 0 ? "[" : ",[").utf8
                for (k, samples) in trains.enumerated() {
                    let isDischarge = next[k] < samples.count && samples[next[k]] == row
                    if isDischarge { next[k] += 1 }
                    if k > 0 { text.append(UInt8(ascii: ",")) }
                    text.append(UInt8(ascii: isDischarge ? "1" : "0"))
                }
                text.append(UInt8(ascii: "]"))
            }
            try output.write(text)
        }
        try output.write("]}\"")
    }
}

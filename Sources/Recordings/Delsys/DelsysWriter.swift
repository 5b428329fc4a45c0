// Writes the table that Trigno Discover exports, for programs that read nothing else.

import Signals

/// Writes a recording as CSV of Trigno Discover: eight rows above, then for every channel its times and its samples.
///
/// Each channel keeps its own rate and length, and its samples exactly; events become markers on the right. The first row says
/// that Lull wrote it. ``Recording/losses(in:)`` names what has no place.
struct DelsysWriter {
    let recording: Recording
    private static let rowsPerBlock = 4096
    private let dialect = CSVDialect(delimiter: UInt8(ascii: ","))

    /// What the reader takes a channel for, by its label and unit.
    static func kind(of channel: Channel) -> ChannelKind {
        let column = text(channel)
        return DelsysColumn(column, sensor: "", rate: "", place: 1, timePlace: 0).kind
    }

    private static func text(_ channel: Channel) -> String {
        "\(EDFWriterText.line(channel.label)) (\(channel.unit.symbol))"
    }

    func write(to path: String) throws(RecordingError) {
        let counts = recording.channels.indices.map { recording.samples.sampleCount(ofChannel: $0) }
        guard !counts.isEmpty else {
            throw RecordingError(file: recording.name, problem: "the recording has no channels, which a table needs")
        }
        if let empty = counts.firstIndex(of: 0) {
            throw RecordingError(
                file: recording.name, place: recording.placeName(ofChannel: empty),
                problem: "the channel has no samples; Trigno Discover's table has at least one of each")
        }
        let output = try OutputFile(path)
        for row in header() { try write(row, to: output) }
        let markers = markers()
        let rows = max(counts.max() ?? 0, markers.count)
        for start in stride(from: 0, to: rows, by: Self.rowsPerBlock) {
            let end = min(start + Self.rowsPerBlock, rows)
            var block: [[Float]] = []
            for (channel, count) in counts.enumerated() {
                block.append(
                    try recording.samples.samples(ofChannel: channel, in: min(start, count)..<min(end, count)))
            }
            for row in start..<end {
                var fields: [String] = []
                for (channel, samples) in block.enumerated() {
                    let isThere = row - start < samples.count
                    fields.append(isThere ? "\(recording.channels[channel].rate.seconds(row))" : "")
                    fields.append(isThere ? samples[row - start].shortText : "")
                }
                if row < markers.count { fields += markers[row] }
                try write(fields, to: output)
            }
        }
        try output.finish()
    }

    /// The eight rows.
    private func header() -> [[String]] {
        let channels = recording.channels
        func each(_ text: (Channel) -> String) -> [String] { channels.flatMap { ["", text($0)] } }
        let columns = channels.flatMap { ["\(EDFWriterText.line($0.label)) Time Series (s)", Self.text($0)] }
        let rates = each { "\($0.rate.hertz) Hz" }
        let periods = each { "\(1 / $0.rate.hertz) s" }
        return [
            ["Application:", "Lull, in the layout of Trigno Discover"],
            ["Date/Time:", recording.metadata["start"] ?? ""],
            ["Collection Length (seconds):", "\(recording.duration)"], each { _ in "" }, each { _ in "" },
            columns.map(dialect.quoted), rates,
            periods + (recording.events.isEmpty ? [] : ["Type", "Name", "Label", "Time (s)"]),
        ]
    }

    private func markers() -> [[String]] {
        guard let rate = recording.rate else { return [] }
        return recording.events.map {
            ["General", "", dialect.quoted(EDFWriterText.line($0.label)), "\(rate.seconds($0.start.rawValue))"]
        }
    }

    private func write(_ fields: [String], to output: OutputFile) throws(RecordingError) {
        try output.write((fields.joined(separator: ",") + "\n").utf8)
    }
}

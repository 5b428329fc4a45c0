// Writes a table that spreadsheets, pandas, R and Lull read: notes, one header row, times in seconds first.

import Signals

/// Writes a recording whose channels share one rate and length.
struct CSVWriter {
    let recording: Recording
    private static let rowsPerBlock = 4096

    func write(to path: String) throws(RecordingError) {
        guard !recording.channels.isEmpty else {
            throw RecordingError(file: recording.name, problem: "the recording has no channels, which a table needs")
        }
        let rate = try recording.commonRate(for: recording.channels.indices)
        let counts = recording.channels.indices.map { recording.samples.sampleCount(ofChannel: $0) }
        if let odd = counts.firstIndex(where: { $0 != counts[0] }) {
            throw RecordingError(
                file: recording.name, place: recording.placeName(ofChannel: odd),
                problem: "\(counts[odd]) samples, \(recording.placeName(ofChannel: 0)) has \(counts[0]); "
                    + "a table needs channels of one length")
        }
        guard counts[0] > 0 else { throw RecordingError(file: recording.name, problem: "the channels have no samples") }
        let output = try OutputFile(path)
        for line in CSVNotes.lines(for: recording, rows: counts[0], rate: rate) { try output.write((line + "\n").utf8) }
        let dialect = CSVDialect(delimiter: UInt8(ascii: ","))
        let labels = recording.channels.map { dialect.quoted(EDFWriterText.line($0.label) + " [\($0.unit)]") }
        try output.write((["time [s]"] + labels).joined(separator: ",").utf8)
        try output.write(CollectionOfOne(0x0A))
        for start in stride(from: 0, to: counts[0], by: Self.rowsPerBlock) {
            let range = start..<min(start + Self.rowsPerBlock, counts[0])
            var block: [[Float]] = []
            for channel in recording.channels.indices {
                block.append(try recording.samples.samples(ofChannel: channel, in: range))
            }
            for row in range.indices {
                var bytes = Array("\(rate.seconds(row))".utf8)
                for column in block {
                    bytes.append(UInt8(ascii: ","))
                    bytes += column[row - start].shortText.utf8
                }
                bytes.append(0x0A)
                try output.write(bytes)
            }
        }
        try output.finish()
    }
}

extension Float {
    /// The shortest text that means exactly this number; whole numbers without `.0`.
    var shortText: String {
        if let whole = Int32(exactly: self), !(self == 0 && sign == .minus) { return String(whole) }
        return isNaN ? "NaN" : description
    }
}

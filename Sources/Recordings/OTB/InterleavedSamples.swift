// Samples that lie in a file sample after sample, all channels of a stream side by side, as amplifiers send them.

import Signals

/// Reads channels of interleaved streams on demand.
struct InterleavedSamples: SampleStore {
    /// How a number is written, little-endian.
    enum Number {
        case int16, int32, float64

        var bytes: Int {
            switch self {
            case .int16: 2
            case .int32: 4
            case .float64: 8
            }
        }
    }

    /// One channel: where it is in which stream and what a count stands for.
    struct Column {
        /// The bytes of the stream in the file.
        let stream: Range<Int>
        let number: Number
        /// The channel's place among all channels of the stream, and how many those are.
        let place, width: Int
        /// What a count is multiplied by to get the channel's unit.
        let factor: Double

        /// The samples of the stream.
        var count: Int { stream.count / (number.bytes * width) }
    }

    let file: InputFile
    let columns: [Column]

    func sampleCount(ofChannel channel: Int) -> Int { columns[channel].count }

    func samples(ofChannel channel: Int, in range: Range<Int>) throws(RecordingError) -> [Float] {
        let column = columns[channel]
        precondition(range.lowerBound >= 0 && range.upperBound <= column.count, "the range lies in the channel")
        let row = column.number.bytes * column.width
        var samples: [Float] = []
        samples.reserveCapacity(range.count)
        // About a quarter of a megabyte at a time; the system's page cache serves the other channels.
        let rows = max(1, (1 << 18) / row)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: rows) {
            let count = min(rows, range.upperBound - start)
            let bytes = try file.bytes(at: column.stream.lowerBound + start * row, count: count * row)
            guard bytes.count == count * row else {
                throw RecordingError(
                    file: file.path, place: "byte \(column.stream.lowerBound + start * row + bytes.count)",
                    problem: "the file has become shorter since it was opened")
            }
            bytes.withUnsafeBytes { raw in
                for k in 0..<count {
                    let at = k * row + column.place * column.number.bytes
                    let value: Double =
                        switch column.number {
                        case .int16: Double(Int16(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: Int16.self)))
                        case .int32: Double(Int32(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: Int32.self)))
                        case .float64:
                            Double(
                                bitPattern: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                            )
                        }
                    samples.append(Float(value * column.factor))
                }
            }
        }
        return samples
    }
}

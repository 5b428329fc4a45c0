// The samples of an EDF or BDF file, read from the file when asked.

/// Reads samples on demand. A read touches only the bytes of its channel when records are large, and whole runs of
/// records when they are small, so reading a long file channel by channel costs each byte about once; the system's page
/// cache serves neighbours. There is no state, so any number of threads may read.
struct EDFSamples: SampleStore {
    let file: InputFile
    let header: EDFHeader
    /// For each channel its signal in the header.
    let signals: [Int]
    /// For each channel the number of its samples, which may end inside the last record.
    let counts: [Int]

    /// Records smaller than this are read whole, several at a time: one long read beats many short ones.
    private static let smallRecord = 8192
    private static let runBytes = 1 << 18

    func sampleCount(ofChannel channel: Int) -> Int { counts[channel] }

    func samples(ofChannel channel: Int, in range: Range<Int>) throws(RecordingError) -> [Float] {
        precondition(range.lowerBound >= 0 && range.upperBound <= counts[channel], "the range lies in the channel")
        guard !range.isEmpty else { return [] }
        let signal = header.signals[signals[channel]]
        let perRecord = signal.samplesPerRecord
        let width = header.flavour.bytesPerSample
        let records = (range.lowerBound / perRecord)...((range.upperBound - 1) / perRecord)
        let isSmall = header.recordBytes <= Self.smallRecord
        let recordsPerRead = isSmall ? max(1, Self.runBytes / header.recordBytes) : 1
        var samples: [Float] = []
        samples.reserveCapacity(range.count)
        var record = records.lowerBound
        while record <= records.upperBound {
            let run = min(recordsPerRead, records.upperBound - record + 1)
            // The part of a record that is wanted, in samples.
            let from = run == 1 ? max(0, range.lowerBound - record * perRecord) : 0
            let to = run == 1 ? min(perRecord, range.upperBound - record * perRecord) : perRecord
            let start = header.headerBytes + record * header.recordBytes + signal.offset + from * width
            let count = (run - 1) * header.recordBytes + (to - from) * width
            let bytes = try file.bytes(at: start, count: count)
            guard bytes.count == count else {
                throw RecordingError(
                    file: file.path, place: "byte \(start + bytes.count)",
                    problem: "the file has become shorter since it was opened")
            }
            for k in 0..<run {
                let first = (record + k) * perRecord + from
                let wanted = max(range.lowerBound, first)..<min(range.upperBound, first + (to - from))
                Self.decode(
                    bytes, at: k * header.recordBytes + (wanted.lowerBound - first) * width, count: wanted.count,
                    signal: signal, flavour: header.flavour, into: &samples)
            }
            record += run
        }
        return samples
    }

    private static func decode(
        _ bytes: [UInt8], at start: Int, count: Int, signal: EDFSignal, flavour: EDFFlavour, into samples: inout [Float]
    ) {
        let gain = signal.gain
        let minimum = signal.physicalMinimum
        let low = signal.digitalMinimum
        bytes.withUnsafeBufferPointer { bytes in
            switch flavour {
            case .edf:
                for k in 0..<count {
                    let at = start + 2 * k
                    let digital = Int(Int16(truncatingIfNeeded: Int(bytes[at]) | Int(bytes[at + 1]) << 8))
                    samples.append(Float(Double(digital - low) * gain + minimum))
                }
            case .bdf:
                for k in 0..<count {
                    let at = start + 3 * k
                    let word = UInt32(bytes[at]) << 8 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 24
                    let digital = Int(Int32(bitPattern: word) >> 8)
                    samples.append(Float(Double(digital - low) * gain + minimum))
                }
            }
        }
    }
}

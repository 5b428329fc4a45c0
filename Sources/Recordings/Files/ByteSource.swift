// The bytes of a file in order, unpacked on the way when it is gzip-compressed.

import Signals

/// Reads a plain or compressed stretch of a file piece by piece.
struct ByteSource {
    let file: InputFile
    private let inflater: Inflater?
    private let format: Inflater.Format?
    private let limit: Int
    private let end: Int
    private var packed: [UInt8] = []
    private var packedPosition = 0
    private var offset = 0
    private var total = 0
    private static let chunk = 1 << 18

    /// Opens a source that delivers at most `limit` bytes.
    init(_ file: InputFile, limit: Int) throws(RecordingError) {
        let isPacked = try file.bytes(at: 0, count: 2) == [0x1F, 0x8B]
        self.init(file, range: 0..<file.size, format: isPacked ? .gzip : nil, limit: limit)
    }

    /// Opens a source of a stretch of a file, compressed in `format` if there is one.
    init(_ file: InputFile, range: Range<Int>, format: Inflater.Format?, limit: Int) {
        self.file = file
        self.limit = limit
        self.format = format
        inflater = format.map { Inflater(format: $0) }
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The next bytes, replacing those in `buffer`; empty at the end.
    mutating func next(_ buffer: inout [UInt8]) throws(RecordingError) {
        if let inflater {
            try unpack(inflater, &buffer)
        } else {
            buffer = try file.bytes(at: offset, count: min(Self.chunk, end - offset))
            offset += buffer.count
        }
        total += buffer.count
        guard total <= limit else {
            throw RecordingError(
                file: file.path, problem: "the file unpacks to more than \(limit >> 20) MiB, which is the limit")
        }
    }

    private mutating func unpack(_ inflater: Inflater, _ buffer: inout [UInt8]) throws(RecordingError) {
        if buffer.count != Self.chunk { buffer = [UInt8](repeating: 0, count: Self.chunk) }
        var given = 0
        while given == 0 {
            if packedPosition == packed.count {
                packed = try file.bytes(at: offset, count: min(Self.chunk, end - offset))
                packedPosition = 0
                offset += packed.count
                if packed.isEmpty {
                    guard inflater.isFinished else {
                        throw RecordingError(
                            file: file.path, place: "byte \(end)", problem: "the compressed data are cut short")
                    }
                    break
                }
            }
            if inflater.isFinished {
                // gzip files may hold several streams, one behind the other.
                guard format == .gzip else { break }
                inflater.restart()
            }
            let step = packed[packedPosition...].withUnsafeBytes { input in
                buffer.withUnsafeMutableBytes { inflater.step(input, into: $0) }
            }
            guard !step.isDamaged else {
                throw RecordingError(
                    file: file.path, place: "byte \(offset - packed.count + packedPosition)",
                    problem: "the compressed data are damaged")
            }
            packedPosition += step.taken
            given = step.given
        }
        buffer.removeLast(buffer.count - given)
    }
}

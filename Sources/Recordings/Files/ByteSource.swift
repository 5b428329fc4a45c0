// The bytes of a file in order, unpacked on the way when it is gzip-compressed.

import Signals

/// Reads a plain or gzip-compressed file piece by piece.
struct ByteSource {
    let file: InputFile
    private let inflater: Inflater?
    private let limit: Int
    private var packed: [UInt8] = []
    private var packedPosition = 0
    private var offset = 0
    private var total = 0
    private static let chunk = 1 << 18

    /// Opens a source that delivers at most `limit` bytes.
    init(_ file: InputFile, limit: Int) throws(RecordingError) {
        self.file = file
        self.limit = limit
        inflater = try file.bytes(at: 0, count: 2) == [0x1F, 0x8B] ? Inflater(format: .gzip) : nil
    }

    /// The next bytes, replacing those in `buffer`; empty at the end.
    mutating func next(_ buffer: inout [UInt8]) throws(RecordingError) {
        if let inflater {
            try unpack(inflater, &buffer)
        } else {
            buffer = try file.bytes(at: offset, count: Self.chunk)
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
                packed = try file.bytes(at: offset, count: Self.chunk)
                packedPosition = 0
                offset += packed.count
                if packed.isEmpty {
                    guard inflater.isFinished else {
                        throw RecordingError(
                            file: file.path, place: "byte \(file.size)",
                            problem: "the compressed data are cut short")
                    }
                    break
                }
            }
            // gzip files may hold several streams, one behind the other.
            if inflater.isFinished { inflater.restart() }
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

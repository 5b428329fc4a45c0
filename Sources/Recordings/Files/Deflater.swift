// gzip compression on the way into a file.

import CZlib
import Signals

/// Writes text into an output file, as one gzip stream unless told otherwise.
final class GzipOutput {
    private let path: String
    private let output: OutputFile
    private let stream: UnsafeMutablePointer<z_stream>
    private let isCompressed: Bool
    private var pending: [UInt8] = []
    private var packed = [UInt8](repeating: 0, count: 1 << 18)

    /// Begins a file beside `path`.
    init(_ path: String, isCompressed: Bool = true) throws(RecordingError) {
        self.path = path
        self.isCompressed = isCompressed
        output = try OutputFile(path)
        // zlib keeps a pointer to the stream, so it must never move.
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // The fastest level: less than half the time of the usual ones, for a file of numbers a sixth larger.
        let code = deflateInit2_(
            stream, Z_BEST_SPEED, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            throw RecordingError(.software, file: path, problem: "compression cannot be started (zlib code \(code))")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Appends text.
    func write(_ text: String) throws(RecordingError) { try write(Array(text.utf8)) }

    /// Appends bytes of text.
    func write(_ bytes: [UInt8]) throws(RecordingError) {
        pending += bytes
        if pending.count >= 1 << 18 { try compress(Z_NO_FLUSH) }
    }

    /// Completes the stream and gives the file its name.
    func finish() throws(RecordingError) {
        try compress(Z_FINISH)
        try output.finish()
    }

    private func compress(_ flush: Int32) throws(RecordingError) {
        defer { pending.removeAll(keepingCapacity: true) }
        guard isCompressed else { return try output.write(pending) }
        var taken = 0
        while true {
            var given = 0
            let code = pending[taken...].withUnsafeBytes { input in
                packed.withUnsafeMutableBytes { room in
                    stream.pointee.next_in = UnsafeMutablePointer(
                        mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
                    stream.pointee.avail_in = UInt32(input.count)
                    stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    stream.pointee.avail_out = UInt32(room.count)
                    let code = deflate(stream, flush)
                    taken += input.count - Int(stream.pointee.avail_in)
                    given = room.count - Int(stream.pointee.avail_out)
                    return code
                }
            }
            guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
                throw RecordingError(.software, file: path, problem: "compression failed (zlib code \(code))")
            }
            try output.write(packed[..<given])
            if flush == Z_FINISH ? code == Z_STREAM_END : taken == pending.count && given < packed.count { break }
        }
    }
}

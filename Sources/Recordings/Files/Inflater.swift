// zlib's inflate behind a small face.

import CZlib

/// Decompresses one zlib or gzip stream, piece by piece.
final class Inflater {
    /// What surrounds the compressed data; the values are zlib's `windowBits`.
    enum Format: Int32 {
        case zlib = 15
        case gzip = 31
        /// Without header and checksum, as in ZIP archives.
        case bare = -15
    }

    /// What a step of decompression came to.
    struct Step {
        /// Bytes taken from the input.
        var taken: Int
        /// Bytes given to the output.
        var given: Int
        /// Whether the data are damaged.
        var isDamaged: Bool
    }

    /// Whether the end of the stream was reached and its checksum matched.
    private(set) var isFinished = false
    private let stream: UnsafeMutablePointer<z_stream>
    private var isReady: Bool

    init(format: Format) {
        // zlib keeps a pointer to the stream, so it must never move.
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        isReady = inflateInit2_(stream, format.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        if isReady { inflateEnd(stream) }
        stream.deallocate()
    }

    /// Decompresses from `input` into `output` until one of them is used up or the stream ends.
    func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Step {
        guard isReady, !isFinished else { return Step(taken: 0, given: 0, isDamaged: !isReady) }
        let inputRoom = UInt32(clamping: input.count)
        let outputRoom = UInt32(clamping: output.count)
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = inputRoom
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = outputRoom
        let code = inflate(stream, Z_NO_FLUSH)
        isFinished = code == Z_STREAM_END
        return Step(
            taken: Int(inputRoom - stream.pointee.avail_in), given: Int(outputRoom - stream.pointee.avail_out),
            isDamaged: code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
    }

    /// Starts again for a further stream behind the one that has ended, as gzip files may hold several.
    func restart() {
        isReady = isReady && inflateReset(stream) == Z_OK
        isFinished = false
    }
}

// Signals as XDF while they come: appended piece by piece, so that whatever ends the program leaves a file that can be read.

import Glibc
public import Signals

/// An XDF file with one stream that grows: samples are handed to the system a chunk at a time, each chunk whole in one write.
///
/// A program that is killed loses at most the samples since the last ``flush()``; one that loses power, at most those since
/// the last ``force()``. A missing footer and half a chunk at the end do not keep ``XDFSignals`` or pyxdf from reading the
/// rest. Where samples are missing, the next one has a time stamp of its own that says so: a gap is never filled.
public struct XDFSignalWriter: ~Copyable {
    /// Where the file is.
    public let path: String
    /// The channels of a frame.
    public let channelCount: Int
    /// How often each channel is sampled.
    public let rate: SampleRate
    /// Frames that were handed to the system.
    public private(set) var keptFrames = 0
    /// Frames that wait for ``flush()``.
    public private(set) var waitingFrames = 0

    private let descriptor: Int32
    private var pending: [UInt8] = []
    private var next: SampleIndex?
    private var first: SampleIndex?
    private static let stream: UInt32 = 1

    /// Begins a file, which must not be there yet.
    ///
    /// - Parameter channels: what a frame holds; all of one rate.
    /// - Throws: ``RecordingError``.
    public init(path: String, channels: [Channel]) throws(RecordingError) {
        guard let rate = channels.first?.rate, channels.allSatisfy({ $0.rate == rate }) else {
            throw RecordingError(
                .usage, file: path, problem: "the channels have no common rate, which a frame of samples needs")
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RecordingError(
                .cannotCreate, file: path, problem: "the file cannot be created (\(systemMessage(errno)))")
        }
        let isEMG = channels.contains { $0.kind == .emg }
        let description = XMLElement("desc", "", [XDFChannels.description(channels)])
        let header = XDFChunk.streamHeader(
            Self.stream, name: isEMG ? "EMG" : "Signals", type: isEMG ? "EMG" : "Signals", channels: channels.count,
            rate: rate.hertz, format: .float32, description)
        var bytes = XDFReader.signature
        bytes += XDFChunk.head(1, nil, contentLength: XDFChunk.fileHeader.count) + XDFChunk.fileHeader
        bytes += XDFChunk.head(2, Self.stream, contentLength: header.count) + header
        do {
            try Self.write(bytes, to: descriptor, path)
        } catch {
            close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
        self.rate = rate
        channelCount = channels.count
    }

    deinit { close(descriptor) }

    /// Takes whole frames; they wait in memory until ``flush()``.
    public mutating func append(start: SampleIndex, frames: UnsafeBufferPointer<Float>) {
        let count = frames.count / channelCount
        guard count > 0 else { return }
        for frame in 0..<count {
            let index = start.advanced(by: frame)
            // Readers count on from the last time stamp; the first frame of a chunk always has one.
            if waitingFrames == 0 || index != next {
                pending += XDFChunk.stamp(rate.seconds(index.rawValue))
            } else {
                pending.append(0)
            }
            for channel in 0..<channelCount {
                XDFChunk.append(frames[frame * channelCount + channel].bitPattern, 4, to: &pending)
            }
            waitingFrames += 1
            next = index.advanced(by: 1)
        }
        if first == nil { first = start }
    }

    /// Hands what waits to the system, as one chunk: from then on it survives the end of this program.
    ///
    /// - Throws: ``RecordingError`` when the disk is full or gone.
    public mutating func flush() throws(RecordingError) {
        guard waitingFrames > 0 else { return }
        let count = XDFChunk.length(waitingFrames)
        let bytes = XDFChunk.head(3, Self.stream, contentLength: count.count + pending.count) + count + pending
        try Self.write(
            bytes + XDFChunk.head(5, nil, contentLength: XDFChunk.boundary.count) + XDFChunk.boundary, to: descriptor,
            path)
        keptFrames += waitingFrames
        waitingFrames = 0
        pending.removeAll(keepingCapacity: true)
    }

    /// Forces what the system has out to the disk: from then on it survives a loss of power. Costs milliseconds.
    ///
    /// - Throws: ``RecordingError``.
    public func force() throws(RecordingError) {
        guard fdatasync(descriptor) == 0 else { throw Self.error(path) }
    }

    /// Writes the rest and the footer, and forces them out.
    ///
    /// - Throws: ``RecordingError``.
    public mutating func finish() throws(RecordingError) {
        try flush()
        let stamps = [first, next?.advanced(by: -1)].compactMap { $0.map { rate.seconds($0.rawValue) } }
        let footer = XDFChunk.footer(stamps: stamps, count: keptFrames)
        try Self.write(XDFChunk.head(6, Self.stream, contentLength: footer.count) + footer, to: descriptor, path)
        try force()
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(RecordingError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw error(path) }
            rest = rest.dropFirst(count)
        }
    }

    private static func error(_ path: String) -> RecordingError {
        RecordingError(
            .inputOutput, file: path, problem: "the signals cannot be written any more (\(systemMessage(errno)))")
    }
}

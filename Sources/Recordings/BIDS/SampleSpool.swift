// Samples that come one after another and are too many for memory: they wait in files that nobody sees.

import Glibc
import Signals

/// Collects the samples of channels in files, one for each, until they are written in their final form.
///
/// The files have no name (they are removed as soon as they are open), so that nothing stays behind whatever happens. Memory
/// is bounded: 64 KiB for each channel.
public final class SampleSpool {
    private let file: SpoolFiles
    private var buffers: [[Float]]
    private var counts: [Int]
    private static let capacity = 16_384

    /// Begins a spool on the disk that `folder` is on.
    ///
    /// - Throws: ``RecordingError`` with ``ErrorCategory/cannotCreate`` when the folder cannot be written to.
    public init(channelCount: Int, in folder: String) throws(RecordingError) {
        file = try SpoolFiles(count: channelCount, folder: folder)
        buffers = Array(repeating: [], count: channelCount)
        counts = Array(repeating: 0, count: channelCount)
        for k in buffers.indices { buffers[k].reserveCapacity(Self.capacity) }
    }

    /// Adds a sample to a channel (0-based).
    ///
    /// - Throws: ``RecordingError`` when the disk takes no more.
    public func append(_ sample: Float, toChannel channel: Int) throws(RecordingError) {
        buffers[channel].append(sample)
        if buffers[channel].count == Self.capacity { try flush(channel) }
    }

    /// Everything so far, to be read. The spool can grow on; what was handed out does not.
    ///
    /// - Throws: ``RecordingError`` when the disk takes no more.
    public func finish() throws(RecordingError) -> SpooledSamples {
        for channel in buffers.indices { try flush(channel) }
        return SpooledSamples(files: file, counts: counts)
    }

    private func flush(_ channel: Int) throws(RecordingError) {
        try file.append(buffers[channel], channel: channel)
        counts[channel] += buffers[channel].count
        buffers[channel].removeAll(keepingCapacity: true)
    }
}

/// Samples in a spool's files.
public struct SpooledSamples: SampleStore {
    fileprivate let files: SpoolFiles
    fileprivate let counts: [Int]

    /// The number of samples of a channel.
    public func sampleCount(ofChannel channel: Int) -> Int { counts[channel] }

    /// The samples of a channel in a range.
    public func samples(ofChannel channel: Int, in range: Range<Int>) throws(RecordingError) -> [Float] {
        precondition(range.lowerBound >= 0 && range.upperBound <= counts[channel], "samples that are there")
        return try files.read(range, channel: channel)
    }
}

/// Open files without a name; they close when nobody needs them.
private final class SpoolFiles: Sendable {
    private let descriptors: [Int32]
    private let folder: String

    init(count: Int, folder: String) throws(RecordingError) {
        var opened: [Int32] = []
        for k in 0..<count {
            let path = "\(folder)/.samples.\(getpid()).\(k).part"
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                let reason = systemMessage(errno)
                for other in opened { close(other) }
                throw RecordingError(
                    .cannotCreate, file: folder, problem: "a file for samples cannot be made here (\(reason))")
            }
            unlink(path)
            opened.append(descriptor)
        }
        descriptors = opened
        self.folder = folder
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    func append(_ samples: [Float], channel: Int) throws(RecordingError) {
        let total = samples.count * MemoryLayout<Float>.stride
        var done = 0
        while done < total {
            let written = samples.withUnsafeBytes { bytes in
                Glibc.write(descriptors[channel], bytes.baseAddress.map { $0 + done }, total - done)
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                throw RecordingError(
                    .inputOutput, file: folder, problem: "the samples cannot be kept here (\(systemMessage(errno)))")
            }
            done += written
        }
    }

    func read(_ range: Range<Int>, channel: Int) throws(RecordingError) -> [Float] {
        let stride = MemoryLayout<Float>.stride
        var isWhole = true
        let samples = [Float](unsafeUninitializedCapacity: range.count) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            var done = 0
            while done < range.count * stride {
                let offset = range.lowerBound * stride + done
                let got = pread(
                    descriptors[channel], bytes.baseAddress.map { $0 + done }, range.count * stride - done, offset)
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else {
                    isWhole = false
                    break
                }
                done += got
            }
            count = done / stride
        }
        guard isWhole else {
            throw RecordingError(
                .inputOutput, file: folder, problem: "samples kept here cannot be read again (\(systemMessage(errno)))")
        }
        return samples
    }
}

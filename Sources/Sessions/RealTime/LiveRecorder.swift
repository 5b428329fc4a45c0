// The recorder of a live session: a thread of its own that empties the ring and writes.

import Glibc
public import Recordings
public import Signals
import Synchronization

/// Records what the live loop puts into ``ring``, on a thread of its own.
///
/// The ring holds many seconds, so that a disk that pauses loses nothing. A disk that fails is told by `whenFailed`, once.
public final class LiveRecorder: @unchecked Sendable {
    // Unchecked: the recorder belongs to its thread, and to `finish` when that has ended.
    /// Where the loop puts blocks.
    public let ring: BlockRing
    private var recorder: SessionRecorder
    private let whenFailed: @Sendable () -> Void
    private var failure: RecordingError?
    private let isOver = Atomic<Bool>(false)
    private var thread: LiveThread?

    /// How much the ring holds, in seconds of signal.
    public static let patience = 30.0
    private static let blocks = 1 << 15
    private static let pauseMicroseconds: UInt32 = 20_000

    /// Begins to record into a folder.
    ///
    /// - Parameter whenFailed: called on the recorder's thread when the disk fails.
    /// - Throws: `RecordingError`.
    public init(
        _ folder: SessionFolder, channels: [Channel], whenFailed: @escaping @Sendable () -> Void
    ) throws(RecordingError) {
        recorder = try SessionRecorder(folder, channels: channels)
        let frames = channels.first?.rate.samples(inSeconds: Self.patience) ?? 1
        ring = BlockRing(channelCount: channels.count, frames: max(1, frames), blocks: Self.blocks)
        self.whenFailed = whenFailed
    }

    /// Starts the thread.
    public func start() {
        thread = LiveThread { [self] in
            while !isOver.load(ordering: .acquiring) {
                drain()
                usleep(Self.pauseMicroseconds)
            }
        }
    }

    /// Takes out of the ring what is there, on the calling thread: for those who have no thread.
    public func drain() {
        guard failure == nil else { return }
        do throws(RecordingError) {
            try ring.drain { (start, frames) throws(RecordingError) in
                try recorder.append(start: start, frames: frames)
            }
        } catch {
            failure = error
            whenFailed()
        }
    }

    /// Writes what is left and ends the file.
    ///
    /// - Returns: the SHA-256 of the signals.
    /// - Throws: `RecordingError`, the first that happened.
    public func finish() throws(RecordingError) -> String {
        isOver.store(true, ordering: .releasing)
        thread?.join()
        thread = nil
        drain()
        if let failure { throw failure }
        return try recorder.finish()
    }
}

// Bounded queues out of the live loop: one thread puts in, one takes out, nobody waits, nothing is allocated.

public import Signals
import Synchronization

/// A ring of records of one size for a viewer. A full ring drops the new record: a viewer that sleeps holds nobody up.
public final class Ring<Record: Sendable>: @unchecked Sendable {
    // Unchecked: the storage between tail and head belongs to the consumer, the rest to the producer.
    private let storage: UnsafeMutablePointer<Record>
    private let mask: Int
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)
    private let lost = Atomic<Int>(0)

    /// Creates an empty ring.
    ///
    /// - Parameter capacity: a power of two.
    public init(capacity: Int, fill: Record) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0, "the capacity of a ring is a power of two")
        storage = .allocate(capacity: capacity)
        storage.initialize(repeating: fill, count: capacity)
        mask = capacity - 1
    }

    deinit {
        storage.deinitialize(count: mask + 1)
        storage.deallocate()
    }

    /// Records that found no room.
    public var dropped: Int { lost.load(ordering: .relaxed) }

    /// Puts a record in, or drops it; called by one thread only.
    public func push(_ record: Record) {
        let at = head.load(ordering: .relaxed)
        guard at &- tail.load(ordering: .acquiring) <= mask else {
            lost.wrappingAdd(1, ordering: .relaxed)
            return
        }
        storage[at & mask] = record
        head.store(at &+ 1, ordering: .releasing)
    }

    /// Takes the oldest record out; called by one thread only.
    public func pop() -> Record? {
        let at = tail.load(ordering: .relaxed)
        guard at != head.load(ordering: .acquiring) else { return nil }
        let record = storage[at & mask]
        tail.store(at &+ 1, ordering: .releasing)
        return record
    }
}

/// A ring of blocks for a recorder. Nothing is ever dropped in silence: when there is no room, the one who puts in is told
/// and must end the session.
public final class BlockRing: @unchecked Sendable {
    // Unchecked: as `Ring`.
    private struct Piece: BitwiseCopyable {
        var start = 0
        var frames = 0
    }

    private let channelCount: Int
    private let capacity: Int
    private let values: UnsafeMutablePointer<Float>
    private let pieces: UnsafeMutablePointer<Piece>
    private let mask: Int
    private var written = 0
    private var taken = 0
    private let takenFrames = Atomic<Int>(0)
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)

    /// Creates an empty ring.
    ///
    /// - Parameters:
    ///   - frames: how many frames fit, whatever the size of the blocks.
    ///   - blocks: how many blocks fit; a power of two.
    public init(channelCount: Int, frames: Int, blocks: Int) {
        precondition(channelCount > 0 && frames > 0, "a ring has room")
        precondition(blocks > 0 && blocks & (blocks - 1) == 0, "the capacity of a ring is a power of two")
        self.channelCount = channelCount
        capacity = frames
        values = .allocate(capacity: frames * channelCount)
        values.initialize(repeating: 0, count: frames * channelCount)
        pieces = .allocate(capacity: blocks)
        pieces.initialize(repeating: Piece(), count: blocks)
        mask = blocks - 1
    }

    deinit {
        values.deallocate()
        pieces.deallocate()
    }

    /// Puts a block in; called by one thread only.
    ///
    /// - Returns: `false` when there is no room; then nothing of it was put in.
    public func push(_ block: borrowing SampleBlock) -> Bool {
        let (at, count) = (head.load(ordering: .relaxed), block.frameCount)
        guard at &- tail.load(ordering: .acquiring) <= mask,
            written + count - takenFrames.load(ordering: .acquiring) <= capacity
        else { return false }
        for frame in 0..<count {
            let place = (written + frame) % capacity * channelCount
            for channel in 0..<channelCount {
                values[place + channel] = block.values[frame * channelCount + channel]
            }
        }
        pieces[at & mask] = Piece(start: block.start.rawValue, frames: count)
        written += count
        head.store(at &+ 1, ordering: .releasing)
        return true
    }

    /// Takes all blocks out that are there; called by one thread only. A block that lies across the end of the ring comes in
    /// two parts.
    public func drain<Failure: Error>(
        _ body: (SampleIndex, UnsafeBufferPointer<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        var at = tail.load(ordering: .relaxed)
        let end = head.load(ordering: .acquiring)
        while at != end {
            let piece = pieces[at & mask]
            let place = taken % capacity
            let first = min(piece.frames, capacity - place)
            try body(
                SampleIndex(piece.start),
                UnsafeBufferPointer(start: values + place * channelCount, count: first * channelCount))
            if first < piece.frames {
                try body(
                    SampleIndex(piece.start + first),
                    UnsafeBufferPointer(start: values, count: (piece.frames - first) * channelCount))
            }
            taken += piece.frames
            takenFrames.store(taken, ordering: .releasing)
            at &+= 1
            tail.store(at, ordering: .releasing)
        }
    }
}

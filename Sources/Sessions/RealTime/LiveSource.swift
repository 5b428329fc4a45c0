// What the live loop blocks on: frames that come from a thread of their own, through the system.

public import Devices
import Glibc
public import Signals

/// What came while the loop waited.
public enum LiveArrival: Hashable, Sendable {
    /// A block.
    case block
    /// Nothing in the time that was given.
    case nothing
    /// There will be no more.
    case ended
}

/// A source that a live loop can wait for without asking for memory.
public protocol LiveSource: ~Copyable {
    /// What a frame holds.
    var channels: [Channel] { get }
    /// How often each channel is sampled.
    var rate: SampleRate { get }

    /// Waits for the next block and puts it into `block`.
    ///
    /// - Throws: when the source has failed; it stays failed.
    mutating func wait(into block: inout SampleBlock, microseconds: Int) throws -> LiveArrival
}

/// Frames on their way from the thread of a driver to the live loop: a socket of this machine, which the loop blocks on.
///
/// A driver may allocate, lock, and talk to a network; the loop does none of that. A driver that is faster than the loop waits.
public final class FrameLink: LiveSource, @unchecked Sendable {
    // Unchecked: the buffer belongs to the thread that waits.

    /// What a frame holds.
    public let channels: [Channel]
    /// How often each channel is sampled.
    public let rate: SampleRate
    private let descriptor: Int32
    private let buffer: UnsafeMutableRawBufferPointer
    private static let head = 8

    /// The other end, for the thread of the driver.
    public final class Sender: Sendable {
        private let descriptor: Int32
        private let largest: Int

        fileprivate init(_ descriptor: Int32, _ largest: Int) {
            self.descriptor = descriptor
            self.largest = largest
        }

        deinit { Glibc.close(descriptor) }

        /// Says that there will be no more.
        public func close() { shutdown(descriptor, Int32(SHUT_WR)) }

        /// Sends a block; waits while there is no room.
        ///
        /// - Returns: `false` when nobody listens any more.
        public func send(_ block: SampleBlock) -> Bool {
            var bytes = withUnsafeBytes(of: Int64(block.start.rawValue)) { Array($0) }
            block.values.withUnsafeBytes { bytes += $0 }
            precondition(
                bytes.count <= largest, "a block of \(block.frameCount) frames is larger than the link was made for")
            while true {
                let count = bytes.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count < 0 && errno == EINTR { continue }
                return count == bytes.count
            }
        }

        /// Sends what a source gives until it ends, fails, or nobody listens.
        ///
        /// - Parameters:
        ///   - channel: the channel that is watched, from 0.
        ///   - leadOff: called before a block is sent, each time that the source begins to say that the electrode of this
        ///     channel does not touch; what should be said to the loop.
        public func send(
            from source: inout some SignalSource & ~Copyable, watching channel: Int = 0, leadOff: () -> Void = {}
        ) throws {
            var wasOff = false
            while let block = try source.nextBlock() {
                let isOff = source.report.openLeads?.contains(channel) ?? false
                if isOff, !wasOff { leadOff() }
                wasOff = isOff
                guard send(block) else { return }
            }
        }
    }

    /// Makes a link.
    ///
    /// - Parameter largestBlock: the most frames in a block.
    /// - Throws: ``SessionError`` when the system has no sockets left.
    public static func make(
        channels: [Channel], rate: SampleRate, largestBlock: Int
    ) throws(SessionError) -> (link: FrameLink, sender: Sender) {
        var ends: [Int32] = [-1, -1]
        let size = head + largestBlock * channels.count * MemoryLayout<Float>.size
        guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0 else {
            throw SessionError(
                .unavailable, "the live loop", "no socket can be made (\(String(cString: strerror(errno))))")
        }
        var room = Int32(clamping: max(1 << 18, 8 * size))
        setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        return (
            FrameLink(descriptor: ends[1], size: size, channels: channels, rate: rate), Sender(ends[0], size)
        )
    }

    /// Whether a block is there, or has failed to come, within a time; as `poll`, but to the microsecond.
    private func ready(within microseconds: Int) -> Int32 {
        guard descriptor < 8 * MemoryLayout<fd_set>.size else {
            var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&waited, 1, Int32(clamping: microseconds / 1000))
        }
        var waited = fd_set()
        withUnsafeMutableBytes(of: &waited) { $0[Int(descriptor) / 8] |= 1 << UInt8(descriptor % 8) }
        var patience = timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
        return select(descriptor + 1, &waited, nil, nil, &patience)
    }

    private init(descriptor: Int32, size: Int, channels: [Channel], rate: SampleRate) {
        self.descriptor = descriptor
        self.channels = channels
        self.rate = rate
        buffer = .allocate(byteCount: size, alignment: 16)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Says that nobody listens any more: a driver that waits for room is let go.
    public func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Waits for the next block and puts it into `block`.
    ///
    /// - Throws: ``SessionError`` when the link has failed.
    public func wait(into block: inout SampleBlock, microseconds: Int) throws -> LiveArrival {
        let ready = ready(within: max(0, microseconds))
        if ready == 0 || (ready < 0 && errno == EINTR) { return .nothing }
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count == 0 { return .ended }
        let frame = channels.count * MemoryLayout<Float>.size
        guard count >= Self.head, (count - Self.head).isMultiple(of: frame), let base = buffer.baseAddress else {
            throw SessionError(
                .inputOutput, "the live loop", "the link to the source has failed (\(String(cString: strerror(errno))))"
            )
        }
        let floats = UnsafeBufferPointer(
            start: (base + Self.head).assumingMemoryBound(to: Float.self),
            count: (count - Self.head) / MemoryLayout<Float>.size)
        block.refill(start: SampleIndex(Int(base.load(as: Int64.self))), from: floats)
        return .block
    }
}

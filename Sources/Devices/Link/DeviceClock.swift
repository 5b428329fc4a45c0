// The time that a simulated device lives in: real, or given by whoever replays a recording.

public import Stimulation
import Synchronization

/// A clock that stands still until it is told what time it is.
///
/// A replay in lock-step sets it, sends, and waits for the answer before it sets it again; so a device on another thread
/// sees one time for each exchange, and the result does not depend on how the threads are scheduled.
public final class VirtualClock: Sendable {
    private let microseconds = Atomic<Int>(0)

    /// Creates a clock that shows the start of the session.
    public init() {}

    /// The time that was set last.
    public var now: SessionTime { SessionTime(microseconds: microseconds.load(ordering: .acquiring)) }

    /// Sets the time. A time before the one shown is ignored.
    public func set(to time: SessionTime) {
        _ = microseconds.max(time.microseconds, ordering: .releasing)
    }
}

/// Real or virtual time since the session began.
public enum DeviceClock: Sendable {
    /// The machine's monotonic clock, counted from this moment of it.
    case real(start: ContinuousClock.Instant)
    /// Time as somebody else sets it.
    case virtual(VirtualClock)

    /// Real time that begins now.
    public static func realTime() -> DeviceClock { .real(start: .now) }

    /// The time since the session began.
    public var now: SessionTime {
        switch self {
        case .virtual(let clock): return clock.now
        case .real(let start):
            let (seconds, attoseconds) = start.duration(to: .now).components
            return SessionTime(microseconds: Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
        }
    }
}

// A thread of its own for the live loop: never a task, never an actor.

import Glibc

/// How the system schedules a live thread.
public enum LiveScheduling: Hashable, Sendable, CustomStringConvertible {
    /// Before all ordinary threads (SCHED_FIFO), with this priority.
    case realTime(priority: Int)
    /// As every other thread; why it is not more.
    case ordinary(reason: String)

    /// In a few words.
    public var description: String {
        switch self {
        case .realTime(let priority): "real-time scheduling (SCHED_FIFO, priority \(priority))"
        case .ordinary(let reason): "ordinary scheduling (real time was not allowed: \(reason))"
        }
    }
}

/// A thread that somebody can wait for.
public final class LiveThread: @unchecked Sendable {
    // Unchecked: the handle is written before anybody else sees it.
    private var handle = pthread_t()

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// The priority that a live loop asks for: above what users start, below the kernel's own threads.
    public static let priority = 70

    /// Starts a thread.
    public init(_ run: @escaping @Sendable () -> Void) {
        let body = Unmanaged.passRetained(Body(run))
        let status = pthread_create(
            &handle, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        precondition(status == 0, "the system has no threads left: \(String(cString: strerror(status)))")
    }

    /// Waits until it has ended. Call it once.
    public func join() { pthread_join(handle, nil) }

    /// Asks the system to prefer the calling thread and to keep its memory at hand; works without.
    public static func preferThisThread() -> LiveScheduling {
        var parameters = sched_param()
        parameters.sched_priority = Int32(priority)
        let status = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters)
        // Memory that is taken away costs milliseconds when it is needed; where it may not be held, it may be taken.
        _ = mlockall(Int32(MCL_CURRENT))
        return status == 0
            ? .realTime(priority: priority) : .ordinary(reason: String(cString: strerror(status)))
    }
}

// Work on a thread of its own, for as long as a device or a stream lasts.

import Glibc
import Synchronization

/// A thread that was started and can be waited for.
final class BackgroundThread: Sendable {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private let thread: Mutex<pthread_t?>

    /// Starts the work.
    ///
    /// - Throws: ``DeviceError/noConnection(peer:reason:)`` when the system gives no thread.
    init(for peer: String, _ body: @escaping @Sendable () -> Void) throws(DeviceError) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Work(body))
        let status = pthread_create(&thread, nil, Self.begin, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw .noConnection(peer: peer, reason: String(cString: strerror(status)))
        }
        self.thread = Mutex(thread)
    }

    /// Waits until the work is over; the second time it returns at once.
    func join() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        pthread_join(thread, nil)
    }

    private static let begin: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
        return nil
    }
}

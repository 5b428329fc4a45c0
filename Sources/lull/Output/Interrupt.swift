// Ctrl-C, or a request to end, as a wish instead of an end: the first one is remembered, the second one ends the program.

import Glibc
import Synchronization

/// Whether Ctrl-C was pressed while somebody was ready for it.
enum Interrupt {
    private static let count = Atomic<Int>(0)

    /// Whether it was pressed.
    static var isWished: Bool { count.load(ordering: .relaxed) > 0 }

    /// Runs work that ends early when ``isWished`` becomes true; `message` is said at the first Ctrl-C. After the work,
    /// Ctrl-C ends the program again.
    static func catching<Result>(_ message: StaticString, _ work: () throws -> Result) rethrows -> Result {
        count.store(0, ordering: .relaxed)
        text.store(UInt(bitPattern: message.utf8Start), ordering: .relaxed)
        length.store(message.utf8CodeUnitCount, ordering: .relaxed)
        let handler: @convention(c) (Int32) -> Void = { number in
            // Only what is allowed in a signal handler: an atomic, `write`, `signal`, `raise`.
            if Interrupt.count.add(1, ordering: .relaxed).oldValue == 0 {
                _ = write(
                    STDERR_FILENO, UnsafeRawPointer(bitPattern: Interrupt.text.load(ordering: .relaxed)),
                    Interrupt.length.load(ordering: .relaxed))
            } else {
                _ = Glibc.signal(number, SIG_DFL)
                raise(number)
            }
        }
        // Whoever started this program may have kept the signals from it; a stop must come through.
        var (wanted, mask) = (sigset_t(), sigset_t())
        sigemptyset(&wanted)
        for number in [SIGINT, SIGTERM] { sigaddset(&wanted, number) }
        pthread_sigmask(SIG_UNBLOCK, &wanted, &mask)
        let before = (signal(SIGINT, handler), signal(SIGTERM, handler))
        defer {
            _ = (signal(SIGINT, before.0), signal(SIGTERM, before.1))
            pthread_sigmask(SIG_SETMASK, &mask, nil)
        }
        return try work()
    }

    private static let text = Atomic<UInt>(0)
    private static let length = Atomic<Int>(0)
}

// How one thread ends another that waits for bytes.

import Glibc

/// A pipe that becomes readable once somebody wakes it.
struct WakePipe: ~Copyable {
    /// What the waiting thread polls.
    let waiting: Int32
    private let waking: Int32

    /// Creates a pipe.
    ///
    /// - Throws: ``DeviceError/pseudoTerminal(step:reason:)``.
    init() throws(DeviceError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .pseudoTerminal(step: "make a pipe", reason: systemReason()) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        waiting = ends[0]
        waking = ends[1]
    }

    deinit {
        _ = close(waiting)
        _ = close(waking)
    }

    /// Empties the pipe, so that it can wake again.
    func clear() {
        var bytes: (UInt64, UInt64) = (0, 0)
        _ = read(waiting, &bytes, MemoryLayout.size(ofValue: bytes))
    }

    /// Wakes the waiting thread. Never waits: a full pipe wakes too.
    func wake() {
        var byte: UInt8 = 1
        _ = write(waking, &byte, 1)
    }
}

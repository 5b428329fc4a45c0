// The clock on the wall, which people and networks set: only to find out that it was set.

import Glibc
public import Stimulation

/// The machine's wall clock.
public enum WallClock {
    /// The time since 1970 by the wall clock, in µs.
    public static func now() -> SessionTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return SessionTime(microseconds: time.tv_sec * 1_000_000 + time.tv_nsec / 1000)
    }
}

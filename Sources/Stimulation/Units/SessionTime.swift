// Time in this room is counted from the start of the session, in whole microseconds; at the edge it comes from the
// sample clock, never from the wall clock, so that a jump of the wall clock cannot reach a decision.

/// A moment of a session: whole microseconds since it began; negative for what happened before.
public struct SessionTime: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Microseconds since the session began.
    public let microseconds: Int

    /// Creates a moment from microseconds since the session began.
    public init(microseconds: Int) { self.microseconds = microseconds }

    /// The moment of a sample: `index` samples after the start at `hertz` samples per second, to the nearest
    /// microsecond; `nil` when the rate is not a positive number or the moment lies outside ``allowed``.
    public init?(sample index: Int, hertz: Double) {
        let exact = Double(index) / hertz * 1_000_000
        guard hertz > 0, hertz.isFinite, exact.isFinite, abs(exact) < 1e18 else { return nil }
        self.init(microseconds: Int(exact.rounded()))
        guard SessionTime.allowed.contains(self) else { return nil }
    }

    /// The start of the session.
    public static let start = SessionTime(microseconds: 0)

    /// The moments that the gate accepts as now: from the start of the session to one year later.
    public static let allowed = SessionTime.start...SessionTime(microseconds: 365 * 86_400 * 1_000_000)

    /// Whether `a` comes before `b`.
    public static func < (a: SessionTime, b: SessionTime) -> Bool { a.microseconds < b.microseconds }
    /// The moment a length of time later.
    public static func + (a: SessionTime, b: Microseconds) -> SessionTime {
        SessionTime(microseconds: a.microseconds.saturatingAdd(b.count))
    }
    /// The moment a length of time earlier.
    public static func - (a: SessionTime, b: Microseconds) -> SessionTime {
        SessionTime(microseconds: a.microseconds.saturatingSubtract(b.count))
    }
    /// How long after `b` the moment `a` is.
    public static func - (a: SessionTime, b: SessionTime) -> Microseconds {
        Microseconds(a.microseconds.saturatingSubtract(b.microseconds))
    }

    /// Seconds since the session began.
    public var seconds: Double { Double(microseconds) / 1_000_000 }
    /// The moment in seconds, such as `12.5 s`.
    public var description: String { "\(readable(seconds)) s" }
}

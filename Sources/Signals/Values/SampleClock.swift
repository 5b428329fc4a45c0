// Time inside Lull is a sample index of a sample rate. Seconds appear only at the edges, where people read them.

/// How many samples one second holds. Always finite, positive and at most 10 MHz.
public struct SampleRate: Hashable, Sendable {
    /// Samples per second (Hz).
    public let hertz: Double

    /// Creates a rate; `nil` unless `hertz` is finite and in 0 < hertz ≤ 10,000,000.
    public init?(hertz: Double) {
        guard hertz.isFinite, hertz > 0, hertz <= 10_000_000 else { return nil }
        self.hertz = hertz
    }

    /// The time between two samples, in seconds.
    public var period: Double { 1 / hertz }

    /// Half of the rate, the highest frequency that samples can represent, in Hz.
    public var nyquist: Double { hertz / 2 }

    /// How long `count` samples last, in seconds.
    public func seconds(_ count: Int) -> Double { Double(count) / hertz }

    /// The number of samples nearest to `seconds`, limited to what an `Int` holds with room to add.
    public func samples(inSeconds seconds: Double) -> Int {
        let exact = (seconds * hertz).rounded()
        guard exact.isFinite else { return exact > 0 ? Int.max / 4 : 0 }
        return Int(max(-1e18, min(1e18, exact)))
    }
}

extension SampleRate: CustomStringConvertible {
    /// The rate with its unit, such as `2048 Hz`.
    public var description: String {
        let whole = hertz.rounded()
        return whole == hertz ? "\(Int(whole)) Hz" : "\(hertz) Hz"
    }
}

/// A position in a signal: the number of samples before it. The first sample is 0.
public struct SampleIndex: BitwiseCopyable, Hashable, Sendable, Comparable, Strideable {
    /// Samples since the first one; negative before it.
    public var rawValue: Int

    /// Creates a position.
    public init(_ rawValue: Int) { self.rawValue = rawValue }

    /// Whether `a` comes before `b`.
    public static func < (a: SampleIndex, b: SampleIndex) -> Bool { a.rawValue < b.rawValue }

    /// The number of samples from here to `other`.
    public func distance(to other: SampleIndex) -> Int {
        let (difference, overflow) = other.rawValue.subtractingReportingOverflow(rawValue)
        return overflow ? (other.rawValue > rawValue ? .max : .min) : difference
    }

    /// The position `n` samples later; at the end of what an `Int` holds it stays there, so that a position from outside
    /// can never end the program.
    public func advanced(by n: Int) -> SampleIndex {
        let (sum, overflow) = rawValue.addingReportingOverflow(n)
        return SampleIndex(overflow ? (n > 0 ? .max : .min) : sum)
    }
}

/// Turns sample positions into seconds and back. Sample 0 is at 0 s.
public struct SampleClock: Hashable, Sendable {
    /// The rate that the clock counts with.
    public let rate: SampleRate

    /// Creates a clock of this rate.
    public init(rate: SampleRate) { self.rate = rate }

    /// The time of a sample, in seconds after sample 0.
    public func seconds(at index: SampleIndex) -> Double { Double(index.rawValue) / rate.hertz }

    /// The sample nearest to a time in seconds.
    public func index(atSeconds seconds: Double) -> SampleIndex { SampleIndex(rate.samples(inSeconds: seconds)) }
}

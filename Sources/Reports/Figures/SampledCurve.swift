// Values at a steady rate, as pages take them.

/// A signal for a figure: values at equal intervals. Values that are not finite are gaps.
public struct SampledCurve: Hashable, Sendable {
    /// The time of the first value, in seconds.
    public var start: Double
    /// The time from one value to the next, in seconds; more than 0.
    public var interval: Double
    /// The values, in the unit that the page states beside them.
    public var values: [Float]

    /// Creates a curve. An interval that is not positive and finite is a programming mistake.
    public init(start: Double = 0, interval: Double, values: [Float]) {
        precondition(interval > 0 && interval.isFinite && start.isFinite, "values lie at equal, positive intervals")
        self.start = start
        self.interval = interval
        self.values = values
    }

    /// A level that does not change over a span of time.
    public static func constant(_ value: Double, over time: ClosedRange<Double>) -> SampledCurve {
        let length = time.upperBound - time.lowerBound
        return SampledCurve(
            start: time.lowerBound, interval: length > 0 ? length : 1, values: [Float(value), Float(value)])
    }

    /// The last value that is not a gap.
    var lastValue: Double? { values.last { $0.isFinite }.map { Double($0) } }

    /// The time of value `index`, in seconds.
    func time(_ index: Int) -> Double { start + Double(index) * interval }

    /// The time of the last value, in seconds; the start where there is none.
    var end: Double { time(max(0, values.count - 1)) }

    /// The value nearest to a time; `nil` outside the curve and in a gap.
    func value(at seconds: Double) -> Double? {
        let position = ((seconds - start) / interval).rounded()
        guard position >= 0, position < Double(values.count) else { return nil }
        let value = Double(values[Int(position)])
        return value.isFinite ? value : nil
    }

    /// The indices whose times lie in `range`.
    func indices(in range: ClosedRange<Double>) -> Range<Int> {
        let limit = Double(values.count)
        let first = min(limit, max(0, ((range.lowerBound - start) / interval - 1e-9).rounded(.up)))
        let last = min(limit, max(first, ((range.upperBound - start) / interval + 1e-9).rounded(.down) + 1))
        return Int(first)..<Int(last)
    }

    /// From the smallest to the largest value in a range of indices; `nil` when all are gaps.
    func extent(in indices: Range<Int>? = nil) -> ClosedRange<Double>? {
        Reports.extent(of: values[indices ?? values.indices].lazy.map { Double($0) })
    }
}

// Two smooth rates over the samples they share: how alike they are, and how far the first one varies.

import MotorUnits

/// What is needed of two rates over a range of samples, in one pass over the first and two over both.
struct RateComparison {
    /// Pearson's r over the samples at which both have a value; `nil` with fewer than two or without variance.
    let correlation: Double?
    /// Maximum − minimum of the control rate over its values; `nil` without any.
    let modulation: Double?

    init(control: SmoothedRate, test: SmoothedRate, over range: Range<Int>) {
        modulation = Self.span(of: control, over: range)
        correlation = Self.pearson(control, test, over: range)
    }

    private static func span(of curve: SmoothedRate, over range: Range<Int>) -> Double? {
        var (lowest, highest) = (Double.infinity, -Double.infinity)
        for segment in curve.segments(in: range) {
            for k in (segment.lowerBound - curve.start)..<(segment.upperBound - curve.start) {
                lowest = Swift.min(lowest, curve.values[k])
                highest = Swift.max(highest, curve.values[k])
            }
        }
        return lowest <= highest ? highest - lowest : nil
    }

    /// Two passes, means first: the shortcut with sums of squares loses digits when a rate hardly varies.
    private static func pearson(_ a: SmoothedRate, _ b: SmoothedRate, over range: Range<Int>) -> Double? {
        let segments = a.segments(in: range).flatMap { b.segments(in: $0) }
        let count = segments.reduce(0) { $0 + $1.count }
        guard count >= 2 else { return nil }
        var (sumA, sumB) = (0.0, 0.0)
        for segment in segments {
            let (i, j) = (segment.lowerBound - a.start, segment.lowerBound - b.start)
            for k in 0..<segment.count {
                sumA += a.values[i + k]
                sumB += b.values[j + k]
            }
        }
        let (meanA, meanB) = (sumA / Double(count), sumB / Double(count))
        var (squareA, squareB, product) = (0.0, 0.0, 0.0)
        for segment in segments {
            let (i, j) = (segment.lowerBound - a.start, segment.lowerBound - b.start)
            for k in 0..<segment.count {
                let (x, y) = (a.values[i + k] - meanA, b.values[j + k] - meanB)
                squareA += x * x
                squareB += y * y
                product += x * y
            }
        }
        // A constant rate leaves only the rounding of its mean, which must not pass for variance.
        let (floorA, floorB) = (Self.floor(meanA, count), Self.floor(meanB, count))
        guard squareA > floorA, squareB > floorB else { return nil }
        return Swift.max(-1, Swift.min(1, product / (squareA * squareB).squareRoot()))
    }

    /// The sum of squares that rounding alone can leave: values within 1e-12 of their mean are equal.
    private static func floor(_ mean: Double, _ count: Int) -> Double {
        let rounding = 1e-12 * mean
        return rounding * rounding * Double(count)
    }
}

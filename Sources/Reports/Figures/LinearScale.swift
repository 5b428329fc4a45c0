// From a value to a position in pixels.

/// A straight line from values to pixels; `start` may be larger than `end` (a vertical axis grows upwards).
struct LinearScale: Hashable, Sendable {
    let domain: ClosedRange<Double>
    let start: Double
    let end: Double

    init(_ domain: ClosedRange<Double>, from start: Double, to end: Double) {
        self.domain = domain
        self.start = start
        self.end = end
    }

    /// The position of a value. A domain without width puts everything in the middle.
    func callAsFunction(_ value: Double) -> Double {
        let width = domain.upperBound - domain.lowerBound
        guard width > 0 else { return (start + end) / 2 }
        return start + (value - domain.lowerBound) / width * (end - start)
    }

    /// The position of a value, held within the ends of the axis.
    func clamped(_ value: Double) -> Double {
        self(min(max(value, domain.lowerBound), domain.upperBound))
    }
}

/// From the smallest to the largest finite value; `nil` when there is none.
func extent(of values: some Sequence<Double>) -> ClosedRange<Double>? {
    var result: ClosedRange<Double>?
    for value in values where value.isFinite {
        if let range = result {
            if value < range.lowerBound { result = value...range.upperBound }
            if value > range.upperBound { result = range.lowerBound...value }
        } else {
            result = value...value
        }
    }
    return result
}

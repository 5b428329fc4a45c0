// Where an axis is marked: at 1, 2 or 5 times a power of ten.

/// The marks of an axis.
struct Ticks: Hashable, Sendable {
    /// The marked values, in order; each is the double nearest to its decimal number.
    let values: [Double]
    /// The decimals that the labels need.
    let decimals: Int

    /// Marks inside `domain`, `count` of them at most (at least 2 are asked for), and as many as the steps allow.
    init(in domain: ClosedRange<Double>, atMost count: Int) {
        let width = domain.upperBound - domain.lowerBound
        guard DecimalStep.canDivide(domain) else {
            values = domain.lowerBound.isFinite ? [domain.lowerBound] : []
            decimals = 0
            return
        }
        var step = DecimalStep(mantissa: 1, exponent: DecimalStep.floorLog10(width / Double(max(2, count))))
        while step.marks(in: domain).count > max(2, count) { step = step.next }
        values = step.marks(in: domain).map { step.multiple($0) }
        decimals = max(0, -step.exponent)
    }

    /// The labels, for people.
    var labels: [String] { values.map { fixed($0, min(15, decimals)) } }

    /// `range` widened to the next marks at both ends, for an axis that begins and ends at a mark.
    static func niceDomain(_ range: ClosedRange<Double>, atMost count: Int) -> ClosedRange<Double> {
        let width = range.upperBound - range.lowerBound
        guard DecimalStep.canDivide(range) else {
            let around = max(1, range.lowerBound.magnitude / 2)
            return (range.lowerBound - around)...(range.lowerBound + around)
        }
        var step = DecimalStep(mantissa: 1, exponent: DecimalStep.floorLog10(width / Double(max(2, count))))
        while true {
            let first = (range.lowerBound / step.size).rounded(.down),
                last = (range.upperBound / step.size).rounded(.up)
            if last - first < Double(max(2, count)) { return step.multiple(Int(first))...step.multiple(Int(last)) }
            step = step.next
        }
    }
}

/// A step of 1, 2 or 5 times a power of ten, kept as integers so that its multiples have no rounding noise.
private struct DecimalStep {
    let mantissa: Int
    let exponent: Int

    var size: Double { multiple(1) }

    var next: DecimalStep {
        switch mantissa {
        case 1: DecimalStep(mantissa: 2, exponent: exponent)
        case 2: DecimalStep(mantissa: 5, exponent: exponent)
        default: DecimalStep(mantissa: 1, exponent: exponent + 1)
        }
    }

    /// `count` steps. Divides by a power of ten instead of multiplying by its inexact inverse: 3 steps of 0.1 are 0.3.
    func multiple(_ count: Int) -> Double {
        let power = Self.powerOfTen(exponent.magnitude)
        return exponent < 0 ? Double(count * mantissa) / power : Double(count * mantissa) * power
    }

    /// The multiples inside a domain, with a billionth of a step of tolerance at its ends.
    func marks(in domain: ClosedRange<Double>) -> Range<Int> {
        let first = Int((domain.lowerBound / size - 1e-9).rounded(.up))
        let last = Int((domain.upperBound / size + 1e-9).rounded(.down))
        return first..<max(first, last + 1)
    }

    /// Whether a domain has a width, and one that doubles can divide: not a millionth of a millionth of its position.
    static func canDivide(_ domain: ClosedRange<Double>) -> Bool {
        let width = domain.upperBound - domain.lowerBound
        let farthest = max(domain.lowerBound.magnitude, domain.upperBound.magnitude)
        return width.isFinite && width > 1e-200 && farthest / width < 1e12
    }

    static func powerOfTen(_ exponent: some BinaryInteger) -> Double {
        var power = 1.0
        for _ in 0..<Int(exponent) { power *= 10 }
        return power
    }

    static func floorLog10(_ value: Double) -> Int {
        var exponent = 0
        var rest = value
        while rest >= 10 {
            rest /= 10
            exponent += 1
        }
        while rest < 1, exponent > -300 {
            rest *= 10
            exponent -= 1
        }
        return exponent
    }
}

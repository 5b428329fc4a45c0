// Two smooth rates over the samples they share: how alike they are, and how far the first one varies.

import MotorUnits

/// What is needed of two rates over a range of samples, in one pass over both.
struct RateComparison {
    /// Pearson's r over the samples at which both have a value; `nil` with fewer than two or without variance.
    let correlation: Double?
    /// Maximum − minimum of the control rate over its values; `nil` without any.
    let modulation: Double?

    init(control: BlockedRate, test: BlockedRate, over range: Range<Int>) {
        let own = control.curve.segments(in: range)
        let shared = own.flatMap { test.curve.segments(in: $0) }
        let ofControl = control.summary(of: own)
        modulation = ofControl.count > 0 ? ofControl.highest - ofControl.lowest : nil
        correlation = Self.pearson(
            control, own == shared ? ofControl : control.summary(of: shared), test, test.summary(of: shared),
            over: shared)
    }

    private static func pearson(
        _ a: BlockedRate, _ ofA: BlockedRate.Summary, _ b: BlockedRate, _ ofB: BlockedRate.Summary,
        over segments: [Range<Int>]
    ) -> Double? {
        // A constant rate leaves only the rounding of its mean, which must not pass for variance.
        guard ofA.count >= 2, ofA.scatter > floor(ofA), ofB.scatter > floor(ofB) else { return nil }
        var product = 0.0
        a.curve.values.withUnsafeBytes { valuesA in
            b.curve.values.withUnsafeBytes { valuesB in
                for segment in segments {
                    product += Self.product(
                        valuesA, from: segment.lowerBound - a.curve.start, less: ofA.mean,
                        valuesB, from: segment.lowerBound - b.curve.start, less: ofB.mean, count: segment.count)
                }
            }
        }
        return Swift.max(-1, Swift.min(1, product / (ofA.scatter * ofB.scatter).squareRoot()))
    }

    /// Σ (a − mean) (b − mean), eight samples at a time: means first, because a shortcut with plain products loses digits when a
    /// rate hardly varies.
    private static func product(
        _ a: UnsafeRawBufferPointer, from i: Int, less meanA: Double,
        _ b: UnsafeRawBufferPointer, from j: Int, less meanB: Double, count: Int
    ) -> Double {
        typealias Eight = SIMD8<Double>
        let width = MemoryLayout<Double>.stride
        var sums = Eight.zero
        var k = 0
        while k + 8 <= count {
            let x = a.loadUnaligned(fromByteOffset: (i + k) * width, as: Eight.self) - meanA
            let y = b.loadUnaligned(fromByteOffset: (j + k) * width, as: Eight.self) - meanB
            sums += x * y
            k += 8
        }
        var rest = 0.0
        while k < count {
            let x = a.loadUnaligned(fromByteOffset: (i + k) * width, as: Double.self) - meanA
            let y = b.loadUnaligned(fromByteOffset: (j + k) * width, as: Double.self) - meanB
            rest += x * y
            k += 1
        }
        return sums.sum() + rest
    }

    /// The scatter that rounding alone can leave: values within 1e-12 of their mean are equal.
    private static func floor(_ values: BlockedRate.Summary) -> Double {
        let rounding = 1e-12 * values.mean
        return rounding * rounding * Double(values.count)
    }
}

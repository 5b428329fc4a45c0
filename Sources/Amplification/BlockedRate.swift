// A smooth rate with what is known of each short block of its samples, so that every pair does not sum them again.

import MotorUnits

/// A smooth rate and the sum, the scatter, the lowest and the highest value of each ``block`` of its samples.
///
/// A unit stands in as many pairs as there are other units, each over another stretch. What a stretch needs of one curve alone is
/// then put together from blocks and at most two ends. Scatter is kept around each block's own mean and moved to the stretch's
/// (Chan, Golub & LeVeque 1983, Am Stat 37:242, from memory, not verified), so that no digits are lost when a rate hardly varies.
struct BlockedRate {
    /// Samples in a block.
    static let block = 64

    let curve: SmoothedRate
    private let blocks: [Summary]

    /// What is known of some values.
    struct Summary {
        var count = 0
        var sum = 0.0
        /// Σ (value − mean of these values)².
        var scatter = 0.0
        var lowest = Double.infinity
        var highest = -Double.infinity

        var mean: Double { sum / Double(count) }
    }

    init(_ curve: SmoothedRate) {
        self.curve = curve
        blocks = curve.values.withUnsafeBufferPointer { values in
            (0..<values.count / Self.block).map { k in
                Self.summary(values, k * Self.block..<(k + 1) * Self.block)
            }
        }
    }

    /// What is known of the values in some stretches of samples, in all of which the curve has values.
    func summary(of segments: [Range<Int>]) -> Summary {
        var parts: [Summary] = []
        var whole = Summary()
        curve.values.withUnsafeBufferPointer { values in
            for segment in segments {
                let (low, high) = (segment.lowerBound - curve.start, segment.upperBound - curve.start)
                let first = min(high, (low + Self.block - 1) / Self.block * Self.block)
                let last = max(first, high / Self.block * Self.block)
                parts.append(Self.summary(values, low..<first))
                parts += blocks[first / Self.block..<last / Self.block]
                parts.append(Self.summary(values, last..<high))
            }
        }
        for part in parts where part.count > 0 {
            whole.count += part.count
            whole.sum += part.sum
            whole.lowest = min(whole.lowest, part.lowest)
            whole.highest = max(whole.highest, part.highest)
        }
        for part in parts where part.count > 0 {
            let distance = part.mean - whole.mean
            whole.scatter += part.scatter + Double(part.count) * distance * distance
        }
        return whole
    }

    private static func summary(_ values: UnsafeBufferPointer<Double>, _ range: Range<Int>) -> Summary {
        var summary = Summary(count: range.count)
        guard !range.isEmpty else { return summary }
        for value in values[range] {
            summary.sum += value
            summary.lowest = min(summary.lowest, value)
            summary.highest = max(summary.highest, value)
        }
        let mean = summary.mean
        for value in values[range] { summary.scatter += (value - mean) * (value - mean) }
        return summary
    }
}

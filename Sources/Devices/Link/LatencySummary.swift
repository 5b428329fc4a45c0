// Many waits in a few numbers and a picture of letters.

/// Durations in microseconds, summed up. Percentiles are values that occurred (nearest rank), never between two.
public struct LatencySummary: Hashable, Sendable {
    private let sorted: [Double]

    /// Sums up durations; `nil` without any, or when one is no number.
    public init?(microseconds: [Double]) {
        guard !microseconds.isEmpty, microseconds.allSatisfy(\.isFinite) else { return nil }
        sorted = microseconds.sorted()
    }

    /// How many there are.
    public var count: Int { sorted.count }

    /// The longest.
    public var maximum: Double { sorted[sorted.count - 1] }

    /// The shortest duration that at least this part (0 to 1) of all do not exceed.
    public func percentile(_ part: Double) -> Double {
        let rank = (part * Double(sorted.count)).rounded(.up)
        return sorted[min(max(Int(rank), 1), sorted.count) - 1]
    }

    /// Columns of a histogram: each counts durations from its start (the first one from 0) to the next one's.
    public var bins: [(from: Double, to: Double, count: Int)] {
        var edges: [Double] = [0]
        var decade = 1.0
        while edges[edges.count - 1] <= maximum {
            edges += [1, 2, 5].map { $0 * decade }
            decade *= 10
        }
        let bins = zip(edges, edges.dropFirst()).map { from, to in
            (from: from, to: to, count: sorted.count { $0 >= from && $0 < to })
        }
        guard let first = bins.firstIndex(where: { $0.count > 0 }), let last = bins.lastIndex(where: { $0.count > 0 })
        else { return [] }
        return Array(bins[first...last])
    }

    /// The histogram as lines; the longest bar has `width` letters, and no column that counts anything is empty.
    public func histogram(width: Int) -> [String] {
        let bins = bins
        let highest = bins.map(\.count).max() ?? 1
        func text(_ microseconds: Double) -> String {
            microseconds < 1000 ? "\(Int(microseconds)) µs" : "\(Int(microseconds / 1000)) ms"
        }
        return bins.map { bin in
            let length = bin.count == 0 ? 0 : max(1, bin.count * width / highest)
            let label = "\(text(bin.from)) to \(text(bin.to))"
            let bar = String(repeating: "█", count: length)
            return String(repeating: " ", count: max(0, 18 - label.count)) + label + "  " + bar
                + (bar.isEmpty ? "" : " ")
                + "\(bin.count)"
        }
    }
}

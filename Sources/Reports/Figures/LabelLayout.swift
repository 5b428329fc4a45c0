// Labels beside one another must not overlap.

/// The centres of labels along one direction: as near as they can be (least squares) to `wanted`, in the same order,
/// at least `spacing` apart, and within `bounds` as long as there is room.
///
/// Labels that would touch are joined into a cluster that sits around the mean of what its members want; clusters that
/// then touch are joined in turn (pool adjacent violators). Where the bounds are too small for all, the spacing shrinks.
///
/// - Parameter wanted: in any order; the result has the order of `wanted`.
func spreadLabels(_ wanted: [Double], spacing: Double, within bounds: ClosedRange<Double>) -> [Double] {
    guard wanted.count > 1 else {
        return wanted.map { min(max($0, bounds.lowerBound), bounds.upperBound) }
    }
    let room = (bounds.upperBound - bounds.lowerBound) / Double(wanted.count - 1)
    let spacing = min(spacing, room)
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    // After taking away each label's rank times the spacing, "not overlapping" is "not decreasing".
    var clusters: [Cluster] = []
    for (rank, index) in order.enumerated() {
        clusters.append(Cluster(sum: wanted[index] - Double(rank) * spacing, count: 1))
        while clusters.count > 1, clusters[clusters.count - 2].mean >= clusters[clusters.count - 1].mean {
            let last = clusters.removeLast()
            clusters[clusters.count - 1].sum += last.sum
            clusters[clusters.count - 1].count += last.count
        }
    }
    var result = wanted
    var rank = 0
    let highest = bounds.upperBound - Double(wanted.count - 1) * spacing
    for cluster in clusters {
        let base = min(max(cluster.mean, bounds.lowerBound), max(bounds.lowerBound, highest))
        for _ in 0..<cluster.count {
            result[order[rank]] = base + Double(rank) * spacing
            rank += 1
        }
    }
    return result
}

/// Labels that have been pushed together.
private struct Cluster {
    var sum: Double
    var count: Int
    var mean: Double { sum / Double(count) }
}

/// About how wide a text is, in pixels: an upper estimate for the usual sans-serif fonts, since the font is not known
/// before the page is opened.
func estimatedWidth(_ text: String, size: Double) -> Double { Double(text.count) * size * 0.6 }

// A smooth discharge rate at every sample from the second discharge to the last.

public import Signals

/// The smooth discharge rate of one unit, one value per sample from its second discharge (the first instant with a rate)
/// to its last, and none where it paused.
///
/// Made by ``RateSmoother/smooth(_:longestGap:)``. Memory is 8 bytes per sample.
public struct SmoothedRate: Hashable, Sendable {
    /// The pause after which a rate is no longer continued, in seconds (openhdemg).
    public static let defaultLongestGap = 1.0
    /// The longest curve, in samples: 2.7 h at 2,048 Hz, 160 MB. A train that spans more is a broken file.
    public static let longestSpan = 20_000_000

    /// The clock that counts the samples.
    public let rate: SampleRate
    /// The sample of the first value.
    public let start: Int
    /// The rate at each sample in pps; NaN inside ``gaps``. Read single ones through the subscript.
    public let values: [Double]
    /// The samples strictly between two discharges that lie too far apart, in order.
    public let gaps: [Range<Int>]

    init(rate: SampleRate, start: Int, values: [Double], gaps: [Range<Int>]) {
        self.rate = rate
        self.start = start
        self.values = values
        self.gaps = gaps
    }

    /// The mean of several curves on one clock, over the samples that all of them span; where one pauses there is no value.
    ///
    /// - Precondition: at least one curve.
    package static func mean(of curves: [SmoothedRate]) -> SmoothedRate {
        let start = curves.map(\.range.lowerBound).max() ?? 0
        let end = max(start, curves.map(\.range.upperBound).min() ?? 0)
        var values = [Double](repeating: 0, count: end - start)
        for curve in curves {
            for k in values.indices { values[k] += curve.values[start + k - curve.start] / Double(curves.count) }
        }
        let gaps = curves.flatMap(\.gaps).map { $0.clamped(to: start..<end) }.filter { !$0.isEmpty }
        let merged = gaps.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: [Range<Int>]()) { joined, gap in
            if let last = joined.last, gap.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, gap.upperBound)
            } else {
                joined.append(gap)
            }
        }
        return SmoothedRate(rate: curves[0].rate, start: start, values: values, gaps: merged)
    }

    /// The samples that the curve spans, gaps included; empty for fewer than two discharges.
    public var range: Range<Int> { start..<(start + values.count) }

    /// The rate at a sample in pps; `nil` outside the curve and inside a gap.
    public subscript(sample: Int) -> Double? {
        guard range.contains(sample) else { return nil }
        let value = values[sample - start]
        return value.isFinite ? value : nil
    }

    /// The highest rate and where it is (the first sample of several); `nil` without values.
    public var peak: (sample: Int, rate: Double)? {
        var (best, highest) = (-1, -Double.infinity)
        values.withUnsafeBufferPointer { values in
            // NaN, the mark of a gap, is never greater.
            for i in 0..<values.count where values[i] > highest { (best, highest) = (i, values[i]) }
        }
        return best < 0 ? nil : (start + best, highest)
    }

    /// The parts of a range in which the curve has values: clipped to the curve, cut at the gaps, none empty.
    public func segments(in part: Range<Int>) -> [Range<Int>] {
        var rest = part.clamped(to: range)
        var segments: [Range<Int>] = []
        for gap in gaps where gap.overlaps(rest) {
            if rest.lowerBound < gap.lowerBound { segments.append(rest.lowerBound..<gap.lowerBound) }
            rest = min(gap.upperBound, rest.upperBound)..<rest.upperBound
        }
        if !rest.isEmpty { segments.append(rest) }
        return segments
    }

    /// The curve for a drawing: one line per part between gaps, of points (seconds, pps), at most `points` in all but
    /// never fewer than the two ends of a part.
    public func polylines(points: Int) -> [[(seconds: Double, rate: Double)]] {
        let step = max(1, values.count / max(1, points))
        return segments(in: range).map { segment in
            var samples = Array(stride(from: segment.lowerBound, to: segment.upperBound, by: step))
            if let last = samples.last, last != segment.upperBound - 1 { samples.append(segment.upperBound - 1) }
            return samples.map { (Double($0) / rate.hertz, values[$0 - start]) }
        }
    }
}

extension SmoothedRate {
    /// Whether two curves have the same values bit for bit; NaN inside a gap equals itself.
    public static func == (a: SmoothedRate, b: SmoothedRate) -> Bool {
        a.rate == b.rate && a.start == b.start && a.gaps == b.gaps
            && a.values.elementsEqual(b.values) { $0.bitPattern == $1.bitPattern }
    }

    /// Hashes where the curve lies; curves of one analysis that agree in that are rare.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rate)
        hasher.combine(range)
        hasher.combine(gaps)
    }
}

extension DischargeTrain {
    /// The samples strictly between neighbouring discharges, from the second on, that lie more than `seconds` apart.
    func gaps(longerThan seconds: Double) -> [Range<Int>] {
        samples.indices.dropFirst(2).compactMap { k in
            Double(samples[k] - samples[k - 1]) > seconds * rate.hertz ? (samples[k - 1] + 1)..<samples[k] : nil
        }
    }
}

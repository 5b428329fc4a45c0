// From a separated source to discharges: peaks, two classes of them, and how well the classes stand apart.

import Signals

/// The peaks of a source that were taken for discharges, and how clearly they stand out.
struct DetectedDischarges: Sendable {
    /// The samples of the discharges, ascending.
    var samples: [Int]
    /// The silhouette of the two classes of peaks, −1…1 (Negro et al. 2016, doi 10.1088/1741-2560/13/2/026027): over the
    /// discharges, the summed squared distance to the other class's centre less that to their own, over the larger.
    var silhouette: Double
    /// The centre of the class of small peaks, in squared units of the source.
    var noise: Float
    /// The centre of the class of discharges, in squared units of the source.
    var height: Float
    /// Peaks above this are discharges, in squared units of the source.
    var threshold: Float

    static let none = DetectedDischarges(samples: [], silhouette: 0, noise: 0, height: 0, threshold: 0)
}

/// Finds discharges in sources. The work memory is kept between calls.
struct DischargeDetector {
    /// The least distance between two discharges, in samples.
    let distance: Int
    /// Room for the places of the local maxima.
    private var peaks: [Int32] = []
    private var tall: [Int32] = []
    private var heights: [Float] = []

    init(distance: Int) { self.distance = max(1, distance) }

    /// The discharges of a source of `count` samples.
    ///
    /// The source's peaks are its local maxima that no higher one is near; their squares fall into two classes, split
    /// where the squared distances to the class centres are least (two-means in one dimension, solved exactly).
    mutating func detect(_ source: UnsafePointer<Float>, count: Int) -> DetectedDischarges {
        findPeaks(source, count)
        guard tall.count >= 10 else { return .none }
        heights.removeAll(keepingCapacity: true)
        for k in tall { heights.append(source[Int(k)] * source[Int(k)]) }
        guard let split = Self.split(heights) else { return .none }
        var samples: [Int] = []
        var (within, between) = (0.0, 0.0)
        for (k, height) in zip(tall, heights) where height > split.threshold {
            samples.append(Int(k))
            let (own, other) = (Double(height - split.high), Double(height - split.low))
            within += own * own
            between += other * other
        }
        let larger = max(within, between)
        return DetectedDischarges(
            samples: samples, silhouette: larger > 0 ? (between - within) / larger : 0, noise: split.low,
            height: split.high, threshold: split.threshold)
    }

    /// The peaks of a source whose squares lie above a threshold.
    mutating func peaks(_ source: UnsafePointer<Float>, count: Int, above threshold: Float) -> [Int] {
        findPeaks(source, count)
        return tall.map(Int.init).filter { source[$0] * source[$0] > threshold }
    }

    /// Positive local maxima that are the highest within `distance` on both sides; the first of equals.
    private mutating func findPeaks(_ source: UnsafePointer<Float>, _ count: Int) {
        tall.removeAll(keepingCapacity: true)
        guard count > 2 else { return }
        // Every place is written and the end moves on where there is a maximum: a branch would be guessed wrong too often.
        if peaks.count < count { peaks = [Int32](repeating: 0, count: count) }
        var total = 0
        peaks.withUnsafeMutableBufferPointer { peaks in
            guard let peak = peaks.baseAddress else { return }
            var (last, value) = (source[0], source[1])
            for t in 1..<(count - 1) {
                let next = source[t + 1]
                peak[total] = Int32(truncatingIfNeeded: t)
                let isMaximum = (value > 0 ? 1 : 0) & (value > last ? 1 : 0) & (value >= next ? 1 : 0)
                total &+= isMaximum
                (last, value) = (value, next)
            }
        }
        for k in 0..<total {
            let (here, value) = (Int(peaks[k]), source[Int(peaks[k])])
            var isHighest = true
            var j = k - 1
            while isHighest, j >= 0, here - Int(peaks[j]) < distance {
                isHighest = source[Int(peaks[j])] < value
                j -= 1
            }
            j = k + 1
            while isHighest, j < total, Int(peaks[j]) - here < distance {
                isHighest = source[Int(peaks[j])] <= value
                j += 1
            }
            if isHighest { tall.append(peaks[k]) }
        }
    }

    /// The split of values into two classes with the largest variance between them; `nil` for fewer than four values or
    /// when all are the same.
    static func split(_ values: [Float]) -> (threshold: Float, low: Float, high: Float)? {
        guard values.count >= 4 else { return nil }
        let sorted = values.sorted()
        let total = sorted.reduce(0.0) { $0 + Double($1) }
        var (sum, best) = (0.0, (between: 0.0, count: 0))
        let n = Double(sorted.count)
        for k in 1..<sorted.count {
            sum += Double(sorted[k - 1])
            let below = Double(k)
            let difference = (total - sum) / (n - below) - sum / below
            let between = below * (n - below) * difference * difference
            if between > best.between { best = (between, k) }
        }
        guard best.count > 0, sorted[best.count] > sorted[best.count - 1] else { return nil }
        let low = sorted[..<best.count].reduce(0.0) { $0 + Double($1) } / Double(best.count)
        let high = sorted[best.count...].reduce(0.0) { $0 + Double($1) } / (n - Double(best.count))
        return ((sorted[best.count - 1] + sorted[best.count]) / 2, Float(low), Float(high))
    }
}

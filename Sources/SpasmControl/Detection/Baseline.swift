// What the resting muscle looks like: the median of the envelope and its spread, first from a window at rest, then
// followed slowly while the muscle stays at rest.

/// The median and the spread (1.4826 × median absolute deviation, which is the standard deviation of normal noise) of
/// the resting envelope. Allocates only when made.
struct Baseline: ~Copyable {
    private(set) var median = 0.0
    private(set) var spread = 0.0
    private(set) var isKnown = false
    private let leastSpread: Double
    private let stepPerSample: Double
    private let samplesNeeded: Int
    private let stride: Int
    private var seen = 0
    private var kept: [Double]
    private var count = 0

    /// The most values kept: enough for the quantiles of any window, and few enough to be sorted out in one sample time.
    private static let mostKept = 4_096
    private static let normal = 1.4826

    init(samples: Int, leastSpread: Double, samplesPerSpread: Double) {
        samplesNeeded = max(1, samples)
        stride = (samplesNeeded + Baseline.mostKept - 1) / Baseline.mostKept
        kept = Array(repeating: 0, count: samplesNeeded / stride + 1)
        self.leastSpread = leastSpread
        stepPerSample = 1 / samplesPerSpread
    }

    mutating func restart() {
        isKnown = false
        seen = 0
        count = 0
    }

    /// Takes over what somebody else knew.
    mutating func know(median: Double, spread: Double) {
        self.median = median
        self.spread = spread
        isKnown = true
    }

    /// Takes a value of the window at rest; returns whether the baseline is known with it.
    mutating func collect(_ x: Double) -> Bool {
        if seen.isMultiple(of: stride) {
            kept[count] = x
            count += 1
        }
        seen += 1
        guard seen >= samplesNeeded else { return false }
        median = selectMiddle()
        for k in 0..<count { kept[k] = abs(kept[k] - median) }
        spread = max(leastSpread, Baseline.normal * selectMiddle())
        isKnown = true
        return true
    }

    /// Follows the resting muscle by at most one spread in the time set: a median moves by the sign of the error, so one
    /// wild value weighs no more than a tame one.
    mutating func follow(_ x: Double) {
        let step = spread * stepPerSample
        let deviation = Baseline.normal * abs(x - median)
        median += x > median ? step : -step
        spread = max(leastSpread, spread + (deviation > spread ? step : -step))
    }

    /// The middle value of the kept ones (the lower of two), by quickselect in place (Hoare 1961): no allocation, and
    /// the same result on every machine.
    private mutating func selectMiddle() -> Double {
        let target = (count - 1) / 2
        var low = 0, high = count - 1
        while low < high {
            let pivot = kept[low + (high - low) / 2]
            var i = low - 1, j = high + 1
            while true {
                repeat { i += 1 } while kept[i] < pivot
                repeat { j -= 1 } while kept[j] > pivot
                if i >= j { break }
                kept.swapAt(i, j)
            }
            if target <= j { high = j } else { low = j + 1 }
        }
        return kept[target]
    }
}

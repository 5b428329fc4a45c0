// A force on a coarse clock: what contractions are found in. Its noise and its rate do not matter there.

import MotorUnits
import Signals

/// A trace of force averaged over blocks of about 20 ms and then over a moving window.
struct CoarseTrace {
    /// The time between two values in seconds.
    let step: Double
    /// The values; a block without a finite sample has that of the block before it.
    let values: [Double]

    /// Averages a trace. One pass over its samples.
    ///
    /// - Parameter window: the length (s) of the moving average; it is centred and shorter at the ends.
    init(_ trace: ForceTrace, window: Double = 0.25) {
        let block = max(1, trace.rate.samples(inSeconds: 0.02))
        step = trace.rate.seconds(block)
        var blocks: [Double] = []
        blocks.reserveCapacity(trace.values.count / block + 1)
        var start = 0
        while start < trace.values.count {
            let end = min(start + block, trace.values.count)
            var (sum, count) = (0.0, 0)
            for k in start..<end where trace.values[k].isFinite {
                sum += Double(trace.values[k])
                count += 1
            }
            blocks.append(count == 0 ? blocks.last ?? 0 : sum / Double(count))
            start += block
        }
        let half = Int(window / step / 2)
        var sums = [0.0]
        for value in blocks { sums.append(sums[sums.count - 1] + value) }
        values = blocks.indices.map { k in
            let (from, to) = (max(0, k - half), min(blocks.count, k + half + 1))
            return (sums[to] - sums[from]) / Double(to - from)
        }
    }

    /// The middle of a block, in seconds.
    func time(_ index: Int) -> Double { (Double(index) + 0.5) * step }

    /// The level that a share (0…1) of the values does not exceed; 0 without values.
    func level(_ share: Double) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    /// Where the values lie above a level, as ranges of positions.
    func stretches(above level: Double) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start: Int?
        for k in values.indices {
            if values[k] > level {
                start = start ?? k
            } else if let from = start {
                found.append(from..<k)
                start = nil
            }
        }
        if let start { found.append(start..<values.count) }
        return found
    }
}

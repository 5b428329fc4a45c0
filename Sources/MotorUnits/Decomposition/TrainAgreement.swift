// How far two lists of discharges are the same unit's.

public import Signals

/// The agreement of two discharge trains after the lag between them is taken out.
///
/// The rate of agreement is c / (a + b − c), with `a` and `b` the numbers of discharges and `c` those that both have
/// within the tolerance, each counted once; the definition in common use (for example Hug et al. 2021, doi
/// 10.1016/j.jelekin.2021.102548).
public struct TrainAgreement: Hashable, Sendable {
    /// The number of discharges that both trains have.
    public let common: Int
    /// The rate of agreement, 0…1.
    public let rate: Double
    /// By how many samples the second train lags behind the first.
    public let lag: Int

    /// Compares two trains of one clock.
    ///
    /// - Parameters:
    ///   - tolerance: how far apart, in samples, a common discharge may be after the lag is taken out.
    ///   - longestLag: the largest lag that is looked for, in samples.
    public init(_ first: [Int], _ second: [Int], tolerance: Int, longestLag: Int) {
        let lag = Self.mostCommonLag(first, second, tolerance: tolerance, longest: longestLag)
        var (common, k) = (0, 0)
        for sample in first {
            let target = sample + lag
            while k < second.count, second[k] < target - tolerance { k += 1 }
            if k < second.count, second[k] <= target + tolerance {
                common += 1
                k += 1
            }
        }
        let all = first.count + second.count - common
        self.common = common
        self.lag = lag
        rate = all > 0 ? Double(common) / Double(all) : 0
    }

    /// Compares two trains of one clock, with the tolerance and the largest lag in seconds.
    public init(_ first: DischargeTrain, _ second: DischargeTrain, tolerance: Double = 0.002, longestLag: Double = 0.03)
    {
        self.init(
            first.samples, second.samples, tolerance: first.rate.samples(inSeconds: tolerance),
            longestLag: first.rate.samples(inSeconds: longestLag))
    }

    /// The lag around which the most pairs of discharges lie; the smaller one when several are as common.
    private static func mostCommonLag(_ first: [Int], _ second: [Int], tolerance: Int, longest: Int) -> Int {
        var counts = [Int](repeating: 0, count: 2 * longest + 1)
        var start = 0
        for sample in first {
            while start < second.count, second[start] < sample - longest { start += 1 }
            var k = start
            while k < second.count, second[k] <= sample + longest {
                counts[second[k] - sample + longest] += 1
                k += 1
            }
        }
        // A train's own lag is sharp: three neighbouring samples hold it; the tolerance is for single discharges.
        let width = min(1, tolerance)
        var best = (lag: 0, count: -1, here: -1)
        for distance in 0...longest {
            for lag in distance == 0 ? [0] : [distance, -distance] {
                let centre = lag + longest
                let range = max(0, centre - width)...min(counts.count - 1, centre + width)
                let count = counts[range].reduce(0, +)
                if (count, counts[centre]) > (best.count, best.here) { best = (lag, count, counts[centre]) }
            }
        }
        return best.lag
    }
}

// Whether paired differences lie around zero, judged by the lots alone: in each pair a lot decided which of the two was real, so
// without an effect every difference might as well have the other sign.

import Glibc

/// The sign-flip test of paired differences, and the interval that it gives when it is inverted.
///
/// Nothing is assumed of the distribution. Up to ``exactPairs`` pairs all 2ⁿ assignments of signs are compared (Fisher 1935; from
/// memory, not verified); of more pairs a sample of them, drawn by a seed, together with the one that came: that test keeps its level
/// too (Hemerik & Goeman 2018; from memory, not verified). The interval holds every shift that the two-sided test does not reject; its
/// ends are order statistics of the means of the subsets (Hartigan 1969, "typical values"; from memory, not verified; checked against
/// brute force in the tests).
public struct SignFlipTest: Hashable, Sendable {
    /// The number of pairs that can be compared.
    public static let allowedPairs = 2...144
    /// Up to so many pairs every assignment of signs is looked at.
    public static let exactPairs = 16
    /// So many are looked at of more pairs.
    static let sampled = 1 << 13

    /// The mean difference.
    public let mean: Double
    /// How often signs alone give a mean this far from zero or further.
    public let probability: Double
    /// The shifts that are not rejected; without end when so few pairs reject nothing.
    public let interval: ClosedRange<Double>

    /// The smallest probability that so many pairs can give.
    public static func smallestProbability(pairs: Int) -> Double {
        pairs <= exactPairs ? exp2(1 - Double(pairs)) : 2 / Double(sampled)
    }

    /// Tests differences; `nil` unless there are 2 to 144, all of them finite.
    ///
    /// - Parameters:
    ///   - confidence: of the interval, below 1.
    ///   - seed: draws the assignments of signs when there are more than ``exactPairs`` pairs.
    public init?(_ differences: [Double], confidence: Double, seed: UInt64 = 1) {
        let count = differences.count
        guard Self.allowedPairs.contains(count), confidence > 0, confidence < 1,
            differences.allSatisfy(\.isFinite)
        else { return nil }
        let total = differences.reduce(0, +)
        mean = total / Double(count)
        let margin = 1e-9 * (differences.map(abs).max() ?? 0)
        let signs = count <= Self.exactPairs ? Signs(all: differences) : Signs(sample: differences, seed: seed)
        // With the signs of a subset turned, the sum is what it was less twice the subset's.
        if signs.isExact {
            let extreme = signs.sums.count { abs(total - 2 * $0) >= abs(total) - margin }
            probability = Double(extreme) / Double(signs.all)
        } else {
            // Twice the smaller side, as the interval below counts; the signs that came are one of all.
            let calmer = signs.means.count { $0 <= margin }, stronger = signs.means.count { $0 >= -margin }
            let beyond = 1 + signs.unturned + min(calmer, stronger)
            probability = min(1, 2 * Double(beyond) / Double(signs.all))
        }
        // A shift with k subsets beyond it on its side has the probability (2k + 2) / all.
        let cut = Int(((1 - confidence) * Double(signs.all) / 2 - 1 + 1e-9).rounded(.down)) - signs.unturned
        guard cut >= 0, signs.means.count > 2 * cut else {
            interval = -Double.infinity...Double.infinity
            return
        }
        interval = signs.means[cut]...signs.means[signs.means.count - 1 - cut]
    }
}

/// Subsets of differences whose signs are turned.
private struct Signs {
    let isExact: Bool
    /// How many assignments there are, that which came included.
    let all: Int
    /// How many of those that were drawn turn no sign.
    var unturned = 0
    /// The sum over every subset; only where all are looked at.
    var sums: [Double] = []
    /// The means of the subsets, from the smallest.
    var means: [Double] = []

    /// Every subset; the whole one has no place among the means, because its mean is the estimate itself.
    init(all differences: [Double]) {
        isExact = true
        all = 1 << differences.count
        // The sum over each subset, from the one without its lowest member.
        sums = [Double](repeating: 0, count: all)
        means.reserveCapacity(all)
        for subset in 1..<all {
            sums[subset] = sums[subset & (subset - 1)] + differences[subset.trailingZeroBitCount]
            if subset < all - 1 { means.append(sums[subset] / Double(subset.nonzeroBitCount)) }
        }
        means.sort()
    }

    /// Subsets that are drawn, each pair turned or not by a coin.
    init(sample differences: [Double], seed: UInt64) {
        isExact = false
        all = SignFlipTest.sampled
        var draws = SeededDraws(seed: seed)
        means.reserveCapacity(all)
        for _ in 1..<all {
            var (sum, count, bits) = (0.0, 0, UInt64(0))
            for (k, difference) in differences.enumerated() {
                if k % 64 == 0 { bits = draws.next() }
                if bits & 1 == 1 {
                    sum += difference
                    count += 1
                }
                bits >>= 1
            }
            if count == 0 { unturned += 1 } else { means.append(sum / Double(count)) }
        }
        means.sort()
    }
}

// Whether paired differences lie around zero, judged by the lots alone: in each pair a lot decided which of the two was real, so
// without an effect every difference might as well have the other sign.

import Glibc

/// The exact sign-flip test of paired differences, and the interval that it gives when it is inverted.
///
/// Nothing is assumed of the distribution. All 2ⁿ assignments of signs are compared (Fisher 1935; from memory, not verified). The
/// interval holds every shift that the two-sided test does not reject; its ends are order statistics of the means of all subsets
/// (Hartigan 1969, "typical values"; from memory, not verified; checked against brute force in the tests).
public struct SignFlipTest: Hashable, Sendable {
    /// The number of pairs that can be compared exactly.
    public static let allowedPairs = 2...16

    /// The mean difference.
    public let mean: Double
    /// How often signs alone give a mean this far from zero or further.
    public let probability: Double
    /// The shifts that are not rejected; without end when so few pairs reject nothing.
    public let interval: ClosedRange<Double>

    /// The smallest probability that so many pairs can give.
    public static func smallestProbability(pairs: Int) -> Double { exp2(1 - Double(pairs)) }

    /// Tests differences; `nil` unless there are 2 to 16, all of them finite.
    ///
    /// - Parameter confidence: of the interval, below 1.
    public init?(_ differences: [Double], confidence: Double) {
        let count = differences.count
        guard Self.allowedPairs.contains(count), confidence > 0, confidence < 1,
            differences.allSatisfy(\.isFinite)
        else { return nil }
        let all = 1 << count
        let total = differences.reduce(0, +)
        // The sum over each subset, from the one without its lowest member.
        var sums = [Double](repeating: 0, count: all)
        var means: [Double] = []
        means.reserveCapacity(all - 2)
        for subset in 1..<all {
            sums[subset] = sums[subset & (subset - 1)] + differences[subset.trailingZeroBitCount]
            if subset < all - 1 { means.append(sums[subset] / Double(subset.nonzeroBitCount)) }
        }
        means.sort()
        mean = total / Double(count)
        let margin = 1e-9 * (differences.map(abs).max() ?? 0)
        // With the signs of a subset turned, the sum is what it was less twice the subset's.
        let extreme = sums.count { abs(total - 2 * $0) >= abs(total) - margin }
        probability = Double(extreme) / Double(all)
        // A shift with k subsets beyond it on its side has the probability (2k + 2) / 2ⁿ.
        let cut = Int(((1 - confidence) * Double(all) / 2 - 1 + 1e-9).rounded(.down))
        guard cut >= 0 else {
            interval = -Double.infinity...Double.infinity
            return
        }
        interval = means[cut]...means[means.count - 1 - cut]
    }
}

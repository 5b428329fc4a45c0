// The Hann smoother against the plain sum over discharges, and against what the window's area demands.

import MotorUnits
import Signals
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite("The Hann rate")
struct HannRateTests {
    /// The definition, one discharge at a time, centred as numpy's `convolve(…, "same")`.
    private func plain(_ train: DischargeTrain, window: Int, at sample: Int) -> Double {
        let weights = (0..<window).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(window - 1)) }
        let area = weights.reduce(0, +)
        return train.samples.reduce(0.0) { sum, discharge in
            let j = sample - discharge + (window - 1) / 2
            return weights.indices.contains(j) ? sum + weights[j] / area * train.rate.hertz : sum
        }
    }

    @Test("one pass gives the plain sum, for even and odd windows, short and longer than the train")
    func equalsPlainSum() throws {
        var generator = SeededGenerator(seed: 3)
        for window in [3, 4, 51, 400, 401, 2000, 30_001] {
            let train = try randomTrain(60, from: 12_345, using: &generator)
            let smooth = try RateSmoother.hann(seconds: Double(window) / 1000).smooth(train, longestGap: 60)
            let samples =
                [smooth.range.lowerBound, smooth.range.upperBound - 1]
                + (0..<40).map { _ in Int.random(in: smooth.range, using: &generator) }
            let errors = samples.map { (smooth[$0] ?? .infinity) - plain(train, window: window, at: $0) }
            #expect(errors.allSatisfy { $0.magnitude < 1e-10 }, "window \(window): \(errors.max() ?? 0)")
        }
    }

    @Test("far from its ends a regular train has its own rate")
    func regular() throws {
        let smooth = try RateSmoother.hann2s.smooth(train((0..<100).map { $0 * 100 }))
        #expect((4000..<6000).allSatisfy { ((smooth[$0] ?? 0) - 10).magnitude < 0.001 })
    }

    @Test("near its ends it falls to half: the known trap of a window")
    func edge() throws {
        let smooth = try RateSmoother.hann2s.smooth(train((0..<100).map { $0 * 100 }))
        // Half of 10 pps, and half of the last discharge's own weight, which is 1 pps.
        #expect(((smooth[9900] ?? 0) - 5.5).magnitude < 0.01)
    }

    @Test("a rate is never negative, however the cosines round")
    func nonNegative() throws {
        let smooth = try RateSmoother.hann(seconds: 0.05).smooth(train([0, 300, 351, 900, 1000]))
        #expect(smooth.values.allSatisfy { $0 >= 0 })
        #expect(smooth[600] == 0)
    }
}

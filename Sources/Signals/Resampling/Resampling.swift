// A signal at another rate, by windowed-sinc interpolation that also removes what the new rate cannot hold.

import Glibc

/// Changes the rate of a signal.
///
/// Every output sample is a Kaiser-windowed sinc sum over the input (Smith & Gossett 1984,
/// doi:10.1109/ICASSP.1984.1172555); any ratio works. Weights are made to sum to one, so that a constant stays exactly
/// constant, also at the ends. The pass band reaches 0.9 of the lower Nyquist frequency; beyond it, frequencies are
/// attenuated by 80 dB or more above 1.1 of it.
public enum Resampling {
    /// Resamples so that sample 0 stays at time 0; the result covers the same time.
    ///
    /// - Complexity: output samples × 52 (× the ratio, when the rate falls).
    public static func resample(_ samples: [Double], from old: SampleRate, to new: SampleRate) -> [Double] {
        guard !samples.isEmpty else { return [] }
        if old == new { return samples }
        let count = max(1, Int((Double(samples.count) * new.hertz / old.hertz).rounded()))
        let step = old.hertz / new.hertz
        // Cut off at the lower Nyquist frequency.
        let cutoff = min(1, 1 / step)
        let halfWidth = Double(halfZeroCrossings) / cutoff
        let kernel = kernelTable()
        let scale = cutoff * Double(entriesPerCrossing)
        return (0..<count).map { n in
            let position = Double(n) * step
            let first = max(0, Int((position - halfWidth).rounded(.up)))
            let last = min(samples.count - 1, Int((position + halfWidth).rounded(.down)))
            guard first <= last else { return samples[samples.count - 1] }
            var sum = 0.0
            var weights = 0.0
            for k in first...last {
                let entry = abs(position - Double(k)) * scale
                let below = min(Int(entry), kernel.count - 2)
                let fraction = entry - Double(below)
                let weight = kernel[below] + fraction * (kernel[below + 1] - kernel[below])
                sum += weight * samples[k]
                weights += weight
            }
            return sum / weights
        }
    }

    /// Zero crossings of the sinc on each side: with β = 8 (80 dB), the transition band is then 20 % of the cut-off.
    private static let halfZeroCrossings = 26
    private static let beta = 8.0
    /// Linear interpolation between entries errs by less than π²/8/1024² = 1.2e-6 (−118 dB).
    private static let entriesPerCrossing = 1024

    /// The windowed sinc from its centre to its end, and one entry more.
    private static func kernelTable() -> [Double] {
        (0...(halfZeroCrossings * entriesPerCrossing + 1)).map { k in
            let x = Double(k) / Double(entriesPerCrossing)
            let inside = 1 - (x / Double(halfZeroCrossings)) * (x / Double(halfZeroCrossings))
            let window = inside <= 0 ? 0 : besselI0(beta * inside.squareRoot()) / besselI0(beta)
            return window * (k == 0 ? 1 : sin(.pi * x) / (.pi * x))
        }
    }

    /// The modified Bessel function I0 by its power series; the terms fall fast for the arguments used here.
    private static func besselI0(_ x: Double) -> Double {
        let quarter = x * x / 4
        var term = 1.0
        var sum = 1.0
        var k = 1.0
        while term > sum * 1e-17 {
            term *= quarter / (k * k)
            sum += term
            k += 1
        }
        return sum
    }
}

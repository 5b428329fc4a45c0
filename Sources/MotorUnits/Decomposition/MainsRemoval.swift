// Taking a mains line out of a recording without touching its neighbours or ringing at the ends.

import Glibc
import Signals

/// Subtracts sinusoids of known frequencies whose size and phase may drift.
///
/// In windows of a second that overlap by half, the sinusoid that fits best (least squares under a Hann weight) is
/// subtracted under the same weight; the weights of all windows add up to one. Unlike a notch filter this leaves no
/// ringing where a recording begins and ends.
struct MainsRemoval: Sendable {
    let lines: [Double]
    let rate: SampleRate

    /// Takes the lines out of a signal.
    func apply(to signal: inout [Double]) {
        guard !lines.isEmpty, signal.count > 16 else { return }
        let half = min(max(8, Int(rate.hertz / 2)), signal.count / 2)
        let weight = (0..<(2 * half)).map { 0.5 - 0.5 * cos(.pi * (Double($0) + 0.5) / Double(half)) }
        for line in lines {
            let step = 2 * Double.pi * line / rate.hertz
            let original = signal
            for start in stride(from: -half, to: signal.count, by: half) {
                let range = max(0, start)..<min(signal.count, start + 2 * half)
                guard range.count > half / 4, let fit = Self.fit(original, range, start, weight, step) else { continue }
                for t in range {
                    let angle = step * Double(t)
                    signal[t] -= weight[t - start] * (fit.cosine * cos(angle) + fit.sine * sin(angle))
                }
            }
        }
    }

    /// The weighted least-squares fit of a sinusoid in a range.
    private static func fit(
        _ signal: [Double], _ range: Range<Int>, _ start: Int, _ weight: [Double], _ step: Double
    ) -> (cosine: Double, sine: Double)? {
        var (cc, cs, ss, xc, xs) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for t in range {
            let angle = step * Double(t)
            let (c, s, w) = (cos(angle), sin(angle), weight[t - start])
            cc += w * c * c
            cs += w * c * s
            ss += w * s * s
            xc += w * signal[t] * c
            xs += w * signal[t] * s
        }
        let determinant = cc * ss - cs * cs
        guard determinant > 1e-9 * cc * ss else { return nil }
        return ((xc * ss - xs * cs) / determinant, (xs * cc - xc * cs) / determinant)
    }
}

// A filter that takes out one frequency and leaves its neighbours.

import Glibc

extension Biquad {
    /// A notch: gain 0 at `frequency` (Hz), −3 dB at the ends of a band of `width` (Hz) around it, gain 1 far from it
    /// (Bristow-Johnson, Cookbook formulae for audio EQ biquad filter coefficients).
    ///
    /// - Precondition: `frequency` lies between 0 and half of the sampling rate, `width` is positive.
    public static func notch(frequency: Double, width: Double, rate: SampleRate) -> Biquad {
        precondition(frequency > 0 && frequency < rate.nyquist && width > 0, "a frequency that samples can represent")
        let w = 2 * Double.pi * frequency / rate.hertz
        let alpha = tan(Double.pi * width / rate.hertz)
        let scale = 1 / (1 + alpha)
        return Biquad(b0: scale, b1: -2 * cos(w) * scale, b2: scale, a1: -2 * cos(w) * scale, a2: (1 - alpha) * scale)
    }
}

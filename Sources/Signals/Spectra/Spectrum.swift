// Power spectra by Welch's method, on KISS FFT (BSD-3-Clause, single precision).

import CKissFFT
import Glibc

/// The power spectral density of a signal: power per hertz at evenly spaced frequencies from 0 to the Nyquist frequency.
///
/// Computed in single precision: relative errors are about 1e-6 of the strongest line.
public struct Spectrum: Sendable {
    /// The distance between two frequencies, in Hz.
    public let resolution: Double
    /// One-sided power spectral density, in squared units of the signal per Hz.
    public let density: [Double]

    /// The frequency of an entry, in Hz.
    public func frequency(at index: Int) -> Double { Double(index) * resolution }

    /// The power in a band of frequencies (Hz), in squared units of the signal.
    public func power(from low: Double, to high: Double) -> Double {
        density.indices.reduce(0) { sum, k in
            let f = frequency(at: k)
            return f >= low && f <= high ? sum + density[k] * resolution : sum
        }
    }

    /// The frequency below which half of the power lies, in Hz; 0 without power.
    public var medianFrequency: Double {
        let half = density.reduce(0, +) / 2
        guard half > 0 else { return 0 }
        var sum = 0.0
        for k in density.indices {
            sum += density[k]
            if sum >= half { return frequency(at: k) }
        }
        return frequency(at: density.count - 1)
    }

    /// Welch's estimate: Hann windows of `segment` samples that overlap by half, each without its mean, averaged (Welch
    /// 1967, doi:10.1109/TAU.1967.1161901).
    ///
    /// - Parameter segment: window length, made even and no longer than the signal; longer windows resolve finer lines,
    ///   shorter ones average more.
    /// - Returns: `nil` for fewer than 4 samples or where a sample is not finite.
    public static func welch(_ samples: [Double], rate: SampleRate, segment: Int = 1024) -> Spectrum? {
        let length = min(max(4, segment), samples.count) & ~1
        guard length >= 4, samples.allSatisfy(\.isFinite) else { return nil }
        guard let plan = kiss_fftr_alloc(Int32(length), 0, nil, nil) else { return nil }
        defer { free(UnsafeMutableRawPointer(plan)) }

        // A periodic Hann window, as spectra want it.
        let window = (0..<length).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length)) }
        let windowPower = window.reduce(0) { $0 + $1 * $1 }
        var power = [Double](repeating: 0, count: length / 2 + 1)
        var input = [Float](repeating: 0, count: length)
        var output = [kiss_fft_cpx](repeating: kiss_fft_cpx(), count: length / 2 + 1)
        var segments = 0
        for start in stride(from: 0, through: samples.count - length, by: length / 2) {
            let mean = samples[start..<(start + length)].reduce(0, +) / Double(length)
            for k in 0..<length { input[k] = Float((samples[start + k] - mean) * window[k]) }
            kiss_fftr(plan, input, &output)
            for k in power.indices {
                let (re, im) = (Double(output[k].r), Double(output[k].i))
                power[k] += re * re + im * im
            }
            segments += 1
        }
        let scale = 1 / (rate.hertz * windowPower * Double(segments))
        let density = power.indices.map { k in
            // Each line but the first and the last also stands for its mirror image.
            power[k] * scale * (k == 0 || k == length / 2 ? 1 : 2)
        }
        return Spectrum(resolution: rate.hertz / Double(length), density: density)
    }
}

// Butterworth filters: maximally flat, by analogue prototype, frequency transformation and bilinear transform
// (Butterworth 1930; Oppenheim & Schafer, Discrete-Time Signal Processing, ch. 7).

import Glibc

/// Why a filter cannot be designed.
public struct FilterDesignError: ExplainedError, Hashable {
    /// A filter is part of how a command was asked to work.
    public var category: ErrorCategory { .usage }
    /// The reason in one sentence.
    public let description: String
}

extension Biquad {
    /// The highest order that is offered; beyond it, double precision no longer keeps a narrow filter true.
    public static let highestOrder = 12

    /// A Butterworth low-pass of `order` 1…12: −3 dB at `cutoff` (Hz), gain 1 at 0 Hz.
    public static func butterworthLowPass(
        order: Int, cutoff: Double, rate: SampleRate
    ) throws(FilterDesignError) -> [Biquad] {
        try check(order: order, frequencies: [("cutoff", cutoff)], rate: rate)
        let w = warp(cutoff, rate)
        let poles = prototype(order).map { $0 * w }
        return sections(poles, zeros: .allAtMinusOne, rate: rate, unityAt: Complex(1, 0))
    }

    /// A Butterworth high-pass of `order` 1…12: −3 dB at `cutoff` (Hz), gain 1 at the Nyquist frequency.
    public static func butterworthHighPass(
        order: Int, cutoff: Double, rate: SampleRate
    ) throws(FilterDesignError) -> [Biquad] {
        try check(order: order, frequencies: [("cutoff", cutoff)], rate: rate)
        let w = warp(cutoff, rate)
        let poles = prototype(order).map { Complex(w, 0) / $0 }
        return sections(poles, zeros: .allAtOne, rate: rate, unityAt: Complex(-1, 0))
    }

    /// A Butterworth band-pass: `order` 1…12 counts each edge, so that the filter has twice as many poles; −3 dB at `low`
    /// and `high` (Hz), gain 1 at their (warped) geometric mean.
    public static func butterworthBandPass(
        order: Int, low: Double, high: Double, rate: SampleRate
    ) throws(FilterDesignError) -> [Biquad] {
        try check(order: order, frequencies: [("low edge", low), ("high edge", high)], rate: rate)
        guard low < high else {
            throw FilterDesignError(
                description: "band-pass edges: the low edge (\(low) Hz) must lie below the high edge (\(high) Hz)")
        }
        let (w1, w2) = (warp(low, rate), warp(high, rate))
        let centre = (w1 * w2).squareRoot()
        var poles: [Complex] = []
        for p in prototype(order) {
            let half = p * ((w2 - w1) / 2)
            let root = (half * half - Complex(centre * centre, 0)).squareRoot
            poles.append(half + root)
            poles.append(half - root)
        }
        let z = bilinear(Complex(0, centre), rate)
        return sections(poles, zeros: .oneAtEachEnd, rate: rate, unityAt: z)
    }

    private static func check(
        order: Int, frequencies: [(String, Double)], rate: SampleRate
    ) throws(FilterDesignError) {
        guard (1...highestOrder).contains(order) else {
            throw FilterDesignError(description: "filter order \(order): allowed are 1 to \(highestOrder)")
        }
        for (name, f) in frequencies where !(f > 0 && f < rate.nyquist) {
            throw FilterDesignError(
                description:
                    "filter \(name) \(f) Hz: allowed is more than 0 and less than \(rate.nyquist) Hz, half of the "
                    + "sampling rate")
        }
    }

    /// The poles of the analogue low-pass with its edge at 1 rad/s; conjugates next to each other.
    private static func prototype(_ order: Int) -> [Complex] {
        var poles: [Complex] = []
        for k in 0..<(order / 2) {
            let angle = Double.pi * Double(2 * k + 1) / Double(2 * order)
            poles.append(Complex(-sin(angle), cos(angle)))
            poles.append(Complex(-sin(angle), -cos(angle)))
        }
        if !order.isMultiple(of: 2) { poles.append(Complex(-1, 0)) }
        return poles
    }

    /// The analogue frequency (rad/s) that the bilinear transform brings to `f` (Hz).
    private static func warp(_ f: Double, _ rate: SampleRate) -> Double { 2 * rate.hertz * tan(.pi * f / rate.hertz) }

    private static func bilinear(_ s: Complex, _ rate: SampleRate) -> Complex {
        let k = Complex(2 * rate.hertz, 0)
        return (k + s) / (k - s)
    }

    private enum Zeros { case allAtOne, allAtMinusOne, oneAtEachEnd }

    /// Pairs the digital poles (conjugates together, real ones two by two), gives each pair its zeros, and scales every
    /// section to gain 1 at `unityAt`. Sections with poles near the unit circle come last, where they ring least.
    private static func sections(
        _ analoguePoles: [Complex], zeros: Zeros, rate: SampleRate, unityAt z: Complex
    ) -> [Biquad] {
        let poles = analoguePoles.map { bilinear($0, rate) }
        let isReal = { (p: Complex) in abs(p.im) <= 1e-14 * max(1, abs(p.re)) }
        var denominators: [(a1: Double, a2: Double)] = poles.filter { !isReal($0) && $0.im > 0 }
            .map { (-2 * $0.re, $0.re * $0.re + $0.im * $0.im) }
        let real = poles.filter(isReal).map(\.re).sorted()
        for k in stride(from: 0, to: real.count, by: 2) {
            denominators.append(
                k + 1 < real.count ? (-(real[k] + real[k + 1]), real[k] * real[k + 1]) : (-real[k], 0))
        }
        denominators.sort { ($0.a2 == 0 ? -1 : $0.a2) < ($1.a2 == 0 ? -1 : $1.a2) }

        return denominators.map { a in
            let firstOrder = a.a2 == 0 && zeros != .oneAtEachEnd
            var s =
                switch zeros {
                case .allAtOne: Biquad(b0: 1, b1: firstOrder ? -1 : -2, b2: firstOrder ? 0 : 1, a1: a.a1, a2: a.a2)
                case .allAtMinusOne: Biquad(b0: 1, b1: firstOrder ? 1 : 2, b2: firstOrder ? 0 : 1, a1: a.a1, a2: a.a2)
                case .oneAtEachEnd: Biquad(b0: 1, b1: 0, b2: -1, a1: a.a1, a2: a.a2)
                }
            let gain = 1 / s.response(z).magnitude
            s.b0 *= gain
            s.b1 *= gain
            s.b2 *= gain
            return s
        }
    }

    /// H(z) at a point of the z plane.
    fileprivate func response(_ z: Complex) -> Complex {
        let one = Complex(1, 0)
        let i = one / z
        return (Complex(b0, 0) + i * b1 + i * i * b2) / (one + i * a1 + i * i * a2)
    }
}

extension [Biquad] {
    /// By how much a sine of `frequency` (Hz) is multiplied by the whole cascade.
    public func gain(at frequency: Double, rate: SampleRate) -> Double {
        let w = 2 * Double.pi * frequency / rate.hertz
        let z = Complex(cos(w), sin(w))
        return reduce(1) { $0 * $1.response(z).magnitude }
    }

    /// By how many samples the cascade delays the envelope of a narrow band around `frequency` (Hz).
    public func groupDelay(at frequency: Double, rate: SampleRate) -> Double {
        // Central difference of the phase; 0.01 Hz is far above rounding and far below any filter's bandwidth here.
        let step = 0.01
        let phase = { (f: Double) -> Complex in
            let w = 2 * Double.pi * f / rate.hertz
            let z = Complex(cos(w), sin(w))
            return reduce(Complex(1, 0)) { $0 * $1.response(z) }
        }
        let turn = phase(frequency + step) / phase(frequency - step)
        return -atan2(turn.im, turn.re) / (2 * Double.pi * 2 * step / rate.hertz)
    }
}

/// As much of the complex numbers as filter design needs.
private struct Complex {
    var re, im: Double
    init(_ re: Double, _ im: Double) {
        self.re = re
        self.im = im
    }

    var magnitude: Double { hypot(re, im) }

    /// The root with a non-negative real part.
    var squareRoot: Complex {
        let m = magnitude
        let r = ((m + abs(re)) / 2).squareRoot()
        guard r > 0 else { return Complex(0, 0) }
        return re >= 0 ? Complex(r, im / (2 * r)) : Complex(abs(im) / (2 * r), im >= 0 ? r : -r)
    }

    static func + (a: Complex, b: Complex) -> Complex { Complex(a.re + b.re, a.im + b.im) }
    static func - (a: Complex, b: Complex) -> Complex { Complex(a.re - b.re, a.im - b.im) }
    static func * (a: Complex, b: Complex) -> Complex { Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re) }
    static func * (a: Complex, b: Double) -> Complex { Complex(a.re * b, a.im * b) }
    static func / (a: Complex, b: Complex) -> Complex {
        let d = b.re * b.re + b.im * b.im
        return Complex((a.re * b.re + a.im * b.im) / d, (a.im * b.re - a.re * b.im) / d)
    }
}

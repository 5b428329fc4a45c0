// Modified Bessel functions of integer order, all orders at once, in a form that neither overflows nor cancels.

import Glibc

/// Iₙ and Kₙ for n = 0 … N at one x > 0, as logarithms and logarithmic slopes.
///
/// A layered conductor needs ratios of these functions at neighbouring radii, where the functions themselves run from
/// 10⁻⁴⁰⁰ to 10⁴⁰⁰. Every step below adds positive numbers only, so nothing cancels:
/// - K₀ and K₁ from Kᵥ(x)·eˣ = ∫₀^∞ e^(−x(cosh t−1))·cosh(νt) dt by the trapezoidal rule, which converges geometrically
///   for this integrand (DLMF 10.32.9; Trefethen & Weideman 2014, both cited from memory);
/// - Kₙ₊₁/Kₙ = 2n/x + Kₙ₋₁/Kₙ upwards, Iₙ₊₁/Iₙ = 1/(2(n+1)/x + Iₙ₊₂/Iₙ₊₁) downwards, each in its stable direction;
/// - I₀ from the Wronskian x·(I₀K₁ + I₁K₀) = 1.
struct ModifiedBessel: Sendable {
    /// The argument.
    private(set) var x = 0.0
    /// ln Iₙ(x).
    private(set) var logI: [Double]
    /// ln Kₙ(x).
    private(set) var logK: [Double]
    /// Iₙ′(x)/Iₙ(x), positive.
    private(set) var slopeI: [Double]
    /// Kₙ′(x)/Kₙ(x), negative.
    private(set) var slopeK: [Double]
    /// e^(−x)·I₀(x), eˣ·K₀(x) and eˣ·K₁(x).
    private(set) var scaled: (i0: Double, k0: Double, k1: Double) = (0, 0, 0)

    /// Makes room for orders up to `highestOrder`.
    init(highestOrder: Int) {
        precondition(highestOrder >= 0, "orders count from 0")
        let zeros = [Double](repeating: 0, count: highestOrder + 1)
        (logI, logK, slopeI, slopeK) = (zeros, zeros, zeros, zeros)
    }

    /// All orders at `x`.
    init(x: Double, highestOrder: Int) {
        self.init(highestOrder: highestOrder)
        evaluate(at: x)
    }

    /// Computes all orders at another argument in the same memory.
    mutating func evaluate(at x: Double) {
        precondition(x > 0 && x.isFinite, "x must be positive")
        self.x = x
        let highest = logI.count - 1

        // Ratios Iₙ₊₁/Iₙ, from far above where a wrong start is forgotten: each step down shrinks its error by the
        // square of the ratio, e^(−(2n+1)/x) for n < x and faster beyond.
        var ratio = 0.0
        var n = highest + 24 + Int((40 * x).squareRoot())
        while n > highest {
            ratio = 1 / (2 * Double(n + 1) / x + ratio)
            n -= 1
        }
        // slopeI holds Iₙ₊₁/Iₙ until logI no longer needs it; Iₙ′/Iₙ = Iₙ₊₁/Iₙ + n/x.
        for n in stride(from: highest, through: 0, by: -1) {
            ratio = 1 / (2 * Double(n + 1) / x + ratio)
            slopeI[n] = ratio
        }

        let (k0, k1) = Self.scaledK(x)
        scaled = (1 / (x * (k1 + slopeI[0] * k0)), k0, k1)
        logI[0] = log(scaled.i0) + x
        logK[0] = log(k0) - x
        slopeK[0] = -k1 / k0
        var upward = k1 / k0
        for n in 0..<highest {
            logI[n + 1] = logI[n] + log(slopeI[n])
            slopeI[n] += Double(n) / x
            logK[n + 1] = logK[n] + log(upward)
            // Kₙ₊₁′/Kₙ₊₁ = −Kₙ/Kₙ₊₁ − (n+1)/x.
            slopeK[n + 1] = -1 / upward - Double(n + 1) / x
            upward = 2 * Double(n + 1) / x + 1 / upward
        }
        slopeI[highest] += Double(highest) / x
    }

    /// eˣ·K₀(x) and eˣ·K₁(x).
    static func scaledK(_ x: Double) -> (k0: Double, k1: Double) {
        // The integrand is entire with growth e^(x·cosh): a step of 0.2 suffices for small x, and one that resolves the
        // Gaussian e^(−x·t²/2) for large x. It has fallen below 10⁻¹⁷ where x·(cosh t − 1) = 40.
        let step = min(0.2, 0.6 / x.squareRoot())
        var (k0, k1) = (0.5, 0.5)
        var t = step
        while true {
            // cosh t − 1 without cancellation.
            let half = sinh(t / 2)
            let excess = 2 * half * half
            let weight = exp(-x * excess)
            k0 += weight
            k1 += weight * (1 + excess)
            if x * excess > 40 { break }
            t += step
        }
        return (step * k0, step * k1)
    }
}

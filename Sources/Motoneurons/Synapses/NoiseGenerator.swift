// One small generator for all randomness here: reproducible everywhere, one independent stream per cell, and made of
// 32-bit additions, shifts and exclusive-ors only, so that the vector kernels run it in their lanes.

import Glibc

/// xoshiro128++ (Blackman & Vigna 2021, doi:10.1145/3460772), seeded through SplitMix64.
///
/// Every cell owns a generator that depends on the seed and on the cell's number alone. Hence the noise of a cell does not
/// change with the number of lanes, the instruction set, the thread, or the cells beside it.
struct NoiseGenerator: Hashable, Sendable {
    /// What a stream is for; streams of different purposes never coincide.
    enum Purpose: UInt64 { case synapses = 1, commonInput = 2, jitter = 3 }

    var s0: UInt32
    var s1: UInt32
    var s2: UInt32
    var s3: UInt32

    init(s0: UInt32, s1: UInt32, s2: UInt32, s3: UInt32) {
        (self.s0, self.s1, self.s2, self.s3) = (s0, s1, s2, s3)
    }

    init(seed: UInt64, stream: UInt64, purpose: Purpose) {
        // Each part is mixed before the next is added, so that neighbouring seeds and cells are far apart.
        var counter = Self.mix(seed) &+ stream
        counter = Self.mix(counter) &+ purpose.rawValue
        let a = Self.mix(counter &+ 0x9E37_79B9_7F4A_7C15)
        let b = Self.mix(counter &+ 0x3C6E_F372_FE94_F82A)
        (s0, s1) = (UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: a >> 32))
        (s2, s3) = (UInt32(truncatingIfNeeded: b), UInt32(truncatingIfNeeded: b >> 32) | 1)  // never all zero
    }

    /// The finaliser of SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195).
    private static func mix(_ x: UInt64) -> UInt64 {
        var z = x
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func next() -> UInt32 {
        let sum = s0 &+ s3
        let result = ((sum << 7) | (sum >> 25)) &+ s0
        let t = s1 << 9
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = (s3 << 11) | (s3 >> 21)
        return result
    }

    /// The sum of the four bytes of the next word, less its mean: an integer −510…510 with variance 21,845.
    ///
    /// Scaled to variance 1 it drives the Ornstein–Uhlenbeck processes. Their mean, variance and autocorrelation are exact
    /// whatever the shape of the increments; the shape reaches the process only through its excess kurtosis,
    /// −0.3·(1 − ρ²)/(1 + ρ²), which is −0.0015 at ρ = e^(−0.1/20).
    mutating func byteSum() -> Int32 {
        let word = next()
        let pairs = (word & 0x00FF_00FF) &+ ((word >> 8) & 0x00FF_00FF)
        return Int32(bitPattern: (pairs & 0xFFFF) &+ (pairs >> 16)) - 510
    }

    /// The standard deviation of ``byteSum()``.
    static let byteSumDeviation = 21845.0.squareRoot()

    /// A normal deviate by the polar-free form of Box & Muller (1958); for set-up, not for the loop.
    mutating func normal() -> Double {
        let u = (Double(next()) + 0.5) * 0x1p-32
        let v = (Double(next()) + 0.5) * 0x1p-32
        return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
    }
}

extension NoiseGenerator {
    /// The exact step of an Ornstein–Uhlenbeck process of unit variance that a ``byteSum()`` drives: x ← decay·x + gain·b.
    static func ornsteinUhlenbeck(interval: Double, timeConstant: Double) -> (decay: Double, gain: Double) {
        let decay = exp(-interval / timeConstant)
        return (decay, (1 - decay * decay).squareRoot() / byteSumDeviation)
    }
}

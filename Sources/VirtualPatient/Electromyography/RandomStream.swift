// Seeded random numbers: the same on every machine, one independent stream for each purpose.

import Glibc

/// SplitMix64 (Steele, Lea & Flood 2014) with uniform and normal numbers. A value; copying it saves its state.
struct RandomStream: RandomNumberGenerator, Hashable, Sendable, Codable {
    private var state: UInt64
    private var spare: Double?

    /// A stream of its own for each pair of seed and name, so that switching one source off leaves the others as they
    /// were.
    init(seed: UInt64, _ name: String, _ index: Int = 0) {
        // FNV-1a over the name.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        state = seed ^ hash
        state = next() &+ UInt64(bitPattern: Int64(index)) &* 0x9e37_79b9_7f4a_7c15
        state = next()
        spare = nil
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// A number in [0, 1).
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number in the range.
    mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
    }

    /// A standard normal number (Box & Muller 1958), two at a time.
    mutating func normal() -> Double {
        if let value = spare {
            spare = nil
            return value
        }
        let radius = (-2 * log(1 - uniform())).squareRoot()
        let angle = 2 * Double.pi * uniform()
        spare = radius * sin(angle)
        return radius * cos(angle)
    }
}

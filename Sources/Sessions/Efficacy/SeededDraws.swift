// Random numbers that anybody can draw again: SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).

/// A generator whose whole state is one number; the same seed gives the same numbers on every machine.
public struct SeededDraws: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    /// Begins the numbers of a seed.
    public init(seed: UInt64) { state = seed }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number from 0 up to 1, of 53 bits.
    public mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }
}

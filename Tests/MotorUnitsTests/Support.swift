// What the tests of this room share: trains from numbers, and a small seeded generator.

import MotorUnits
import Signals
import Testing

/// A clock of `hertz`.
func clock(_ hertz: Double = 1000) throws -> SampleRate { try #require(SampleRate(hertz: hertz)) }

/// A train of these samples.
func train(_ samples: [Int], hertz: Double = 1000) throws -> DischargeTrain {
    try DischargeTrain(samples: samples, rate: clock(hertz))
}

/// SplitMix64 (Steele, Lea & Flood 2014): small, seeded, the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A train of `count` discharges with intervals of 40 to 300 samples.
func randomTrain(_ count: Int, from start: Int = 0, using generator: inout SplitMix64) throws -> DischargeTrain {
    var samples = [start]
    while samples.count < count {
        samples.append(samples[samples.count - 1] + Int.random(in: 40...300, using: &generator))
    }
    return try train(samples)
}

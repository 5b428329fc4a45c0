// What the tests of this room share: trains from numbers, and a small seeded generator.

import MotorUnits
import Signals
import TestSupport
import Testing

/// A clock of `hertz`.
func clock(_ hertz: Double = 1000) throws -> SampleRate { try #require(SampleRate(hertz: hertz)) }

/// A train of these samples.
func train(_ samples: [Int], hertz: Double = 1000) throws -> DischargeTrain {
    try DischargeTrain(samples: samples, rate: clock(hertz))
}

/// A train of `count` discharges with intervals of 40 to 300 samples.
func randomTrain(_ count: Int, from start: Int = 0, using generator: inout SeededGenerator) throws -> DischargeTrain {
    var samples = [start]
    while samples.count < count {
        samples.append(samples[samples.count - 1] + Int.random(in: 40...300, using: &generator))
    }
    return try train(samples)
}

// Units that discharge at a known rate, and a small seeded generator.

import Amplification
import MotorUnits
import Signals
import TestSupport
import Testing

/// A unit from samples.
func unit(_ name: String, _ samples: [Int], hertz: Double = 1000) throws -> MotorUnit {
    let rate = try #require(SampleRate(hertz: hertz))
    return MotorUnit(name: name, discharges: try DischargeTrain(samples: samples, rate: rate))
}

/// A unit whose instantaneous rate, at every discharge from the second on, is `rate(t)` but for rounding to samples.
///
/// The first two discharges come `1 / rate(from)` apart around `from`, the second at `from`; each next one solves
/// t − previous = 1 / rate(t).
func unit(
    _ name: String, from: Double, to: Double, hertz: Double = 5000, rate: (Double) -> Double
) throws -> MotorUnit {
    var times = [from - 1 / rate(from), from]
    while true {
        let previous = times[times.count - 1]
        var next = previous + 1 / rate(previous)
        for _ in 0..<60 { next = previous + 1 / rate(next) }
        guard next <= to else { break }
        times.append(next)
    }
    return try unit(name, times.map { Int(($0 * hertz).rounded()) }, hertz: hertz)
}

/// A contraction of 3 to 6 units on a rising and falling drive, with noisy intervals and, now and then, a pause.
func randomContraction(_ seed: UInt64, scale: Int = 1, shift: Int = 0) throws -> [MotorUnit] {
    var generator = SeededGenerator(seed: seed)
    return try (0..<Int.random(in: 3...6, using: &generator)).map { k in
        var time = Double.random(in: 1...7, using: &generator)
        let end = Double.random(in: 11...19, using: &generator)
        var samples: [Int] = []
        while time < end {
            samples.append(Int(time * 500))
            let rate = 6 + 8 * (1 - (time - 10).magnitude / 10) * Double.random(in: 0.9...1.1, using: &generator)
            time += 1 / rate
            if Int.random(in: 0..<150, using: &generator) == 0 { time += 1.3 }
        }
        return try unit("u\(k)", samples.map { ($0 + shift) * scale }, hertz: 500 * Double(scale))
    }
}

// Conduction takes time: a ring of milliseconds into which something is put ahead and taken out when it is due.

import Glibc

/// The circuit's own clock: one step is a millisecond.
enum CircuitClock {
    /// The length of a step (s).
    static let step = 0.001
    /// The length of a step (µs).
    static let microseconds = 1000
}

/// A ring of coming milliseconds. Putting in and taking out allocate nothing.
struct DelayLine: Hashable, Sendable, Codable {
    private var ring: [Double]
    private var head = 0

    /// Creates an empty line that reaches `seconds` ahead.
    init(reaching seconds: Double) {
        ring = [Double](repeating: 0, count: max(1, Int((seconds / CircuitClock.step).rounded(.up)) + 2))
    }

    /// Adds to what will come out after `steps` further steps; beyond the end of the line it comes out at the end.
    mutating func add(_ value: Double, after steps: Int) {
        ring[(head + min(max(0, steps), ring.count - 1)) % ring.count] += value
    }

    /// What is due now; the line moves on by a step.
    mutating func next() -> Double {
        let value = ring[head]
        ring[head] = 0
        head = (head + 1) % ring.count
        return value
    }
}

/// A bundle of fibres: what is sent arrives after a delay, scattered over it as a normal distribution.
struct DispersedDelay: Hashable, Sendable, Codable {
    /// The mean delay (s).
    let delay: Double
    /// The standard deviation of the arrivals (s).
    let spread: Double
    private var line: DelayLine

    /// Creates a bundle.
    init(delay: Double, spread: Double) {
        self.delay = delay
        self.spread = spread
        line = DelayLine(reaching: delay + 4 * spread + CircuitClock.step)
    }

    /// Sends `amount`, `phase` seconds after the beginning of the present step. All of it arrives.
    mutating func send(_ amount: Double, phase: Double = 0) {
        guard amount != 0 else { return }
        let centre = (phase + delay) / CircuitClock.step
        guard spread > 0 else { return line.add(amount, after: Int(centre)) }
        let width = spread / CircuitClock.step
        let first = max(0, Int((centre - 4 * width).rounded(.down)))
        let last = max(first, Int((centre + 4 * width).rounded(.down)))
        var before = 0.0
        for step in first...last {
            let after = step == last ? 1 : 0.5 * (1 + erf((Double(step + 1) - centre) / (width * 2.0.squareRoot())))
            line.add(amount * (after - before), after: step)
            before = after
        }
    }

    /// What arrives during the present step.
    mutating func next() -> Double { line.next() }
}

/// A conductance that jumps at each arrival and decays exponentially; it tells its mean over each step.
struct DecayingConductance: Hashable, Sendable, Codable {
    private var value = 0.0
    private let factor: Double
    private let mean: Double

    /// Creates a conductance at rest with a time constant (s).
    init(decay: Double) {
        factor = exp(-CircuitClock.step / decay)
        mean = decay / CircuitClock.step * (1 - factor)
    }

    /// Adds what arrives at the beginning of this step; the mean over the step.
    mutating func step(adding arrived: Double) -> Double {
        value += arrived
        let result = value * mean
        value *= factor
        // Silence is silence: no creeping through denormals.
        if abs(value) < 1e-30 { value = 0 }
        return result
    }
}

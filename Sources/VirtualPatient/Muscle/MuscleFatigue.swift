// Fatigue: each unit's force falls while it works and comes back while it rests. Off unless asked for.

import Glibc

/// How units tire. An assumption of ours in the spirit of Potvin & Fuglevand 2017, not their equations.
///
/// A unit's capacity c (1 when fresh) follows dc/dt = −φ·x·c + (1−c)/τ, where x is its force divided by its tetanic
/// force and φ rises exponentially from the first unit to the last.
public struct MuscleFatigue: Hashable, Sendable, Codable {
    /// How fast the first unit of the pool tires at full activation, per second.
    public var firstRate: Double
    /// How fast the last one tires, per second.
    public var lastRate: Double
    /// The time constant of recovery, in seconds.
    public var recovery: Double

    /// Creates a kind of fatigue; the defaults (assumptions) halve the last unit in about a minute.
    public init(firstRate: Double = 0.0001, lastRate: Double = 0.012, recovery: Double = 600) {
        self.firstRate = firstRate
        self.lastRate = lastRate
        self.recovery = recovery
    }

    /// How fast unit `k` of `count` tires at full activation, per second.
    public func rate(of k: Int, in count: Int) -> Double {
        guard count > 1, firstRate > 0 else { return firstRate }
        return firstRate * pow(lastRate / firstRate, Double(k) / Double(count - 1))
    }

    func check(_ owner: String) throws(ParameterError) {
        try ParameterError.check("\(owner): fatigue rate of the first unit", firstRate, in: 0...1, unit: "per second")
        try ParameterError.check("\(owner): fatigue rate of the last unit", lastRate, in: 0...1, unit: "per second")
        try ParameterError.check("\(owner): recovery from fatigue", recovery, in: 1...100_000, unit: "s")
        if firstRate == 0, lastRate > 0 {
            throw ParameterError(
                parameter: "\(owner): fatigue rate of the first unit", found: "0.0 per second",
                allowed: "more than 0 when the last unit tires, because the units between lie on an exponential")
        }
    }
}

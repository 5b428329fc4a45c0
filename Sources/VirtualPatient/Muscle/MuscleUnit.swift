// The force of one motor unit: its twitch, how twitches add, and how the sum saturates.

import Glibc

/// How strong a motor unit is and how fast; all that its force needs to know.
///
/// A discharge adds the twitch a(t) = (t/Tc)·e^(1−t/Tc), which peaks at 1 after the contraction time Tc. Twitches add;
/// the sum passes a saturation, so that the unit's force is P·ρ·tanh(b·a/2): P for a single twitch (when
/// ρ·tanh(b/2) = 1, as in the presets), never more than P·ρ however fast it fires. After the "second-order critically
/// damped" generator of ReMoto (Cisi & Kohn 2008, cited from memory).
public struct MuscleUnit: Hashable, Sendable, Codable {
    /// The type by contraction speed and fatigue.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Slow.
        case slow = "S"
        /// Fast, fatigue-resistant.
        case fastResistant = "FR"
        /// Fast, fatigable.
        case fastFatigable = "FF"
    }

    /// The type.
    public var kind: Kind
    /// From a discharge to the peak of its twitch, in seconds.
    public var contractionTime: Double
    /// The scale P of the unit's force, in newtons of the force table (arbitrary where that is): the peak of one twitch
    /// when ρ·tanh(b/2) = 1.
    public var twitchForce: Double
    /// The fully fused force divided by `twitchForce`: ρ.
    public var tetanusRatio: Double
    /// How fast the force saturates with activation: b.
    public var saturation: Double

    /// Creates a unit.
    public init(kind: Kind, contractionTime: Double, twitchForce: Double, tetanusRatio: Double, saturation: Double) {
        self.kind = kind
        self.contractionTime = contractionTime
        self.twitchForce = twitchForce
        self.tetanusRatio = tetanusRatio
        self.saturation = saturation
    }

    /// The force at an activation `a` (1 at the peak of a single twitch), in newtons.
    public func force(activation a: Double) -> Double { twitchForce * tetanusRatio * tanh(saturation * a / 2) }

    /// The force that it can never exceed, in newtons.
    public var tetanicForce: Double { twitchForce * tetanusRatio }

    /// The activation of a unit that has fired at `rate` (pps) for ever, `time` seconds after a discharge (closed form:
    /// the geometric sum of all twitches before).
    public func steadyActivation(rate: Double, time: Double) -> Double {
        let interval = 1 / rate
        let q = exp(-interval / contractionTime)
        let phase = time / contractionTime
        return exp(1 - phase) * (phase / (1 - q) + interval / contractionTime * q / ((1 - q) * (1 - q)))
    }

    /// The mean force of steady firing at `rate` (pps), in newtons: the average of the closed form over one interval.
    public func steadyForce(rate: Double) -> Double {
        guard rate > 0 else { return 0 }
        // Simpson's rule; the activation is smooth between two discharges.
        let pieces = 64
        var sum = 0.0
        for k in 0...pieces {
            let weight = k == 0 || k == pieces ? 1.0 : (k.isMultiple(of: 2) ? 2 : 4)
            sum += weight * force(activation: steadyActivation(rate: rate, time: Double(k) / Double(pieces) / rate))
        }
        return sum / Double(3 * pieces)
    }

    func check(_ owner: String) throws(ParameterError) {
        try ParameterError.check("\(owner): contraction time", contractionTime, in: 0.005...0.5, unit: "s")
        try ParameterError.check("\(owner): twitch force", twitchForce, in: 0...1000, unit: "N")
        try ParameterError.check("\(owner): tetanus ratio", tetanusRatio, in: 1...20)
        try ParameterError.check("\(owner): saturation", saturation, in: 0.01...10)
    }
}

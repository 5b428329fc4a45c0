// From a pulse to the axons that answer it.

import Glibc

/// Which parts of a nerve's axons a pulse excites.
struct NerveVolley: Hashable, Sendable, Codable {
    /// Part of the Ia axons, 0 to 1.
    var afferent: Double
    /// Part of the motor axons, 0 to 1.
    var motor: Double

    /// No answer.
    static let none = NerveVolley(afferent: 0, motor: 0)
}

extension NerveParameters {
    /// The current that reaches motor threshold with a phase of `width` µs (mA).
    public func motorThreshold(width: Double) -> Double { rheobase * (1 + motorChronaxie / width) }

    /// The part of the motor axons that a pulse of `current` mA and `width` µs excites.
    public func motorRecruitment(current: Double, width: Double) -> Double {
        guard current > 0, width > 0 else { return 0 }
        return Self.sigmoid(current / motorThreshold(width: width), from: 1, to: motorSaturation)
    }

    /// The part of the Ia axons that a pulse of `current` mA and `width` µs excites.
    ///
    /// Thresholds are stated for 1 ms; a shorter pulse reaches fewer Ia axons at the same multiple of motor threshold,
    /// because their chronaxie is longer.
    public func afferentRecruitment(current: Double, width: Double) -> Double {
        guard current > 0, width > 0 else { return 0 }
        let atOneMillisecond = motorThreshold(width: 1000) / (1 + afferentChronaxie / 1000)
        let intensity = current / (atOneMillisecond * (1 + afferentChronaxie / width))
        return Self.sigmoid(intensity, from: afferentThreshold, to: afferentSaturation)
    }

    /// 0 up to `low`, 1 from `high` on, 3x² − 2x³ between.
    static func sigmoid(_ value: Double, from low: Double, to high: Double) -> Double {
        let x = min(1, max(0, (value - low) / (high - low)))
        return x * x * (3 - 2 * x)
    }
}

/// A nerve at work: remembers when it was last excited.
struct MixedNerve: Hashable, Sendable, Codable {
    let parameters: NerveParameters
    private var lastPulse: Int?

    init(_ parameters: NerveParameters) { self.parameters = parameters }

    /// What answers a pulse at a time (µs); nothing within the refractory period of the pulse before.
    mutating func pulse(current: Double, width: Double, at time: Int) -> NerveVolley {
        if let lastPulse, Double(time - lastPulse) * 1e-6 < parameters.refractoryPeriod { return .none }
        let volley = NerveVolley(
            afferent: parameters.afferentRecruitment(current: current, width: width),
            motor: parameters.motorRecruitment(current: current, width: width))
        if volley.afferent > 0 || volley.motor > 0 { lastPulse = time }
        return volley
    }
}

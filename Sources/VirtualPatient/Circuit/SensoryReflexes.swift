// Movement, touch and vibration: from the receptor to excitation of the pool.

import Glibc

/// The stretch reflex of one muscle.
struct StretchReflex: Hashable, Sendable, Codable {
    private let parameters: StretchReflexParameters
    private var line: DelayLine
    private let steps: Int
    private let factor: Double
    private var spindle = 0.0

    init(_ parameters: StretchReflexParameters) {
        self.parameters = parameters
        steps = Int((parameters.latency / CircuitClock.step).rounded())
        line = DelayLine(reaching: parameters.latency)
        factor = 1 - exp(-CircuitClock.step / parameters.spindleTime)
    }

    /// The excitation (units) that reaches the pool in this step, and the stretch (rad, rad/s) that sets off now.
    mutating func step(stretch: Double, velocity: Double) -> Double {
        let target =
            parameters.velocityGain * max(0, velocity - parameters.velocityThreshold)
            + parameters.lengthGain * max(0, stretch)
        spindle += factor * (target - spindle)
        line.add(min(parameters.limit, parameters.gain * spindle), after: steps)
        return line.next()
    }
}

/// The long polysynaptic excitation after a touch: two exponentials whose peak is the touch's strength.
struct SkinReflex: Hashable, Sendable, Codable {
    private var line: DelayLine
    private let steps: Int
    private let slow: Double
    private let fast: Double
    private let scale: Double
    private var slowPart = 0.0
    private var fastPart = 0.0

    init(_ parameters: SkinReflexParameters) {
        line = DelayLine(reaching: parameters.latency)
        steps = Int((parameters.latency / CircuitClock.step).rounded())
        // Equal time constants have no such pair; one that is a hair shorter is as good.
        let rise = min(parameters.rise, 0.99 * parameters.decay)
        slow = exp(-CircuitClock.step / parameters.decay)
        fast = exp(-CircuitClock.step / rise)
        let peakTime = parameters.decay * rise / (parameters.decay - rise) * log(parameters.decay / rise)
        scale = parameters.strength / (exp(-peakTime / parameters.decay) - exp(-peakTime / rise))
    }

    /// The skin is touched.
    mutating func touch(strength: Double) { line.add(strength, after: steps) }

    /// The excitation (units) in this step.
    mutating func step() -> Double {
        let arrived = line.next()
        slowPart = slowPart * slow + arrived
        fastPart = fastPart * fast + arrived
        if slowPart < 1e-30 { (slowPart, fastPart) = (0, 0) }
        return scale * (slowPart - fastPart)
    }
}

/// A vibrator on a tendon: one volley of Ia afferents for each cycle that they follow.
struct TendonVibration: Hashable, Sendable, Codable {
    private let parameters: VibrationParameters
    private var phase = 0.0
    private var adaptation = 0.0

    /// The presynaptic block builds up and wears off with this time constant (s; an assumption).
    private static let adaptationTime = 0.3

    init(_ parameters: VibrationParameters) { self.parameters = parameters }

    /// A volley within a step: the part of the Ia axons, and when after the beginning of the step (s).
    struct Volley: Hashable, Sendable {
        var size: Double
        var phase: Double
    }

    /// Lets a step of vibration pass; the volley in it, if there is one.
    mutating func step(frequency: Double, amplitude: Double) -> Volley? {
        let isOn = frequency > 0 && amplitude > 0
        let target = isOn ? parameters.presynapticDepth : 0
        adaptation += (target - adaptation) * CircuitClock.step / Self.adaptationTime
        guard isOn else {
            phase = 0
            return nil
        }
        let advance = min(frequency, parameters.followingLimit) * CircuitClock.step
        phase += advance
        guard phase >= 1 else { return nil }
        phase -= 1
        let size = parameters.recruitment * amplitude / (amplitude + parameters.halfAmplitude) * (1 - adaptation)
        return Volley(size: size, phase: CircuitClock.step * max(0, 1 - phase / advance))
    }
}

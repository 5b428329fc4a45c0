// What is done to a patient, and what the patient does on purpose: a list of things with a time and a size.

import Glibc

/// One of the two muscles.
public enum PatientMuscle: String, Hashable, Sendable, Codable, CaseIterable {
    /// The plantarflexor that spasms.
    case agonist
    /// The dorsiflexor.
    case antagonist
}

/// Something that happens to the patient, or that the patient does.
public struct PatientInput: Hashable, Sendable, Codable {
    /// What it is.
    public enum Kind: Hashable, Sendable, Codable {
        /// A voluntary contraction: excitation rises evenly to `peak` (units) in `rise` s, stays for `hold` s, and falls
        /// evenly in `fall` s.
        case contraction(PatientMuscle, peak: Double, rise: Double, hold: Double, fall: Double)
        /// Excitation of a pool (units) for a time (s), without a will: the trigger of a spasm.
        case excitation(PatientMuscle, units: Double, duration: Double)
        /// Dendritic inhibition of the agonist's pool (units) for a time (s): what a perfect inhibition would do.
        case inhibition(units: Double, duration: Double)
        /// A touch of the skin; 1 is an ordinary one.
        case touch(strength: Double)
        /// Somebody moves the foot to an angle (rad of dorsiflexion) in `rise` s, holds it there for `hold` s and brings
        /// it back in `fall` s, smoothly (minimum jerk). The foot follows, whatever the muscles do.
        case movement(angle: Double, rise: Double, hold: Double, fall: Double)
        /// A torque (N·m towards dorsiflexion) for a time (s). A foot that is held does not feel it.
        case push(torque: Double, duration: Double)
        /// Vibration of a muscle's tendon (Hz, mm) for a time (s).
        case vibration(PatientMuscle, frequency: Double, amplitude: Double, duration: Double)
        /// Pulses on the nerve of a muscle (mA, µs per phase, Hz) for a time (s), as of a protocol's own stimulator.
        case pulses(PatientMuscle, current: Double, width: Double, frequency: Double, duration: Double)
        /// From now on the patient is as relaxed as this: 0 not at all, 1 completely.
        case relaxation(Double)
        /// From now on the patient is under as much stress as this: 0 none, 1 full.
        case stress(Double)
    }

    /// When it begins (s after the start).
    public var start: Double
    /// What it is.
    public var kind: Kind

    /// Creates an input.
    public init(at start: Double, _ kind: Kind) {
        self.start = start
        self.kind = kind
    }

    /// How long it lasts (s); 0 for a moment.
    public var duration: Double {
        switch kind {
        case .contraction(_, _, let rise, let hold, let fall), .movement(_, let rise, let hold, let fall):
            rise + hold + fall
        case .excitation(_, _, let duration), .inhibition(_, let duration), .push(_, let duration),
            .vibration(_, _, _, let duration), .pulses(_, _, _, _, let duration):
            duration
        case .touch, .relaxation, .stress: 0
        }
    }

    /// Whether every number makes sense.
    ///
    /// - Throws: ``ParameterError`` for the first that does not.
    public func check() throws(ParameterError) {
        try ParameterError.check("input: start", start, in: 0...1e7, unit: "s")
        let times = 0.0...1e6
        switch kind {
        case .contraction(_, let peak, let rise, let hold, let fall):
            try ParameterError.check("contraction: peak", peak, in: 0...200, unit: "units")
            try ParameterError.check("contraction: rise", rise, in: times, unit: "s")
            try ParameterError.check("contraction: hold", hold, in: times, unit: "s")
            try ParameterError.check("contraction: fall", fall, in: times, unit: "s")
        case .excitation(_, let units, let duration):
            try ParameterError.check("excitation: units", units, in: 0...200)
            try ParameterError.check("excitation: duration", duration, in: times, unit: "s")
        case .inhibition(let units, let duration):
            try ParameterError.check("inhibition: units", units, in: 0...200)
            try ParameterError.check("inhibition: duration", duration, in: times, unit: "s")
        case .touch(let strength): try ParameterError.check("touch: strength", strength, in: 0...100)
        case .movement(let angle, let rise, let hold, let fall):
            try ParameterError.check("movement: angle", angle, in: -1.5...1.5, unit: "rad")
            try ParameterError.check("movement: rise", rise, in: 0.01...1e6, unit: "s")
            try ParameterError.check("movement: hold", hold, in: times, unit: "s")
            try ParameterError.check("movement: fall", fall, in: 0.01...1e6, unit: "s")
        case .push(let torque, let duration):
            try ParameterError.check("push: torque", torque, in: -500...500, unit: "N·m")
            try ParameterError.check("push: duration", duration, in: times, unit: "s")
        case .vibration(_, let frequency, let amplitude, let duration):
            try ParameterError.check("vibration: frequency", frequency, in: 0...500, unit: "Hz")
            try ParameterError.check("vibration: amplitude", amplitude, in: 0...20, unit: "mm")
            try ParameterError.check("vibration: duration", duration, in: times, unit: "s")
        case .pulses(_, let current, let width, let frequency, let duration):
            try ParameterError.check("pulses: current", current, in: 0...1000, unit: "mA")
            try ParameterError.check("pulses: width", width, in: 1...10_000, unit: "µs")
            try ParameterError.check("pulses: frequency", frequency, in: 0.01...500, unit: "Hz")
            try ParameterError.check("pulses: duration", duration, in: times, unit: "s")
        case .relaxation(let level): try ParameterError.check("relaxation", level, in: 0...1)
        case .stress(let level): try ParameterError.check("stress", level, in: 0...1)
        }
    }
}

extension PatientInput {
    /// A triangle or trapezium of voluntary excitation of the agonist, as in a ramp test.
    public static func ramp(
        at start: Double, peak: Double, rise: Double, hold: Double = 0, fall: Double
    ) -> PatientInput {
        PatientInput(at: start, .contraction(.agonist, peak: peak, rise: rise, hold: hold, fall: fall))
    }

    /// The VibStim protocol: 33 s of Achilles tendon vibration with five trains of 2 s at 20 Hz and 1 ms over the triceps
    /// surae. The places of the trains within the vibration are an assumption.
    ///
    /// - Parameters:
    ///   - start: when vibration begins (s).
    ///   - current: of the pulses (mA); in people it is set to evoke 20 % MVC.
    ///   - amplitude: of the vibration (mm).
    ///   - frequency: of the vibration (Hz).
    public static func vibStim(
        at start: Double, current: Double, amplitude: Double = 1, frequency: Double = 100
    ) -> [PatientInput] {
        let vibration = Kind.vibration(.agonist, frequency: frequency, amplitude: amplitude, duration: 33)
        return [PatientInput(at: start, vibration)]
            + (0..<5).map { train in
                PatientInput(
                    at: start + 10 + 4 * Double(train),
                    .pulses(.agonist, current: current, width: 1000, frequency: 20, duration: 2))
            }
    }
}

/// What all inputs together ask for in one step.
struct InputSums {
    var voluntaryAgonist = 0.0
    var voluntaryAntagonist = 0.0
    var excitationAgonist = 0.0
    var excitationAntagonist = 0.0
    var inhibition = 0.0
    var torque = 0.0
    var imposed: (angle: Double, velocity: Double)?
    var agonistVibration = (frequency: 0.0, amplitude: 0.0)
    var antagonistVibration = (frequency: 0.0, amplitude: 0.0)

    /// Adds what an input asks for `t` seconds after its start. Moments are not its business.
    mutating func add(_ input: PatientInput, at t: Double) {
        switch input.kind {
        case .contraction(let muscle, let peak, let rise, let hold, let fall):
            let value = peak * Self.trapezium(t, rise, hold, fall)
            if muscle == .agonist { voluntaryAgonist += value } else { voluntaryAntagonist += value }
        case .excitation(let muscle, let units, let duration):
            guard t < duration else { return }
            if muscle == .agonist { excitationAgonist += units } else { excitationAntagonist += units }
        case .inhibition(let units, let duration): if t < duration { inhibition += units }
        case .push(let torque, let duration): if t < duration { self.torque += torque }
        case .movement(let angle, let rise, let hold, let fall):
            let now = Self.minimumJerk(t, rise, hold, fall)
            let before = imposed ?? (0, 0)
            imposed = (before.angle + angle * now.place, before.velocity + angle * now.velocity)
        case .vibration(let muscle, let frequency, let amplitude, let duration):
            guard t < duration else { return }
            if muscle == .agonist {
                agonistVibration = (frequency, amplitude)
            } else {
                antagonistVibration = (frequency, amplitude)
            }
        case .touch, .pulses, .relaxation, .stress: break
        }
    }

    /// 0 to 1 to 0 with straight sides.
    static func trapezium(_ t: Double, _ rise: Double, _ hold: Double, _ fall: Double) -> Double {
        if t < 0 { return 0 }
        if t < rise { return t / rise }
        if t <= rise + hold { return 1 }
        return t < rise + hold + fall ? (rise + hold + fall - t) / fall : 0
    }

    /// 0 to 1 to 0 along 10x³ − 15x⁴ + 6x⁵ (Flash & Hogan 1985), with its velocity.
    static func minimumJerk(
        _ t: Double, _ rise: Double, _ hold: Double, _ fall: Double
    ) -> (place: Double, velocity: Double) {
        let shape = { (x: Double) in (x * x * x * (10 - 15 * x + 6 * x * x), 30 * x * x * (1 - x) * (1 - x)) }
        if t < rise {
            let (place, slope) = shape(max(0, t) / rise)
            return (place, slope / rise)
        }
        if t <= rise + hold { return (1, 0) }
        guard t < rise + hold + fall else { return (0, 0) }
        let (place, slope) = shape((t - rise - hold) / fall)
        return (1 - place, -slope / fall)
    }
}

// The path of torque that a ramp asks for.

/// The timing of a ramp (s).
public struct RampShape: Hashable, Sendable, Codable {
    /// Rest before and after.
    public var rest: Double
    /// The way up.
    public var rise: Double
    /// The peak.
    public var hold: Double
    /// The way down.
    public var fall: Double

    /// A ramp; without arguments the field's, 10 s up and 10 s down with 5 s of rest on either side.
    public init(rest: Double = 5, rise: Double = 10, hold: Double = 0, fall: Double = 10) {
        self.rest = rest
        self.rise = rise
        self.hold = hold
        self.fall = fall
    }

    /// With rest (s).
    public var duration: Double { 2 * rest + rise + hold + fall }
    /// The middle of the peak (s).
    public var apex: Double { rest + rise + hold / 2 }

    /// The path, 0 to 1.
    public func level(at seconds: Double) -> Double {
        let t = seconds - rest
        if t <= 0 || t >= rise + hold + fall { return 0 }
        if t < rise { return t / rise }
        return t <= rise + hold ? 1 : (rise + hold + fall - t) / fall
    }
}

extension VirtualPatientParameters {
    /// The person in a laboratory: the foot is held, and nothing happens by itself.
    public var inLaboratory: VirtualPatientParameters {
        var parameters = self
        parameters.circuit.ankle.isHeld = true
        parameters.spasms.perHour = 0
        parameters.activity.voluntaryPerHour = 0
        parameters.activity.touchesPerHour = 0
        parameters.activity.movementsPerHour = 0
        return parameters
    }
}

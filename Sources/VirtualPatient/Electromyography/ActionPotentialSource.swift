// The action potential that runs along a muscle fibre, and the current that it drives through the membrane.

import Glibc

/// The shape of the intracellular action potential and the fibre that carries it.
///
/// V(x) = A·x³·e^(−x), x in mm behind the front (Rosenfalck 1969 with A = 96 mV/mm³; the resting potential does not
/// matter). The membrane current per length is σᵢ·πa²·∂²V/∂z². The intracellular conductivity (1.01 S/m) and the
/// diameter (55 µm) are from memory, not verified; both only scale the amplitude.
public struct ActionPotentialSource: Hashable, Sendable, Codable {
    /// A, in mV/mm³.
    public var amplitude: Double
    /// How much longer than Rosenfalck's the action potential is along the fibre; 1 is his.
    public var stretch: Double
    /// The conductivity of the fibre's inside, in S/m.
    public var intracellularConductivity: Double
    /// The fibre's diameter, in µm.
    public var fibreDiameter: Double

    /// Creates a source.
    public init(
        amplitude: Double = 96, stretch: Double = 1, intracellularConductivity: Double = 1.01,
        fibreDiameter: Double = 55
    ) {
        self.amplitude = amplitude
        self.stretch = stretch
        self.intracellularConductivity = intracellularConductivity
        self.fibreDiameter = fibreDiameter
    }

    /// The potential `x` mm behind the front, above rest, in mV.
    public func potential(behindFront x: Double) -> Double {
        guard x > 0 else { return 0 }
        let u = x / stretch
        return amplitude * u * u * u * exp(-u)
    }

    /// Its slope, in mV/mm.
    public func slope(behindFront x: Double) -> Double {
        guard x > 0 else { return 0 }
        let u = x / stretch
        return amplitude * u * u * (3 - u) * exp(-u) / stretch
    }

    /// How far behind the front it has passed, to 1e-5 of its peak, in mm.
    var length: Double { 19 * stretch }

    /// σᵢ·πa², in S/m·mm².
    var strength: Double {
        let radius = fibreDiameter / 2000
        return intracellularConductivity * .pi * radius * radius
    }

    func check() throws(ParameterError) {
        try ParameterError.check("action potential: amplitude", amplitude, in: 0...1000, unit: "mV/mm³")
        try ParameterError.check("action potential: stretch", stretch, in: 0.2...5)
        try ParameterError.check(
            "action potential: conductivity inside the fibre", intracellularConductivity, in: 0.01...10, unit: "S/m")
        try ParameterError.check("action potential: fibre diameter", fibreDiameter, in: 5...200, unit: "µm")
    }
}

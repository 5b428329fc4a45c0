// Everything that makes one motoneuron different from another: geometry, membrane, channel densities, kinetics that the
// published pools vary from cell to cell. What all cells share stands in `ChannelKinetics`.

/// One motoneuron with five compartments: a soma and four dendrites that meet there, each dendrite with its own
/// persistent inward current (PIC).
///
/// Four unequal dendrites are what makes partial relief possible: inhibition switches their PICs off one after the
/// other, so that a self-sustained rate falls in steps instead of stopping.
///
/// Source of the model: Powers & Heckman 2017, ModelDB 239582. Areas are those of cylinders without their ends. Units stand
/// at every property and, with meaning, source and allowed range, in ``fields``.
public struct MotoneuronParameters: Hashable, Sendable, Codable {
    /// Diameter of the soma's equivalent cylinder (µm).
    public var somaDiameter = 22.0
    /// Length of the soma's equivalent cylinder (µm).
    public var somaLength = 2952.0
    /// Membrane capacitance of the soma (µF/cm²).
    public var somaCapacitance = 1.35546
    /// Leak conductance of the soma (S/cm²).
    public var somaLeak = 8.109e-5
    /// Reversal potential of the soma's leak (mV).
    public var somaLeakReversal = -71.0
    /// Transient sodium conductance (S/cm²).
    public var sodium = 0.010
    /// Persistent sodium conductance (S/cm²).
    public var persistentSodium = 2.6e-5
    /// Part of the sodium conductances that slow inactivation cannot take away (1 switches it off).
    public var slowSodiumFloor = 1.0
    /// Delayed rectifier potassium conductance (S/cm²).
    public var delayedRectifier = 0.015
    /// Somatic calcium conductance, which feeds the afterhyperpolarisation (S/cm²).
    public var somaticCalcium = 0.64e-5
    /// Calcium-dependent potassium conductance: the afterhyperpolarisation (S/cm²).
    public var calciumPotassium = 4.5e-4
    /// Time constant with which calcium leaves the soma's shell (ms): the duration of the afterhyperpolarisation.
    public var calciumRemovalTime = 90.0
    /// Hyperpolarisation-activated conductance of the soma (S/cm²).
    public var somaHConductance = 0.3e-4
    /// Length of a dendrite (µm).
    public var dendriteLength = 1794.13
    /// Diameter of a dendrite (µm).
    public var dendriteDiameter = 8.73071
    /// Membrane capacitance of the dendrites (µF/cm²).
    public var dendriteCapacitance = 0.867781
    /// Leak conductance of the dendrites (S/cm²).
    public var dendriteLeak = 7.93445e-5
    /// Reversal potential of the dendrites' leak (mV).
    public var dendriteLeakReversal = -71.0
    /// Axial resistivity of the dendrites (Ω·cm); the soma's is 0.001 Ω·cm.
    public var axialResistivity = 51.038
    /// Hyperpolarisation-activated conductance of the dendrites (S/cm²).
    public var dendriteHConductance = 0.3e-4
    /// L-type calcium conductance of dendrite 1 (S/cm²) at neuromodulation 1.
    public var dendriticCalcium1 = 0.85e-4
    /// L-type calcium conductance of dendrite 2 (S/cm²) at neuromodulation 1.
    public var dendriticCalcium2 = 0.95e-4
    /// L-type calcium conductance of dendrite 3 (S/cm²) at neuromodulation 1.
    public var dendriticCalcium3 = 1.00e-4
    /// L-type calcium conductance of dendrite 4 (S/cm²) at neuromodulation 1.
    public var dendriticCalcium4 = 1.15e-4
    /// θ_m: half-activation of the L-type calcium channel (mV).
    public var activationMidpoint = -42.0
    /// θ_h: half-inactivation of the L-type calcium channel (mV). Low values make spasms end by themselves.
    public var inactivationMidpoint = 10.0
    /// The current from which the published current-clamp protocol starts (nA). No part of the cell itself.
    public var protocolHoldingCurrent = -15.0

    /// The slowest cell of the human pool, ``MotoneuronPoolTable/humanTibialisAnterior``.
    public init() {}
}

extension MotoneuronParameters {
    /// The L-type calcium conductances of the four dendrites (S/cm²).
    public var dendriticCalcium: SIMD4<Double> {
        get { [dendriticCalcium1, dendriticCalcium2, dendriticCalcium3, dendriticCalcium4] }
        set {
            dendriticCalcium1 = newValue[0]
            dendriticCalcium2 = newValue[1]
            dendriticCalcium3 = newValue[2]
            dendriticCalcium4 = newValue[3]
        }
    }

    /// Membrane area of the soma (cm²).
    public var somaArea: Double { .pi * somaDiameter * somaLength * 1e-8 }

    /// Membrane area of one dendrite (cm²).
    public var dendriteArea: Double { .pi * dendriteDiameter * dendriteLength * 1e-8 }

    /// The conductance between the middle of the soma and the middle of a dendrite (µS).
    public var couplingConductance: Double {
        // Half a cylinder: ρ · (L/2) / (π d²/4), in Ω with everything in cm.
        let half = { (resistivity: Double, length: Double, diameter: Double) -> Double in
            resistivity * (length * 1e-4 / 2) / (.pi * (diameter * 1e-4) * (diameter * 1e-4) / 4)
        }
        let resistance =
            half(axialResistivity, dendriteLength, dendriteDiameter) + half(0.001, somaLength, somaDiameter)
        return 1e6 / resistance
    }
}

// One cell at one moment, for plots, tests and teaching.

/// Potentials, gates and the persistent inward currents of a motoneuron at one moment.
public struct MotoneuronSnapshot: Hashable, Sendable {
    /// Potential of the soma (mV).
    public var somaVoltage = 0.0
    /// Potentials of the dendrites (mV).
    public var dendriteVoltages = [Double](repeating: 0, count: 4)
    /// Sodium activation m, inactivation h and slow inactivation s (1 = available).
    public var sodiumGates = [0.0, 0.0, 1.0]
    /// Activation of the persistent sodium current.
    public var persistentSodiumGate = 0.0
    /// Activation of the delayed rectifier.
    public var delayedRectifierGate = 0.0
    /// Activation of the somatic calcium current.
    public var somaticCalciumGate = 0.0
    /// Activation of the calcium-dependent potassium current.
    public var calciumPotassiumGate = 0.0
    /// Calcium below the membrane of the soma (mM); 1e-4 at rest.
    public var somaticCalcium = 1e-4
    /// Activation of the H current in the soma.
    public var somaHGate = 0.0
    /// Activation of the H current in the dendrites.
    public var dendriteHGates = [Double](repeating: 0, count: 4)
    /// Activation of the L-type calcium currents.
    public var picActivations = [Double](repeating: 0, count: 4)
    /// Inactivation of the L-type calcium currents (1 = available).
    public var picAvailabilities = [Double](repeating: 0, count: 4)
    /// The L-type calcium current of each dendrite (nA, inward negative): the calcium PIC.
    public var dendriticPICs = [Double](repeating: 0, count: 4)
    /// The persistent sodium current (nA, inward negative).
    public var sodiumPIC = 0.0

    /// The calcium PIC of the whole cell (nA, inward negative).
    public var calciumPIC: Double { dendriticPICs.reduce(0, +) }
}

// One muscle of the patient: its motoneurons, their tonic inputs, its fibres.

public import Motoneurons

/// A pool of motoneurons and the muscle that it drives.
public struct MotorPoolParameters: DescribedParameters {
    /// The published pool that the cells are taken from.
    public enum Table: String, Hashable, Sendable, Codable, CaseIterable {
        /// hTA, like the human tibialis anterior.
        case humanTibialisAnterior
        /// hTAlw, its low-threshold part.
        case humanLowThreshold
        /// cMG, like the cat's medial gastrocnemius.
        case catGastrocnemius
    }

    /// The muscle that the cells drive.
    public enum MuscleName: String, Hashable, Sendable, Codable, CaseIterable {
        /// Soleus.
        case soleus
        /// Gastrocnemius medialis.
        case gastrocnemiusMedialis
        /// Tibialis anterior.
        case tibialisAnterior
    }

    /// The published pool that the cells are taken from.
    public var table = Table.humanTibialisAnterior
    /// The muscle.
    public var muscle = MuscleName.soleus
    /// How many motor units stand for the muscle's; each drives its share of the force.
    public var motorUnits = 200
    /// Differences between neighbouring cells.
    public var jitter = MotoneuronJitter(dendriticCalcium: 0.05, calciumPotassium: 0.05, leak: 0.05)
    /// Unit conductance and noise of the synapses.
    public var synapses = SynapseSettings()
    /// How much the muscle tires; `nil` for not at all.
    public var fatigue: MuscleFatigue?
    /// First rank of the table's cells that is used (0 slowest … 1 fastest).
    public var firstRank = 0.0
    /// Last rank of the table's cells that is used.
    public var lastRank = 1.0
    /// Factor on the time constant of the afterhyperpolarisation.
    public var hyperpolarisationScale = 1.0
    /// Excitation at rest (units).
    public var restingExcitation = 0.0
    /// Inhibition at rest on the dendrites (units).
    public var restingInhibition = 2.0
    /// Inhibition added per unit of voluntary excitation (units per unit): positive balanced, negative push-pull.
    public var inhibitionWithDrive = 0.0
    /// θ_h is nowhere above this (mV): low values make self-sustained firing end by itself; 20 changes nothing.
    public var inactivationCap = 20.0
    /// Part of the sodium conductance that slow inactivation cannot take (1 switches it off).
    public var slowSodiumFloor = 1.0
    /// Excitation of a maximal voluntary contraction (units).
    public var maximalDrive = 30.0

    /// A healthy adult's soleus.
    public init() {}

    /// Soleus: the slow three quarters of the table with a longer afterhyperpolarisation.
    public static let soleus: MotorPoolParameters = {
        var pool = MotorPoolParameters()
        pool.lastRank = 0.75
        pool.hyperpolarisationScale = 1.1
        return pool
    }()

    /// Gastrocnemius medialis.
    public static let gastrocnemiusMedialis: MotorPoolParameters = {
        var pool = MotorPoolParameters()
        pool.muscle = .gastrocnemiusMedialis
        pool.firstRank = 0.25
        return pool
    }()

    /// Tibialis anterior.
    public static let tibialisAnterior: MotorPoolParameters = {
        var pool = MotorPoolParameters()
        pool.muscle = .tibialisAnterior
        return pool
    }()

    /// Whose parameters they are.
    public static let title = "motor pool"
    /// Every number.
    public static let fields: [ParameterField<MotorPoolParameters>] = [
        .init("firstRank", "1", 0...1, "first rank of the table that is used", "assumption", \.firstRank),
        .init("lastRank", "1", 0...1, "last rank of the table that is used", "assumption", \.lastRank),
        .init(
            "hyperpolarisationScale", "1", 0.2...5, "factor on the AHP's time constant",
            "assumption for soleus after Kudina & Alexeeva 1992: AHP 145 to 255 ms", \.hyperpolarisationScale),
        .init("restingExcitation", "units", 0...50, "excitation at rest", "assumption", \.restingExcitation),
        .init(
            "restingInhibition", "units", 0...50, "dendritic inhibition at rest",
            "computed: 2 to 3 healthy, 0 to 0.5 after spinal cord injury", \.restingInhibition),
        .init(
            "inhibitionWithDrive", "1", -2...5, "inhibition per unit of voluntary excitation",
            "after Chardon et al. 2024: push-pull to balanced", \.inhibitionWithDrive),
        .init(
            "inactivationCap", "mV", -60...20, "upper bound of θ_h",
            "computed: −25 to −30 mV end a spasm by themselves", \.inactivationCap),
        .init(
            "slowSodiumFloor", "1", 0...1, "sodium that slow inactivation cannot take",
            "Powers & Heckman 2015: 0.2 to 0.4 where used", \.slowSodiumFloor),
        .init(
            "maximalDrive", "units", 1...200, "excitation of a maximal contraction", "Powers & Heckman 2017",
            \.maximalDrive),
    ]

    /// Whether the numbers are possible, alone and together.
    ///
    /// - Throws: ``ParameterError`` for the first that is not.
    public func check() throws(ParameterError) {
        try checkFields()
        try ParameterError.check("motor pool: motorUnits", motorUnits, in: 1...2000)
        guard firstRank <= lastRank else {
            throw ParameterError(
                parameter: "motor pool: firstRank", found: "\(firstRank)",
                allowed: "at most lastRank, which is \(lastRank)")
        }
    }
}

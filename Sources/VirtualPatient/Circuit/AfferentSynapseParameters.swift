// What a volley of Ia afferents does to the motoneurons of their own muscle.

/// The monosynaptic Ia excitation of a pool: the H-reflex, the tendon reflex, the drive of tendon vibration.
public struct AfferentSynapseParameters: DescribedParameters {
    /// Peak excitation by a volley of all Ia axons (units on the dendrites).
    public var strength = 60.0
    /// How fast a volley's conductance decays (s).
    public var decay = 0.004
    /// From the arrival in the cord to the motoneuron (s).
    public var centralDelay = 0.001
    /// Part of the transmission that a full volley uses up (post-activation depression).
    public var depression = 0.15
    /// How fast the transmission recovers (s).
    public var recovery = 0.3

    /// A healthy adult's.
    public init() {}

    /// Whose parameters they are.
    public static let title = "Ia synapse"
    /// Every number.
    public static let fields: [ParameterField<AfferentSynapseParameters>] = [
        .init(
            "strength", "units", 0...1000, "peak excitation by a full Ia volley",
            "tuned: a volley of half the axons discharges part of the pool at rest", \.strength),
        .init("decay", "s", 0.0005...0.1, "decay of a volley's conductance", "assumption", \.decay),
        .init("centralDelay", "s", 0...0.02, "one synapse", "from memory: 0.5 to 1 ms", \.centralDelay),
        .init(
            "depression", "1", 0...1, "transmission used up by a full volley", "assumption; less in spasticity",
            \.depression),
        .init("recovery", "s", 0.01...30, "recovery of transmission", "assumption", \.recovery),
    ]
}

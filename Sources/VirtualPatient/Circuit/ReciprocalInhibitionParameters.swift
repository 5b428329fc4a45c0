// What the antagonist's nerve does to the agonist's motoneurons. The patient's own, and not always inhibition.

/// Ia reciprocal inhibition: a pulse on the antagonist's nerve, its Ia volley, one interneuron, a conductance on the pool.
///
/// In spasticity it may be weak, absent, or replaced by facilitation (from memory: Crone, Nielsen & Hultborn and others).
/// The inhibitory conductance of a train is `rate · decay · strength · recruited part` on average: 20 Hz of full volleys
/// with 5 units and 10 ms give 1 unit.
public struct ReciprocalInhibitionParameters: DescribedParameters {
    /// What a volley does.
    public enum Effect: String, Hashable, Sendable, Codable, CaseIterable {
        /// It inhibits.
        case inhibition
        /// It does nothing.
        case none
        /// It excites.
        case facilitation
    }

    /// What a volley does in this person.
    public var effect = Effect.inhibition
    /// Peak conductance after a full volley (units).
    public var strength = 5.0
    /// From the arrival of the volley in the cord to the motoneuron (s): the interneuron and two synapses.
    public var centralLatency = 0.0015
    /// Scatter of the interneurons' discharges (standard deviation, s), in addition to that of the nerve.
    public var spread = 0.0005
    /// How fast the conductance decays (s).
    public var decay = 0.010
    /// Which part of it acts on the dendrites, where the PICs are; the rest on the soma.
    public var dendriticShare = 1.0
    /// Unevenness over the cells of the pool (coefficient of variation, log-normal).
    public var unevenness = 0.0
    /// Part of the agonist's Ia transmission that a full volley blocks presynaptically.
    public var presynapticDepth = 0.1
    /// When presynaptic inhibition begins after the arrival of the volley (s).
    public var presynapticLatency = 0.030
    /// How fast presynaptic inhibition wears off (s).
    public var presynapticDecay = 0.100

    /// A healthy adult's.
    public init() {}

    /// Whose parameters they are.
    public static let title = "reciprocal inhibition"
    /// Every number.
    public static let fields: [ParameterField<ReciprocalInhibitionParameters>] = [
        .init("strength", "units", 0...200, "peak conductance after a full volley", "assumption", \.strength),
        .init(
            "centralLatency", "s", 0...0.1, "volley in the cord to motoneuron",
            "Crone et al. 1987, Day et al. 1984: about 1 ms beyond the monosynaptic path", \.centralLatency),
        .init("spread", "s", 0...0.02, "scatter of the interneurons' discharges", "assumption", \.spread),
        .init("decay", "s", 0.001...0.5, "decay of the conductance", "from memory: 10 to 20 ms", \.decay),
        .init(
            "dendriticShare", "1", 0...1, "part of it on the dendrites",
            "assumption after Bui et al. 2008; ReMoto has it on the soma", \.dendriticShare),
        .init("unevenness", "1", 0...2, "coefficient of variation over the cells", "assumption", \.unevenness),
        .init(
            "presynapticDepth", "1", 0...1, "agonist Ia transmission blocked by a full volley", "assumption",
            \.presynapticDepth),
        .init(
            "presynapticLatency", "s", 0...0.3, "onset of presynaptic inhibition",
            "Knikou 2006 (abstract): beyond about 30 ms", \.presynapticLatency),
        .init("presynapticDecay", "s", 0.005...2, "its decay", "assumption", \.presynapticDecay),
    ]
}

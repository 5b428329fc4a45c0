// Everything between the nerves, the skin, the joint and the two pools.

/// The reflex circuit of an ankle.
public struct CircuitParameters: Hashable, Sendable, Codable {
    /// The agonist's nerve (tibial), also the way of neuromuscular stimulation.
    public var agonistNerve = NerveParameters.tibial
    /// The antagonist's nerve (common peroneal): where reciprocal inhibition is evoked.
    public var antagonistNerve = NerveParameters.commonPeroneal
    /// Ia excitation of the agonist's pool.
    public var agonistSynapse = AfferentSynapseParameters()
    /// Ia excitation of the antagonist's pool.
    public var antagonistSynapse = AfferentSynapseParameters()
    /// From the antagonist's Ia afferents to the agonist's pool.
    public var reciprocalInhibition = ReciprocalInhibitionParameters()
    /// The agonist's stretch reflex.
    public var stretchReflex = StretchReflexParameters()
    /// The antagonist's stretch reflex; none by default.
    public var antagonistStretchReflex = StretchReflexParameters.none
    /// The path from the skin to the agonist's pool.
    public var skinReflex = SkinReflexParameters()
    /// Tendon vibration.
    public var vibration = VibrationParameters()
    /// The joint.
    public var ankle = AnkleParameters()
    /// What patterned stimulation leaves behind; off by default.
    public var afterEffect = AfterEffectParameters()

    /// A healthy adult's ankle in a dynamometer.
    public init() {}

    /// Whether all numbers are possible.
    ///
    /// - Throws: ``ParameterError`` for the first that is not.
    public func check() throws(ParameterError) {
        try agonistNerve.check()
        try antagonistNerve.check()
        try agonistSynapse.checkFields()
        try antagonistSynapse.checkFields()
        try reciprocalInhibition.checkFields()
        try stretchReflex.checkFields()
        try antagonistStretchReflex.checkFields()
        try skinReflex.checkFields()
        try vibration.checkFields()
        try ankle.checkFields()
        try afterEffect.checkFields()
    }
}

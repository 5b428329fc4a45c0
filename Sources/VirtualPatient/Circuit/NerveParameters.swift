// A mixed nerve under a pair of pads: which axons a pulse excites, and how long the volleys travel.

/// A peripheral nerve as a stimulator meets it.
///
/// Intensities are multiples of the motor threshold (MT) at the pulse's own width. A pulse of width w reaches MT at
/// `rheobase · (1 + motorChronaxie / w)` (Weiss 1901, Lapicque 1907). Ia axons answer from `afferentThreshold` × MT on and
/// motor axons from 1 × MT on; between threshold and saturation their number follows the sigmoid 3x² − 2x³.
public struct NerveParameters: DescribedParameters {
    /// The current that reaches motor threshold with a very long pulse (mA).
    public var rheobase = 6.0
    /// Chronaxie of the motor axons (µs).
    public var motorChronaxie = 200.0
    /// Chronaxie of the Ia axons (µs): longer, so that wide pulses favour them.
    public var afferentChronaxie = 400.0
    /// Where the first Ia axons answer (× MT, with a pulse of 1 ms).
    public var afferentThreshold = 0.6
    /// Where all Ia axons answer (× MT, with a pulse of 1 ms).
    public var afferentSaturation = 1.5
    /// Where all motor axons answer (× MT).
    public var motorSaturation = 3.0
    /// From the pads to the spinal cord (m).
    public var distanceToCord = 0.66
    /// From the pads to the end-plates (m).
    public var distanceToMuscle = 0.14
    /// Mean conduction velocity of the Ia axons (m/s).
    public var afferentVelocity = 60.0
    /// Standard deviation of the arrival of an Ia volley in the cord (s).
    public var afferentSpread = 0.0005
    /// Conduction velocity of the first unit's motor axon (m/s).
    public var slowAxonVelocity = 44.0
    /// Conduction velocity of the last unit's motor axon (m/s).
    public var fastAxonVelocity = 53.0
    /// Delay of the neuromuscular junction (s).
    public var junctionDelay = 0.0007
    /// How long axons answer nothing after a pulse (s).
    public var refractoryPeriod = 0.002

    /// The common peroneal nerve of an adult at the head of the fibula.
    public init() {}

    /// The common peroneal nerve at the head of the fibula.
    public static let commonPeroneal = NerveParameters()

    /// The tibial nerve and the pads over the triceps surae, for neuromuscular stimulation.
    public static let tibial: NerveParameters = {
        var nerve = NerveParameters()
        nerve.distanceToMuscle = 0.20
        nerve.distanceToCord = 0.70
        return nerve
    }()

    /// Whose parameters they are.
    public static let title = "nerve"
    /// Every number.
    public static let fields: [ParameterField<NerveParameters>] = [
        .init("rheobase", "mA", 0.1...100, "current at motor threshold, long pulse", "assumption", \.rheobase),
        .init("motorChronaxie", "µs", 10...2000, "chronaxie of motor axons", "from memory", \.motorChronaxie),
        .init(
            "afferentChronaxie", "µs", 10...2000, "chronaxie of Ia axons", "from memory: longer than motor axons'",
            \.afferentChronaxie),
        .init(
            "afferentThreshold", "× MT", 0.1...2, "first Ia axons answer", "Crone et al. 1987: 0.6 × M-threshold",
            \.afferentThreshold),
        .init("afferentSaturation", "× MT", 0.2...10, "all Ia axons answer", "assumption", \.afferentSaturation),
        .init("motorSaturation", "× MT", 1.01...20, "all motor axons answer", "assumption", \.motorSaturation),
        .init("distanceToCord", "m", 0.05...2, "from the pads to the cord", "assumption (adult)", \.distanceToCord),
        .init(
            "distanceToMuscle", "m", 0...1.5, "from the pads to the end-plates",
            "ReMoto: peroneal 0.14 m, tibial 0.20 m", \.distanceToMuscle),
        .init(
            "afferentVelocity", "m/s", 5...130, "mean velocity of Ia axons", "ReMoto: 55 to 66 m/s",
            \.afferentVelocity),
        .init(
            "afferentSpread", "s", 0...0.02, "scatter of arrival of an Ia volley",
            "computed: 55 to 66 m/s over 0.66 m", \.afferentSpread),
        .init("slowAxonVelocity", "m/s", 5...130, "velocity of the first motor axon", "ReMoto", \.slowAxonVelocity),
        .init("fastAxonVelocity", "m/s", 5...130, "velocity of the last motor axon", "ReMoto", \.fastAxonVelocity),
        .init("junctionDelay", "s", 0...0.01, "delay of the neuromuscular junction", "assumption", \.junctionDelay),
        .init(
            "refractoryPeriod", "s", 0...0.02, "axons answer nothing after a pulse", "from memory", \.refractoryPeriod),
    ]

    /// Whether the numbers are possible, alone and together.
    ///
    /// - Throws: ``ParameterError`` for the first that is not.
    public func check() throws(ParameterError) {
        try checkFields()
        guard afferentSaturation > afferentThreshold else {
            throw ParameterError(
                parameter: "nerve: afferentSaturation", found: "\(afferentSaturation) × MT",
                allowed: "more than afferentThreshold, which is \(afferentThreshold) × MT")
        }
    }
}

// The monoaminergic drive of the spinal cord, and how calm and stress move it.

/// Neuromodulation: the factor on every persistent inward current, and how it follows the person's state.
///
/// Levels after the model's published range: 0.85–0.9 deep relaxation, 0.95 quiet, 1.05 effort, 1.1–1.2 chronic spinal cord
/// injury (our map, an assumption). Time constants are assumptions too: calm comes over minutes, a fright within seconds.
public struct NeuromodulationParameters: DescribedParameters {
    /// Level of the person as they are (1 is the published model).
    public var baseline = 0.95
    /// By how much complete relaxation lowers it.
    public var relaxationFall = 0.1
    /// By how much full stress raises it.
    public var stressRise = 0.1
    /// Time constant of falling (s).
    public var fallTime = 120.0
    /// Time constant of rising (s).
    public var riseTime = 15.0

    /// A healthy adult's.
    public init() {}

    /// Whose parameters they are.
    public static let title = "neuromodulation"
    /// Every number.
    public static let fields: [ParameterField<NeuromodulationParameters>] = [
        .init("baseline", "1", 0...2, "factor on every PIC in the person's usual state", "assumption", \.baseline),
        .init("relaxationFall", "1", 0...1, "fall with complete relaxation", "assumption", \.relaxationFall),
        .init("stressRise", "1", 0...1, "rise with full stress", "assumption", \.stressRise),
        .init("fallTime", "s", 0.1...3600, "time constant of falling", "assumption", \.fallTime),
        .init("riseTime", "s", 0.1...3600, "time constant of rising", "assumption", \.riseTime),
    ]
}

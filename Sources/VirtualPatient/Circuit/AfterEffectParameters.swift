// What stimulation leaves behind for minutes. Off unless asked for, because the evidence is thin and mixed.

/// Carry-over of patterned stimulation: reciprocal inhibition that stays stronger for a while.
///
/// Off by default. Ten pulses at 100 Hz every 1.5 s for 30 min raised reciprocal inhibition for at least 5 min, even
/// stimulation did not (Perez et al. 2003); other trials found no change, or the opposite. Size and course here are an
/// assumption that turns this one finding into a dose: each pulse that follows another within `patternInterval` adds
/// `gainPerPulse`, everything decays with `decay`, and the sum never exceeds `limit`.
public struct AfterEffectParameters: DescribedParameters {
    /// Whether there is any after-effect.
    public var isOn = false
    /// Growth of reciprocal inhibition per patterned pulse of a full volley (1 is a doubling).
    public var gainPerPulse = 0.00005
    /// The longest interval between pulses that counts as patterned (s).
    public var patternInterval = 0.020
    /// How fast it wears off (s).
    public var decay = 600.0
    /// The largest growth (1 is a doubling).
    public var limit = 0.5

    /// Off.
    public init() {}

    /// Whose parameters they are.
    public static let title = "after-effect"
    /// Every number.
    public static let fields: [ParameterField<AfterEffectParameters>] = [
        .init(
            "gainPerPulse", "1", 0...1, "growth per patterned pulse", "assumption after Perez et al. 2003",
            \.gainPerPulse),
        .init(
            "patternInterval", "s", 0...1, "longest interval that counts as patterned", "assumption", \.patternInterval),
        .init("decay", "s", 1...100_000, "time constant", "Perez et al. 2003: at least 5 min; assumption", \.decay),
        .init("limit", "1", 0...10, "largest growth", "assumption", \.limit),
    ]
}

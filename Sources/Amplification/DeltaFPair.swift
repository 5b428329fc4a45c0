// What one pair of units gives.

/// One pair of units: who gauges whom, the numbers, and why it does not count, if so.
///
/// Numbers are given for rejected pairs too, as far as they are defined; look at ``isAccepted``.
public struct DeltaFPair: Hashable, Sendable {
    /// The place (0-based) of the control unit among the units: the one recruited first, or on a tie the one that stops
    /// last.
    public let control: Int
    /// The place of the test unit.
    public let test: Int
    /// ΔF in pps: the control unit's smooth rate when the test unit was recruited less that when it was derecruited. It
    /// may be negative. When the control unit stopped first it ends there (``endsWithControl``) and is too small.
    public let deltaF: Double?
    /// ΔF over the control unit's fall from the test unit's recruitment to its own derecruitment; 1 when both stop
    /// together (Škarabot et al. 2025, doi 10.1152/jn.00249.2025).
    public let normalisedDeltaF: Double?
    /// The sample at which the difference begins, the test unit's recruitment.
    public let start: Int?
    /// The sample at which it ends.
    public let end: Int?
    /// The control unit's rate at ``start`` in pps.
    public let rateAtStart: Double?
    /// The control unit's rate at ``end`` in pps.
    public let rateAtEnd: Double?
    /// Whether ``end`` is the control unit's derecruitment, because it stopped first.
    public let endsWithControl: Bool
    /// Pearson's r of the two rates over the samples from ``start`` up to but not including ``end``.
    public let correlation: Double?
    /// The control unit's maximum − minimum rate over the same samples, in pps.
    public let modulation: Double?
    /// By how many seconds the test unit was recruited after the control unit.
    public let recruitmentDifference: Double?
    /// By how many seconds the control unit stopped after the test unit; negative when it stopped first.
    public let derecruitmentDifference: Double?
    /// For how many samples both units discharge.
    public let overlap: Int
    /// The rules that the pair did not meet; empty for an accepted pair.
    public let rejections: [DeltaFRejection]

    /// Whether the pair counts.
    public var isAccepted: Bool { rejections.isEmpty }

    /// Modulation − ΔF in pps: how much the control unit's rate varied beyond ΔF. Near 0, it saturated.
    public var saturationMargin: Double? {
        guard let modulation, let deltaF else { return nil }
        return modulation - deltaF
    }
}

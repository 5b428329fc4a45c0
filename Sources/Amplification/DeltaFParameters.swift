// Every rule of the ΔF method as a number that can be changed, with the field's default and where it comes from.

public import MotorUnits

/// The rules by which a pair of units may give a ΔF. All comparisons with ``recruitmentDifference``, ``correlation`` and
/// ``controlModulation`` are strict (more than), as in openhdemg.
public struct DeltaFParameters: Hashable, Sendable, Codable {
    /// How the likeness of the two rates is measured.
    public enum CorrelationMetric: String, Hashable, Sendable, Codable {
        /// Pearson's r (openhdemg). The default.
        case r
        /// r², for positive r only; others of the field ask for r² ≥ 0.7.
        case rSquared
    }

    /// Which discharge counts as recruitment. Default: the second (openhdemg).
    public var recruitment: RecruitmentInstant
    /// The fewest discharges a unit needs. Default 2 (openhdemg); Beauchamp et al. 2023 (doi 10.1088/1741-2552/acb1d7)
    /// ask for 10.
    public var minimumDischarges: Int
    /// The fewest samples during which both units discharge. Default 2 (openhdemg).
    public var minimumOverlap: Int
    /// The test unit must be recruited more than this after the control unit, in seconds, so that the control unit's
    /// own PICs are fully active. Default 1.0 s: where ΔF reaches its plateau (Hassan et al. 2020, PMC7295184).
    public var recruitmentDifference: Double
    /// The rates must correlate by more than this while both discharge, as a sign of common drive. Default 0.7
    /// (openhdemg; Foley & Kalmar 2019, PMC6879958). Hassan et al. 2020 found that leaving the rule out changes neither
    /// ΔF nor its variance.
    public var correlation: Double
    /// What ``correlation`` is compared with. Default r.
    public var correlationMetric: CorrelationMetric
    /// The control unit's rate must vary by more than this (maximum − minimum, pps) while the test unit discharges, or
    /// it cannot follow the drive. Default 0.5 pps (openhdemg; Foley & Kalmar 2019).
    public var controlModulation: Double
    /// Whether the control unit must still discharge when the test unit stops. Default true (openhdemg from 0.2.0b3).
    /// When false, ΔF of such a pair ends with the control unit, as older openhdemg has it, and is too small.
    public var controlMustOutlastTest: Bool
    /// When set, modulation − ΔF must be at least this many pps: a control unit whose rate saturated is no gauge of the
    /// drive. Default off; the margin is reported anyhow. Foley & Kalmar 2019 use 0.5; Hassan et al. 2020 found no
    /// significant effect.
    @NullWhenAbsent public var saturationMargin: Double?
    /// When set, the two units must stop at least this many seconds apart. Default off; Hassan et al. 2020 saw the
    /// plateau at about 1.5 s.
    @NullWhenAbsent public var derecruitmentDifference: Double?
    /// Whether a test unit that is still discharging at the end gives no ΔF. Default false: it is reported as a finding.
    public var requireDerecruitment: Bool

    /// Creates parameters; without arguments, the field's defaults.
    public init(
        recruitment: RecruitmentInstant = .secondDischarge, minimumDischarges: Int = 2, minimumOverlap: Int = 2,
        recruitmentDifference: Double = 1.0, correlation: Double = 0.7, correlationMetric: CorrelationMetric = .r,
        controlModulation: Double = 0.5, controlMustOutlastTest: Bool = true, saturationMargin: Double? = nil,
        derecruitmentDifference: Double? = nil, requireDerecruitment: Bool = false
    ) {
        self.recruitment = recruitment
        self.minimumDischarges = minimumDischarges
        self.minimumOverlap = minimumOverlap
        self.recruitmentDifference = recruitmentDifference
        self.correlation = correlation
        self.correlationMetric = correlationMetric
        self.controlModulation = controlModulation
        self.controlMustOutlastTest = controlMustOutlastTest
        self.saturationMargin = saturationMargin
        self.derecruitmentDifference = derecruitmentDifference
        self.requireDerecruitment = requireDerecruitment
    }

    /// Refuses parameters that cannot be meant.
    ///
    /// - Throws: ``DeltaFError/parameter(name:found:allowed:)``.
    public func check() throws(DeltaFError) {
        func require(_ fine: Bool, _ name: String, _ found: Double, _ allowed: String) throws(DeltaFError) {
            guard fine else { throw .parameter(name: name, found: found, allowed: allowed) }
        }
        let finite = "a finite number"
        try require(minimumDischarges >= 2, "minimum of discharges", Double(minimumDischarges), "2 or more")
        try require(minimumOverlap >= 2, "minimum overlap", Double(minimumOverlap), "2 samples or more")
        try require(recruitmentDifference.isFinite, "recruitment difference", recruitmentDifference, finite)
        try require((-1...1).contains(correlation), "correlation limit", correlation, "-1 to 1")
        try require(controlModulation.isFinite, "control modulation", controlModulation, finite)
        try require(saturationMargin?.isFinite ?? true, "saturation margin", saturationMargin ?? 0, finite)
        try require(
            derecruitmentDifference?.isFinite ?? true, "derecruitment difference", derecruitmentDifference ?? 0, finite)
    }
}

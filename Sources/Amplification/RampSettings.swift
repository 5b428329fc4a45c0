// All that decides what a ramp assessment computes, in one value that goes into its provenance.

public import MotorUnits

/// The choices of a ramp assessment.
public struct RampSettings: Hashable, Sendable, Codable {
    /// How rates are smoothed. Default: polynomial of degree 5.
    public var smoother: RateSmoother
    /// The pause (s) over which a smooth rate is not continued. Default 1.0 s.
    public var longestGap: Double
    /// What is looked at, and taken out, before. The default takes out only impossible intervals.
    public var cleaning: DischargeCleaningRules
    /// The rules of the pairs.
    public var deltaF: DeltaFParameters

    /// Creates settings; without arguments, the defaults.
    public init(
        smoother: RateSmoother = .fifthOrderPolynomial, longestGap: Double = SmoothedRate.defaultLongestGap,
        cleaning: DischargeCleaningRules = DischargeCleaningRules(), deltaF: DeltaFParameters = DeltaFParameters()
    ) {
        self.smoother = smoother
        self.longestGap = longestGap
        self.cleaning = cleaning
        self.deltaF = deltaF
    }
}

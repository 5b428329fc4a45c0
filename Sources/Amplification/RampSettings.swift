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
    /// How the interval of each ΔF is made. Default: none; `lull assess` makes one.
    public var bootstrap: BootstrapParameters
    /// How many of the units recruited first may become the composite control unit, 2 or more; `nil` for none. Default 5, this
    /// project's choice.
    @NullWhenAbsent public var compositeUnits: Int?

    /// Creates settings; without arguments, the defaults.
    public init(
        smoother: RateSmoother = .fifthOrderPolynomial, longestGap: Double = SmoothedRate.defaultLongestGap,
        cleaning: DischargeCleaningRules = DischargeCleaningRules(), deltaF: DeltaFParameters = DeltaFParameters(),
        bootstrap: BootstrapParameters = BootstrapParameters(), compositeUnits: Int? = 5
    ) {
        self.smoother = smoother
        self.longestGap = longestGap
        self.cleaning = cleaning
        self.deltaF = deltaF
        self.bootstrap = bootstrap
        self.compositeUnits = compositeUnits
    }
}

// A motor unit together with its rates: what every analysis of rates starts from.

/// A motor unit with its raw and its smooth discharge rate.
public struct RatedMotorUnit: Hashable, Sendable {
    /// The unit.
    public let unit: MotorUnit
    /// One rate per interval.
    public let instantaneous: InstantaneousRate
    /// One rate per sample.
    public let smoothed: SmoothedRate

    /// Takes rates as they are.
    package init(_ unit: MotorUnit, instantaneous: InstantaneousRate, smoothed: SmoothedRate) {
        self.unit = unit
        self.instantaneous = instantaneous
        self.smoothed = smoothed
    }

    /// Computes the rates of a unit.
    ///
    /// - Throws: ``MotorUnitError`` as ``RateSmoother/smooth(_:longestGap:)`` does.
    public init(
        _ unit: MotorUnit, smoother: RateSmoother = .fifthOrderPolynomial,
        longestGap: Double = SmoothedRate.defaultLongestGap
    ) throws(MotorUnitError) {
        self.unit = unit
        instantaneous = InstantaneousRate(of: unit.discharges)
        smoothed = try smoother.smooth(unit.discharges, longestGap: longestGap)
    }
}

// When pulses come. A pattern is groups of evenly spaced pulses: 10 pulses at 100 Hz every 1.5 s is not 6.7 Hz, neither
// for the nerve (Perez et al. 2003: the first raised reciprocal inhibition, the second did not) nor for the heat.

/// Groups of evenly spaced pulses; an even train is groups of one.
public struct PulsePattern: Hashable, Sendable {
    /// The number of pulses in a group.
    public let pulsesPerGroup: Int
    /// From the start of one pulse of a group to the start of the next. The shortest distance between two pulses.
    public let pulsePeriod: Microseconds
    /// From the start of one group to the start of the next.
    public let groupPeriod: Microseconds

    /// The longest period allowed.
    public static let longestPeriod = Microseconds.seconds(1_000)

    /// Creates a pattern.
    ///
    /// - Throws: ``PulseTrainError/pattern(pulses:pulsePeriod:groupPeriod:)`` unless there is at least one pulse, the
    ///   periods are positive and at most 1,000 s, and a group is over before the next one starts.
    public init(
        pulsesPerGroup: Int, pulsePeriod: Microseconds, groupPeriod: Microseconds
    ) throws(PulseTrainError) {
        guard pulsesPerGroup >= 1, pulsePeriod > .zero, groupPeriod <= PulsePattern.longestPeriod,
            pulsePeriod * pulsesPerGroup <= groupPeriod
        else { throw .pattern(pulses: pulsesPerGroup, pulsePeriod: pulsePeriod, groupPeriod: groupPeriod) }
        self.pulsesPerGroup = pulsesPerGroup
        self.pulsePeriod = pulsePeriod
        self.groupPeriod = groupPeriod
    }

    /// One pulse in every period.
    ///
    /// - Throws: ``PulseTrainError/pattern(pulses:pulsePeriod:groupPeriod:)`` when the period is not positive or above
    ///   1,000 s.
    public static func even(period: Microseconds) throws(PulseTrainError) -> PulsePattern {
        try PulsePattern(pulsesPerGroup: 1, pulsePeriod: period, groupPeriod: period)
    }

    /// The rate inside a group, the highest that ever occurs.
    public var highestRate: Hertz { Hertz(period: pulsePeriod) }

    /// The rate over whole groups.
    public var meanRate: Hertz { Hertz(Double(pulsesPerGroup) * 1_000_000 / groupPeriod.value) }
}

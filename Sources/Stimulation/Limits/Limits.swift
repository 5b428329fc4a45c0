// The limits, each with its source. The same table, with what each number means, is in Documentation/Safety.md.

/// A set of limits. Several may bound one quantity: all of them must be kept, so the strictest wins.
///
/// Every set that can be had outside of this room starts from ``product`` and only ever grows.
public struct Limits: Hashable, Sendable {
    /// The limits.
    public let all: [Limit]

    /// Creates a set. Not public: nobody starts from fewer limits than ``product``.
    init(_ limits: [Limit]) { all = limits }

    /// This set and more limits; limits can be added, never taken away.
    public func adding(_ more: [Limit]) -> Limits { Limits(all + more) }

    /// Every limit that a value breaks.
    func violations(of quantity: LimitedQuantity, by value: Double) -> [LimitViolation] {
        all.filter { $0.quantity == quantity && !$0.allows(value) }.map { LimitViolation(limit: $0, asked: value) }
    }

    /// Every limit that a burst breaks by itself, whatever came before it. While the motor threshold is not known, nothing can
    /// be compared with it.
    func violations(by load: PulseLoad, motorThreshold: Milliamperes?) -> [LimitViolation] {
        var values: [(LimitedQuantity, Double)] = [
            (.peakCurrent, load.peakCurrent.value),
            (.phaseDuration, load.longestPhase.value),
            (.chargePerPhase, load.chargePerPhase.value),
            (.energyPerPulse, load.energyPerPulse.value),
            (.rmsCurrent, load.rmsCurrent.value),
            (.rmsCurrentDensity, load.rmsCurrentDensity.value),
            (.powerDensity, load.powerDensity.value),
            (.highestRate, load.highestRate.value),
            (.meanRate, load.meanRate.value),
            (.burstDuration, load.duration.value),
        ]
        if let motorThreshold { values.append((.currentOverMotorThreshold, load.peakCurrent / motorThreshold)) }
        return values.flatMap { violations(of: $0.0, by: $0.1) }
    }
}

/// A limit that was broken, and by what.
public struct LimitViolation: Hashable, Sendable, CustomStringConvertible {
    /// The limit.
    public let limit: Limit
    /// The value asked for, in the limit's unit.
    public let asked: Double

    /// The limit, the value, the range and the source, in one clause.
    public var description: String {
        let short = limit.text(asked)
        // Six digits must not make a value look allowed: a hair above the limit is printed with all its digits.
        let shown =
            short == limit.text(limit.highest) || short == limit.text(limit.lowest)
            ? "\(asked) \(limit.unit)" : short
        return "\(limit.quantity.title) is \(shown), allowed is \(limit.allowedText) (\(limit.source))"
    }
}

extension Limits {
    /// The limits of standards and regulators that can be computed from a burst.
    static let published = Limits([
        Limit(
            .energyPerPulse, atMost: Millijoules(300),
            LimitSource("IEC 60601-2-10, pulse energy into 500 Ω, as quoted by manufacturers", .verified)),
        Limit(
            .rmsCurrent, atMost: RMSMilliamperes(50),
            LimitSource("IEC 60601-2-10, rms current into 500 Ω up to 400 Hz", .fromMemory)),
        Limit(
            .rmsCurrentDensity, atMost: MilliamperesPerSquareCentimetre(2),
            LimitSource("IEC 60601-2-10, density above which special attention is needed", .verified)),
        Limit(
            .powerDensity, atMost: WattsPerSquareCentimetre(0.25),
            LimitSource("FDA guidance for powered muscle stimulators, by a summary", .verified)),
    ])

    /// What Lull allows at most: half of the published limits, or the most that a trial used. Nothing here is medical
    /// advice; a prescription is narrower.
    public static let product = published.adding([
        Limit(.peakCurrent, atMost: .milliamperes(60), half),
        Limit(
            .currentOverMotorThreshold, atMost: Ratio(1.2),
            LimitSource("Lull: the trials stayed between sensory threshold and about 1.2 × motor threshold", .ownChoice)
        ),
        Limit(.phaseDuration, atMost: .microseconds(500), half),
        Limit(.chargePerPhase, atMost: .milliamperes(60) * .microseconds(500), half),
        Limit(.highestRate, atMost: Hertz(200), half),
        Limit(.meanRate, atMost: Hertz(100), half),
        Limit(.rmsCurrent, atMost: RMSMilliamperes(25), half),
        Limit(.rmsCurrentDensity, atMost: MilliamperesPerSquareCentimetre(1), half),
        Limit(.powerDensity, atMost: WattsPerSquareCentimetre(0.05), half),
        Limit(
            .contactFraction, from: Ratio(0.5), to: Ratio(1),
            LimitSource("Lull: a pad that is less than half on is put on again", .ownChoice)),
        Limit(.burstDuration, atMost: .seconds(10), half),
        Limit(.pauseOverBurst, atLeast: Ratio(2), half),
        Limit(
            .burstsPerMinute, atMost: Ratio(6),
            LimitSource("Lull: more is likely stimulation that triggers itself", .ownChoice)),
        Limit(.sessionOnTime, atMost: .minutes(60), half),
        Limit(.dailyOnTime, atMost: .hours(4), half),
        Limit(
            .orderAge, atMost: .milliseconds(50), LimitSource("Lull: no stimulation on stale data", .ownChoice)),
        Limit(
            .orderLifetime, atMost: .seconds(11),
            LimitSource("Lull: the longest burst and one second to begin it", .ownChoice)),
        Limit(
            .deviceReportAge, atMost: .seconds(2),
            LimitSource("Lull: as long as the P24's own watchdog waits", .ownChoice)),
    ])

    private static let half = LimitSource(
        "Lull: half of the published limits or the most that a trial used", .ownChoice)
}

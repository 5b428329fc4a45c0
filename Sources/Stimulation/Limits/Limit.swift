// A limit is data: what is limited, the range, and who says so. The gate compares numbers with ranges and knows nothing
// about any particular limit.

/// Everything that a limit can bound.
public enum LimitedQuantity: String, Hashable, Sendable, CaseIterable {
    // One pulse, and how often it comes.
    case peakCurrent, currentOverMotorThreshold, phaseDuration, chargePerPhase, energyPerPulse
    case rmsCurrent, rmsCurrentDensity, powerDensity, highestRate, meanRate
    // The pad.
    case contactFraction
    // The burst and what came before it.
    case burstDuration, pause, pauseOverBurst, burstsPerMinute
    case hourlyOnTime, dailyOnTime, sessionOnTime, hourlyCharge, dailyCharge
    // Freshness.
    case orderAge, orderLifetime, deviceReportAge

    /// What it is called in a refusal.
    public var title: String {
        switch self {
        case .peakCurrent: "peak current"
        case .currentOverMotorThreshold: "current as a multiple of the motor threshold"
        case .phaseDuration: "duration of one phase"
        case .chargePerPhase: "charge per phase"
        case .energyPerPulse: "energy per pulse into 500 Ω"
        case .rmsCurrent: "rms current"
        case .rmsCurrentDensity: "rms current density at the contact area"
        case .powerDensity: "power density at the contact area"
        case .highestRate: "pulse rate inside a group"
        case .meanRate: "mean pulse rate"
        case .contactFraction: "part of the pad in contact with the skin"
        case .burstDuration: "duration of the burst"
        case .pause: "pause since the last burst"
        case .pauseOverBurst: "pause as a multiple of the last burst"
        case .burstsPerMinute: "bursts in one minute"
        case .hourlyOnTime: "stimulation time in one hour"
        case .dailyOnTime: "stimulation time in one day"
        case .sessionOnTime: "stimulation time in this session"
        case .hourlyCharge: "charge in one hour"
        case .dailyCharge: "charge in one day"
        case .orderAge: "age of the order"
        case .orderLifetime: "time from the order to its expiry"
        case .deviceReportAge: "age of the stimulator's last report"
        }
    }
}

/// The name of a limited quantity together with the unit that it must be given in, so that a limit in the wrong unit
/// does not compile.
public struct Limited<Unit: Quantity>: Hashable, Sendable {
    let quantity: LimitedQuantity
}

extension Limited<Milliamperes> {
    /// The highest current of a pulse.
    public static var peakCurrent: Self { Self(quantity: .peakCurrent) }
}

extension Limited<RMSMilliamperes> {
    /// The rms current over the worst window.
    public static var rmsCurrent: Self { Self(quantity: .rmsCurrent) }
}

extension Limited<Millijoules> {
    /// The energy of one pulse into 500 Ω.
    public static var energyPerPulse: Self { Self(quantity: .energyPerPulse) }
}

extension Limited<MilliamperesPerSquareCentimetre> {
    /// The rms current over the contact area.
    public static var rmsCurrentDensity: Self { Self(quantity: .rmsCurrentDensity) }
}

extension Limited<WattsPerSquareCentimetre> {
    /// The power into 500 Ω over the contact area.
    public static var powerDensity: Self { Self(quantity: .powerDensity) }
}

extension Limited<Microcoulombs> {
    /// The charge in one direction before the current turns.
    public static var chargePerPhase: Self { Self(quantity: .chargePerPhase) }
    /// The charge in one direction over a rolling hour.
    public static var hourlyCharge: Self { Self(quantity: .hourlyCharge) }
    /// The charge in one direction over a rolling day.
    public static var dailyCharge: Self { Self(quantity: .dailyCharge) }
}

extension Limited<Hertz> {
    /// The rate inside a group.
    public static var highestRate: Self { Self(quantity: .highestRate) }
    /// The rate over whole groups.
    public static var meanRate: Self { Self(quantity: .meanRate) }
}

extension Limited<Ratio> {
    /// The current over the motor threshold.
    public static var currentOverMotorThreshold: Self { Self(quantity: .currentOverMotorThreshold) }
    /// The part of the pad that touches the skin.
    public static var contactFraction: Self { Self(quantity: .contactFraction) }
    /// The pause before the burst over the duration of the burst before it.
    public static var pauseOverBurst: Self { Self(quantity: .pauseOverBurst) }
    /// Bursts in a rolling minute, the new one included.
    public static var burstsPerMinute: Self { Self(quantity: .burstsPerMinute) }
}

extension Limited<Microseconds> {
    /// The longest phase.
    public static var phaseDuration: Self { Self(quantity: .phaseDuration) }
    /// The duration of one burst.
    public static var burstDuration: Self { Self(quantity: .burstDuration) }
    /// The time since the end of the last burst on the pad.
    public static var pause: Self { Self(quantity: .pause) }
    /// Stimulation time over a rolling hour.
    public static var hourlyOnTime: Self { Self(quantity: .hourlyOnTime) }
    /// Stimulation time over a rolling day.
    public static var dailyOnTime: Self { Self(quantity: .dailyOnTime) }
    /// Stimulation time since the session began.
    public static var sessionOnTime: Self { Self(quantity: .sessionOnTime) }
    /// The time since the order was written.
    public static var orderAge: Self { Self(quantity: .orderAge) }
    /// The time from the order to its expiry.
    public static var orderLifetime: Self { Self(quantity: .orderLifetime) }
    /// The time since the stimulator last said how it is.
    public static var deviceReportAge: Self { Self(quantity: .deviceReportAge) }
}

/// Who says so, and how sure we are that they do.
public struct LimitSource: Hashable, Sendable, CustomStringConvertible {
    /// How well the number is founded.
    public enum Standing: Hashable, Sendable {
        /// Read in the source named, or in one that quotes it.
        case verified
        /// Remembered, not read: to be checked before anything is built on it.
        case fromMemory
        /// Chosen for Lull, with the reason given.
        case ownChoice
        /// What a clinician prescribed.
        case prescribed
    }

    /// The document, or the reason.
    public let text: String
    /// How well the number is founded.
    public let standing: Standing

    /// Creates a source.
    public init(_ text: String, _ standing: Standing) {
        self.text = text
        self.standing = standing
    }

    /// The source; what is only remembered says so.
    public var description: String { standing == .fromMemory ? "\(text); from memory, not verified" : text }
}

/// A range that a quantity must lie in, both ends included.
public struct Limit: Hashable, Sendable, CustomStringConvertible {
    /// What is limited.
    public let quantity: LimitedQuantity
    /// The lowest value allowed.
    public let lowest: Double
    /// The highest value allowed.
    public let highest: Double
    /// The unit of both.
    public let unit: String
    /// Who says so.
    public let source: LimitSource

    /// A limit from above; nothing below zero is allowed either.
    public init<Unit: Quantity>(_ limited: Limited<Unit>, atMost highest: Unit, _ source: LimitSource) {
        self.init(quantity: limited.quantity, lowest: 0, highest: highest.value, unit: Unit.symbol, source: source)
    }

    /// A limit from below.
    public init<Unit: Quantity>(_ limited: Limited<Unit>, atLeast lowest: Unit, _ source: LimitSource) {
        self.init(
            quantity: limited.quantity, lowest: lowest.value, highest: .infinity, unit: Unit.symbol, source: source)
    }

    /// A limit on both sides.
    public init<Unit: Quantity>(_ limited: Limited<Unit>, from lowest: Unit, to highest: Unit, _ source: LimitSource) {
        self.init(
            quantity: limited.quantity, lowest: lowest.value, highest: highest.value, unit: Unit.symbol, source: source)
    }

    init(quantity: LimitedQuantity, lowest: Double, highest: Double, unit: String, source: LimitSource) {
        self.quantity = quantity
        self.lowest = lowest
        self.highest = highest
        self.unit = unit
        self.source = source
    }

    /// Whether a value is allowed. NaN never is, and an infinite one is allowed only where there is no upper end.
    public func allows(_ value: Double) -> Bool { value >= lowest && value <= highest }

    /// The range for people, such as `at most 60 mA`.
    public var allowedText: String {
        switch (lowest, highest) {
        case (0, _): "at most \(text(highest))"
        case (_, .infinity): "at least \(text(lowest))"
        default: "\(text(lowest)) to \(text(highest))"
        }
    }

    /// A value in this limit's unit, for people.
    func text(_ value: Double) -> String {
        if unit == Microseconds.symbol { return readableTime(microseconds: value) }
        return unit.isEmpty ? readable(value) : "\(readable(value)) \(unit)"
    }

    /// What is limited, the range and the source.
    public var description: String { "\(quantity.title) \(allowedText) (\(source))" }
}

// Current, time and charge are whole numbers: microamperes, microseconds, and their product, picocoulombs. So the sum
// of I·t over a pulse is zero or it is not; no tolerance is needed.

/// An electrical current, exact to one microampere. Positive and negative are the two directions through the pad.
public struct Milliamperes: Quantity {
    /// The current in whole microamperes.
    public let microamperes: Int

    /// Creates a current from whole microamperes.
    public init(microamperes: Int) { self.microamperes = microamperes }

    /// Creates a current from milliamperes, to the nearest microampere; `nil` when the number is not finite or its
    /// magnitude is above 1,000,000 mA.
    public init?(_ value: Double) {
        guard value.isFinite, abs(value) <= 1_000_000 else { return nil }
        microamperes = Int((value * 1_000).rounded())
    }

    /// A current of whole milliamperes.
    public static func milliamperes(_ count: Int) -> Milliamperes {
        Milliamperes(microamperes: count.saturatingMultiply(1_000))
    }

    /// `mA`.
    public static let symbol = "mA"
    /// The current in milliamperes.
    public var value: Double { Double(microamperes) / 1_000 }
    /// No current.
    public static let zero = Milliamperes(microamperes: 0)
    /// The same current without its direction.
    public var magnitude: Milliamperes { microamperes < 0 ? -self : self }

    /// Whether `a` is less than `b`.
    public static func < (a: Milliamperes, b: Milliamperes) -> Bool { a.microamperes < b.microamperes }
    /// The current in the other direction.
    public static prefix func - (a: Milliamperes) -> Milliamperes {
        Milliamperes(microamperes: 0.saturatingSubtract(a.microamperes))
    }
    /// The sum of two currents.
    public static func + (a: Milliamperes, b: Milliamperes) -> Milliamperes {
        Milliamperes(microamperes: a.microamperes.saturatingAdd(b.microamperes))
    }
    /// Current × time = charge, exactly.
    public static func * (a: Milliamperes, b: Microseconds) -> Microcoulombs {
        Microcoulombs(picocoulombs: a.microamperes.saturatingMultiply(b.count))
    }
    /// How many times `b` goes into `a`; not a number for 0 / 0.
    public static func / (a: Milliamperes, b: Milliamperes) -> Double { a.value / b.value }
}

/// A length of time, exact to one microsecond.
public struct Microseconds: Quantity {
    /// The number of microseconds.
    public let count: Int

    /// Creates a length of time from whole microseconds.
    public init(_ count: Int) { self.count = count }

    /// A length of time in whole microseconds.
    public static func microseconds(_ count: Int) -> Microseconds { Microseconds(count) }
    /// A length of time in whole milliseconds.
    public static func milliseconds(_ count: Int) -> Microseconds { Microseconds(count.saturatingMultiply(1_000)) }
    /// A length of time in whole seconds.
    public static func seconds(_ count: Int) -> Microseconds { Microseconds(count.saturatingMultiply(1_000_000)) }
    /// A length of time in whole minutes.
    public static func minutes(_ count: Int) -> Microseconds { Microseconds(count.saturatingMultiply(60_000_000)) }
    /// A length of time in whole hours.
    public static func hours(_ count: Int) -> Microseconds { Microseconds(count.saturatingMultiply(3_600_000_000)) }

    /// `µs`.
    public static let symbol = "µs"
    /// The number of microseconds.
    public var value: Double { Double(count) }
    /// The length of time in seconds.
    public var inSeconds: Double { Double(count) / 1_000_000 }
    /// No time.
    public static let zero = Microseconds(0)

    /// Whether `a` is shorter than `b`.
    public static func < (a: Microseconds, b: Microseconds) -> Bool { a.count < b.count }
    /// The sum of two lengths of time.
    public static func + (a: Microseconds, b: Microseconds) -> Microseconds {
        Microseconds(a.count.saturatingAdd(b.count))
    }
    /// The difference of two lengths of time.
    public static func - (a: Microseconds, b: Microseconds) -> Microseconds {
        Microseconds(a.count.saturatingSubtract(b.count))
    }
    /// The length of time, several times over.
    public static func * (a: Microseconds, times: Int) -> Microseconds {
        Microseconds(a.count.saturatingMultiply(times))
    }
    /// How many times `b` goes into `a`; not a number for 0 / 0.
    public static func / (a: Microseconds, b: Microseconds) -> Double { a.value / b.value }

    /// The length of time in the unit that people would choose: `200 µs`, `1.5 s`, `60 min`.
    public var description: String { readableTime(microseconds: value) }
}

/// An electrical charge, exact to one picocoulomb.
public struct Microcoulombs: Quantity {
    /// The charge in whole picocoulombs.
    public let picocoulombs: Int

    /// Creates a charge from whole picocoulombs.
    public init(picocoulombs: Int) { self.picocoulombs = picocoulombs }

    /// A charge of whole millicoulombs.
    public static func millicoulombs(_ count: Int) -> Microcoulombs {
        Microcoulombs(picocoulombs: count.saturatingMultiply(1_000_000_000))
    }

    /// `µC`.
    public static let symbol = "µC"
    /// The charge in microcoulombs.
    public var value: Double { Double(picocoulombs) / 1_000_000 }
    /// No charge.
    public static let zero = Microcoulombs(picocoulombs: 0)
    /// The same charge without its sign.
    public var magnitude: Microcoulombs {
        picocoulombs < 0 ? Microcoulombs(picocoulombs: 0.saturatingSubtract(picocoulombs)) : self
    }

    /// Whether `a` is less than `b`.
    public static func < (a: Microcoulombs, b: Microcoulombs) -> Bool { a.picocoulombs < b.picocoulombs }
    /// The sum of two charges.
    public static func + (a: Microcoulombs, b: Microcoulombs) -> Microcoulombs {
        Microcoulombs(picocoulombs: a.picocoulombs.saturatingAdd(b.picocoulombs))
    }
    /// The charge, several times over.
    public static func * (a: Microcoulombs, times: Int) -> Microcoulombs {
        Microcoulombs(picocoulombs: a.picocoulombs.saturatingMultiply(times))
    }
    /// Charge spread over an area.
    public static func / (a: Microcoulombs, area: SquareCentimetres) -> MicrocoulombsPerSquareCentimetre {
        MicrocoulombsPerSquareCentimetre(a.value / area.value)
    }
}

/// A length of time in the unit that people would choose.
func readableTime(microseconds: Double) -> String {
    switch abs(microseconds) {
    case 120e6...: "\(readable(microseconds / 60e6)) min"
    case 1e6...: "\(readable(microseconds / 1e6)) s"
    case 10_000...: "\(readable(microseconds / 1e3)) ms"
    default: "\(readable(microseconds)) µs"
    }
}

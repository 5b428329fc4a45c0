// Derived and measured quantities. What is not a number stays not a number until the gate refuses it.

/// A rate: how often something happens in one second.
public struct Hertz: ScalarQuantity {
    /// The number of hertz.
    public let value: Double
    /// Creates the quantity from its number.
    public init(_ value: Double) { self.value = value }
    /// `Hz`.
    public static let symbol = "Hz"
}

/// A root-mean-square current: what warms the skin. A type of its own, so that it is never taken for a peak current.
public struct RMSMilliamperes: ScalarQuantity {
    /// The number of milliamperes rms.
    public let value: Double
    /// Creates the quantity from its number.
    public init(_ value: Double) { self.value = value }
    /// `mA rms`.
    public static let symbol = "mA rms"
}

/// An energy.
public struct Millijoules: ScalarQuantity {
    /// The number of millijoules.
    public let value: Double
    /// Creates the quantity from its number.
    public init(_ value: Double) { self.value = value }
    /// `mJ`.
    public static let symbol = "mJ"
}

/// An electrical resistance.
public struct Ohms: ScalarQuantity {
    /// The number of ohms.
    public let value: Double
    /// Creates the quantity from its number.
    public init(_ value: Double) { self.value = value }
    /// `Ω`.
    public static let symbol = "Ω"
}

/// An area.
public struct SquareCentimetres: ScalarQuantity {
    /// The number of square centimetres.
    public let value: Double
    /// Creates the quantity from its number.
    public init(_ value: Double) { self.value = value }
    /// `cm²`.
    public static let symbol = "cm²"
}

/// Current (rms) spread over an area of skin.
public struct MilliamperesPerSquareCentimetre: ScalarQuantity {
    /// The number of milliamperes per square centimetre.
    public let value: Double
    /// Creates the quantity from its number.
    public init(_ value: Double) { self.value = value }
    /// `mA rms/cm²`.
    public static let symbol = "mA rms/cm²"
}

/// Power spread over an area of skin.
public struct WattsPerSquareCentimetre: ScalarQuantity {
    /// The number of watts per square centimetre.
    public let value: Double
    /// Creates the quantity from its number.
    public init(_ value: Double) { self.value = value }
    /// `W/cm²`.
    public static let symbol = "W/cm²"
}

/// Charge of one phase spread over an area of skin.
public struct MicrocoulombsPerSquareCentimetre: ScalarQuantity {
    /// The number of microcoulombs per square centimetre.
    public let value: Double
    /// Creates the quantity from its number.
    public init(_ value: Double) { self.value = value }
    /// `µC/cm²`.
    public static let symbol = "µC/cm²"
}

/// A plain number without a unit, such as a current over the motor threshold.
public struct Ratio: ScalarQuantity {
    /// Its value.
    public let value: Double
    /// Creates the quantity from its number.
    public init(_ value: Double) { self.value = value }
    /// No unit.
    public static let symbol = ""
}

extension Hertz {
    /// The rate of something that happens once in every `period`; infinite when the period is zero.
    public init(period: Microseconds) { self.init(1_000_000 / period.value) }

    /// The shortest whole-microsecond period that is not faster than this rate; `nil` when the rate is not a positive
    /// number or slower than once in 1,000,000 s. 30 Hz gives 33,334 µs.
    public var period: Microseconds? {
        guard value >= 1e-6, value.isFinite else { return nil }
        return Microseconds(Int((1_000_000 / value).rounded(.up)))
    }
}

extension RMSMilliamperes {
    /// Current spread over an area.
    public static func / (a: RMSMilliamperes, area: SquareCentimetres) -> MilliamperesPerSquareCentimetre {
        MilliamperesPerSquareCentimetre(a.value / area.value)
    }
}

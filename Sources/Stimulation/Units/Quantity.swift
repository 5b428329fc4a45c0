// Electrical units are types: adding milliamperes to microseconds does not compile, and a product has the unit it must
// have. Quantities that are summed or compared for equality (current, time, charge) are whole numbers underneath;
// derived ones (energy, density, power) are Double.

/// A number with a unit that the compiler knows.
public protocol Quantity: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The unit as people write it, such as `mA`.
    static var symbol: String { get }
    /// The number of units.
    var value: Double { get }
}

extension Quantity {
    /// Whether `a` is less than `b`; always false when one of them is not a number.
    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }

    /// The number with its unit, such as `20 mA`.
    public var description: String { "\(readable(value)) \(Self.symbol)" }
}

/// A quantity that a Double holds well enough: it is measured or derived, never summed exactly.
public protocol ScalarQuantity: Quantity {
    /// Creates a quantity from the number of its units. Anything may be held, even NaN; the gate refuses it.
    init(_ value: Double)
}

extension ScalarQuantity {
    /// The sum of two quantities of one unit.
    public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
    /// The quantity multiplied by a plain number.
    public static func * (a: Self, factor: Double) -> Self { Self(a.value * factor) }
    /// How many times `b` goes into `a`.
    public static func / (a: Self, b: Self) -> Double { a.value / b.value }
}

/// A whole number that is added and multiplied without ever trapping: what does not fit stays at the end of the range,
/// which lies outside of every limit, so that the gate refuses it.
extension Int {
    func saturatingAdd(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }

    func saturatingMultiply(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
    }

    func saturatingSubtract(_ other: Int) -> Int {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }
}

/// A number for people: whole numbers without a point, others with six significant digits.
func readable(_ x: Double) -> String {
    guard x.isFinite else { return "\(x)" }
    if x == x.rounded(), abs(x) < 1e15 { return "\(Int(x))" }
    guard abs(x) >= 1e-9, abs(x) < 1e9 else { return "\(x)" }
    var scale = 1.0
    while abs(x) * scale < 1e5 { scale *= 10 }
    let rounded = (x * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
}

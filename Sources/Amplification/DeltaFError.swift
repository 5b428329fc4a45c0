// Why ΔF cannot be computed at all. A pair or unit without a value is not an error: it says why in the result.

public import Signals

/// Why an analysis of ΔF was not begun.
public enum DeltaFError: ExplainedError, Hashable {
    /// A parameter is out of bounds.
    case parameter(name: String, found: Double, allowed: String)
    /// Two units count their discharges with different clocks.
    case differentRates(unit: String, hertz: Double, other: String, otherHertz: Double)

    /// A wrong parameter is a matter of usage, different clocks one of the data.
    public var category: ErrorCategory {
        switch self {
        case .parameter: .usage
        case .differentRates: .data
        }
    }

    /// One sentence: what is wrong and what is allowed.
    public var description: String {
        switch self {
        case .parameter(let name, let found, let allowed):
            "the \(name) of the ΔF method is \(found); allowed is \(allowed)"
        case .differentRates(let unit, let hertz, let other, let otherHertz):
            "motor unit \(unit) is sampled at \(hertz) Hz and motor unit \(other) at \(otherHertz) Hz; "
                + "the units of one contraction must share one rate"
        }
    }
}

// One sentence for a parameter of the virtual patient that cannot be: whose it is, what was found, what is allowed.

public import Signals

/// A parameter of a muscle or of its electromyogram that is not possible.
public struct ParameterError: ExplainedError, Hashable {
    /// Whose parameter it is and which one, such as `soleus, unit 3: contraction time`.
    public let parameter: String
    /// The value as it was found, with its unit.
    public let found: String
    /// What is allowed, in words.
    public let allowed: String

    /// Creates an error.
    public init(parameter: String, found: String, allowed: String) {
        self.parameter = parameter
        self.found = found
        self.allowed = allowed
    }

    /// Wrong data.
    public var category: ErrorCategory { .data }

    /// The sentence.
    public var description: String { "\(parameter) is \(found); allowed is \(allowed)" }
}

extension ParameterError {
    /// Refuses a value that is not finite or lies outside of `range`.
    static func check(
        _ parameter: @autoclosure () -> String, _ value: Double, in range: ClosedRange<Double>, unit: String = ""
    ) throws(ParameterError) {
        guard value.isFinite, range.contains(value) else {
            let suffix = unit.isEmpty ? "" : " \(unit)"
            throw ParameterError(
                parameter: parameter(), found: "\(value)\(suffix)",
                allowed: "\(range.lowerBound) to \(range.upperBound)\(suffix)")
        }
    }

    /// Refuses a count outside of `range`.
    static func check(
        _ parameter: @autoclosure () -> String, _ value: Int, in range: ClosedRange<Int>
    ) throws(ParameterError) {
        guard range.contains(value) else {
            throw ParameterError(
                parameter: parameter(), found: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
    }
}

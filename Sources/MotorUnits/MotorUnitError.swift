// What can be wrong with a request to this room, each as one sentence.

public import Signals

/// Why discharges cannot be cleaned or smoothed as asked.
public enum MotorUnitError: ExplainedError, Hashable {
    /// A parameter is out of bounds.
    case parameter(name: String, found: Double, allowed: String)
    /// The discharges span more samples than a curve may have.
    case spanTooLong(samples: Int, longest: Int)

    /// A wrong parameter is a matter of usage, an absurd train one of the data.
    public var category: ErrorCategory {
        switch self {
        case .parameter: .usage
        case .spanTooLong: .data
        }
    }

    /// One sentence: what is wrong and what is allowed.
    public var description: String {
        switch self {
        case .parameter(let name, let found, let allowed): "the \(name) is \(found); allowed is \(allowed)"
        case .spanTooLong(let samples, let longest):
            "the discharges of a motor unit span \(samples) samples; a smooth rate may span up to \(longest)"
        }
    }
}

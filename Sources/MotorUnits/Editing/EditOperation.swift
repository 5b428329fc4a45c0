// What a person can change about decomposed motor units, as values that can be kept and done again.

public import Signals

/// One change of a decomposition.
public enum EditOperation: Hashable, Sendable, Codable {
    /// Puts discharges in, each at the highest point of the unit's source within ``EditOperation/snap`` of the time.
    case add(unit: String, seconds: [Double])
    /// Takes out the discharges nearest to these times, each within ``EditOperation/snap``.
    case remove(unit: String, seconds: [Double])
    /// Takes out all discharges from one time to another.
    case removeSpan(unit: String, from: Double, to: Double)
    /// Takes a whole unit out.
    case removeUnit(String)
    /// Makes one unit of two: the first keeps its name and gets the discharges of the second that it does not have.
    case merge(unit: String, with: String)
    /// Makes two units of one: discharges from a time on go to a new unit.
    case splitAtTime(unit: String, seconds: Double)
    /// Makes two units of one: discharges with the smaller peaks in the source go to a new unit.
    case splitByHeight(unit: String)
    /// Makes filters, sources, action potentials and quality anew from the discharges as they are now; with `detect`, also
    /// the discharges from the new source.
    case recompute(units: [String], detect: Bool)
    /// Sets the verdict by hand, with the person's reason.
    case judge(unit: String, verdict: UnitVerdict, reason: String)

    /// How far from a time a discharge is looked for, in seconds.
    public static let snap = 0.010

    /// Whether the recording is needed to do it.
    public var needsRecording: Bool { if case .recompute = self { true } else { false } }

    /// The operation in words, such as `add 2 discharges to unit 4`.
    public var summary: String {
        func times(_ seconds: [Double]) -> String {
            seconds.count == 1 ? "1 discharge" : "\(seconds.count) discharges"
        }
        return switch self {
        case .add(let unit, let seconds): "add \(times(seconds)) to unit \(unit)"
        case .remove(let unit, let seconds): "remove \(times(seconds)) from unit \(unit)"
        case .removeSpan(let unit, let from, let to): "remove the discharges of unit \(unit) from \(from) to \(to) s"
        case .removeUnit(let unit): "remove unit \(unit)"
        case .merge(let unit, let other): "merge unit \(other) into unit \(unit)"
        case .splitAtTime(let unit, let seconds): "split unit \(unit) at \(seconds) s"
        case .splitByHeight(let unit): "split unit \(unit) by the height of its peaks"
        case .recompute(let units, let detect):
            "recompute " + (units.count == 1 ? "unit " : "units ") + units.joined(separator: ", ")
                + (detect ? ", discharges too" : "")
        case .judge(let unit, let verdict, let reason): "call unit \(unit) \(verdict.rawValue): \(reason)"
        }
    }
}

/// One line of a history.
public struct EditEntry: Hashable, Sendable, Codable {
    /// What was done.
    public let operation: EditOperation
    /// When, in UTC, such as `2026-11-26T18:05:00Z`.
    public let date: String
    /// The software that did it.
    public let software: String
    /// The SHA-256 of the recording, where one was needed.
    public let recordingSHA256: String?

    /// Creates an entry.
    public init(operation: EditOperation, date: String, software: String, recordingSHA256: String? = nil) {
        self.operation = operation
        self.date = date
        self.software = software
        self.recordingSHA256 = recordingSHA256
    }
}

/// Why a change cannot be made, in one sentence.
public struct EditError: ExplainedError, Hashable {
    /// A change is what a command was asked for.
    public var category: ErrorCategory { .usage }
    /// The reason.
    public let description: String
}

// What one unit gives as a test unit: the mean over its accepted control units, or why there is none.

/// The ΔF of one unit.
public struct DeltaFUnit: Hashable, Sendable {
    /// The place (0-based) of the unit.
    public let unit: Int
    /// The mean ΔF over the accepted control units in pps; may be negative.
    public let deltaF: Double?
    /// The mean normalised ΔF over the same pairs.
    public let normalisedDeltaF: Double?
    /// The number of accepted control units.
    public let controlCount: Int
    /// The number of pairs in which the unit is the test unit.
    public let pairCount: Int
    /// Why there is no value; `nil` when there is one.
    public let absence: DeltaFAbsence?
}

/// Why a unit has no ΔF.
public enum DeltaFAbsence: Hashable, Sendable, CustomStringConvertible {
    /// It has too few discharges to have a rate or to be trusted.
    case tooFewDischarges(found: Int, required: Int)
    /// There is no other unit to gauge it with.
    case noOtherUnit
    /// It was recruited before all others.
    case firstRecruited
    /// None of its pairs was accepted; how often each rule spoke against one.
    case noAcceptedControl(pairs: Int, reasons: [DeltaFRejection.Rule: Int])

    /// A word for programs, such as `firstRecruited`.
    public var code: String {
        switch self {
        case .tooFewDischarges: "tooFewDischarges"
        case .noOtherUnit: "noOtherUnit"
        case .firstRecruited: "firstRecruited"
        case .noAcceptedControl: "noAcceptedControl"
        }
    }

    /// The reason for people, such as `no accepted control unit: 2 pairs (recruitmentTooClose 2, correlationTooLow 1)`.
    public var description: String {
        switch self {
        case .tooFewDischarges(let found, let required):
            "\(found) \(found == 1 ? "discharge" : "discharges"), fewer than \(required)"
        case .noOtherUnit: "no other unit to compare with"
        case .firstRecruited: "first recruited: no unit was recruited before it"
        case .noAcceptedControl(let pairs, let reasons):
            "no accepted control unit: \(pairs) \(pairs == 1 ? "pair" : "pairs") ("
                + DeltaFRejection.Rule.allCases.compactMap { rule in reasons[rule].map { "\(rule.words) \($0)×" } }
                .joined(separator: ", ") + ")"
        }
    }
}

// Why a pair is not accepted: each rule with the value found and the limit.

/// One rule that a pair did not meet. A pair may have several.
public struct DeltaFRejection: Hashable, Sendable, CustomStringConvertible {
    /// The rules, in the order in which they are checked and reported.
    public enum Rule: String, Hashable, Sendable, Codable, CaseIterable {
        /// A unit has too few discharges; found and limit count them.
        case tooFewDischarges
        /// The units hardly discharge together; found and limit are samples.
        case overlapTooShort
        /// The units were recruited too close to each other; seconds.
        case recruitmentTooClose
        /// The control unit stopped before the test unit; found is by how many seconds its end comes after the test
        /// unit's (so it is negative), limit 0.
        case controlStoppedFirst
        /// The control unit has no rate when the test unit was recruited or derecruited, because it paused there; found
        /// is the time of that instant in seconds, there is no limit.
        case controlRateUnknown
        /// The rates are not alike enough, or one does not vary at all (found is `nil`); r or r².
        case correlationTooLow
        /// The control unit's rate varies too little; pps.
        case modulationTooSmall
        /// The control unit's rate saturated; modulation − ΔF in pps.
        case controlSaturated
        /// The units stopped too close to each other; seconds.
        case derecruitmentTooClose
        /// The test unit was still discharging at the end; found is the time of its last discharge, limit the end (s).
        case noDerecruitment

        /// The rule in a few words, without numbers: `recruited too close together`.
        public var words: String {
            switch self {
            case .tooFewDischarges: "too few discharges"
            case .overlapTooShort: "too short together"
            case .recruitmentTooClose: "recruited too close together"
            case .controlStoppedFirst: "control unit stopped first"
            case .controlRateUnknown: "control rate unknown"
            case .correlationTooLow: "rates not alike"
            case .modulationTooSmall: "control rate hardly varies"
            case .controlSaturated: "control rate saturated"
            case .derecruitmentTooClose: "derecruited too close together"
            case .noDerecruitment: "no derecruitment"
            }
        }
    }

    /// The rule.
    public let rule: Rule
    /// The value found; `nil` where there is none.
    public let found: Double?
    /// The limit of the rule; `nil` where there is none.
    public let limit: Double?
    /// Whether found and limit of ``Rule/correlationTooLow`` are r² instead of r.
    var isSquared = false

    /// One clause with the value found and the limit, such as `recruited 0.4 s apart, not more than 1.0 s`.
    public var description: String {
        let (found, limit) = (found.map(Self.rounded) ?? "unknown", limit.map(Self.rounded) ?? "unknown")
        return switch rule {
        case .tooFewDischarges: "a unit has \(found) \(found == "1" ? "discharge" : "discharges"), fewer than \(limit)"
        case .overlapTooShort: "the units discharge together for \(found) samples, fewer than \(limit)"
        case .recruitmentTooClose: "recruited \(found) s apart, not more than \(limit) s"
        case .controlStoppedFirst:
            "the control unit stopped \(found.hasPrefix("-") ? String(found.dropFirst()) : found) s before the test unit"
        case .controlRateUnknown: "the control unit has no rate at \(found) s, where it is needed"
        case .correlationTooLow: "\(isSquared ? "r²" : "r") of the rates is \(found), not more than \(limit)"
        case .modulationTooSmall: "the control unit's rate varies by \(found) pps, not more than \(limit) pps"
        case .controlSaturated: "modulation less ΔF is \(found) pps, below \(limit) pps"
        case .derecruitmentTooClose: "derecruited \(found) s apart, less than \(limit) s"
        case .noDerecruitment: "the test unit still discharged at \(found) s, the end being at \(limit) s"
        }
    }

    /// A number with at most three decimals, without Foundation.
    static func rounded(_ value: Double) -> String {
        let thousandths = (value * 1000).rounded()
        guard thousandths.magnitude < 1e15 else { return "\(value)" }
        let number = thousandths / 1000
        return number == number.rounded() ? "\(Int(number))" : "\(number)"
    }
}

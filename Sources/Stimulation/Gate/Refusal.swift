// Why something was not allowed. Never a bare "no": the limit, its source, what was asked and what is allowed.

/// Why an order or a prescription was refused. All reasons are given, not only the first.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// One reason.
    public enum Reason: Hashable, Sendable, CustomStringConvertible {
        /// A limit would be broken.
        case limit(LimitViolation)
        /// Something is missing from a prescription.
        case incomplete(String)
        /// The person may not be stimulated, or not by itself.
        case notCleared(ClearanceObstacle)
        /// Stimulation is not armed.
        case notArmed(String)
        /// The stimulator cannot take a burst.
        case device(DeviceState.Readiness)
        /// The order is for another output than the prescription's.
        case channel(asked: PadChannel, prescribed: PadChannel)
        /// The burst would not be over when the order expires.
        case expires(SessionTime, burstEnds: SessionTime)
        /// A moment is impossible: now is outside the session, or an order or a report comes from the future.
        case time(String)
        /// The dose could not be written down, so the burst is not given.
        case notWrittenDown(DoseBookError)

        /// The reason in one clause.
        public var description: String {
            switch self {
            case .limit(let violation): violation.description
            case .incomplete(let text), .time(let text): text
            case .notCleared(let obstacle): obstacle.description
            case .notArmed(let why): "stimulation is not armed: \(why)"
            case .device(.off): "the stimulator is off"
            case .device(.busy): "the stimulator is busy with another burst"
            case .device(.fault(let what)): "the stimulator has a fault: \(what)"
            case .device(.ready): "the stimulator is ready"
            case .channel(let asked, let prescribed):
                "the order is for \(asked), the prescription for \(prescribed)"
            case .notWrittenDown(let error): "the dose cannot be written down: \(error)"
            case .expires(let expiry, let end):
                "the order expires at \(expiry), the burst would end at \(end)"
            }
        }
    }

    /// The reasons; at least one.
    public let reasons: [Reason]

    init(_ reasons: [Reason]) { self.reasons = reasons }

    /// The limited quantities among the reasons.
    public var limitedQuantities: Set<LimitedQuantity> {
        Set(reasons.compactMap { if case .limit(let violation) = $0 { violation.limit.quantity } else { nil } })
    }

    /// The reasons in one sentence.
    public var description: String { "refused: " + reasons.map(\.description).joined(separator: "; ") }
}

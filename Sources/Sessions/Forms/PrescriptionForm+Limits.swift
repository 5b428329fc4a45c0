// From what was written down to what may be given: the limits, and the sentence about each that would be broken.

import Signals
public import Stimulation

extension PrescriptionForm {
    /// The prescription, compared with every limit.
    ///
    /// - Parameters:
    ///   - limits: such as `Limits.product.adding(Limits.p24)`.
    ///   - unixSeconds: now: an approval from the future is none.
    /// - Throws: ``FormError`` that names every limit that is broken: its line and field, who set it, the value and the range
    ///   allowed; and all that is empty or makes no sense.
    public func prescription(within limits: Limits, at unixSeconds: Int) throws(FormError) -> Prescription {
        if terms.approval.unixSeconds > unixSeconds {
            throw FormError(
                file: file, line: line("approval: on"),
                "approval: on lies in the future (\(FormDate.text(terms.approval.unixSeconds))); allowed is today or before"
            )
        }
        do throws(Refusal) { return try Prescription(terms, within: limits) } catch {
            let clauses = error.reasons.map { reason in
                guard case .limit(let violation) = reason, let path = Self.path(of: violation.limit.quantity) else {
                    return reason.description
                }
                return "\(path) (line \(line(path) ?? 0)): \(reason.description)"
            }
            throw FormError(file: file, "refused: " + clauses.joined(separator: "; "), category: .noPermission)
        }
    }

    /// The value that a limited quantity hangs on most.
    private static func path(of quantity: LimitedQuantity) -> String? {
        switch quantity {
        case .peakCurrent, .currentOverMotorThreshold, .chargePerPhase, .energyPerPulse, .rmsCurrent,
            .rmsCurrentDensity,
            .powerDensity:
            "pulse: current"
        case .phaseDuration: "pulse: phase"
        case .highestRate, .meanRate: "burst: rate"
        case .burstDuration: "burst: duration"
        case .contactFraction: "pad: contact"
        case .pause: "dose: pause"
        case .hourlyOnTime: "dose: hourly time"
        case .hourlyCharge: "dose: hourly charge"
        case .dailyOnTime: "dose: daily time"
        case .dailyCharge: "dose: daily charge"
        case .pauseOverBurst, .burstsPerMinute, .sessionOnTime, .orderAge, .orderLifetime, .deviceReportAge: nil
        }
    }
}

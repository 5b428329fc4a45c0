// The names under which decisions and orders stand in the event log.

import Devices
import Signals
import SpasmControl
import Stimulation

extension EventLogWriter {
    /// Appends what the controller decided.
    mutating func append(_ decision: SpasmDecision) throws(EventLogError) {
        let at = decision.decidedAt
        switch decision {
        case .calibrated: try append("calibrated", at: at)
        case .detected(let onset, _):
            try append("activity-detected", at: at, [.init("onset", .integer(onset.rawValue))])
        case .recognised(let kind, _):
            try append("activity-recognised", at: at, [.init("kind", .text(kind.rawValue))])
        case .continued: try append("activity-continued", at: at)
        case .ended: try append("activity-ended", at: at)
        case .order(let order, _, let emitted):
            try append(
                "order", at: at,
                [
                    .init("order", .integer(order.number)), .init("trigger", .text(order.trigger.kind.rawValue)),
                    .init("emitted", .integer(emitted.rawValue)),
                    .init("channel", .integer(order.channel.number)), .init("pulses", .integer(order.train.pulseCount)),
                    .init("durationMicroseconds", .integer(order.train.duration.count)),
                    .init("peakMilliamperes", .number(order.train.shape.peakCurrent.value)),
                ])
        case .stopOutput: try append("output-cut", at: at)
        case .state(let state, _): try append("state", at: at, [.init("state", .text(state.description))])
        case .notGranted(let kind, let refusal, _):
            try append(
                "not-granted", at: at,
                [.init("asked", .text("\(kind)")), .init("reason", .text(refusal.description))])
        case .withheld(let refusal, _):
            try append("order-withheld", at: at, [.init("reason", .text(refusal.description))])
        }
    }

    /// Appends what became of an order.
    mutating func append(_ entry: SessionRecord.Order) throws(EventLogError) {
        let number = EventLogEntry.Field("order", .integer(entry.order.number))
        switch entry.outcome {
        case .sent: try append("order-approved", at: entry.emitted, [number])
        case .refused(let refusal):
            try append("order-refused", at: entry.emitted, [number, .init("reason", .text(refusal.description))])
        case .failed(let reason):
            try append("order-failed", at: entry.emitted, [number, .init("reason", .text(reason))])
        }
    }
}

// The names under which decisions and orders stand in the event log, and what the controller was told.

import Devices
import Signals
import SpasmControl
import Stimulation

extension SpasmDecision {
    /// The kind and the fields of the decision's entry. Everything that was decided is in them, so that two decisions with
    /// the same entry at the same sample are the same.
    var logged: (kind: String, fields: [EventLogEntry.Field]) {
        switch self {
        case .calibrated: ("calibrated", [])
        case .detected(let onset, _): ("activity-detected", [.init("onset", .integer(onset.rawValue))])
        case .recognised(let kind, _): ("activity-recognised", [.init("kind", .text(kind.rawValue))])
        case .continued: ("activity-continued", [])
        case .ended: ("activity-ended", [])
        case .order(let order, _, let emitted):
            (
                "order",
                [
                    .init("order", .integer(order.number)), .init("trigger", .text(order.trigger.kind.rawValue)),
                    .init("emitted", .integer(emitted.rawValue)),
                    .init("expiresMicroseconds", .integer(order.expires.microseconds)),
                    .init("channel", .integer(order.channel.number)), .init("pulses", .integer(order.train.pulseCount)),
                    .init("durationMicroseconds", .integer(order.train.duration.count)),
                    .init("peakMilliamperes", .number(order.train.shape.peakCurrent.value)),
                ]
            )
        case .stopOutput: ("output-cut", [])
        case .state(let state, _):
            switch state {
            case .stimulating(let until), .cooldown(let until):
                (
                    "state",
                    [.init("state", .text(state.description)), .init("until", .integer(until.rawValue))]
                )
            default: ("state", [.init("state", .text(state.description))])
            }
        case .notGranted(let kind, let refusal, _):
            ("not-granted", [.init("asked", .text("\(kind)")), .init("reason", .text(refusal.description))])
        case .forceDetected(let onset, _): ("force-detected", [.init("onset", .integer(onset.rawValue))])
        case .forceEnded: ("force-ended", [])
        case .forceWithheld(let refusal, _):
            ("force-order-withheld", [.init("reason", .text(refusal.description))])
        case .endedEarly: ("burst-ended-early", [])
        case .doseChanged(let from, let to, _):
            (
                "dose-changed",
                [
                    EventLogEntry.Field("fromMicroamperes", .integer(from.microamperes)),
                    EventLogEntry.Field("toMicroamperes", .integer(to.microamperes)),
                ]
            )
        case .judged(let volition, _): ("volition", [.init("answer", .text(volition.rawValue))])
        case .motionFound(let finding, _): ("motion", [.init("finding", .text(finding.rawValue))])
        case .gaveUp(let bursts, _): ("gave-up", [.init("bursts", .integer(bursts))])
        case .withheld(let refusal, _): ("order-withheld", [.init("reason", .text(refusal.description))])
        }
    }

    /// The kinds of entries that are decisions of the controller.
    static let loggedKinds: Set<String> = [
        "calibrated", "activity-detected", "activity-recognised", "activity-continued", "activity-ended", "order",
        "output-cut", "state", "not-granted",
        "order-withheld", "force-detected", "force-ended", "force-order-withheld",
        "gave-up", "volition", "motion", "burst-ended-early", "dose-changed",
    ]
}

extension ControlEvent.Kind {
    /// The name of what was told, and its number if it has one.
    var logged: [EventLogEntry.Field] {
        func named(_ name: String, _ number: (String, Int)? = nil) -> [EventLogEntry.Field] {
            [.init("event", .text(name))] + (number.map { [.init($0.0, .integer($0.1))] } ?? [])
        }
        return switch self {
        case .markReady: named("mark-ready")
        case .arm(let intensity): named("arm", ("microamperes", intensity.microamperes))
        case .setIntensity(let intensity): named("set-intensity", ("microamperes", intensity.microamperes))
        case .manualTrigger: named("manual-trigger")
        case .disarm: named("disarm")
        case .switchOff: named("switch-off")
        case .stop: named("stop")
        case .reset: named("reset")
        case .holdBegan: named("hold-began")
        case .holdEnded: named("hold-ended")
        case .switchPressed: named("switch-pressed")
        case .movementHold(let isHeld): named("movement-hold") + [.init("on", .flag(isHeld))]
        case .setTrigger(let kind, let isOn):
            named("set-trigger") + [.init("trigger", .text(kind.rawValue)), .init("on", .flag(isOn))]
        case .heartbeat: named("heartbeat")
        case .dataAge(let age): named("data-age", ("microseconds", age.count))
        case .clockJumped(let jump): named("clock-jumped", ("microseconds", jump.count))
        case .dysreflexiaSigns: named("dysreflexia-signs")
        case .heartRate(let rate): named("heart-rate") + [.init("value", .number(rate))]
        case .systolicPressure(let pressure): named("systolic-pressure") + [.init("value", .number(pressure))]
        case .leadOff: named("lead-off")
        case .stimulatorFault: named("stimulator-fault")
        case .burstBegan(let order): named("burst-began", ("order", order))
        case .burstOver(let order): named("burst-over", ("order", order))
        case .refusedByGate(let order): named("refused-by-gate", ("order", order))
        }
    }

    /// What an entry of kind `told` says; `nil` when it is none.
    init?(logged entry: EventLogEntry) {
        guard case .text(let name)? = entry["event"] else { return nil }
        let order: Int? = if case .integer(let number)? = entry["order"] { number } else { nil }
        let current: Milliamperes? =
            if case .integer(let number)? = entry["microamperes"] { Milliamperes(microamperes: number) } else { nil }
        if let told = Self.plain[name] {
            self = told
            return
        }
        if let told = Self.measured(name, entry) {
            self = told
            return
        }
        switch (name, order, current) {
        case ("arm", _, let current?): self = .arm(intensity: current)
        case ("set-intensity", _, let current?): self = .setIntensity(current)
        case ("burst-began", let order?, _): self = .burstBegan(order: order)
        case ("burst-over", let order?, _): self = .burstOver(order: order)
        case ("refused-by-gate", let order?, _): self = .refusedByGate(order: order)
        default: return nil
        }
    }

    /// What is told by its name alone.
    private static let plain: [String: Self] = [
        "mark-ready": .markReady, "manual-trigger": .manualTrigger, "hold-began": .holdBegan, "hold-ended": .holdEnded,
        "switch-pressed": .switchPressed, "heartbeat": .heartbeat, "dysreflexia-signs": .dysreflexiaSigns,
        "disarm": .disarm, "switch-off": .switchOff, "stop": .stop, "reset": .reset,
        "stimulator-fault": .stimulatorFault, "lead-off": .leadOff,
    ]

    /// What is told with a value other than a current or an order.
    private static func measured(_ name: String, _ entry: EventLogEntry) -> Self? {
        let isOn: Bool? = if case .flag(let value)? = entry["on"] { value } else { nil }
        let time = entry.integer("microseconds").map { Microseconds($0) }
        let trigger = entry.text("trigger").flatMap(Trigger.Kind.init)
        return switch name {
        case "movement-hold": isOn.map { .movementHold($0) }
        case "set-trigger": trigger.flatMap { kind in isOn.map { .setTrigger(kind, on: $0) } }
        case "data-age": time.map { .dataAge($0) }
        case "clock-jumped": time.map { .clockJumped($0) }
        case "heart-rate": entry.number("value").map { .heartRate($0) }
        case "systolic-pressure": entry.number("value").map { .systolicPressure($0) }
        default: nil
        }
    }
}

extension EventLogWriter {
    /// Appends what the controller decided.
    mutating func append(_ decision: SpasmDecision) throws(EventLogError) {
        let (kind, fields) = decision.logged
        try append(kind, at: decision.decidedAt, fields)
    }

    /// Appends that from a block (its number, from 0) on blocks begin here and have this length, until another such entry.
    mutating func appendBlocks(from number: Int, start: SampleIndex, length: Int) throws(EventLogError) {
        try append("blocks", at: start, [.init("block", .integer(number)), .init("length", .integer(length))])
    }

    /// Appends what the controller is about to be told: with a block, or after it.
    mutating func append(_ told: ControlEvent, block: Int, isAfter: Bool) throws(EventLogError) {
        try append(
            "told", at: told.at,
            told.kind.logged + [.init("block", .integer(block)), .init("afterBlock", .flag(isAfter))])
    }

    /// Appends what became of an order that was not let through, or that the device did not take.
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

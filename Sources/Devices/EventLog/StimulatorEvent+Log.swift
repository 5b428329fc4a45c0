// The names under which a stimulator's events stand in the log.

import Stimulation

extension StimulatorEvent {
    var logKind: String {
        switch kind {
        case .identified: "stimulator-identified"
        case .ready: "stimulator-ready"
        case .burstStarted: "burst-started"
        case .pulse: "pulse"
        case .pulseSkipped: "pulse-skipped"
        case .padReading: "pad-reading"
        case .burstEnded: "burst-ended"
        case .stopped: "stimulator-stopped"
        case .fault: "stimulator-fault"
        }
    }

    var logFields: [EventLogEntry.Field] {
        switch kind {
        case .ready, .stopped: []
        case .identified(let name, let firmware, let version):
            [.init("name", .text(name)), .init("firmware", .text(firmware)), .init("protocol", .text(version))]
        case .burstStarted(let order, let channel, let pulses):
            [
                .init("order", .integer(order)), .init("channel", .integer(channel.number)),
                .init("pulses", .integer(pulses)),
            ]
        case .pulse(let order, let index, let late, let peak):
            [
                .init("order", .integer(order)), .init("index", .integer(index)),
                .init("lateMicroseconds", .integer(late.count)), .init("peakMilliamperes", .number(peak.value)),
            ]
        case .pulseSkipped(let order, let index, let late):
            [
                .init("order", .integer(order)), .init("index", .integer(index)),
                .init("lateMicroseconds", .integer(late.count)),
            ]
        case .padReading(let order, let index, let pads):
            [
                .init("order", .integer(order)), .init("index", .integer(index)), .init("volts", .number(pads.volts)),
                .init("ohms", .number(pads.ohms)),
            ]
        case .burstEnded(let order, let channel, let pulses, let ending):
            [
                .init("order", .integer(order)), .init("channel", .integer(channel.number)),
                .init("pulses", .integer(pulses)), .init("ending", .text(ending.rawValue)),
            ]
        case .fault(let fault): [.init("reason", .text(fault.description))]
        }
    }
}

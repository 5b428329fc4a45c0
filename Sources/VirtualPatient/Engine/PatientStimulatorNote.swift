// What the virtual patient's stimulator can say, in a form that can be saved.

import Devices
import Stimulation

extension PatientStimulatorCore {
    /// Something that happened and that nobody has fetched yet. A kind of its own, because this stimulator cannot have a
    /// fault and because what is saved must not depend on the layout of a device's events.
    struct Note: Hashable, Sendable, Codable {
        /// How a burst can end here.
        enum Ending: String, Hashable, Sendable, Codable {
            case complete, expired, stopped
        }

        /// What can happen; times in µs, currents in µA.
        enum Kind: Hashable, Sendable, Codable {
            case connected
            case ready
            case burstStarted(order: Int, channel: SavedChannel, pulses: Int)
            case pulse(order: Int, index: Int, late: Int, peak: Int)
            case pulseSkipped(order: Int, index: Int, late: Int)
            case burstEnded(order: Int, channel: SavedChannel, pulses: Int, ending: Ending)
            case stopped
        }

        /// When (µs).
        let time: Int
        /// What.
        let kind: Kind

        /// The same for the session's log.
        var event: StimulatorEvent {
            StimulatorEvent(time: SessionTime(microseconds: time), kind: kind.event)
        }
    }
}

extension PatientStimulatorCore.Note.Kind {
    fileprivate var event: StimulatorEvent.Kind {
        switch self {
        case .connected: .identified(name: "virtual patient", firmware: "0", protocolVersion: "0")
        case .ready: .ready
        case .burstStarted(let order, let channel, let pulses):
            .burstStarted(order: order, channel: channel.channel, pulses: pulses)
        case .pulse(let order, let index, let late, let peak):
            .pulse(
                order: order, index: index, late: Microseconds(late), peak: Milliamperes(microamperes: peak))
        case .pulseSkipped(let order, let index, let late):
            .pulseSkipped(order: order, index: index, late: Microseconds(late))
        case .burstEnded(let order, let channel, let pulses, let ending):
            .burstEnded(order: order, channel: channel.channel, pulses: pulses, ending.event)
        case .stopped: .stopped
        }
    }
}

extension PatientStimulatorCore.Note.Ending {
    fileprivate var event: StimulatorEvent.Ending {
        switch self {
        case .complete: .complete
        case .expired: .expired
        case .stopped: .stopped
        }
    }
}

// The faults of the hazard table that a running session can meet, and what must come of each.

import Glibc
import Sessions
import Signals
import SpasmControl
import Stimulation

/// Something that goes wrong in a session.
public enum InjectedFault: String, CaseIterable, Sendable {
    /// A sample is no number, or is infinite (H11).
    case notANumber, infinite
    /// From now on the amplifier shows its largest value, always the same value, or next to nothing (H11).
    case saturated, flat, dead
    /// From now on an electrode that has come off shows the hum of the mains (H11).
    case hum
    /// The amplifier says that an electrode is off (H41).
    case leadOff
    /// A block of samples is missing, or comes twice (H12).
    case missing, repeated
    /// The stimulator cannot be spoken to, reports a fault, or was reported by somebody (H15, H20, H39).
    case stimulatorGone, stimulatorReports, stimulatorTold
    /// Samples are old, or a clock jumped (H30, H35).
    case stale, clockJump
    /// The person's interface falls silent (H36).
    case silence
    /// Signs of dysreflexia: reported, a slow heart, a high pressure (H37).
    case dysreflexia, slowHeart, highPressure
    /// The force is no number (H42).
    case forceNotANumber
    /// More bursts than a spasm explains (H34).
    case storm
    /// Somebody stops: among samples, and between two blocks (H9).
    case stop, stopButton

    /// Whether the state is the one that this fault must end in.
    func isExpected(_ state: SupervisorState) -> Bool {
        if self == .stop || self == .stopButton { return state == .stopped }
        guard case .fault(let fault) = state else { return false }
        return switch (self, fault) {
        case (.notANumber, .notANumber), (.infinite, .notANumber), (.saturated, .saturated), (.dead, .deadLead),
            (.flat, .flat), (.flat, .deadLead), (.hum, .hum), (.leadOff, .leadOff), (.missing, .discontinuity),
            (.repeated, .discontinuity), (.stimulatorGone, .stimulator), (.stimulatorReports, .stimulator),
            (.stimulatorTold, .stimulator), (.stale, .stale), (.clockJump, .clockJump), (.silence, .interfaceSilent),
            (.dysreflexia, .dysreflexia), (.slowHeart, .dysreflexia), (.highPressure, .dysreflexia),
            (.forceNotANumber, .forceNotANumber), (.storm, .storm):
            true
        default: false
        }
    }

    /// How long it must last before it is one (s), by the settings; what the muscle did before fades from the envelope first.
    func delay(_ settings: SpasmSettings) -> Double {
        switch self {
        case .flat, .dead: max(settings.flatTime, settings.deadTime) + 0.15
        case .hum: settings.humTime + 0.1
        case .silence: settings.heartbeatTime
        default: 0
        }
    }

    /// Whether artefacts look the same: then it is a fault only after the burst, which ends by itself, and what is blind after it.
    var waitsForBurst: Bool { [.saturated, .flat, .dead, .hum].contains(self) }

    /// What is told to the controller at the moment of the fault; `nil` where it is not told.
    var word: ControlEvent.Kind? {
        switch self {
        case .leadOff: .leadOff
        case .stimulatorTold: .stimulatorFault
        case .stale: .dataAge(.milliseconds(51))
        case .clockJump: .clockJumped(.seconds(2))
        case .dysreflexia: .dysreflexiaSigns
        case .slowHeart: .heartRate(55)
        case .highPressure: .systolicPressure(145)
        case .stop: .stop
        default: nil
        }
    }

    /// What becomes of a block that begins at the fault or after it, at `time` (s), with so many samples a second.
    func spoil(_ values: inout [Float], isFirst: Bool, at time: Double, rate: SampleRate) {
        for frame in 0..<values.count / 2 {
            switch self {
            case .notANumber where isFirst && frame == 0: values[2 * frame] = .nan
            case .infinite where isFirst && frame == 0: values[2 * frame] = -.infinity
            case .forceNotANumber where isFirst && frame == 0: values[2 * frame + 1] = .nan
            case .saturated: values[2 * frame] = frame.isMultiple(of: 2) ? 5_000 : -5_000
            case .flat: values[2 * frame] = 3
            case .dead: values[2 * frame] *= 0.001
            case .hum:
                values[2 * frame] =
                    0.6 * values[2 * frame] + Float(800 * sin(2 * .pi * 50 * (time + rate.seconds(frame))))
            default: break
            }
        }
    }
}

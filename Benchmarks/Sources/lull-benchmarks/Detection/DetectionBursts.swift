// What a spasm is answered with.

import Devices
import Signals
import Stimulation
import TestSupport
import VirtualPatient

/// The bursts of a closed loop, set to a person's own motor threshold.
struct DetectionBursts: Sendable {
    /// What they are called on the command line.
    let name: String
    /// Pulses a second.
    let frequency: Double
    /// Length and shortest pause after it (s).
    let length, pause: Int
    /// Current in motor thresholds, and length of a phase (µs).
    let intensity: Double
    let phase: Int

    /// As `lull run` has them when nothing else is asked for.
    static let usual = DetectionBursts(name: "usual", frequency: 50, length: 2, pause: 3, intensity: 1, phase: 200)
    /// As in `lull demo`.
    static let strong = DetectionBursts(name: "strong", frequency: 100, length: 3, pause: 6, intensity: 1.1, phase: 500)

    /// In words, for the head of a table.
    var words: String {
        "bursts of \(length) s, \(Int(frequency)) Hz, 2 × \(phase) µs at \(intensity) × motor threshold, pause \(pause) s"
    }

    /// The prescription of such bursts for a person.
    func prescription(for parameters: VirtualPatientParameters) throws -> Prescription {
        let threshold = parameters.circuit.antagonistNerve.motorThreshold(width: Double(phase))
        // Stimulators have steps of 0.5 mA; the current is rounded down, so that it is never more than it says.
        guard let channel = PadChannel(1), let code = PersonCode("benchmark"),
            let motor = Milliamperes((2 * threshold).rounded() / 2),
            let current = Milliamperes(max(0.5, (2 * intensity * threshold).rounded(.down) / 2))
        else { fatalError("these are allowed") }
        return try Prescription(
            .init(
                person: code, site: Approvals.soleus, pad: Pad(channel: channel, area: SquareCentimetres(25)),
                thresholds: Approvals.thresholds(motor: motor),
                burst: PulseTrain(
                    shape: .biphasic(current: current, phase: .microseconds(phase)),
                    pattern: .even(period: .milliseconds(1000 / Int(frequency))), duration: .seconds(length)),
                minimumPause: .seconds(pause), hourly: DoseLimit(onTime: .minutes(10), charge: .millicoulombs(2_000)),
                daily: DoseLimit(onTime: .minutes(60), charge: .millicoulombs(10_000)),
                approval: Approval(approver: "benchmark", unixSeconds: 0)),
            within: Limits.product.adding(Limits.p24))
    }
}

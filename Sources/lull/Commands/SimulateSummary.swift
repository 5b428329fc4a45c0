// What a simulation gave: for people as text, for programs as JSON.

import Recordings
import Signals
import VirtualPatient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The summary of a simulation.
struct SimulateSummary: Encodable {
    let software: String
    let task: String
    let person: String
    let personSeed: Int
    let seed: UInt64
    let simulated = true
    let durationSeconds: Double
    let rateHz: Double
    let emgChannels: Int
    let activeMotorUnits: Int
    let motorUnits: Int
    let discharges: Int
    let antagonistDischarges: Int
    let events: [String: Int]
    let peakTorquePercentMVC: Double
    let settings: [String: String]
    let recording: String

    init(_ result: SimulateResult, recording: String) {
        software = "Lull \(Lull.version)"
        task = result.script.task
        person = result.person.name
        personSeed = result.person.seed
        seed = result.run.seed
        durationSeconds = result.script.duration
        rateHz = result.rate.hertz
        emgChannels = result.lanes.emg
        activeMotorUnits = result.agonist.count
        motorUnits = result.script.parameters.agonist.motorUnits
        discharges = result.agonist.reduce(0) { $0 + $1.discharges.count }
        antagonistDischarges = result.antagonist.reduce(0) { $0 + $1.discharges.count }
        events = result.events.reduce(into: [:]) { $0[$1.label, default: 0] += 1 }
        peakTorquePercentMVC = (result.peakTorque * 100).rounded() / 100
        settings = Dictionary(uniqueKeysWithValues: result.script.settings.map { ($0.name, $0.value) })
        self.recording = recording
    }

    /// The summary as JSON: indented, keys sorted.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// The summary for a terminal.
    var lines: [String] {
        var lines = [
            "Simulated \(task) of \(person), seed \(seed): nobody was recorded",
            "  duration     \(durationSeconds.short) s at \(rateHz.short) Hz, \(emgChannels) EMG "
                + (emgChannels == 1 ? "channel" : "channels"),
            "  motor units  \(activeMotorUnits) of \(motorUnits) active, \(discharges) discharges; antagonist "
                + "\(antagonistDischarges) discharges",
            "  peak torque  \(peakTorquePercentMVC.short) % MVC",
        ]
        for name in settings.keys.sorted() { lines.append("  \(name): \(settings[name] ?? "")") }
        for label in events.keys.sorted() { lines.append("  \(events[label] ?? 0) × \(label)") }
        return lines
    }
}

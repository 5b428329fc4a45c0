// A session with a virtual person in virtual time: the same loop as everywhere, closed through a body that answers.

import Devices
import Sessions
import Signals
import SpasmControl
import Stimulation
import VirtualPatient

/// Everything that a session with a virtual person needs.
struct PatientSession {
    let person: Person
    let seed: UInt64
    let script: SimulateScript
    let settings: SpasmSettings
    let prescription: Prescription
    let limits: Limits

    /// Samples per block.
    private static let blockLength = 20
    /// Torque above this (% MVC) counts as a contraction.
    static let contraction = 2.0

    /// What came of a session.
    struct Outcome: Encodable {
        /// Whether bursts were given.
        let stimulated: Bool
        /// How many spasms began by themselves, and how many times the muscle was found active.
        var spasms = 0, detections = 0
        /// Seconds with a torque above ``PatientSession/contraction``, and the area of torque over time (% MVC · s).
        var contractedSeconds = 0.0, torquePercentSeconds = 0.0
        /// Discharges of the spastic muscle's motor units.
        var discharges = 0
        /// What was given.
        var bursts = 0, pulses = 0
        var onTimeSeconds = 0.0, chargeMicrocoulombs = 0.0
        /// Orders that the gate refused.
        var refused = 0
        /// How the supervisor ended.
        var endState = ""
    }

    /// Runs it; without stimulation the person is the same and nothing is armed.
    func run(stimulating: Bool, log path: String) throws -> Outcome {
        let electromyography = try PatientElectromyography(
            person.electromyography, of: script.parameters.agonist, seed: UInt64(max(0, person.seed)))
        let engine = try VirtualPatientEngine(
            script.parameters, seed: seed, inputs: script.inputs, electromyography: electromyography)
        let (body, frames) = (VirtualPatientBody(engine), engine.rate.samples(inSeconds: script.duration))
        var source = VirtualPatient(body, blockLength: Self.blockLength, frames: frames)
        let rate = source.rate
        let torque = source.channels.count - 2
        let maximum = script.parameters.agonist.muscleParameters.maximalTorque
        // The pads lie on the antagonist's nerve, whose volleys inhibit the spastic muscle.
        let stimulator = VirtualPatientStimulator(
            body, pads: [prescription.terms.pad.channel: .antagonist], at: .start)
        let clearance = SimulatedClearance.of(prescription)
        var session = try SessionRunner(
            controller: try SpasmController(settings, clearance: clearance, rate: rate),
            gate: Gate(clearance, limits: limits), stimulator: stimulator,
            log: try EventLogWriter(path: path, rate: rate, replacing: true), clock: VirtualClock())
        let acts =
            stimulating
            ? OperatorScript.arming(settings, to: prescription.workingCurrent, rate: rate).events : []
        var upcoming = acts[...]
        var outcome = Outcome(stimulated: stimulating)
        var progress = SimulateProgress(total: script.duration)
        while let block = try source.nextBlock() {
            let due = upcoming.prefix { $0.at < block.end }
            upcoming = upcoming.dropFirst(due.count)
            try session.process(block, events: Array(due))
            for frame in 0..<block.frameCount {
                let percent = 100 * Double(block.values[frame * block.channelCount + torque]) / maximum
                outcome.torquePercentSeconds += max(0, percent) / rate.hertz
                if percent > Self.contraction { outcome.contractedSeconds += 1 / rate.hertz }
            }
            let truth = body.takeTruth()
            outcome.discharges += truth.discharges.count { $0.muscle == .agonist }
            outcome.spasms += truth.events.count { if case .spasm = $0.kind { true } else { false } }
            progress.report(rate.seconds(block.end.rawValue))
        }
        try session.finish()
        let (record, dose) = (session.record, session.ledger.entries.reduce(Dose()) { $0 + $1.dose })
        outcome.detections = record.activities.count
        outcome.bursts = record.sent.count
        outcome.refused = record.orders.count - record.sent.count
        (outcome.pulses, outcome.onTimeSeconds) = (dose.pulses, dose.onTime.inSeconds)
        outcome.chargeMicrocoulombs = dose.charge.value
        outcome.endState = record.states.last?.state.description ?? "off"
        return outcome
    }
}

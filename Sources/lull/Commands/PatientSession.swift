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
    var plan: SessionPlan
    let prescription: Prescription
    let limits: Limits
    /// Whether the torque is looked at by the controller, beside the EMG.
    var looksAtTorque = false
    /// Other settings, of which the live view says what they would have triggered; `nil` for none.
    var preview: SpasmSettings?
    /// What a pad test cleared; without one a harmless screening and an effect are assumed.
    var tested: Clearance?
    /// What lies under the pads.
    var pad = PatientPad(.antagonist)

    /// What the gate goes by.
    var clearance: Clearance { tested ?? SimulatedClearance.of(prescription) }

    /// The plan of a session with these channels.
    func plan(for channels: [Channel]) -> SessionPlan {
        let plan = plan.settings.motion == .none ? plan : plan.lookingAtAngle(of: channels)
        return looksAtTorque ? plan.lookingAtTorque(of: channels) : plan
    }

    /// What really happened in a person.
    typealias Truth = (discharges: [PatientDischarge], events: [PatientEvent])

    /// Samples per block.
    static let blockLength = 20
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
        /// How often a spasm went on after its last burst, and somebody was to look.
        var givenUp = 0
        /// Bursts that were cut because the spasm was over.
        var endedEarly = 0
        /// Orders that the gate refused.
        var refused = 0
        /// How the supervisor ended.
        var endState = ""
    }

    /// The person at the beginning.
    func body() throws -> VirtualPatientBody {
        let electromyography = try PatientElectromyography(
            person.electromyography, of: script.parameters.agonist, seed: UInt64(max(0, person.seed)))
        let engine = try VirtualPatientEngine(
            script.parameters, seed: seed, inputs: script.inputs, electromyography: electromyography)
        return VirtualPatientBody(engine)
    }

    /// The pads lie on the antagonist's nerve, whose volleys inhibit the spastic muscle.
    func stimulator(on body: VirtualPatientBody) -> VirtualPatientStimulator {
        VirtualPatientStimulator(body, placed: [prescription.terms.pad.channel: pad], at: .start)
    }

    /// What a person at the controls does: nothing without stimulation.
    func acts(stimulating: Bool, rate: SampleRate) -> [ControlEvent] {
        guard stimulating else { return [] }
        return OperatorScript.arming(plan.settings, to: prescription.workingCurrent, rate: rate).events
    }

    /// Runs it in virtual time; without stimulation the person is the same and nothing is armed.
    ///
    /// - Parameters:
    ///   - kept: where the session is kept, signals and all; the log goes to `path` without it.
    ///   - progress: told the seconds that have passed in the session; says them on the terminal without it.
    ///   - watch: shown every block and the truth behind it.
    func run(
        stimulating: Bool, log path: String, kept: SessionFolder? = nil, progress told: ((Double) -> Void)? = nil,
        watch: (SampleBlock, Truth) -> Void = { _, _ in }
    ) throws -> Outcome {
        let body = try body()
        let frames = body.engine.rate.samples(inSeconds: script.duration)
        var source = VirtualPatient(body, blockLength: Self.blockLength, frames: frames)
        let rate = source.rate
        let torque = source.channels.count - 2
        let maximum = script.parameters.agonist.muscleParameters.maximalTorque
        let plan = plan(for: source.channels)
        let log =
            if let kept { try plan.begin(kept.events, rate: rate) } else {
                try plan.begin(path, rate: rate, replacing: true)
            }
        var session = try SessionRunner(
            controller: try plan.controller(rate: rate, clearance: tested), gate: Gate(clearance, limits: limits),
            stimulator: stimulator(on: body), log: log, clock: VirtualClock(),
            options: SessionOptions(
                keepsEnvelope: false, forcesOrders: kept != nil, lots: stimulating ? plan.lots : nil))
        var recorder: SessionRecorder?
        if let kept { recorder = try SessionRecorder(kept, channels: source.channels) }
        var upcoming = acts(stimulating: stimulating, rate: rate)[...]
        var outcome = Outcome(stimulated: stimulating)
        var progress = SimulateProgress(total: script.duration)
        while let block = try source.nextBlock() {
            let due = upcoming.prefix { $0.at < block.end }
            upcoming = upcoming.dropFirst(due.count)
            try recorder?.append(block)
            try session.process(block, force: plan.force, motion: plan.motion, events: Array(due))
            for frame in 0..<block.frameCount {
                let percent = 100 * Double(block.values[frame * block.channelCount + torque]) / maximum
                outcome.torquePercentSeconds += max(0, percent) / rate.hertz
                if percent > Self.contraction { outcome.contractedSeconds += 1 / rate.hertz }
            }
            let truth = body.takeTruth()
            outcome.discharges += truth.discharges.count { $0.muscle == .agonist }
            outcome.spasms += truth.events.count { if case .spasm = $0.kind { true } else { false } }
            watch(block, truth)
            if let told {
                told(rate.seconds(block.end.rawValue))
            } else {
                progress.report(rate.seconds(block.end.rawValue))
            }
        }
        try session.halt()
        let digest = try recorder?.finish()
        try session.finish(digest.map { [.init("signalsSHA256", .text($0))] } ?? [])
        let (record, dose) = (session.record, session.ledger.entries.reduce(Dose()) { $0 + $1.dose })
        outcome.detections = record.activities.count
        outcome.bursts = record.sent.count
        outcome.endedEarly = record.endedEarly
        outcome.givenUp = record.givenUp.count
        outcome.refused = record.orders.count - record.sent.count
        (outcome.pulses, outcome.onTimeSeconds) = (dose.pulses, dose.onTime.inSeconds)
        outcome.chargeMicrocoulombs = dose.charge.value
        outcome.endState = record.states.last?.state.description ?? "off"
        return outcome
    }
}

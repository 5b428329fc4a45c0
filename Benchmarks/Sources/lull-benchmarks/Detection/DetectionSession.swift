// One virtual person twice, from the same seed: watched without stimulation, and with the loop closed.

import Devices
import Foundation
import Sessions
import Signals
import SpasmControl
import Stimulation
import TestSupport
import VirtualPatient

/// The sessions of one person.
struct DetectionSession {
    let person: DetectionPerson
    /// In s.
    let duration: Double
    let settings: SpasmSettings
    let bursts: DetectionBursts
    private let parameters: VirtualPatientParameters
    private let electromyography: PatientElectromyography
    private let inputs: [PatientInput]

    /// Frames of a block: 10 ms.
    private static let blockLength = 20
    /// How long before a movement the person presses the button, and how long after it lets go (s).
    private static let hold = (before: 0.2, after: 0.5)
    /// After a pad fell off, how late the amplifier says so, and how late somebody has put it on and resets (s).
    private static let late = (amplifier: 0.2, operatorReset: 15.0)

    init(
        _ person: DetectionPerson, duration: Double, settings: SpasmSettings, bursts: DetectionBursts
    ) throws {
        (self.person, self.duration, self.settings, self.bursts) = (person, duration, settings, bursts)
        parameters = try person.parameters()
        electromyography = try person.electromyography(parameters, duration: duration)
        inputs = []
    }

    /// The person lies still, and the foot is pushed abruptly and then held against by somebody's hand, as it is tested for
    /// clonus; or a spasm begins in the same foot with a strap around it.
    init(
        _ person: DetectionPerson, pushedAt push: Double, isHeld: Bool, duration: Double, settings: SpasmSettings
    ) throws {
        (self.person, self.duration, self.settings, bursts) = (person, duration, settings, .usual)
        parameters = try person.stillParameters(isHeld: isHeld)
        electromyography = try person.electromyography(parameters, duration: duration, falls: false)
        // In a strapped foot a spasm is begun as well, so that there is a muscle to see.
        inputs =
            parameters.spasms.trigger(isHeld ? .mixed : .clonus, at: push) + [
                PatientInput(at: push, .push(torque: DetectionPerson.load, duration: duration - push))
            ]
    }

    /// What the detector said in the session without stimulation.
    struct Watched {
        let truth: SpasmTruth
        /// Activity: when it was certain, and when it was over (s).
        var activities: [(detected: Double, end: Double)] = []
        /// When clonus was recognised (s).
        var clonus: [Double] = []
    }

    /// What the closed loop did.
    struct Treated {
        let truth: SpasmTruth
        /// Orders by EMG: the time of the order and whether the burst left (s).
        var orders: [(time: Double, isSent: Bool)] = []
        /// When the loop was armed and could see: everything else is a burst, its pause, a button, or a fault (s).
        var ready: [ClosedRange<Double>] = []
        /// When the muscle was found active (s).
        var activities: [ClosedRange<Double>] = []
        /// Faults by what they are.
        var faults: [String] = []
        var burstSeconds = 0.0
    }

    private func body() throws -> VirtualPatientBody {
        VirtualPatientBody(
            try VirtualPatientEngine(
                parameters, seed: UInt64(person.seed), inputs: inputs, electromyography: electromyography))
    }

    private func truth(_ discharges: [PatientDischarge], _ events: [PatientEvent]) -> SpasmTruth {
        let rate = electromyography.potentials.rate
        let areas = (0..<electromyography.potentials.unitCount).map { unit in
            electromyography.potentials[unit: unit, channel: 0].reduce(0) { $0 + Double(abs($1)) } / rate.hertz
        }
        return SpasmTruth(discharges: discharges, events: events, areas: areas)
    }

    /// The detector alone, which never stimulates.
    func watch() throws -> Watched {
        let body = try body()
        let rate = body.engine.rate
        var source = VirtualPatient(
            body, blockLength: Self.blockLength, frames: rate.samples(inSeconds: duration))
        var controller = try SpasmController(
            settings, clearance: Approvals.clearance(try bursts.prescription(for: parameters)), rate: rate)
        var discharges: [PatientDischarge] = []
        var events: [PatientEvent] = []
        var activities: [(detected: Double, end: Double)] = []
        var clonus: [Double] = []
        var wasFaulty = false
        while let block = try source.nextBlock() {
            controller.process(block, channel: 0) { decision in
                let now = rate.seconds(decision.decidedAt.rawValue)
                switch decision {
                case .detected: activities.append((now, .infinity))
                case .continued: if !activities.isEmpty { activities[activities.count - 1].end = .infinity }
                case .ended: if !activities.isEmpty { activities[activities.count - 1].end = now }
                case .recognised(.clonus, _): clonus.append(now)
                case .state(.fault, _): wasFaulty = true
                default: break
                }
            }
            // Nobody is stimulated, so whoever watches goes on as soon as the signal is healthy.
            if wasFaulty { controller.handle(.reset) { if case .state(.off, _) = $0 { wasFaulty = false } } }
            let found = body.takeTruth()
            discharges += found.discharges
            events += found.events
        }
        return Watched(truth: truth(discharges, events), activities: activities, clonus: clonus)
    }

    /// The closed loop. Movements by will come at the same times in both sessions, so the button can be pressed before them.
    func treat(holding contractions: [ClosedRange<Double>]) throws -> Treated {
        let body = try body()
        let rate = body.engine.rate
        var source = VirtualPatient(
            body, blockLength: Self.blockLength, frames: rate.samples(inSeconds: duration))
        let holds = contractions.map { max(0, $0.lowerBound - Self.hold.before)...$0.upperBound + Self.hold.after }
        var upcoming = script(holds, rate)[...]
        var (discharges, events) = ([PatientDischarge](), [PatientEvent]())
        var records: [SessionRecord] = []
        let folder = try TemporaryDirectory()
        defer { withExtendedLifetime(folder) {} }
        var isOver = false
        // A stimulator that was stopped is still until somebody connects it anew: after a fault another session begins.
        while !isOver {
            let prescription = try bursts.prescription(for: parameters)
            var session = try session(
                on: body, prescription, log: folder.file("\(records.count).jsonl"), at: SampleIndex(body.elapsedFrames))
            var (latchedAt, intensity) = (Double?.none, Milliamperes.zero)
            while true {
                guard let block = try source.nextBlock() else {
                    isOver = true
                    break
                }
                let now = rate.seconds(block.end.rawValue)
                var told = upcoming.prefix { $0.at < block.end }
                upcoming = upcoming.dropFirst(told.count)
                let glance = session.glance
                // Whoever stands beside: checks, arms from zero, turns up by a step each block; after a fault, begins anew.
                switch glance.state {
                case .off: told.append(ControlEvent(.markReady, at: block.start))
                case .ready where glance.enterThreshold.isFinite:
                    told.append(ControlEvent(.arm(intensity: .zero), at: block.start))
                case .armed where intensity < prescription.workingCurrent:
                    intensity = min(prescription.workingCurrent, intensity + Supervisor.largestRise)
                    told.append(ControlEvent(.setIntensity(intensity), at: block.start))
                case .fault: latchedAt = latchedAt ?? now
                default: break
                }
                try session.process(block, events: told.sorted { $0.at < $1.at })
                let found = body.takeTruth()
                discharges += found.discharges
                events += found.events
                if let latchedAt, now - latchedAt > Self.late.operatorReset { break }
            }
            try session.finish()
            records.append(session.record)
        }
        var treated = Treated(truth: truth(discharges, events))
        for record in records { add(record, to: &treated, holds, rate) }
        return treated
    }

    private func session(
        on body: VirtualPatientBody, _ prescription: Prescription, log: String, at start: SampleIndex
    ) throws -> SessionRunner<VirtualPatientStimulator, DoseLedger> {
        let (clearance, rate) = (Approvals.clearance(prescription), body.engine.rate)
        let now = SessionTime(sample: start.rawValue, hertz: rate.hertz) ?? .start
        return try SessionRunner(
            controller: try SpasmController(settings, clearance: clearance, rate: rate),
            gate: Gate(clearance, limits: Limits.product.adding(Limits.p24)),
            stimulator: VirtualPatientStimulator(
                body, pads: [prescription.terms.pad.channel: .antagonist], at: now),
            log: try EventLogWriter(path: log, rate: rate), clock: VirtualClock(),
            options: SessionOptions(keepsEnvelope: false))
    }

    private func script(_ holds: [ClosedRange<Double>], _ rate: SampleRate) -> [ControlEvent] {
        var events: [ControlEvent] = []
        for hold in holds {
            events.append(
                ControlEvent(.movementHold(true), at: SampleIndex(rate.samples(inSeconds: hold.lowerBound))))
            // Movements that follow each other closely are one to the button.
            if !holds.contains(where: { $0.lowerBound > hold.lowerBound && $0.contains(hold.upperBound) }) {
                events.append(
                    ControlEvent(.movementHold(false), at: SampleIndex(rate.samples(inSeconds: hold.upperBound))))
            }
        }
        if let fall = person.fall(duration: duration), person.tellsFall {
            events.append(
                ControlEvent(
                    .leadOff, at: SampleIndex(rate.samples(inSeconds: fall.lowerBound + Self.late.amplifier))))
        }
        return events.sorted { $0.at < $1.at }
    }

    private func add(
        _ record: SessionRecord, to treated: inout Treated, _ holds: [ClosedRange<Double>], _ rate: SampleRate
    ) {
        let seconds = { (index: SampleIndex) in rate.seconds(index.rawValue) }
        for order in record.orders where order.order.trigger.kind == .emg {
            treated.orders.append((seconds(order.emitted), order.outcome == .sent))
        }
        for span in record.states {
            let (start, end) = (seconds(span.start), seconds(span.end))
            if case .fault(let fault) = span.state { treated.faults.append(fault.description) }
            // The current needs a fifth of a second to rise after arming.
            guard case .armed = span.state, end > start else { continue }
            var pieces = [start...end]
            for hold in holds {
                pieces = pieces.flatMap { piece -> [ClosedRange<Double>] in
                    guard piece.overlaps(hold) else { return [piece] }
                    var rest: [ClosedRange<Double>] = []
                    if piece.lowerBound < hold.lowerBound { rest.append(piece.lowerBound...hold.lowerBound) }
                    if piece.upperBound > hold.upperBound { rest.append(hold.upperBound...piece.upperBound) }
                    return rest
                }
            }
            treated.ready += pieces
        }
        treated.activities += record.activities.map {
            seconds($0.detected)...max(seconds($0.detected), $0.end.map(seconds) ?? duration)
        }
        treated.burstSeconds += Double(record.sent.count * bursts.length)
    }
}

// The shell of the closed loop: samples → controller → gate → stimulator → log. All decisions are made by the rooms that
// it joins; it only carries them out, in this order, at the end of each block.

public import Devices
public import Signals
public import SpasmControl
public import Stimulation

/// Runs a session block by block in virtual time: for replays, tests and simulated people.
///
/// A session's time is that of its samples: a block is worked on at the moment of its end, and pulses that fall due
/// before that moment leave before, each at its own time on the clock that the simulated device lives by. It is not for
/// real time: between two blocks nobody would send the pulses that fall due there.
///
/// Doses are kept in a book: in memory for replays and simulations, in a file (`DoseLedgerFile`) where a person is.
public struct SessionRunner<Device: Stimulator & ~Copyable, Book: DoseBook & ~Copyable>: ~Copyable {
    /// What happened so far.
    public private(set) var record = SessionRecord()
    /// What each output has been given.
    public private(set) var ledger: Book

    private var controller: SpasmController
    private let gate: Gate
    private var stimulator: Device
    private var log: EventLogWriter
    private let clock: VirtualClock
    private var decisions: [SpasmDecision] = []
    private var stimulatorHasFailed = false

    /// Joins the rooms to a session that has seen nothing yet.
    public init(
        controller: consuming SpasmController, gate: Gate, ledger: consuming Book,
        stimulator: consuming Device, log: consuming EventLogWriter, clock: VirtualClock
    ) throws {
        record.states = [.init(state: controller.supervisor.state, start: SampleIndex(0), end: SampleIndex(0))]
        self.controller = controller
        self.gate = gate
        self.ledger = ledger
        self.stimulator = stimulator
        self.log = log
        self.clock = clock
        decisions.reserveCapacity(16)
        try logStimulator()
    }

    /// Takes the next block of the channel that is watched, with the operator's events that take effect in it.
    ///
    /// - Throws: ``EventLogError`` when the log can no longer be written; the stimulator has then been stopped.
    public mutating func process(_ block: SampleBlock, channel: Int = 0, events: [ControlEvent] = []) throws {
        let now = time(at: block.end)
        do {
            try advanceStimulator(to: now)
            decisions.removeAll(keepingCapacity: true)
            // A closure may not touch self while the controller is at work on it, so decisions wait for its end.
            var made = decisions
            controller.process(block, channel: channel, events: events) { made.append($0) }
            decisions = made
            try carryOut(at: now, end: block.end)
            note(block.end)
            try logStimulator()
        } catch {
            stimulator.stop(at: now)
            throw error
        }
    }

    /// Ends the session: stops the stimulator, whatever it does, and logs the end.
    public mutating func finish() throws {
        let now = time(at: record.end)
        stimulator.stop(at: now)
        try logStimulator()
        try log.append("session-ended", at: record.end)
    }

    private func time(at index: SampleIndex) -> SessionTime {
        // The controller faults on a sample whose time cannot be expressed, so this stands in for none in practice.
        SessionTime(sample: index.rawValue, hertz: controller.rate.hertz) ?? .start
    }

    /// Lets the stimulator do all that falls due up to `now`, each at its own time.
    private mutating func advanceStimulator(to now: SessionTime) throws {
        guard !stimulatorHasFailed else { return }
        do {
            while let due = stimulator.nextDue, due < now {
                clock.set(to: due)
                try stimulator.advance(to: due)
                // A stimulator that stays due at the same moment would hold the session up.
                if let next = stimulator.nextDue, next <= due { break }
            }
            clock.set(to: now)
            try stimulator.advance(to: now)
        } catch {
            stimulatorHasFailed = true
        }
        try logStimulator()
    }

    private mutating func note(_ end: SampleIndex) {
        record.end = end
        record.states[record.states.count - 1].end = end
        let isKnown = controller.isCalibrated
        record.envelope.append(
            .init(
                sample: end.advanced(by: -1), envelope: Float(controller.envelope),
                enter: isKnown ? Float(controller.enterThreshold) : nil,
                exit: isKnown ? Float(controller.exitThreshold) : nil))
    }
}

extension SessionRunner where Device: ~Copyable, Book == DoseLedger {
    /// Joins the rooms to a session that keeps its doses in memory only: nobody is stimulated.
    public init(
        controller: consuming SpasmController, gate: Gate, stimulator: consuming Device,
        log: consuming EventLogWriter, clock: VirtualClock
    ) throws {
        try self.init(
            controller: controller, gate: gate, ledger: DoseLedger(), stimulator: stimulator, log: log, clock: clock)
    }
}

extension SessionRunner where Device: ~Copyable, Book: ~Copyable {
    /// Carries out what was decided, in order; what carrying it out leads the controller to decide comes after.
    private mutating func carryOut(at now: SessionTime, end: SampleIndex) throws {
        if stimulatorHasFailed, !controller.supervisor.state.isLatched { tell(.stimulatorFault) }
        var next = 0
        while next < decisions.count {
            let decision = decisions[next]
            next += 1
            try log.append(decision)
            switch decision {
            case .calibrated, .recognised: break
            case .continued:
                if let last = record.activities.indices.last { record.activities[last].end = nil }
            case .detected(let onset, let at):
                record.activities.append(.init(onset: onset, detected: at))
            case .ended(let at):
                if let last = record.activities.indices.last { record.activities[last].end = at }
            case .withheld(let refusal, _):
                if let last = record.activities.indices.last { record.activities[last].withheld = refusal }
            case .notGranted: break
            case .state(let state, let at):
                record.states[record.states.count - 1].end = at
                record.states.append(.init(state: state, start: at, end: at))
                // Armed without a stimulator would promise what cannot be kept.
                if state == .armed, !isAvailable { tell(.stimulatorFault) }
            case .stopOutput:
                record.stops += 1
                // A latched stop is for good; a burst that is only not wanted any more leaves the device usable.
                if controller.supervisor.state.isLatched { stimulator.stop(at: now) } else { stimulator.cut(at: now) }
                try logStimulator()
            case .order(let order, let met, let emitted):
                try send(order, met: met, emitted: emitted, at: now)
            }
        }
    }

    private mutating func send(
        _ order: StimulationOrder, met: SampleIndex, emitted: SampleIndex, at now: SessionTime
    ) throws {
        let onset = order.trigger.kind == .emg ? record.activities.last?.onset : nil
        var entry = SessionRecord.Order(
            order: order, onset: onset, met: met, emitted: emitted, outcome: .sent, pulses: 0)
        do throws(Refusal) {
            let train = try gate.approve(
                order, ledger: &ledger, device: stimulator.state, interlock: controller.interlock(for: order.number),
                at: now)
            do throws(DeviceError) {
                try stimulator.deliver(train, at: now)
            } catch {
                entry.outcome = .failed(error.description)
                // Nothing has left: what the gate wrote down was not given.
                ledger.endedEarly(order.channel, at: now, pulses: 0)
                if case .fault = error {
                    stimulatorHasFailed = true
                    tell(.stimulatorFault)
                } else {
                    tell(.burstOver(order: order.number))
                }
            }
        } catch {
            entry.outcome = .refused(error)
            tell(.refusedByGate(order: order.number))
        }
        record.orders.append(entry)
        try log.append(entry)
        try logStimulator()
    }

    /// Whether the stimulator can take a burst now or when the present one is over.
    private var isAvailable: Bool {
        switch stimulator.state.readiness {
        case .ready, .busy: true
        case .off, .fault: false
        }
    }

    /// Tells the controller something between blocks; what it decides joins the decisions that are being carried out.
    private mutating func tell(_ kind: ControlEvent.Kind) {
        var made: [SpasmDecision] = []
        controller.handle(kind) { made.append($0) }
        decisions += made
    }

    /// Logs what the stimulator did, and corrects the ledger when a burst gave less than was approved.
    private mutating func logStimulator() throws {
        for event in stimulator.takeEvents() {
            try log.append(event)
            switch event.kind {
            case .pulse(let order, _, _, _):
                if let k = record.orders.lastIndex(where: { $0.order.number == order }) { record.orders[k].pulses += 1 }
            case .burstEnded(_, let channel, let pulses, let ending) where ending != .complete:
                ledger.endedEarly(channel, at: event.time, pulses: pulses)
            case .fault: stimulatorHasFailed = true
            default: break
            }
        }
    }
}

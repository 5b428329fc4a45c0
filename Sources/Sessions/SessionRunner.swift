// The shell of the closed loop: samples → controller → gate → stimulator → log. All decisions are made by the rooms that
// it joins; it only carries them out, in this order, at the end of each block.

public import Devices
public import Signals
public import SpasmControl
public import Stimulation

/// Runs a session block by block: for replays, tests and people, in virtual time or, from a source that waits, in real time.
///
/// A session's time is that of its samples: a block is worked on at the moment of its end, and pulses that fall due
/// before that moment leave before, each at its own time on the clock that the simulated device lives by. A device whose
/// pulses this program has to send one by one needs blocks no longer than it tolerates pulses to be late.
///
/// What the log says, so that the session can be played again (``SessionReplay``): how the samples were cut into blocks, all
/// that the controller was told, all that it decided, and what became of it. A line stands in the log before it is acted on,
/// with one exception: what cuts the output is written right after, because no disk may hold a stop up.
///
/// Doses are kept in a book: in memory for replays and simulations, in a file (`DoseLedgerFile`) where a person is.
public struct SessionRunner<Device: Stimulator & ~Copyable, Book: DoseBook & ~Copyable>: ~Copyable {
    /// What happened so far.
    public private(set) var record = SessionRecord()
    /// What each output has been given.
    public private(set) var ledger: Book

    var controller: SpasmController
    private let gate: Gate
    var stimulator: Device
    private var log: EventLogWriter
    private let clock: VirtualClock
    var decisions: [SpasmDecision] = []
    var stimulatorHasFailed = false
    private let options: SessionOptions
    var blocks = 0
    private var expected: (start: SampleIndex, length: Int)?
    private var isHalted = false
    private var bursts = 0
    /// The burst that the stimulator has just begun: its pulses come from the end of the block on.
    private var began: Int?
    private var lots: SpasmLots.Drawing?
    private var harm: HarmWatch
    /// What was asked for and not granted.
    private var notGranted = SessionGlance.NotGranted()
    private var pulses = SessionGlance.Pulses()
    private var previewed: (counts: SessionGlance.Preview, at: SampleIndex)?

    /// Joins the rooms to a session that has seen nothing yet.
    public init(
        controller: consuming SpasmController, gate: Gate, ledger: consuming Book,
        stimulator: consuming Device, log: consuming EventLogWriter, clock: VirtualClock,
        options: SessionOptions = SessionOptions()
    ) throws {
        record.states = [.init(state: controller.supervisor.state, start: SampleIndex(0), end: SampleIndex(0))]
        harm = HarmWatch(rate: controller.rate)
        self.controller = controller
        self.gate = gate
        self.ledger = ledger
        self.stimulator = stimulator
        self.log = log
        self.clock = clock
        self.options = options
        lots = options.lots.map { SpasmLots.Drawing($0) }
        decisions.reserveCapacity(16)
        if let lots = options.lots {
            try self.log.append(
                "lots", at: SampleIndex(0),
                [.init("fractionLeftOut", .number(lots.fraction)), .init("seed", .text("\(lots.seed)"))])
        }
        try logStimulator()
    }

    /// Takes the next block of the channel that is watched, and of the force, a second muscle and a motion beside it if there are
    /// such (0-based), with the operator's events that take effect in it.
    ///
    /// - Throws: ``EventLogError`` when the log can no longer be written; the stimulator has then been stopped.
    public mutating func process(
        _ block: SampleBlock, channel: Int = 0, force: Int? = nil, companion: Int? = nil, motion: Int? = nil,
        events: [ControlEvent] = []
    ) throws {
        let now = time(at: block.end)
        do {
            try advanceStimulator(to: now)
            try logInputs(block, events)
            decisions.removeAll(keepingCapacity: true)
            // A closure may not touch self while the controller is at work on it, so decisions wait for its end.
            var made = decisions
            controller.process(
                block, channel: channel, force: force, companion: companion, motion: motion, events: events
            ) {
                made.append($0)
            }
            decisions = made
            try carryOut(at: now, end: block.end)
            note(block.end)
            try watchForHarm()
            lookAhead()
            try logStimulator()
            blocks += 1
        } catch {
            stimulator.stop(at: now)
            throw error
        }
    }

    /// Tells the controller something at once, between two blocks; what a stop button does.
    ///
    /// - Throws: ``EventLogError`` when the log can no longer be written; the stimulator has then been stopped.
    public mutating func interrupt(_ kind: ControlEvent.Kind) throws {
        let now = time(at: record.end)
        do {
            decisions.removeAll(keepingCapacity: true)
            // The word stands in the log after the last block, which is where it is played again.
            blocks -= 1
            defer { blocks += 1 }
            switch kind {
            // What certainly stops does so before anything is written.
            case .stop, .dysreflexiaSigns, .clockJumped, .leadOff: stimulator.stop(at: now)
            default: break
            }
            try tell(kind)
            try carryOut(at: now, end: record.end)
            try logStimulator()
        } catch {
            stimulator.stop(at: now)
            throw error
        }
    }

    /// What the controller was told to begin with.
    public var settings: SpasmSettings { controller.settings }

    /// What other settings would have found in the last stretch; see ``SpasmController/preview(_:)``.
    public func preview(_ settings: SpasmSettings) throws(SettingsError) -> [PreviewedActivity] {
        try controller.preview(settings)
    }

    /// What the controller sees and does now.
    public var glance: SessionGlance {
        SessionGlance(
            sample: record.end, envelope: controller.envelope,
            enterThreshold: controller.isCalibrated ? controller.enterThreshold : .nan, isActive: controller.isActive,
            state: SessionGlance.Code(controller.supervisor.state),
            trouble: SessionGlance.Trouble(controller.supervisor.state), activities: record.activities.count,
            bursts: bursts, givenUp: record.givenUp.count,
            suspicions: record.suspicions.count, preview: previewed?.counts,
            intensityMicroamperes: controller.supervisor.intensity.microamperes, notGranted: notGranted,
            notGiven: record.orders.count - bursts, pulses: pulses)
    }

    /// Finds out, now and then, what the other settings would have found.
    private mutating func lookAhead() {
        guard let other = options.preview, controller.isCalibrated,
            (previewed?.at).map({ $0.distance(to: record.end) >= previewPause }) ?? true
        else { return }
        // Settings that are out of range find nothing; the command line has checked them before.
        let now = (try? controller.preview(settings))?.count ?? 0
        previewed = (.init(now: now, other: (try? controller.preview(other))?.count ?? 0), record.end)
    }

    private var previewPause: Int { controller.rate.samples(inSeconds: 5) }

    /// Stops the stimulator for good, whatever it does.
    public mutating func halt() throws {
        guard !isHalted else { return }
        isHalted = true
        stimulator.stop(at: time(at: record.end))
        try logStimulator()
    }

    /// Ends the session: stops the stimulator and logs the end, with what else is to be said of it.
    public mutating func finish(_ fields: [EventLogEntry.Field] = []) throws {
        try halt()
        try log.append(
            "session-ended", at: record.end, [.init("blocks", .integer(blocks))] + fields)
        if options.forcesOrders { try log.force() }
    }

    /// Writes down something of the shell's own, such as that the recorder could not keep up.
    public mutating func note(_ kind: String, _ fields: [EventLogEntry.Field] = []) throws {
        try log.append(kind, at: record.end, fields)
    }

    /// Writes down how the samples are cut, when that changes, and what the controller is told with them.
    private mutating func logInputs(_ block: SampleBlock, _ events: [ControlEvent]) throws {
        if block.start != expected?.start || block.frameCount != expected?.length {
            try log.appendBlocks(from: blocks, start: block.start, length: block.frameCount)
        }
        expected = (block.end, block.frameCount)
        for event in events { try log.append(event, block: blocks, isAfter: false) }
    }

    func time(at index: SampleIndex) -> SessionTime {
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
        guard options.keepsEnvelope else { return }
        let isKnown = controller.isCalibrated
        record.envelope.append(
            .init(
                sample: end.advanced(by: -1), envelope: Float(controller.envelope),
                enter: isKnown ? Float(controller.enterThreshold) : nil,
                exit: isKnown ? Float(controller.exitThreshold) : nil))
    }
}

extension SessionRunner where Device: ~Copyable, Book: ~Copyable {
    /// Carries out what was decided, in order; what carrying it out leads the controller to decide comes after.
    mutating func carryOut(at now: SessionTime, end: SampleIndex) throws {
        if stimulatorHasFailed, !controller.supervisor.state.isLatched { try tell(.stimulatorFault) }
        var next = 0
        while next < decisions.count {
            let decision = decisions[next]
            next += 1
            if case .stopOutput = decision {
                // A latched stop is for good; a burst that is only not wanted any more leaves the device usable.
                if controller.supervisor.state.isLatched { stimulator.stop(at: now) } else { stimulator.cut(at: now) }
            }
            try log.append(decision)
            harm.take(decision)
            switch decision {
            case .calibrated, .recognised, .doseChanged: break
            case .continued:
                if let last = record.activities.indices.last { record.activities[last].end = nil }
            case .detected(let onset, let at):
                record.activities.append(.init(onset: onset, detected: at))
            case .ended(let at):
                if let last = record.activities.indices.last { record.activities[last].end = at }
            case .withheld(let refusal, _):
                if let last = record.activities.indices.last { record.activities[last].withheld = refusal }
            case .forceDetected(let onset, let at):
                record.forceActivities.append(.init(onset: onset, detected: at))
            case .forceEnded(let at):
                if let last = record.forceActivities.indices.last { record.forceActivities[last].end = at }
            case .forceWithheld(let refusal, _):
                if let last = record.forceActivities.indices.last { record.forceActivities[last].withheld = refusal }
            case .endedEarly: record.endedEarly += 1
            case .judged(let volition, _): record.volitions.append(volition)
            case .motionFound(let finding, _): record.motions.append(finding)
            case .gaveUp(_, let at): record.givenUp.append(at)
            case .notGranted(_, let refusal, _):
                notGranted.count += 1
                notGranted.why = SessionGlance.Why(refusal)
            case .state(let state, let at):
                record.states[record.states.count - 1].end = at
                record.states.append(.init(state: state, start: at, end: at))
                // Armed without a stimulator would promise what cannot be kept.
                if state == .armed, !isAvailable { try tell(.stimulatorFault) }
            case .stopOutput:
                record.stops += 1
                try logStimulator()
            case .order(let order, let met, let emitted):
                try send(order, met: met, emitted: emitted, at: now)
            }
        }
    }

    private mutating func send(
        _ order: StimulationOrder, met: SampleIndex, emitted: SampleIndex, at now: SessionTime
    ) throws {
        if try isLeftOut(order, emitted: emitted) { return }
        let onset: SampleIndex? =
            switch order.trigger.kind {
            case .emg: record.activities.last?.onset
            case .force: record.forceActivities.last?.onset
            case .manual, .guidedProtocol: nil
            }
        var entry = SessionRecord.Order(
            order: order, onset: onset, met: met, emitted: emitted, outcome: .sent, pulses: 0)
        var approved: ApprovedPulseTrain?
        do throws(Refusal) {
            approved = try gate.approve(
                order, ledger: &ledger, device: stimulator.state, interlock: controller.interlock(for: order.number),
                at: now)
        } catch {
            entry.outcome = .refused(error)
        }
        try log.append(entry)
        if let train = approved.take() {
            if options.forcesOrders { try log.force() }
            do throws(DeviceError) {
                try stimulator.deliver(train, at: now)
            } catch {
                entry.outcome = .failed(error.description)
                // Nothing has left: what the gate wrote down was not given.
                ledger.endedEarly(order.channel, at: now, pulses: 0)
                try log.append(entry)
                if case .fault = error {
                    stimulatorHasFailed = true
                    try tell(.stimulatorFault)
                } else {
                    try tell(.burstOver(order: order.number))
                }
            }
        } else {
            try tell(.refusedByGate(order: order.number))
        }
        record.orders.append(entry)
        if entry.outcome == .sent { bursts += 1 }
        try logStimulator()
        if let began { try tell(.burstBegan(order: began)) }
        began = nil
    }

    /// Draws the lot for a burst that the machine orders by itself; the lot stands in the log before anything follows from it.
    private mutating func isLeftOut(_ order: StimulationOrder, emitted: SampleIndex) throws -> Bool {
        guard lots != nil, order.trigger.kind == .emg || order.trigger.kind == .force else { return false }
        let isGiven = lots?.next() ?? true
        try log.append("lot", at: emitted, [.init("order", .integer(order.number)), .init("given", .flag(isGiven))])
        harm.drew(
            isGiven: isGiven, for: order.trigger.kind,
            hiding: settings.startSlack + order.train.duration.inSeconds + settings.blanking + settings.exitDuration,
            at: emitted)
        guard !isGiven else { return false }
        record.leftOut += 1
        try tell(.refusedByGate(order: order.number))
        return true
    }

    /// Tells, after a spasm that a lot was drawn for, when stimulation begins to look harmful. It is a suggestion: a person stops.
    private mutating func watchForHarm() throws {
        guard let suspicion = harm.advance(to: record.end) else { return }
        record.suspicions.append(suspicion)
        try log.append(
            "harm-suspected", at: record.end,
            [
                .init("given", .integer(suspicion.given)), .init("withheld", .integer(suspicion.withheld)),
                .init("longerSeconds", .number(suspicion.longer)),
                .init("leastSeconds", .number(suspicion.interval.lowerBound)),
                .init("mostSeconds", .number(suspicion.interval.upperBound)),
            ])
    }

    /// Whether the stimulator can take a burst now or when the present one is over.
    private var isAvailable: Bool {
        switch stimulator.state.readiness {
        case .ready, .busy: true
        case .off, .fault: false
        }
    }

    /// Tells the controller something between blocks; what it decides joins the decisions that are being carried out.
    private mutating func tell(_ kind: ControlEvent.Kind) throws {
        try log.append(ControlEvent(kind, at: record.end), block: blocks, isAfter: true)
        var made: [SpasmDecision] = []
        controller.handle(kind) { made.append($0) }
        decisions += made
    }

    /// Logs what the stimulator did, and corrects the ledger when a burst gave less than was approved.
    mutating func logStimulator() throws {
        for event in stimulator.takeEvents() {
            try log.append(event)
            switch event.kind {
            case .pulse(let order, _, let late, _):
                pulses.sent += 1
                pulses.latestMicroseconds = max(pulses.latestMicroseconds, late.count)
                if let k = record.orders.lastIndex(where: { $0.order.number == order }) { record.orders[k].pulses += 1 }
            case .pulseSkipped: pulses.leftOut += 1
            case .burstEnded(let order, let channel, let pulses, _):
                // A device that keeps the rhythm itself tells of pulses only here.
                if let k = record.orders.lastIndex(where: { $0.order.number == order }) {
                    record.orders[k].pulses = max(record.orders[k].pulses, pulses)
                }
                ledger.endedEarly(channel, at: event.time, pulses: pulses)
            case .fault(let fault):
                stimulatorHasFailed = true
                record.stimulatorFault = record.stimulatorFault ?? fault
            case .burstStarted(let order, _, _): began = order
            case .padReading(_, _, let reading):
                if record.pads?.add(ohms: reading.ohms) == nil { record.pads = .init(ohms: reading.ohms) }
            default: break
            }
        }
    }
}

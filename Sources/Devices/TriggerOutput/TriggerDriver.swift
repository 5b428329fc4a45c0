// A trigger output: one message for each approved pulse, and nothing without one. A state machine without clock or port.

public import Stimulation

/// Triggers a stimulator that has an input for it: one byte or one line for each pulse.
///
/// A dead host means no pulses. A pulse that comes too late is left out. Nothing answers, so the driver knows only that the
/// port takes bytes: ``deviceState`` says that, and no more. The stimulator needs limits and a switch of its own.
public struct TriggerDriver: StimulatorDriver, ~Copyable {
    enum State {
        case closed
        case ready
        case delivering(TimedBurst)
        case stopped
        case faulted(StimulatorFault)
    }

    /// How late a pulse may leave; a later one is left out.
    public static let lateness = Microseconds.milliseconds(5)
    /// How often the port is looked at while nothing is due.
    public static let interval = Microseconds.milliseconds(500)

    /// The stimulator.
    public let settings: TriggerSettings
    private var state = State.closed
    private var lastSeen = SessionTime.start

    /// Creates a driver that has not spoken yet.
    public init(_ settings: TriggerSettings) { self.settings = settings }

    /// How the port is, for the gate.
    public var deviceState: DeviceState {
        let readiness: DeviceState.Readiness =
            switch state {
            case .closed, .stopped: .off
            case .ready: .ready
            case .delivering: .busy
            case .faulted(let fault): .fault(fault.description)
            }
        return DeviceState(readiness: readiness, reportedAt: lastSeen)
    }

    /// Never: nothing answers.
    public var awaitsAnswer: Bool { false }

    /// Of no account: nothing answers.
    public var patience: Microseconds { Self.interval }

    /// Why the port failed; `nil` while it has not.
    public var fault: StimulatorFault? { if case .faulted(let fault) = state { fault } else { nil } }

    /// When ``advance(to:)`` has something to do at the latest; `nil` when closed.
    public var nextDue: SessionTime? {
        switch state {
        case .closed, .stopped, .faulted: nil
        case .ready: lastSeen + Self.interval
        case .delivering(let burst): min(burst.mayLeaveAt, lastSeen + Self.interval)
        }
    }

    /// Sends the message for a stop, if there is one; ready then. Once only.
    public mutating func connect(at now: SessionTime) -> [StimulatorAction] {
        guard case .closed = state else { return [] }
        state = .ready
        lastSeen = now
        return stopMessage() + [.log(StimulatorEvent(time: now, kind: .ready))]
    }

    /// Starts an approved burst. Its first trigger is among the actions.
    ///
    /// - Throws: ``DeviceError`` when a burst runs, the approval does not hold, or a pulse of the burst is not the one that
    ///   was set at the stimulator. Nothing was sent then.
    public mutating func deliver(
        _ approved: consuming ApprovedPulseTrain, at now: SessionTime
    ) throws(DeviceError) -> [StimulatorAction] {
        guard case .ready = state else { throw .notReady(deviceState.readiness) }
        let (order, channel, expires) = (approved.orderNumber, approved.channel, approved.expires)
        let train: PulseTrain
        do { train = try approved.redeem(at: now) } catch { throw .refused(error) }
        try check(train, on: channel, order: order)
        state = .delivering(
            TimedBurst(order: order, channel: channel, train: train, begin: now, expires: expires))
        let started = StimulatorEvent.Kind.burstStarted(order: order, channel: channel, pulses: train.pulseCount)
        return [.log(StimulatorEvent(time: now, kind: started))] + advance(to: now)
    }

    /// Whether every pulse of a burst is the one that was set at the stimulator.
    ///
    /// - Throws: ``DeviceError/cannotDeliver(order:reason:)``.
    public func check(_ train: PulseTrain, on channel: PadChannel) throws(DeviceError) {
        try check(train, on: channel, order: 0)
    }

    private func check(_ train: PulseTrain, on channel: PadChannel, order: Int) throws(DeviceError) {
        guard channel == settings.channel else {
            throw .cannotDeliver(
                order: order, reason: "the trigger output is for \(settings.channel), not for \(channel)")
        }
        guard train.shapes.allSatisfy({ $0 == settings.pulse }) else {
            throw .cannotDeliver(
                order: order,
                reason:
                    "a trigger gives the pulse that was set at the stimulator (\(settings.pulse.peakCurrent)), and a pulse "
                    + "of the burst is another one (up to \(train.shape.peakCurrent)); ramps are not possible")
        }
    }

    /// Moves every moment that is remembered; nothing happens while a burst runs.
    public mutating func shift(by step: Microseconds) {
        if case .delivering = state { return }
        lastSeen = lastSeen + step
    }

    /// Lets time pass: sends the trigger that is due.
    public mutating func advance(to now: SessionTime) -> [StimulatorAction] {
        switch state {
        case .closed, .stopped, .faulted: return []
        case .ready:
            lastSeen = max(lastSeen, now)
            return []
        case .delivering(var burst):
            lastSeen = max(lastSeen, now)
            var actions: [StimulatorAction] = []
            while true {
                switch burst.step(at: now, lateness: Self.lateness, mayStart: true) {
                case .wait:
                    state = .delivering(burst)
                    if burst.isOver { actions += end(burst, .complete, at: now) }
                    return actions
                case .expired: return actions + end(burst, .expired, at: now)
                case .skipped(let index, let late):
                    let kind = StimulatorEvent.Kind.pulseSkipped(order: burst.order, index: index, late: late)
                    actions.append(.log(StimulatorEvent(time: now, kind: kind)))
                case .send(let late):
                    // Approved as this very pulse, or the burst would not have begun.
                    actions.append(.send(settings.pulseMessage.bytes))
                    let kind = StimulatorEvent.Kind.pulse(
                        order: burst.order, index: burst.index, late: late, peak: settings.pulse.peakCurrent)
                    actions.append(.log(StimulatorEvent(time: now, kind: kind)))
                    burst.sent(at: now)
                }
            }
        }
    }

    private mutating func end(
        _ burst: TimedBurst, _ ending: StimulatorEvent.Ending, at now: SessionTime
    ) -> [StimulatorAction] {
        state = .ready
        return [burst.ended(ending, at: now)]
    }

    /// Takes bytes from the port: a fault, unless they are to be ignored.
    public mutating func receive(_ bytes: [UInt8], at now: SessionTime) -> [StimulatorAction] {
        guard !bytes.isEmpty, !settings.ignoresAnswers else { return [] }
        return fail(.unexpected("\(bytes.count) bytes; a trigger input is silent, so check what is connected"), at: now)
    }

    /// Ends the running burst: no trigger is on its way, so nothing follows.
    public mutating func cut(at now: SessionTime) -> [StimulatorAction] {
        guard case .delivering(let burst) = state else { return [] }
        return stopMessage() + end(burst, .stopped, at: now)
    }

    /// Stops at once: the message for a stop, if there is one, then the port is closed.
    public mutating func stop(at now: SessionTime) -> [StimulatorAction] {
        var actions = stopMessage()
        if case .delivering(let burst) = state { actions.append(burst.ended(.stopped, at: now)) }
        if fault == nil { state = .stopped }
        return actions + [.log(StimulatorEvent(time: now, kind: .stopped)), .close]
    }

    /// The port failed; nothing can be sent any more.
    public mutating func linkFailed(_ reason: String, at now: SessionTime) -> [StimulatorAction] {
        fail(.link(reason), at: now)
    }

    private mutating func fail(_ fault: StimulatorFault, at now: SessionTime) -> [StimulatorAction] {
        var actions: [StimulatorAction]
        switch state {
        case .closed, .stopped, .faulted: return []
        case .ready: actions = stopMessage()
        case .delivering(let burst): actions = stopMessage() + [burst.ended(.fault, at: now)]
        }
        state = .faulted(fault)
        actions.append(.log(StimulatorEvent(time: now, kind: .fault(fault))))
        return actions + [.close]
    }

    private func stopMessage() -> [StimulatorAction] { settings.stopMessage.map { [.send($0.bytes)] } ?? [] }
}

/// A trigger output on a link.
public typealias TriggerStimulator<Link: DeviceLink & ~Copyable> = DrivenStimulator<TriggerDriver, Link>

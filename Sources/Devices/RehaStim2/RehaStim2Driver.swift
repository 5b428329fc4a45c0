// The RehaStim2 driver's core: a state machine without clock, thread or port.

public import Stimulation

/// Drives a RehaStim2 so that each command makes one pulse: without an interval of its own the device repeats nothing, so
/// a dead host means no pulses, even before the device's watchdog notices.
///
/// The device offers itself every 500 ms; the driver accepts, stops whatever ran, and prepares one channel. From then on a
/// missing, damaged, unexpected or negative answer, an error that the device reports by itself (its emergency switch, an
/// electrode, its module), or a new offer (it has lost the connection) is a fault: stop is sent and the port is closed, for
/// good.
public struct RehaStim2Driver: StimulatorDriver, ~Copyable {
    /// What can be set.
    public struct Configuration: Hashable, Sendable {
        /// The channel that is prepared; bursts for others are refused.
        public var channel: PadChannel
        /// How long the device may take to offer itself: its watchdog after an earlier host, its interval, and reserve.
        public var offerTimeout: Microseconds
        /// How long an answer may take; the description says 100 ms at most.
        public var answerTimeout: Microseconds
        /// How late a pulse may leave; a later one is left out.
        public var lateness: Microseconds
        /// After how much time without a command the device is asked how it is; its watchdog is 1200 ms.
        public var heartbeat: Microseconds
        /// How many pulses may be on their way without an answer.
        public var pulsesInFlight: Int

        /// Creates a configuration.
        public init(
            channel: PadChannel, offerTimeout: Microseconds = .milliseconds(2500),
            answerTimeout: Microseconds = .milliseconds(250), lateness: Microseconds = .milliseconds(5),
            heartbeat: Microseconds = .milliseconds(400), pulsesInFlight: Int = 2
        ) {
            self.channel = channel
            self.offerTimeout = offerTimeout
            self.answerTimeout = answerTimeout
            self.lateness = lateness
            self.heartbeat = heartbeat
            self.pulsesInFlight = pulsesInFlight
        }
    }

    enum State {
        case closed
        /// Waits for the device's offer.
        case listening(since: SessionTime)
        /// The commands that are still to be sent, one after the other.
        case connecting([ScienceMode2.Command])
        case ready
        case delivering(TimedBurst)
        case stopped
        case faulted(StimulatorFault)
    }

    struct Pending {
        let number: UInt8
        let command: ScienceMode2.Command
        let sentAt: SessionTime
    }

    /// What was set.
    public let configuration: Configuration
    var state: State = .closed
    var pending: [Pending] = []
    var parser = ScienceMode2.FrameParser()
    var nextNumber: UInt8 = 0
    var lastHeard = SessionTime.start
    var lastSent = SessionTime.start

    /// Creates a driver that has not spoken yet.
    public init(configuration: Configuration) { self.configuration = configuration }

    /// How the device is, for the gate.
    public var deviceState: DeviceState {
        let readiness: DeviceState.Readiness =
            switch state {
            case .closed, .listening, .connecting, .stopped: .off
            case .ready: .ready
            case .delivering: .busy
            case .faulted(let fault): .fault(fault.description)
            }
        return DeviceState(readiness: readiness, reportedAt: lastHeard)
    }

    /// Whether the offer or an answer is awaited.
    public var awaitsAnswer: Bool { if case .listening = state { true } else { !pending.isEmpty } }

    /// How long the offer, or an answer, may take.
    public var patience: Microseconds {
        if case .listening = state { configuration.offerTimeout } else { configuration.answerTimeout }
    }

    /// Why the device failed; `nil` while it has not.
    public var fault: StimulatorFault? { if case .faulted(let fault) = state { fault } else { nil } }

    /// When ``advance(to:)`` has something to do at the latest; `nil` when closed.
    public var nextDue: SessionTime? {
        var times = pending.prefix(1).map { $0.sentAt + configuration.answerTimeout }
        switch state {
        case .closed, .stopped, .faulted: return nil
        case .listening(let since): return since + configuration.offerTimeout
        case .connecting: break
        case .ready: if pending.isEmpty { times.append(lastSent + configuration.heartbeat) }
        case .delivering(let burst):
            if !burst.isOver && pending.count < configuration.pulsesInFlight { times.append(burst.mayLeaveAt) }
            if pending.isEmpty { times.append(lastSent + configuration.heartbeat) }
        }
        return times.min()
    }

    /// Begins to connect: waits for the device's offer. Once only.
    public mutating func connect(at now: SessionTime) -> [StimulatorAction] {
        guard case .closed = state else { return [] }
        lastHeard = now
        state = .listening(since: now)
        return []
    }

    /// Starts an approved burst. Its first pulse is among the actions.
    ///
    /// - Throws: ``DeviceError`` when the device is not ready, the approval does not hold, or the device cannot make the
    ///   burst exactly as approved. Nothing was sent then.
    public mutating func deliver(
        _ approved: consuming ApprovedPulseTrain, at now: SessionTime
    ) throws(DeviceError) -> [StimulatorAction] {
        guard case .ready = state else { throw .notReady(deviceState.readiness) }
        let (order, channel, expires) = (approved.orderNumber, approved.channel, approved.expires)
        let train: PulseTrain
        do { train = try approved.redeem(at: now) } catch { throw .refused(error) }
        let burst = try TimedBurst.onRehaStim2(
            order: order, channel: channel, connected: configuration.channel, train: train, begin: now,
            expires: expires)
        state = .delivering(burst)
        let started = StimulatorEvent.Kind.burstStarted(order: order, channel: channel, pulses: burst.pulseCount)
        return [.log(StimulatorEvent(time: now, kind: started))] + advance(to: now)
    }

    /// Lets time pass: sends the pulse that is due, asks for a sign of life, notices a missing offer or answer.
    public mutating func advance(to now: SessionTime) -> [StimulatorAction] {
        if case .listening(let since) = state, now - since >= configuration.offerTimeout {
            return fail(.noAnswer(command: "the wait for its offer", within: configuration.offerTimeout), at: now)
        }
        if let oldest = pending.first, now - oldest.sentAt >= configuration.answerTimeout {
            return fail(.noAnswer(command: oldest.command.name, within: configuration.answerTimeout), at: now)
        }
        switch state {
        case .closed, .listening, .connecting, .stopped, .faulted: return []
        case .ready: return askIfDue(at: now)
        case .delivering(let burst): return advance(burst, to: now)
        }
    }

    /// Ends the running burst; what is on its way is one pulse at most. Nothing to do without a burst.
    public mutating func cut(at now: SessionTime) -> [StimulatorAction] {
        guard case .delivering(let burst) = state else { return [] }
        // Answers to pulses that are under way may still come; while connecting, they are passed over.
        pending = []
        state = .connecting(Self.preparation(configuration.channel))
        let stopping = sendNextOfConnection(at: now)
        return stopping + [burst.ended(.stopped, at: now)]
    }

    /// Stops at once: the stop command, then the port is closed. Needs no approval and works in every state.
    public mutating func stop(at now: SessionTime) -> [StimulatorAction] {
        var actions = stopCommand()
        if case .delivering(let burst) = state { actions.append(burst.ended(.stopped, at: now)) }
        pending = []
        if fault == nil { state = .stopped }
        return actions + [.log(StimulatorEvent(time: now, kind: .stopped)), .close]
    }

    /// The port failed; nothing can be sent any more.
    public mutating func linkFailed(_ reason: String, at now: SessionTime) -> [StimulatorAction] {
        fail(.link(reason), at: now)
    }

    /// Stops what runs and prepares a channel for one pulse per command.
    static func preparation(_ channel: PadChannel) -> [ScienceMode2.Command] {
        [.stop, .getMode, .initChannels(ScienceMode2.ChannelList(activeChannels: 1 << UInt8(channel.number - 1)))]
    }
}

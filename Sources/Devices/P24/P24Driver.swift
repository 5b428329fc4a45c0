// The driver's core: a state machine without clock, thread or port. Its methods take the time and return what to do.

public import Stimulation

/// Drives a P24 in low-level mode: the device puts out a pulse only when it is told to, so a dead host means no pulses.
///
/// Connecting stops whatever ran, asks who is there, and starts low-level mode. From then on a missing, late, damaged,
/// unexpected or negative answer is a fault: both stop commands are sent and the port is closed, for good. It cannot be
/// copied, because a copy could deliver a burst twice.
public struct P24Driver: StimulatorDriver, ~Copyable {
    /// What the shell has to do, in order.
    public typealias Action = StimulatorAction

    /// What can be set.
    public struct Configuration: Hashable, Sendable {
        /// How long an answer may take.
        public var answerTimeout: Microseconds
        /// How late a pulse may leave; a later one is left out.
        public var lateness: Microseconds
        /// How long the device may be silent while it is ready, before it is asked how it is.
        public var heartbeat: Microseconds
        /// How many pulses may be on their way without an answer.
        public var pulsesInFlight: Int
        /// Whether the pads' impedance is estimated from every pulse, and when it is too high; `nil` for not at all.
        public var padWatch: PadWatch?

        /// Creates a configuration.
        public init(
            answerTimeout: Microseconds = .milliseconds(250), lateness: Microseconds = .milliseconds(5),
            heartbeat: Microseconds = .milliseconds(500), pulsesInFlight: Int = 2, padWatch: PadWatch? = nil
        ) {
            self.answerTimeout = answerTimeout
            self.lateness = lateness
            self.heartbeat = heartbeat
            self.pulsesInFlight = pulsesInFlight
            self.padWatch = padWatch
        }
    }

    enum State {
        case closed
        /// The commands that are still to be sent, one after the other.
        case connecting([ScienceMode4.Command])
        case ready
        case delivering(TimedBurst)
        case stopped
        case faulted(StimulatorFault)
    }

    struct Pending {
        let number: ScienceMode4.PacketNumber
        let command: ScienceMode4.Command
        let sentAt: SessionTime
        /// Of a pulse: its burst and its place in it.
        var pulse: (order: Int, index: Int)?
    }

    /// What was set.
    public let configuration: Configuration
    var state: State = .closed
    var pending: [Pending] = []
    var parser = ScienceMode4.FrameParser()
    var nextNumber = ScienceMode4.PacketNumber(truncating: 0)
    var lastHeard = SessionTime.start
    var name = ""

    /// Creates a driver that has not spoken yet.
    public init(configuration: Configuration = Configuration()) { self.configuration = configuration }

    /// How the device is, for the gate.
    public var deviceState: DeviceState {
        let readiness: DeviceState.Readiness =
            switch state {
            case .closed, .connecting, .stopped: .off
            case .ready: .ready
            case .delivering: .busy
            case .faulted(let fault): .fault(fault.description)
            }
        return DeviceState(readiness: readiness, reportedAt: lastHeard)
    }

    /// Whether an answer is awaited.
    public var awaitsAnswer: Bool { !pending.isEmpty }

    /// How long an answer may take.
    public var patience: Microseconds { configuration.answerTimeout }

    /// Why the device failed; `nil` while it has not.
    public var fault: StimulatorFault? { if case .faulted(let fault) = state { fault } else { nil } }

    /// When ``advance(to:)`` has something to do at the latest; `nil` when closed.
    public var nextDue: SessionTime? {
        var times = pending.prefix(1).map { $0.sentAt + configuration.answerTimeout }
        switch state {
        case .closed, .stopped, .faulted: return nil
        case .connecting: break
        case .ready: if pending.isEmpty { times.append(lastHeard + configuration.heartbeat) }
        case .delivering(let burst):
            if !burst.isOver && pending.count < configuration.pulsesInFlight { times.append(burst.mayLeaveAt) }
        }
        return times.min()
    }

    /// How low-level mode is started.
    private var lowLevel: ScienceMode4.LowLevelInit {
        ScienceMode4.LowLevelInit(measurement: configuration.padWatch == nil ? .none : .voltage)
    }

    /// Begins to connect: stops whatever runs, asks who is there, starts low-level mode. Once only.
    public mutating func connect(at now: SessionTime) -> [Action] {
        guard case .closed = state else { return [] }
        lastHeard = now
        state = .connecting([
            .midLevelStop, .lowLevelStop, .getDeviceID, .getExtendedVersion, .lowLevelInit(lowLevel),
        ])
        return sendNextOfConnection(at: now)
    }

    /// Starts an approved burst. Its first pulse is among the actions.
    ///
    /// - Throws: ``DeviceError`` when the device is not ready, the approval does not hold, or the device cannot make the
    ///   burst exactly as approved. Nothing was sent then.
    public mutating func deliver(
        _ approved: consuming ApprovedPulseTrain, at now: SessionTime
    ) throws(DeviceError) -> [Action] {
        guard case .ready = state else { throw .notReady(deviceState.readiness) }
        let (order, channel, expires) = (approved.orderNumber, approved.channel, approved.expires)
        let train: PulseTrain
        do { train = try approved.redeem(at: now) } catch { throw .refused(error) }
        let burst = try TimedBurst.onP24(order: order, channel: channel, train: train, begin: now, expires: expires)
        state = .delivering(burst)
        let started = StimulatorEvent.Kind.burstStarted(order: order, channel: channel, pulses: burst.pulseCount)
        return [.log(StimulatorEvent(time: now, kind: started))] + advance(to: now)
    }

    /// Lets time pass: sends the pulse that is due, asks for a sign of life, notices a missing answer.
    public mutating func advance(to now: SessionTime) -> [Action] {
        if let oldest = pending.first, now - oldest.sentAt >= configuration.answerTimeout {
            return fail(.noAnswer(command: oldest.command.name, within: configuration.answerTimeout), at: now)
        }
        switch state {
        case .closed, .connecting, .stopped, .faulted: return []
        case .ready:
            guard pending.isEmpty, now - lastHeard >= configuration.heartbeat else { return [] }
            return send(.getStimulationStatus, at: now)
        case .delivering(let burst): return advance(burst, to: now)
        }
    }

    /// Ends the running burst and makes the device ready for another: stop, then low-level mode again. Nothing to do
    /// without a burst.
    public mutating func cut(at now: SessionTime) -> [Action] {
        guard case .delivering(let burst) = state else { return [] }
        // Answers to pulses that are under way may still come; while connecting, they are passed over.
        pending = []
        state = .connecting([.lowLevelStop, .lowLevelInit(lowLevel)])
        let stopping = sendNextOfConnection(at: now)
        return stopping + [burst.ended(.stopped, at: now)]
    }

    /// Stops at once: both stop commands, then the port is closed. Needs no approval and works in every state.
    public mutating func stop(at now: SessionTime) -> [Action] {
        var actions = stopCommands()
        if case .delivering(let burst) = state { actions.append(burst.ended(.stopped, at: now)) }
        pending = []
        if fault == nil { state = .stopped }
        return actions + [.log(StimulatorEvent(time: now, kind: .stopped)), .close]
    }

    /// The port failed; nothing can be sent any more.
    public mutating func linkFailed(_ reason: String, at now: SessionTime) -> [Action] { fail(.link(reason), at: now) }
}

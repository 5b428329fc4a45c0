// The driver's core: a state machine without clock, thread or port. Its methods take the time and return what to do.

public import Stimulation

/// Drives a P24. In low-level mode the device puts out a pulse only when it is told to, so a dead host means no pulses; in
/// mid-level mode it repeats a train by itself and stops 2 s after the last sign of life (``Level``).
///
/// Connecting stops whatever ran, asks who is there, and starts the level. From then on a missing, late, damaged,
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
        /// Who keeps the rhythm.
        public var level: Level
        /// The least charge of the battery, in percent, with which the device is used; asked on connecting and every 30 s while it
        /// waits. A device that does not know the question is used.
        public var lowestBatteryPercent: Int

        /// Creates a configuration.
        public init(
            answerTimeout: Microseconds = .milliseconds(250), lateness: Microseconds = .milliseconds(5),
            heartbeat: Microseconds = .milliseconds(500), pulsesInFlight: Int = 2, padWatch: PadWatch? = nil,
            level: Level = .low, lowestBatteryPercent: Int = 10
        ) {
            self.answerTimeout = answerTimeout
            self.lateness = lateness
            self.heartbeat = heartbeat
            self.pulsesInFlight = pulsesInFlight
            self.padWatch = padWatch
            self.level = level
            self.lowestBatteryPercent = lowestBatteryPercent
        }
    }

    /// Who keeps the rhythm of a burst.
    public enum Level: Hashable, Sendable {
        /// This program, pulse by pulse: any pattern, any ramp, every pulse answered and measured.
        case low
        /// The device, for even trains without a ramp: few messages, so for long bursts on busy machines. When this program dies
        /// the device goes on for 2 s, and the gate counts them as given. Pads are looked at by the device only.
        case mid
    }

    enum State {
        case closed
        /// The commands that are still to be sent, one after the other.
        case connecting([ScienceMode4.Command])
        case ready
        case delivering(TimedBurst)
        /// The device repeats a train by itself.
        case repeating(RepeatedBurst)
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
    var batteryAsked = SessionTime.start
    private static let batteryPause = Microseconds.seconds(30)
    var name = ""

    /// Creates a driver that has not spoken yet.
    public init(configuration: Configuration = Configuration()) { self.configuration = configuration }

    /// How the device is, for the gate.
    public var deviceState: DeviceState {
        let readiness: DeviceState.Readiness =
            switch state {
            case .closed, .connecting, .stopped: .off
            case .ready: .ready
            case .delivering, .repeating: .busy
            case .faulted(let fault): .fault(fault.description)
            }
        return DeviceState(
            readiness: readiness, reportedAt: lastHeard,
            afterrun: configuration.level == .mid ? RepeatedBurst.afterrun : .zero)
    }

    /// Whether an answer is awaited.
    public var awaitsAnswer: Bool { !pending.isEmpty }

    /// How long an answer may take.
    public var patience: Microseconds { configuration.answerTimeout }

    /// Why the device failed; `nil` while it has not.
    public var fault: StimulatorFault? { if case .faulted(let fault) = state { fault } else { nil } }

    /// When ``advance(to:)`` has something to do at the latest; `nil` when closed.
    public var nextDue: SessionTime? {
        let answer = pending.first.map { $0.sentAt + configuration.answerTimeout }
        let own: SessionTime?
        switch state {
        case .closed, .stopped, .faulted: return nil
        case .connecting: own = nil
        case .ready: own = pending.isEmpty ? lastHeard + configuration.heartbeat : nil
        case .delivering(let burst):
            let mayLeave = !burst.isOver && pending.count < configuration.pulsesInFlight
            own = mayLeave ? burst.mayLeaveAt : nil
        case .repeating(let burst): own = burst.nextDue(configuration)
        }
        guard let answer, let own else { return answer ?? own }
        return min(answer, own)
    }

    /// How the level is started. In mid level any error at an output stops them all.
    var start: ScienceMode4.Command {
        switch configuration.level {
        case .low: .lowLevelInit(.init(measurement: configuration.padWatch == nil ? .none : .voltage))
        case .mid: .midLevelInit(stopOnAnyError: true)
        }
    }

    /// Begins to connect: stops whatever runs, asks who is there, starts the level. Once only.
    public mutating func connect(at now: SessionTime) -> [Action] {
        guard case .closed = state else { return [] }
        lastHeard = now
        state = .connecting([.midLevelStop, .lowLevelStop, .getDeviceID, .getExtendedVersion, .getBatteryStatus, start])
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
        let counted = approved.afterrun
        let train: PulseTrain
        do { train = try approved.redeem(at: now) } catch { throw .refused(error) }
        if configuration.level == .mid {
            return try begin(RepeatedBurst(order: order, channel: channel, train: train, begin: now, counted: counted))
        }
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
            guard now - batteryAsked < Self.batteryPause else { return send(.getBatteryStatus, at: now) }
            return send(.getStimulationStatus, at: now)
        case .delivering(let burst): return advance(burst, to: now)
        case .repeating(let burst): return advance(burst, to: now)
        }
    }

    /// Ends the running burst and makes the device ready for another: stop, then low-level mode again. Nothing to do
    /// without a burst.
    public mutating func cut(at now: SessionTime) -> [Action] {
        if case .repeating(let burst) = state { return end(burst, .stopped, at: now) }
        guard case .delivering(let burst) = state else { return [] }
        // Answers to pulses that are under way may still come; while connecting, they are passed over.
        pending = []
        state = .connecting([.lowLevelStop, start])
        let stopping = sendNextOfConnection(at: now)
        return stopping + [burst.ended(.stopped, at: now)]
    }

    /// Stops at once: both stop commands, then the port is closed. Needs no approval and works in every state.
    public mutating func stop(at now: SessionTime) -> [Action] {
        var actions = stopCommands()
        if case .delivering(let burst) = state { actions.append(burst.ended(.stopped, at: now)) }
        if case .repeating(let burst) = state { actions.append(burst.lost(.stopped, at: now)) }
        pending = []
        if fault == nil { state = .stopped }
        return actions + [.log(StimulatorEvent(time: now, kind: .stopped)), .close]
    }

    /// The port failed; nothing can be sent any more.
    public mutating func linkFailed(_ reason: String, at now: SessionTime) -> [Action] { fail(.link(reason), at: now) }
}

// A RehaStim2 without current: takes the bytes that a host sends, answers as the device would, and writes down every pulse
// it would have put out. A value without a clock: time is given with every call.

public import Stimulation

/// A simulated Hasomed RehaStim2 stimulator, byte for byte at its serial port.
///
/// What is known of the device, what is assumed where nothing is known, and the sources: `Documentation/Devices.md`.
/// The state at a time does not depend on how often it was asked before. Time never goes backwards.
public struct RehaStim2Simulator: DeviceSimulator {
    /// What can be wrong with an answer.
    public enum AnswerFault: Hashable, Sendable {
        /// The command is carried out, but no answer comes.
        case omitted
        /// The command is carried out, but a byte of the answer is damaged.
        case damaged
        /// The command is not carried out, and this is the result.
        case result(ScienceMode2.ResultCode)
        /// The command is not carried out, because the device says that it does not know it.
        case unknown
    }

    enum Connection: Hashable, Sendable {
        /// Offers itself; the next offer is made at this time.
        case offering(next: SessionTime)
        /// Was accepted; the last valid message came at this time.
        case accepted(lastHeard: SessionTime)
    }

    /// How often the device offers itself until a host accepts.
    public static let offerInterval = Microseconds.milliseconds(500)
    /// How long a connection lasts without a valid message.
    public static let watchdog = Microseconds.milliseconds(1200)
    /// The time between the starts of two channels of one module.
    public static let slot = Microseconds(1500)
    /// The time between the two phases of a pulse.
    public static let interphase = Microseconds(100)

    /// The version of the protocol that it names.
    public let protocolVersion: UInt8
    /// The channels (1 to 8) whose electrodes are off.
    public var openChannels: Set<Int> = []
    /// What will be wrong with the next answers, in order.
    public var answerFaults: [AnswerFault] = []
    /// Whether the device has stopped to speak and to act, as behind a broken cable.
    public var isDisconnected = false

    /// The pulses that were put out, in the order of their start.
    public internal(set) var pulses: [RehaStim2Pulse] = []
    /// When stimulation ended by itself because the host was silent.
    public internal(set) var automaticStops: [SessionTime] = []
    /// The latest time that was given.
    public internal(set) var now = SessionTime.start

    var connection = Connection.offering(next: .start)
    var stimulation = Stimulation.off
    /// What the device has to say by itself.
    var news: [UInt8] = []
    private var parser = ScienceMode2.FrameParser()
    private var packetNumber: UInt8 = 0

    /// Creates a device that was just switched on.
    public init(protocolVersion: UInt8 = ScienceMode2.version) { self.protocolVersion = protocolVersion }

    /// Whether stimulation is off, initialised or started.
    public var mode: ScienceMode2.StimulationMode {
        switch stimulation {
        case .off: .off
        case .initialized: .initialized
        case .started: .started
        }
    }

    /// The next offer, the next group of pulses, or the end of the host's silence.
    public var nextDue: SessionTime? {
        if isDisconnected { return nil }
        switch connection {
        case .offering(let next): return next
        case .accepted(let lastHeard):
            let deadline = lastHeard + Self.watchdog
            if case .started(let running) = stimulation, let next = running.nextDue { return min(next, deadline) }
            return deadline
        }
    }

    /// Lets time pass: groups of pulses that are due, the end of the host's silence, offers.
    public mutating func advance(to time: SessionTime) -> [UInt8] {
        let end = max(now, time)
        while let due = nextDue, due <= end {
            now = max(now, due)
            switch connection {
            case .offering:
                say(.offersConnection(version: protocolVersion))
                connection = .offering(next: due + Self.offerInterval)
            case .accepted(let lastHeard) where due >= lastHeard + Self.watchdog:
                if case .started = stimulation { automaticStops.append(due) }
                stimulation = .off
                connection = .offering(next: due)
            case .accepted: putOutGroup()
            }
        }
        now = end
        defer { news = [] }
        return news
    }

    /// Takes bytes from the host at a time; returns the bytes of the answers.
    public mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] {
        var said = advance(to: time)
        for output in parser.receive(bytes) where !isDisconnected {
            // Damaged frames are not answered: nobody could say which command they were.
            guard case .frame(let frame) = output else { continue }
            said += answer(to: frame)
            said += news
            news = []
        }
        return said
    }

    /// Presses the emergency switch, or reports another error: stimulation ends, and the device says so.
    public mutating func report(_ error: ScienceMode2.StimulationError) {
        stimulation = .off
        say(.stimulationError(error))
    }

    /// Switches the device off and on: stimulation ends, and it offers itself anew.
    public mutating func restart() {
        stimulation = .off
        connection = .offering(next: now)
    }

    private mutating func answer(to frame: ScienceMode2.Frame) -> [UInt8] {
        if case .accepted = connection { connection = .accepted(lastHeard: now) }
        let command: ScienceMode2.Command
        do { command = try ScienceMode2.Command(frame) } catch {
            guard case .accepted = connection else { return [] }
            return encoded(refusal(of: frame, error), frame.packetNumber)
        }
        if case .acceptConnection(let result) = command {
            if result.isSuccess { connection = .accepted(lastHeard: now) }
            return []
        }
        // Before the connection is accepted the device only offers it.
        guard case .accepted = connection, command.answerNumber != nil else { return [] }
        let fault = answerFaults.isEmpty ? nil : answerFaults.removeFirst()
        let answer: ScienceMode2.Report
        switch fault {
        case .result(let result): answer = command.refusal(result, mode)
        case .unknown: answer = .unknownCommand(frame.command)
        default: answer = execute(command)
        }
        var bytes = encoded(answer, frame.packetNumber)
        switch fault {
        case .omitted: bytes = []
        // The last byte before the stop byte lies under the check sum.
        case .damaged: bytes[bytes.count - 2] ^= 0x01
        default: break
        }
        return bytes
    }

    private func refusal(
        of frame: ScienceMode2.Frame, _ error: ScienceMode2.CommandError
    ) -> ScienceMode2.Report {
        switch frame.command {
        case 10: .mode(.parameterError, mode)
        case 30: .initChannels(.parameterError)
        case 32: .start(.parameterError)
        case 34: .stop(.parameterError)
        default: .unknownCommand(frame.command)
        }
    }

    private mutating func say(_ report: ScienceMode2.Report) {
        guard !isDisconnected else { return }
        packetNumber &+= 1
        news += encoded(report, packetNumber)
    }

    private func encoded(_ report: ScienceMode2.Report, _ number: UInt8) -> [UInt8] {
        // The longest report has two bytes of data: it always fits into a frame.
        (try? report.frame(packetNumber: number).encoded()) ?? []
    }
}

/// One pulse that a simulated RehaStim2 put out: a positive phase, 100 µs, a negative phase of the same size.
public struct RehaStim2Pulse: Hashable, Sendable {
    /// When its first phase began.
    public let start: SessionTime
    /// Where it left the device, 1 to 8.
    public let channel: Int
    /// The duration of each phase, in microseconds.
    public let phaseMicroseconds: Int
    /// The current, in milliamperes.
    public let milliamperes: Int
    /// Whether the current found its way to the skin; false behind an open electrode.
    public let reachedSkin: Bool
}

/// A simulated RehaStim2 on a pseudo-terminal, for any ScienceMode 2 client.
public typealias SimulatedRehaStim2 = SimulatedDevice<RehaStim2Simulator>

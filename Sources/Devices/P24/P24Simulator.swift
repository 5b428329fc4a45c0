// A P24 without current: takes the bytes that a host sends, answers as the device would, and writes down every pulse it
// would have put out. A value without a clock: time is given with every call, so that it runs in real and virtual time.

public import Stimulation

/// A simulated Hasomed P24 stimulator, byte for byte at its serial port.
///
/// What is known of the device, what is assumed where nothing is known, and the sources: `Documentation/Devices.md`.
/// The state at a time does not depend on how often it was asked before: pulses and automatic stops are worked out from
/// their due times. Time never goes backwards: an earlier time counts as the latest one given.
public struct P24Simulator: DeviceSimulator {
    /// What the device says about itself, and how it is built.
    public struct Configuration: Hashable, Sendable {
        /// The ten characters that name the device.
        public var deviceID: String
        /// The version of its firmware.
        public var firmware: ScienceMode4.Version
        /// The version of its protocol.
        public var protocolVersion: ScienceMode4.Version
        /// The charge of its battery, in percent.
        public var batteryPercent: Int
        /// The voltage of its battery, in millivolts.
        public var batteryMillivolts: Int
        /// The resistance between the pads, in ohms; only measurements depend on it.
        public var loadOhms: Int
        /// How many pulses are written down before the log is full and pulses are only counted.
        public var loggedPulseCapacity: Int

        /// Creates a configuration.
        public init(
            deviceID: String = "LULLSIM001", firmware: ScienceMode4.Version = .init(1, 0, 0),
            protocolVersion: ScienceMode4.Version = .init(4, 0, 0), batteryPercent: Int = 100,
            batteryMillivolts: Int = 7400, loadOhms: Int = 1000, loggedPulseCapacity: Int = 1_000_000
        ) {
            self.deviceID = deviceID
            self.firmware = firmware
            self.protocolVersion = protocolVersion
            self.batteryPercent = batteryPercent
            self.batteryMillivolts = batteryMillivolts
            self.loadOhms = loadOhms
            self.loggedPulseCapacity = loggedPulseCapacity
        }
    }

    /// What can be wrong at an output.
    public enum OutputFault: Hashable, Sendable {
        /// An electrode has come off. The device notices only pulses of 15 mA and more.
        case open
        /// Less current flows than was asked for.
        case lowCurrent
        /// Pulses are not finished in time.
        case pulseTimeout
    }

    /// What can be wrong with an answer.
    public enum AnswerFault: Hashable, Sendable {
        /// The command is carried out, but no answer comes.
        case omitted
        /// The command is carried out, but a byte of the answer is damaged.
        case damaged
        /// The command is not carried out, and this is the answer.
        case result(ScienceMode4.ResultCode)
    }

    enum Level: Sendable {
        case none
        case low(LowLevel)
        case mid(MidLevel)
    }

    /// How many low-level pulses wait behind the one that is being put out.
    public static let queueLength = 10
    /// How long mid-level mode goes on without a sign of life.
    public static let midLevelTimeout = Microseconds.seconds(2)
    /// From this current on an open electrode is noticed.
    public static let electrodeCheckMilliamperes = 15.0
    /// The time that the device needs around a pulse: 40 µs before and 20 µs of reserve, as in the maker's budget rule.
    public static let pulseOverhead = Microseconds(60)

    /// What the device says about itself.
    public let configuration: Configuration
    /// What is wrong at the outputs.
    public var outputFaults: [ScienceMode4.Output: OutputFault] = [:]
    /// What will be wrong with the next answers, in order.
    public var answerFaults: [AnswerFault] = []
    /// Whether the device has stopped to answer and to act, as behind a broken cable.
    public var isDisconnected = false

    /// The charge of the battery now, in percent.
    public var batteryPercent: Int

    /// The pulses that were put out, in the order of their start.
    public internal(set) var pulses: [DeliveredPulse] = []
    /// How many pulses were put out after the log was full.
    public internal(set) var unloggedPulseCount = 0
    /// When mid-level mode stopped by itself because no sign of life came.
    public internal(set) var automaticStops: [SessionTime] = []
    /// The latest time that was given.
    public private(set) var now: SessionTime = .start

    var level: Level = .none
    /// Until when the one current source is busy.
    var busyUntil = SessionTime(microseconds: .min)
    private var parser = ScienceMode4.FrameParser()

    /// Creates a device that was just switched on.
    public init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
        batteryPercent = configuration.batteryPercent
    }

    /// Which level runs.
    public var stimulationLevel: ScienceMode4.StimulationLevel {
        switch level {
        case .none: .none
        case .low: .lowLevel
        case .mid(let mid): mid.isRunning ? .midLevelRunning : .midLevel
        }
    }

    /// The high voltage: off while no level is initialised.
    public var highVoltage: ScienceMode4.HighVoltage {
        switch level {
        case .none: .off
        case .low(let low): low.parameters.highVoltage == .standard ? .volts150 : low.parameters.highVoltage
        case .mid: .volts150
        }
    }

    /// Lets time pass: pulses that are due are put out, and mid-level mode stops when nobody has spoken for 2 s. The
    /// device says nothing by itself.
    @discardableResult
    public mutating func advance(to time: SessionTime) -> [UInt8] {
        now = max(now, time)
        switch level {
        case .none: break
        case .low: advanceLowLevel()
        case .mid: advanceMidLevel()
        }
        return []
    }

    /// Never: what it does by itself shows when it is asked.
    public var nextDue: SessionTime? { nil }

    /// Takes bytes from the host at a time; returns the bytes of the answers.
    public mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] {
        advance(to: time)
        var answers: [UInt8] = []
        for output in parser.receive(bytes) where !isDisconnected {
            switch output {
            case .frame(let frame): answers += answer(to: frame)
            case .rejected(.strayBytes): break
            case .rejected: answers += encoded(.generalError(.transferError), .init(truncating: 0))
            }
        }
        return answers
    }

    private mutating func answer(to frame: ScienceMode4.Frame) -> [UInt8] {
        let fault = answerFaults.isEmpty ? nil : answerFaults.removeFirst()
        let answer: ScienceMode4.Acknowledgement
        do {
            let command = try ScienceMode4.Command(frame)
            if case .result(let result) = fault {
                answer = command.refusal(result)
            } else {
                answer = execute(command, frame.packetNumber)
            }
        } catch {
            answer = refusal(of: frame, error)
        }
        var bytes = encoded(answer, frame.packetNumber)
        switch fault {
        case .omitted: bytes = []
        // The last byte before the stop byte lies under the check sum.
        case .damaged where bytes.count > 1: bytes[bytes.count - 2] ^= 0x01
        default: break
        }
        return bytes
    }

    /// The answer to a frame that is no command: of a known command, its data are wrong.
    private func refusal(
        of frame: ScienceMode4.Frame, _ error: ScienceMode4.CommandError
    ) -> ScienceMode4.Acknowledgement {
        if case .unknownCommand = error { return .unknownCommand(.invalidCommand) }
        switch ScienceMode4.CommandNumber(rawValue: frame.command) {
        case .lowLevelInit: return .lowLevelInit(.parameterError)
        case .lowLevelPulse: return .lowLevelPulse(.init(result: .parameterError, output: .init(.red, .yellow)))
        case .midLevelInit: return .midLevelInit(.parameterError)
        case .midLevelUpdate: return .midLevelUpdate(.parameterError)
        default: return .generalError(.parameterError)
        }
    }

    private func encoded(
        _ answer: ScienceMode4.Acknowledgement, _ number: ScienceMode4.PacketNumber
    ) -> [UInt8] {
        // The longest answer, a pulse with 128 samples, has at most 536 bytes: it always fits into a frame.
        (try? answer.frame(packetNumber: number).encoded()) ?? []
    }

    mutating func putOut(_ pulse: DeliveredPulse) {
        busyUntil = pulse.start + Microseconds(pulse.shape.microseconds) + Self.pulseOverhead
        if pulses.count < configuration.loggedPulseCapacity {
            pulses.append(pulse)
        } else {
            unloggedPulseCount += 1
        }
    }

    /// What the device notices at an output when it puts out a shape.
    func noticedFault(at output: ScienceMode4.Output, _ shape: ScienceMode4.PulseShape) -> OutputFault? {
        guard let fault = outputFaults[output] else { return nil }
        if fault == .open && shape.peakMilliamperes < Self.electrodeCheckMilliamperes { return nil }
        return fault
    }
}

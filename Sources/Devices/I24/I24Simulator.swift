// An I24 without electrodes: takes the bytes of a host and answers and measures as the device would.

import Foundation
public import Stimulation

/// A simulated Hasomed I24 measuring device, byte for byte at its serial port. It measures five sines.
///
/// What is known, what is assumed, and the sources: `Documentation/Devices.md`. The state at a time does not depend on how
/// often it was asked before. It has no card: recordings and files are refused.
public struct I24Simulator: DeviceSimulator {
    /// What the device says about itself.
    public let deviceID: String
    /// The channels (0-based) whose positive electrode is off; they give 0, with a flag.
    public var openChannels: Set<Int> = []
    /// How many of the next samples the device itself leaves out; the time to the next one tells.
    public var samplesToLose = 0
    /// Whether nothing comes or goes, as behind a pulled cable. The device itself goes on.
    public var isDisconnected = false

    /// The charge of the battery now, in percent.
    public var batteryPercent: UInt8 = 100

    /// What the device is doing.
    public private(set) var mode = Dyscom.OperationMode.idle
    private var isMeasurementOn = false
    private var rate = Dyscom.Rate.hertz4000
    private var now = SessionTime.start
    private var began = SessionTime.start
    private var nextSample = 0
    private var lastSample = -1
    private var packetNumber: UInt8 = 0
    private var parser = ScienceMode4.FrameParser()

    /// Creates a device that was just switched on.
    public init(deviceID: String = "LULLI24001") { self.deviceID = deviceID }

    /// When the next sample is measured.
    public var nextDue: SessionTime? { mode == .live ? began + interval(nextSample) : nil }

    /// From the start to a sample.
    private func interval(_ sample: Int) -> Microseconds { Microseconds(sample * (1_000_000 / rate.hertz)) }

    /// The value of a channel (0-based) at a sample: 100·n at 5·n Hz for channel n.
    public static func value(channel: Int, sample: Int, hertz: Int) -> Float {
        let number = Double(channel + 1)
        return Float(100 * number * sin(2 * .pi * 5 * number * Double(sample) / Double(hertz)))
    }

    /// Sends the samples that are due.
    public mutating func advance(to time: SessionTime) -> [UInt8] {
        now = max(now, time)
        var bytes: [UInt8] = []
        while let due = nextDue, due <= now {
            if samplesToLose > 0 { samplesToLose -= 1 } else { bytes += liveFrame() }
            nextSample += 1
        }
        return isDisconnected ? [] : bytes
    }

    /// Takes bytes from the host; gives samples that are due, then the answers.
    public mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] {
        var said = advance(to: time)
        for output in parser.receive(bytes) where !isDisconnected {
            switch output {
            case .frame(let frame): said += answer(to: frame)
            case .rejected(.strayBytes): break
            case .rejected: said += Self.encoded(.generalError(.transferError), .init(truncating: 0))
            }
        }
        return said
    }

    private mutating func liveFrame() -> [UInt8] {
        let samples = (0..<Dyscom.channelCount).map { channel in
            openChannels.contains(channel)
                ? Dyscom.Sample(value: 0, status: 1 << 1)
                : Dyscom.Sample(value: Self.value(channel: channel, sample: nextSample, hertz: rate.hertz))
        }
        let since = interval(nextSample - lastSample).count
        lastSample = nextSample
        packetNumber &+= 1
        let report = Dyscom.Report.live(microseconds: UInt32(clamping: since), samples: samples)
        return Self.encoded(report.frame(packetNumber: .init(truncating: packetNumber)))
    }

    private mutating func answer(to frame: ScienceMode4.Frame) -> [UInt8] {
        if let command = try? ScienceMode4.Command(frame) { return answer(to: command, frame.packetNumber) }
        do {
            return Self.encoded(execute(try Dyscom.Command(frame)).frame(packetNumber: frame.packetNumber))
        } catch {
            if case .unknownCommand = error {
                return Self.encoded(.unknownCommand(.invalidCommand), frame.packetNumber)
            }
            return Self.encoded(.generalError(.parameterError), frame.packetNumber)
        }
    }

    /// The commands that it shares with the stimulators; their own are unknown to it.
    private mutating func answer(
        to command: ScienceMode4.Command, _ number: ScienceMode4.PacketNumber
    ) -> [UInt8] {
        switch command {
        case .getDeviceID: return Self.encoded(.deviceID(.success, deviceID), number)
        case .getExtendedVersion:
            let version = ScienceMode4.ExtendedVersion(
                firmware: .init(1, 0, 0), protocol: .init(4, 0, 0), hash: 0, hashType: 0, hashIsValid: false)
            return Self.encoded(.extendedVersion(.success, version), number)
        case .reset:
            mode = .idle
            isMeasurementOn = false
            return Self.encoded(.reset(.success), number)
        default: return Self.encoded(.unknownCommand(.invalidCommand), number)
        }
    }

    private mutating func execute(_ command: Dyscom.Command) -> Dyscom.Report {
        switch command {
        case .initialize(let setup):
            let result = initialize(setup)
            return .initialized(result, registers: setup.registers, state: result.isSuccess ? 1 : 6, rate: rate)
        case .start:
            guard mode == .liveReady else { return .started(.notInitialized) }
            (mode, began, nextSample, lastSample) = (.live, now, 0, -1)
            return .started(.success)
        case .stop:
            mode = .idle
            return .stopped(.success)
        case .get(let question): return .answer(.success, answer(to: question))
        case .power(let module, let isOn):
            if module == 3 {
                isMeasurementOn = isOn
                if !isOn { mode = .idle }
            }
            return .power(.success, module: module, isOn: isOn)
        }
    }

    private mutating func initialize(_ setup: Dyscom.Setup) -> ScienceMode4.ResultCode {
        guard isMeasurementOn, mode == .idle || mode == .liveReady else { return .notInitialized }
        // Only live data: there is no card.
        guard let wanted = setup.rate, setup.flags & 0b11 == 0b01 else { return .parameterError }
        (rate, mode) = (wanted, .liveReady)
        return .success
    }

    private func answer(to question: Dyscom.Question) -> Dyscom.Answer {
        switch question {
        case .battery: .battery(state: 0, percent: batteryPercent, celsius: 25, milliamperes: -20, millivolts: 3000)
        case .storage: .storage(isReady: false, used: 0, free: 0)
        case .recordings: .recordings(0)
        case .operationMode: .operationMode(mode)
        case .deviceID: .deviceID(deviceID)
        case .firmware: .firmware("1.0.0")
        }
    }

    private static func encoded(_ answer: ScienceMode4.Acknowledgement, _ number: ScienceMode4.PacketNumber) -> [UInt8]
    {
        encoded(answer.frame(packetNumber: number))
    }

    /// The longest answer has 130 bytes: it always fits into a frame.
    private static func encoded(_ frame: ScienceMode4.Frame) -> [UInt8] { (try? frame.encoded()) ?? [] }
}

/// A simulated I24 on a pseudo-terminal, for any ScienceMode 4 client.
public typealias SimulatedI24 = SimulatedDevice<I24Simulator>

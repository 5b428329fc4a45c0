// Acknowledgements to frames (the simulated device's side) and back (the driver's side).

import Signals

extension ScienceMode4.Acknowledgement {
    /// The number on the wire.
    var commandNumber: UInt16 {
        typealias Number = ScienceMode4.CommandNumber
        return switch self {
        case .lowLevelInit: Number.lowLevelInit.acknowledgement
        case .lowLevelPulse: Number.lowLevelPulse.acknowledgement
        case .lowLevelStop: Number.lowLevelStop.acknowledgement
        case .midLevelInit: Number.midLevelInit.acknowledgement
        case .midLevelUpdate: Number.midLevelUpdate.acknowledgement
        case .midLevelStop: Number.midLevelStop.acknowledgement
        case .midLevelCurrentData: Number.midLevelGetCurrentData.acknowledgement
        case .version: Number.getVersion.acknowledgement
        case .deviceID: Number.getDeviceID.acknowledgement
        case .batteryStatus: Number.getBatteryStatus.acknowledgement
        case .reset: Number.reset.acknowledgement
        case .stimulationStatus: Number.getStimulationStatus.acknowledgement
        case .extendedVersion: Number.getExtendedVersion.acknowledgement
        case .generalError: Number.generalError
        case .unknownCommand: Number.unknownCommand
        }
    }

    /// The frame of the answer to the command with this packet number.
    public func frame(packetNumber: ScienceMode4.PacketNumber) -> ScienceMode4.Frame {
        ScienceMode4.Frame(packetNumber: packetNumber, command: commandNumber, payload: [result.rawValue] + details)
    }

    /// The payload after the result.
    private var details: [UInt8] {
        switch self {
        case .lowLevelPulse(let pulse):
            [pulse.output.connector.rawValue << 4 | pulse.output.channel.rawValue, pulse.measurement.rawValue]
                + (pulse.measurement == .none ? [] : Self.bytes(UInt16(truncatingIfNeeded: pulse.sampleMicroseconds)))
                + pulse.samples.flatMap { Self.bytes($0) }
        case .midLevelCurrentData(let data): Self.bytes(of: data)
        case .version(_, let firmware, let version): Self.bytes(of: firmware) + Self.bytes(of: version)
        case .deviceID(_, let name): Array((name.utf8 + Array(repeating: 0x20, count: 10)).prefix(10))
        case .batteryStatus(_, let percent, let millivolts):
            [UInt8(truncatingIfNeeded: percent)] + Self.bytes(UInt16(truncatingIfNeeded: millivolts))
        case .stimulationStatus(_, let level, let voltage): [level.rawValue, voltage.rawValue]
        case .extendedVersion(_, let version):
            Self.bytes(of: version.firmware) + Self.bytes(of: version.protocol)
                + Self.bytes(UInt16(version.hash >> 16)) + Self.bytes(UInt16(version.hash & 0xFFFF))
                + [version.hashType, version.hashIsValid ? 1 : 0]
        default: []
        }
    }

    private static func bytes(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    private static func bytes(of version: ScienceMode4.Version) -> [UInt8] {
        [version.major, version.minor, version.revision]
    }

    /// Selection 4, a bit for each active output, then four bits of state for each output, lowest first.
    private static func bytes(of data: ScienceMode4.CurrentData) -> [UInt8] {
        var bytes: [UInt8] = [4, 0, 0, 0, 0, 0]
        for position in 0..<8 {
            if data.isActive[position] { bytes[1] |= 1 << UInt8(position) }
            bytes[2 + position / 2] |= data.states[position].rawValue << UInt8(position % 2 * 4)
        }
        return bytes
    }
}

extension ScienceMode4.Acknowledgement {
    /// Reads an answer.
    ///
    /// - Throws: ``ScienceMode4/CommandError`` when the number is unknown, the payload has the wrong length, or a field
    ///   has a value that is not known.
    public init(_ frame: ScienceMode4.Frame) throws(ScienceMode4.CommandError) {
        guard let answer = try Self.decode(frame) else {
            throw .payloadLength(
                message: "the acknowledgement \(frame.command)", found: frame.payload.count,
                expected: "as many as its kind has")
        }
        self = answer
    }

    /// `nil` when the payload has the wrong length.
    private static func decode(_ frame: ScienceMode4.Frame) throws(ScienceMode4.CommandError) -> Self? {
        var reader = PayloadReader(frame.payload)
        guard let byte = reader.byte() else { return nil }
        let result = ScienceMode4.ResultCode(rawValue: byte)
        let answer: Self?
        switch frame.command {
        case ScienceMode4.CommandNumber.generalError: answer = .generalError(result)
        case ScienceMode4.CommandNumber.unknownCommand: answer = .unknownCommand(result)
        default:
            guard let number = ScienceMode4.CommandNumber(rawValue: frame.command &- 1) else {
                throw .unknownCommand(frame.command)
            }
            answer = try decode(number, result, &reader)
        }
        return reader.isAtEnd ? answer : nil
    }

    private static func decode(
        _ number: ScienceMode4.CommandNumber, _ result: ScienceMode4.ResultCode, _ reader: inout PayloadReader
    ) throws(ScienceMode4.CommandError) -> Self? {
        switch number {
        case .lowLevelInit: return .lowLevelInit(result)
        case .lowLevelStop: return .lowLevelStop(result)
        case .midLevelInit: return .midLevelInit(result)
        case .midLevelUpdate: return .midLevelUpdate(result)
        case .midLevelStop: return .midLevelStop(result)
        case .reset: return .reset(result)
        case .lowLevelPulse: return try pulseResult(result, &reader).map { .lowLevelPulse($0) }
        case .midLevelGetCurrentData: return try currentData(result, &reader).map { .midLevelCurrentData($0) }
        case .getVersion:
            guard let firmware = version(&reader), let version = version(&reader) else { return nil }
            return .version(result, firmware: firmware, protocol: version)
        case .getDeviceID:
            guard let bytes = reader.bytes(10) else { return nil }
            return .deviceID(result, String(decoding: bytes, as: UTF8.self).trimmingSpaces())
        case .getBatteryStatus:
            guard let percent = reader.byte(), let millivolts = reader.uint16() else { return nil }
            return .batteryStatus(result, percent: Int(percent), millivolts: millivolts)
        case .getStimulationStatus:
            guard let level = reader.byte(), let voltage = reader.byte() else { return nil }
            return .stimulationStatus(
                result, try known(level, "the stimulation level"), try known(voltage, "the high voltage"))
        case .getExtendedVersion:
            guard let firmware = version(&reader), let version = version(&reader), let high = reader.uint16(),
                let low = reader.uint16(), let type = reader.byte(), let valid = reader.byte()
            else { return nil }
            return .extendedVersion(
                result,
                ScienceMode4.ExtendedVersion(
                    firmware: firmware, protocol: version, hash: UInt32(high) << 16 | UInt32(low), hashType: type,
                    hashIsValid: valid == 1))
        }
    }

    private static func known<Value: RawRepresentable & CaseIterable>(
        _ byte: UInt8, _ field: String
    ) throws(ScienceMode4.CommandError) -> Value where Value.RawValue == UInt8 {
        guard let value = Value(rawValue: byte) else {
            throw .outOfRange(field: field, found: "\(byte)", allowed: "0 to \(Value.allCases.count - 1)")
        }
        return value
    }

    private static func version(_ reader: inout PayloadReader) -> ScienceMode4.Version? {
        guard let bytes = reader.bytes(3) else { return nil }
        return ScienceMode4.Version(bytes[0], bytes[1], bytes[2])
    }

    private static func pulseResult(
        _ result: ScienceMode4.ResultCode, _ reader: inout PayloadReader
    ) throws(ScienceMode4.CommandError) -> ScienceMode4.PulseResult? {
        guard let place = reader.byte(), let type = reader.byte() else { return nil }
        let channel: ScienceMode4.Channel = try known(place & 15, "the channel")
        let connector: ScienceMode4.Connector = try known(place >> 4, "the connector")
        var answer = ScienceMode4.PulseResult(result: result, output: ScienceMode4.Output(channel, connector))
        answer.measurement = try known(type, "the measurement type")
        guard answer.measurement != .none else { return answer }
        guard let interval = reader.uint16(), let bytes = reader.bytes(2 * ScienceMode4.PulseResult.sampleCount)
        else { return nil }
        answer.sampleMicroseconds = interval
        answer.samples = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        return answer
    }

    private static func currentData(
        _ result: ScienceMode4.ResultCode, _ reader: inout PayloadReader
    ) throws(ScienceMode4.CommandError) -> ScienceMode4.CurrentData? {
        guard let selection = reader.byte(), let active = reader.byte(), let nibbles = reader.bytes(4) else {
            return nil
        }
        guard selection == 4 else {
            throw .outOfRange(field: "the data selection", found: "\(selection)", allowed: "4")
        }
        var states: [ScienceMode4.OutputState] = []
        for position in 0..<8 {
            states.append(try known(nibbles[position / 2] >> UInt8(position % 2 * 4) & 15, "the state of an output"))
        }
        return ScienceMode4.CurrentData(
            result: result, isActive: (0..<8).map { active >> UInt8($0) & 1 == 1 }, states: states)
    }
}

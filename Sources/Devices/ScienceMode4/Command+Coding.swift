// Commands to bytes and back. A command that was encoded is decoded again and compared before anyone may send it.

extension ScienceMode4.Command {
    /// The bytes of the command, checked: every field in range, and the bytes read back as the same command.
    ///
    /// - Throws: ``ScienceMode4/CommandError``; the command must then not be sent in any form.
    public func encoded(
        packetNumber: ScienceMode4.PacketNumber
    ) throws(ScienceMode4.CommandError) -> [UInt8] {
        try check()
        let frame = ScienceMode4.Frame(packetNumber: packetNumber, command: number.rawValue, payload: payload)
        let bytes: [UInt8]
        let readBack: ScienceMode4.Frame
        do {
            bytes = try frame.encoded()
            readBack = try ScienceMode4.Frame(decoding: bytes)
        } catch { throw .frame(error) }
        guard readBack.packetNumber == packetNumber, try ScienceMode4.Command(readBack) == self else {
            throw .readBackDiffers(message: name)
        }
        return bytes
    }

    /// Reads a command as a device would. Fields are not judged: use ``check()``.
    ///
    /// - Throws: ``ScienceMode4/CommandError`` when the number is unknown or the payload has the wrong length.
    public init(_ frame: ScienceMode4.Frame) throws(ScienceMode4.CommandError) {
        guard let number = ScienceMode4.CommandNumber(rawValue: frame.command) else {
            throw .unknownCommand(frame.command)
        }
        let payload = frame.payload
        switch number {
        case .lowLevelInit: self = .lowLevelInit(try Self.lowLevelInit(payload))
        case .lowLevelPulse: self = .lowLevelPulse(try Self.lowLevelPulse(payload))
        case .midLevelInit:
            try Self.expect(number, payload, count: 1)
            self = .midLevelInit(stopOnAnyError: payload[0] & 1 == 1)
        case .midLevelUpdate: self = .midLevelUpdate(try Self.midLevelUpdate(payload))
        case .midLevelGetCurrentData:
            try Self.expect(number, payload, count: 1)
            guard payload[0] == 4 else {
                throw .outOfRange(field: "the data selection", found: "\(payload[0])", allowed: "4")
            }
            self = .midLevelGetCurrentData
        case .lowLevelStop: self = try Self.bare(.lowLevelStop, number, payload)
        case .midLevelStop: self = try Self.bare(.midLevelStop, number, payload)
        case .getVersion: self = try Self.bare(.getVersion, number, payload)
        case .getDeviceID: self = try Self.bare(.getDeviceID, number, payload)
        case .getBatteryStatus: self = try Self.bare(.getBatteryStatus, number, payload)
        case .reset: self = try Self.bare(.reset, number, payload)
        case .getStimulationStatus: self = try Self.bare(.getStimulationStatus, number, payload)
        case .getExtendedVersion: self = try Self.bare(.getExtendedVersion, number, payload)
        }
    }

    /// Checks every field of the command.
    ///
    /// - Throws: ``ScienceMode4/CommandError/outOfRange(field:found:allowed:)`` for the first field out of range.
    public func check() throws(ScienceMode4.CommandError) {
        switch self {
        case .lowLevelPulse(let pulse): try pulse.shape.check()
        case .midLevelUpdate(let update): try update.check()
        default: break
        }
    }

    private var payload: [UInt8] {
        switch self {
        case .lowLevelInit(let parameters):
            [parameters.highVoltage.rawValue << 1 | parameters.measurement.rawValue << 4]
        case .lowLevelPulse(let pulse):
            [
                (pulse.executes ? 0x80 : 0) | pulse.output.channel.rawValue << 5
                    | pulse.output.connector.rawValue << 4 | UInt8(pulse.shape.points.count - 1)
            ] + Self.bytes(of: pulse.shape)
        case .midLevelInit(let stopOnAnyError): [stopOnAnyError ? 1 : 0]
        case .midLevelUpdate(let update): Self.bytes(of: update)
        case .midLevelGetCurrentData: [4]
        default: []
        }
    }
}

extension ScienceMode4.Command {
    private typealias CommandError = ScienceMode4.CommandError

    private static func bytes(of shape: ScienceMode4.PulseShape) -> [UInt8] {
        shape.points.flatMap { point in
            let wire = point.wire
            return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: wire >> UInt32($0)) }
        }
    }

    private static func bytes(of update: ScienceMode4.MidLevelUpdate) -> [UInt8] {
        var bytes: [UInt8] = [0]
        for (position, train) in update.trains.enumerated() {
            guard let train, let period = train.periodField else { continue }
            bytes[0] |= 1 << UInt8(position)
            bytes.append(UInt8(train.shape.points.count - 1) << 4 | UInt8(train.ramp))
            bytes += [UInt8(period >> 8), UInt8(period & 0xFF)] + Self.bytes(of: train.shape)
        }
        return bytes
    }

    private static func bare(
        _ command: Self, _ number: ScienceMode4.CommandNumber, _ payload: [UInt8]
    ) throws(ScienceMode4.CommandError) -> Self {
        try expect(number, payload, count: 0)
        return command
    }

    private static func expect(
        _ number: ScienceMode4.CommandNumber, _ payload: [UInt8], count: Int
    ) throws(ScienceMode4.CommandError) {
        guard payload.count == count else {
            throw .payloadLength(message: number.name, found: payload.count, expected: "\(count)")
        }
    }

    private static func lowLevelInit(
        _ payload: [UInt8]
    ) throws(ScienceMode4.CommandError) -> ScienceMode4.LowLevelInit {
        try expect(.lowLevelInit, payload, count: 1)
        guard let measurement = ScienceMode4.Measurement(rawValue: payload[0] >> 4 & 7) else {
            throw .outOfRange(field: "the measurement type", found: "\(payload[0] >> 4 & 7)", allowed: "0 to 3")
        }
        guard let voltage = ScienceMode4.HighVoltage(rawValue: payload[0] >> 1 & 7) else {
            throw .outOfRange(field: "the high voltage", found: "\(payload[0] >> 1 & 7)", allowed: "0 to 6")
        }
        return ScienceMode4.LowLevelInit(measurement: measurement, highVoltage: voltage)
    }

    private static func lowLevelPulse(
        _ payload: [UInt8]
    ) throws(ScienceMode4.CommandError) -> ScienceMode4.LowLevelPulse {
        var reader = PayloadReader(payload)
        guard let head = reader.byte(),
            let channel = ScienceMode4.Channel(rawValue: head >> 5 & 3),
            let connector = ScienceMode4.Connector(rawValue: head >> 4 & 1),
            let points = reader.points(Int(head & 15) + 1), reader.isAtEnd
        else {
            throw .payloadLength(
                message: "low-level pulse", found: payload.count, expected: "1 and 4 for each of its points")
        }
        return ScienceMode4.LowLevelPulse(
            output: ScienceMode4.Output(channel, connector), shape: ScienceMode4.PulseShape(unchecked: points),
            executes: head & 0x80 != 0)
    }

    private static func midLevelUpdate(
        _ payload: [UInt8]
    ) throws(ScienceMode4.CommandError) -> ScienceMode4.MidLevelUpdate {
        let wrongLength = CommandError.payloadLength(
            message: "mid-level update", found: payload.count,
            expected: "1, and for each active output 3 and 4 for each of its points")
        var reader = PayloadReader(payload)
        var update = ScienceMode4.MidLevelUpdate()
        guard let active = reader.byte() else { throw wrongLength }
        for output in ScienceMode4.Output.allCases where active >> UInt8(output.position) & 1 == 1 {
            guard let head = reader.byte(), let high = reader.byte(), let low = reader.byte(),
                let points = reader.points(Int(head >> 4) + 1)
            else { throw wrongLength }
            let field = Int(high) << 8 | Int(low)
            update[output] = ScienceMode4.MidLevelTrain(
                unchecked: ScienceMode4.PulseShape(unchecked: points), ramp: Int(head & 15),
                period: field & 1 == 1 ? field >> 1 : (field >> 1) * 2)
        }
        guard reader.isAtEnd else { throw wrongLength }
        return update
    }
}

// Commands to bytes and back. A command that was encoded is decoded again and compared before anyone may send it.

extension ScienceMode2.Command {
    /// The number on the wire.
    var number: UInt8 {
        switch self {
        case .acceptConnection: 2
        case .signOfLife: 4
        case .getMode: 10
        case .initChannels: 30
        case .start: 32
        case .stop: 34
        }
    }

    /// The bytes of the command, checked: every field in range, and the bytes read back as the same command.
    ///
    /// - Throws: ``ScienceMode2/CommandError``; the command must then not be sent in any form.
    public func encoded(packetNumber: UInt8) throws(ScienceMode2.CommandError) -> [UInt8] {
        try check()
        let frame = ScienceMode2.Frame(packetNumber: packetNumber, command: number, payload: payload)
        let bytes: [UInt8]
        let readBack: ScienceMode2.Frame
        do {
            bytes = try frame.encoded()
            readBack = try ScienceMode2.Frame(decoding: bytes)
        } catch { throw .outOfRange(field: name, found: error.description, allowed: "a frame") }
        guard readBack.packetNumber == packetNumber, try ScienceMode2.Command(readBack) == self else {
            throw .readBackDiffers(message: name)
        }
        return bytes
    }

    /// Checks every field of the command.
    ///
    /// - Throws: ``ScienceMode2/CommandError`` for the first field out of range.
    public func check() throws(ScienceMode2.CommandError) {
        switch self {
        case .initChannels(let list): try list.check()
        case .start(let pulses):
            guard 1...8 ~= pulses.count else {
                throw .outOfRange(field: "the number of channels", found: "\(pulses.count)", allowed: "1 to 8")
            }
            for pulse in pulses { try pulse.check() }
        default: break
        }
    }

    /// Reads a command as a device would. Fields are not judged: use ``check()``.
    ///
    /// - Throws: ``ScienceMode2/CommandError`` when the number is unknown or the payload cannot be what it claims.
    public init(_ frame: ScienceMode2.Frame) throws(ScienceMode2.CommandError) {
        let payload = frame.payload
        switch frame.command {
        case 2:
            try Self.expect("accept connection", payload, count: 1)
            self = .acceptConnection(.init(rawValue: Int8(bitPattern: payload[0])))
        case 4: self = try Self.bare(.signOfLife, payload)
        case 10: self = try Self.bare(.getMode, payload)
        case 30:
            try Self.expect("init channel list", payload, count: 7)
            let main = Int(payload[4]) << 8 | Int(payload[5])
            self = .initChannels(
                ScienceMode2.ChannelList(
                    activeChannels: payload[1], lowFrequencyChannels: payload[2], lowFrequencyFactor: Int(payload[0]),
                    interPulseHalfMilliseconds: Int(payload[3]) + 3, mainHalfMilliseconds: main == 0 ? nil : main + 2,
                    execution: payload[6]))
        case 32: self = .start(try Self.pulses(payload))
        case 34: self = try Self.bare(.stop, payload)
        default: throw .unknownCommand(UInt16(frame.command))
        }
    }

    /// Only for a checked command: nothing here keeps a value within its bits.
    private var payload: [UInt8] {
        switch self {
        case .acceptConnection(let result): [UInt8(bitPattern: result.rawValue)]
        case .signOfLife, .getMode, .stop: []
        case .initChannels(let list):
            [
                UInt8(list.lowFrequencyFactor), list.activeChannels, list.lowFrequencyChannels,
                UInt8(list.interPulseHalfMilliseconds - 3),
            ] + Self.bytes(list.mainHalfMilliseconds.map { $0 - 2 } ?? 0) + [list.execution]
        case .start(let pulses):
            pulses.flatMap { [$0.group.rawValue] + Self.bytes($0.phaseMicroseconds) + [UInt8($0.milliamperes)] }
        }
    }

    private static func bytes(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    private static func bare(_ command: Self, _ payload: [UInt8]) throws(ScienceMode2.CommandError) -> Self {
        try expect(command.name, payload, count: 0)
        return command
    }

    private static func expect(
        _ name: String, _ payload: [UInt8], count: Int
    ) throws(ScienceMode2.CommandError) {
        guard payload.count == count else {
            throw .payloadLength(message: name, found: payload.count, expected: "\(count)")
        }
    }

    private static func pulses(
        _ payload: [UInt8]
    ) throws(ScienceMode2.CommandError) -> [ScienceMode2.ChannelPulse] {
        guard !payload.isEmpty, payload.count.isMultiple(of: 4) else {
            throw .payloadLength(
                message: "start channel list", found: payload.count, expected: "4 for each active channel")
        }
        var pulses: [ScienceMode2.ChannelPulse] = []
        for start in stride(from: 0, to: payload.count, by: 4) {
            guard let group = ScienceMode2.ChannelPulse.Group(rawValue: payload[start]) else {
                throw .outOfRange(field: "the mode of a channel", found: "\(payload[start])", allowed: "0 to 2")
            }
            pulses.append(
                ScienceMode2.ChannelPulse(
                    group: group, phaseMicroseconds: Int(payload[start + 1]) << 8 | Int(payload[start + 2]),
                    milliamperes: Int(payload[start + 3])))
        }
        return pulses
    }
}

// Reports to frames (the simulated device's side) and back (the driver's side).

extension ScienceMode2.Report {
    /// The number on the wire.
    var number: UInt8 {
        switch self {
        case .offersConnection: 1
        case .unknownCommand: 3
        case .mode: 11
        case .initChannels: 31
        case .start: 33
        case .stop: 35
        case .stimulationError: 38
        }
    }

    /// The result that an answer carries; `nil` for what the device says by itself.
    public var result: ScienceMode2.ResultCode? {
        switch self {
        case .mode(let result, _), .initChannels(let result), .start(let result), .stop(let result): result
        case .offersConnection, .unknownCommand, .stimulationError: nil
        }
    }

    /// The frame of the report. An answer repeats the packet number of its command.
    public func frame(packetNumber: UInt8) -> ScienceMode2.Frame {
        ScienceMode2.Frame(packetNumber: packetNumber, command: number, payload: payload)
    }

    private var payload: [UInt8] {
        switch self {
        case .offersConnection(let version): [version]
        case .unknownCommand(let command): [command]
        case .mode(let result, let mode): [UInt8(bitPattern: result.rawValue), mode.rawValue]
        case .initChannels(let result), .start(let result), .stop(let result): [UInt8(bitPattern: result.rawValue)]
        case .stimulationError(let error): [UInt8(bitPattern: error.rawValue)]
        }
    }

    /// Reads a report.
    ///
    /// - Throws: ``ScienceMode2/CommandError`` when the number is unknown, the payload has the wrong length, or a field
    ///   has a value that is not known.
    public init(_ frame: ScienceMode2.Frame) throws(ScienceMode2.CommandError) {
        let count = frame.command == 11 ? 2 : 1
        guard [1, 3, 11, 31, 33, 35, 38].contains(frame.command) else {
            throw .unknownCommand(UInt16(frame.command))
        }
        guard frame.payload.count == count else {
            throw .payloadLength(
                message: "the report \(frame.command)", found: frame.payload.count, expected: "\(count)")
        }
        let byte = frame.payload[0]
        let result = ScienceMode2.ResultCode(rawValue: Int8(bitPattern: byte))
        switch frame.command {
        case 1: self = .offersConnection(version: byte)
        case 3: self = .unknownCommand(byte)
        case 11:
            guard let mode = ScienceMode2.StimulationMode(rawValue: frame.payload[1]) else {
                throw .outOfRange(field: "the stimulation mode", found: "\(frame.payload[1])", allowed: "0 to 2")
            }
            self = .mode(result, mode)
        case 31: self = .initChannels(result)
        case 33: self = .start(result)
        case 35: self = .stop(result)
        default: self = .stimulationError(.init(rawValue: Int8(bitPattern: byte)))
        }
    }
}

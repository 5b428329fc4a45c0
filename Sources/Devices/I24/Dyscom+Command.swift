// What a host says to an I24, to frames and back.

extension Dyscom {
    /// A command of the host.
    public enum Command: Hashable, Sendable {
        /// Set up a measurement.
        case initialize(Setup)
        /// Begin what was set up.
        case start
        /// End it.
        case stop
        /// Ask something.
        case get(Question)
        /// Switch a part of the device (1 Bluetooth, 2 card, 3 measurement, 4 research) on or off.
        case power(module: UInt8, isOn: Bool)

        var number: UInt16 {
            switch self {
            case .initialize: 100
            case .start: 102
            case .stop: 104
            case .get: 109
            case .power: 111
            }
        }

        /// The command as a frame.
        ///
        /// - Throws: ``ScienceMode4/CommandError`` when a part of a setup has the wrong length.
        public func frame(packetNumber: ScienceMode4.PacketNumber) throws(ScienceMode4.CommandError)
            -> ScienceMode4.Frame
        {
            let payload: [UInt8] =
                switch self {
                case .initialize(let setup): try setup.bytes()
                case .start, .stop: []
                case .get(let question): [question.rawValue]
                case .power(let module, let isOn): [module, isOn ? 1 : 0]
                }
            return ScienceMode4.Frame(packetNumber: packetNumber, command: number, payload: payload)
        }

        /// Reads a command.
        ///
        /// - Throws: ``ScienceMode4/CommandError`` when the number is unknown, or the payload is none that ``frame`` makes.
        public init(_ frame: ScienceMode4.Frame) throws(ScienceMode4.CommandError) {
            let payload = frame.payload
            let decoded: Command? =
                switch frame.command {
                case 100: Setup(bytes: payload).map(Command.initialize)
                case 102: payload.isEmpty ? .start : nil
                case 104: payload.isEmpty ? .stop : nil
                case 109: payload.count == 1 ? Question(rawValue: payload[0]).map(Command.get) : nil
                case 111:
                    payload.count == 2 && 1...4 ~= payload[0] && payload[1] <= 1
                        ? .power(module: payload[0], isOn: payload[1] == 1) : nil
                default: throw .unknownCommand(frame.command)
                }
            guard let decoded else {
                throw .payloadLength(
                    message: "the I24 command \(frame.command)", found: payload.count, expected: "what its kind has")
            }
            self = decoded
        }
    }
}

extension Dyscom.Setup {
    /// The 361 bytes.
    func bytes() throws(ScienceMode4.CommandError) -> [UInt8] {
        guard registers.count == 26, times.count == 22, names.count == 295, signalTypes.count <= 8 else {
            throw .outOfRange(
                field: "the parts of an I24 setup",
                found: "\(registers.count), \(times.count), \(names.count), \(signalTypes.count) bytes",
                allowed: "26, 22, 295 and at most 8")
        }
        let types = signalTypes + [UInt8](repeating: 0, count: 8 - signalTypes.count)
        let duration = (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * UInt32($0))) }
        return registers + times + names + [0, UInt8(signalTypes.count)] + duration + types
            + [0, usesSync ? 1 : 0, filter, flags]
    }

    /// Reads the 361 bytes; `nil` for bytes that no setup makes.
    init?(bytes: [UInt8]) {
        guard bytes.count == 361, bytes[343] == 0, bytes[344] <= 8, bytes[357] == 0, bytes[358] <= 1 else { return nil }
        let count = Int(bytes[344])
        guard bytes[(349 + count)..<357].allSatisfy({ $0 == 0 }) else { return nil }
        self.init()
        registers = Array(bytes[0..<26])
        times = Array(bytes[26..<48])
        names = Array(bytes[48..<343])
        seconds = bytes[345..<349].reduce(0) { $0 << 8 | UInt32($1) }
        signalTypes = Array(bytes[349..<(349 + count)])
        usesSync = bytes[358] == 1
        filter = bytes[359]
        flags = bytes[360]
    }
}

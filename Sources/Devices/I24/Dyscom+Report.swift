// What an I24 says, to frames and back.

extension Dyscom {
    /// The answer to a question.
    public enum Answer: Hashable, Sendable {
        /// Bits 1 and 2 of the state: cable connected, loading; percent, °C, mA, mV.
        case battery(state: UInt8, percent: UInt8, celsius: Int8, milliamperes: Int32, millivolts: UInt32)
        /// Whether the card is ready; bytes used and free.
        case storage(isReady: Bool, used: UInt64, free: UInt64)
        /// How many recordings are on the card.
        case recordings(UInt16)
        /// What the device is doing.
        case operationMode(OperationMode)
        /// Its name: at most 127 ASCII characters.
        case deviceID(String)
        /// Its firmware: at most 127 ASCII characters.
        case firmware(String)
    }

    /// A message of the device.
    public enum Report: Hashable, Sendable {
        /// The setup was taken: the registers as they are, the state (1 is success) and the rate.
        case initialized(ScienceMode4.ResultCode, registers: [UInt8], state: UInt8, rate: Rate)
        /// Begun, or not.
        case started(ScienceMode4.ResultCode)
        /// Ended, or not.
        case stopped(ScienceMode4.ResultCode)
        /// The answer to a question.
        case answer(ScienceMode4.ResultCode, Answer)
        /// A part is on or off.
        case power(ScienceMode4.ResultCode, module: UInt8, isOn: Bool)
        /// A sample of each channel, and the microseconds since the samples before.
        case live(microseconds: UInt32, samples: [Sample])

        /// The report as a frame.
        public func frame(packetNumber: ScienceMode4.PacketNumber) -> ScienceMode4.Frame {
            let (number, payload): (UInt16, [UInt8]) =
                switch self {
                case .initialized(let result, let registers, let state, let rate):
                    (101, [result.rawValue] + registers + [UInt8](repeating: 0, count: 60) + [state, rate.rawValue])
                case .started(let result): (103, [result.rawValue])
                case .stopped(let result): (105, [result.rawValue])
                case .answer(let result, let answer): (110, [result.rawValue] + answer.bytes)
                case .power(let result, let module, let isOn): (112, [result.rawValue, module, isOn ? 1 : 0])
                case .live(let microseconds, let samples):
                    (
                        106,
                        [UInt8(truncatingIfNeeded: samples.count)] + big(microseconds)
                            + samples.flatMap { big($0.value.bitPattern) + [$0.signalType, $0.status] }
                    )
                }
            return ScienceMode4.Frame(packetNumber: packetNumber, command: number, payload: payload)
        }

        /// Reads a report; `nil` for a frame that ``frame(packetNumber:)`` never makes.
        public init?(_ frame: ScienceMode4.Frame) {
            let bytes = frame.payload
            guard let first = bytes.first else { return nil }
            let result = ScienceMode4.ResultCode(rawValue: first)
            switch frame.command {
            case 101:
                guard bytes.count == 89, bytes[27..<87].allSatisfy({ $0 == 0 }), let rate = Rate(rawValue: bytes[88])
                else { return nil }
                self = .initialized(result, registers: Array(bytes[1..<27]), state: bytes[87], rate: rate)
            case 103 where bytes.count == 1: self = .started(result)
            case 105 where bytes.count == 1: self = .stopped(result)
            case 106:
                guard bytes.count == 5 + 6 * Int(first) else { return nil }
                let samples = stride(from: 5, to: bytes.count, by: 6).map { place in
                    Sample(
                        value: Float(bitPattern: UInt32(number(bytes[place..<(place + 4)]))),
                        signalType: bytes[place + 4], status: bytes[place + 5])
                }
                self = .live(microseconds: UInt32(number(bytes[1..<5])), samples: samples)
            case 110:
                guard let answer = Answer(bytes: Array(bytes.dropFirst())) else { return nil }
                self = .answer(result, answer)
            case 112 where bytes.count == 3 && bytes[2] <= 1:
                self = .power(result, module: bytes[1], isOn: bytes[2] == 1)
            default: return nil
            }
        }
    }
}

extension Dyscom.Answer {
    /// The question's number and the answer.
    var bytes: [UInt8] {
        switch self {
        case .battery(let state, let percent, let celsius, let milliamperes, let millivolts):
            // The only numbers of this protocol that are little-endian, as the client reads them.
            [0, state, percent, UInt8(bitPattern: celsius)] + big(UInt32(bitPattern: milliamperes)).reversed()
                + big(millivolts).reversed()
        case .storage(let isReady, let used, let free):
            [1, isReady ? 1 : 0] + big(UInt32(used >> 32)) + big(UInt32(truncatingIfNeeded: used))
                + big(UInt32(free >> 32)) + big(UInt32(truncatingIfNeeded: free))
        case .recordings(let count): [2, UInt8(count >> 8), UInt8(count & 0xFF)]
        case .operationMode(let mode): [3, mode.rawValue]
        case .deviceID(let name): [5] + text(name)
        case .firmware(let version): [6] + text(version)
        }
    }

    /// Reads the question's number and the answer; `nil` for bytes that no answer makes.
    init?(bytes: [UInt8]) {
        switch (bytes.first, bytes.count) {
        case (0, 12):
            self = .battery(
                state: bytes[1], percent: bytes[2], celsius: Int8(bitPattern: bytes[3]),
                milliamperes: Int32(bitPattern: UInt32(number(bytes[4..<8].reversed()))),
                millivolts: UInt32(number(bytes[8..<12].reversed())))
        case (1, 18) where bytes[1] <= 1:
            self = .storage(isReady: bytes[1] == 1, used: number(bytes[2..<10]), free: number(bytes[10..<18]))
        case (2, 3): self = .recordings(UInt16(number(bytes[1..<3])))
        case (3, 2):
            guard let mode = Dyscom.OperationMode(rawValue: bytes[1]) else { return nil }
            self = .operationMode(mode)
        case (5, 129):
            guard let name = string(bytes[1...]) else { return nil }
            self = .deviceID(name)
        case (6, 129):
            guard let version = string(bytes[1...]) else { return nil }
            self = .firmware(version)
        default: return nil
        }
    }
}

private func big(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
}

private func number(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

/// 128 bytes: ASCII, cut after 127 characters, then zeros.
private func text(_ string: String) -> [UInt8] {
    let characters = Array(string.utf8.filter { 0x20...0x7E ~= $0 }.prefix(127))
    return characters + [UInt8](repeating: 0, count: 128 - characters.count)
}

/// The text before the zeros; `nil` when it is none that ``text(_:)`` makes.
private func string(_ bytes: ArraySlice<UInt8>) -> String? {
    let characters = bytes.prefix { $0 != 0 }
    guard characters.count < 128, characters.allSatisfy({ 0x20...0x7E ~= $0 }),
        bytes.dropFirst(characters.count).allSatisfy({ $0 == 0 })
    else { return nil }
    return String(decoding: characters, as: UTF8.self)
}

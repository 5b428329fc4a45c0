// A frame: the envelope of every message. Its byte form is unique for each way of stuffing.

extension ScienceMode2 {
    /// Which bytes of the data are stuffed.
    public enum Stuffing: Hashable, Sendable, CaseIterable {
        /// Start, stop and stuffing byte: what a reader needs. Lull writes this.
        case needed
        /// 0x55 and 0x0A too in what follows the command, as pyScienceMode 1.1.5 does.
        case wide

        func stuffs(_ byte: UInt8, isHeader: Bool) -> Bool {
            switch byte {
            case startByte, stopByte, stuffingByte: true
            case 0x55, 0x0A: self == .wide && !isHeader
            default: false
            }
        }
    }

    /// One message on the wire, unstuffed.
    ///
    /// Bytes: `F0 | 81 x (check sum) | 81 x (length) | stuffed(packet number, command, payload) | 0F`. The length counts
    /// the stuffed data, which the check sum covers too; check sum and length are always stuffed, so `x` may itself be
    /// `F0` or `0F`.
    public struct Frame: Hashable, Sendable {
        /// The number that ties an answer to its command.
        public let packetNumber: UInt8
        /// The number of the message.
        public let command: UInt8
        /// The data after the command.
        public let payload: [UInt8]

        /// Creates a frame.
        public init(packetNumber: UInt8, command: UInt8, payload: [UInt8] = []) {
            self.packetNumber = packetNumber
            self.command = command
            self.payload = payload
        }

        /// The frame as bytes, ready to be sent.
        ///
        /// - Throws: ``FrameError/length(_:)`` when the stuffed frame is longer than 69 bytes.
        public func encoded(_ stuffing: Stuffing = .needed) throws(FrameError) -> [UInt8] {
            var data: [UInt8] = []
            for (position, byte) in ([packetNumber, command] + payload).enumerated() {
                if stuffing.stuffs(byte, isHeader: position < 2) {
                    data += [stuffingByte, byte ^ stuffingKey]
                } else {
                    data.append(byte)
                }
            }
            guard dataLengthRange ~= data.count else { throw .length(headerLength + data.count + 1) }
            let header = [
                startByte, stuffingByte, checksum(data) ^ stuffingKey, stuffingByte, UInt8(data.count) ^ stuffingKey,
            ]
            return header + data + [stopByte]
        }

        /// Reads exactly one frame.
        ///
        /// - Throws: a ``FrameError`` that says what is wrong first.
        public init(decoding bytes: [UInt8]) throws(FrameError) {
            var parser = FrameParser()
            let outputs = parser.receive(bytes)
            guard let first = outputs.first else { throw .incomplete(bytes.count) }
            switch first {
            case .rejected(let error): throw error
            case .frame(let frame):
                guard outputs.count == 1, parser.isEmpty, parser.discardedByteCount == 0 else { throw .strayBytes }
                self = frame
            }
        }
    }
}

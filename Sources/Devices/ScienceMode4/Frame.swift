// A frame: the envelope of every message. Its byte form is unique, so decoding and encoding are each other's inverse.

extension ScienceMode4 {
    /// One message on the wire, unstuffed.
    ///
    /// Bytes: `F0 | 81 x 81 x (length) | 81 x 81 x (check sum) | stuffed(prefix, payload) | 0F`. The length counts the
    /// whole frame; the check sum covers the stuffed data; length and check sum are always stuffed, so `x` may itself be
    /// `F0` or `0F`. The prefix is big-endian: packet number (6 bits), command (10 bits).
    public struct Frame: Hashable, Sendable {
        /// The number that ties an acknowledgement to its command.
        public let packetNumber: PacketNumber
        /// The command number, 0 to 1023.
        public let command: UInt16
        /// The data after the prefix.
        public let payload: [UInt8]

        /// Creates a frame; the command number keeps its lowest ten bits.
        public init(packetNumber: PacketNumber, command: UInt16, payload: [UInt8] = []) {
            self.packetNumber = packetNumber
            self.command = command & 0x3FF
            self.payload = payload
        }

        /// The frame as bytes, ready to be sent.
        ///
        /// - Throws: ``FrameError/length(_:)`` when the stuffed frame is longer than 1200 bytes.
        public func encoded() throws(FrameError) -> [UInt8] {
            let prefix = UInt16(packetNumber.rawValue) << 10 | command
            var data: [UInt8] = []
            data.reserveCapacity(payload.count + 8)
            Self.appendStuffed(UInt8(prefix >> 8), to: &data)
            Self.appendStuffed(UInt8(prefix & 0xFF), to: &data)
            for byte in payload { Self.appendStuffed(byte, to: &data) }

            let length = headerLength + data.count + 1
            guard length <= maximumFrameLength else { throw .length(length) }
            let crc = checksum(data)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(length)
            bytes.append(startByte)
            for byte in [UInt8(length >> 8), UInt8(length & 0xFF), UInt8(crc >> 8), UInt8(crc & 0xFF)] {
                bytes.append(stuffingByte)
                bytes.append(byte ^ stuffingKey)
            }
            bytes += data
            bytes.append(stopByte)
            return bytes
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

        private static func appendStuffed(_ byte: UInt8, to data: inout [UInt8]) {
            if mustBeStuffed(byte) {
                data.append(stuffingByte)
                data.append(byte ^ stuffingKey)
            } else {
                data.append(byte)
            }
        }
    }
}

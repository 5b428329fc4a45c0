// ScienceMode 4: the serial protocol of the Hasomed P24 stimulator. This folder is the codec: bytes to frames to typed
// commands and back, pure, without a clock and without I/O. Facts and their sources: Documentation/Devices.md.

/// The ScienceMode 4 protocol: frames, commands and acknowledgements as values.
///
/// ## Topics
/// - Bytes and frames: ``Frame``, ``FrameParser``, ``FrameError``
/// - What the host asks: ``Command``, ``Pulse``, ``PulsePoint``, ``MidLevelUpdate``
/// - What the device answers: ``Acknowledgement``, ``ResultCode``
public enum ScienceMode4 {
    /// The first number of the protocol's version that is spoken here.
    static let majorVersion: UInt8 = 4
    /// The first byte of a frame.
    static let startByte: UInt8 = 0xF0
    /// The last byte of a frame.
    static let stopByte: UInt8 = 0x0F
    /// Announces that the next byte is stuffed.
    static let stuffingByte: UInt8 = 0x81
    /// A stuffed byte is the byte exclusive-or this key.
    static let stuffingKey: UInt8 = 0x55
    /// Start byte, stuffed length (4 bytes) and stuffed check sum (4 bytes).
    static let headerLength = 9
    /// The shortest frame: header, two bytes of command and packet number, stop byte.
    static let minimumFrameLength = 12
    /// The longest frame that either side may send.
    static let maximumFrameLength = 1200

    /// Whether a byte inside the data has to be stuffed.
    static func mustBeStuffed(_ byte: UInt8) -> Bool {
        byte == startByte || byte == stopByte || byte == stuffingByte
    }

    /// CRC-16/XMODEM (polynomial 0x1021, initial value 0, no reflection); of the text `123456789` it is 0x31C3.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 == 0 ? crc << 1 : (crc << 1) ^ 0x1021 }
        }
        return crc
    }
}

extension ScienceMode4 {
    /// The number of a frame, 0 to 63; an acknowledgement repeats the number of its command.
    public struct PacketNumber: Hashable, Sendable, CustomStringConvertible {
        /// The number, 0 to 63.
        public let rawValue: UInt8

        /// Creates a number from its lowest six bits.
        public init(truncating value: some BinaryInteger) { rawValue = UInt8(truncatingIfNeeded: value) & 0x3F }

        /// The number after this one; 0 follows 63.
        public var next: PacketNumber { PacketNumber(truncating: rawValue + 1) }

        /// The number in decimal.
        public var description: String { String(rawValue) }
    }
}

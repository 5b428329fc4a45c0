// ScienceMode 2: the serial protocol of the Hasomed RehaStim2 stimulator. This folder is the codec: bytes to frames to
// typed messages and back, pure, without a clock and without I/O. Facts and their sources: Documentation/Devices.md.

/// The ScienceMode 2 protocol: frames, commands and reports as values.
///
/// ## Topics
/// - Bytes and frames: ``Frame``, ``FrameParser``, ``FrameError``
/// - What the host says: ``Command``, ``ChannelList``, ``ChannelPulse``
/// - What the device says: ``Report``, ``ResultCode``, ``StimulationError``, ``StimulationMode``
public enum ScienceMode2 {
    /// The first byte of a frame.
    static let startByte: UInt8 = 0xF0
    /// The last byte of a frame.
    static let stopByte: UInt8 = 0x0F
    /// Announces that the next byte is stuffed.
    static let stuffingByte: UInt8 = 0x81
    /// A stuffed byte is the byte exclusive-or this key.
    static let stuffingKey: UInt8 = 0x55
    /// Start byte, stuffed check sum and stuffed length.
    static let headerLength = 5
    /// The longest frame that either side may send.
    static let maximumFrameLength = 69
    /// How many bytes the data of a frame may have: packet number and command at least.
    static let dataLengthRange = 2...(maximumFrameLength - headerLength - 1)
    /// The version of the protocol that a device names when it starts.
    public static let version: UInt8 = 1

    /// CRC-8 (polynomial 0x07, initial value 0, no reflection); of the text `123456789` it is 0xF4.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt8 {
        var crc: UInt8 = 0
        for byte in bytes {
            crc ^= byte
            for _ in 0..<8 { crc = crc & 0x80 == 0 ? crc << 1 : (crc << 1) ^ 0x07 }
        }
        return crc
    }
}

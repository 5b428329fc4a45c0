// The OT Bioelettronica Quattrocento: its forty bytes of settings, and how its frames lie.

/// The Quattrocento amplifier (up to 384 channels). This machine connects to it; forty bytes set, start and stop it.
///
/// Sources, and what is from memory: `Documentation/Devices.md`.
public enum Quattrocento {
    /// Where the amplifier listens.
    public static let port = 23_456
    /// Microvolts of one step of an input for electromyogram: 5 V over 16 bits and a gain of 150.
    public static let microvoltsPerStep = 5e6 / 65_536 / 150

    /// Frames a second.
    public enum Rate: UInt8, Hashable, Sendable, CaseIterable {
        /// 512 Hz.
        case hertz512
        /// 2048 Hz.
        case hertz2048
        /// 5120 Hz.
        case hertz5120
        /// 10,240 Hz.
        case hertz10240

        /// In Hz.
        public var hertz: Double { [512, 2048, 5120, 10_240][Int(rawValue)] }
    }

    /// How many channels are sent.
    public enum Size: UInt8, Hashable, Sendable, CaseIterable {
        /// 96 of electromyogram; 120 in all.
        case emg96
        /// 192 of electromyogram; 216 in all.
        case emg192
        /// 288 of electromyogram; 312 in all.
        case emg288
        /// 384 of electromyogram; 408 in all.
        case emg384

        /// Channels of electromyogram.
        public var channelCount: Int { 96 * (Int(rawValue) + 1) }
        /// 16-bit values of a frame: with 16 auxiliary inputs and 8 of the amplifier's own.
        public var valuesPerFrame: Int { channelCount + 24 }
    }

    /// What the forty bytes say.
    public struct Settings: Hashable, Sendable {
        /// Whether the amplifier measures at 10,240 Hz and sends every so many samples, instead of measuring at the rate.
        public var decimates = false
        /// Whether the amplifier's trigger output is on.
        public var isRecording = false
        /// Frames a second.
        public var rate: Rate
        /// How many channels.
        public var size: Size
        /// Whether frames are sent.
        public var isRunning: Bool
        /// Bytes 2 and 3: what the analogue output shows.
        public var analogOutput: [UInt8] = [0, 0]
        /// Bytes 4 to 39: three for each of the twelve inputs (muscle, sensor, side with filters and mode).
        public var inputs: [UInt8]

        /// Creates settings: every input unnamed, 10 to 500 Hz, monopolar.
        public init(rate: Rate = .hertz2048, size: Size = .emg96, isRunning: Bool) {
            self.rate = rate
            self.size = size
            self.isRunning = isRunning
            inputs = (0..<12).flatMap { _ in [0, 0, 0b0001_0100] as [UInt8] }
        }

        /// The forty bytes; the last is the check of the others. `nil` when a part has the wrong length.
        public var bytes: [UInt8]? {
            guard analogOutput.count == 2, inputs.count == 36 else { return nil }
            let first =
                0x80 | (decimates ? 0x40 : 0) | (isRecording ? 0x20 : 0) | rate.rawValue << 3 | size.rawValue << 1
                | (isRunning ? 1 : 0)
            let bytes = [first] + analogOutput + inputs
            return bytes + [Quattrocento.check(bytes)]
        }

        /// Reads the forty bytes; `nil` for a wrong length, start or check.
        public init?(bytes: [UInt8]) {
            guard bytes.count == 40, bytes[0] & 0x80 != 0, Quattrocento.check(bytes.dropLast()) == bytes[39],
                let rate = Rate(rawValue: bytes[0] >> 3 & 3), let size = Size(rawValue: bytes[0] >> 1 & 3)
            else { return nil }
            self.init(rate: rate, size: size, isRunning: bytes[0] & 1 == 1)
            decimates = bytes[0] & 0x40 != 0
            isRecording = bytes[0] & 0x20 != 0
            analogOutput = Array(bytes[1..<3])
            inputs = Array(bytes[3..<39])
        }
    }

    /// CRC-8 with the reflected polynomial 0x8C (CRC-8/MAXIM), begun at 0.
    public static func check(_ bytes: some Sequence<UInt8>) -> UInt8 {
        bytes.reduce(0) { sum, byte in
            (0..<8).reduce(sum ^ byte) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0x8C : sum >> 1 }
        }
    }

    /// How the values lie in a frame: electromyogram, 16 auxiliary, 8 of the amplifier, of which the first is taken for a
    /// counter once it has behaved like one.
    static func layout(_ size: Size) -> IntegerFrames.Layout {
        IntegerFrames.Layout(
            valuesPerFrame: size.valuesPerFrame, channelCount: size.channelCount, counter: size.channelCount + 16,
            isBigEndian: false, scale: Array(repeating: microvoltsPerStep, count: size.channelCount))
    }
}

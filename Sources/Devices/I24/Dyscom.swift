// Dyscom: the part of ScienceMode 4 that belongs to the I24, a measuring device for electromyogram and impedance.

/// What the commands of the I24 are about. Frames are those of ``ScienceMode4``.
///
/// Source: `science-mode-4` 0.0.23 (PyPI, MIT), facts only; what is assumed stands in `Documentation/Devices.md`.
public enum Dyscom {
    /// How many channels a frame of live data has in practice.
    public static let channelCount = 5

    /// What the device is doing.
    public enum OperationMode: UInt8, Hashable, Sendable, CaseIterable {
        /// Nobody knows.
        case undefined
        /// Nothing.
        case idle
        /// It waits for the start of live data.
        case liveReady
        /// It sends live data.
        case live
        /// It waits for the start of a recording on its card.
        case recordReady
        /// It records on its card.
        case record
        /// It waits for the start of a transfer of a file.
        case transferReady
        /// It transfers a file.
        case transfer
    }

    /// How often the device measures, by its number on the wire.
    public enum Rate: UInt8, Hashable, Sendable, CaseIterable {
        /// 32,000 samples a second.
        case hertz32000 = 1
        /// 16,000 samples a second.
        case hertz16000
        /// 8000 samples a second.
        case hertz8000
        /// 4000 samples a second, as it comes.
        case hertz4000
        /// 2000 samples a second.
        case hertz2000
        /// 1000 samples a second.
        case hertz1000
        /// 500 samples a second.
        case hertz500
        /// 250 samples a second.
        case hertz250

        /// In samples a second.
        public var hertz: Int { 64_000 >> Int(rawValue) }
    }

    /// What can be asked for with `get`; files are not among it.
    public enum Question: UInt8, Hashable, Sendable, CaseIterable {
        /// Its battery.
        case battery = 0
        /// Room on its card.
        case storage = 1
        /// How many recordings are on its card.
        case recordings = 2
        /// What it is doing.
        case operationMode = 3
        /// Its name.
        case deviceID = 5
        /// Its firmware.
        case firmware = 6
    }

    /// How a measurement is set up; 361 bytes on the wire.
    public struct Setup: Hashable, Sendable {
        /// The registers of the converter (ADS1294R), 26 bytes.
        public var registers: [UInt8]
        /// Start time and system time, 22 bytes.
        public var times: [UInt8]
        /// Names of the person measured and of the investigator, and a number; 295 bytes.
        public var names: [UInt8]
        /// For how long to record, in seconds; 0 for no end.
        public var seconds: UInt32
        /// What the channels measure, by their numbers; at most 8.
        public var signalTypes: [UInt8]
        /// Whether a synchronising signal is used.
        public var usesSync: Bool
        /// 0 as the converter gives it; 1 and 3 filtered to 1000 samples a second, 2 filtered at 4000.
        public var filter: UInt8
        /// Bit 0: live data; bit 1: recording on the card; further bits are kept.
        public var flags: UInt8

        /// Live data of two channels as it comes.
        public init() {
            registers = [UInt8](repeating: 0, count: 26)
            registers[8] = 0x83
            times = [UInt8](repeating: 0, count: 22)
            names = [UInt8](repeating: 0, count: 295)
            seconds = 0
            signalTypes = [2, 3]
            usesSync = false
            filter = 0
            flags = 1
        }

        /// How often is measured: by the filter, or without one by the converter's register. `nil` for a rate that the
        /// converter does not have.
        public var rate: Rate? {
            switch filter {
            case 0:
                let isHighResolution = registers[8] & 0x80 != 0
                return Rate(rawValue: (registers[8] & 7) + (isHighResolution ? 1 : 2))
            case 1, 3: return .hertz1000
            case 2: return .hertz4000
            default: return nil
            }
        }
    }

    /// One value of a channel.
    public struct Sample: Hashable, Sendable {
        /// The value; its unit is not stated by any source.
        public var value: Float
        /// What it is, by its number; 0 in practice.
        public var signalType: UInt8
        /// Bit 1: positive, bit 2: negative, bit 3: both electrodes are off.
        public var status: UInt8

        /// Creates a value.
        public init(value: Float, signalType: UInt8 = 0, status: UInt8 = 0) {
            self.value = value
            self.signalType = signalType
            self.status = status
        }
    }
}

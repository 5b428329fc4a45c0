// What the device answers, as values.

extension ScienceMode4 {
    /// An answer of the device.
    public enum Acknowledgement: Hashable, Sendable {
        /// Low-level mode started, or why not.
        case lowLevelInit(ResultCode)
        /// A pulse was taken, or why not.
        case lowLevelPulse(PulseResult)
        /// Low-level mode ended.
        case lowLevelStop(ResultCode)
        /// Mid-level mode started, or why not.
        case midLevelInit(ResultCode)
        /// The trains were taken, or why not.
        case midLevelUpdate(ResultCode)
        /// Mid-level mode ended.
        case midLevelStop(ResultCode)
        /// The state of the outputs.
        case midLevelCurrentData(CurrentData)
        /// The versions of the main controller.
        case version(ResultCode, firmware: Version, protocol: Version)
        /// The ten characters that name the device.
        case deviceID(ResultCode, String)
        /// The battery's charge in percent and its voltage in millivolts.
        case batteryStatus(ResultCode, percent: Int, millivolts: Int)
        /// The device restarts.
        case reset(ResultCode)
        /// Which level runs, and the high voltage.
        case stimulationStatus(ResultCode, StimulationLevel, HighVoltage)
        /// The versions and the hash of the firmware.
        case extendedVersion(ResultCode, ExtendedVersion)
        /// Something went wrong outside of any command.
        case generalError(ResultCode)
        /// The device does not know the command.
        case unknownCommand(ResultCode)

        /// The result that the answer carries.
        public var result: ResultCode {
            switch self {
            case .lowLevelInit(let result), .lowLevelStop(let result), .midLevelInit(let result),
                .midLevelUpdate(let result), .midLevelStop(let result), .version(let result, _, _),
                .deviceID(let result, _), .batteryStatus(let result, _, _), .reset(let result),
                .stimulationStatus(let result, _, _), .extendedVersion(let result, _), .generalError(let result),
                .unknownCommand(let result):
                result
            case .lowLevelPulse(let pulse): pulse.result
            case .midLevelCurrentData(let data): data.result
            }
        }
    }

    /// The answer to a low-level pulse.
    public struct PulseResult: Hashable, Sendable {
        /// Whether the pulse was taken.
        public var result: ResultCode
        /// The output that the command named.
        public var output: Output
        /// What was measured.
        public var measurement: Measurement
        /// The time between two samples in microseconds; 0 without a measurement.
        public var sampleMicroseconds: Int
        /// 128 samples in hundredths of a milliampere or volt, never negative; empty without a measurement.
        public var samples: [UInt16]

        /// Creates an answer without a measurement.
        public init(result: ResultCode, output: Output) {
            self.init(result: result, output: output, measurement: .none, sampleMicroseconds: 0, samples: [])
        }

        init(result: ResultCode, output: Output, measurement: Measurement, sampleMicroseconds: Int, samples: [UInt16]) {
            self.result = result
            self.output = output
            self.measurement = measurement
            self.sampleMicroseconds = sampleMicroseconds
            self.samples = samples
        }

        /// How many samples a measurement has.
        static let sampleCount = 128
    }

    /// The state of the eight outputs in mid-level mode.
    public struct CurrentData: Hashable, Sendable {
        /// The result of asking.
        public var result: ResultCode
        /// Whether each output repeats pulses, by position; always eight.
        public var isActive: [Bool]
        /// The state of each output, by position; always eight.
        public var states: [OutputState]

        /// Creates the state; both arrays hold one entry for each of the eight outputs.
        public init(result: ResultCode, isActive: [Bool], states: [OutputState]) {
            precondition(isActive.count == 8 && states.count == 8, "one entry for each of eight outputs")
            self.result = result
            self.isActive = isActive
            self.states = states
        }
    }

    /// A version of three numbers.
    public struct Version: Hashable, Sendable, CustomStringConvertible {
        /// The first number.
        public var major: UInt8
        /// The second number.
        public var minor: UInt8
        /// The third number.
        public var revision: UInt8

        /// Creates a version.
        public init(_ major: UInt8, _ minor: UInt8, _ revision: UInt8) {
            self.major = major
            self.minor = minor
            self.revision = revision
        }

        /// The version as people write it, such as `1.2.3`.
        public var description: String { "\(major).\(minor).\(revision)" }
    }

    /// What the extended version command answers.
    public struct ExtendedVersion: Hashable, Sendable {
        /// The version of the firmware.
        public var firmware: Version
        /// The version of the protocol.
        public var `protocol`: Version
        /// The first four bytes of the firmware's hash.
        public var hash: UInt32
        /// What the hash was made of: 0 nothing, 1 git, 2 MD5, 3 SHA-256.
        public var hashType: UInt8
        /// Whether the device found its firmware to match the hash.
        public var hashIsValid: Bool

        /// Creates the answer.
        public init(firmware: Version, protocol: Version, hash: UInt32, hashType: UInt8, hashIsValid: Bool) {
            self.firmware = firmware
            self.protocol = `protocol`
            self.hash = hash
            self.hashType = hashType
            self.hashIsValid = hashIsValid
        }
    }
}

// What a device says about a command.

extension ScienceMode4 {
    /// The result in an acknowledgement. A number without a name is kept, and is never a success.
    public struct ResultCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The number on the wire.
        public let rawValue: UInt8

        /// Creates a result from its number.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// No error; execution has started.
        public static let success = ResultCode(rawValue: 0)
        /// Check sum or length did not fit.
        public static let transferError = ResultCode(rawValue: 1)
        /// A parameter is wrong or missing.
        public static let parameterError = ResultCode(rawValue: 2)
        /// The protocol version is not supported.
        public static let protocolError = ResultCode(rawValue: 3)
        /// The stimulation controller did not answer in time.
        public static let stimulationTimeout = ResultCode(rawValue: 4)
        /// The level is not initialised, or another one is active.
        public static let notInitialized = ResultCode(rawValue: 7)
        /// The high voltage is missing.
        public static let highVoltageError = ResultCode(rawValue: 8)
        /// An electrode has come off; noticed only from 15 mA on.
        public static let electrodeError = ResultCode(rawValue: 10)
        /// The device cannot process the command.
        public static let invalidCommand = ResultCode(rawValue: 11)
        /// A pulse was not finished in time.
        public static let pulseTimeout = ResultCode(rawValue: 16)
        /// The device is still busy.
        public static let busy = ResultCode(rawValue: 21)
        /// The delivered current was lower than asked for.
        public static let lowCurrent = ResultCode(rawValue: 28)

        /// Whether the command was accepted.
        public var isSuccess: Bool { self == .success }

        /// The meaning, with the number.
        public var description: String {
            switch self {
            case .success: "success (0)"
            case .transferError: "transfer error (1)"
            case .parameterError: "parameter error (2)"
            case .protocolError: "protocol error (3)"
            case .stimulationTimeout: "stimulation timeout (4)"
            case .notInitialized: "not initialised (7)"
            case .highVoltageError: "high voltage error (8)"
            case .electrodeError: "electrode error (10)"
            case .invalidCommand: "invalid command (11)"
            case .pulseTimeout: "pulse timeout (16)"
            case .busy: "busy (21)"
            case .lowCurrent: "low current (28)"
            default: "result \(rawValue), which nobody has described"
            }
        }

        /// The meaning, with what to do.
        public var explanation: String {
            let advice =
                switch self {
                case .success: "nothing to do"
                case .transferError: "check the cable, then connect anew"
                case .parameterError, .invalidCommand:
                    "the device takes other values than this program thinks; do not use it like that"
                case .protocolError: "it needs another program or firmware"
                case .notInitialized: "another program may have spoken to it; end that, then connect anew"
                case .highVoltageError: "switch it off and on, then connect anew"
                case .electrodeError, .lowCurrent, .pulseTimeout: "look at pads and leads, then connect anew"
                case .busy, .stimulationTimeout: "wait until it has finished, then connect anew"
                default: "switch it off and on, then connect anew"
                }
            return "\(self): \(advice)"
        }
    }

    /// What mid-level mode says about one output.
    public enum OutputState: UInt8, Hashable, Sendable, CaseIterable {
        /// In order.
        case ok
        /// An electrode has come off.
        case electrodeError
        /// A pulse was not finished in time.
        case pulseTimeout
        /// The delivered current was lower than asked for.
        case lowCurrent
    }

    /// Which level runs.
    public enum StimulationLevel: UInt8, Hashable, Sendable, CaseIterable {
        /// None.
        case none
        /// Low level, waiting for pulses.
        case lowLevel
        /// Mid level, nothing repeated yet.
        case midLevel
        /// Mid level, repeating.
        case midLevelRunning
    }
}

// What the device says, as values.

extension ScienceMode2 {
    /// A message from the device.
    public enum Report: Hashable, Sendable {
        /// Offers a connection, with the version of the protocol; repeated until it is accepted.
        case offersConnection(version: UInt8)
        /// The device does not know the command.
        case unknownCommand(UInt8)
        /// Whether stimulation is off, initialised or started.
        case mode(ResultCode, StimulationMode)
        /// The channels were taken, or why not.
        case initChannels(ResultCode)
        /// The pulses were taken, or why not.
        case start(ResultCode)
        /// Stimulation ended, or why not.
        case stop(ResultCode)
        /// Stimulation was ended by the device.
        case stimulationError(StimulationError)
    }

    /// The result in an answer. A number without a name is kept, and is never a success.
    public struct ResultCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The number on the wire.
        public let rawValue: Int8

        /// Creates a result from its number.
        public init(rawValue: Int8) { self.rawValue = rawValue }

        /// No error.
        public static let success = ResultCode(rawValue: 0)
        /// Check sum or length did not fit.
        public static let transferError = ResultCode(rawValue: -1)
        /// A parameter is wrong or missing.
        public static let parameterError = ResultCode(rawValue: -2)
        /// The command does not fit the mode.
        public static let wrongMode = ResultCode(rawValue: -3)
        /// The protocol's version is not supported; only a host says so.
        public static let wrongVersion = ResultCode(rawValue: -5)
        /// The device is still busy.
        public static let busy = ResultCode(rawValue: -8)

        /// Whether the command was accepted.
        public var isSuccess: Bool { self == .success }

        /// The meaning, with the number.
        public var description: String {
            switch self {
            case .success: "success (0)"
            case .transferError: "transfer error (-1)"
            case .parameterError: "parameter error (-2)"
            case .wrongMode: "wrong mode (-3)"
            case .wrongVersion: "wrong protocol version (-5)"
            case .busy: "busy (-8)"
            default: "result \(rawValue)"
            }
        }
    }

    /// Why the device ended stimulation. A number without a name is kept.
    public struct StimulationError: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The number on the wire.
        public let rawValue: Int8

        /// Creates an error from its number.
        public init(rawValue: Int8) { self.rawValue = rawValue }

        /// The emergency switch was pressed, or is not connected.
        public static let emergencySwitch = StimulationError(rawValue: -1)
        /// An electrode has come off.
        public static let electrode = StimulationError(rawValue: -2)
        /// The stimulation module failed.
        public static let module = StimulationError(rawValue: -3)

        /// The meaning, with the number.
        public var description: String {
            switch self {
            case .emergencySwitch: "emergency switch pressed or not connected (-1)"
            case .electrode: "electrode error (-2)"
            case .module: "stimulation module error (-3)"
            default: "stimulation error \(rawValue)"
            }
        }
    }

    /// Whether stimulation is prepared or runs.
    public enum StimulationMode: UInt8, Hashable, Sendable, CaseIterable {
        /// Nothing is prepared.
        case off
        /// Channels are set.
        case initialized
        /// Pulses were started.
        case started
    }
}

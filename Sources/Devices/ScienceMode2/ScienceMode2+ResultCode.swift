// What the device says about a command, and why it ended stimulation by itself, with what a person can do about it.

extension ScienceMode2 {
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
            default: "result \(rawValue), which nobody has described"
            }
        }

        /// The meaning, with what to do.
        public var explanation: String {
            let advice =
                switch self {
                case .success: "nothing to do"
                case .transferError: "check the cable, then connect anew"
                case .parameterError: "the device takes other values than this program thinks; do not use it like that"
                case .wrongMode: "another program may have spoken to it; end that, then connect anew"
                case .wrongVersion: "it needs another program or firmware"
                case .busy: "wait until it has finished, then connect anew"
                default: "switch it off and on, then connect anew"
                }
            return "\(self): \(advice)"
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
            default: "stimulation error \(rawValue), which nobody has described"
            }
        }

        /// The meaning, with what to do.
        public var explanation: String {
            let advice =
                switch self {
                case .emergencySwitch: "see why it was pressed; plug it in or release it, then connect anew"
                case .electrode: "look at pads and leads, then connect anew"
                case .module: "do not use the device before its maker has seen it"
                default: "switch it off and on, then connect anew"
                }
            return "\(self): \(advice)"
        }
    }
}

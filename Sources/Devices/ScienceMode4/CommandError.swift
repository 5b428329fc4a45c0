// Why a command or an acknowledgement cannot be said, or cannot be understood.

public import Signals

extension ScienceMode4 {
    /// Why a value does not fit a message, or a message does not fit its meaning.
    public enum CommandError: ExplainedError, Hashable {
        /// A field holds a value that the device, or its wire format, does not allow.
        case outOfRange(field: String, found: String, allowed: String)
        /// The payload of a message has the wrong length.
        case payloadLength(message: String, found: Int, expected: String)
        /// The number of the command is not one that this side understands.
        case unknownCommand(UInt16)
        /// The encoded command, read back, is not what was to be said. It must not be sent.
        case readBackDiffers(message: String)
        /// The message does not fit into a frame.
        case frame(FrameError)

        /// Bad data, except for a failed read-back, which is a mistake of this program.
        public var category: ErrorCategory {
            if case .readBackDiffers = self { .software } else { .data }
        }

        /// What is wrong, found and allowed, in one sentence.
        public var description: String {
            switch self {
            case .outOfRange(let field, let found, let allowed): "\(field) is \(found); allowed is \(allowed)"
            case .payloadLength(let message, let found, let expected):
                "\(message) has \(found) bytes of data; expected are \(expected)"
            case .unknownCommand(let command): "\(command) is not the number of a known ScienceMode 4 message"
            case .readBackDiffers(let message):
                "\(message) reads back from its bytes as something else, so it was not sent"
            case .frame(let error): error.description
            }
        }
    }
}

// Why bytes are not a frame.

public import Signals

extension ScienceMode4 {
    /// Why bytes were not accepted as a frame.
    public enum FrameError: ExplainedError, Hashable {
        /// Bytes between frames that belong to none.
        case strayBytes
        /// The bytes end before the frame does; how many there were.
        case incomplete(Int)
        /// A byte of the header that must announce stuffing does not; its position in the frame.
        case header(position: Int, found: UInt8)
        /// The length that the frame claims, or has, is not allowed.
        case length(Int)
        /// The frame claims one length and ends at another.
        case lengthMismatch(claimed: Int, found: Int)
        /// The check sum that the frame claims is not that of its data.
        case checksum(claimed: UInt16, computed: UInt16)
        /// The data hold a bare start byte, or stuff a byte that is never stuffed; the position in the frame.
        case stuffing(position: Int, found: UInt8)

        /// Bad data, always.
        public var category: ErrorCategory { .data }

        /// What is wrong, found and allowed, in one sentence; positions are counted from 0.
        public var description: String {
            switch self {
            case .strayBytes: "bytes between two ScienceMode frames belong to neither"
            case .incomplete(let count): "a ScienceMode frame ends after \(count) bytes, before its stop byte"
            case .header(let position, let found):
                "byte \(position) of a ScienceMode frame is \(hexadecimal(found)); it must be 0x81"
            case .length(let length):
                "a ScienceMode frame of \(length) bytes is not allowed; frames have "
                    + "\(minimumFrameLength) to \(maximumFrameLength) bytes"
            case .lengthMismatch(let claimed, let found):
                "a ScienceMode frame claims \(claimed) bytes and ends after \(found)"
            case .checksum(let claimed, let computed):
                "a ScienceMode frame claims check sum \(hexadecimal(claimed)); that of its data is "
                    + hexadecimal(computed)
            case .stuffing(let position, let found):
                "byte \(position) of a ScienceMode frame is \(hexadecimal(found)), which may not stand there; "
                    + "0xF0, 0x0F and 0x81 are stuffed, and nothing else is"
            }
        }
    }

    static func hexadecimal(_ value: some BinaryInteger) -> String { "0x" + String(value, radix: 16, uppercase: true) }
}

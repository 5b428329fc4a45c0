// Why bytes are not a frame.

public import Signals

extension ScienceMode2 {
    /// Why bytes were not accepted as a frame.
    public enum FrameError: ExplainedError, Hashable {
        /// Bytes between frames that belong to none.
        case strayBytes
        /// The bytes end before the frame does; how many there were.
        case incomplete(Int)
        /// A byte of the header that must announce stuffing does not; its position in the frame.
        case header(position: Int, found: UInt8)
        /// The length that the frame has, or would have, is not allowed.
        case length(Int)
        /// The stop byte does not stand where the length says.
        case stop(position: Int, found: UInt8)
        /// The check sum that the frame claims is not that of its data.
        case checksum(claimed: UInt8, computed: UInt8)
        /// The data hold a byte that must be stuffed, or stuff one that never is; the position in the frame.
        case stuffing(position: Int, found: UInt8)

        /// Bad data, always.
        public var category: ErrorCategory { .data }

        /// What is wrong, found and allowed, in one sentence; positions are counted from 0.
        public var description: String {
            switch self {
            case .strayBytes: "bytes between two ScienceMode 2 frames belong to neither"
            case .incomplete(let count): "a ScienceMode 2 frame ends after \(count) bytes, before its stop byte"
            case .header(let position, let found):
                "byte \(position) of a ScienceMode 2 frame is \(ScienceMode4.hexadecimal(found)); it must be 0x81"
            case .length(let length):
                "a ScienceMode 2 frame of \(length) bytes is not allowed; frames have 8 to \(maximumFrameLength) bytes"
            case .stop(let position, let found):
                "byte \(position) of a ScienceMode 2 frame is \(ScienceMode4.hexadecimal(found)); the frame's length "
                    + "says that it must be 0x0F"
            case .checksum(let claimed, let computed):
                "a ScienceMode 2 frame claims check sum \(ScienceMode4.hexadecimal(claimed)); that of its data is "
                    + ScienceMode4.hexadecimal(computed)
            case .stuffing(let position, let found):
                "byte \(position) of a ScienceMode 2 frame is \(ScienceMode4.hexadecimal(found)), which may not stand "
                    + "there; 0xF0, 0x0F and 0x81 are stuffed, and nothing else need be"
            }
        }
    }
}

// Bytes in, frames and errors out. The result does not depend on how the bytes were cut into pieces.

extension ScienceMode2 {
    /// Finds frames in a stream of bytes.
    ///
    /// A candidate is given up at the first byte that cannot belong to a frame, and the search goes on behind its start
    /// byte: garbage before a frame, or a damaged frame, never costs the valid frame that follows. A frame is accepted
    /// exactly when it is what ``Frame/encoded(_:)`` writes in one of the ways of ``Stuffing``.
    public struct FrameParser: Sendable {
        /// What came out of the stream.
        public enum Output: Hashable, Sendable {
            /// A valid frame.
            case frame(Frame)
            /// A candidate that was given up, or the first of a run of bytes that belong to no frame.
            case rejected(FrameError)
        }

        /// How many bytes belonged to no valid frame so far.
        public private(set) var discardedByteCount = 0

        /// The candidate: empty, or starts with the start byte.
        private var candidate: [UInt8] = []
        /// How many bytes of the candidate have been found in order.
        private var checked = 0
        /// Where the stop byte must stand; 0 until it is known.
        private var stopPosition = 0
        /// Whether the bytes before this one were discarded too, so that a run of them is reported once.
        private var isDiscarding = false

        /// Creates a parser at the start of a stream.
        public init() { candidate.reserveCapacity(maximumFrameLength) }

        /// Whether no part of a frame is waiting for its rest.
        public var isEmpty: Bool { candidate.isEmpty }

        /// How many bytes are waiting for the rest of their frame; never more than a frame has.
        var bufferedByteCount: Int { candidate.count }

        /// Takes the next bytes of the stream; returns what they completed, in order.
        public mutating func receive(_ bytes: some Sequence<UInt8>) -> [Output] {
            var outputs: [Output] = []
            for byte in bytes {
                if candidate.isEmpty && byte != startByte {
                    discardedByteCount += 1
                    if !isDiscarding { outputs.append(.rejected(.strayBytes)) }
                    isDiscarding = true
                } else {
                    candidate.append(byte)
                    examine(into: &outputs)
                }
            }
            return outputs
        }

        /// Looks at the bytes that are new in the candidate, and at those left over when it is given up.
        private mutating func examine(into outputs: inout [Output]) {
            while checked < candidate.count {
                let position = checked
                checked += 1
                if let error = fault(at: position) {
                    outputs.append(.rejected(error))
                    giveUp()
                } else if position >= headerLength && position == stopPosition {
                    finish(into: &outputs)
                }
            }
        }

        /// What is wrong with the byte at a position, given that the bytes before it are in order.
        private mutating func fault(at position: Int) -> FrameError? {
            let byte = candidate[position]
            switch position {
            case 0, 2: return nil
            case 1, 3: return byte == stuffingByte ? nil : .header(position: position, found: byte)
            case 4:
                let length = Int(byte ^ stuffingKey)
                stopPosition = headerLength + length
                return dataLengthRange ~= length ? nil : .length(headerLength + length + 1)
            case stopPosition: return byte == stopByte ? nil : .stop(position: position, found: byte)
            default:
                return byte == startByte || byte == stopByte ? .stuffing(position: position, found: byte) : nil
            }
        }

        /// The candidate ends where it claims to: check the sum, unstuff, compare with what this codec would write.
        private mutating func finish(into outputs: inout [Output]) {
            let data = candidate[headerLength..<stopPosition]
            let (claimed, computed) = (candidate[2] ^ stuffingKey, checksum(data))
            guard claimed == computed else {
                outputs.append(.rejected(.checksum(claimed: claimed, computed: computed)))
                return giveUp()
            }
            guard let frame = Self.unstuffed(data), Stuffing.allCases.contains(where: { matches(frame, $0) }) else {
                let position = data.firstIndex(of: stuffingByte) ?? stopPosition
                outputs.append(.rejected(.stuffing(position: position, found: candidate[position])))
                return giveUp()
            }
            outputs.append(.frame(frame))
            candidate.removeAll(keepingCapacity: true)
            checked = 0
            isDiscarding = false
        }

        private func matches(_ frame: Frame, _ stuffing: Stuffing) -> Bool {
            (try? frame.encoded(stuffing)) == candidate
        }

        private static func unstuffed(_ data: ArraySlice<UInt8>) -> Frame? {
            var bytes: [UInt8] = []
            var isStuffed = false
            for byte in data {
                if !isStuffed && byte == stuffingByte {
                    isStuffed = true
                } else {
                    bytes.append(isStuffed ? byte ^ stuffingKey : byte)
                    isStuffed = false
                }
            }
            guard !isStuffed, bytes.count >= 2 else { return nil }
            return Frame(packetNumber: bytes[0], command: bytes[1], payload: Array(bytes[2...]))
        }

        /// Drops the start byte and everything up to the next one.
        private mutating func giveUp() {
            let next = candidate.dropFirst().firstIndex(of: startByte) ?? candidate.count
            candidate.removeFirst(next)
            checked = 0
            discardedByteCount += next
            isDiscarding = true
        }
    }
}

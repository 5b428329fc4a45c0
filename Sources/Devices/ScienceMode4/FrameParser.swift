// Bytes in, frames and errors out. The result does not depend on how the bytes were cut into pieces.

extension ScienceMode4 {
    /// Finds frames in a stream of bytes.
    ///
    /// A candidate is given up at the first byte that cannot belong to a frame, and the search goes on at the byte after
    /// its start byte: garbage before a frame, or a damaged frame, never costs the valid frame that follows. Memory is
    /// bounded by the longest frame. Inside the data a bare `F0` or `0F` can only mean damage, so a damaged length is
    /// noticed at the next stop byte instead of after the length it claims.
    ///
    /// - Complexity: amortised O(1) per byte: only the four header bytes after a stuffing byte can hold a second `F0`.
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
        /// The length that the candidate claims; 0 until it is known.
        private var claimedLength = 0
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
                    discardStray(into: &outputs)
                } else {
                    candidate.append(byte)
                    examine(into: &outputs)
                }
            }
            return outputs
        }

        private mutating func discardStray(into outputs: inout [Output]) {
            discardedByteCount += 1
            if !isDiscarding { outputs.append(.rejected(.strayBytes)) }
            isDiscarding = true
        }

        /// Looks at the bytes that are new in the candidate, and at those left over when it is given up.
        private mutating func examine(into outputs: inout [Output]) {
            while checked < candidate.count {
                let position = checked
                checked += 1
                if let error = fault(at: position) {
                    outputs.append(.rejected(error))
                    giveUp()
                } else if position >= headerLength && candidate[position] == stopByte {
                    finish(into: &outputs)
                }
            }
        }

        /// What is wrong with the byte at a position, given that the bytes before it are in order.
        private mutating func fault(at position: Int) -> FrameError? {
            let byte = candidate[position]
            switch position {
            case 0: return nil
            case 1, 3, 5, 7: return byte == stuffingByte ? nil : .header(position: position, found: byte)
            case 4:
                claimedLength = Int(candidate[2] ^ stuffingKey) << 8 | Int(byte ^ stuffingKey)
                let allowed = minimumFrameLength...maximumFrameLength
                return allowed.contains(claimedLength) ? nil : .length(claimedLength)
            case 2, 6, 8: return nil
            default: return faultInData(byte, at: position)
            }
        }

        private func faultInData(_ byte: UInt8, at position: Int) -> FrameError? {
            let length = position + 1
            let isLast = length == claimedLength
            if byte == stopByte {
                return isLast ? nil : .lengthMismatch(claimed: claimedLength, found: length)
            }
            if isLast { return .lengthMismatch(claimed: claimedLength, found: length + 1) }
            if byte == startByte { return .stuffing(position: position, found: byte) }
            let followsStuffing = position > headerLength && candidate[position - 1] == stuffingByte
            if followsStuffing && !mustBeStuffed(byte ^ stuffingKey) {
                return .stuffing(position: position, found: byte)
            }
            return nil
        }

        /// The candidate ends with its stop byte where it claims to: check the sum, unstuff, hand it over.
        private mutating func finish(into outputs: inout [Output]) {
            let data = candidate[headerLength..<(candidate.count - 1)]
            let claimed = UInt16(candidate[6] ^ stuffingKey) << 8 | UInt16(candidate[8] ^ stuffingKey)
            let computed = checksum(data)
            guard claimed == computed else {
                outputs.append(.rejected(.checksum(claimed: claimed, computed: computed)))
                return giveUp()
            }
            var unstuffed: [UInt8] = []
            unstuffed.reserveCapacity(data.count)
            var isStuffed = false
            for byte in data {
                if isStuffed {
                    unstuffed.append(byte ^ stuffingKey)
                    isStuffed = false
                } else if byte == stuffingByte {
                    isStuffed = true
                } else {
                    unstuffed.append(byte)
                }
            }
            guard !isStuffed, unstuffed.count >= 2 else {
                outputs.append(.rejected(.stuffing(position: candidate.count - 1, found: stopByte)))
                return giveUp()
            }
            let prefix = UInt16(unstuffed[0]) << 8 | UInt16(unstuffed[1])
            outputs.append(
                .frame(
                    Frame(
                        packetNumber: PacketNumber(truncating: prefix >> 10), command: prefix & 0x3FF,
                        payload: Array(unstuffed[2...]))))
            candidate.removeAll(keepingCapacity: true)
            checked = 0
            isDiscarding = false
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

// Bytes of a Lab Streaming Layer connection, in pieces of any size, into samples.

extension LabStreaming {
    /// Reads samples written with the least significant byte first. After an error the stream cannot be read further.
    struct SampleDecoder {
        let format: Format
        let channelCount: Int
        /// A text longer than this (16 MiB) counts as a corrupt length.
        static let longestText = 1 << 24
        private var bytes: [UInt8] = []
        private var position = 0

        init(format: Format, channelCount: Int) {
            self.format = format
            self.channelCount = channelCount
        }

        /// The samples that these bytes complete.
        mutating func receive(_ more: some Collection<UInt8>) throws(Flaw) -> [Sample] {
            bytes += more
            var samples: [Sample] = []
            var done = 0
            position = 0
            while let sample = try sample() {
                samples.append(sample)
                done = position
            }
            bytes.removeFirst(done)
            return samples
        }

        /// The next sample; `nil` when it is not complete yet.
        private mutating func sample() throws(Flaw) -> Sample? {
            guard let tag = number(UInt8.self) else { return nil }
            guard tag == 1 || tag == 2 else {
                throw Flaw(words: "a sample begins with \(tag), where 1 (time deduced) or 2 (time sent) is allowed")
            }
            var time: Double?
            if tag == 2 {
                guard let bits = number(UInt64.self) else { return nil }
                time = Double(bitPattern: bits)
            }
            guard let values = try values() else { return nil }
            return Sample(time: time, values: values)
        }

        private mutating func values() throws(Flaw) -> Values? {
            switch format {
            case .float32: return numbers(UInt32.self).map { .float32($0.map(Float.init(bitPattern:))) }
            case .double64: return numbers(UInt64.self).map { .double64($0.map(Double.init(bitPattern:))) }
            case .int8: return numbers(Int8.self).map(Values.int8)
            case .int16: return numbers(Int16.self).map(Values.int16)
            case .int32: return numbers(Int32.self).map(Values.int32)
            case .int64: return numbers(Int64.self).map(Values.int64)
            case .string:
                var texts: [[UInt8]] = []
                for _ in 0..<channelCount {
                    guard let text = try text() else { return nil }
                    texts.append(text)
                }
                return .string(texts)
            }
        }

        private mutating func text() throws(Flaw) -> [UInt8]? {
            guard let width = number(UInt8.self) else { return nil }
            let length: UInt64?
            switch width {
            case 1: length = number(UInt8.self).map(UInt64.init)
            case 2: length = number(UInt16.self).map(UInt64.init)
            case 4: length = number(UInt32.self).map(UInt64.init)
            case 8: length = number(UInt64.self)
            default: throw Flaw(words: "a text's length has \(width) bytes, where 1, 2, 4 or 8 are allowed")
            }
            guard let length else { return nil }
            guard length <= UInt64(Self.longestText) else {
                throw Flaw(words: "a text has \(length) bytes, where at most \(Self.longestText) are read")
            }
            guard bytes.count - position >= Int(length) else { return nil }
            defer { position += Int(length) }
            return Array(bytes[position..<(position + Int(length))])
        }

        private mutating func numbers<Value: FixedWidthInteger>(_: Value.Type) -> [Value]? {
            guard (bytes.count - position) / (Value.bitWidth / 8) >= channelCount else { return nil }
            var all: [Value] = []
            for _ in 0..<channelCount {
                guard let value = number(Value.self) else { return nil }
                all.append(value)
            }
            return all
        }

        private mutating func number<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
            let width = Value.bitWidth / 8
            guard bytes.count - position >= width else { return nil }
            defer { position += width }
            return bytes.withUnsafeBytes {
                Value(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Value.self))
            }
        }
    }
}

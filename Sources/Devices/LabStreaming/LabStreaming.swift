// Samples of Lab Streaming Layer, wire protocol 1.10, as values. Source: sccn/liblsl, src/sample.cpp.

/// Lab Streaming Layer's wire protocol 1.10.
public enum LabStreaming {
    /// The channels' values in one sample, in the format of the stream.
    public enum Values: Hashable, Sendable {
        /// Numbers of 32 bits.
        case float32([Float])
        /// Numbers of 64 bits.
        case double64([Double])
        /// Whole numbers of 8 bits.
        case int8([Int8])
        /// Whole numbers of 16 bits.
        case int16([Int16])
        /// Whole numbers of 32 bits.
        case int32([Int32])
        /// Whole numbers of 64 bits.
        case int64([Int64])
        /// Texts as their bytes: the protocol names no encoding.
        case string([[UInt8]])
    }

    /// How the values of a stream are written; every channel of a stream has the same format.
    public enum Format: String, CaseIterable, Sendable {
        /// Numbers, whole numbers (by their bits) and texts.
        case float32, double64, int8, int16, int32, int64, string

        /// The bytes of a value, 0 for texts.
        var valueSize: Int {
            switch self {
            case .float32, .int32: 4
            case .double64, .int64: 8
            case .int8: 1
            case .int16: 2
            case .string: 0
            }
        }
    }

    /// One sample of all channels.
    public struct Sample: Hashable, Sendable {
        /// The sender's clock in seconds; `nil` when the receiver is to deduce it from the sample before and the rate.
        public var time: Double?
        /// A value of every channel.
        public var values: Values

        /// Creates a sample.
        public init(time: Double?, values: Values) {
            self.time = time
            self.values = values
        }
    }

    /// Why bytes are no samples, in a clause.
    struct Flaw: Error, Hashable { let words: String }
}

extension LabStreaming.Values {
    /// How many channels have a value, and in which format.
    var shape: (count: Int, format: LabStreaming.Format) {
        switch self {
        case .float32(let all): (all.count, .float32)
        case .double64(let all): (all.count, .double64)
        case .int8(let all): (all.count, .int8)
        case .int16(let all): (all.count, .int16)
        case .int32(let all): (all.count, .int32)
        case .int64(let all): (all.count, .int64)
        case .string(let all): (all.count, .string)
        }
    }

    /// The values as numbers of 32 bits, which larger ones are rounded to; `nil` for texts.
    public var floats: [Float]? {
        switch self {
        case .float32(let all): all
        case .double64(let all): all.map(Float.init)
        case .int8(let all): all.map(Float.init)
        case .int16(let all): all.map(Float.init)
        case .int32(let all): all.map(Float.init)
        case .int64(let all): all.map(Float.init)
        case .string: nil
        }
    }
}

extension LabStreaming.Sample {
    /// One of the two samples with which a sender proves that both sides write numbers alike.
    ///
    /// - Parameters:
    ///   - offset: 4 in the first sample, 2 in the second; texts do not depend on it.
    ///   - channelCount: At least 0.
    static func testPattern(_ format: LabStreaming.Format, channelCount: Int, offset: Int) -> Self {
        /// Whole formats wrap at their largest value; odd channels are negative.
        func whole<Value: FixedWidthInteger>(_ base: Int, _: Value.Type) -> [Value] {
            (0..<channelCount).map {
                let value = Value(($0 + offset + base) % Int(Value.max))
                return $0 % 2 == 0 ? value : 0 - value
            }
        }
        func sign(_ channel: Int) -> Int { channel % 2 == 0 ? 1 : -1 }
        let values: LabStreaming.Values =
            switch format {
            case .float32: .float32((0..<channelCount).map { Float(($0 + offset) * sign($0)) })
            case .double64: .double64((0..<channelCount).map { Double(($0 + offset + 16_777_217) * sign($0)) })
            case .int8: .int8(whole(1, Int8.self))
            case .int16: .int16(whole(257, Int16.self))
            case .int32: .int32(whole(65_537, Int32.self))
            case .int64: .int64(whole(2_147_483_649, Int64.self))
            case .string: .string((0..<channelCount).map { Array(String(($0 + 10) * sign($0)).utf8) })
            }
        return Self(time: 123_456.789, values: values)
    }

    /// The sample as little-endian bytes.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
        }
        if let time {
            bytes.append(2)
            append(time.bitPattern)
        } else {
            bytes.append(1)
        }
        switch values {
        case .float32(let all): for value in all { append(value.bitPattern) }
        case .double64(let all): for value in all { append(value.bitPattern) }
        case .int8(let all): for value in all { append(value) }
        case .int16(let all): for value in all { append(value) }
        case .int32(let all): for value in all { append(value) }
        case .int64(let all): for value in all { append(value) }
        case .string(let all):
            for text in all {
                if let short = UInt8(exactly: text.count) {
                    bytes += [1, short]
                } else {
                    bytes.append(4)
                    append(UInt32(clamping: text.count))
                }
                bytes += text
            }
        }
        return bytes
    }
}

// One stream of an XDF file: what its header says, and its samples and time stamps as they come.

import Signals

/// The types of values that a stream can have.
enum XDFValue: String, Sendable, CaseIterable {
    case int8, int16, int32, int64, float32, double64, string

    /// The bytes of a value; strings have their own lengths.
    var bytes: Int {
        switch self {
        case .int8: 1
        case .int16: 2
        case .int32, .float32: 4
        case .int64, .double64: 8
        case .string: 0
        }
    }
}

/// A stream while it is being read.
struct XDFStream {
    let id: UInt32
    let name: String
    let type: String
    let value: XDFValue
    let channelCount: Int
    /// Samples per second as the device states them; 0 for samples at any time.
    let nominalRate: Double
    let description: XMLElement?
    /// One array for each channel of numbers.
    var columns: [[Float]]
    /// One text for each sample of each channel, sample by sample.
    var texts: [String] = []
    var stamps: [Double] = []
    /// When the clocks were compared, and what has to be added to the stream's clock.
    var offsets: [(time: Double, value: Double)] = []
    /// What the footer says of the number of samples.
    var statedCount: Int?
    private var last = 0.0

    /// Reads a stream's header; the problem comes back when it cannot be one.
    init(id: UInt32, header: XMLElement) throws(XDFProblem) {
        self.id = id
        name = header.value("name") ?? "stream \(id)"
        type = header.value("type") ?? ""
        let format = header.value("channel_format") ?? ""
        guard let value = XDFValue(rawValue: format) else {
            throw XDFProblem(
                "the channel format of \(name) is \"\(format)\"; allowed are "
                    + XDFValue.allCases.map(\.rawValue).joined(separator: ", "))
        }
        self.value = value
        let count = header.value("channel_count") ?? ""
        guard let channels = Int(count), (1...10_000).contains(channels) else {
            throw XDFProblem("the channel count of \(name) is \"\(count)\"; it must be a whole number from 1 to 10,000")
        }
        channelCount = channels
        let rate = header.value("nominal_srate") ?? "0"
        guard let hertz = DecimalText.parse(rate), hertz == 0 || SampleRate(hertz: hertz) != nil else {
            throw XDFProblem(
                "the nominal rate of \(name) is \"\(rate)\"; it must be 0 (irregular) or up to 10,000,000 Hz")
        }
        nominalRate = hertz
        description = header["desc"]
        columns = Array(repeating: [], count: value == .string ? 0 : channels)
    }

    /// Whether the samples are even in time.
    var isRegular: Bool { nominalRate > 0 && value != .string }

    /// Takes in the content of a chunk of samples behind the stream's number.
    mutating func add(_ bytes: ArraySlice<UInt8>) throws(XDFProblem) {
        var cursor = XDFCursor(bytes)
        let count = try cursor.length()
        // Each sample has at least the byte that says whether it has a time, and each text one for its length.
        let least = 1 + channelCount * (value == .string ? 2 : value.bytes)
        guard count <= cursor.remaining / least else {
            throw XDFProblem(
                "a chunk of \(name) announces \(count) samples in \(cursor.remaining) bytes; each needs \(least) or more"
            )
        }
        let period = nominalRate > 0 ? 1 / nominalRate : 0
        for _ in 0..<count {
            switch try cursor.byte() {
            case 0: last += period
            case 8: last = Double(bitPattern: try cursor.number(8))
            case let other: throw XDFProblem("a time stamp of \(name) has \(other) bytes; allowed are 0 and 8")
            }
            guard last.isFinite, abs(last) < 1e12 else {
                throw XDFProblem("time stamp \(stamps.count + 1) of \(name) is no time (\(last))")
            }
            stamps.append(last)
            if value == .string {
                for _ in 0..<channelCount { texts.append(try cursor.text()) }
            } else {
                for channel in 0..<channelCount { columns[channel].append(try cursor.value(value)) }
            }
        }
        guard cursor.remaining == 0 else {
            throw XDFProblem("a chunk of \(name) has \(cursor.remaining) bytes behind its \(count) samples")
        }
    }
}

/// What is wrong with a chunk; the reader adds the place.
struct XDFProblem: Error {
    let text: String

    init(_ text: String) { self.text = text }
}

/// Reads the little-endian numbers of a chunk one after the other.
struct XDFCursor {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - at }

    mutating func byte() throws(XDFProblem) -> UInt8 { UInt8(truncatingIfNeeded: try number(1)) }

    mutating func number(_ width: Int) throws(XDFProblem) -> UInt64 {
        guard remaining >= width else { throw XDFProblem("the chunk ends inside a value") }
        var value: UInt64 = 0
        for k in 0..<width { value |= UInt64(bytes[at + k]) << UInt64(8 * k) }
        at += width
        return value
    }

    /// A length of 1, 4 or 8 bytes, which the byte before it tells.
    mutating func length() throws(XDFProblem) -> Int {
        let width = Int(try byte())
        guard [1, 4, 8].contains(width) else {
            throw XDFProblem("a length has \(width) bytes; allowed are 1, 4 and 8")
        }
        let value = try number(width)
        guard let length = Int(exactly: value) else { throw XDFProblem("a length of \(value) is absurd") }
        return length
    }

    mutating func text() throws(XDFProblem) -> String {
        let count = try length()
        guard remaining >= count else { throw XDFProblem("a text of \(count) bytes, \(remaining) are there") }
        defer { at += count }
        return String(decoding: bytes[at..<(at + count)], as: UTF8.self)
    }

    mutating func value(_ type: XDFValue) throws(XDFProblem) -> Float {
        let raw = try number(type.bytes)
        switch type {
        case .int8: return Float(Int8(truncatingIfNeeded: raw))
        case .int16: return Float(Int16(truncatingIfNeeded: raw))
        case .int32: return Float(Int32(truncatingIfNeeded: raw))
        case .int64: return Float(Int64(bitPattern: raw))
        case .float32: return Float(bitPattern: UInt32(truncatingIfNeeded: raw))
        case .double64: return Float(Double(bitPattern: raw))
        case .string: return .nan
        }
    }
}

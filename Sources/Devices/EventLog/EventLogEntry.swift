// One event of a session as one line of JSON. Written and read by hand: four fixed keys, flat fields in order, and the
// digest of the line before.

public import Signals

/// A value in a log: flat on purpose, so that any tool can read a log line by line.
public enum EventValue: Hashable, Sendable {
    /// Text.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A number. Not-a-number and infinity are written as text, because JSON has neither.
    case number(Double)
    /// Yes or no.
    case flag(Bool)
    /// Nothing.
    case null
}

/// One event of a session.
public struct EventLogEntry: Hashable, Sendable {
    /// A named value.
    public struct Field: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The value.
        public var value: EventValue

        /// Creates a field.
        public init(_ name: String, _ value: EventValue) {
            self.name = name
            self.value = value
        }
    }

    /// Counts the entries of a log from 0, without a gap.
    public var sequence: Int
    /// The sample at which it happened.
    public var sample: SampleIndex
    /// The seconds after sample 0 at which it happened; may lie between two samples.
    public var seconds: Double
    /// What happened, such as `burst-started`.
    public var kind: String
    /// The details, in order.
    public var fields: [Field]

    /// Creates an entry.
    public init(sequence: Int, sample: SampleIndex, seconds: Double, kind: String, fields: [Field] = []) {
        self.sequence = sequence
        self.sample = sample
        self.seconds = seconds
        self.kind = kind
        self.fields = fields
    }

    /// The value of the first field of this name; `nil` when there is none.
    public subscript(name: String) -> EventValue? { fields.first { $0.name == name }?.value }

    /// The entry as one line of JSON without the line end, chained to the line before it; the same entry after the same
    /// line always gives the same bytes.
    ///
    /// - Parameter previous: the digest of the line before, ``digest(ofLine:)``; ``beginning`` for the first line.
    public func line(after previous: String) -> String {
        var text = "{\"sequence\":\(sequence),\"sample\":\(sample.rawValue),\"seconds\":"
        EventValue.number(seconds).append(to: &text)
        text += ",\"kind\":"
        EventValue.text(kind).append(to: &text)
        text += ",\"fields\":{"
        for (position, field) in fields.enumerated() {
            if position > 0 { text += "," }
            EventValue.text(field.name).append(to: &text)
            text += ":"
            field.value.append(to: &text)
        }
        text += "},\"previous\":"
        EventValue.text(previous).append(to: &text)
        return text + "}"
    }

    /// What the first line of a log comes after: 64 zeros.
    public static let beginning = String(repeating: "0", count: 64)

    /// The SHA-256 of a line without its line end, as 64 hexadecimal digits: what the next line carries.
    public static func digest(ofLine line: some Collection<UInt8>) -> String { SHA256.hexadecimal(of: line) }
}

extension EventValue {
    func append(to text: inout String) {
        switch self {
        case .integer(let value): text += String(value)
        case .flag(let value): text += value ? "true" : "false"
        case .null: text += "null"
        case .number(let value) where value.isFinite: text += value.description
        case .number(let value): text += "\"\(value)\""
        case .text(let value):
            text += "\""
            for scalar in value.unicodeScalars {
                switch scalar {
                case "\"": text += "\\\""
                case "\\": text += "\\\\"
                case "\n": text += "\\n"
                case "\r": text += "\\r"
                case "\t": text += "\\t"
                case "\0"..<" ":
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: text.unicodeScalars.append(scalar)
                }
            }
            text += "\""
        }
    }
}

// Reads a line that `EventLogEntry.line` wrote, or that another program wrote with the same keys.

import Signals

extension EventLogEntry {
    /// Why a line is not an entry, and at which byte (from 1).
    struct LineError: Error {
        let byte: Int
        let reason: String
    }

    /// Reads one line: the entry, and the digest of the line before it that it carries (`nil` in a line of form 1). Keys
    /// may come in any order; a key that is not known, or comes twice, is an error.
    static func read(_ line: some Collection<UInt8>) throws(LineError) -> (entry: EventLogEntry, previous: String?) {
        var reader = LineReader(line)
        var numbers: [String: EventValue] = [:]
        var fields: [Field]?
        try reader.object { (reader, key) throws(LineError) in
            switch key {
            case "sequence", "sample", "seconds", "kind", "previous":
                guard numbers.updateValue(try reader.scalar(), forKey: key) == nil else {
                    throw reader.error("the key \(key) comes twice")
                }
            case "fields":
                guard fields == nil else { throw reader.error("the key fields comes twice") }
                var found: [Field] = []
                try reader.object { (reader, name) throws(LineError) in
                    found.append(Field(name, try reader.scalar()))
                }
                fields = found
            default:
                throw reader.error(
                    "the key \(key) is not known; keys are sequence, sample, seconds, kind, fields, previous")
            }
        }
        guard reader.isAtEnd else { throw reader.error("something follows the entry") }
        guard case .integer(let sequence)? = numbers["sequence"], case .integer(let sample)? = numbers["sample"],
            case .text(let kind)? = numbers["kind"], let seconds = numbers["seconds"]?.number
        else { throw reader.error("sequence, sample, seconds or kind is missing or has the wrong type") }
        let entry = EventLogEntry(
            sequence: sequence, sample: SampleIndex(sample), seconds: seconds, kind: kind, fields: fields ?? [])
        switch numbers["previous"] {
        case nil: return (entry, nil)
        case .text(let previous)?: return (entry, previous)
        default: throw reader.error("previous has the wrong type; it is text")
        }
    }
}

extension EventValue {
    fileprivate var number: Double? {
        switch self {
        case .number(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }
}

/// A position in a line of JSON.
private struct LineReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ line: some Collection<UInt8>) { bytes = Array(line) }

    var isAtEnd: Bool { bytes[position...].allSatisfy(Self.isSpace) }

    func error(_ reason: String) -> EventLogEntry.LineError {
        EventLogEntry.LineError(byte: position + 1, reason: reason)
    }

    mutating func object(
        _ member: (inout LineReader, String) throws(EventLogEntry.LineError) -> Void
    ) throws(EventLogEntry.LineError) {
        try expect("{")
        if next() == UInt8(ascii: "}") {
            position += 1
            return
        }
        while true {
            guard next() == UInt8(ascii: "\"") else { throw error("expected a key") }
            let key = try string()
            try expect(":")
            try member(&self, key)
            if next() == UInt8(ascii: ",") {
                position += 1
            } else {
                return try expect("}")
            }
        }
    }

    mutating func scalar() throws(EventLogEntry.LineError) -> EventValue {
        guard let first = next() else { throw error("expected a value") }
        if first == UInt8(ascii: "\"") { return .text(try string()) }
        let start = position
        while position < bytes.count, Self.isWordByte(bytes[position]) { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        switch word {
        case "true": return .flag(true)
        case "false": return .flag(false)
        case "null": return .null
        default: break
        }
        let startsAsNumber = first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        if startsAsNumber, let integer = Int(word) { return .integer(integer) }
        if startsAsNumber, let number = Double(word), number.isFinite { return .number(number) }
        position = start
        throw error("expected text, a number, true, false or null")
    }

    /// Reads text; the position is at its opening quote.
    private mutating func string() throws(EventLogEntry.LineError) -> String {
        position += 1
        var units: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: units, as: UTF8.self) else { throw error("text is not UTF-8") }
                return text
            case UInt8(ascii: "\\"): units += try escape()
            case 0..<0x20: throw error("a control character inside text")
            default: units.append(byte)
            }
        }
        throw error("text does not end")
    }

    private mutating func escape() throws(EventLogEntry.LineError) -> [UInt8] {
        guard position < bytes.count else { throw error("text does not end") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "u"): return Array(String(Character(try unicodeEscape())).utf8)
        default: throw error("an escape that JSON does not have")
        }
    }

    /// Reads the digits after `\u`, and the second half of a surrogate pair.
    private mutating func unicodeEscape() throws(EventLogEntry.LineError) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(UInt16(first)), bytes[position...].starts(with: "\\u".utf8) else {
            throw error("half a surrogate pair")
        }
        position += 2
        let second = try fourDigits()
        guard UTF16.isTrailSurrogate(UInt16(second)),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("half a surrogate pair") }
        return scalar
    }

    private mutating func fourDigits() throws(EventLogEntry.LineError) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error("expected four hexadecimal digits") }
        position += 4
        return value
    }

    private mutating func expect(_ symbol: Unicode.Scalar) throws(EventLogEntry.LineError) {
        guard let byte = next(), byte == UInt8(ascii: symbol) else { throw error("expected \(symbol)") }
        position += 1
    }

    /// The next byte that is not a space; the position is then at it.
    private mutating func next() -> UInt8? {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        return position < bytes.count ? bytes[position] : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

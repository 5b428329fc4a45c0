// JSON read as a stream, one byte at a time, so that a text of any length needs one buffer. openhdemg stores JSON
// inside JSON strings; the scanner can step into such a string and read it as JSON of its own.
//
// Foundation's JSONDecoder wants the whole text in memory, twice here. Measured on the demo recording (51 MB of text,
// Swift 6.3.1, release): JSONDecoder 2.3 s and 301 MB for three of its tables, this scanner 0.55 s and 52 MB for all.

import Signals

/// Reads JSON tokens from a source.
struct JSONScanner {
    private var source: ByteSource
    private var buffer: [UInt8] = []
    private var position = 0
    private var consumed = 0
    /// Whether the scanner is inside a string that holds JSON.
    private var isInside = false
    /// The byte that is next, or one of the marks below.
    private(set) var current = -1

    /// The end of the file, or of the string that was stepped into.
    static let end = -1

    init(_ source: ByteSource) throws(RecordingError) {
        self.source = source
        current = try nextByte()
    }

    /// The place in the unpacked text, for messages.
    var place: String { "byte \(max(0, consumed + position - 1)) of the text" }

    func error(_ problem: String) -> RecordingError {
        RecordingError(file: source.file.path, place: place, problem: problem)
    }

    // MARK: Bytes

    private mutating func rawByte() throws(RecordingError) -> Int {
        if position == buffer.count {
            consumed += buffer.count
            position = 0
            try source.next(&buffer)
            if buffer.isEmpty { return Self.end }
        }
        let byte = Int(buffer[position])
        position += 1
        return byte
    }

    private mutating func nextByte() throws(RecordingError) -> Int {
        let byte = try rawByte()
        guard isInside else { return byte }
        if byte == 0x22 { return Self.end }
        if byte == Self.end { throw error("the file ends inside a text") }
        guard byte == 0x5C else { return byte }
        switch try rawByte() {
        case 0x6E: return 0x0A
        case 0x74: return 0x09
        case 0x72: return 0x0D
        case 0x62: return 0x08
        case 0x66: return 0x0C
        case 0x75:
            let unit = try hexadecimal()
            // Names inside may be escaped; only ASCII matters for the structure.
            return unit < 0x80 ? unit : 0x3F
        case let escaped where escaped == 0x22 || escaped == 0x5C || escaped == 0x2F: return escaped
        default: throw error("a backslash is followed by a character that JSON does not allow")
        }
    }

    /// Four hexadecimal digits, raw.
    private mutating func hexadecimal() throws(RecordingError) -> Int {
        var unit = 0
        for _ in 0..<4 {
            let digit = try rawByte()
            switch digit {
            case 0x30...0x39: unit = unit << 4 | (digit - 0x30)
            case 0x41...0x46: unit = unit << 4 | (digit - 0x37)
            case 0x61...0x66: unit = unit << 4 | (digit - 0x57)
            default: throw error("\\u needs four hexadecimal digits")
            }
        }
        return unit
    }

    mutating func advance() throws(RecordingError) { current = try nextByte() }

    // MARK: Tokens

    mutating func skipSpace() throws(RecordingError) {
        while current == 0x20 || current == 0x0A || current == 0x0D || current == 0x09 { try advance() }
    }

    /// Takes `byte` if it is next, spaces aside.
    mutating func take(_ byte: Unicode.Scalar) throws(RecordingError) -> Bool {
        try skipSpace()
        guard current == Int(byte.value) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ byte: Unicode.Scalar, _ what: String) throws(RecordingError) {
        guard try take(byte) else { throw error("expected \"\(byte)\" \(what), found \(found)") }
    }

    private var found: String {
        guard current >= 0 else { return isInside ? "the end of the text" : "the end of the file" }
        return current >= 0x20 && current < 0x7F ? "\"\(Unicode.Scalar(UInt8(current)))\"" : "byte \(current)"
    }

    /// Steps into a string that holds JSON; ``leave()`` steps out.
    mutating func enter() throws(RecordingError) {
        try skipSpace()
        guard current == 0x22, !isInside else { throw error("expected a text that holds JSON, found \(found)") }
        isInside = true
        try advance()
    }

    /// Ends a string that was stepped into; nothing may be left in it.
    mutating func leave() throws(RecordingError) {
        try skipSpace()
        guard isInside, current == Self.end else { throw error("expected the end of the text, found \(found)") }
        isInside = false
        try advance()
    }

    /// Skips the rest of a string that was stepped into.
    mutating func skipInside() throws(RecordingError) {
        while current != Self.end { try advance() }
        try leave()
    }

    /// A string value.
    mutating func string() throws(RecordingError) -> String {
        try expect("\"", "to begin a text")
        var bytes: [UInt8] = []
        while current != 0x22 {
            guard current >= 0 else { throw error("the text has no end") }
            if current == 0x5C {
                try advance()
                switch current {
                case 0x6E: bytes.append(0x0A)
                case 0x74: bytes.append(0x09)
                case 0x72: bytes.append(0x0D)
                case 0x62, 0x66: bytes.append(0x20)
                case 0x75: try appendEscaped(to: &bytes)
                case 0x22, 0x5C, 0x2F: bytes.append(UInt8(current))
                default: throw error("a backslash is followed by a character that JSON does not allow")
                }
            } else {
                bytes.append(UInt8(current))
            }
            guard bytes.count <= 1 << 20 else { throw error("a text is longer than 1 MiB") }
            try advance()
        }
        try advance()
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func appendEscaped(to bytes: inout [UInt8]) throws(RecordingError) {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            try advance()
            guard current >= 0, let digit = Unicode.Scalar(UInt8(current)).hexadecimalValue else {
                throw error("\\u needs four hexadecimal digits")
            }
            unit = unit << 4 | digit
        }
        // Halves of pairs outside the basic plane become U+FFFD each; labels hold none.
        bytes += Array(String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8)
    }

    /// A number; NaN for `null` and `NaN`, 1 and 0 for `true` and `false`.
    mutating func number() throws(RecordingError) -> Double {
        try skipSpace()
        if current == 0x6E || current == 0x4E { return try word(["null", "NaN"], .nan) }
        if current == 0x74 { return try word(["true"], 1) }
        if current == 0x66 { return try word(["false"], 0) }
        return try decimal()
    }

    private mutating func word(_ allowed: [String], _ value: Double) throws(RecordingError) -> Double {
        var text = ""
        while current >= 0, let scalar = Optional(Unicode.Scalar(UInt8(current))), scalar.isLetter, text.count < 8 {
            text.unicodeScalars.append(scalar)
            try advance()
        }
        guard allowed.contains(text) else { throw error("\"\(text)\" is not a number") }
        return value
    }

    private mutating func decimal() throws(RecordingError) -> Double {
        digits.removeAll(keepingCapacity: true)
        while current >= 0x2B && current <= 0x39 || current == 0x65 || current == 0x45 {
            guard digits.count < 64, current != 0x2C, current != 0x2F else { break }
            digits.append(UInt8(current))
            try advance()
        }
        guard let value = digits.withUnsafeBufferPointer({ DecimalText.parse($0) }) else {
            throw error("expected a number, found \(digits.isEmpty ? found : String(decoding: digits, as: UTF8.self))")
        }
        return value
    }

    /// The digits of the number being read, kept so that its memory is used again.
    private var digits: [UInt8] = []
}

extension Unicode.Scalar {
    fileprivate var isLetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

    fileprivate var hexadecimalValue: UInt32? {
        switch self {
        case "0"..."9": value - 0x30
        case "A"..."F": value - 0x37
        case "a"..."f": value - 0x57
        default: nil
        }
    }
}

// Small JSON files as a whole: the sidecars of BIDS.

import Signals

/// A JSON value. Numbers are doubles; `null` is NaN, `true` and `false` are 1 and 0.
indirect enum JSONValue: Hashable, Sendable {
    case text(String)
    case number(Double)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Sidecars are small; a larger one is no sidecar.
    private static let largest = 16 << 20
    private static let deepest = 64

    /// Reads a file that holds one JSON value.
    ///
    /// - Throws: ``RecordingError`` that names the byte where the file stops being JSON.
    static func read(_ path: String) throws(RecordingError) -> JSONValue {
        let file = try InputFile(path)
        guard file.size <= largest else {
            throw RecordingError(
                file: path, problem: "\(file.size) bytes of JSON; a sidecar has up to \(largest >> 20) MiB")
        }
        var scanner = try JSONScanner(ByteSource(file, limit: largest))
        if scanner.current == 0xEF { for _ in 0..<3 { try scanner.advance() } }
        let value = try JSONValue(&scanner, depth: 0)
        try scanner.skipSpace()
        guard scanner.current == JSONScanner.end else {
            throw scanner.error("there is more behind the end of the JSON")
        }
        return value
    }

    private init(_ scanner: inout JSONScanner, depth: Int) throws(RecordingError) {
        guard depth < Self.deepest else { throw scanner.error("the JSON is nested \(depth) levels deep") }
        try scanner.skipSpace()
        if scanner.current == Int(UInt8(ascii: "\"")) {
            self = .text(try scanner.string())
        } else if try scanner.take("[") {
            var values: [JSONValue] = []
            if try !scanner.take("]") {
                repeat { values.append(try JSONValue(&scanner, depth: depth + 1)) } while try scanner.take(",")
                try scanner.expect("]", "to end a list")
            }
            self = .list(values)
        } else if try scanner.take("{") {
            var members: [String: JSONValue] = [:]
            if try !scanner.take("}") {
                repeat {
                    let key = try scanner.string()
                    try scanner.expect(":", "after \(key)")
                    members[key] = try JSONValue(&scanner, depth: depth + 1)
                } while try scanner.take(",")
                try scanner.expect("}", "to end an object")
            }
            self = .object(members)
        } else {
            self = .number(try scanner.number())
        }
    }

    /// The value of a key of an object; `nil` where there is none.
    subscript(_ key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// The text, where it is one and says something.
    var text: String? {
        guard case .text(let text) = self, !text.isEmpty, text.lowercased() != "n/a" else { return nil }
        return text
    }

    /// The finite number, where it is one.
    var number: Double? {
        guard case .number(let number) = self, number.isFinite else { return nil }
        return number
    }
}

// How a table of text separates its fields and writes its numbers.

/// The delimiter of a table and with it the decimal marks that it allows.
struct CSVDialect: Sendable, Hashable {
    let delimiter: UInt8

    /// Comma, semicolon, tab. Where a comma separates, it cannot be a decimal mark.
    static let all = [";", "\t", ","].map { CSVDialect(delimiter: UInt8(ascii: $0)) }

    var allowsDecimalComma: Bool { delimiter != UInt8(ascii: ",") }

    /// The dialect in which `row` is all numbers and `header` has as many fields, the one with most fields first;
    /// `nil` when there is none.
    static func find(header: ArraySlice<UInt8>, row: ArraySlice<UInt8>) -> CSVDialect? {
        let fitting = all.compactMap { dialect -> (CSVDialect, Int)? in
            let fields = dialect.fields(row)
            guard fields.count == dialect.fields(header).count, fields.allSatisfy({ dialect.number($0) != nil }) else {
                return nil
            }
            return (dialect, fields.count)
        }
        // A decimal comma makes two readings of `1,5;2,5`: only the semicolon's has numbers in all fields.
        return fitting.max { $0.1 < $1.1 }?.0
    }

    /// The fields of a line, without the spaces and quotes around them.
    func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var fields: [ArraySlice<UInt8>] = []
        forEachField(line) { fields.append($0) }
        return fields
    }

    /// Visits the fields of a line. Inside double quotes a delimiter is text.
    @inline(__always)
    func forEachField(_ line: ArraySlice<UInt8>, _ visit: (ArraySlice<UInt8>) -> Void) {
        var start = line.startIndex
        var at = start
        var isQuoted = false
        while at < line.endIndex {
            let byte = line[at]
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == delimiter && !isQuoted {
                visit(Self.bare(line[start..<at]))
                start = at + 1
            }
            at += 1
        }
        visit(Self.bare(line[start...]))
    }

    private static func bare(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var field = field
        while let first = field.first, first == 0x20 || first == 0x09 { field.removeFirst() }
        while let last = field.last, last == 0x20 || last == 0x09 { field.removeLast() }
        if field.count >= 2, field.first == UInt8(ascii: "\""), field.last == UInt8(ascii: "\"") {
            field = field.dropFirst().dropLast()
        }
        return field
    }

    /// The number in a field: decimal, or NaN for a missing one (empty, `NaN`, `NA`), or ±∞ (`inf`).
    func number(_ field: ArraySlice<UInt8>) -> Double? {
        let value = field.withUnsafeBufferPointer { bytes in
            DecimalText.parse(bytes)
                ?? (allowsDecimalComma ? DecimalText.parse(bytes, decimalMark: UInt8(ascii: ",")) : nil)
        }
        return value ?? Self.special(field)
    }

    private static func special(_ field: ArraySlice<UInt8>) -> Double? {
        guard field.count <= 9 else { return nil }
        switch String(decoding: field, as: UTF8.self).lowercased() {
        case "", "nan", "na", "null": return .nan
        case "inf", "+inf", "infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: return nil
        }
    }

    /// A label as a field: in quotes where it holds something that separates or begins a comment.
    func quoted(_ label: String) -> String {
        let special = label.utf8.contains { $0 == delimiter || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "#") }
        return special
            ? "\"" + label.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
            : label
    }

    /// A label out of a field: doubled quotes are one.
    static func label(_ field: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var isSecond = false
        for byte in field {
            if byte == UInt8(ascii: "\""), isSecond {
                isSecond = false
                continue
            }
            isSecond = byte == UInt8(ascii: "\"")
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

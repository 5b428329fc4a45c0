// MATLAB's character matrices as lines of text.

import Signals

/// The types of MATLAB's numbers and code units, with the numbers of the file format.
enum MatElement: UInt32 {
    case int8 = 1, uint8, int16, uint16, int32, uint32, single
    case double = 9
    case int64 = 12, uint64
    case utf8 = 16, utf16, utf32

    /// Bytes per number or code unit.
    var size: Int {
        switch self {
        case .int8, .uint8, .utf8: 1
        case .int16, .uint16, .utf16: 2
        case .int32, .uint32, .single, .utf32: 4
        case .double, .int64, .uint64: 8
        }
    }
}

enum MatText {
    /// The rows of a character matrix. Code units that are no text become U+FFFD.
    static func lines(_ units: [UInt32], element: MatElement, rows: Int) -> [String] {
        guard !units.isEmpty else { return [] }
        // One row, or UTF-8 beyond ASCII, whose bytes cannot be dealt out to rows.
        guard rows > 1, units.count.isMultiple(of: rows), element != .utf8 || units.allSatisfy({ $0 < 0x80 }) else {
            return [decode(units, element)]
        }
        let columns = units.count / rows
        return (0..<rows).map { row in decode((0..<columns).map { units[$0 * rows + row] }, element) }
    }

    private static func decode(_ units: [UInt32], _ element: MatElement) -> String {
        let text =
            switch element {
            case .utf8: String(decoding: units.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
            case .utf32:
                String(String.UnicodeScalarView(units.map { Unicode.Scalar($0) ?? "\u{FFFD}" }))
            default: String(decoding: units.map { UInt16(truncatingIfNeeded: $0) }, as: UTF16.self)
            }
        return text.trimmingSpaces()
    }
}

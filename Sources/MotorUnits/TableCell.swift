// One cell of a tidy table as CSV.

/// A cell of a table: RFC 4180, `.` as decimal mark.
package enum TableCell {
    /// A whole number.
    case integer(Int)
    /// A number; empty when it is not defined.
    case number(Double?)
    /// `true` or `false`.
    case flag(Bool)
    /// A text.
    case text(String?)

    /// The cell as CSV: the shortest decimal that reads back as the same number, empty when undefined.
    package var csv: String {
        switch self {
        case .integer(let value): return "\(value)"
        case .number(let value): return value.map { $0.isFinite ? "\($0)" : "" } ?? ""
        case .flag(let value): return value ? "true" : "false"
        case .text(let value):
            let text = value ?? ""
            let special = text.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
            guard special else { return text }
            let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
            return "\"\(doubled)\""
        }
    }

    /// A line of a table.
    package static func line(_ cells: [TableCell]) -> String { cells.map(\.csv).joined(separator: ",") + "\n" }
}

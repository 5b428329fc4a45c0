// A MATLAB value in Swift, free of libmatio; what the readers of the different MATLAB exports work with.

/// A MATLAB variable, cell or field: its name, its dimensions and what it holds.
struct MatVariable: Sendable, Hashable {
    /// The name; empty for a cell.
    var name: String
    /// The dimensions, rows first.
    var dimensions: [Int]
    /// What it holds.
    var value: MatValue

    /// The number of rows.
    var rows: Int { dimensions.first ?? 0 }
    /// The number of columns, higher dimensions counted along.
    var columns: Int { dimensions.dropFirst().reduce(1, *) }

    /// The numbers as `Float`, column after column; `nil` for anything that is not numeric.
    var floats: [Float]? {
        switch value {
        case .floats(let values): values
        case .doubles(let values): values.map { Float($0) }
        default: nil
        }
    }

    /// The numbers as `Double`, column after column; `nil` for anything that is not numeric.
    var doubles: [Double]? {
        switch value {
        case .floats(let values): values.map { Double($0) }
        case .doubles(let values): values
        default: nil
        }
    }

    /// The one number that it holds; `nil` for anything else.
    var number: Double? {
        switch value {
        case .floats(let values) where values.count == 1: Double(values[0])
        case .doubles(let values) where values.count == 1: values[0]
        case .cells(let cells) where cells.count == 1: cells[0].number
        default: nil
        }
    }

    /// The one line of text that it holds; `nil` for anything else.
    var text: String? {
        switch value {
        case .text(let lines): lines.count == 1 ? lines[0] : lines.isEmpty ? "" : nil
        case .cells(let cells) where cells.count == 1: cells[0].text
        default: nil
        }
    }

    /// Lines of text, from a cell array of texts or from a character matrix; `nil` for anything else.
    var lines: [String]? {
        switch value {
        case .text(let lines): return lines
        case .cells(let cells):
            let texts = cells.compactMap { $0.text }
            return texts.count == cells.count ? texts : nil
        default: return nil
        }
    }

    /// Its kind and size in words, such as `3 × 2 cell`.
    var summary: String { dimensions.map(String.init).joined(separator: " × ") + " " + value.kind }
}

/// What a MATLAB variable holds. Matrices are column-major, as MATLAB keeps them.
enum MatValue: Sendable, Hashable {
    /// Numbers that `Float` represents exactly: single and integers of up to 16 bits.
    case floats([Float])
    /// All other real numbers. Integers beyond 2⁵³ are rounded.
    case doubles([Double])
    /// Text, one entry per row.
    case text([String])
    /// A cell array.
    case cells([MatVariable])
    /// A struct array: one list of fields per element.
    case elements([[MatVariable]])
    /// Something that is not read: a variable that was not asked for, or a sparse, complex or object one; in words.
    case unread(String)

    var kind: String {
        switch self {
        case .floats, .doubles: "numbers"
        case .text: "text"
        case .cells: "cell"
        case .elements: "struct"
        case .unread(let kind): kind
        }
    }
}

// A table for a terminal: columns as wide as their widest cell, numbers flush right.

/// Rows of text under headings.
struct TextTable {
    /// How a column is aligned.
    enum Alignment { case left, right }

    private let headings: [(String, Alignment)]
    private var rows: [[String]] = []

    /// Creates a table with these columns.
    init(_ headings: [(String, Alignment)]) { self.headings = headings }

    /// Adds a row; it has one cell for each column.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == headings.count, "one cell for each column")
        rows.append(cells)
    }

    /// The table as lines, indented by two spaces; no trailing spaces.
    var lines: [String] {
        let widths = headings.indices.map { c in ([headings[c].0] + rows.map { $0[c] }).map(\.count).max() ?? 0 }
        return ([headings.map(\.0)] + rows).map { cells in
            var line = " "
            for (c, cell) in cells.enumerated() {
                let space = String(repeating: " ", count: widths[c] - cell.count)
                line += " " + (headings[c].1 == .left ? cell + space : space + cell) + " "
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

extension Double {
    /// The number with a fixed count of decimals; `–` when it is not finite.
    func formatted(decimals: Int) -> String {
        guard isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (magnitude * scale).rounded()
        guard scaled < 9e15 else { return "\(self)" }
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = self < 0 && scaled > 0 ? "−" : ""
        return sign + padded.dropLast(decimals) + (decimals == 0 ? "" : "." + padded.suffix(decimals))
    }
}

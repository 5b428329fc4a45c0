// Tables of BIDS: UTF-8, one header row of names, tabs between cells, `n/a` for nothing.

import Signals

/// Reads a table of BIDS row by row, so that its length does not matter.
struct TSVReader {
    /// The path of the table, for messages.
    let path: String
    /// The names of the columns, in order.
    let names: [String]
    private var lines: LineReader

    init(_ file: InputFile) throws(RecordingError) {
        path = file.path
        lines = try LineReader(file)
        guard let header = try lines.next() else {
            throw RecordingError(file: file.path, problem: "the table has no header row")
        }
        names = Self.cells(header).map { Self.text($0) }
        var seen: Set<String> = []
        for (column, name) in names.enumerated() where !seen.insert(name).inserted {
            throw RecordingError(
                file: path, place: "line 1, column \(column + 1)",
                problem: "the name \"\(name)\" stands above two columns; every column needs a name of its own")
        }
    }

    /// The position (0-based) of a column; `nil` when there is none.
    func column(_ name: String) -> Int? { names.firstIndex(of: name) }

    /// The position of a column that must be there.
    ///
    /// - Throws: ``RecordingError`` that says what the column is for.
    func column(required name: String, _ purpose: String) throws(RecordingError) -> Int {
        guard let column = column(name) else {
            let found = names.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ")
            throw RecordingError(
                file: path, place: "line 1",
                problem: "the column \"\(name)\" is missing, which \(purpose); found are \(found)")
        }
        return column
    }

    /// The next row that is not blank; `nil` at the end.
    mutating func next() throws(RecordingError) -> Row? {
        while let line = try lines.next() {
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
            let cells = Self.cells(line)
            guard cells.count == names.count else {
                throw RecordingError(
                    file: path, place: "line \(lines.number)",
                    problem: "\(cells.count) cells under \(names.count) columns"
                        + (lines.isUnended ? "; the file seems to be cut short" : "; every row needs one for each"))
            }
            return Row(path: path, names: names, line: lines.number, cells: cells)
        }
        return nil
    }

    private static func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(separator: 0x09, omittingEmptySubsequences: false)
    }

    static func text(_ cell: ArraySlice<UInt8>) -> String { String(decoding: cell, as: UTF8.self).trimmingSpaces() }

    /// One row of a table.
    struct Row {
        let path: String
        let names: [String]
        /// Its line in the file, from 1.
        let line: Int
        let cells: [ArraySlice<UInt8>]

        /// The text of a cell; `nil` for `n/a`, an empty cell and a column that is not there.
        func text(_ column: Int?) -> String? {
            guard let column else { return nil }
            let text = TSVReader.text(cells[column])
            return text.isEmpty || text.lowercased() == "n/a" ? nil : text
        }

        /// The number in a cell; `nil` for `n/a`, an empty cell and a column that is not there.
        ///
        /// - Throws: ``RecordingError`` for a text that is no finite number.
        func number(_ column: Int?) throws(RecordingError) -> Double? {
            guard let column, let text = text(column) else { return nil }
            guard let value = DecimalText.parse(text), value.isFinite else {
                throw error(column, "\"\(text.prefix(40))\" is not a number")
            }
            return value
        }

        /// The number in a cell that must hold one.
        func number(required column: Int, _ what: String) throws(RecordingError) -> Double {
            guard let value = try number(column) else { throw error(column, "\(what) is missing") }
            return value
        }

        /// An error at a cell.
        func error(_ column: Int, _ problem: String) -> RecordingError {
            RecordingError(file: path, place: "line \(line), column \(column + 1) (\(names[column]))", problem: problem)
        }
    }
}

// The tidy table: one row per value, one column per thing that is known about it.

/// A table of text, as CSV has it; numbers are checked where they are used.
public struct StudyTable: Hashable, Sendable {
    /// The names of the columns.
    public let columns: [String]
    /// The rows, each with as many fields as there are columns.
    public private(set) var rows: [[String]]
    /// Where it comes from, for errors.
    public let source: String
    /// The line of each row in its file, for errors.
    private(set) var lines: [Int]

    /// A table that is made, not read.
    public init(columns: [String], rows: [[String]] = [], source: String = "the table") {
        precondition(rows.allSatisfy { $0.count == columns.count })
        self.columns = columns
        self.rows = rows
        self.source = source
        lines = rows.indices.map { $0 + 2 }
    }

    /// Adds a row.
    public mutating func add(_ row: [String]) {
        precondition(row.count == columns.count)
        rows.append(row)
        lines.append(lines.count + 2)
    }

    /// The position of a column.
    ///
    /// - Throws: ``StudyError`` that lists the columns there are.
    public func position(of column: String) throws(StudyError) -> Int {
        guard let place = columns.firstIndex(of: column) else {
            throw StudyError("\(source): there is no column “\(column)”; there are \(columns.joined(separator: ", "))")
        }
        return place
    }

    /// The different values of a column, in the order in which they appear.
    public func values(of column: String) throws(StudyError) -> [String] {
        let place = try position(of: column)
        var seen: Set<String> = []
        return rows.map { $0[place] }.filter { seen.insert($0).inserted }
    }

    /// The numbers of a column; an empty field or NA is none.
    ///
    /// - Throws: ``StudyError`` with the line for what is no number.
    public func numbers(of column: String) throws(StudyError) -> [Double?] {
        let place = try position(of: column)
        var result: [Double?] = []
        for (row, line) in zip(rows, lines) {
            let text = row[place]
            if text.isEmpty || text == "NA" {
                result.append(nil)
            } else if let value = Double(text), value.isFinite {
                result.append(value)
            } else {
                throw StudyError("\(source):\(line): \(column) is “\(text)”; allowed are a number, nothing, or NA")
            }
        }
        return result
    }

    /// The rows that have these values.
    ///
    /// - Throws: ``StudyError`` when a column is not there or nothing is left.
    public func filtered(_ filters: [(column: String, value: String)]) throws(StudyError) -> StudyTable {
        var result = self
        for filter in filters {
            let place = try position(of: filter.column)
            let kept = result.rows.indices.filter { result.rows[$0][place] == filter.value }
            guard !kept.isEmpty else {
                throw StudyError(
                    "\(source): no row has \(filter.column) = \(filter.value); there are "
                        + (try values(of: filter.column)).prefix(12).joined(separator: ", "))
            }
            (result.rows, result.lines) = (kept.map { result.rows[$0] }, kept.map { result.lines[$0] })
        }
        return result
    }
}

// MARK: - CSV (RFC 4180)

extension StudyTable {
    /// Reads a table from CSV with a line of names; lines that begin with # are left out.
    ///
    /// - Throws: ``StudyError`` with the line of what is wrong.
    public init(csv text: String, source: String) throws(StudyError) {
        var columns: [String]?
        var rows: [[String]] = []
        var lines: [Int] = []
        var fields: [String] = []
        var field = ""
        var (isQuoted, wasQuoted, isComment) = (false, false, false)
        var (line, began) = (1, 1)
        func finish() throws(StudyError) {
            defer { (fields, field, wasQuoted, isComment) = ([], "", false, false) }
            guard !isComment, !(fields.isEmpty && field.isEmpty && !wasQuoted) else { return }
            fields.append(field)
            guard let names = columns else {
                if let name = fields.first(where: { name in name.isEmpty || fields.count { $0 == name } > 1 }) {
                    throw StudyError("\(source):\(began): the column “\(name)” has no name, or stands there twice")
                }
                columns = fields
                return
            }
            guard fields.count == names.count else {
                throw StudyError(
                    "\(source):\(began): the row has \(fields.count) fields; the line of names has \(names.count)")
            }
            rows.append(fields)
            lines.append(began)
        }
        for scalar in text.unicodeScalars {
            if isQuoted {
                if scalar == "\"" { isQuoted = false } else { field.unicodeScalars.append(scalar) }
                if scalar == "\n" { line += 1 }
                continue
            }
            switch scalar {
            case "\u{FEFF}" where line == 1 && fields.isEmpty && field.isEmpty: break
            case "\"" where !isComment:
                // A second quote right after the first ended one is a quote inside.
                if wasQuoted { field.append("\"") }
                (isQuoted, wasQuoted) = (true, true)
            case "#" where fields.isEmpty && field.isEmpty && !wasQuoted: isComment = true
            case "," where !isComment:
                fields.append(field)
                (field, wasQuoted) = ("", false)
            case "\r": break
            case "\n":
                try finish()
                line += 1
                began = line
            default: field.unicodeScalars.append(scalar)
            }
        }
        guard !isQuoted else { throw StudyError("\(source):\(began): a quote is opened and never closed") }
        try finish()
        guard let columns else {
            throw StudyError("\(source): the table is empty; its first line must name the columns")
        }
        guard !rows.isEmpty else { throw StudyError("\(source): the table has names but no rows") }
        self.columns = columns
        self.rows = rows
        self.lines = lines
        self.source = source
    }

    /// The table as CSV.
    public var csv: String {
        func quoted(_ field: String) -> String {
            guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline || $0 == "#" }) else { return field }
            return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                + "\""
        }
        return ([columns] + rows).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
    }
}

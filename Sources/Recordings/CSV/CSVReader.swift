// Tables of text: a row for each sample, a column for each channel, optionally a header and a column of times.

import Signals

/// Reads a table in one pass. Each column is in memory at the end, the text never is.
struct CSVReader {
    private let path: String
    private let options: ReadingOptions
    private var lines: LineReader
    private var notes = CSVNotes()
    private var labels: [String] = []
    private var columns: [[Float]] = []
    private var times = CSVTimes()
    /// The column of times; `nil` when there is none.
    private var timeColumn: Int?

    init(_ file: InputFile, options: ReadingOptions) throws(RecordingError) {
        path = file.path
        self.options = options
        lines = try LineReader(file)
    }

    mutating func read() throws(RecordingError) -> Recording {
        guard let first = try nextRow() else {
            throw error(nil, "the file holds no table, only comments or blank lines")
        }
        let firstNumber = lines.number
        let second = try nextRow()
        guard let dialect = CSVDialect.find(header: first, row: second ?? first) else {
            throw error(
                "line \(lines.number)",
                "this is no row of numbers; Lull reads \(RecordingFormat.list), and of text files those with columns of "
                    + "numbers between commas, semicolons or tabs under at most one header row")
        }
        let fields = dialect.fields(first)
        let hasHeader = !fields.allSatisfy { dialect.number($0) != nil }
        labels =
            hasHeader ? fields.map(CSVDialect.label) : fields.indices.map { "column \($0 + 1)" }
        columns = Array(repeating: [], count: fields.count)
        if hasHeader { try findTimes() }
        if !hasHeader { try add(first, dialect, line: firstNumber) }
        if let second { try add(second, dialect, line: lines.number) }
        while let row = try nextRow() { try add(row, dialect, line: lines.number) }
        return try recording()
    }

    /// The next line that is neither blank nor a comment. Comments may hold notes of ours.
    private mutating func nextRow() throws(RecordingError) -> ArraySlice<UInt8>? {
        while let line = try lines.next() {
            guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
            if first != UInt8(ascii: "#") { return line }
            guard notes.add(String(decoding: line, as: UTF8.self)) else {
                throw error(
                    "line \(lines.number)", "the note that Lull wrote here is damaged; remove the line to go without")
            }
        }
        return nil
    }

    private mutating func findTimes() throws(RecordingError) {
        let names = ["time", "t", "zeit", "seconds", "timestamp", "time_s"]
        for (column, label) in labels.enumerated() {
            let parts = ChannelText(label, allowParentheses: true)
            guard names.contains(parts.label.lowercased()) else { continue }
            guard let seconds = CSVTimes.unit(parts.unit) else {
                throw error(
                    "line \(lines.number), column \(column + 1)",
                    "times in \(parts.unit?.symbol ?? "") are not understood; use s, ms or \u{B5}s")
            }
            timeColumn = column
            times.secondsPerUnit = seconds
            return
        }
    }

    private mutating func add(
        _ row: ArraySlice<UInt8>, _ dialect: CSVDialect, line: Int
    ) throws(RecordingError) {
        var column = 0
        var wrong: (column: Int, text: String)?
        dialect.forEachField(row) { field in
            defer { column += 1 }
            guard column < columns.count else { return }
            guard let value = dialect.number(field) else {
                if wrong == nil { wrong = (column, String(decoding: field.prefix(40), as: UTF8.self)) }
                return
            }
            if column == timeColumn {
                times.add(value, digitsAfterMark: Self.digitsAfterMark(field))
            } else {
                columns[column].append(Float(value))
            }
        }
        guard column == columns.count else {
            throw error(
                "line \(line)",
                "\(column) fields, the lines above have \(columns.count)"
                    + (lines.isUnended ? "; the file seems to be cut short" : "; every line needs the same number"))
        }
        if let wrong {
            throw error("line \(line), column \(wrong.column + 1)", "\"\(wrong.text)\" is not a number")
        }
    }

    /// How many digits stand behind the decimal mark, which limits how exact a time can be.
    static func digitsAfterMark(_ field: ArraySlice<UInt8>) -> Int {
        guard !field.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return 15 }
        guard let mark = field.lastIndex(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }) else {
            return 0
        }
        return min(15, field.endIndex - mark - 1)
    }

    private func recording() throws(RecordingError) -> Recording {
        let kept = columns.indices.filter { $0 != timeColumn }
        let rows = timeColumn == nil ? columns.first?.count ?? 0 : times.count
        guard !kept.isEmpty else { throw error(nil, "the table has a column of times and no channel") }
        guard rows > 0 else { throw error(nil, "the table has a header and no rows") }
        if let stated = notes.rows, stated != rows {
            throw error(nil, "\(rows) rows of \(stated) are there; the file is cut short or was edited")
        }
        let rate = try settleRate()
        guard notes.kinds.isEmpty || notes.kinds.count == kept.count else {
            throw error(nil, "the note of kinds names \(notes.kinds.count) channels, the table has \(kept.count)")
        }
        let channels = kept.enumerated().map { position, column in
            let parts = ChannelText(labels[column], allowParentheses: notes.rows == nil)
            let unit = parts.unit ?? .arbitrary
            let kind = notes.kinds.isEmpty ? ChannelText.kind(label: parts.label, unit: unit) : notes.kinds[position]
            return Channel(label: parts.label, kind: kind, unit: unit, rate: rate)
        }
        return Recording(
            name: path, format: "CSV", channels: channels, grids: ElectrodeGrid.named(by: channels),
            events: notes.events, motorUnits: try notes.motorUnits(rate: rate, channels: channels, file: path),
            samples: MemorySamples(channels: kept.map { columns[$0] }))
    }

    private func settleRate() throws(RecordingError) -> SampleRate {
        let column = (timeColumn ?? 0) + 1
        if let stated = notes.rate ?? options.sampleRate {
            if timeColumn != nil, options.sampleRate == nil, let line = times.firstIrregular(at: stated) {
                throw error(
                    "row \(line + 1) of the table, column \(column)", "the time does not fit the rate of \(stated)")
            }
            return stated
        }
        guard timeColumn != nil else {
            throw error(
                nil, "no column of times says how often it was sampled; give the rate, such as --rate 2048")
        }
        switch times.rate() {
        case .rate(let rate): return rate
        case .irregular(let row, let found, let expected):
            throw error(
                "row \(row + 1) of the table, column \(column)",
                "the time is \(found) s where about \(DecimalText.text(expected, decimals: 9)) s is due; Lull reads "
                    + "evenly sampled tables, to 1 % of the time between samples")
        case .unclear(let why): throw error("column \(column)", why + "; give the rate, such as --rate 2048")
        }
    }

    private func error(_ place: String?, _ problem: String) -> RecordingError {
        RecordingError(file: path, place: place, problem: problem)
    }
}

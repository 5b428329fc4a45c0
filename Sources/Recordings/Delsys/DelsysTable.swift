// The tables that Delsys' programs export: every channel has times of its own, because sensors sample at their own rates.

import Signals

/// Reads what Trigno Discover and EMGworks export as CSV.
///
/// A row of such a table is no moment: the n-th row holds the n-th sample of every channel, each at the time in the
/// nearest column of times to its left. Slow channels end early; behind them cells are empty. Trigno Discover writes eight
/// rows above (program, date, length, sensors, modes, columns, rates, periods) and may add a table of markers on the
/// right; EMGworks writes a line per channel and then the columns, the first of which is `X[s]`.
struct DelsysTable {
    private let path: String
    private var lines: LineReader
    private var columns: [DelsysColumn] = []
    private var clocks: [Int: DelsysClock] = [:]
    private var markers = DelsysMarkers()
    private var metadata = ["manufacturer": "Delsys"]
    private var dialect = CSVDialect(delimiter: UInt8(ascii: ","))

    /// Whether a text begins as such a table does.
    static func recognises(_ head: [UInt8]) -> Bool {
        let text = String(decoding: head, as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        guard let first = lines.first.map({ $0.lowercased() }) else { return false }
        return first.hasPrefix("application") && first.contains("trigno")
            || first.hasPrefix("label:") && first.contains("sampling frequency")
            || isPairs(first)
    }

    /// Whether a line is EMGworks' row of columns: times above the first column, and again further on or not at all.
    private static func isPairs(_ line: String) -> Bool {
        let bare = line.filter { $0 != "\"" && $0 != " " && $0 != "\u{FEFF}" }
        return bare.hasPrefix("x[s],") || bare.hasPrefix("x[s];") || bare.hasPrefix("x[s]\t")
    }

    init(_ file: InputFile) throws(RecordingError) {
        path = file.path
        lines = try LineReader(file)
    }

    mutating func read() throws(RecordingError) -> Recording {
        try readHeader()
        guard !columns.isEmpty else {
            throw error("line \(lines.number)", "no column of times has a channel on its right")
        }
        while let line = try lines.next() {
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != dialect.delimiter }) else { continue }
            try add(dialect.fields(line))
        }
        return try recording()
    }

    // MARK: The rows above the numbers

    private mutating func readHeader() throws(RecordingError) {
        guard let first = try lines.next() else { throw error(nil, "the file is empty") }
        let text = String(decoding: first, as: UTF8.self)
        if text.lowercased().hasPrefix("application") { return try readDiscover(first) }
        var line = first
        while !Self.isPairs(String(decoding: line, as: UTF8.self).lowercased()) {
            guard lines.number < 10_000, let next = try lines.next() else {
                throw error(nil, "a row of columns that begins with X[s] is missing, which EMGworks writes")
            }
            line = next
        }
        settleDialect(line)
        name(dialect.fields(line).map(CSVDialect.label), sensors: [], rates: [])
    }

    /// Trigno Discover: sensors in row 4, columns in row 6, rates in row 7, periods and the markers' columns in row 8.
    private mutating func readDiscover(_ first: ArraySlice<UInt8>) throws(RecordingError) {
        settleDialect(first)
        var rows = [dialect.fields(first).map(CSVDialect.label)]
        while rows.count < 8 {
            guard let line = try lines.next() else {
                throw error(
                    "line \(lines.number + 1)", "the file ends in the eight rows that Trigno Discover writes first")
            }
            rows.append(dialect.fields(line).map(CSVDialect.label))
        }
        metadata["software"] = rows[0].dropFirst().first { !$0.isEmpty }
        metadata["start"] = rows[1].dropFirst().first { !$0.isEmpty }
        var sensors: [String] = []
        for text in rows[3] { sensors.append(text.isEmpty ? sensors.last ?? "" : text) }
        name(rows[5], sensors: sensors, rates: rows[6])
        markers = DelsysMarkers(rows[7])
    }

    /// Delsys writes semicolons where the computer's decimal mark is a comma.
    private mutating func settleDialect(_ line: ArraySlice<UInt8>) {
        let counts = CSVDialect.all.map { dialect in (dialect, line.count { $0 == dialect.delimiter }) }
        if let most = counts.max(by: { $0.1 < $1.1 }), most.1 > 0 { dialect = most.0 }
    }

    private mutating func name(_ labels: [String], sensors: [String], rates: [String]) {
        var time: Int?
        for (k, label) in labels.enumerated() {
            if DelsysColumn.isTime(label) {
                time = k
            } else if let time, !label.isEmpty {
                let sensor = sensors.isEmpty ? "" : k < sensors.count ? sensors[k] : sensors.last ?? ""
                columns.append(
                    DelsysColumn(
                        label, sensor: sensor, rate: k < rates.count ? rates[k] : "", place: k, timePlace: time))
                clocks[time] = DelsysClock()
            }
        }
    }

    // MARK: Rows of numbers

    private mutating func add(_ fields: [ArraySlice<UInt8>]) throws(RecordingError) {
        for (place, var clock) in clocks {
            let field = place < fields.count ? fields[place] : []
            clock.hasRow = !field.isEmpty
            if clock.hasRow {
                guard let seconds = dialect.number(field), seconds.isFinite else { throw notANumber(field, place) }
                guard clock.endedAt == nil else {
                    throw error(
                        "line \(lines.number), column \(place + 1)",
                        "a time, although the column was empty in line \(clock.endedAt ?? 0)")
                }
                clock.times.add(seconds, digitsAfterMark: CSVReader.digitsAfterMark(field))
            } else if clock.endedAt == nil {
                clock.endedAt = lines.number
            }
            clocks[place] = clock
        }
        for k in columns.indices {
            let place = columns[k].place
            let field = place < fields.count ? fields[place] : []
            guard clocks[columns[k].timePlace]?.hasRow == true else {
                guard field.isEmpty else {
                    throw error("line \(lines.number), column \(place + 1)", "a sample without a time")
                }
                continue
            }
            guard let value = dialect.number(field) else { throw notANumber(field, place) }
            columns[k].samples.append(Float(value))
        }
        markers.add(fields, dialect)
    }

    private func notANumber(_ field: ArraySlice<UInt8>, _ place: Int) -> RecordingError {
        error(
            "line \(lines.number), column \(place + 1)",
            "\"\(String(decoding: field.prefix(40), as: UTF8.self))\" is not a number")
    }

    // MARK: The whole

    private func recording() throws(RecordingError) -> Recording {
        var channels: [Channel] = []
        for column in columns {
            guard let clock = clocks[column.timePlace], clock.times.count > 0 else {
                throw error("column \(column.place + 1)", "\(column.label) has no sample")
            }
            let rate = try rate(of: column, clock.times)
            channels.append(Channel(label: column.label, kind: column.kind, unit: column.unit, rate: rate))
        }
        var recording = Recording(
            name: path, format: "Delsys CSV", channels: channels, metadata: metadata,
            samples: MemorySamples(channels: columns.map(\.samples)))
        if let rate = recording.rate {
            recording.events = markers.events.map {
                Event(start: SampleIndex(rate.samples(inSeconds: $0.seconds)), label: $0.label)
            }
        }
        return recording
    }

    /// The rate that the times tell; where they have too few digits for that, the one that the header states.
    private func rate(of column: DelsysColumn, _ times: CSVTimes) throws(RecordingError) -> SampleRate {
        let place = "column \(column.timePlace + 1)"
        switch times.rate() {
        case .rate(let rate):
            if let stated = column.statedRate, abs(stated.hertz - rate.hertz) > 0.001 * rate.hertz {
                throw error(
                    place, "the times of \(column.label) mean \(rate), the row of rates states \(stated)")
            }
            return rate
        case .irregular(let row, let found, let expected):
            throw error(
                "row \(row + 1) of the samples, " + place,
                "the time is \(found) s where about \(DecimalText.text(expected, decimals: 6)) s is due; Lull reads "
                    + "channels without gaps")
        case .unclear(let why):
            guard let stated = column.statedRate else { throw error(place, why) }
            return stated
        }
    }

    private func error(_ place: String?, _ problem: String) -> RecordingError {
        RecordingError(file: path, place: place, problem: problem)
    }
}

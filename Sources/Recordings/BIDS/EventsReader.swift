// Tables of events as BIDS has them, and in them the motor units as MUniverse and the MUnitQuest challenge store them:
//
//     onset   duration  sample  unit_id  description
//     0.251   0         514     0        motor-unit-spike
//
// A row with a `unit_id` is a discharge of that motor unit; samples count from 0. All other rows are events. Where a
// row has both `onset` and `sample`, the sample is what counts, and both must agree.

import Signals

/// Reads a table of events; the clock comes from outside or out of the table.
struct EventsReader {
    /// What a table holds.
    struct Contents {
        var rate: SampleRate
        var events: [Event]
        var motorUnits: [RecordedMotorUnit]
        /// Whether the rate had to be found from the columns `onset` and `sample`.
        var rateIsFromTable: Bool
    }

    private var table: TSVReader
    private let columns: Columns
    private var rows: [Row] = []
    private var unitNames: [String] = []
    private var unitOf: [String: Int] = [:]
    /// The most digits behind the decimal mark of an onset: pandas leaves zeros at the end away.
    private var decimals = 0

    /// The columns that mean something here, by position.
    private struct Columns {
        let onset: Int
        let duration, sample, unit: Int?
        /// What the row is, in the words of different writers; the first that says something counts.
        let labels: [Int]
    }

    /// A row, as numbers.
    private struct Row {
        let line: Int
        let onset: Double
        let duration: Double
        let sample: Int?
        /// The motor unit; `nil` for other events.
        let unit: Int?
        let label: String
    }

    /// A table that must hold motor units, or one beside a recording that may hold any events.
    init(_ file: InputFile, needsUnits: Bool) throws(RecordingError) {
        table = try TSVReader(file)
        let onset = try table.column(required: "onset", "says when something happened (s)")
        let unit =
            needsUnits
            ? try table.column(required: "unit_id", "names the motor unit of each discharge") : table.column("unit_id")
        columns = Columns(
            onset: onset, duration: table.column("duration"), sample: table.column("sample"), unit: unit,
            labels: ["trial_type", "description", "event_type", "event_description", "value"].compactMap(table.column))
    }

    /// Reads the table. `rate` is the clock where it is known; without it the columns must tell it.
    ///
    /// - Parameter end: the number of samples of the recording, where known; nothing may lie behind it.
    mutating func read(rate known: SampleRate?, end: Int?) throws(RecordingError) -> Contents {
        while let row = try table.next() { rows.append(try self.row(row)) }
        let rate = if let known { known } else { try rateOfTable() }
        var events: [Event] = []
        var discharges = Array(repeating: [(sample: Int, line: Int)](), count: unitNames.count)
        for row in rows {
            let sample = try self.sample(of: row, rate)
            if let end, sample >= end, row.unit != nil || sample > end {
                throw error(
                    row, columns.sample ?? columns.onset,
                    "sample \(sample) lies behind the end of the recording, which has \(end) samples")
            }
            if let unit = row.unit {
                discharges[unit].append((sample, row.line))
            } else {
                let length = rate.samples(inSeconds: row.duration)
                events.append(Event(start: SampleIndex(sample), duration: length, label: row.label))
            }
        }
        var units: [RecordedMotorUnit] = []
        for k in order {
            let train = try self.train(discharges[k], of: unitNames[k], rate)
            units.append(RecordedMotorUnit(name: unitNames[k], discharges: train))
        }
        return Contents(
            rate: rate, events: events.sorted { $0.start < $1.start }, motorUnits: units, rateIsFromTable: known == nil)
    }

    /// Units that are called by numbers come in the order of these, others as the table brings them.
    private var order: [Int] {
        let numbers = unitNames.map { Int($0) }
        return unitNames.indices.sorted { a, b in
            if let first = numbers[a], let second = numbers[b], first != second { return first < second }
            // Without numbers on both sides the table's order counts; numbers come first.
            return (numbers[a] == nil ? 1 : 0, a) < (numbers[b] == nil ? 1 : 0, b)
        }
    }

    private mutating func row(_ row: TSVReader.Row) throws(RecordingError) -> Row {
        let onset = try row.number(required: columns.onset, "the onset")
        let duration = try row.number(columns.duration) ?? 0
        if duration < 0, let column = columns.duration {
            throw row.error(column, "\(duration) s; a duration is 0 s or longer")
        }
        guard abs(onset) < 1e9, duration < 1e9 else {
            throw row.error(columns.onset, "\(onset) s is no time of a recording")
        }
        var sample: Int?
        if let column = columns.sample, let number = try row.number(column) {
            // pandas writes whole numbers as 12.0 where the column also has n/a.
            guard let whole = Int(exactly: number), abs(whole) < 1 << 52 else {
                throw row.error(column, "\(number); a sample is a whole number, counted from 0")
            }
            sample = whole
        }
        var unit: Int?
        if let name = row.text(columns.unit) {
            if let known = unitOf[name] {
                unit = known
            } else {
                unit = unitNames.count
                unitOf[name] = unitNames.count
                unitNames.append(name)
            }
        }
        if unit != nil, onset < 0 || (sample ?? 0) < 0 {
            throw row.error(columns.onset, "a discharge before the first sample; discharges lie at 0 s or later")
        }
        decimals = max(decimals, Self.decimals(TSVReader.text(row.cells[columns.onset])))
        let label = unit == nil ? columns.labels.lazy.compactMap { row.text($0) }.first ?? "event" : ""
        return Row(
            line: row.line, onset: onset, duration: duration, sample: sample, unit: unit, label: label)
    }

    /// How many digits stand behind the decimal mark; many for a number with an exponent.
    private static func decimals(_ text: String) -> Int {
        guard !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return 17 }
        guard let mark = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return 0 }
        return text.utf8.distance(from: mark, to: text.utf8.endIndex) - 1
    }

    private func train(
        _ discharges: [(sample: Int, line: Int)], of name: String, _ rate: SampleRate
    ) throws(RecordingError) -> DischargeTrain {
        // Tables are sorted by time, by unit or not at all.
        let sorted = discharges.sorted { ($0.sample, $0.line) < ($1.sample, $1.line) }
        for (a, b) in zip(sorted, sorted.dropFirst()) where a.sample == b.sample {
            throw RecordingError(
                file: table.path, place: "line \(b.line)",
                problem: "motor unit \(name) discharges at sample \(b.sample) a second time, after line \(a.line)")
        }
        do throws(DischargeTrainError) {
            return try DischargeTrain(samples: sorted.map(\.sample), rate: rate)
        } catch {
            throw RecordingError(file: table.path, place: "motor unit \(name)", problem: error.description)
        }
    }

    private func error(_ row: Row, _ column: Int, _ problem: String) -> RecordingError {
        RecordingError(
            file: table.path, place: "line \(row.line), column \(column + 1) (\(table.names[column]))", problem: problem
        )
    }
}

// MARK: - The clock

extension EventsReader {
    /// The sample of a row: the stated one, which must be where the onset is, or that of the onset.
    private func sample(of row: Row, _ rate: SampleRate) throws(RecordingError) -> Int {
        let exact = row.onset * rate.hertz
        guard let sample = row.sample else { return rate.samples(inSeconds: row.onset) }
        // Onsets are rounded to their digits, and some writers cut a sample off instead of rounding it.
        guard abs(exact - Double(sample)) <= 1 + rounding * rate.hertz else {
            throw error(
                row, columns.sample ?? columns.onset,
                "sample \(sample) is at \(DecimalText.text(rate.seconds(sample), decimals: 6)) s at \(rate), the onset is "
                    + "\(row.onset) s; both must mean one moment, with samples counted from 0")
        }
        return sample
    }

    /// Half of the last written digit, in seconds.
    private var rounding: Double {
        var step = 0.5
        for _ in 0..<min(decimals, 17) { step /= 10 }
        return step
    }

    /// The rate that makes `sample` of `onset`: that of the latest row, a whole number of hertz where the digits allow.
    private func rateOfTable() throws(RecordingError) -> SampleRate {
        let both = rows.filter { $0.sample != nil }
        guard let latest = both.max(by: { $0.onset < $1.onset }), let sample = latest.sample, latest.onset > 0,
            sample > 0
        else {
            let reason =
                rows.isEmpty
                ? "the table has a header and no rows" : "no row has both an onset above 0 s and a sample"
            throw RecordingError(
                file: table.path,
                problem: reason + ", so nothing tells the sample rate; give it, such as --rate 2048")
        }
        var hertz = Double(sample) / latest.onset
        let uncertainty = hertz * max(rounding / latest.onset, 1e-12)
        if abs(hertz.rounded() - hertz) <= uncertainty { hertz = hertz.rounded() }
        // Few digits may still be all that there are: then several onsets fall on their samples exactly.
        let isExact =
            both.contains { $0.onset > 0 && $0.onset < latest.onset }
            && both.allSatisfy { abs($0.onset * hertz - Double($0.sample ?? 0)) <= 1e-3 }
        guard let rate = SampleRate(hertz: hertz), isExact || uncertainty <= 0.01 * hertz else {
            throw error(
                latest, columns.onset,
                "the onsets have too few digits to tell the sample rate (about \(Int(min(hertz, 1e9))) Hz); give it, such "
                    + "as --rate 2048")
        }
        return rate
    }
}

// `_channels.tsv`: what each signal of the recording is.

import Signals

/// The lines of a table of channels, in the order of the recording's signals.
struct BIDSChannelTable {
    /// A channel's line.
    struct Line {
        let row: TSVReader.Row
        let type: String
        let unit: SignalUnit?
        let electrode, group, muscle, description: String?
        let isBad: Bool
    }

    /// One for each signal.
    let lines: [Line]
    private let path: String
    private let unitColumn: Int
    private let rateColumn: Int?

    /// Reads a table that must describe exactly the signals with these names.
    init(_ path: String, signals: [String], of recording: String) throws(RecordingError) {
        self.path = path
        var table = try TSVReader(try InputFile(path))
        let name = try table.column(required: "name", "names the channels")
        let type = try table.column(required: "type", "says what each channel is")
        unitColumn = try table.column(required: "units", "gives the unit of each channel")
        rateColumn = table.column("sampling_frequency")
        var lineOf: [Int: Line] = [:]
        var count = 0
        while let row = try table.next() {
            let own = row.text(name) ?? ""
            // Some writers list the signal that carries the annotations.
            if own.hasSuffix(" Annotations"), !signals.contains(own) { continue }
            count += 1
            guard let signal = Self.signal(own, among: signals) else {
                throw row.error(
                    name,
                    "\(Self.file(recording)) has no signal \"\(own.prefix(40))\"; it has \(Self.list(signals))")
            }
            guard lineOf[signal] == nil else { throw row.error(name, "\"\(own)\" stands here a second time") }
            lineOf[signal] = Line(
                row: row, type: (row.text(type) ?? "").uppercased(),
                unit: row.text(unitColumn).map { SignalUnit($0) },
                electrode: row.text(table.column("signal_electrode")),
                group: row.text(table.column("group")), muscle: row.text(table.column("target_muscle")),
                description: row.text(table.column("description")), isBad: row.text(table.column("status")) == "bad")
        }
        if let missing = signals.indices.first(where: { lineOf[$0] == nil }) {
            throw RecordingError(
                file: path,
                problem:
                    "\(count) channels are described, \(Self.file(recording)) has \(signals.count); there is no line "
                    + "for \"\(signals[missing])\"")
        }
        lines = signals.indices.compactMap { lineOf[$0] }
    }

    /// The signal that a name means: EDF cuts labels after 16 characters.
    private static func signal(_ name: String, among signals: [String]) -> Int? {
        if let same = signals.firstIndex(of: name) { return same }
        let cut = signals.indices.filter { signals[$0].utf8.count >= 15 && name.hasPrefix(signals[$0]) }
        return cut.count == 1 ? cut[0] : nil
    }

    private static func file(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private static func list(_ names: [String]) -> String {
        names.prefix(6).map { "\"\($0)\"" }.joined(separator: ", ") + (names.count > 6 ? ", …" : "")
    }

    /// The channel as the table completes it, `dimension` being the unit that the recording itself states.
    ///
    /// - Throws: ``RecordingError`` when both contradict each other, so that one of them must be wrong.
    func completed(_ channel: Channel, at position: Int, dimension: String) throws(RecordingError) -> Channel {
        let line = lines[position]
        var channel = channel
        channel.kind = Self.kind(of: line, channel)
        // The header has short ASCII only; Lull writes the whole label into the description.
        if let whole = line.description, EDFWriterText.fitted(whole, 80) == channel.label { channel.label = whole }
        if let rateColumn, let stated = try line.row.number(rateColumn),
            abs(stated - channel.rate.hertz) > 1e-5 * channel.rate.hertz
        {
            throw line.row.error(
                rateColumn,
                "\(DecimalText.text(stated, decimals: 6)) Hz, but the signal itself has \(channel.rate); correct one of "
                    + "them")
        }
        guard let unit = line.unit else { return channel }
        if channel.kind == .emg, unit.microvoltsPerUnit == nil, unit != .arbitrary {
            throw line.row.error(
                unitColumn, "\"\(unit.symbol)\" is no unit of an EMG channel; known are V, mV, \u{B5}V (or uV) and nV")
        }
        let isStated = !dimension.trimmingSpaces().isEmpty
        if isStated, unit != channel.unit, unit.microvoltsPerUnit != nil || channel.unit.microvoltsPerUnit != nil {
            throw line.row.error(
                unitColumn, "the unit is \(unit), but the signal itself says \(channel.unit); correct one of them")
        }
        channel.unit = unit
        return channel
    }

    private static func kind(of line: Line, _ channel: Channel) -> ChannelKind {
        switch line.type {
        case "EMG": return .emg
        case "TRIG": return .trigger
        case "ECG": return .ecg
        case "MISC":
            // BIDS has no word for forces and sources: the label tells, else the description.
            if channel.kind != .emg, channel.kind != .other { return channel.kind }
            let unit = line.unit ?? channel.unit
            let kind = ChannelText.kind(label: line.description ?? "", unit: unit)
            return kind == .emg ? .other : kind
        default: return .other
        }
    }
}

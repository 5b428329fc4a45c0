// A channel in a table of Delsys, the times that it shares with others, and the markers on the right.

import Signals

/// A column of samples.
struct DelsysColumn {
    /// The channel's name, with the sensor's in front.
    let label: String
    /// What it measures.
    let kind: ChannelKind
    /// Its unit; arbitrary where none is stated.
    let unit: SignalUnit
    /// The rate in the header; `nil` when there is none.
    let statedRate: SampleRate?
    /// The position of its samples in a row.
    let place: Int
    /// The position of its times.
    let timePlace: Int
    /// The samples so far.
    var samples: [Float] = []

    init(_ text: String, sensor: String, rate: String, place: Int, timePlace: Int) {
        let parts = ChannelText(text, allowParentheses: true)
        label = sensor.isEmpty ? parts.label : "\(sensor): \(parts.label)"
        // EMGworks says Volts, and so on.
        let symbol = parts.unit?.symbol ?? ""
        unit = symbol.lowercased().hasPrefix("volt") ? SignalUnit("V") : parts.unit ?? .arbitrary
        kind = Self.kind(parts.label, sensor: sensor, unit: unit)
        let number = rate.split(separator: " ").first.map(String.init) ?? ""
        statedRate =
            rate.lowercased().hasSuffix("hz")
            ? Double(number.replacing(",", with: ".")).flatMap { SampleRate(hertz: $0) } : nil
        self.place = place
        self.timePlace = timePlace
    }

    /// The channel's own name decides; a sensor may be called “EMG” and measure acceleration as well.
    static func kind(_ label: String, sensor: String, unit: SignalUnit) -> ChannelKind {
        // EMGworks has both in one text, such as `Avanti sensor 1: ACC 1.X`.
        let own = label.split(separator: ":").last.map(String.init) ?? label
        let kind = ChannelText.kind(label: own, unit: unit)
        guard kind == .other else { return kind }
        let whole = sensor.isEmpty ? String(label.dropLast(own.count)) : sensor
        let words = whole.lowercased()
        if words.contains("galileo") { return .emg }
        return words.contains("load cell") || words.contains("force") ? .force : .other
    }

    /// Whether a column holds times: `EMG 1 Time Series (s)`, `X[s]`, `X [s]`.
    static func isTime(_ label: String) -> Bool {
        let text = label.lowercased().filter { $0 != " " && $0 != "\u{FEFF}" }
        return text.hasSuffix("timeseries(s)") || text == "x[s]" || text.hasPrefix("x[s].")
    }
}

/// A column of times.
struct DelsysClock {
    /// The times so far.
    var times = CSVTimes()
    /// Whether the present row has one.
    var hasRow = false
    /// The line in which it was empty first.
    var endedAt: Int?
}

/// The table of markers that Trigno Discover may put on the right: its columns stand in the eighth row.
struct DelsysMarkers {
    /// What was marked, and when (s).
    private(set) var events: [(seconds: Double, label: String)] = []
    private var time: Int?
    private var words: [Int] = []

    init() {}

    init(_ header: [String]) {
        guard let type = header.firstIndex(of: "Type") else { return }
        for k in type..<header.count {
            switch header[k] {
            case "Time (s)": time = time ?? k
            case "Name", "Label": words.append(k)
            default: break
            }
        }
    }

    /// Takes what the row marks; a row without a time marks nothing.
    mutating func add(_ fields: [ArraySlice<UInt8>], _ dialect: CSVDialect) {
        guard let time, time < fields.count, !fields[time].isEmpty, let seconds = dialect.number(fields[time]),
            seconds.isFinite, seconds >= 0
        else { return }
        let label = words.filter { $0 < fields.count }.map { CSVDialect.label(fields[$0]) }.filter { !$0.isEmpty }
        events.append((seconds, label.isEmpty ? "marker" : label.joined(separator: ": ")))
    }
}

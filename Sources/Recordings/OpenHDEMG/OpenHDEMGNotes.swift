// What openhdemg's JSON has no key for, under a key of our own, which openhdemg leaves alone:
//
//     "LULL": "{\"channels\": [[label, unit, kind], …], \"events\": [[start, duration, label], …], \"units\": [name, …]}"

import Signals

/// Labels, units and kinds of the channels in the order RAW_SIGNAL, REF_SIGNAL, IPTS, EXTRAS; events; names of units.
struct OpenHDEMGNotes {
    var channels: [(label: String, unit: SignalUnit, kind: ChannelKind)] = []
    var events: [Event] = []
    var unitNames: [String] = []

    init() {}

    init(_ scanner: inout JSONScanner) throws(RecordingError) {
        try scanner.expect("{", "to begin LULL")
        repeat {
            let key = try scanner.string()
            try scanner.expect(":", "after a key")
            try scanner.expect("[", "to begin \(key)")
            if try scanner.take("]") { continue }
            repeat {
                switch key {
                case "channels": try addChannel(&scanner)
                case "events": try addEvent(&scanner)
                case "units": unitNames.append(try scanner.string())
                default: throw scanner.error("\"\(key)\" is no part of LULL; it has channels, events and units")
                }
            } while try scanner.take(",")
            try scanner.expect("]", "to end \(key)")
        } while try scanner.take(",")
        try scanner.expect("}", "to end LULL")
    }

    private mutating func addChannel(_ scanner: inout JSONScanner) throws(RecordingError) {
        try scanner.expect("[", "to begin a channel")
        let label = try scanner.string()
        try scanner.expect(",", "behind the label")
        let unit = SignalUnit(try scanner.string())
        try scanner.expect(",", "behind the unit")
        let name = try scanner.string()
        guard let kind = ChannelKind(rawValue: name) else { throw scanner.error("\"\(name)\" is no kind of channel") }
        try scanner.expect("]", "to end a channel")
        channels.append((label, unit, kind))
    }

    private mutating func addEvent(_ scanner: inout JSONScanner) throws(RecordingError) {
        try scanner.expect("[", "to begin an event")
        let start = try scanner.number()
        try scanner.expect(",", "behind the start")
        let duration = try scanner.number()
        try scanner.expect(",", "behind the duration")
        let label = try scanner.string()
        try scanner.expect("]", "to end an event")
        guard let first = Int(exactly: start), let length = Int(exactly: duration), length >= 0, length < 1 << 60,
            abs(start) < 1e18
        else { throw scanner.error("an event from \(start) for \(duration); both are whole numbers of samples") }
        events.append(Event(start: SampleIndex(first), duration: length, label: label))
    }

    /// The notes as JSON.
    var json: String {
        let channels = channels.map { "[\($0.label.json), \($0.unit.symbol.json), \($0.kind.rawValue.json)]" }
        let events = events.map { "[\($0.start.rawValue), \($0.duration), \($0.label.json)]" }
        return "{\"channels\": [\(channels.joined(separator: ", "))], "
            + "\"events\": [\(events.joined(separator: ", "))], "
            + "\"units\": [\(unitNames.map(\.json).joined(separator: ", "))]}"
    }
}

extension String {
    /// The text as a JSON string in ASCII, with its quotes.
    var json: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case " "..."~": result.unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return result + "\""
    }
}

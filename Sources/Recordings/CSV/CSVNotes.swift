// What a table has no column for, as comment lines at its head. pandas skips them with `comment='#'`.
//
//     # lull table 1: 66560 rows, 2048.0 Hz
//     # lull kinds: emg,emg,force
//     # lull event: 2048 0 go
//     # lull motor unit A: accuracy 0.93, samples 512 634 801

import Signals

/// The notes of a table: written by us, optional for everybody else.
struct CSVNotes {
    private(set) var rows: Int?
    private(set) var rate: SampleRate?
    private(set) var kinds: [ChannelKind] = []
    private(set) var events: [Event] = []
    private var units: [(name: String, accuracy: Double?, samples: [Int])] = []
    private static let mark = "# lull "

    /// Takes in a comment line; `false` when it is ours and damaged. Other people's comments are let be.
    mutating func add(_ line: String) -> Bool {
        guard line.hasPrefix(Self.mark) else { return true }
        let text = line.dropFirst(Self.mark.count)
        if let body = text.after("table 1: ") { return addTable(body) }
        if let body = text.after("kinds: ") {
            let names = body.split(separator: ",", omittingEmptySubsequences: false)
            kinds = names.compactMap { ChannelKind(rawValue: String($0)) }
            return kinds.count == names.count
        }
        if let body = text.after("event: ") {
            let words = body.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard words.count == 3, let start = Int(words[0]), let duration = Int(words[1]), duration >= 0,
                abs(start) < 1 << 60, duration < 1 << 60
            else { return false }
            events.append(Event(start: SampleIndex(start), duration: duration, label: String(words[2])))
            return true
        }
        guard let body = text.after("motor unit ") else { return false }
        return addUnit(body)
    }

    private mutating func addTable(_ body: Substring) -> Bool {
        let words = body.split(separator: " ")
        guard words.count == 4, words[1] == "rows,", words[3] == "Hz", let rows = Int(words[0]), rows >= 0,
            let hertz = DecimalText.parse(words[2]), let rate = SampleRate(hertz: hertz)
        else { return false }
        self.rows = rows
        self.rate = rate
        return true
    }

    private mutating func addUnit(_ body: Substring) -> Bool {
        // The last colon ends the name, as the rest has none.
        guard let colon = body.lastIndex(of: ":") else { return false }
        var words = body[body.index(after: colon)...].split(separator: " ")[...]
        var accuracy: Double?
        if words.first == "accuracy" {
            guard words.count >= 2, let value = DecimalText.parse(words[words.startIndex + 1].dropLast()) else {
                return false
            }
            accuracy = value
            words = words.dropFirst(2)
        }
        guard words.popFirst() == "samples" else { return false }
        let samples = words.compactMap { Int($0) }
        units.append((String(body[..<colon]), accuracy, samples))
        return samples.count == words.count
    }

    func motorUnits(rate: SampleRate, channels: [Channel], file: String) throws(RecordingError) -> [RecordedMotorUnit] {
        let sources = channels.indices.filter { channels[$0].kind == .source }
        var result: [RecordedMotorUnit] = []
        for (k, unit) in units.enumerated() {
            do throws(DischargeTrainError) {
                result.append(
                    RecordedMotorUnit(
                        name: unit.name, discharges: try DischargeTrain(samples: unit.samples, rate: rate),
                        accuracy: unit.accuracy, sourceChannel: sources.count == units.count ? sources[k] : nil))
            } catch {
                throw RecordingError(file: file, place: "note of motor unit \(unit.name)", problem: error.description)
            }
        }
        return result
    }

    /// The notes of a recording, one line each.
    static func lines(for recording: Recording, rows: Int, rate: SampleRate) -> [String] {
        var lines = ["table 1: \(rows) rows, \(rate.hertz) Hz"]
        lines.append("kinds: " + recording.channels.map(\.kind.rawValue).joined(separator: ","))
        lines += recording.events.map {
            "event: \($0.start.rawValue) \($0.duration) " + EDFWriterText.line($0.label)
        }
        lines += recording.motorUnits.map { unit in
            "motor unit \(EDFWriterText.line(unit.name)): " + (unit.accuracy.map { "accuracy \($0), " } ?? "")
                + "samples " + unit.discharges.samples.map(String.init).joined(separator: " ")
        }
        return lines.map { mark + $0 }
    }
}

extension Substring {
    /// What follows `prefix`; `nil` when the text does not begin with it.
    fileprivate func after(_ prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}

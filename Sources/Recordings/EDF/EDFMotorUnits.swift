// Motor units in EDF+ and BDF+. The standard has no place for them, so Lull writes them as annotations:
//
//     +0          Motor unit A: 293 discharges, accuracy 0.93      once for each unit, in order
//     +2.203613   Motor unit A                                     at each discharge
//
// Any viewer shows them, and Lull reads them back. Onsets have more digits than the rate needs to find the sample.

import Signals

/// The fixed texts of our EDF+ files, for the writer and the reader.
enum EDFText {
    /// The standard text (EDF+, 2.2.4) that we put at the true end when the last record had to be filled up.
    static let recordingEnds = "Recording ends"
    static let motorUnit = "Motor unit "

    /// The first word of a label, by which EDF+ names kinds of signals.
    static func word(for kind: ChannelKind) -> String {
        switch kind {
        case .emg: "EMG"
        case .force: "Force"
        case .torque: "Torque"
        case .requestedPath: "Path"
        case .source: "Source"
        case .dischargeMarks: "Marks"
        case .trigger: "Trigger"
        case .vibration: "Vibration"
        case .stimulation: "Stim"
        case .ecg: "ECG"
        case .other: "Signal"
        }
    }

    /// What a signal measures, from its short label, else from its long one.
    static func kind(shortLabel: String, label: String, unit: SignalUnit) -> ChannelKind {
        let first = shortLabel.split(separator: " ").first.map(String.init) ?? ""
        if first == "Status" { return .trigger }
        for kind in ChannelKind.allCases where word(for: kind) == first { return kind }
        return ChannelText.kind(label: label, unit: unit)
    }
}

/// Parts annotations into motor units and others.
struct EDFMotorUnits {
    /// The annotations that are no motor unit's.
    private(set) var others: [EDFAnnotation] = []
    private var units: [Unit] = []
    private let rate: SampleRate

    private struct Unit {
        var name: String
        var count: Int
        var accuracy: Double?
        var samples: [Int] = []
    }

    init(_ annotations: [EDFAnnotation], rate: SampleRate) {
        self.rate = rate
        var position: [String: Int] = [:]
        for annotation in annotations {
            guard let unit = Self.declaration(annotation.text), position[unit.name] == nil else { continue }
            position[unit.name] = units.count
            units.append(unit)
        }
        for annotation in annotations {
            let text = annotation.text
            let name = text.hasPrefix(EDFText.motorUnit) ? String(text.dropFirst(EDFText.motorUnit.count)) : ""
            if let unit = position[name] {
                units[unit].samples.append(rate.samples(inSeconds: annotation.onset))
            } else if Self.declaration(text) == nil {
                others.append(annotation)
            }
        }
    }

    func motorUnits(file: String, channels: [Channel]) throws(RecordingError) -> [RecordedMotorUnit] {
        let sources = channels.indices.filter { channels[$0].kind == .source }
        var result: [RecordedMotorUnit] = []
        for (k, unit) in units.enumerated() {
            let place = "annotations of motor unit \(unit.name)"
            guard unit.samples.count == unit.count else {
                throw RecordingError(
                    file: file, place: place,
                    problem: "\(unit.samples.count) discharges are annotated, \(unit.count) are announced")
            }
            do throws(DischargeTrainError) {
                result.append(
                    RecordedMotorUnit(
                        name: unit.name, discharges: try DischargeTrain(samples: unit.samples.sorted(), rate: rate),
                        accuracy: unit.accuracy, sourceChannel: sources.count == units.count ? sources[k] : nil))
            } catch {
                throw RecordingError(file: file, place: place, problem: error.description)
            }
        }
        return result
    }

    /// The text that announces a unit.
    static func declaration(of unit: RecordedMotorUnit) -> String {
        EDFText.motorUnit + EDFWriterText.line(unit.name) + ": \(unit.discharges.count) discharges"
            + (unit.accuracy.map { ", accuracy \($0)" } ?? "")
    }

    private static func declaration(_ text: String) -> Unit? {
        guard text.hasPrefix(EDFText.motorUnit), let colon = text.lastIndex(of: ":") else { return nil }
        let name = String(text[..<colon].dropFirst(EDFText.motorUnit.count))
        let words = text[text.index(after: colon)...].split(separator: " ")
        guard words.count == 2 || words.count == 4, let count = Int(words[0]), count >= 0,
            words[1].hasPrefix("discharges")
        else { return nil }
        guard words.count == 4 else { return Unit(name: name, count: count) }
        guard words[2] == "accuracy", let accuracy = DecimalText.parse(words[3]) else { return nil }
        return Unit(name: name, count: count, accuracy: accuracy)
    }
}

// What the description of a stream says of its channels, in both directions.
//
// The keys are those of the Lab Streaming Layer's meta-data conventions (`desc/channels/channel`: label, unit, type).
// Lull adds two streams of texts: events with a second channel `duration` (s), and motor units, one marker for each
// discharge.

import Signals

/// The channels of a stream.
struct XDFChannels {
    private let stream: XDFStream
    private let described: [XMLElement]
    static let motorUnits = "motor_units"

    init(_ stream: XDFStream) {
        self.stream = stream
        let list = stream.description?["channels"]?.children.filter { $0.name == "channel" } ?? []
        described = list.count == stream.channelCount ? list : []
    }

    /// The channels of numbers.
    func channels(rate: SampleRate) -> [Channel] {
        (0..<stream.channelCount).map { k in
            let element = described.isEmpty ? nil : described[k]
            let label =
                element?.value("label") ?? (stream.channelCount == 1 ? stream.name : "\(stream.name) \(k + 1)")
            let unit = Self.unit(element?.value("unit"))
            let type = element?.value("type") ?? stream.type
            let kind =
                ChannelKind.allCases.first { $0.rawValue.lowercased() == type.lowercased() }
                ?? ChannelText.kind(label: label, unit: unit)
            return Channel(label: label, kind: kind, unit: unit, rate: rate)
        }
    }

    /// The conventions write units out.
    private static func unit(_ text: String?) -> SignalUnit {
        switch text?.lowercased() {
        case nil: .arbitrary
        case "microvolts", "microvolt": .microvolt
        case "millivolts", "millivolt": .millivolt
        case "volts", "volt": .volt
        default: SignalUnit(text ?? "")
        }
    }

    /// Whether the stream holds the discharges of motor units.
    var areMotorUnits: Bool { stream.value == .string && stream.description?[Self.motorUnits] != nil }

    /// The text and the duration (s) of a marker.
    func event(_ sample: Int) -> (String, Double) {
        let range = (sample * stream.channelCount)..<((sample + 1) * stream.channelCount)
        guard stream.value == .string else {
            return (stream.columns.map { $0[sample].shortText }.joined(separator: " "), 0)
        }
        let texts = stream.texts[range]
        if described.count == 2, described[1].value("label") == "duration", let last = texts.last,
            let first = texts.first, let seconds = DecimalText.parse(last), seconds >= 0, seconds < 1e9
        {
            return (first, seconds)
        }
        return (texts.filter { !$0.isEmpty }.joined(separator: " "), 0)
    }

    /// The motor units: those that the description names, in its order.
    func motorUnits(
        _ recording: Recording, path: String, sample: (Double) -> Int
    ) throws(RecordingError) -> [RecordedMotorUnit] {
        guard let rate = recording.rate else { return [] }
        let elements = stream.description?[Self.motorUnits]?.children.filter { $0.name == "unit" } ?? []
        let sources = recording.channels(of: .source)
        var samples: [String: [Int]] = [:]
        for k in stream.stamps.indices {
            samples[stream.texts[k * stream.channelCount], default: []].append(sample(stream.stamps[k]))
        }
        var units: [RecordedMotorUnit] = []
        for (k, element) in elements.enumerated() {
            let name = element.value("name") ?? "\(k)"
            do throws(DischargeTrainError) {
                units.append(
                    RecordedMotorUnit(
                        name: name, discharges: try DischargeTrain(samples: (samples[name] ?? []).sorted(), rate: rate),
                        accuracy: element.value("accuracy").flatMap { DecimalText.parse($0) },
                        sourceChannel: sources.count == elements.count ? sources[k] : nil))
            } catch {
                throw RecordingError(file: path, place: "motor unit \(name)", problem: error.description)
            }
        }
        return units
    }

    /// The description of channels for a header.
    static func description(_ channels: [Channel]) -> XMLElement {
        let elements = channels.map { channel in
            let type = channel.kind == .emg || channel.kind == .ecg ? channel.kind.rawValue.uppercased() : nil
            return XMLElement(
                "channel", "",
                [
                    XMLElement("label", channel.label), XMLElement("unit", channel.unit.symbol),
                    XMLElement("type", type ?? channel.kind.rawValue),
                ])
        }
        return XMLElement("channels", "", elements)
    }
}

// Writes a recording as OTBiolab+ keeps one: a TAR archive of one stream of 16-bit counts and its description.

import Signals

/// Writes `.otb+` with the device `Written by Lull`, so that nobody takes Lull for an amplifier.
///
/// - Every run of EMG becomes an adapter, under the product code of its grid where it has one; every other voltage an
///   auxiliary input. A device that no reader knows has 4.8 V in 2¹⁶ counts at a gain of 256, which is 0.2861 µV a count;
///   that is how EMG is written while it fits (±9.37 mV), because some readers take the gain for granted.
/// - Larger EMG and auxiliary inputs have the gain with which the largest sample fits; it stands at each channel.
/// - Force, torque and paths that are no voltages become processed signals in double precision, with their units.
///
/// The recording has one rate and length (``Recording/prepared(for:)``). ``Recording/losses(in:)`` names what has no place.
struct OTBPlusWriter {
    private let recording: Recording
    private let rate: SampleRate
    private let count: Int
    private let adapters: [Adapter]
    private let processed: [(channel: Int, name: String)]

    /// Channels of one gain.
    private struct Adapter {
        var code: String?
        var isAuxiliary: Bool
        var channels: [Int]
        var gain: Double
    }

    private static let scale = OTBScale(device: "", adapter: "")
    private static let stem = "recording"

    init(_ recording: Recording) throws(RecordingError) {
        self.recording = recording
        let groups = OTB4Writer.groups(recording)
        guard let first = groups.first?.first else {
            throw RecordingError(
                file: recording.name,
                problem: "the recording has no channel in volts, without which .otb+ holds nothing")
        }
        rate = try recording.commonRate(for: groups.joined())
        count = recording.samples.sampleCount(ofChannel: first)
        for channel in groups.joined() where recording.samples.sampleCount(ofChannel: channel) != count || count == 0 {
            throw RecordingError(
                file: recording.name, place: recording.placeName(ofChannel: channel),
                problem: "\(recording.samples.sampleCount(ofChannel: channel)) samples, "
                    + "\(recording.placeName(ofChannel: first)) has \(count); .otb+ has one stream with samples of all")
        }
        var adapters: [Adapter] = []
        for group in groups {
            let isAuxiliary = recording.channels[group[0]].kind != .emg
            adapters.append(
                Adapter(
                    code: OTB4Writer.code(of: group, in: recording), isAuxiliary: isAuxiliary, channels: group,
                    gain: try Self.gain(for: group, in: recording)))
        }
        self.adapters = adapters
        processed = Self.processed(of: recording)
    }

    /// Writes the file; it appears when it is complete.
    func write(to path: String) throws(RecordingError) {
        var archive = try TarWriter(path)
        try archive.add(Self.stem + ".xml", description)
        let channels = adapters.flatMap { adapter in adapter.channels.map { ($0, adapter.gain) } }
        try archive.begin(Self.stem + ".sig", bytes: 2 * count * channels.count, of: recording)
        try OTBText.blocks(of: count) { range throws(RecordingError) in
            var counts = [Int16](repeating: 0, count: range.count * channels.count)
            for (place, (channel, gain)) in channels.enumerated() {
                let scale = (OTB4Writer.microvolts(recording.channels[channel]) ?? 1) / Self.step(gain)
                for (t, sample) in try recording.samples.samples(ofChannel: channel, in: range).enumerated() {
                    counts[t * channels.count + place] = Int16(
                        min(max((Double(sample) * scale).rounded(), -32_768), 32_767))
                }
            }
            try archive.write(counts.flatMap { OTBText.little($0) })
        }
        for (channel, name) in processed { try archive.addDoubles(name, channel: channel, of: recording) }
        try archive.finish()
    }

    // MARK: What goes where

    /// Whether a channel is kept as a processed signal.
    static func isProcessed(_ channel: Channel) -> Bool {
        [.force, .torque, .requestedPath].contains(channel.kind) && channel.unit.microvoltsPerUnit == nil
    }

    /// Whether a channel has a place at all.
    static func holds(_ channel: Channel) -> Bool { isProcessed(channel) || OTB4Writer.holds(channel) }

    /// What the reader takes a voltage for.
    static func kind(of channel: Channel) -> ChannelKind {
        [.emg, .force].contains(channel.kind) ? channel.kind : .other
    }

    /// Microvolts of a count.
    private static func step(_ gain: Double) -> Double { scale.microvoltsPerCount * scale.gain / gain }

    private static func gain(for group: [Int], in recording: Recording) throws(RecordingError) -> Double {
        var largest = 0.0
        for channel in group {
            let unit = OTB4Writer.microvolts(recording.channels[channel]) ?? 1
            for sample in try recording.allSamples(ofChannel: channel) {
                guard sample.isFinite else {
                    throw RecordingError(
                        file: recording.name, place: recording.placeName(ofChannel: channel),
                        problem: "a sample is \(sample); .otb+ holds whole counts, which are finite")
                }
                largest = max(largest, abs(Double(sample)) * unit)
            }
        }
        let gain = largest > 0 ? min(scale.gain, scale.gain * scale.microvoltsPerCount * 32_767 / largest) : scale.gain
        guard gain >= OTBPlusReader.gains.lowerBound else {
            throw RecordingError(
                file: recording.name, place: recording.placeName(ofChannel: group[0]),
                problem: "the largest sample is \(largest) \u{B5}V, which no amplifier's gain brings to 16 bits")
        }
        return gain
    }

    /// The processed signals and the names of their members, which say what they are and in which unit.
    private static func processed(of recording: Recording) -> [(channel: Int, name: String)] {
        var taken = Set<String>()
        return recording.channels.indices.filter { isProcessed(recording.channels[$0]) }.map { k in
            let channel = recording.channels[k]
            let unit =
                channel.unit == .newtonMetre ? "Nm" : channel.unit == .percentMVC ? "%(MVC)" : channel.unit.symbol
            let ending = "[\(EDFWriterText.ascii(unit).prefix(12))].sip"
            var label = String(EDFWriterText.ascii(EDFWriterText.line(channel.label)).prefix(60))
            label = String(label.map { "/\\:*?\"<>|[]".contains($0) ? "_" : $0 })
            let kinds: [ChannelKind: String] = [.requestedPath: "requested path", .torque: "torque"]
            if OTBPlusReader.processedKind(label, unit: channel.unit) != channel.kind {
                label = kinds[channel.kind] ?? "force"
            }
            var name = "\(label) \(ending)"
            var number = 1
            while !taken.insert(name).inserted {
                number += 1
                name = "\(label) \(number) \(ending)"
            }
            return (k, name)
        }
    }

    // MARK: Description

    private var description: String {
        var start = 0
        var text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Device"
        text += OTBText.attributes([
            ("Name", "Written by Lull"), ("DeviceTotalChannels", "\(adapters.reduce(0) { $0 + $1.channels.count })"),
            ("SampleFrequency", OTBText.number(rate.hertz)), ("ad_bits", "16"),
        ])
        text += "><Channels>\n"
        for (k, adapter) in adapters.enumerated() {
            let identity = adapter.isAuxiliary ? "AUX" : adapter.code ?? "EMG"
            let gain = OTBText.number(adapter.gain)
            text += "<Adapter"
            text += OTBText.attributes([
                ("ID", identity), ("AdapterIndex", "\(k + 1)"), ("ChannelStartIndex", "\(start)"), ("Gain", gain),
                ("HighPassFilter", ""), ("LowPassFilter", ""),
            ])
            text += ">\n"
            for place in adapter.channels.indices {
                text +=
                    "<Channel" + OTBText.attributes(channel(place, of: adapter, number: k + 1) + [("Gain", gain)])
                    + "/>\n"
            }
            text += "</Adapter>\n"
            start += adapter.channels.count
        }
        return text + "</Channels></Device>\n"
    }

    private func channel(_ place: Int, of adapter: Adapter, number: Int) -> [(String, String)] {
        let index = ("Index", "\(place)")
        let muscle = ("Muscle", recording.metadata["muscle"] ?? "")
        if let code = adapter.code {
            return [
                index, ("ID", code), ("Prefix", "IN \(number) (\(place + 1))"),
                ("Description", "Array \(adapter.channels.count) electrodes"), muscle,
            ]
        }
        let described = recording.channels[adapter.channels[place]]
        // The reader, as others do, takes whatever has AUX in its name for no EMG.
        let isMistaken = !adapter.isAuxiliary && described.label.uppercased().contains("AUX")
        return [
            index, ("ID", isMistaken ? "EMG \(place + 1)" : described.label), ("Prefix", ""),
            ("Description", described.kind == .force ? "Load cell" : "General"), ("Muscle", ""),
        ]
    }
}

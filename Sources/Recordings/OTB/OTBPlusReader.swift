// `.otb+`: one stream of counts and the description of the device that made it.

import Signals

/// Reads the members of an `.otb+` archive.
struct OTBPlusReader {
    let otb: OTBReader

    /// A channel as the description has it.
    private struct Row {
        var label = ""
        var code = ""
        var kind = ChannelKind.other
        var unit = SignalUnit.arbitrary
        var factor = 1.0
    }

    func read() throws(RecordingError) -> Recording {
        guard let signal = otb.archive.members.first(where: { $0.name.hasSuffix(".sig") }) else {
            throw RecordingError(file: otb.path, problem: "the archive has no .sig member, which holds the samples")
        }
        let stem = String(signal.name.dropLast(4))
        guard let description = otb.archive.members.first(where: { $0.name == stem + ".xml" }) else {
            throw RecordingError(
                file: otb.path, problem: "the archive has no \(stem).xml, which says what its samples are")
        }
        let device = try otb.xml(description)
        let place = description.name
        let hertz = try otb.number(
            device.attributes["SampleFrequency"], "SampleFrequency", in: place, from: 1, to: 1_000_000)
        let width = Int(
            try otb.number(
                device.attributes["DeviceTotalChannels"], "DeviceTotalChannels", in: place, from: 1, to: 4096))
        let bits = Int(try otb.number(device.attributes["ad_bits"], "ad_bits", in: place, from: 8, to: 32))
        guard let rate = SampleRate(hertz: hertz) else {
            throw RecordingError(file: otb.path, place: place, problem: "the SampleFrequency is \(hertz)")
        }
        let number: InterleavedSamples.Number = bits == 16 ? .int16 : .int32
        guard signal.range.count % (number.bytes * width) == 0, signal.range.count > 0 else {
            throw RecordingError(
                file: otb.path, place: signal.name,
                problem: "it has \(signal.range.count) bytes, which is no whole number of samples of \(width) channels "
                    + "(\(number.bytes) bytes each); the description names other channels than were recorded")
        }
        let rows = try self.rows(device, width: width, place: place)
        var channels = rows.map { Channel(label: $0.label, kind: $0.kind, unit: $0.unit, rate: rate) }
        var columns = rows.enumerated().map { k, row in
            InterleavedSamples.Column(
                stream: signal.range, number: number, place: k, width: width, factor: row.factor)
        }
        // Processed signals (the path performed and the path asked for), double precision, one per file.
        for member in otb.archive.members where member.name.hasSuffix(".sip") {
            let samples = member.range.count / 8
            guard samples > 0 else { continue }
            // Their unit is nowhere in what OTBiolab+ saves; Lull writes it into the name.
            let text = ChannelText(String(member.name.dropLast(4)))
            let unit = text.unit ?? .arbitrary
            let label = text.unit == nil ? member.name : text.label
            channels.append(
                Channel(label: label, kind: Self.processedKind(label, unit: unit), unit: unit, rate: rate))
            columns.append(
                InterleavedSamples.Column(stream: member.range, number: .float64, place: 0, width: 1, factor: 1))
        }
        return Recording(
            name: otb.path, format: "OT BioLab .otb+", channels: channels,
            grids: OTBReader.grids(codes: rows.map(\.code)),
            metadata: ["device": device.attributes["Name"] ?? "unknown"],
            samples: InterleavedSamples(file: otb.archive.file, columns: columns))
    }

    /// What a processed signal is, by its name.
    static func processedKind(_ name: String, unit: SignalUnit) -> ChannelKind {
        let words = name.lowercased()
        if words.contains("request") || words.contains("original") { return .requestedPath }
        return words.contains("torque") || unit == .newtonMetre ? .torque : .force
    }

    /// The gains that a description may state.
    static let gains = 0.001...1_000_000.0

    private func rows(_ device: XMLElement, width: Int, place: String) throws(RecordingError) -> [Row] {
        var rows = (0..<width).map { Row(label: "Channel \($0 + 1)") }
        var named = Set<Int>()
        let name = (device.attributes["Name"] ?? "").uppercased()
        for adapter in device.all("Adapter") {
            let identity = adapter.attributes["ID"] ?? ""
            let start = Int(
                try otb.number(
                    adapter.attributes["ChannelStartIndex"], "ChannelStartIndex", in: "\(place), adapter \(identity)",
                    from: 0, to: 4096))
            for channel in adapter.children where channel.name == "Channel" {
                let spot = "\(place), adapter \(identity), channel \(channel.attributes["Index"] ?? "?")"
                let index =
                    start + Int(try otb.number(channel.attributes["Index"], "Index", in: spot, from: 0, to: 4096))
                guard index < width, named.insert(index).inserted else {
                    throw RecordingError(
                        file: otb.path, place: spot,
                        problem: index < width
                            ? "two channels have the place \(index + 1)"
                            : "its place is \(index + 1); the device has \(width) channels")
                }
                let gain = try otb.number(
                    channel.attributes["Gain"] ?? adapter.attributes["Gain"], "Gain", in: spot,
                    from: Self.gains.lowerBound,
                    to: Self.gains.upperBound)
                rows[index] = row(channel, adapter: identity, device: name, gain: gain)
            }
        }
        guard !named.isEmpty else {
            throw RecordingError(file: otb.path, place: place, problem: "the description names no channels")
        }
        return rows
    }

    private func row(_ channel: XMLElement, adapter: String, device: String, gain: Double) -> Row {
        let code = channel.attributes["ID"] ?? ""
        let description = channel.attributes["Description"] ?? ""
        let muscle = channel.attributes["Muscle"] ?? ""
        let parts = [muscle, code, channel.attributes["Prefix"] ?? ""].filter { !$0.isEmpty }
        var row = Row(label: parts.joined(separator: " - "), code: code)
        if adapter == "AdapterControl" || adapter == "AdapterQuaternions" { return row }
        // Millivolts of a count at the gain that the maker's table is for; another gain scales it.
        let scale = OTBScale(device: device, adapter: adapter)
        row.factor = scale.microvoltsPerCount * scale.gain / gain
        let isAuxiliary = scale.isAuxiliary || adapter.lowercased().contains("aux") || code.uppercased().contains("AUX")
        row.kind = isAuxiliary ? .other : .emg
        if adapter == "AdapterLoadCell" || description.lowercased().contains("load cell") { row.kind = .force }
        row.unit = row.kind == .emg ? .microvolt : .millivolt
        if row.kind != .emg { row.factor /= 1000 }
        return row
    }
}

/// What a count stands for, by device and adapter, at the gain that the device has by default (µV per count = range /
/// 2^bits / gain · 10⁶).
struct OTBScale {
    let microvoltsPerCount: Double
    let gain: Double
    let isAuxiliary: Bool

    init(device: String, adapter: String) {
        func scale(_ volts: Double, _ bits: Double, _ gain: Double, auxiliary: Bool = false) -> (Double, Double, Bool) {
            var steps = 1.0
            for _ in 0..<Int(bits) { steps *= 2 }
            return (volts / steps / gain * 1e6, gain, auxiliary)
        }
        let isDirect = adapter.hasPrefix("Direct connection")
        let found =
            switch device {
            case "QUATTROCENTO", "QUATTRO":
                isDirect ? scale(5, 16, 0.5, auxiliary: true) : scale(5, 16, 150)
            case "DUE+", "QUATTRO+": scale(3.3, 16, 202)
            case "DUE": scale(5, 16, 200)
            case "SYNCSTATION":
                isDirect
                    ? scale(5, 16, 0.5, auxiliary: true)
                    : adapter == "AdapterLoadCell"
                        ? scale(5, 16, 205, auxiliary: true)
                        : adapter.contains("DUE+") || adapter.contains("QUATTRO+")
                            ? scale(3.3, 16, 202) : scale(4.8, 16, 256)
            default: scale(4.8, 16, 256)
            }
        (microvoltsPerCount, gain, isAuxiliary) = found
    }
}

// `.otb4`: tracks, each a run of channels of a stream with a scale of its own.

import Signals

/// Reads the members of an `.otb4` archive.
struct OTB4Reader {
    let otb: OTBReader
    let tracks: Archive.Member

    /// A track of the description.
    private struct Track {
        let device, title, muscle, code, stream: String
        let gain, range: Double
        let bits, channels, offset: Int
        let width: Int?
        let rate: SampleRate
        let isControl: Bool
    }

    func read() throws(RecordingError) -> Recording {
        var all: [Track] = []
        for element in try otb.xml(tracks).all("TrackInfo") { all.append(try track(element, in: tracks.name)) }
        guard let first = all.first else {
            throw RecordingError(file: otb.path, place: tracks.name, problem: "it describes no tracks")
        }
        // Novecento+ writes 32-bit numbers; the others 16-bit ones, all tracks in one stream.
        let isWide = first.device.hasPrefix("Novecento")
        var (channels, columns, codes) = ([Channel](), [InterleavedSamples.Column](), [String]())
        var next = 0
        for track in all {
            let member = try stream(track)
            let members = isWide ? all.filter { $0.stream == track.stream } : all
            let width = track.width ?? members.reduce(0) { $0 + $1.channels }
            let number: InterleavedSamples.Number = isWide ? .int32 : .int16
            let start = isWide ? track.offset : next
            next += track.channels
            guard start + track.channels <= width, member.range.count > 0,
                member.range.count % (number.bytes * width) == 0
            else {
                throw RecordingError(
                    file: otb.path, place: "\(tracks.name), track \(track.title)",
                    problem: "channels \(start + 1) to \(start + track.channels) of \(width) do not fit the "
                        + "\(member.range.count) bytes of \(member.name)")
            }
            // Control tracks and the pseudo-grids of inertial sensors are no signal of the person.
            guard !track.isControl else { continue }
            add(track, member, number, start: start, width: width, &channels, &columns, &codes)
        }
        try addForce(&channels, &columns)
        return Recording(
            name: otb.path, format: "OT BioLab .otb4", channels: channels, grids: OTBReader.grids(codes: codes),
            metadata: ["device": first.device], samples: InterleavedSamples(file: otb.archive.file, columns: columns))
    }

    private func add(
        _ track: Track, _ member: Archive.Member, _ number: InterleavedSamples.Number, start: Int, width: Int,
        _ channels: inout [Channel], _ columns: inout [InterleavedSamples.Column], _ codes: inout [String]
    ) {
        var steps = 1.0
        for _ in 0..<track.bits { steps *= 2 }
        let millivolts = track.range / steps * 1000 / track.gain
        let isAuxiliary = track.title.uppercased().hasPrefix("AUX") || track.channels < 4
        for k in 0..<track.channels {
            let label = [track.muscle, isAuxiliary ? "" : track.code, "\(track.title) (\(k + 1))"]
                .filter { !$0.isEmpty }.joined(separator: " - ")
            channels.append(
                Channel(
                    label: label, kind: isAuxiliary ? .other : .emg, unit: isAuxiliary ? .millivolt : .microvolt,
                    rate: track.rate))
            columns.append(
                InterleavedSamples.Column(
                    stream: member.range, number: number, place: start + k, width: width,
                    factor: isAuxiliary ? millivolts : 1000 * millivolts))
            codes.append(isAuxiliary ? "" : track.code)
        }
    }

    private func track(_ element: XMLElement, in place: String) throws(RecordingError) -> Track {
        let title = element.value("Title") ?? "?"
        let spot = "\(place), track \(title)"
        let hertz = try otb.number(
            element.value("SamplingFrequency"), "SamplingFrequency", in: spot, from: 0.001, to: 1_000_000)
        guard let rate = SampleRate(hertz: hertz) else {
            throw RecordingError(file: otb.path, place: spot, problem: "the SamplingFrequency is \(hertz)")
        }
        let width = try element.value("ChannelsInBlock").map { text throws(RecordingError) in
            Int(try otb.number(text, "ChannelsInBlock", in: spot, from: 0, to: 4096))
        }
        return Track(
            device: (element.value("Device") ?? "").split(separator: ";").first.map(String.init) ?? "unknown",
            title: element.value("SubTitle") ?? title,
            muscle: element.value("Muscle") ?? "", code: element["Description"]?.value("Name") ?? "",
            stream: element.value("SignalStreamPath") ?? "",
            gain: try otb.number(element.value("Gain"), "Gain", in: spot, from: 0.001, to: 1_000_000),
            range: try otb.number(element.value("ADC_Range"), "ADC_Range", in: spot, from: 0.000_001, to: 1000),
            bits: Int(try otb.number(element.value("ADC_Nbits"), "ADC_Nbits", in: spot, from: 8, to: 32)),
            channels: Int(
                try otb.number(element.value("NumberOfChannels"), "NumberOfChannels", in: spot, from: 1, to: 4096)),
            offset: Int(
                try otb.number(
                    element.value("ChannelOffsetInSubPacket") ?? "0", "ChannelOffsetInSubPacket", in: spot, from: 0,
                    to: 4096)),
            width: width == 0 ? nil : width, rate: rate,
            isControl: element.value("IsControl")?.lowercased() == "true")
    }

    private func stream(_ track: Track) throws(RecordingError) -> Archive.Member {
        let signals = otb.archive.members.filter { $0.name.hasSuffix(".sig") }
        if let member = signals.first(where: { $0.name == track.stream }) { return member }
        throw RecordingError(
            file: otb.path, place: "\(tracks.name), track \(track.title)",
            problem: "its stream “\(track.stream)” is not in the archive, which has "
                + (signals.isEmpty ? "no .sig member" : signals.prefix(4).map(\.name).joined(separator: ", ")))
    }

    /// The force that was performed and the path that was asked for, kept at a rate of their own.
    private func addForce(
        _ channels: inout [Channel], _ columns: inout [InterleavedSamples.Column]
    ) throws(RecordingError) {
        for member in otb.archive.members
        where member.name.contains("TrapezoidalTracks") && member.name.hasSuffix(".xml") {
            for element in try otb.xml(member).all("TrackInfo") {
                let track = try self.track(element, in: member.name)
                guard let signal = otb.archive.members.first(where: { $0.name == track.stream }) else { continue }
                let isPerformed = track.title.lowercased().contains("performed")
                channels.append(
                    Channel(
                        label: track.title, kind: isPerformed ? .force : .requestedPath, unit: .percentMVC,
                        rate: track.rate))
                columns.append(
                    InterleavedSamples.Column(
                        stream: signal.range, number: .float64, place: track.offset,
                        width: track.width ?? track.channels,
                        factor: 1))
            }
        }
    }
}

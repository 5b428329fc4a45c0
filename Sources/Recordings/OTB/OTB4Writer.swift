// Writes a recording as OTBIOLAB 4 keeps one: a TAR archive of tracks, each with a stream and a scale of its own.

import Signals

/// Writes `.otb4` in the layout of the Novecento+, the only one whose tracks have 32-bit counts and streams of their own.
///
/// - EMG of one grid whose channels follow one another becomes one track under the grid's product code; other EMG four
///   channels and more at a time; single voltages become tracks of one channel.
/// - Force, torque and requested paths in % MVC become feedback tracks in double precision, at their own rate.
/// - A count is a power of two of a microvolt, the smallest with which the track's largest sample fits 24 bits: steps of a
///   converter that are such fractions stay exact, and no sample changes by more than half a count.
///
/// ``Recording/losses(in:)`` names what has no place.
struct OTB4Writer {
    private let recording: Recording
    private let tracks: [Track]
    private let feedback: [Int]

    /// Channels that share a stream.
    private struct Track {
        var title: String
        var code: String
        var channels: [Int]
        /// Microvolts of a count.
        var step: Double
    }

    init(_ recording: Recording) throws(RecordingError) {
        self.recording = recording
        feedback = recording.channels.indices.filter { Self.isFeedback(recording.channels[$0]) }
        var tracks: [Track] = []
        for group in Self.groups(recording) {
            let code = Self.code(of: group, in: recording)
            let title = group.count > 1 ? "IN\(tracks.count + 1)" : recording.channels[group[0]].label
            tracks.append(
                Track(title: title, code: code ?? "", channels: group, step: try Self.step(for: group, in: recording)))
        }
        self.tracks = tracks
        guard !tracks.isEmpty else {
            throw RecordingError(
                file: recording.name,
                problem: "the recording has no channel in volts, without which .otb4 holds nothing")
        }
    }

    /// Writes the file; it appears when it is complete.
    func write(to path: String) throws(RecordingError) {
        var archive = try TarWriter(path)
        try archive.add("Tracks_000.xml", description(of: tracks.indices.map(trackXML)))
        if !feedback.isEmpty {
            try archive.add("TrapezoidalTracks_000.xml", description(of: feedback.map(feedbackXML)))
        }
        for k in tracks.indices { try writeStream(k, to: &archive) }
        for channel in feedback {
            try archive.addDoubles(Self.feedbackStream(channel), channel: channel, of: recording)
        }
        try archive.finish()
    }

    // MARK: What goes where

    /// Whether a channel is shown to the person: OTBIOLAB keeps it apart, as a percentage of the MVC.
    static func isFeedback(_ channel: Channel) -> Bool {
        [.force, .torque, .requestedPath].contains(channel.kind) && channel.unit == .percentMVC
    }

    /// Whether a channel has a place at all.
    static func holds(_ channel: Channel) -> Bool {
        isFeedback(channel)
            || microvolts(channel) != nil && ![.source, .dischargeMarks].contains(channel.kind)
    }

    /// Whether a channel is EMG of a program that states no unit (MUedit, DEMUSE); its numbers are taken for microvolts.
    static func hasAssumedUnit(_ channel: Channel) -> Bool { channel.kind == .emg && channel.unit == .arbitrary }

    /// The microvolts of a channel's unit; `nil` for what is no voltage.
    static func microvolts(_ channel: Channel) -> Double? {
        hasAssumedUnit(channel) ? 1 : channel.unit.microvoltsPerUnit
    }

    /// Voltages by stream: runs of EMG with one rate and length, cut where a grid begins or ends; others alone.
    static func groups(_ recording: Recording) -> [[Int]] {
        var starts = Set<Int>()
        for grid in recording.grids {
            let channels = grid.channels.compactMap { $0 }
            if let first = channels.min(), let last = channels.max() { starts.formUnion([first, last + 1]) }
        }
        var groups: [[Int]] = []
        for k in recording.channels.indices where holds(recording.channels[k]) && !isFeedback(recording.channels[k]) {
            if let last = groups.last?.last, last == k - 1, !starts.contains(k), recording.channels[k].kind == .emg,
                recording.channels[last].kind == .emg, recording.channels[k].rate == recording.channels[last].rate,
                recording.samples.sampleCount(ofChannel: k) == recording.samples.sampleCount(ofChannel: last)
            {
                groups[groups.count - 1].append(k)
            } else {
                groups.append([k])
            }
        }
        return groups
    }

    /// The product code of the grid that lies on exactly these channels, in its maker's order.
    static func code(of group: [Int], in recording: Recording) -> String? {
        recording.grids.first { grid in
            Set(grid.channels.compactMap { $0 }) == Set(group)
                && ElectrodeGrid.known(in: grid.name, firstChannel: group[0]) == grid
        }?.name
    }

    /// Whether every grid becomes a track under its product code.
    static func keepsGrids(of recording: Recording) -> Bool {
        let codes = groups(recording).compactMap { code(of: $0, in: recording) }
        return codes.count == recording.grids.count
    }

    /// The microvolts of a count.
    private static func step(for group: [Int], in recording: Recording) throws(RecordingError) -> Double {
        var largest = 0.0
        for channel in group {
            let unit = microvolts(recording.channels[channel]) ?? 1
            for sample in try recording.allSamples(ofChannel: channel) {
                guard sample.isFinite else {
                    throw RecordingError(
                        file: recording.name, place: recording.placeName(ofChannel: channel),
                        problem: "a sample is \(sample); .otb4 holds whole counts, which are finite")
                }
                largest = max(largest, abs(Double(sample)) * unit)
            }
        }
        // From 2⁻²³ µV, where the range is 2 µV, upwards.
        var step = 1.0 / 8_388_608
        while largest / step > 8_388_607, step < 64_000_000 { step *= 2 }
        return step
    }

    // MARK: Streams

    private static func stream(_ track: Int) -> String { "Stream_\(track).sig" }
    private static func feedbackStream(_ channel: Int) -> String { "Feedback_\(channel).sig" }

    private func writeStream(_ index: Int, to archive: inout TarWriter) throws(RecordingError) {
        let track = tracks[index]
        let count = recording.samples.sampleCount(ofChannel: track.channels[0])
        try archive.begin(Self.stream(index), bytes: 4 * count * track.channels.count, of: recording)
        try OTBText.blocks(of: count) { range throws(RecordingError) in
            var counts = [Int32](repeating: 0, count: range.count * track.channels.count)
            for (place, channel) in track.channels.enumerated() {
                let scale = (Self.microvolts(recording.channels[channel]) ?? 1) / track.step
                for (t, sample) in try recording.samples.samples(ofChannel: channel, in: range).enumerated() {
                    let rounded = (Double(sample) * scale).rounded()
                    counts[t * track.channels.count + place] = Int32(min(max(rounded, -8_388_608), 8_388_607))
                }
            }
            try archive.write(counts.flatMap { OTBText.little($0) })
        }
    }

    // MARK: Descriptions

    private func description(of tracks: [String]) -> String {
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<ArrayOfTrackInfo>\n\(tracks.joined())</ArrayOfTrackInfo>\n"
    }

    private func trackXML(_ index: Int) -> String {
        let track = tracks[index]
        let grid = recording.grids.first { $0.name == track.code }
        return xml(
            [
                ("Device", "Novecento+;written by Lull"), ("Title", track.title), ("SubTitle", track.title),
                ("Gain", "1"), ("ADC_Nbits", "24"),
                // The range of 2²⁴ counts, in volts.
                ("ADC_Range", "\(track.step * 16.777216)"),
                ("SamplingFrequency", "\(recording.channels[track.channels[0]].rate.hertz)"),
                ("SignalStreamPath", Self.stream(index)), ("NumberOfChannels", "\(track.channels.count)"),
                ("ChannelOffsetInSubPacket", "0"), ("ChannelsInBlock", "\(track.channels.count)"),
                ("UnitOfMeasurement", "mV"), ("IsControl", "false"), ("Muscle", recording.metadata["muscle"] ?? ""),
            ],
            grid: track.code.isEmpty
                ? nil
                : [
                    ("Name", track.code), ("NRow", "\(grid?.rows ?? 0)"), ("NColumn", "\(grid?.columns ?? 0)"),
                    ("IED", "\(grid?.interElectrodeDistance ?? 0)"),
                ])
    }

    private func feedbackXML(_ channel: Int) -> String {
        let kind = recording.channels[channel].kind
        return xml([
            ("Device", "Novecento+;written by Lull"), ("Title", recording.channels[channel].label),
            ("SubTitle", kind == .requestedPath ? "Requested Path" : "Performed Path"), ("Gain", "1"),
            ("ADC_Nbits", "24"), ("ADC_Range", "1"),
            ("SamplingFrequency", "\(recording.channels[channel].rate.hertz)"),
            ("SignalStreamPath", Self.feedbackStream(channel)), ("NumberOfChannels", "1"),
            ("ChannelOffsetInSubPacket", "0"), ("ChannelsInBlock", "1"), ("UnitOfMeasurement", "%"),
            ("IsControl", "false"),
        ])
    }

    private func xml(_ fields: [(String, String)], grid: [(String, String)]? = nil) -> String {
        func elements(_ fields: [(String, String)]) -> String {
            fields.map { "<\($0.0)>\(OTBText.escaped($0.1))</\($0.0)>" }.joined()
        }
        return "<TrackInfo>" + elements(fields) + (grid.map { "<Description>\(elements($0))</Description>" } ?? "")
            + "</TrackInfo>\n"
    }
}

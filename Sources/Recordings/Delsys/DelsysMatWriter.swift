// Writes the MATLAB file that EMGworks and NeuroMap save, for programs that read nothing else.

import Signals

/// Writes a recording as `Data` (channels × samples), `Channels`, `Fs`, and `Time` where channels end early.
///
/// Each channel keeps its own rate and length, and its samples exactly. Delsys' files state no unit; Lull's have it in
/// brackets behind the name. ``Recording/losses(in:)`` names what has no place.
struct DelsysMatWriter {
    let recording: Recording

    /// What the reader takes a channel for, by its label and unit.
    static func kind(of channel: Channel) -> ChannelKind {
        let parts = ChannelText(text(channel))
        return DelsysColumn.kind(parts.label, sensor: parts.label, unit: parts.unit ?? .arbitrary)
    }

    private static func text(_ channel: Channel) -> String {
        // In ASCII where there is a way, because programs read other letters as they please.
        let unit = channel.unit == .microvolt ? "uV" : channel.unit == .newtonMetre ? "Nm" : channel.unit.symbol
        return "\(EDFWriterText.line(channel.label))[\(unit)]"
    }

    func write(to path: String) throws(RecordingError) {
        let channels = recording.channels
        let counts = channels.indices.map { recording.samples.sampleCount(ofChannel: $0) }
        guard let longest = counts.max() else {
            throw RecordingError(file: recording.name, problem: "the recording has no channels, which the file needs")
        }
        if let empty = counts.firstIndex(of: 0) {
            throw RecordingError(
                file: recording.name, place: recording.placeName(ofChannel: empty),
                problem: "the channel has no samples; Delsys' file has at least one of each")
        }
        var values = [Float](repeating: 0, count: channels.count * longest)
        for row in channels.indices {
            for (column, value) in try recording.allSamples(ofChannel: row).enumerated() {
                values[column * channels.count + row] = value
            }
        }
        let rates = channels.map(\.rate.hertz)
        var variables: [MatVariable] = [
            MatVariable(name: "Data", dimensions: [channels.count, longest], value: .floats(values)),
            .lines("Channels", channels.map(Self.text)),
            Set(rates).count == 1
                ? .number("Fs", rates[0])
                : MatVariable(name: "Fs", dimensions: [rates.count, 1], value: .doubles(rates)),
        ]
        if Set(counts).count > 1 { variables.append(times(counts, longest: longest)) }
        try MatV5Writer.write(variables, to: path)
    }

    /// The times of every sample (s); behind a channel's end the last one stays, which is how its end is told.
    private func times(_ counts: [Int], longest: Int) -> MatVariable {
        var seconds: [Double] = []
        seconds.reserveCapacity(counts.count * longest)
        for column in 0..<longest {
            for (row, count) in counts.enumerated() {
                seconds.append(recording.channels[row].rate.seconds(min(column, count - 1)))
            }
        }
        return MatVariable(name: "Time", dimensions: [counts.count, longest], value: .doubles(seconds))
    }
}

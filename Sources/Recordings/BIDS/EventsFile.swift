// A table of motor units that stands alone.

import Signals

/// Opens `…_events.tsv` without its recording: motor units and events, no channels.
struct EventsFile {
    let file: InputFile
    let options: ReadingOptions

    /// Whether a text begins with the header of such a table.
    static func isHeader(_ line: some Collection<UInt8>) -> Bool {
        let names = line.split(separator: 0x09).map { String(decoding: $0, as: UTF8.self).trimmingSpaces() }
        return names.contains("onset") && (names.contains("duration") || names.contains("unit_id"))
    }

    func read() throws(RecordingError) -> Recording {
        var reader = try EventsReader(file, needsUnits: true)
        let name = BIDSName(file.path)
        let own = try name.sidecar("events").members
        let signals = try name.sidecar("emg")
        var rate = options.sampleRate
        var source = "given"
        if rate == nil, let stated = own["sample"]?["SamplingFrequency"] ?? own["SamplingFrequency"] {
            rate = try sampleRate(stated, file.path)
            source = "the sidecar"
        }
        if rate == nil, let stated = signals.members["SamplingFrequency"] {
            rate = try sampleRate(stated, signals.paths.first ?? file.path)
            source = "the sidecar"
        }
        let contents = try reader.read(rate: rate, end: nil)
        guard !contents.motorUnits.isEmpty else {
            throw RecordingError(
                file: file.path, problem: "no row of the table names a motor unit in its column unit_id")
        }
        return Recording(
            name: file.path, format: RecordingFormat.events.rawValue, channels: [], events: contents.events,
            motorUnits: contents.motorUnits,
            metadata: ["sample rate from": contents.rateIsFromTable ? "the columns onset and sample" : source],
            samples: MemorySamples(channels: []))
    }

    private func sampleRate(_ value: JSONValue, _ path: String) throws(RecordingError) -> SampleRate {
        guard let rate = value.number.flatMap({ SampleRate(hertz: $0) }) else {
            throw RecordingError(
                file: path, place: "SamplingFrequency", problem: "it must be one number above 0 and up to 10,000,000 Hz"
            )
        }
        return rate
    }
}

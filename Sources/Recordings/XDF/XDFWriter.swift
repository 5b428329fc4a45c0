// Writes XDF: one stream for the channels of each rate, one for events and one for the discharges of motor units.

import Signals

/// Writes a recording as the Lab Streaming Layer's recorder would have.
struct XDFWriter {
    let recording: Recording

    private static let samplesPerChunk = 2048

    func write(to path: String) throws(RecordingError) {
        guard !recording.channels.isEmpty else {
            throw RecordingError(
                file: recording.name, problem: "the recording has no channels, which a stream of samples needs")
        }
        let output = try OutputFile(path)
        try output.write(XDFReader.signature)
        try chunk(output, 1, nil, XDFChunk.fileHeader)
        var id: UInt32 = 0
        for group in groups {
            id += 1
            try write(group, id, output)
        }
        if let rate = recording.rate {
            if !recording.events.isEmpty {
                id += 1
                try writeEvents(rate, id, output)
            }
            if !recording.motorUnits.isEmpty {
                id += 1
                try writeMotorUnits(id, output)
            }
        }
        try output.finish()
    }

    /// The channels (0-based) of one rate and length each, in order.
    private var groups: [[Int]] {
        var groups: [[Int]] = []
        for channel in recording.channels.indices {
            let same = groups.firstIndex { group in
                recording.channels[group[0]].rate == recording.channels[channel].rate
                    && recording.samples.sampleCount(ofChannel: group[0])
                        == recording.samples.sampleCount(ofChannel: channel)
            }
            if let same { groups[same].append(channel) } else { groups.append([channel]) }
        }
        return groups
    }

    private func write(_ group: [Int], _ id: UInt32, _ output: OutputFile) throws(RecordingError) {
        let channels = group.map { recording.channels[$0] }
        let rate = channels[0].rate
        let isEMG = channels.contains { $0.kind == .emg }
        let description = XMLElement("desc", "", [XDFChannels.description(channels)])
        try header(
            output, id, name: isEMG ? "EMG" : "Signals \(id)", type: isEMG ? "EMG" : "Signals", channels: group.count,
            rate: rate.hertz, format: .float32, description)
        let count = recording.samples.sampleCount(ofChannel: group[0])
        for start in stride(from: 0, to: count, by: Self.samplesPerChunk) {
            let range = start..<min(start + Self.samplesPerChunk, count)
            var block: [[Float]] = []
            for channel in group { block.append(try recording.samples.samples(ofChannel: channel, in: range)) }
            var bytes = XDFChunk.length(range.count)
            bytes.reserveCapacity(range.count * (1 + 4 * group.count) + 16)
            for sample in range.indices {
                // Readers count on from the first time stamp of a chunk.
                bytes += sample == start ? XDFChunk.stamp(rate.seconds(sample)) : [0]
                for column in block { XDFChunk.append(column[sample - start].bitPattern, 4, to: &bytes) }
            }
            try chunk(output, 3, id, bytes)
            try chunk(output, 5, nil, XDFChunk.boundary)
        }
        try footer(output, id, stamps: count > 0 ? [0, rate.seconds(count - 1)] : [], count: count)
    }

    private func writeEvents(_ rate: SampleRate, _ id: UInt32, _ output: OutputFile) throws(RecordingError) {
        let labels = ["event", "duration"].map { XMLElement("channel", "", [XMLElement("label", $0)]) }
        try header(
            output, id, name: "Events", type: "Markers", channels: 2, rate: 0, format: .string,
            XMLElement("desc", "", [XMLElement("channels", "", labels)]))
        let events = recording.events.map { event in
            (rate.seconds(event.start.rawValue), [event.label, "\(rate.seconds(event.duration))"])
        }
        try writeTexts(events.sorted { $0.0 < $1.0 }, id, output)
    }

    private func writeMotorUnits(_ id: UInt32, _ output: OutputFile) throws(RecordingError) {
        let units = recording.motorUnits.map { unit in
            XMLElement(
                "unit", "",
                [XMLElement("name", unit.name)]
                    + (unit.accuracy.map { [XMLElement("accuracy", "\($0)")] } ?? []))
        }
        try header(
            output, id, name: "Motor units", type: "Markers", channels: 1, rate: 0, format: .string,
            XMLElement("desc", "", [XMLElement(XDFChannels.motorUnits, "", units)]))
        var discharges: [(Double, [String])] = []
        for unit in recording.motorUnits { discharges += unit.discharges.seconds.map { ($0, [unit.name]) } }
        try writeTexts(discharges.sorted { $0.0 < $1.0 }, id, output)
    }

    private func writeTexts(
        _ texts: [(time: Double, texts: [String])], _ id: UInt32, _ output: OutputFile
    ) throws(RecordingError) {
        for start in stride(from: 0, to: texts.count, by: Self.samplesPerChunk) {
            let block = texts[start..<min(start + Self.samplesPerChunk, texts.count)]
            var bytes = XDFChunk.length(block.count)
            for (time, values) in block {
                bytes += XDFChunk.stamp(time)
                for text in values {
                    bytes += XDFChunk.length(text.utf8.count)
                    bytes += text.utf8
                }
            }
            try chunk(output, 3, id, bytes)
        }
        let stamps = [texts.first?.time, texts.last?.time].compactMap(\.self)
        try footer(output, id, stamps: stamps, count: texts.count)
    }

    // MARK: - Chunks

    private func header(
        _ output: OutputFile, _ id: UInt32, name: String, type: String, channels: Int, rate: Double, format: XDFValue,
        _ description: XMLElement
    ) throws(RecordingError) {
        try chunk(
            output, 2, id,
            XDFChunk.streamHeader(
                id, name: name, type: type, channels: channels, rate: rate, format: format, description))
    }

    private func footer(_ output: OutputFile, _ id: UInt32, stamps: [Double], count: Int) throws(RecordingError) {
        try chunk(output, 6, id, XDFChunk.footer(stamps: stamps, count: count))
    }

    private func chunk(
        _ output: OutputFile, _ kind: UInt16, _ id: UInt32?, _ content: [UInt8]
    ) throws(RecordingError) {
        try output.write(XDFChunk.head(kind, id, contentLength: content.count))
        try output.write(content)
    }
}

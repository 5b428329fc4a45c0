// Writes EDF+ and BDF+: one pass over the samples to choose the scales, one to write the records.

import Signals

/// Writes a recording as EDF+ (16 bits) or BDF+ (24 bits).
///
/// Each channel gets the scale that just holds its samples, so no sample changes by more than half a digital step;
/// whole numbers within the digital range stay exact. Events and motor units become annotations.
struct EDFWriter {
    private let recording: Recording
    private let flavour: EDFFlavour
    private let plan: EDFPlan
    private let scales: [EDFScale]
    private var annotations: ArraySlice<[UInt8]>
    /// Bytes of the annotation signal in a record.
    private let annotationBytes: Int

    init(_ recording: Recording, flavour: EDFFlavour) throws(RecordingError) {
        self.recording = recording
        self.flavour = flavour
        guard recording.channels.count < 9999 else {
            throw RecordingError(
                file: recording.name, problem: "\(recording.channels.count) channels; \(flavour.rawValue) holds 9998")
        }
        plan = try EDFPlan(recording, flavour: flavour)
        scales = try Self.scales(recording, flavour)
        let all = Self.annotations(of: recording, end: plan.end)
        annotations = all[...]
        // Room for the average, and for the longest one, which may not fit any more where it comes: so all find room.
        let total = all.reduce(0) { $0 + $1.count }
        let longest = all.reduce(0) { max($0, $1.count) }
        let needed = 32 + (total + plan.recordCount - 1) / plan.recordCount + longest
        let width = flavour.bytesPerSample
        annotationBytes = (needed + width - 1) / width * width
    }

    /// Writes the file; it appears when it is complete.
    mutating func write(to path: String) throws(RecordingError) {
        let output = try OutputFile(path)
        try output.write(header())
        // Several records at a time, so that a lazy source is not asked for a handful of samples each.
        let perBlock = max(1, (1 << 20) / max(1, plan.samplesPerRecord.reduce(0, +)))
        var record = 0
        while record < plan.recordCount {
            let count = min(perBlock, plan.recordCount - record)
            let block = try readBlock(record, count)
            for k in 0..<count {
                var bytes: [UInt8] = []
                for channel in block.indices {
                    let perRecord = plan.samplesPerRecord[channel]
                    append(block[channel][(k * perRecord)..<((k + 1) * perRecord)], scales[channel], to: &bytes)
                }
                bytes += annotationSignal(ofRecord: record + k)
                try output.write(bytes)
            }
            record += count
        }
        try output.finish()
    }

    /// The samples of all channels in some records; beyond the end the last sample is repeated.
    private func readBlock(_ record: Int, _ count: Int) throws(RecordingError) -> [[Float]] {
        var block: [[Float]] = []
        for channel in recording.channels.indices {
            let perRecord = plan.samplesPerRecord[channel]
            let available = recording.samples.sampleCount(ofChannel: channel)
            let range = min(record * perRecord, available)..<min((record + count) * perRecord, available)
            var samples = try recording.samples.samples(ofChannel: channel, in: range)
            if samples.count < count * perRecord {
                let last = try recording.samples.samples(ofChannel: channel, in: (available - 1)..<available)
                samples += [Float](repeating: last[0], count: count * perRecord - samples.count)
            }
            block.append(samples)
        }
        return block
    }

    private func append(_ samples: ArraySlice<Float>, _ scale: EDFScale, to bytes: inout [UInt8]) {
        for sample in samples {
            let digital = scale.digital(sample)
            bytes.append(UInt8(truncatingIfNeeded: digital))
            bytes.append(UInt8(truncatingIfNeeded: digital >> 8))
            if flavour == .bdf { bytes.append(UInt8(truncatingIfNeeded: digital >> 16)) }
        }
    }

    /// The record's onset and as many of the waiting annotations as have room. Their order is kept; EDF+ lets an
    /// annotation stand in any record.
    private mutating func annotationSignal(ofRecord record: Int) -> [UInt8] {
        let onset = DecimalText.text(Double(record) * plan.recordSeconds.value, decimals: 9)
        var bytes = Array("+\(onset)\u{14}\u{14}\0".utf8)
        while let next = annotations.first, bytes.count + next.count <= annotationBytes {
            bytes += next
            annotations.removeFirst()
        }
        return bytes + [UInt8](repeating: 0, count: annotationBytes - bytes.count)
    }

    private static func scales(_ recording: Recording, _ flavour: EDFFlavour) throws(RecordingError) -> [EDFScale] {
        var scales: [EDFScale] = []
        for channel in recording.channels.indices {
            let quality = try recording.requireFinite(channel: channel)
            guard let scale = EDFScale(quality, flavour: flavour) else {
                throw RecordingError(
                    file: recording.name, place: recording.placeName(ofChannel: channel),
                    problem:
                        "values from \(quality.minimum) to \(quality.maximum) \(recording.channels[channel].unit); "
                        + "\(flavour.rawValue) writes limits in eight characters, so use a larger unit")
            }
            scales.append(scale)
        }
        return scales
    }

    /// Motor units, events and the end, as bytes, in order of time.
    private static func annotations(of recording: Recording, end: Double?) -> [[UInt8]] {
        let rate = recording.rate ?? recording.motorUnits.first?.discharges.rate
        var timed: [(time: Double, bytes: [UInt8])] = []
        func add(_ time: Double, _ duration: Double?, _ text: String) {
            let bytes = EDFAnnotationList.bytes(
                onset: DecimalText.text(time, decimals: 7),
                duration: duration.map { DecimalText.text($0, decimals: 7) },
                text: text)
            timed.append((time, bytes))
        }
        for unit in recording.motorUnits {
            add(0, nil, EDFMotorUnits.declaration(of: unit))
            let name = EDFText.motorUnit + EDFWriterText.line(unit.name)
            for second in unit.discharges.seconds { add(second, nil, name) }
        }
        for event in recording.events {
            guard let rate else { break }
            let duration = event.duration > 0 ? rate.seconds(event.duration) : nil
            add(rate.seconds(event.start.rawValue), duration, EDFWriterText.line(event.label))
        }
        if let end { add(end, nil, EDFText.recordingEnds) }
        // Equal times keep their order, so that the declarations of units stay in the order of the units.
        let order = timed.indices.sorted { (timed[$0].time, $0) < (timed[$1].time, $1) }
        return order.map { timed[$0].bytes }
    }
}

// MARK: - Header

extension EDFWriter {
    private func header() -> [UInt8] {
        let signals = recording.channels.count + 1
        var bytes: [UInt8] = flavour == .bdf ? [0xFF] + Array("BIOSEMI".utf8) : Array("0       ".utf8)
        func field(_ text: String, _ width: Int) {
            let ascii = Array(text.utf8.prefix(width))
            bytes += ascii + [UInt8](repeating: 0x20, count: width - ascii.count)
        }
        field(EDFWriterText.person(recording.metadata["person"]), 80)
        field("Startdate X X X Lull", 80)
        let start = EDFWriterText.start(recording.metadata["start"])
        field(start.date, 8)
        field(start.time, 8)
        field(String(256 * (signals + 1)), 8)
        field(flavour.rawValue + "+C", 44)
        field(String(plan.recordCount), 8)
        field(plan.recordSeconds.text, 8)
        field(String(signals), 4)
        let channels = recording.channels
        for label in EDFWriterText.shortLabels(channels) + [flavour.annotationLabel] { field(label, 16) }
        for channel in channels { field(EDFWriterText.fitted(channel.label, 80), 80) }
        field("", 80)
        for channel in channels { field(EDFWriterText.ascii(channel.unit.symbol), 8) }
        field("", 8)
        for scale in scales { field(scale.physicalMinimum.text, 8) }
        field("-1", 8)
        for scale in scales { field(scale.physicalMaximum.text, 8) }
        field("1", 8)
        for scale in scales { field(String(scale.digitalMinimum), 8) }
        field(String(flavour.digitalRange.lowerBound), 8)
        for scale in scales { field(String(scale.digitalMaximum), 8) }
        field(String(flavour.digitalRange.upperBound), 8)
        for _ in 0..<signals { field("", 80) }
        for count in plan.samplesPerRecord { field(String(count), 8) }
        field(String(annotationBytes / flavour.bytesPerSample), 8)
        for _ in 0..<signals { field("", 32) }
        return bytes
    }
}

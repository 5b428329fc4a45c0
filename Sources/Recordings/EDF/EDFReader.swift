// EDF, EDF+, BDF and BDF+ as a recording: signals become channels, annotations become events and motor units.

import Signals

/// Reads EDF and BDF files, with and without +. Samples stay in the file.
struct EDFReader {
    private let file: InputFile
    private let header: EDFHeader

    init(_ file: InputFile, flavour: EDFFlavour) throws(RecordingError) {
        self.file = file
        header = try EDFHeader(file, flavour: flavour)
    }

    /// The labels of the signals that become channels, as they stand in the header.
    var labels: [String] { header.signals.filter { !$0.isAnnotation }.map(\.label) }

    /// Their units, as they stand in the header; empty where none is stated.
    var dimensions: [String] { header.signals.filter { !$0.isAnnotation }.map(\.dimension) }

    /// Reads the file. `complete` may tell more of a channel than the header does.
    func read(
        _ complete: (Channel, Int) throws(RecordingError) -> Channel = { channel, _ in channel }
    ) throws(RecordingError) -> Recording {
        let signals = header.signals.indices.filter { !header.signals[$0].isAnnotation }
        // Files of ours keep the whole label where EDF has room for it.
        let isOurs = header.recording.contains("Lull")
        var channels = signals.compactMap { channel(header.signals[$0], isOurs: isOurs) }
        for k in channels.indices { channels[k] = try complete(channels[k], k) }
        let annotations = header.isPlus ? try readAnnotations() : []
        let end = annotations.last { $0.text == EDFText.recordingEnds }?.onset
        let counts = zip(signals, channels).map { signal, channel in
            let all = header.recordCount * header.signals[signal].samplesPerRecord
            // The last record is filled up; its real end is annotated.
            guard let end else { return all }
            let stated = channel.rate.samples(inSeconds: end)
            return stated > all - header.signals[signal].samplesPerRecord && stated < all ? stated : all
        }
        var recording = Recording(
            name: file.path, format: header.variant.isEmpty ? header.flavour.rawValue : header.variant,
            channels: channels, grids: ElectrodeGrid.named(by: channels), metadata: metadata(),
            samples: EDFSamples(file: file, header: header, signals: signals, counts: counts))
        guard let rate = recording.rate ?? SampleRate(hertz: 1_000_000) else { return recording }
        let units = EDFMotorUnits(annotations, rate: rate)
        recording.motorUnits = try units.motorUnits(file: file.path, channels: channels)
        recording.events = units.others.filter { $0.text != EDFText.recordingEnds }.map {
            Event(
                start: SampleIndex(rate.samples(inSeconds: $0.onset)),
                duration: rate.samples(inSeconds: $0.duration), label: $0.text)
        }
        return recording
    }

    private func channel(_ signal: EDFSignal, isOurs: Bool) -> Channel? {
        guard let rate = SampleRate(hertz: Double(signal.samplesPerRecord) / header.recordSeconds) else { return nil }
        let unit = SignalUnit(signal.dimension)
        let label = isOurs && !signal.transducer.isEmpty ? signal.transducer : signal.label
        // The short label carries the kind in its first word, as EDF+ recommends.
        let kind = EDFText.kind(shortLabel: signal.label, label: label, unit: unit)
        return Channel(label: label, kind: kind, unit: unit, rate: rate)
    }

    private func metadata() -> [String: String] {
        var metadata: [String: String] = [:]
        if !header.patient.isEmpty, header.patient != "X X X X" { metadata["person"] = header.patient }
        if !header.recording.isEmpty, !header.recording.hasPrefix("Startdate X X X") {
            metadata["recording"] = header.recording
        }
        // EDF+ writes unknown dates like this.
        if !header.startDate.isEmpty, header.startDate != "01.01.85" {
            metadata["start"] = header.startDate + " " + header.startTime
        }
        let filters = Set(header.signals.map(\.prefilter)).subtracting([""])
        if filters.count == 1 { metadata["filters"] = filters.first }
        return metadata
    }

    /// All annotations, with onsets counted from the first record.
    private func readAnnotations() throws(RecordingError) -> [EDFAnnotation] {
        let signals = header.signals.filter(\.isAnnotation)
        var annotations: [EDFAnnotation] = []
        var start: Double?
        for record in 0..<header.recordCount {
            for (k, signal) in signals.enumerated() {
                let bytes = try file.bytes(
                    at: header.headerBytes + record * header.recordBytes + signal.offset,
                    count: signal.samplesPerRecord * header.flavour.bytesPerSample)
                guard let list = EDFAnnotationList(bytes) else {
                    throw RecordingError(
                        file: file.path, place: "record \(record + 1)",
                        problem: "the annotations break the rules of EDF+: each is +seconds, text and their end marks")
                }
                if k == 0 {
                    if start == nil { start = list.firstOnset }
                    try checkContinuity(record, onset: list.firstOnset, start: start)
                }
                annotations += list.annotations
            }
        }
        let first = start ?? 0
        for k in annotations.indices { annotations[k].onset -= first }
        return annotations
    }

    /// A gap between records is refused, never closed silently: all times behind it would be wrong.
    private func checkContinuity(_ record: Int, onset: Double?, start: Double?) throws(RecordingError) {
        guard header.isInterrupted, header.recordSeconds > 0 else { return }
        let place = "record \(record + 1)"
        guard let onset, let start else {
            throw RecordingError(
                file: file.path, place: place,
                problem: "the record does not say when it begins, as \(header.variant) must")
        }
        let expected = start + Double(record) * header.recordSeconds
        let fastest = header.signals.filter { !$0.isAnnotation }.map(\.samplesPerRecord).max() ?? 1
        let gap = onset - expected
        if abs(gap) > header.recordSeconds / Double(fastest) / 2 {
            throw RecordingError(
                file: file.path, place: place,
                problem: "the record begins at \(onset) s, \(DecimalText.text(abs(gap), decimals: 6)) s "
                    + "\(gap > 0 ? "after" : "before") the end of the one before it; Lull reads recordings without gaps, "
                    + "so cut the file there")
        }
    }
}

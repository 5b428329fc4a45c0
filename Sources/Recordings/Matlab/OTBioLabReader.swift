// OTBiolab+'s export to MATLAB: a matrix, a text for each of its columns, one rate. The texts say what a column is.

import Signals

/// Reads what OTBiolab+ exports: `Data` (samples × channels), `Description` (one text per channel),
/// `SamplingFrequency`, and optionally `Time` and `OTBFile`; `Data` and `Time` are cells of one matrix.
struct OTBioLabReader {
    let path: String
    let version: MatFile.Version
    let variables: [MatVariable]
    let options: ReadingOptions

    /// The variables that ``read()`` needs.
    static let wanted = ["Data", "Description", "SamplingFrequency", "Time", "OTBFile"]

    /// Whether these variables are such an export.
    static func recognises(_ variables: [MatVariable]) -> Bool {
        let names = Set(variables.map(\.name))
        return ["Data", "Description", "SamplingFrequency"].allSatisfy(names.contains)
    }

    func read() throws(RecordingError) -> Recording {
        let rate = try readRate()
        let (values, rows, columns) = try readMatrix()
        let channels = try readChannels(rate: rate, columns: columns)
        let samples = ColumnSamples(values: values, samplesPerChannel: rows)
        var metadata: [String: String] = [:]
        if let original = variable("OTBFile")?.text, original != "unknown", !original.isEmpty {
            metadata["original file"] = original
        }
        if let start = startTime() { metadata["start in the original file (s)"] = "\(start)" }
        return Recording(
            name: path, format: "OT BioLab .mat (\(version.rawValue))", channels: channels,
            grids: ElectrodeGrid.named(by: channels), motorUnits: try motorUnits(channels, samples, rate),
            metadata: metadata, samples: samples)
    }

    private func variable(_ name: String) -> MatVariable? { variables.first { $0.name == name } }

    private func readRate() throws(RecordingError) -> SampleRate {
        guard let hertz = variable("SamplingFrequency")?.number, let rate = SampleRate(hertz: hertz) else {
            let found = variable("SamplingFrequency").map { $0.number.map { "\($0)" } ?? $0.summary } ?? "nothing"
            throw error("SamplingFrequency", "found \(found); it must be one number above 0 and up to 10,000,000 Hz")
        }
        return rate
    }

    private func readMatrix() throws(RecordingError) -> (values: [Float], rows: Int, columns: Int) {
        guard var data = variable("Data") else { throw error("Data", "the variable is missing") }
        if case .cells(let cells) = data.value {
            guard cells.count == 1, let only = cells.first else {
                throw error(
                    "Data", "it holds \(cells.count) recordings; Lull reads one per file, so export each on its own")
            }
            data = only
        }
        guard let values = data.floats, data.dimensions.count == 2, data.rows > 0, data.columns > 0 else {
            throw error("Data", "found \(data.summary); it must be a matrix of real numbers, samples × channels")
        }
        return (values, data.rows, data.columns)
    }

    private func readChannels(rate: SampleRate, columns: Int) throws(RecordingError) -> [Channel] {
        guard let texts = variable("Description")?.lines else {
            let found = variable("Description")?.summary ?? "nothing"
            throw error("Description", "found \(found); it must hold one text for each column of Data")
        }
        guard texts.count == columns else {
            throw error("Description", "\(texts.count) texts for the \(columns) columns of Data; one each is needed")
        }
        return texts.map { text in
            let parts = ChannelText(text)
            let unit = parts.unit ?? .arbitrary
            return Channel(
                label: parts.label, kind: Self.kind(label: parts.label, unit: unit), unit: unit, rate: rate)
        }
    }

    /// What a column with this label and unit is taken for.
    static func kind(label: String, unit: SignalUnit) -> ChannelKind {
        let kind = ChannelText.kind(label: label, unit: unit)
        // Raw EMG has no word of its own in OTBiolab+; every other column has.
        return kind == .other && unit.microvoltsPerUnit != nil ? .emg : kind
    }

    /// The motor units in the file's order. The k-th column of marks belongs to the k-th source.
    private func motorUnits(
        _ channels: [Channel], _ samples: ColumnSamples, _ rate: SampleRate
    ) throws(RecordingError) -> [RecordedMotorUnit] {
        let marks = channels.indices.filter { channels[$0].kind == .dischargeMarks }
        let sources = channels.indices.filter { channels[$0].kind == .source }
        let grids = ElectrodeGrid.named(by: channels)
        var units: [RecordedMotorUnit] = []
        for (position, column) in marks.enumerated() {
            let values = samples.samples(ofChannel: column, in: 0..<samples.samplesPerChannel)
            if let odd = values.firstIndex(where: { $0 != 0 && $0 != 1 }) {
                throw error(
                    "Data, channel \(column + 1), sample \(odd + 1)",
                    "a discharge mark of \(values[odd]); marks are 0 or 1")
            }
            // A mark is late by the extension factor; one that would move before the first sample is not a discharge
            // of this recording.
            let discharges = values.indices.filter { values[$0] == 1 }.map { $0 - options.extensionFactor }
            guard let train = try? DischargeTrain(samples: discharges.filter { $0 >= 0 }, rate: rate) else {
                throw error("Data, channel \(column + 1)", "the discharges are not in order")
            }
            units.append(
                RecordedMotorUnit(
                    name: "\(position)", discharges: train,
                    sourceChannel: sources.count == marks.count ? sources[position] : nil,
                    grid: grids.count == 1 ? 0 : nil))
        }
        return units
    }

    /// Where in the original recording this export begins; `nil` when at 0 or unknown.
    private func startTime() -> Double? {
        var time = variable("Time")
        if case .cells(let cells)? = time?.value { time = cells.first }
        guard let time, case .doubles(let seconds) = time.value, let first = seconds.first, first.isFinite, first != 0
        else { return nil }
        return first
    }

    private func error(_ place: String, _ problem: String) -> RecordingError {
        RecordingError(file: path, place: place, problem: problem)
    }
}

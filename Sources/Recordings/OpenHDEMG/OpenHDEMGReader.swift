// openhdemg's JSON: an object whose values are texts that hold JSON, plain or gzip-compressed.

import Signals

/// Reads what `save_json_emgfile` of openhdemg writes, decomposed recordings and reference signals alone.
struct OpenHDEMGReader {
    private let path: String
    private var scanner: JSONScanner
    private var texts: [String: String] = [:]
    private var numbers: [String: Double] = [:]
    private var tables: [String: SplitTable] = [:]
    private var pulses: [[Int]]?
    private var notes: OpenHDEMGNotes?

    /// Sources of files with all components, and of those with a reference signal only.
    private static let sources = ["DEMUSE", "OTB", "CUSTOMCSV", "DELSYS", "OPENHDEMG"]
    private static let referenceSources = ["OTB_REFSIG", "CUSTOMCSV_REFSIG", "DELSYS_REFSIG"]

    init(_ file: InputFile, options: ReadingOptions) throws(RecordingError) {
        path = file.path
        scanner = try JSONScanner(ByteSource(file, limit: options.decompressedByteLimit))
    }

    mutating func read() throws(RecordingError) -> Recording {
        try scanner.skipSpace()
        if scanner.current == 0xEF { for _ in 0..<3 { try scanner.advance() } }
        guard try scanner.take("{") else {
            throw error(
                nil,
                "this is not openhdemg's JSON, which is an object that begins with \"{\"; Lull reads "
                    + RecordingFormat.list)
        }
        if try !scanner.take("}") {
            repeat { try readEntry() } while try scanner.take(",")
            try scanner.expect("}", "to end the file")
        }
        try scanner.skipSpace()
        guard scanner.current == JSONScanner.end else {
            throw scanner.error("there is more behind the end of the object")
        }
        return try recording()
    }

    private mutating func readEntry() throws(RecordingError) {
        let key = try scanner.string()
        try scanner.expect(":", "after \(key)")
        switch key {
        case "SOURCE", "FILENAME":
            try scanner.enter()
            texts[key] = try scanner.string()
            try scanner.leave()
        case "FSAMP", "IED", "EMG_LENGTH", "NUMBER_OF_MUS":
            try scanner.enter()
            numbers[key] = try scanner.number()
            try scanner.leave()
        case "RAW_SIGNAL", "REF_SIGNAL", "ACCURACY", "IPTS", "EXTRAS":
            try scanner.enter()
            tables[key] = try SplitTable(&scanner, name: key, isLenient: key == "EXTRAS")
            try scanner.leave()
        case "MUPULSES":
            try scanner.enter()
            pulses = try readPulses()
            try scanner.leave()
        case "LULL":
            try scanner.enter()
            notes = try OpenHDEMGNotes(&scanner)
            try scanner.leave()
        default:
            // BINARY_MUS_FIRING says again what MUPULSES says; other keys are other people's.
            try scanner.enter()
            try scanner.skipInside()
        }
    }

    private mutating func readPulses() throws(RecordingError) -> [[Int]] {
        var units: [[Int]] = []
        try scanner.expect("[", "to begin MUPULSES")
        if try scanner.take("]") { return [] }
        repeat {
            var unit: [Int] = []
            try scanner.expect("[", "to begin a motor unit")
            if try !scanner.take("]") {
                repeat {
                    let value = try scanner.number()
                    guard let sample = Int(exactly: value) else {
                        throw scanner.error("a discharge at sample \(value); samples are whole numbers from 0")
                    }
                    unit.append(sample)
                } while try scanner.take(",")
                try scanner.expect("]", "to end a motor unit")
            }
            units.append(unit)
        } while try scanner.take(",")
        try scanner.expect("]", "to end MUPULSES")
        return units
    }

    private func error(_ place: String?, _ problem: String) -> RecordingError {
        RecordingError(file: path, place: place, problem: problem)
    }
}

// MARK: - The recording

extension OpenHDEMGReader {
    private func recording() throws(RecordingError) -> Recording {
        guard let source = texts["SOURCE"] else {
            throw error(nil, "the JSON has no SOURCE; Lull reads JSON that openhdemg saved")
        }
        let isWhole = Self.sources.contains(source)
        guard isWhole || Self.referenceSources.contains(source) else {
            throw error(
                "SOURCE",
                "\"\(source)\" is unknown; known are "
                    + (Self.sources + Self.referenceSources).joined(separator: ", "))
        }
        guard let hertz = numbers["FSAMP"], let rate = SampleRate(hertz: hertz) else {
            throw error("FSAMP", "the rate must be one number above 0 and up to 10,000,000 Hz")
        }
        for key in isWhole ? ["RAW_SIGNAL", "MUPULSES"] : ["REF_SIGNAL"]
        where tables[key] == nil && !(key == "MUPULSES" && pulses != nil) {
            throw error(nil, "\(key) is missing, which a file of source \(source) must have")
        }
        var channels: [Channel] = []
        var columns: [[Float]] = []
        func add(_ key: String, _ kind: ChannelKind, _ name: String, _ unit: SignalUnit) {
            guard let table = tables[key], table.rows > 0 else { return }
            for (k, column) in table.columns.enumerated() {
                let number = Int(table.labels[k]).map { "\(name) \($0 + 1)" } ?? table.labels[k]
                let label = table.columns.count == 1 && kind == .force ? name : number
                channels.append(Channel(label: label, kind: kind, unit: unit, rate: rate))
                columns.append(column)
            }
        }
        // openhdemg keeps no units. OTBiolab+ exports µV and, if set up so, % MVC; of the others nothing is known.
        let isOTB = source.hasPrefix("OTB")
        add("RAW_SIGNAL", .emg, "EMG", isOTB ? .microvolt : .arbitrary)
        add("REF_SIGNAL", .force, "Reference signal", isOTB ? .percentMVC : .arbitrary)
        add("IPTS", .source, "Source", .arbitrary)
        add("EXTRAS", .other, "Extra", .arbitrary)
        if let described = notes?.channels, described.count == channels.count {
            channels = described.map { Channel(label: $0.label, kind: $0.kind, unit: $0.unit, rate: rate) }
        }
        return Recording(
            name: path, format: "openhdemg JSON", channels: channels, grids: ElectrodeGrid.named(by: channels),
            events: notes?.events ?? [], motorUnits: try motorUnits(channels, rate),
            metadata: metadata(source), samples: MemorySamples(channels: columns))
    }

    private func motorUnits(_ channels: [Channel], _ rate: SampleRate) throws(RecordingError) -> [RecordedMotorUnit] {
        let pulses = pulses ?? []
        if let stated = numbers["NUMBER_OF_MUS"], stated != Double(pulses.count) {
            throw error("NUMBER_OF_MUS", "\(stated) motor units are announced, MUPULSES holds \(pulses.count)")
        }
        let accuracy = tables["ACCURACY"]?.columns.first ?? []
        let sources = channels.indices.filter { channels[$0].kind == .source }
        let grids = ElectrodeGrid.named(by: channels)
        var units: [RecordedMotorUnit] = []
        for (k, samples) in pulses.enumerated() {
            do throws(DischargeTrainError) {
                let train = try DischargeTrain(samples: samples, rate: rate)
                let value = accuracy.count == pulses.count && accuracy[k].isFinite ? Double(accuracy[k]) : nil
                let names = notes?.unitNames ?? []
                units.append(
                    RecordedMotorUnit(
                        name: names.count == pulses.count ? names[k] : "\(k)", discharges: train, accuracy: value,
                        sourceChannel: sources.count == pulses.count ? sources[k] : nil,
                        grid: grids.count == 1 ? 0 : nil))
            } catch {
                throw self.error("MUPULSES, motor unit \(k + 1)", error.description)
            }
            if let length = numbers["EMG_LENGTH"], let last = samples.last, Double(last) >= length {
                throw error(
                    "MUPULSES, motor unit \(k + 1)",
                    "a discharge at sample \(last) of a recording of \(length) samples")
            }
        }
        return units
    }

    private func metadata(_ source: String) -> [String: String] {
        var metadata = ["source": source]
        metadata["original file"] = texts["FILENAME"]
        if let distance = numbers["IED"], distance.isFinite {
            metadata["inter-electrode distance (mm)"] = "\(distance)"
        }
        return metadata
    }
}

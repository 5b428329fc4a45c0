// The header of EDF, EDF+, BDF and BDF+: 256 bytes for the recording, then 256 bytes for each signal, field by field.
// Kemp et al., "A simple format for exchange of digitized polygraphic recordings", 1992, doi 10.1016/0013-4694(92)90009-7;
// Kemp and Olivan, "European data format 'plus'", 2003, doi 10.1016/S1388-2457(03)00123-8.

import Signals

/// How EDF-like files store a sample.
enum EDFFlavour: String, Sendable {
    /// 16-bit samples.
    case edf = "EDF"
    /// 24-bit samples.
    case bdf = "BDF"

    var bytesPerSample: Int { self == .edf ? 2 : 3 }
    var digitalRange: ClosedRange<Int> { self == .edf ? -32768...32767 : -8_388_608...8_388_607 }
    var annotationLabel: String { rawValue + " Annotations" }
}

/// One signal of a header.
struct EDFSignal: Sendable, Hashable {
    var label: String
    var transducer: String
    var dimension: String
    var physicalMinimum: Double
    var physicalMaximum: Double
    var digitalMinimum: Int
    var digitalMaximum: Int
    var prefilter: String
    var samplesPerRecord: Int
    /// Where the signal begins in a record, in bytes.
    var offset: Int
    var isAnnotation: Bool

    /// Physical units per digital step.
    var gain: Double {
        (physicalMaximum - physicalMinimum) / Double(digitalMaximum - digitalMinimum)
    }
}

/// A header that was read and checked against the file's size.
struct EDFHeader: Sendable {
    var flavour: EDFFlavour
    /// `EDF+C`, `BDF+D` and the like; empty for the formats without +.
    var variant: String
    var patient: String
    var recording: String
    var startDate: String
    var startTime: String
    var headerBytes: Int
    var recordCount: Int
    var recordSeconds: Double
    var recordBytes: Int
    var signals: [EDFSignal]

    var isPlus: Bool { variant.dropFirst(3).first == "+" }
    var isInterrupted: Bool { isPlus && variant.last == "D" }
}

extension EDFHeader {
    /// Reads and checks the header of a file.
    ///
    /// - Throws: ``RecordingError`` that names the field, what is in it and what is allowed.
    init(_ file: InputFile, flavour: EDFFlavour) throws(RecordingError) {
        let fixed = try EDFFields(file: file, start: 0, count: 256)
        self.flavour = flavour
        patient = fixed.text(8, 80)
        recording = fixed.text(88, 80)
        startDate = fixed.text(168, 8)
        startTime = fixed.text(176, 8)
        variant = fixed.text(192, 44).split(separator: " ").first.map { String($0.prefix(5)) } ?? ""
        if !["EDF+C", "EDF+D", "BDF+C", "BDF+D"].contains(variant) { variant = "" }
        let signalCount = try fixed.whole(252, 4, "the number of signals", 1...9999)
        headerBytes = 256 * (signalCount + 1)
        let stated = try fixed.whole(184, 8, "the header's size", 256...(256 * 10_000))
        guard stated == headerBytes else {
            throw fixed.error(184, "the header's size is \(stated) bytes; \(signalCount) signals need \(headerBytes)")
        }
        let statedRecords = try fixed.whole(236, 8, "the number of records", -1...99_999_999)
        recordSeconds = try fixed.number(244, 8, "the length of a record (s)")
        guard recordSeconds >= 0, recordSeconds < 1e8 else {
            throw fixed.error(244, "a record of \(recordSeconds) s; it must be 0 s (annotations only) or longer")
        }
        signals = try Self.signals(file, count: signalCount, flavour: flavour)
        recordBytes = signals.reduce(0) { $0 + $1.samplesPerRecord } * flavour.bytesPerSample
        recordCount = statedRecords
        try settleRecordCount(file)
        for (k, signal) in signals.enumerated() where !signal.isAnnotation {
            let hertz = recordSeconds > 0 ? Double(signal.samplesPerRecord) / recordSeconds : 0
            guard SampleRate(hertz: hertz) != nil else {
                throw RecordingError(
                    file: file.path, place: "signal \(k + 1) (\(signal.label))",
                    problem: "\(signal.samplesPerRecord) samples in a record of \(recordSeconds) s; the rate must be "
                        + "above 0 and up to 10,000,000 Hz")
            }
        }
    }

    /// Compares the number of records with the file's size. −1 means that the recording was not closed properly; then
    /// the whole records that are there count.
    private mutating func settleRecordCount(_ file: InputFile) throws(RecordingError) {
        let there = (file.size - headerBytes) / recordBytes
        if recordCount < 0 { recordCount = there }
        guard recordCount <= there else {
            throw RecordingError(
                file: file.path, place: "byte \(file.size)",
                problem: "the file is cut short: the header promises \(recordCount) records of \(recordBytes) bytes, "
                    + "\(there) are there in full")
        }
        guard recordCount > 0 else { throw RecordingError(file: file.path, problem: "the file holds no data records") }
    }

    private static func signals(
        _ file: InputFile, count: Int, flavour: EDFFlavour
    ) throws(RecordingError) -> [EDFSignal] {
        let fields = try EDFFields(file: file, start: 256, count: 256 * count)
        var signals: [EDFSignal] = []
        var offset = 0
        for k in 0..<count {
            let column = EDFSignalColumn(fields: fields, count: count, index: k)
            let label = column.text(0, 16)
            // Some writers forget the + in the header; its annotations are no samples all the same.
            let isAnnotation = label == flavour.annotationLabel
            let samples = try column.whole(216, 8, "the samples per record", 1...99_999_999)
            var signal = EDFSignal(
                label: label, transducer: column.text(16, 80), dimension: column.text(96, 8), physicalMinimum: -1,
                physicalMaximum: 1, digitalMinimum: flavour.digitalRange.lowerBound,
                digitalMaximum: flavour.digitalRange.upperBound, prefilter: column.text(136, 80),
                samplesPerRecord: samples, offset: offset, isAnnotation: isAnnotation)
            if !isAnnotation {
                signal.physicalMinimum = try column.number(104, 8, "the physical minimum")
                signal.physicalMaximum = try column.number(112, 8, "the physical maximum")
                signal.digitalMinimum = try column.whole(120, 8, "the digital minimum", flavour.digitalRange)
                signal.digitalMaximum = try column.whole(128, 8, "the digital maximum", flavour.digitalRange)
                guard signal.digitalMinimum < signal.digitalMaximum else {
                    throw column.error(
                        128, 8,
                        "the digital maximum \(signal.digitalMaximum) is not above the minimum "
                            + "\(signal.digitalMinimum)")
                }
                guard signal.physicalMinimum != signal.physicalMaximum, signal.gain.isFinite else {
                    throw column.error(
                        112, 8,
                        "the physical minimum and maximum are both \(signal.physicalMaximum); they must differ")
                }
            }
            signals.append(signal)
            offset += samples * flavour.bytesPerSample
        }
        return signals
    }
}

/// The fields of a stretch of header, by position.
struct EDFFields {
    let path: String
    let start: Int
    let bytes: [UInt8]

    init(file: InputFile, start: Int, count: Int) throws(RecordingError) {
        bytes = try file.bytes(at: start, count: count)
        path = file.path
        self.start = start
        guard bytes.count == count else {
            throw RecordingError(
                file: path, place: "byte \(start)",
                problem: "the file is cut short: its header needs \(start + count) bytes, the file has \(file.size)")
        }
    }

    /// A field as text. EDF allows ASCII only; Latin-1 is understood because the µ of µV is common.
    func text(_ at: Int, _ count: Int) -> String {
        let scalars = bytes[at..<(at + count)].map { Unicode.Scalar($0 < 0x20 || $0 == 0x7F ? 0x20 : $0) }
        return String(String.UnicodeScalarView(scalars)).trimmingSpaces()
    }

    func number(_ at: Int, _ count: Int, _ what: String) throws(RecordingError) -> Double {
        let found = text(at, count)
        guard let value = DecimalText.parse(found), value.isFinite else {
            throw error(at, "\(what) is \"\(found)\"; it must be a decimal number")
        }
        return value
    }

    func whole(
        _ at: Int, _ count: Int, _ what: String, _ allowed: ClosedRange<Int>
    ) throws(RecordingError) -> Int {
        let found = text(at, count)
        guard let value = DecimalText.parse(found), let whole = Int(exactly: value), allowed.contains(whole) else {
            throw error(
                at,
                "\(what) is \"\(found)\"; it must be a whole number from \(allowed.lowerBound) to "
                    + "\(allowed.upperBound)")
        }
        return whole
    }

    func error(_ at: Int, _ problem: String) -> RecordingError {
        RecordingError(file: path, place: "byte \(start + at)", problem: problem)
    }
}

/// The fields of one signal; a field of all signals stands together, so the place depends on their number.
private struct EDFSignalColumn {
    let fields: EDFFields
    let count: Int
    let index: Int

    private func place(_ at: Int, _ width: Int) -> Int { at * count + width * index }

    func text(_ at: Int, _ width: Int) -> String { fields.text(place(at, width), width) }

    func number(_ at: Int, _ width: Int, _ what: String) throws(RecordingError) -> Double {
        try fields.number(place(at, width), width, "\(what) of signal \(index + 1)")
    }

    func whole(
        _ at: Int, _ width: Int, _ what: String, _ allowed: ClosedRange<Int>
    ) throws(RecordingError) -> Int {
        try fields.whole(place(at, width), width, "\(what) of signal \(index + 1)", allowed)
    }

    func error(_ at: Int, _ width: Int, _ problem: String) -> RecordingError {
        fields.error(place(at, width), "signal \(index + 1): \(problem)")
    }
}

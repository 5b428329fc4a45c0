// Writing a recording, whatever its format.

import Signals

/// The formats that Lull writes.
public enum WritableFormat: String, Sendable, Hashable, CaseIterable {
    /// EDF+, 16 bits.
    case edf
    /// BDF+, 24 bits.
    case bdf
    /// Columns of text.
    case csv
    /// JSON for openhdemg, gzip-compressed.
    case openhdemg = "json"
    /// Streams of the Lab Streaming Layer.
    case xdf
    /// Motor units and events as a table of BIDS, with its JSON beside it.
    case events = "tsv"
    /// MATLAB, as OTBiolab+ exports.
    case matlab = "mat"
    /// MATLAB, as MUedit saves.
    case muedit = "muedit.mat"
    /// MATLAB, as DEMUSE saves.
    case demuse = "demuse.mat"
    /// A table as Trigno Discover of Delsys exports.
    case delsys = "delsys.csv"
    /// MATLAB, as EMGworks and NeuroMap of Delsys save.
    case delsysMatlab = "delsys.mat"
    /// An archive of OTBiolab+.
    case otbPlus = "otb+"
    /// An archive of OTBIOLAB 4.
    case otb4
    /// A folder in the layout of BIDS-EMG.
    case bids

    /// Whether the format has a place for channels and their samples.
    public var holdsSamples: Bool { self != .events }
    /// Whether it is a MATLAB file of another program, with that program's idea of what a recording holds.
    public var isMatlab: Bool { [.matlab, .muedit, .demuse, .delsysMatlab].contains(self) }
    /// Whether the format is one matrix, so that all channels come to one rate and length.
    public var hasOneRate: Bool { [.csv, .openhdemg, .matlab, .muedit, .demuse, .otbPlus].contains(self) }
    /// Whether it is a folder instead of a file.
    public var isFolder: Bool { self == .bids }

    /// The format that the ending of `path` names (`.edf`, `.bdf`, `.csv`, `.json`, `.xdf`, `.tsv`, `.mat`, `.muedit.mat`,
    /// `.demuse.mat`, `.delsys.csv`, `.delsys.mat`, `.otb+`, `.otb4`, or `/` for a folder).
    ///
    /// - Throws: ``RecordingError`` when it names none.
    public init(endingOf path: String) throws(RecordingError) {
        if path.last == "/" {
            self = .bids
            return
        }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
        for format in [WritableFormat.muedit, .demuse, .delsys, .delsysMatlab]
        where name.lowercased().hasSuffix("." + format.rawValue) {
            self = format
            return
        }
        guard let format = WritableFormat(rawValue: ending), !format.isFolder else {
            throw RecordingError(
                .usage, file: path,
                problem: (ending.isEmpty
                    ? "the name has no ending" : "the ending .\(ending) names no format that Lull writes")
                    + "; use .edf, .bdf, .csv, .json (openhdemg), .xdf, .tsv (motor units), .mat (as OTBiolab+), .muedit.mat, "
                    + ".demuse.mat, .delsys.csv, .delsys.mat, .otb+, .otb4 or a / at the end (a BIDS folder)")
        }
        self = format
    }
}

extension Recording {
    /// Writes the recording. The file appears, or replaces an older one, only when it is complete. A folder is filled
    /// file by file; write into a new one and rename it.
    ///
    /// - Throws: ``RecordingError`` when the format cannot hold the recording or the file cannot be written.
    public func write(to path: String, as format: WritableFormat) throws(RecordingError) {
        try prepared(for: format).writeAsItIs(to: path, as: format)
    }

    private func writeAsItIs(to path: String, as format: WritableFormat) throws(RecordingError) {
        switch format {
        case .edf, .bdf:
            var writer = try EDFWriter(self, flavour: format == .edf ? .edf : .bdf)
            try writer.write(to: path)
        case .csv: try CSVWriter(recording: self).write(to: path)
        case .openhdemg: try OpenHDEMGWriter(self).write(to: path)
        case .xdf: try XDFWriter(recording: self).write(to: path)
        case .events: try EventsWriter(recording: self).write(to: path)
        case .matlab: try MatV5Writer.write(MatlabWriter(self).otbiolab(), to: path)
        case .muedit: try MatV5Writer.write(MatlabWriter(self).muedit(), to: path)
        case .demuse: try MatV5Writer.write(MatlabWriter(self).demuse(), to: path)
        case .delsys: try DelsysWriter(recording: self).write(to: path)
        case .delsysMatlab: try DelsysMatWriter(recording: self).write(to: path)
        case .otbPlus: try OTBPlusWriter(self).write(to: path)
        case .otb4: try OTB4Writer(self).write(to: path)
        case .bids:
            let dataset = BIDSDataset(
                converting: self, participant: metadata["participant"] ?? "01", task: metadata["task"] ?? "recording",
                software: BIDSSoftware(name: "Lull", version: ""))
            try BIDSDataset.makeFolder(path)
            try dataset.write(to: path)
        }
    }

    /// Writes openhdemg's JSON without compression, which Lull reads and the fuzzer damages.
    package func writeUncompressedOpenHDEMG(to path: String) throws(RecordingError) {
        try OpenHDEMGWriter(self).write(to: path, isCompressed: false)
    }
}

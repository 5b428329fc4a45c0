// Which format a file has, told from its first bytes, never from its name.

import Signals

/// The formats that Lull reads.
public enum RecordingFormat: String, Sendable, Hashable, CaseIterable {
    /// MATLAB version 5, which OTBiolab+ exports.
    case matlab5 = "MATLAB .mat, version 5"
    /// MATLAB version 7.3 (HDF5).
    case matlab73 = "MATLAB .mat, version 7.3"
    /// European Data Format, EDF and EDF+.
    case edf = "EDF"
    /// BioSemi Data Format, BDF and BDF+.
    case bdf = "BDF"
    /// JSON of openhdemg, plain or gzip-compressed.
    case openhdemg = "openhdemg JSON"
    /// An archive, TAR or ZIP: OT BioLab's .otb+ and .otb4.
    case otb = "OT BioLab .otb+ or .otb4"
    /// Extensible Data Format of the Lab Streaming Layer.
    case xdf = "XDF"
    /// A table of events with motor units, as BIDS has them.
    case events = "BIDS table of motor units"
    /// A table that Delsys' Trigno Discover or EMGworks exported.
    case delsys = "Delsys CSV"
    /// Columns of text.
    case csv = "CSV"

    /// The formats in words, for messages.
    static let list =
        "OT BioLab .mat, .otb+ and .otb4, MUedit, DEMUSE and Delsys .mat, EDF(+), BDF(+), openhdemg JSON, XDF, BIDS "
        + "folders and their _events.tsv, and CSV (Delsys' too)"

    /// The format of a file, by its content.
    ///
    /// - Throws: ``RecordingError`` when the file cannot be read or looks like none of these formats.
    public static func detect(_ path: String) throws(RecordingError) -> RecordingFormat {
        try detect(InputFile(path))
    }

    static func detect(_ file: InputFile) throws(RecordingError) -> RecordingFormat {
        let head = try file.bytes(at: 0, count: 1024)
        if let format = signed(head) { return format }
        if TarArchive.recognises(head) { return .otb }
        if ZipArchive.recognises(file), try ZipArchive.holdsSignals(file) { return .otb }
        let stranger = foreign(head)
        if stranger == nil, let format = textual(head) { return format }
        let kind = stranger ?? "unknown binary data"
        throw RecordingError(file: file.path, problem: "this looks like \(kind); Lull reads \(list)")
    }

    /// The format of a file that begins with a signature.
    private static func signed(_ head: [UInt8]) -> RecordingFormat? {
        if head.starts(with: "MATLAB ".utf8), head.count >= 128 {
            // The version is a 16-bit number whose byte order the letters behind it tell.
            let isLittle = head[126] == UInt8(ascii: "I")
            switch isLittle ? head[125] : head[124] {
            case 1: return .matlab5
            case 2: return .matlab73
            default: break
            }
        }
        if head.starts(with: "MATLAB 5.0 MAT-file".utf8) { return .matlab5 }
        if head.starts(with: "MATLAB 7.3 MAT-file".utf8) { return .matlab73 }
        if head.starts(with: "0       ".utf8) { return .edf }
        if head.starts(with: [0xFF] + Array("BIOSEMI".utf8)) { return .bdf }
        if head.starts(with: XDFReader.signature) { return .xdf }
        return head.starts(with: [0x1F, 0x8B]) ? .openhdemg : nil
    }

    /// The format of a text; its reader finds out whether it really is one.
    private static func textual(_ head: [UInt8]) -> RecordingFormat? {
        guard isText(head) else { return nil }
        let visible = head.drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || isSpace($0) }
        switch visible.first {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .openhdemg
        case nil: return nil
        case _ where EventsFile.isHeader(visible.prefix { $0 != 0x0A && $0 != 0x0D }): return .events
        default: return DelsysTable.recognises(head) ? .delsys : .csv
        }
    }

    /// What a file is that Lull does not read, where its first bytes say so.
    private static func foreign(_ head: [UInt8]) -> String? {
        let marks: [([UInt8], String)] = [
            (
                Array("PK\u{3}\u{4}".utf8),
                "a ZIP archive without a recording of OT BioLab in it (.xlsx and .npz are such archives)"
            ),
            (Array("PK\u{5}\u{6}".utf8), "an empty ZIP archive"),
            (Array("%PDF".utf8), "a PDF"), ([0x89] + Array("PNG".utf8), "a PNG picture"),
            ([0x89] + Array("HDF".utf8), "an HDF5 file that is not a MATLAB 7.3 file"),
            ([0xFF, 0xD8, 0xFF], "a JPEG picture"), (Array("RIFF".utf8), "a RIFF file (WAV or AVI)"),
            (Array("GDF ".utf8), "a GDF file"), (Array("BZh".utf8), "a bzip2 archive"),
            ([0xFD] + Array("7zXZ".utf8), "an xz archive"),
            (Array("7z\u{BC}".unicodeScalars.map { UInt8($0.value) }), "a 7z archive"),
            ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"), (Array("Rar!".utf8), "a RAR archive"),
            (Array("Salted__".utf8), "a file encrypted by OpenSSL"),
            (Array("age-encryption.org".utf8), "a file encrypted by age"),
            (Array("-----BEGIN PGP".utf8), "a file encrypted by PGP"),
            (Array("SQLite format 3".utf8), "an SQLite database"),
            ([0x93] + Array("NUMPY".utf8), "a NumPy array"), ([0xD0, 0xCF, 0x11, 0xE0], "an old Office document"),
            (Array("<?xml".utf8), "an XML document"), (Array("<".utf8), "an HTML or XML document"),
            (Array("Brain Vision".utf8), "a BrainVision header"), ([0x7F] + Array("ELF".utf8), "a program"),
        ]
        for (mark, name) in marks where head.starts(with: mark) { return name }
        if head.count > 262, head[257..<262].elementsEqual("ustar".utf8) { return "a damaged TAR archive" }
        return looksLikeMatlab4(head) ? "a MATLAB file of version 4 (save it again with version 5 or 7.3)" : nil
    }

    /// Version 4 has no signature: a type number of up to four digits, rows, columns, a flag and the name's length.
    private static func looksLikeMatlab4(_ head: [UInt8]) -> Bool {
        guard head.count >= 20 else { return false }
        let words = (0..<5).map { k in (0..<4).reduce(0) { $0 | Int(head[4 * k + $1]) << (8 * $1) } }
        return words[0] < 53 && words[0] % 10 < 3 && words[1] > 0 && words[2] > 0 && words[3] < 2
            && (2..<64).contains(words[4])
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Whether no byte is a control character, except for white space.
    private static func isText(_ head: [UInt8]) -> Bool {
        !head.isEmpty && head.allSatisfy { $0 >= 0x20 && $0 != 0x7F || isSpace($0) }
    }
}

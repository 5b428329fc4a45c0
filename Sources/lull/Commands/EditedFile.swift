// A decomposition on disk while it is edited: where it lies, its original, and what is written after a change.

import Glibc
import MotorUnits
import Recordings
import Signals

/// A document that is edited.
struct EditedFile {
    /// The document's own path.
    let path: String
    /// The document as it is.
    let document: DecompositionFile

    /// Opens a document, or the one in a folder.
    init(_ argument: String) throws {
        var status = stat()
        let isFolder = stat(argument, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        path = isFolder ? (argument.hasSuffix("/") ? argument : argument + "/") + "decomposition.json" : argument
        document = try DecompositionFile(contentsOf: path)
    }

    /// Makes a change, keeps it in the history and writes the results.
    static func change(_ argument: String, _ operation: EditOperation, recording: String? = nil) throws {
        let edited = try EditedFile(argument)
        let source = operation.needsRecording ? try edited.recording(recording) : nil
        let digest =
            try source == nil ? nil : recording.map { try SHA256.hexadecimal(ofFile: Recording.dataFile(of: $0)) }
        var changed = try edited.document.applying(operation, recording: source)
        let entry = EditEntry(
            operation: operation, date: utcNow(), software: "Lull \(Lull.version)", recordingSHA256: digest)
        changed.history = (edited.document.history ?? []) + [entry]
        try edited.keepOriginal()
        try edited.save(changed)
        Console.say(operation.summary + "; the page and the files for other programs follow with `lull edit write`")
        for unit in changed.units where edited.document.units.first(where: { $0.name == unit.name }) != unit {
            let quality = unit.quality
            let silhouette = quality.silhouette.map { ", silhouette " + $0.formatted(decimals: 2) } ?? ""
            Console.result(
                "unit \(unit.name): \(counted(quality.dischargeCount, "discharge"))\(silhouette), "
                    + unit.verdict.rawValue + (unit.reasons.isEmpty ? "" : ": " + unit.reasons.joined(separator: "; ")))
        }
    }

    /// The recording that was decomposed; refuses another one.
    func recording(_ path: String?) throws -> Recording? {
        guard let path else { return nil }
        let digest = try SHA256.hexadecimal(ofFile: Recording.dataFile(of: path))
        guard let own = document.provenance.inputSHA256, digest == own else {
            throw RecordingError(
                .usage, file: path,
                problem: "this is not the recording that was decomposed (\(document.provenance.input), "
                    + "SHA-256 \(document.provenance.inputSHA256?.prefix(12) ?? "unknown")…)")
        }
        return try Recording.open(path)
    }

    /// The document as the decomposition left it.
    func original() throws -> DecompositionFile {
        guard document.history != nil else { return document }
        return try DecompositionFile(contentsOf: originalPath)
    }

    private var originalPath: String {
        let stem = path.hasSuffix(".json") ? String(path.dropLast(5)) : path
        return stem + ".original.json"
    }

    private func keepOriginal() throws {
        guard document.history == nil else { return }
        let output = try OutputFile(originalPath)
        try output.write(Array(document.json().utf8))
        try output.finish()
    }

    /// Writes the document and the tables beside it, all or none.
    func save(_ changed: DecompositionFile) throws {
        var changed = changed
        if changed.history?.isEmpty == true { changed.history = nil }
        let verdicts: Set<UnitVerdict> = [.accepted, .borderline]
        try folder.write([
            (fileName(of: path), try changed.json()), ("units.csv", changed.unitsCSV(verdicts)),
            ("discharges.csv", changed.dischargesCSV(verdicts)),
        ])
    }

    /// The folder that the document lies in.
    var folder: OutputFolder {
        get throws { try OutputFolder(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".") }
    }

    /// A span such as `5:10`, in seconds.
    static func span(_ text: String?) throws -> ClosedRange<Double>? {
        guard let text else { return nil }
        let ends = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        guard ends.count == 2, let from = ends[0], let to = ends[1], from.isFinite, to.isFinite, from <= to else {
            throw UsageError(
                description: "--window is “\(text)”; it takes a start and a later end in seconds, such as 5:25")
        }
        return from...to
    }

    private static func utcNow() -> String {
        var (seconds, parts) = (time(nil), tm())
        gmtime_r(&seconds, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(1900 + parts.tm_year)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T\(two(parts.tm_hour)):"
            + "\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
}

// What the two archives of OT Bioelettronica have in common, and which of them one is.

import Signals

/// Reads `.otb+` (OTBiolab+) and `.otb4` (OTBIOLAB 4), archives (TAR, or ZIP) of raw counts with a description in XML.
///
/// Layouts as the readers of OT Bioelettronica and of the analysis programs of the field take them; the scale of every
/// device is in Documentation/Formats.md.
struct OTBReader {
    let archive: Archive
    /// The recording's name, for messages.
    let path: String

    /// The largest description that is read.
    private static let descriptionLimit = 16 << 20

    init(_ file: InputFile) throws(RecordingError) {
        path = file.path
        archive = try ZipArchive.recognises(file) ? ZipArchive.unpack(file) : TarArchive.read(file)
    }

    /// Reads the recording.
    func read() throws(RecordingError) -> Recording {
        if let tracks = archive.members.first(where: {
            $0.name.hasSuffix("Tracks_000.xml") && !$0.name.contains("Trapez")
        }) {
            return try OTB4Reader(otb: self, tracks: tracks).read()
        }
        if archive.members.contains(where: { $0.name.hasSuffix(".sig") }) { return try OTBPlusReader(otb: self).read() }
        let names = archive.members.prefix(8).map(\.name).joined(separator: ", ")
        throw RecordingError(
            file: path,
            problem: "a TAR archive " + (names.isEmpty ? "without files" : "with \(names)")
                + "; Lull reads those of OT BioLab, which hold a .sig and an .xml (.otb+) or Tracks_000.xml (.otb4)")
    }

    /// The root of an XML member.
    func xml(_ member: Archive.Member) throws(RecordingError) -> XMLElement {
        let bytes = try archive.bytes(of: member, limit: Self.descriptionLimit)
        do { return try XMLReader.root(of: bytes) } catch {
            throw RecordingError(file: path, place: member.name, problem: "this is no readable XML: \(error.words)")
        }
    }

    /// A number that a description must have, within bounds.
    func number(
        _ text: String?, _ what: String, in place: String, from low: Double, to high: Double
    ) throws(RecordingError) -> Double {
        guard let text, let value = Double(text.trimmingSpaces()), value.isFinite, value >= low, value <= high else {
            throw RecordingError(
                file: path, place: place,
                problem: "the \(what) is \(text.map { "“\($0)”" } ?? "missing"); it must be a number from "
                    + "\(DecimalText.text(low, decimals: 0)) to \(DecimalText.text(high, decimals: 0))")
        }
        return value
    }

    /// The grids of known product codes among channels that follow one another, by each channel's code.
    static func grids(codes: [String]) -> [ElectrodeGrid] {
        var grids: [ElectrodeGrid] = []
        var start = 0
        while start < codes.count {
            var end = start
            while end < codes.count, codes[end] == codes[start] { end += 1 }
            if let grid = ElectrodeGrid.known(in: codes[start], firstChannel: start), grid.electrodeCount <= end - start
            {
                // A run of several grids of one kind, each with its own electrodes.
                var first = start
                while first + grid.electrodeCount <= end {
                    if let one = ElectrodeGrid.known(in: codes[start], firstChannel: first) { grids.append(one) }
                    first += grid.electrodeCount
                }
            }
            start = end
        }
        return grids
    }
}

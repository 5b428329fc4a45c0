// The members of a TAR archive, where they lie in the file. POSIX.1-1988 (ustar) headers, as OT BioLab writes them, with the
// extensions for long names and sizes of POSIX.1-2001 (pax) and GNU, as other programs write them when they pack it again.

import Signals

/// The members of a TAR archive, read in place.
enum TarArchive {
    /// More members than any recording has.
    static let most = 4096

    /// Whether the first block is a TAR header: its checksum says so.
    static func recognises(_ block: [UInt8]) -> Bool { block.count >= 512 && checksumFits(block) && block[0] != 0 }

    /// Reads the headers.
    ///
    /// - Throws: ``RecordingError`` when the archive is damaged or ends early.
    static func read(_ file: InputFile) throws(RecordingError) -> Archive {
        var (members, offset, more) = ([Archive.Member](), 0, TarExtension())
        while offset + 512 <= file.size {
            let block = try file.bytes(at: offset, count: 512)
            // Two empty blocks end an archive; one is enough here.
            guard block.contains(where: { $0 != 0 }) else { break }
            guard checksumFits(block), let stated = TarExtension.size(block[124..<136]) else {
                throw RecordingError(
                    file: file.path, place: "byte \(offset)",
                    problem: "the archive is damaged: there is no valid TAR header where the next member should begin")
            }
            let start = offset + 512
            let kind = TarExtension.Kind(rawValue: block[156])
            let size = kind == nil ? more.size ?? stated : stated
            let name = more.name ?? name(block)
            guard size <= file.size - start else {
                throw RecordingError(
                    file: file.path, place: name,
                    problem:
                        "the archive ends early: this member has \(size) bytes, \(max(0, file.size - start)) are there")
            }
            if let kind {
                guard size <= TarExtension.largest, more.take(kind, try file.bytes(at: start, count: size)) else {
                    throw RecordingError(
                        file: file.path, place: "byte \(offset)",
                        problem: "the archive is damaged: what should be the next member's long name is none")
                }
            } else {
                if block[156] == 0 || block[156] == UInt8(ascii: "0") {
                    members.append(Archive.Member(name: name, range: start..<(start + size)))
                }
                more = TarExtension()
            }
            guard members.count <= most else {
                throw RecordingError(file: file.path, problem: "the archive has more than \(most) members")
            }
            offset = start + (size + 511) / 512 * 512
        }
        return Archive(file: file, members: members)
    }

    private static func checksumFits(_ block: [UInt8]) -> Bool {
        guard let stated = TarExtension.octal(block[148..<156]) else { return false }
        var sum = 0
        for (k, byte) in block.prefix(512).enumerated() { sum += (148..<156).contains(k) ? 32 : Int(byte) }
        return sum == stated
    }

    /// The name in a header; ustar puts the folders of a long one before it.
    private static func name(_ block: [UInt8]) -> String {
        let folders = block[257..<263].elementsEqual(Array("ustar\0".utf8)) ? text(block[345..<500]) : ""
        return (folders.isEmpty ? "" : folders + "/") + text(block[0..<100])
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }
}

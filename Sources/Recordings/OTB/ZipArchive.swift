// ZIP archives, as some versions of OTBiolab+ pack recordings, by PKWARE's APPNOTE: the directory at the end says what there
// is; members are stored or deflated. No ZIP64, no encryption, no archives in several parts.

import CZlib
import Glibc
import Signals

/// Reads the directory of a ZIP archive and unpacks its members.
enum ZipArchive {
    /// A member as the directory has it.
    private struct Entry {
        var name: String
        var method, packed, size, header: Int
        var checksum: UInt32
    }

    /// Whether a file begins as such an archive does.
    static func recognises(_ file: InputFile) -> Bool {
        let head = try? file.bytes(at: 0, count: 4)
        return head == Array("PK\u{3}\u{4}".utf8)
    }

    /// Whether it holds what OT BioLab writes.
    ///
    /// - Throws: ``RecordingError`` when the archive has no directory or a damaged one.
    static func holdsSignals(_ file: InputFile) throws(RecordingError) -> Bool {
        try directory(file).contains { $0.name.hasSuffix(".sig") }
    }

    /// Unpacks all members into a file without a name.
    ///
    /// - Throws: ``RecordingError`` when the archive is damaged, packed in a way that is not read, or there is no room.
    static func unpack(_ file: InputFile) throws(RecordingError) -> Archive {
        let entries = try directory(file)
        var members: [Archive.Member] = []
        let unpacked = try InputFile(unpacking: file.path) { descriptor throws(RecordingError) in
            var offset = 0
            for entry in entries {
                try unpack(entry, of: file, to: descriptor)
                members.append(Archive.Member(name: entry.name, range: offset..<(offset + entry.size)))
                offset += entry.size
            }
        }
        return Archive(file: unpacked, members: members)
    }

    // MARK: The directory

    private static func directory(_ file: InputFile) throws(RecordingError) -> [Entry] {
        // The last record has 22 bytes and a comment of at most 65,535.
        let length = min(file.size, 22 + 65_535)
        let tail = try file.bytes(at: file.size - length, count: length)
        guard let end = (0...max(0, tail.count - 22)).last(where: { isRecord(tail, $0, 5, 6) && tail.count >= $0 + 22 })
        else {
            throw RecordingError(
                file: file.path,
                problem:
                    "this looks like a ZIP archive without the directory at its end: it is damaged or was not copied "
                    + "whole; Lull reads \(RecordingFormat.list)")
        }
        let (count, size, start) = (number(tail, end + 10, 2), number(tail, end + 12, 4), number(tail, end + 16, 4))
        guard count <= TarArchive.most, start < 0xFFFF_FFFF, start + size <= file.size else {
            throw RecordingError(
                file: file.path,
                problem:
                    "the ZIP archive has more than \(TarArchive.most) members or 4 GiB, or a damaged directory; unpack it and "
                    + "pack it as TAR")
        }
        let bytes = try file.bytes(at: start, count: size)
        var (entries, offset) = ([Entry](), 0)
        for _ in 0..<count {
            let entry = try entry(bytes, at: &offset, of: file)
            // Folders have names that end in a slash.
            if !entry.name.hasSuffix("/") { entries.append(entry) }
        }
        return entries
    }

    private static func entry(
        _ bytes: [UInt8], at offset: inout Int, of file: InputFile
    ) throws(RecordingError) -> Entry {
        guard offset + 46 <= bytes.count, isRecord(bytes, offset, 1, 2) else { throw damaged(file, nil) }
        let flags = number(bytes, offset + 8, 2)
        let nameLength = number(bytes, offset + 28, 2)
        let next = offset + 46 + nameLength + number(bytes, offset + 30, 2) + number(bytes, offset + 32, 2)
        guard next <= bytes.count else { throw damaged(file, nil) }
        let entry = Entry(
            name: String(decoding: bytes[(offset + 46)..<(offset + 46 + nameLength)], as: UTF8.self),
            method: number(bytes, offset + 10, 2), packed: number(bytes, offset + 20, 4),
            size: number(bytes, offset + 24, 4), header: number(bytes, offset + 42, 4),
            checksum: UInt32(number(bytes, offset + 16, 4)))
        offset = next
        guard flags & 1 == 0 else {
            throw RecordingError(
                file: file.path, place: entry.name,
                problem: "the member is encrypted; unpack it with its password first")
        }
        guard entry.method == 0 || entry.method == 8 else {
            throw RecordingError(
                file: file.path, place: entry.name,
                problem: "the member is packed by method \(entry.method); Lull reads stored (0) and deflated (8) ones")
        }
        // Deflate never packs more than 1032 bytes into one.
        guard entry.packed < 0xFFFF_FFFF, entry.size < 0xFFFF_FFFF, entry.size <= 1032 * entry.packed + 64,
            entry.method == 8 || entry.size == entry.packed
        else { throw damaged(file, entry.name) }
        return entry
    }

    // MARK: Members

    private static func unpack(_ entry: Entry, of file: InputFile, to descriptor: Int32) throws(RecordingError) {
        let header = try file.bytes(at: entry.header, count: 30)
        guard header.count == 30, isRecord(header, 0, 3, 4) else { throw damaged(file, entry.name) }
        var place = entry.header + 30 + number(header, 26, 2) + number(header, 28, 2)
        let end = place + entry.packed
        guard end <= file.size else { throw damaged(file, entry.name) }
        let inflater = Inflater(format: .bare)
        var output = [UInt8](repeating: 0, count: 1 << 18)
        var (given, checksum) = (0, crc32(0, nil, 0))
        while given < entry.size {
            let input = try file.bytes(at: place, count: min(1 << 16, end - place))
            let (taken, got) = step(entry.method, input, into: &output, by: inflater)
            guard got > 0 || taken > 0, given + got <= entry.size else { throw damaged(file, entry.name) }
            checksum = crc32(checksum, output, UInt32(got))
            try write(output[..<got], to: descriptor, file)
            place += taken
            given += got
        }
        guard UInt32(truncatingIfNeeded: checksum) == entry.checksum else { throw damaged(file, entry.name) }
    }

    /// Copies or inflates once.
    private static func step(
        _ method: Int, _ input: [UInt8], into output: inout [UInt8], by inflater: Inflater
    ) -> (taken: Int, given: Int) {
        guard method == 8 else {
            output.replaceSubrange(0..<input.count, with: input)
            return (input.count, input.count)
        }
        let step = input.withUnsafeBytes { input in
            output.withUnsafeMutableBytes { inflater.step(input, into: $0) }
        }
        return step.isDamaged ? (0, 0) : (step.taken, step.given)
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32, _ file: InputFile)
        throws(RecordingError)
    {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw RecordingError(
                    .inputOutput, file: file.path,
                    problem: "it cannot be unpacked (\(systemMessage(errno))); set TMPDIR to a folder with room")
            }
            done += written
        }
    }

    // MARK: Bytes

    private static func isRecord(_ bytes: [UInt8], _ offset: Int, _ third: UInt8, _ fourth: UInt8) -> Bool {
        bytes[offset] == 0x50 && bytes[offset + 1] == 0x4B && bytes[offset + 2] == third && bytes[offset + 3] == fourth
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    private static func damaged(_ file: InputFile, _ name: String?) -> RecordingError {
        RecordingError(
            file: file.path, place: name,
            problem: "the ZIP archive is damaged: it does not hold what its directory says")
    }
}

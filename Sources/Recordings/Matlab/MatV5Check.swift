// libmatio reads a damaged version 5 file as far as it can and says nothing. Whether the file is whole is checked here:
// the chain of top-level elements must end with the file, every compressed one must match its checksum, and the sizes
// inside must fit the bytes that are there.

import Signals

/// Checks that a version 5 file is whole and undamaged.
///
/// A file is a header of 128 bytes and a chain of elements, each 8 bytes of type and length and then its data
/// (MathWorks, "MAT-File Format"). Compressed elements (type 15) are zlib streams, which end with an Adler-32.
struct MatV5Check {
    let file: InputFile
    /// The most bytes that a compressed variable may become.
    let unpackedLimit: Int
    private static let matrix = 14
    private static let compressed = 15

    func run() throws(RecordingError) {
        let header = try file.bytes(at: 0, count: 128)
        guard header.count == 128 else { throw cutShort(at: 0, needs: 128, what: "the header") }
        let isBigEndian = header[126] == UInt8(ascii: "M") && header[127] == UInt8(ascii: "I")
        var offset = 128
        var number = 0
        while offset < file.size {
            number += 1
            let tag = try file.bytes(at: offset, count: 8)
            let what = "variable \(number)"
            guard tag.count == 8 else { throw cutShort(at: offset, needs: 8, what: what) }
            let type = word(tag[0..<4], isBigEndian)
            let length = word(tag[4..<8], isBigEndian)
            guard type == Self.matrix || type == Self.compressed else {
                throw RecordingError(
                    file: file.path, place: "byte \(offset)",
                    problem: "an element of type \(type) where a variable (type 14 or 15) must begin; "
                        + "the file is damaged or cut short")
            }
            guard length <= file.size - offset - 8 else { throw cutShort(at: offset, needs: length + 8, what: what) }
            let range = type == Self.compressed ? (offset + 8)..<(offset + 8 + length) : offset..<(offset + 8 + length)
            let source = ByteSource(
                file, range: range, format: type == Self.compressed ? .zlib : nil, limit: unpackedLimit)
            var structure = MatV5Structure(source, name: what, isBigEndian: isBigEndian)
            try structure.check()
            offset += 8 + length
        }
        guard number > 0 else {
            throw RecordingError(file: file.path, problem: "the MATLAB file holds no variables")
        }
    }

    private func word(_ bytes: ArraySlice<UInt8>, _ isBigEndian: Bool) -> Int {
        let ordered = isBigEndian ? Array(bytes) : Array(bytes.reversed())
        return ordered.reduce(0) { $0 << 8 | Int($1) }
    }

    private func cutShort(at offset: Int, needs: Int, what: String) -> RecordingError {
        RecordingError(
            file: file.path, place: "byte \(offset)",
            problem: "the file is cut short: \(what) needs \(needs) bytes from here, "
                + "\(max(0, file.size - offset)) are left")
    }
}

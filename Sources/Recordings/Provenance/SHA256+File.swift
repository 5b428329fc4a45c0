// The digest of a file, for the provenance of results.

public import Signals

extension SHA256 {
    /// The digest of a file, read piece by piece, as 64 hexadecimal digits.
    ///
    /// - Throws: ``RecordingError`` when the file cannot be read.
    public static func hexadecimal(ofFile path: String) throws(RecordingError) -> String {
        let file = try InputFile(path)
        var digest = SHA256()
        var offset = 0
        while offset < file.size {
            let piece = try file.bytes(at: offset, count: 1 << 18)
            if piece.isEmpty { break }
            digest.update(piece)
            offset += piece.count
        }
        return digest.hexadecimal()
    }
}

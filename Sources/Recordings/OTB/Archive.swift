// Files in one file, whatever packed them.

import Signals

/// An archive whose members are read in place.
struct Archive {
    /// One member.
    struct Member {
        let name: String
        /// Its bytes in ``Archive/file``.
        let range: Range<Int>
    }

    let file: InputFile
    /// The regular files, in order.
    let members: [Member]

    /// The whole content of a small member.
    func bytes(of member: Member, limit: Int) throws(RecordingError) -> [UInt8] {
        guard member.range.count <= limit else {
            throw RecordingError(
                file: file.path, place: member.name,
                problem: "the description has \(member.range.count) bytes; \(limit) are allowed")
        }
        return try file.bytes(at: member.range.lowerBound, count: member.range.count)
    }
}

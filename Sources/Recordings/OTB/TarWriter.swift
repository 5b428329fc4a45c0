// Writes TAR archives (POSIX.1-1988, ustar) member by member, as OT BioLab packs its recordings.

import Signals

/// An archive being written; it appears when ``finish()`` succeeds.
struct TarWriter {
    private let output: OutputFile
    /// Bytes that the member at hand still needs.
    private var missing = 0
    private var padding = 0

    /// The largest size that eleven octal digits state.
    static let largestMember = (1 << 33) - 1

    init(_ path: String) throws(RecordingError) { output = try OutputFile(path) }

    /// Begins a member of `size` bytes (at most ``largestMember``), which ``write(_:)`` must give next.
    mutating func begin(_ name: String, size: Int) throws(RecordingError) {
        precondition(missing == 0, "the member before is complete")
        precondition(name.utf8.count < 100 && (0...Self.largestMember).contains(size), "what a header holds")
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at place: Int) {
            header.replaceSubrange(place..<(place + text.utf8.count), with: text.utf8)
        }
        put(name, at: 0)
        put("0000644", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(Self.octal(size, digits: 11), at: 124)
        // No date: the same recording gives the same bytes.
        put("00000000000", at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put(Self.octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0", at: 148)
        try output.write(header)
        missing = size
        padding = (512 - size % 512) % 512
        if missing == 0 { try pad() }
    }

    /// Gives bytes of the member that was begun.
    mutating func write(_ bytes: [UInt8]) throws(RecordingError) {
        precondition(bytes.count <= missing, "no more bytes than were announced")
        guard !bytes.isEmpty else { return }
        try output.write(bytes)
        missing -= bytes.count
        if missing == 0 { try pad() }
    }

    /// A whole member.
    mutating func add(_ name: String, _ text: String) throws(RecordingError) {
        let bytes = Array(text.utf8)
        try begin(name, size: bytes.count)
        try write(bytes)
    }

    /// Ends the archive with two empty blocks and gives the file its name.
    mutating func finish() throws(RecordingError) {
        precondition(missing == 0, "the last member is complete")
        try output.write([UInt8](repeating: 0, count: 1024))
        try output.finish()
    }

    private mutating func pad() throws(RecordingError) {
        try output.write([UInt8](repeating: 0, count: padding))
        padding = 0
    }

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

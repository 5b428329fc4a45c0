// A text file line by line, with one buffer however long the file is.

import Signals

/// Reads lines without their ends; `\n`, `\r\n` and a lone `\r` end one.
struct LineReader {
    let file: InputFile
    /// The number of the line that ``next()`` returned last, from 1.
    private(set) var number = 0
    /// Whether that line ended with the file, without a line end.
    private(set) var isUnended = false

    private var buffer: [UInt8] = []
    private var position = 0
    private var offset = 0
    private static let chunk = 1 << 18
    /// A longer line is no line of a table.
    private static let longest = 64 << 20

    init(_ file: InputFile) throws(RecordingError) {
        self.file = file
        if try file.bytes(at: 0, count: 3) == [0xEF, 0xBB, 0xBF] { offset = 3 }
    }

    /// The next line; `nil` at the end of the file.
    mutating func next() throws(RecordingError) -> ArraySlice<UInt8>? {
        var searched = position
        while true {
            if let end = Self.lineEnd(buffer, from: searched) {
                // A \r at the buffer's end may be the first half of \r\n.
                if buffer[end] == 0x0D && end + 1 == buffer.count && offset < file.size {
                    searched = end - position
                    try refill()
                    continue
                }
                let line = buffer[position..<end]
                let isPair = buffer[end] == 0x0D && end + 1 < buffer.count && buffer[end + 1] == 0x0A
                position = end + (isPair ? 2 : 1)
                number += 1
                return line
            }
            guard offset < file.size else {
                guard position < buffer.count else { return nil }
                let line = buffer[position...]
                position = buffer.count
                number += 1
                isUnended = true
                return line
            }
            searched = buffer.count - position
            guard searched <= Self.longest else {
                throw RecordingError(
                    file: file.path, place: "line \(number + 1)",
                    problem: "the line is longer than \(Self.longest >> 20) MiB; a table has one line for each sample")
            }
            try refill()
        }
    }

    private mutating func refill() throws(RecordingError) {
        buffer.removeFirst(position)
        position = 0
        let more = try file.bytes(at: offset, count: Self.chunk)
        // A file that shrinks while it is read ends where it ends now.
        offset = more.isEmpty ? file.size : offset + more.count
        buffer += more
    }

    private static func lineEnd(_ buffer: [UInt8], from start: Int) -> Int? {
        buffer.withUnsafeBufferPointer { bytes in
            var at = start
            while at < bytes.count {
                if bytes[at] == 0x0A || bytes[at] == 0x0D { return at }
                at += 1
            }
            return nil
        }
    }
}

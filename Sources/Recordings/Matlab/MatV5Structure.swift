// The inside of a version 5 variable: sizes that claim more than the bytes that are there would send libmatio counting
// to billions. They are found here, before it sees the file.

import Signals

/// Walks through one variable, whose parts are elements of their own (MathWorks, "MAT-File Format", chapter 1): array
/// flags, dimensions, name, and then numbers, cells or fields.
struct MatV5Structure {
    private var source: ByteSource
    private let name: String
    private let isBigEndian: Bool
    private var buffer: [UInt8] = []
    private var index = 0
    /// Bytes of the variable that were passed.
    private var position = 0

    private struct Tag {
        var type: Int
        var size: Int
        /// Small elements of up to 4 bytes stand inside their tag.
        var small: ArraySlice<UInt8>?
    }

    init(_ source: ByteSource, name: String, isBigEndian: Bool) {
        self.source = source
        self.name = name
        self.isBigEndian = isBigEndian
    }

    /// Checks the variable to its last byte, and the checksum of a compressed one.
    mutating func check() throws(RecordingError) {
        let tag = try tag(before: Int.max)
        guard tag.type == 14, tag.small == nil else { throw fault("it begins with an element of type \(tag.type)") }
        try matrix(end: position + tag.size, depth: 0)
        while try refill() {}
    }

    private mutating func matrix(end: Int, depth: Int) throws(RecordingError) {
        if position == end { return }
        // Nothing of ours is deeper; libmatio's own depth is limited by the process it runs in.
        guard depth < 32 else { return try skip(to: end) }
        let flags = try content(try tag(before: end), end: end, atMost: 64)
        guard flags.count >= 8 else { throw fault("its array flags have \(flags.count) bytes instead of 8") }
        let word = word(flags[0..<4])
        let sizes = try content(try tag(before: end), end: end, atMost: 4 * 64)
        let dimensions = stride(from: 0, to: sizes.count - sizes.count % 4, by: 4).map {
            self.word(sizes[$0..<($0 + 4)])
        }
        _ = try content(try tag(before: end), end: end, atMost: 4096)
        switch word & 0xFF {
        case 1: try parts(dimensions, each: 1, end: end, depth: depth)
        case 2: try fields(dimensions, end: end, depth: depth)
        case 3:
            _ = try content(try tag(before: end), end: end, atMost: 4096)
            try fields(dimensions, end: end, depth: depth)
        case 4: try numbers(dimensions, isText: true, end: end)
        case 6...15:
            try numbers(dimensions, isText: false, end: end)
            if word & 0x0800 != 0 { try numbers(dimensions, isText: false, end: end) }
        default: break
        }
        try skip(to: end)
    }

    private mutating func fields(_ dimensions: [Int], end: Int, depth: Int) throws(RecordingError) {
        let width = try content(try tag(before: end), end: end, atMost: 8)
        let names = try tag(before: end)
        try pass(names, end: end)
        guard width.count >= 4, case let each = word(width[0..<4]), each > 0, each <= 4096 else {
            throw fault("the length of its field names is not from 1 to 4096")
        }
        try parts(dimensions, each: names.size / each, end: end, depth: depth)
    }

    /// Cells or fields, each an array of its own and so 8 bytes or more.
    private mutating func parts(_ dimensions: [Int], each: Int, end: Int, depth: Int) throws(RecordingError) {
        let (count, overflow) = (try product(dimensions)).multipliedReportingOverflow(by: each)
        guard !overflow, count <= (end - position) / 8 else { throw doesNotFit(dimensions, end - position) }
        for _ in 0..<count {
            let tag = try tag(before: end)
            guard tag.type == 14, tag.small == nil, tag.size <= end - position else {
                throw fault("an element of type \(tag.type) and \(tag.size) bytes where an array must be")
            }
            try matrix(end: position + tag.size, depth: depth + 1)
        }
    }

    private mutating func numbers(_ dimensions: [Int], isText: Bool, end: Int) throws(RecordingError) {
        let count = try product(dimensions)
        // Empty arrays may come without data.
        if count == 0 && position == end { return }
        let tag = try tag(before: end)
        let widths = [1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8, 16: 1, 17: 2, 18: 4]
        guard let width = widths[tag.type] else { throw fault("numbers of an unknown type \(tag.type)") }
        // A character takes one byte or more, whatever the encoding.
        guard count <= tag.size / (isText ? 1 : width) else { throw doesNotFit(dimensions, tag.size) }
        try pass(tag, end: end)
    }

    private func product(_ dimensions: [Int]) throws(RecordingError) -> Int {
        var product = 1
        for extent in dimensions {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            guard !overflow, extent <= Int(Int32.max) else { throw doesNotFit(dimensions, 0) }
            product = next
        }
        return product
    }

    private func doesNotFit(_ dimensions: [Int], _ bytes: Int) -> RecordingError {
        let size = dimensions.prefix(8).map(String.init).joined(separator: " × ")
        return fault("its size of \(size) does not fit into the \(bytes) bytes that it has")
    }

    private func fault(_ problem: String) -> RecordingError {
        RecordingError(
            file: source.file.path, place: "\(name), byte \(position) of it", problem: problem + "; the file is damaged"
        )
    }
}

// MARK: - Bytes

extension MatV5Structure {
    private func word(_ bytes: ArraySlice<UInt8>) -> Int {
        isBigEndian ? bytes.reduce(0) { $0 << 8 | Int($1) } : bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func tag(before end: Int) throws(RecordingError) -> Tag {
        guard end - position >= 8 else { throw fault("it ends where a part of it must begin") }
        let bytes = try read(8)[...]
        let first = word(bytes[0..<4])
        if first >> 16 != 0 {
            let size = first >> 16
            guard size <= 4 else { throw fault("a small element of \(size) bytes; 4 have room") }
            return Tag(type: first & 0xFFFF, size: size, small: bytes[4..<(4 + size)])
        }
        return Tag(type: first, size: word(bytes[4..<8]), small: nil)
    }

    /// The bytes of an element, without what fills them up to 8.
    private mutating func content(_ tag: Tag, end: Int, atMost: Int) throws(RecordingError) -> ArraySlice<UInt8> {
        if let small = tag.small { return ArraySlice(Array(small)) }
        guard tag.size <= atMost, tag.size <= end - position else {
            throw fault("an element of \(tag.size) bytes; at most \(max(0, min(atMost, end - position))) have room")
        }
        let bytes = try read(tag.size)
        try skip(to: min(end, position + (8 - tag.size % 8) % 8))
        return bytes[...]
    }

    private mutating func pass(_ tag: Tag, end: Int) throws(RecordingError) {
        guard tag.small == nil else { return }
        guard tag.size <= end - position else {
            throw fault("an element of \(tag.size) bytes; \(end - position) are left")
        }
        try skip(to: min(end, position + tag.size + (8 - tag.size % 8) % 8))
    }

    private mutating func refill() throws(RecordingError) -> Bool {
        index = 0
        try source.next(&buffer)
        return !buffer.isEmpty
    }

    private mutating func read(_ count: Int) throws(RecordingError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            if index == buffer.count, try !refill() { throw fault("it ends early") }
            let taken = min(count - bytes.count, buffer.count - index)
            bytes += buffer[index..<(index + taken)]
            index += taken
            position += taken
        }
        return bytes
    }

    private mutating func skip(to target: Int) throws(RecordingError) {
        while position < target {
            if index == buffer.count, try !refill() { throw fault("it ends early") }
            let taken = min(target - position, buffer.count - index)
            index += taken
            position += taken
        }
    }
}

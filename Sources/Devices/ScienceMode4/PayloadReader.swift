// Reads a payload from its start; every step says whether there were enough bytes.

/// A position in a payload.
struct PayloadReader {
    private var rest: ArraySlice<UInt8>

    init(_ payload: [UInt8]) { rest = payload[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() -> UInt8? { rest.popFirst() }

    mutating func uint16() -> Int? {
        guard let high = byte(), let low = byte() else { return nil }
        return Int(high) << 8 | Int(low)
    }

    mutating func bytes(_ count: Int) -> [UInt8]? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func points(_ count: Int) -> [ScienceMode4.PulsePoint]? {
        guard let bytes = bytes(4 * count) else { return nil }
        return (0..<count).map { k in
            ScienceMode4.PulsePoint(wire: bytes[(4 * k)..<(4 * k + 4)].reduce(0) { $0 << 8 | UInt32($1) })
        }
    }
}

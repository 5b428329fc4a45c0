// Damages files as disks, networks and hands do: seeded, so that a found crash can be had again.

/// Makes damaged copies of a file.
public struct FileMutator: Sendable {
    private let original: [UInt8]
    private let interesting: [UInt8] = [0x00, 0x01, 0x20, 0x2D, 0x30, 0x39, 0x2C, 0x22, 0x7F, 0x80, 0xFE, 0xFF]

    /// Mutates copies of these bytes.
    public init(_ original: [UInt8]) { self.original = original }

    /// The copy with this number; always the same for the same number.
    public func copy(_ number: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: number)
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
        return bytes
    }

    /// A place in the file; every other time near its beginning, where the headers are.
    private func place(in bytes: [UInt8], _ random: inout SeededGenerator) -> Int {
        let isHead = Bool.random(using: &random)
        return Int.random(in: 0..<max(1, isHead ? min(bytes.count, 1024) : bytes.count), using: &random)
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let at = place(in: bytes, &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[at] = interesting.randomElement(using: &random)!
        case 2: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...64, using: &random)))
        case 3:
            let new = (0..<Int.random(in: 1...64, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
            }
            bytes.insert(contentsOf: new, at: at)
        case 4: bytes.removeLast(bytes.count - at)
        case 5:
            // A part of the file in the wrong place.
            let from = place(in: bytes, &random)
            let part = Array(bytes[from..<min(bytes.count, from + Int.random(in: 1...512, using: &random))])
            bytes.replaceSubrange(at..<min(bytes.count, at + part.count), with: part)
        case 6:
            // A binary length or count: huge, negative, zero or one off.
            let values: [UInt32] = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x0001_0000, UInt32(bytes.count)]
            let value = values.randomElement(using: &random)!
            for k in 0..<4 where at + k < bytes.count {
                bytes[at + k] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(k)))
            }
        default:
            // A length or count in digits.
            let texts = ["99999999", "-1", "0", "1e9", "0.00001", "nan", "1e308", "4294967296"]
            for (k, byte) in texts.randomElement(using: &random)!.utf8.enumerated() where at + k < bytes.count {
                bytes[at + k] = byte
            }
        }
    }
}

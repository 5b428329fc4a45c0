// What stands before a member's header when its name or size does not fit there.

/// The long name and size of the next member.
struct TarExtension {
    /// The kinds of members that only describe the next one.
    enum Kind: UInt8 {
        /// Lines of `LENGTH KEY=VALUE` (POSIX.1-2001).
        case pax = 0x78  // x
        /// A name that ends with a zero (GNU).
        case gnuName = 0x4C  // L
    }

    /// More bytes than any name has.
    static let largest = 65_536

    private(set) var name: String?
    private(set) var size: Int?

    /// Takes in the content of such a member; `false` when it is none.
    mutating func take(_ kind: Kind, _ content: [UInt8]) -> Bool {
        switch kind {
        case .gnuName:
            name = String(decoding: content.prefix { $0 != 0 }, as: UTF8.self)
            return true
        case .pax:
            return takeRecords(content)
        }
    }

    private mutating func takeRecords(_ content: [UInt8]) -> Bool {
        var rest = content[...]
        while let first = rest.first, first != 0 {
            // The length counts its own digits, the space and the line end.
            guard let space = rest.firstIndex(of: 0x20),
                let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
                length > space + 1 - rest.startIndex, length <= rest.count
            else { return false }
            let end = rest.startIndex + length
            let record = rest[(space + 1)..<end]
            guard record.last == 0x0A, let equals = record.firstIndex(of: 0x3D) else { return false }
            let value = String(decoding: record[(equals + 1)..<(end - 1)], as: UTF8.self)
            switch String(decoding: record[..<equals], as: UTF8.self) {
            case "path": name = value
            case "size":
                guard let bytes = Int(value), bytes >= 0 else { return false }
                size = bytes
            default: break
            }
            rest = rest[end...]
        }
        return true
    }

    /// The size in a header: octal digits or, from 8 GiB on, GNU's big-endian number behind a set first bit.
    static func size(_ field: ArraySlice<UInt8>) -> Int? {
        guard field.first == 0x80 else { return octal(field) }
        var value = 0
        for byte in field.dropFirst() {
            guard value < 1 << 47 else { return nil }
            value = value << 8 | Int(byte)
        }
        return value
    }

    /// A number in octal digits, which spaces may precede.
    static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
        guard !digits.isEmpty, digits.count <= 12 else { return nil }
        var value = 0
        for digit in digits {
            guard (48...55).contains(digit) else { return nil }
            value = value * 8 + Int(digit - 48)
        }
        return value
    }
}

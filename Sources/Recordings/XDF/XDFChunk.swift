// The chunks of XDF as bytes: what every writer of such files shares.

import Signals

/// Makes chunks: a length, a kind, for some the number of a stream, and content.
enum XDFChunk {
    /// Marks a place from which a damaged file can be read on (specification 1.0).
    static let boundary: [UInt8] = [
        0x43, 0xA5, 0x46, 0xDC, 0xCB, 0xF5, 0x41, 0x0F, 0xB3, 0x0E, 0xD5, 0x46, 0x73, 0x83, 0xCB, 0xE4,
    ]

    /// The content of the first chunk.
    static var fileHeader: [UInt8] { document(XMLElement("info", "", [XMLElement("version", "1.0")])) }

    /// The content of a stream's header.
    static func streamHeader(
        _ id: UInt32, name: String, type: String, channels: Int, rate: Double, format: XDFValue,
        _ description: XMLElement
    ) -> [UInt8] {
        document(
            XMLElement(
                "info", "",
                [
                    XMLElement("name", name), XMLElement("type", type), XMLElement("channel_count", "\(channels)"),
                    XMLElement("nominal_srate", "\(rate)"), XMLElement("channel_format", format.rawValue),
                    XMLElement("source_id", "Lull \(id)"), XMLElement("version", "1.1"), description,
                ]))
    }

    /// The content of a stream's footer.
    static func footer(stamps: [Double], count: Int) -> [UInt8] {
        var elements = [XMLElement("sample_count", "\(count)")]
        if let first = stamps.first, let last = stamps.last {
            elements =
                [XMLElement("first_timestamp", "\(first)"), XMLElement("last_timestamp", "\(last)")] + elements
        }
        return document(XMLElement("info", "", elements))
    }

    /// What stands before the content of a chunk.
    static func head(_ kind: UInt16, _ id: UInt32?, contentLength: Int) -> [UInt8] {
        var bytes = length(2 + (id == nil ? 0 : 4) + contentLength)
        append(kind, 2, to: &bytes)
        if let id { append(id, 4, to: &bytes) }
        return bytes
    }

    /// A little-endian number of so many bytes.
    static func append(_ value: some FixedWidthInteger, _ width: Int, to bytes: inout [UInt8]) {
        for k in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * k))) }
    }

    /// A time stamp, with the byte that says that there is one.
    static func stamp(_ seconds: Double) -> [UInt8] {
        var bytes: [UInt8] = [8]
        append(seconds.bitPattern, 8, to: &bytes)
        return bytes
    }

    /// A length of 1, 4 or 8 bytes, with the byte that says how many.
    static func length(_ count: Int) -> [UInt8] {
        let width = count < 256 ? 1 : count <= Int(UInt32.max) ? 4 : 8
        var bytes = [UInt8(width)]
        append(count, width, to: &bytes)
        return bytes
    }

    private static func document(_ root: XMLElement) -> [UInt8] { Array(("<?xml version=\"1.0\"?>" + root.xml).utf8) }
}

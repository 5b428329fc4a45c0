// Many numbers in one JSON string: base64 of 32-bit floats, little-endian.

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Numbers that are coded as base64 of their little-endian 32-bit floats (numpy: `frombuffer(b64decode(text), "<f4")`).
public struct PackedFloats: Hashable, Sendable, Codable {
    /// The numbers.
    public var values: [Float]

    /// Packs numbers.
    public init(_ values: [Float]) { self.values = values }

    /// Reads the base64.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let bytes = Data(base64Encoded: try container.decode(String.self)), bytes.count % 4 == 0 else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "this is not the base64 of 32-bit numbers")
        }
        values = bytes.withUnsafeBytes { raw in
            (0..<raw.count / 4).map { k in
                Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * k, as: UInt32.self)))
            }
        }
    }

    /// Writes the base64.
    public func encode(to encoder: any Encoder) throws {
        let bytes = values.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
        var container = encoder.singleValueContainer()
        try container.encode(bytes.base64EncodedString())
    }
}

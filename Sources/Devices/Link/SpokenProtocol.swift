// What bytes from an unknown device are: the difference between a wrong device, a wrong speed and a silent line.

/// What speaks at the other end of a line, judged by bytes that came from it.
public enum SpokenProtocol: Hashable, Sendable {
    /// Nothing came.
    case nothing
    /// A whole frame of ScienceMode 4: a P24 or an I24.
    case scienceMode4
    /// A whole frame of ScienceMode 2: a RehaStim2.
    case scienceMode2
    /// The text of an OpenBCI board, or packets that it sends.
    case openBCI
    /// Printable text of another device; its first line, at most 40 characters.
    case text(String)
    /// Bytes that make no sense at this speed.
    case unreadable(count: Int)

    /// Judges the bytes.
    public init(_ bytes: [UInt8]) {
        if bytes.isEmpty {
            self = .nothing
        } else if Self.isScienceMode4(bytes) {
            self = .scienceMode4
        } else if Self.isScienceMode2(bytes) {
            self = .scienceMode2
        } else if Self.isOpenBCI(bytes) {
            self = .openBCI
        } else if let line = Self.text(bytes) {
            self = .text(line)
        } else {
            self = .unreadable(count: bytes.count)
        }
    }

    /// What was heard, as the end of a sentence: “… answers; what came is …”.
    public var words: String {
        switch self {
        case .nothing: "nothing came: check the cable, the switch and the battery"
        case .scienceMode4: "a ScienceMode 4 device (P24 or I24) speaks there"
        case .scienceMode2: "a ScienceMode 2 device (RehaStim2) speaks there"
        case .openBCI: "an OpenBCI board speaks there"
        case .text(let line): "another device speaks there; it says “\(line)”"
        case .unreadable(let count):
            "\(count) \(count == 1 ? "byte" : "bytes") came that make no sense: another protocol or the wrong speed"
        }
    }

    private static func isScienceMode4(_ bytes: [UInt8]) -> Bool {
        var parser = ScienceMode4.FrameParser()
        return parser.receive(bytes).contains { if case .frame = $0 { true } else { false } }
    }

    private static func isScienceMode2(_ bytes: [UInt8]) -> Bool {
        var parser = ScienceMode2.FrameParser()
        return parser.receive(bytes).contains { if case .frame = $0 { true } else { false } }
    }

    /// Two packets in a row whose numbers follow each other, or the name of the maker.
    private static func isOpenBCI(_ bytes: [UInt8]) -> Bool {
        let name = Array("OpenBCI".utf8), length = CytonDecoder.packetLength
        for start in bytes.indices {
            if bytes[start...].starts(with: name) { return true }
            guard bytes[start] == 0xA0, start + 2 * length <= bytes.count else { continue }
            let ends = [bytes[start + length - 1], bytes[start + 2 * length - 1]]
            if ends.allSatisfy({ $0 & 0xF0 == 0xC0 }), bytes[start + length] == 0xA0,
                bytes[start + length + 1] == bytes[start + 1] &+ 1
            {
                return true
            }
        }
        return false
    }

    /// The first line, when all of it is printable ASCII.
    private static func text(_ bytes: [UInt8]) -> String? {
        let isText = bytes.allSatisfy { (0x20...0x7E).contains($0) || [0x09, 0x0A, 0x0D].contains($0) }
        let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }
        guard isText, let line = lines.first else { return nil }
        return String(decoding: line.prefix(40), as: UTF8.self)
    }
}

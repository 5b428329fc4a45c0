// What the writers of both archives of OT Bioelettronica share: XML, bytes, and blocks of samples.

import Signals

/// Pieces of archives.
enum OTBText {
    /// Text as XML has it; control characters, which XML has no way to write, become spaces.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// Attributes of an XML element, a space before each.
    static func attributes(_ fields: [(String, String)]) -> String {
        fields.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined()
    }

    /// A number in the fewest digits that mean exactly it, without `.0`, which some readers do not take for a whole number.
    static func number(_ value: Double) -> String { Int(exactly: value).map { "\($0)" } ?? "\(value)" }

    /// A number, lowest byte first.
    static func little(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// Gives `body` the samples from 0 to `count` in blocks that fit memory.
    static func blocks(
        of count: Int, _ body: (Range<Int>) throws(RecordingError) -> Void
    ) throws(RecordingError) {
        var start = 0
        while start < count {
            let end = min(count, start + 16_384)
            try body(start..<end)
            start = end
        }
    }
}

extension TarWriter {
    /// Begins a member that may be too large for an archive.
    mutating func begin(_ name: String, bytes: Int, of recording: Recording) throws(RecordingError) {
        guard bytes <= Self.largestMember else {
            throw RecordingError(
                file: recording.name, place: name,
                problem: "it would have \(bytes) bytes; a member of a TAR archive has at most \(Self.largestMember)")
        }
        try begin(name, size: bytes)
    }

    /// A channel in double precision, as feedback and processed signals are kept.
    mutating func addDoubles(_ name: String, channel: Int, of recording: Recording) throws(RecordingError) {
        let count = recording.samples.sampleCount(ofChannel: channel)
        try begin(name, bytes: 8 * count, of: recording)
        var start = 0
        while start < count {
            let end = min(count, start + 16_384)
            let samples = try recording.samples.samples(ofChannel: channel, in: start..<end)
            try write(samples.flatMap { OTBText.little(Double($0).bitPattern) })
            start = end
        }
    }
}

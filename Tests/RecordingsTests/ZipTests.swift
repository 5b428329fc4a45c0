// Archives of OT BioLab that are ZIP, put together here byte by byte after PKWARE's APPNOTE.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@Suite struct ZipTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// CRC-32 (ISO 3309), bit by bit.
    private static func checksum(_ bytes: [UInt8]) -> Int {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return Int(~value)
    }

    /// Deflate (RFC 1951) in blocks that are stored, so that no compressor is needed.
    private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var start = 0
        repeat {
            let end = min(bytes.count, start + 60_000)
            out += [end == bytes.count ? 1 : 0] + little(end - start, 2) + little(~(end - start), 2)
            out += bytes[start..<end]
            start = end
        } while start < bytes.count
        return out
    }

    private static func packed(
        _ members: [(name: String, bytes: [UInt8])], deflates: Bool, flags: Int = 0, method: Int? = nil,
        comment: String = ""
    ) -> [UInt8] {
        var (archive, central) = ([UInt8](), [UInt8]())
        for (name, bytes) in members {
            let data = deflates ? deflated(bytes) : bytes
            let facts =
                little(flags, 2) + little(method ?? (deflates ? 8 : 0), 2) + little(0, 4) + little(checksum(bytes), 4)
                + little(data.count, 4) + little(bytes.count, 4) + little(name.utf8.count, 2) + little(0, 2)
            central += Array("PK\u{1}\u{2}".utf8) + little(20, 2) + little(20, 2) + facts
            central += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(archive.count, 4) + name.utf8
            archive += Array("PK\u{3}\u{4}".utf8) + little(20, 2) + facts + name.utf8 + data
        }
        let end =
            little(0, 4) + little(members.count, 2) + little(members.count, 2) + little(central.count, 4)
            + little(archive.count, 4) + little(comment.utf8.count, 2) + comment.utf8
        return archive + central + Array("PK\u{5}\u{6}".utf8) + end
    }

    private func members(samples: Int = 20_000) -> [(name: String, bytes: [UInt8])] {
        let rows = (0..<4).map { "<Channel Index=\"\($0)\" ID=\"EMG\" Prefix=\"IN\" Description=\"\" Muscle=\"TA\"/>" }
        let xml =
            "<Device Name=\"QUATTROCENTO\" DeviceTotalChannels=\"4\" SampleFrequency=\"2048\" ad_bits=\"16\"><Channels>"
            + "<Adapter ID=\"A\" AdapterIndex=\"1\" ChannelStartIndex=\"0\" Gain=\"150\">\(rows.joined())</Adapter></Channels></Device>"
        let counts = (0..<samples).flatMap { (t: Int) -> [Int] in
            (0..<4).map { (c: Int) -> Int in (t * 7 + c * 1000) % 4001 - 2000 }
        }
        return [("rec.sig", counts.flatMap { Self.little($0, 2) }), ("rec.xml", Array(xml.utf8))]
    }

    private func refusal(_ bytes: [UInt8]) throws -> String {
        let path = try directory.write(bytes, to: "bad.otb+")
        do { _ = try Recording.open(path) } catch { return error.description }
        return "none"
    }

    @Test(arguments: [false, true]) func `stored and deflated members give the samples that went in`(deflates: Bool)
        throws
    {
        let path = try directory.write(
            Self.packed(members(), deflates: deflates, comment: "PK\u{5}\u{6}?"), to: "a.otb+")
        let recording = try Recording.open(path)
        #expect(recording.channels.count == 4 && recording.name == path)
        for channel in 0..<4 {
            let samples = try recording.allSamples(ofChannel: channel)
            let expected = (0..<20_000).map { (t: Int) -> Double in
                Double((t * 7 + channel * 1000) % 4001 - 2000) * 5e6 / 65536 / 150
            }
            #expect(samples.count == expected.count)
            #expect(zip(samples, expected).allSatisfy { abs(Double($0) - $1) < 1e-3 })
        }
    }

    @Test func `what cannot be read is said with the member`() throws {
        #expect(
            try refusal(Self.packed(members(), deflates: false, flags: 1)).contains("rec.sig: the member is encrypted"))
        #expect(try refusal(Self.packed(members(), deflates: false, method: 12)).contains("packed by method 12"))
        #expect(
            try refusal(Self.packed([("data.npy", [1, 2, 3])], deflates: true)).contains(
                "without a recording of OT BioLab"))
        var wrong = Self.packed(members(), deflates: true)
        wrong[5000] ^= 0x40
        #expect(try refusal(wrong).contains("rec.sig: the ZIP archive is damaged"))
        let whole = Self.packed(members(), deflates: false)
        #expect(try refusal(Array(whole.dropLast(30))).contains("without the directory at its end"))
        // A directory that promises more than its packed bytes can hold is no reason to fill the disk.
        var bomb = Self.packed([("rec.sig", [0]), ("rec.xml", [0])], deflates: true)
        let place = try #require(bomb.indices.first { bomb[$0...].starts(with: Array("PK\u{1}\u{2}".utf8)) })
        bomb.replaceSubrange((place + 24)..<(place + 28), with: [0, 0, 0, 0x70])
        #expect(try refusal(bomb).contains("damaged"))
    }

    @Test(arguments: 0..<200) func `a damaged archive never crashes the reader`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = Self.packed(members(samples: 100), deflates: seed % 2 == 0)
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            bytes[Int.random(in: 4..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        if seed % 5 == 0 { bytes.removeLast(Int.random(in: 0..<(bytes.count - 4), using: &random)) }
        let text = try refusal(bytes)
        #expect(text == "none" || text.contains("bad.otb+"))
    }
}

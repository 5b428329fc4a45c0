// OT BioLab's archives, built here byte by byte, so that what a count stands for is known from the device's data sheet.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@Suite struct OTBTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func tar(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] { Self.tar(members) }

    /// A TAR archive of these members, each of a kind (a regular file unless told otherwise) and with folders before its name.
    static func tar(
        _ members: [(name: String, bytes: [UInt8])], kinds: [Character] = [], folders: String = ""
    ) -> [UInt8] {
        var archive: [UInt8] = []
        for (k, (name, bytes)) in members.enumerated() {
            var header = [UInt8](repeating: 0, count: 512)
            func put(_ text: String, _ at: Int) { header.replaceSubrange(at..<(at + text.utf8.count), with: text.utf8) }
            put(name, 0)
            put("0000644", 100)
            put(
                String(repeating: "0", count: 11 - String(bytes.count, radix: 8).count) + String(bytes.count, radix: 8),
                124)
            put("ustar", 257)
            put(folders, 345)
            header[156] = (k < kinds.count ? kinds[k] : "0").asciiValue ?? 0
            header.replaceSubrange(148..<156, with: [UInt8](repeating: 32, count: 8))
            let sum = header.reduce(0) { $0 + Int($1) }
            put(String(repeating: "0", count: 6 - String(sum, radix: 8).count) + String(sum, radix: 8), 148)
            header[154] = 0
            archive += header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
        }
        return archive + [UInt8](repeating: 0, count: 1024)
    }

    private func little<T: FixedWidthInteger>(_ numbers: [T]) -> [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    }

    private func doubles(_ numbers: [Double]) -> [UInt8] { little(numbers.map(\.bitPattern)) }

    private func plus(
        device: String = "QUATTROCENTO", adapter: String = "GR08MM1305", gain: String? = "150", total: Int = 64,
        channels: Int = 64, counts: [Int16]? = nil, bits: String = "16", extra: [(String, [UInt8])] = []
    ) -> [(name: String, bytes: [UInt8])] {
        let rows = (0..<channels).map {
            "<Channel Index=\"\($0)\" ID=\"GR08MM1305\" Prefix=\"IN 1 (\($0 + 1))\" Description=\"Array 64 electrodes\" "
                + "Muscle=\"Tibialis &amp; co\" Side=\"Left\"/>"
        }
        let xml =
            "<?xml version=\"1.0\"?><!-- made by a test --><Device Name=\"\(device)\" DeviceTotalChannels=\"\(total)\" "
            + "SampleFrequency=\"2048\" ad_bits=\"\(bits)\"><Channels><Adapter ID=\"\(adapter)\" AdapterIndex=\"1\" "
            + "ChannelStartIndex=\"0\"\(gain.map { " Gain=\"\($0)\"" } ?? "")>\(rows.joined())</Adapter></Channels></Device>"
        let samples = counts ?? (0..<3).flatMap { t in (0..<64).map { Int16(100 * t + $0) } }
        return [("rec.sig", little(samples)), ("rec.xml", Array(xml.utf8))] + extra.map { ($0.0, $0.1) }
    }

    private func open(_ members: [(name: String, bytes: [UInt8])]) throws -> Recording {
        try Recording.open(try directory.write(tar(members), to: "recording.otb+"))
    }

    @Test func `a Quattrocento is scaled by 5 V and its gain once, in microvolts`() throws {
        let recording = try open(plus())
        // 5 V / 2^16 / 150 = 0.50863 µV; not 4.8 V, not millivolts, and the gain not squared.
        let expected = 5e6 / 65536 / 150
        #expect(abs(expected - 0.50863) < 1e-5)
        let samples = try recording.allSamples(ofChannel: 7)
        #expect(zip(samples, [7.0, 107, 207]).allSatisfy { abs(Double($0) - $1 * expected) < 1e-4 })
        #expect(recording.channels[7].unit == .microvolt && recording.channels[7].kind == .emg)
        #expect(recording.channels[7].rate.hertz == 2048)
        #expect(recording.channels[7].label.hasPrefix("Tibialis & co - GR08MM1305"))
        let grid = try #require(recording.grids.first)
        #expect(grid.name == "GR08MM1305" && grid[0, 0] == nil && grid[1, 0] == 0 && grid[12, 1] == 12)
    }

    @Test(arguments: [
        ("QUATTROCENTO", 5.0, 150.0), ("DUE+", 3.3, 202), ("DUE", 5, 200), ("SYNCSTATION", 4.8, 256),
        ("SESSANTAQUATTRO", 4.8, 256), ("MUOVI", 4.8, 256),
    ]) func `every device has its own range and gain`(device: String, volts: Double, gain: Double) throws {
        let recording = try open(plus(device: device, gain: "\(gain)"))
        let value = try recording.allSamples(ofChannel: 0)[1]
        #expect(abs(Double(value) - 100 * volts / 65536 / gain * 1e6) < 1e-3)
    }

    @Test func `another gain scales the counts, and the adapter's counts where the channel has none`() throws {
        let recording = try open(plus(gain: "300"))
        #expect(abs(Double(try recording.allSamples(ofChannel: 0)[1]) - 100 * 5e6 / 65536 / 300) < 1e-4)
    }

    @Test func `a feedback signal that is shorter than the EMG keeps its own length`() throws {
        let recording = try open(
            plus(extra: [("0_Performed Path.sip", doubles([1, 2])), ("0_Requested Path.sip", doubles([3, 4]))]))
        #expect(recording.channels.suffix(2).map(\.kind) == [.force, .requestedPath])
        #expect(try recording.allSamples(ofChannel: 64) == [1, 2])
        #expect(recording.samples.sampleCount(ofChannel: 0) == 3)
    }

    private func otb4(
        device: String, gain: String, bits: Int, offset: Int = 0, stream: String = "stream0.sig", channels: Int = 64
    )
        -> [UInt8]
    {
        func track(_ title: String, _ count: Int, _ offset: Int, _ gain: String, _ code: String) -> String {
            "<TrackInfo><Device>\(device);2</Device><Title>\(title)</Title><SubTitle>\(title)</SubTitle><Gain>\(gain)</Gain>"
                + "<ADC_Nbits>\(bits)</ADC_Nbits><ADC_Range>4.8</ADC_Range><SamplingFrequency>2000</SamplingFrequency>"
                + "<SignalStreamPath>\(stream)</SignalStreamPath><NumberOfChannels>\(count)</NumberOfChannels>"
                + "<ChannelOffsetInSubPacket>\(offset)</ChannelOffsetInSubPacket><ChannelsInBlock>65</ChannelsInBlock>"
                + "<IsControl>false</IsControl><Muscle>Soleus</Muscle><Description><Name>\(code)</Name><NRow>5</NRow>"
                + "<NColumn>13</NColumn><IED>8</IED></Description></TrackInfo>"
        }
        return Array(
            ("<ArrayOfTrackInfo>" + track("IN1", channels, offset, gain, "HD08MM1305") + track("AUX1", 1, 64, "1", "")
                + "</ArrayOfTrackInfo>").utf8)
    }

    @Test func `a Novecento+ has 32-bit counts of 24 bits, and its grid comes from the product code`() throws {
        let counts: [Int32] = (0..<2).flatMap { t in (0..<65).map { Int32(1000 * t + $0) } }
        let recording = try open([
            ("Tracks_000.xml", otb4(device: "Novecento+", gain: "8", bits: 24)), ("stream0.sig", little(counts)),
        ])
        let value = try recording.allSamples(ofChannel: 3)[1]
        #expect(abs(Double(value) - 1003 * 4.8 / 16_777_216 / 8 * 1e6) < 1e-3)
        // The file says 5 × 13; the grid has 13 rows of 5.
        #expect(recording.grids.first?.rows == 13 && recording.grids.first?.columns == 5)
        #expect(recording.channels[64].kind == .other && recording.channels[64].unit == .millivolt)
        #expect(abs(Double(try recording.allSamples(ofChannel: 64)[0]) - 64 * 4.8 / 16_777_216 * 1000) < 1e-6)
        #expect(recording.metadata["device"] == "Novecento+")
    }

    @Test func `a Sessantaquattro+ has 16-bit counts, and force may have a rate of its own`() throws {
        let counts: [Int16] = (0..<2).flatMap { t in (0..<65).map { Int16(1000 * t + $0) } }
        let force =
            "<ArrayOfTrackInfo><TrackInfo><Device>x</Device><Title>T</Title><SubTitle>Performed Path</SubTitle><Gain>1</Gain>"
            + "<ADC_Nbits>16</ADC_Nbits><ADC_Range>5</ADC_Range><SamplingFrequency>10</SamplingFrequency>"
            + "<SignalStreamPath>force.sig</SignalStreamPath><NumberOfChannels>1</NumberOfChannels></TrackInfo></ArrayOfTrackInfo>"
        let recording = try open([
            ("Tracks_000.xml", otb4(device: "Sessantaquattro+", gain: "256", bits: 16)),
            ("stream0.sig", little(counts)),
            ("TrapezoidalTracks_000.xml", Array(force.utf8)), ("force.sig", doubles([0, 12.5, 20])),
        ])
        #expect(abs(Double(try recording.allSamples(ofChannel: 3)[1]) - 1003 * 4.8 / 65536 / 256 * 1e6) < 1e-3)
        let last = recording.channels.count - 1
        #expect(recording.channels[last].kind == .force && recording.channels[last].rate.hertz == 10)
        #expect(try recording.allSamples(ofChannel: last) == [0, 12.5, 20])
    }

    @Test func `what is wrong with an archive is said in one sentence with the place`() throws {
        let good = plus()
        func xml(_ text: String) -> [(name: String, bytes: [UInt8])] { [good[0], ("rec.xml", Array(text.utf8))] }
        let wrong: [([(name: String, bytes: [UInt8])], String)] = [
            ([good[0]], "the archive has no rec.xml"), ([("notes.txt", [65])], "a TAR archive with notes.txt"),
            (plus(total: 63, channels: 63), "no whole number of samples of 63 channels"),
            (plus(total: 64, channels: 65), "its place is 65; the device has 64 channels"),
            (plus(channels: 0), "the description names no channels"), (plus(gain: "-150"), "the Gain is “-150”"),
            (plus(gain: nil), "the Gain is missing"), (plus(bits: "nan"), "the ad_bits is “nan”"),
            (plus(counts: []), "it has 0 bytes"), (xml("<Device"), "it ends within <Device>"),
            (xml("<!DOCTYPE x [<!ENTITY a \"b\">]><x/>"), "it declares a document type"),
            (xml("<Device SampleFrequency=\"&bomb;\"/>"), "the entity &bomb; is not known"),
            (xml(String(repeating: "<a>", count: 100)), "nested more than 64 deep"),
            (
                [
                    ("Tracks_000.xml", otb4(device: "Novecento+", gain: "8", bits: 24, stream: "other.sig")),
                    ("stream0.sig", [0]),
                ],
                "its stream “other.sig” is not in the archive"
            ),
            (
                [
                    ("Tracks_000.xml", otb4(device: "Novecento+", gain: "8", bits: 24, channels: 70)),
                    ("stream0.sig", little([Int32](repeating: 0, count: 65))),
                ],
                "channels 1 to 70 of 65 do not fit"
            ),
        ]
        for (members, part) in wrong {
            let error = #expect(throws: RecordingError.self) { try open(members) }
            #expect(error?.description.contains(part) == true, "\(error?.description ?? "") lacks “\(part)”")
        }
    }

    @Test func `an archive that ends early is refused wherever it ends`() throws {
        // Up to the last byte of the last member; what fills its block up and ends the archive says nothing.
        let members = plus()
        let whole = tar(members)
        let last = members[members.count - 1].bytes.count
        for end in stride(from: 1, to: whole.count - 1024 - (512 - last % 512) % 512, by: 97) {
            let path = try directory.write(Array(whole[..<end]), to: "cut.otb+")
            #expect(throws: RecordingError.self) { try Recording.open(path) }
        }
    }

    @Test(arguments: 0..<200) func `a damaged archive never crashes the reader`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = tar(plus())
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let path = try directory.write(bytes, to: "damaged.otb+")
        guard let recording = try? Recording.open(path) else { return }
        for channel in recording.channels.indices { _ = try? recording.allSamples(ofChannel: channel) }
    }
}

@Suite struct DecomposedMatlabTests {
    private func fixture(_ name: String) throws -> Recording {
        let path = try #require(Bundle.module.path(forResource: name, ofType: "mat", inDirectory: "Fixtures"))
        return try Recording.open(path)
    }

    private func expected(_ c: Int) -> [Float] { (0..<64).map { Float(10 * c) + Float($0) / 4 } }

    @Test func `DEMUSE's grid is read column after column, its discharges counted from 0`() throws {
        let recording = try fixture("demuse")
        #expect(recording.channels.count == 8)
        for c in 0..<5 { #expect(try recording.allSamples(ofChannel: c) == expected(c)) }
        let grid = try #require(recording.grids.first)
        #expect(grid.rows == 3 && grid.columns == 2 && grid.interElectrodeDistance == 5)
        #expect(grid[0, 0] == nil && grid[1, 0] == 0 && grid[2, 0] == 1 && grid[0, 1] == 2 && grid[2, 1] == 4)
        #expect(recording.motorUnits.map(\.discharges.samples) == [[0, 10, 30], [4, 63]])
        #expect(recording.channels[5].kind == .force)
        #expect(try recording.allSamples(ofChannel: 5) == expected(9))
        let source = try #require(recording.motorUnits[1].sourceChannel)
        #expect(try recording.allSamples(ofChannel: source) == expected(8))
    }

    @Test func `MUedit's struct gives grids, auxiliary channels, sources and discharges`() throws {
        let recording = try fixture("muedit")
        #expect(recording.grids.map(\.name) == ["GR08MM1305"])
        #expect(try recording.allSamples(ofChannel: 63) == expected(63))
        #expect(recording.channels[0].label == "TA - GR08MM1305 (1)" && recording.rate?.hertz == 2048)
        #expect(recording.channels[64].kind == .other && recording.channels[65].kind == .torque)
        #expect(try recording.allSamples(ofChannel: 65) == expected(81))
        #expect(recording.channels[67].kind == .requestedPath)
        #expect(recording.motorUnits.map(\.discharges.samples) == [[1, 11, 31], [5, 59]])
        #expect(try recording.allSamples(ofChannel: recording.motorUnits[0].sourceChannel!) == expected(70))
        // MUedit does not say whether it holds millivolts or microvolts, so neither do we.
        #expect(recording.channels[0].unit == .arbitrary)
    }
}

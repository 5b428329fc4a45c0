// XDF files made byte by byte as the specification says: all value types, clocks, jitter, markers, and damage.

import Signals
import TestSupport
import Testing

@testable import Recordings

/// Builds a file chunk by chunk.
private struct Builder {
    var bytes = Array("XDF:".utf8)

    static func little(_ value: some FixedWidthInteger, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    static func double(_ value: Double) -> [UInt8] { little(value.bitPattern, 8) }

    mutating func chunk(_ kind: UInt16, _ content: [UInt8], lengthBytes: Int = 4) {
        bytes += [UInt8(lengthBytes)] + Self.little(content.count + 2, lengthBytes) + Self.little(kind, 2) + content
    }

    mutating func header(
        _ id: UInt32, _ name: String, _ format: String, rate: String, channels: Int = 1, type: String = "EMG",
        desc: String = ""
    ) {
        let xml =
            "<?xml version='1.0'?>\n<info>\n\t<name>\(name)</name><type>\(type)</type><channel_count>\(channels)"
            + "</channel_count><nominal_srate>\(rate)</nominal_srate><channel_format>\(format)</channel_format>"
            + "<created_at a=\"b>c\"/><!-- a < b --><desc>\(desc)</desc></info>"
        chunk(2, Self.little(id, 4) + Array(xml.utf8))
    }

    /// Samples, each with its time stamp where it has one.
    mutating func samples(_ id: UInt32, _ samples: [(Double?, [UInt8])], lengthBytes: Int = 1) {
        var content: [UInt8] = []
        for (stamp, value) in samples {
            content += stamp.map { [8] + Self.double($0) } ?? [0]
            content += value
        }
        chunk(3, Self.little(id, 4) + [UInt8(lengthBytes)] + Self.little(samples.count, lengthBytes) + content)
    }

    mutating func offset(_ id: UInt32, _ time: Double, _ value: Double) {
        chunk(4, Self.little(id, 4) + Self.double(time) + Self.double(value), lengthBytes: 1)
    }

    static func text(_ text: String, lengthBytes: Int = 1) -> [UInt8] {
        [UInt8(lengthBytes)] + little(text.utf8.count, lengthBytes) + Array(text.utf8)
    }

    /// An even stream of 32-bit numbers 0, 1, 2 … whose time stamps are those given.
    mutating func even(_ id: UInt32, _ name: String, stamps: [Double?], rate: String = "100", type: String = "EMG") {
        header(id, name, "float32", rate: rate, type: type)
        samples(id, stamps.enumerated().map { ($1, Self.little(Float($0).bitPattern, 4)) }, lengthBytes: 4)
    }
}

@Suite("XDF")
struct XDFTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ build: (inout Builder) -> Void) throws -> Recording {
        var builder = Builder()
        build(&builder)
        return try Recording.open(try directory.write(builder.bytes, to: "a.xdf"))
    }

    private func refusal(_ build: (inout Builder) -> Void) -> String {
        RecordingsTests.refusal { _ = try open(build) }
    }

    @Test(
        "every value type is read with its sign and both ends of its range",
        arguments: [
            ("int8", [[0x80], [0x7F]], [-128, 127]), ("int16", [[0x00, 0x80], [0xFF, 0x7F]], [-32768, 32767]),
            ("int32", [[0, 0, 0, 0x80], [0xFE, 0xFF, 0xFF, 0xFF]], [-2_147_483_648, -2]),
            (
                "int64", [[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0, 1, 0, 0, 0]],
                [-1, 4_294_967_296]
            ),
            ("float32", [[0, 0, 0xC0, 0x3F], [0, 0, 0x20, 0xC1]], [1.5, -10]),
            ("double64", [[0, 0, 0, 0, 0, 0, 0xF8, 0x3F], [0, 0, 0, 0, 0, 0, 0x24, 0xC0]], [1.5, -10]),
        ] as [(String, [[UInt8]], [Float])])
    func types(_ type: String, _ raw: [[UInt8]], _ expected: [Float]) throws {
        let recording = try open {
            $0.chunk(1, Array("<info><version>1.0</version></info>".utf8), lengthBytes: 8)
            $0.header(7, "amplifier", type, rate: "1000")
            $0.samples(7, [(5, raw[0]), (nil, raw[1])])
        }
        #expect(try recording.allSamples(ofChannel: 0) == expected)
        #expect(recording.channels[0].label == "amplifier" && recording.rate?.hertz == 1000)
        #expect(recording.channels[0].kind == .emg && recording.format == "XDF")
    }

    @Test("labels, units and types of channels come from the description, entities and CDATA too")
    func described() throws {
        let desc =
            "<channels><channel><label>VL &amp; &#181;</label><unit>microvolts</unit><type>EMG</type></channel>"
            + "<channel><label><![CDATA[a<b]]></label><unit>N</unit><type>Force</type></channel></channels>"
        let recording = try open {
            $0.header(1, "x", "int8", rate: "10", channels: 2, type: "", desc: desc)
            $0.samples(1, [(0, [1, 2]), (0.1, [3, 4])])
        }
        let rate = SampleRate(hertz: 10)!
        #expect(
            recording.channels == [
                Channel(label: "VL & \u{B5}", kind: .emg, unit: .microvolt, rate: rate),
                Channel(label: "a<b", kind: .force, unit: .newton, rate: rate),
            ])
        #expect(try recording.allSamples(ofChannel: 1) == [2, 4])
    }

    @Test("streams on clocks of their own are set to one clock and cut to the time that they share")
    func clocks() throws {
        // The second device counts 1000 s more and begins 0.5 s later; offsets bring its clock back.
        let recording = try open { file in
            file.even(1, "EMG", stamps: (0..<500).map { Double($0) / 100 })
            file.even(2, "Force", stamps: (0..<500).map { 1000.5 + Double($0) / 100 }, type: "Force")
            for k in 0..<5 { file.offset(2, 1000 + Double(k), -1000) }
            file.header(3, "Markers", "string", rate: "0", type: "Markers")
            file.samples(3, [(0.75, Builder.text("go")), (2.0, Builder.text("stop", lengthBytes: 4))])
        }
        #expect(recording.channels.map(\.label) == ["EMG", "Force"])
        #expect(try recording.allSamples(ofChannel: 0) == (50..<500).map { Float($0) })
        #expect(try recording.allSamples(ofChannel: 1) == (0..<450).map { Float($0) })
        #expect(
            recording.events == [
                Event(start: SampleIndex(25), label: "go"), Event(start: SampleIndex(150), label: "stop"),
            ])
        #expect(recording.metadata["cut to the common time"] == "50 samples of EMG, 50 samples of Force")
    }

    @Test("a single late clock offset moves nothing: the line through the offsets is robust")
    func robustOffsets() {
        var offsets: [(time: Double, value: Double)] = []
        for k in 0..<60 {
            let late = k == 30 ? 0.3 : 0.0
            let time = 5 * Double(k)
            offsets.append((time, 2 + 1e-5 * time + late))
        }
        let line = XDFClock.correction(offsets).line
        // Huber's loss lets one outlier of 60 pull by at most 1/59 of 0.1 ms.
        let middle = line.start + line.slope * 150
        #expect(abs(middle - 2.0015) < 1e-4 / 50)
        #expect(abs(line.slope - 1e-5) < 1e-8)
    }

    @Test("jitter of the time stamps is no jitter of the samples, and a drifting clock is measured")
    func jitter() throws {
        var random = SeededGenerator(seed: 4)
        let recording = try open { file in
            file.even(
                1, "EMG",
                stamps: (0..<6000).map { Double($0) / 100 + Double.random(in: -0.004...0.004, using: &random) })
            // 1 % fast: 60.6 samples too many in a minute.
            file.even(2, "Force", stamps: (0..<6000).map { Double($0) / 101 }, type: "Force")
        }
        #expect(recording.channels[0].rate.hertz == 100)
        #expect(abs(recording.channels[1].rate.hertz - 101) < 0.01)
    }

    @Test("markers of numbers, several channels and unknown chunks are understood; a stream without samples is named")
    func others() throws {
        let recording = try open { file in
            file.even(1, "EMG", stamps: (0..<10).map { Double($0) / 100 })
            file.header(2, "codes", "int16", rate: "0", channels: 2, type: "Markers")
            file.samples(2, [(0.02, [1, 0, 2, 0])])
            file.header(3, "empty", "float32", rate: "50")
            file.chunk(5, Array(repeating: 0xAA, count: 16))
            file.chunk(99, [1, 2, 3])
            file.chunk(6, Builder.little(1, 4) + Array("<info><sample_count>10</sample_count></info>".utf8))
        }
        #expect(recording.events == [Event(start: SampleIndex(2), label: "1 2")])
        #expect(recording.metadata["left out"] == "empty (no samples)")
    }

    @Test("a time without a stamp goes on from the one before, across chunks")
    func deducedStamps() throws {
        let recording = try open { file in
            file.header(1, "EMG", "int8", rate: "100")
            file.samples(1, [(3, [1]), (nil, [2])])
            file.samples(1, [(nil, [3]), (nil, [4])])
            file.header(2, "m", "string", rate: "0")
            file.samples(2, [(3.03, Builder.text("x"))])
        }
        #expect(try recording.allSamples(ofChannel: 0) == [1, 2, 3, 4])
        #expect(recording.events.map(\.start) == [SampleIndex(3)])
    }

    @Test(
        "a gap, a time stamp that goes back, a clock set anew and streams without common time are refused with the place"
    )
    func broken() {
        let gap = (0..<100).map { Double($0) / 100 + ($0 < 50 ? 0 : 7) }
        #expect(
            refusal { $0.even(1, "EMG", stamps: gap) }.contains("a.xdf, EMG, sample 51: its time stamp is 7.01 s after")
        )
        let back = gap.map { -$0 < -1 ? $0 - 14 : $0 }
        #expect(refusal { $0.even(1, "EMG", stamps: back) }.contains("EMG, sample 51: its time stamp is 6.99 s before"))
        let still = [Double?](repeating: 1, count: 10)
        #expect(refusal { $0.even(1, "EMG", stamps: still) }.contains("EMG: its time stamps do not go forward"))
        let reset = refusal { file in
            file.even(1, "EMG", stamps: (0..<500).map { Double($0) / 10 }, rate: "10")
            for k in 0..<8 { file.offset(1, Double(k) * 5 + (k < 5 ? 0 : 60), k < 5 ? 0 : 90) }
        }
        #expect(reset.contains("EMG: its clock was set anew at clock offset 6; Lull reads streams of one clock"))
        #expect(refusal { $0.even(1, "EMG", stamps: [.nan]) }.contains("time stamp 1 of EMG is no time (nan)"))
        #expect(refusal { $0.header(1, "m", "string", rate: "0") }.contains("no stream with samples at an even rate"))
    }

    @Test("a file cut inside a chunk, absurd lengths and chunks of no stream are refused with the byte")
    func damaged() throws {
        var whole = Builder()
        whole.even(1, "EMG", stamps: [0, 0.01, 0.02])
        let cut = try directory.write(whole.bytes.dropLast(), to: "cut.xdf")
        let size = whole.bytes.count
        let message = RecordingsTests.refusal { _ = try Recording.open(cut) }
        let start = size - (1 + 4 + 2 + 4 + 5 + 3 * 13)
        #expect(message == "65 \(cut), byte \(start): the file is cut short: the chunk has 50 bytes, 49 are there")
        #expect(
            refusal { $0.bytes += [8] + Builder.little(UInt64.max, 8) }.contains(
                "byte 4: a length of 18446744073709551615"))
        #expect(refusal { $0.bytes += [3, 1, 2, 3] }.contains("byte 4: a length has 3 bytes; allowed are 1, 4 and 8"))
        #expect(refusal { $0.bytes += [1, 1, 0] }.contains("a chunk of 1 bytes; the shortest has 2"))
        #expect(
            refusal { $0.samples(9, [(0, [1])]) }.contains("byte 4: a chunk of stream 9, which has no header above it"))
        let absurd = refusal { file in
            file.header(1, "EMG", "int8", rate: "10")
            file.chunk(3, Builder.little(1, 4) + [8] + Builder.little(1 << 40, 8) + [0, 1])
        }
        #expect(absurd.contains("a chunk of EMG announces 1099511627776 samples in 2 bytes; each needs 2 or more"))
        #expect(
            refusal { $0.header(1, "x", "int9", rate: "1") }.contains(
                "the channel format of x is \"int9\"; allowed are"))
        #expect(
            refusal { $0.header(1, "x", "int8", rate: "-1") }.contains("the nominal rate of x is \"-1\"; it must be 0"))
        #expect(
            refusal { $0.header(1, "x", "int8", rate: "1", channels: 0) }.contains("the channel count of x is \"0\""))
        #expect(refusal { $0.chunk(2, [1, 0, 0, 0, 0x3C]) }.contains("the header of stream 1 is no XML"))
        let lost = refusal { file in
            file.even(1, "EMG", stamps: [0, 0.01])
            file.chunk(6, Builder.little(1, 4) + Array("<info><sample_count>3</sample_count></info>".utf8))
        }
        #expect(lost.contains("EMG holds 2 samples, its footer says 3; the file has lost some"))
    }

    @Test("two rates come back as two streams with their lengths")
    func twoRates() throws {
        let (fast, slow) = (SampleRate(hertz: 2000)!, SampleRate(hertz: 100)!)
        let recording = Recording(
            name: "two", format: "",
            channels: [
                Channel(label: "a", kind: .emg, unit: .millivolt, rate: fast),
                Channel(label: "b", kind: .force, unit: .newton, rate: slow),
            ], samples: MemorySamples(channels: [(0..<4000).map { Float($0) }, (0..<200).map { Float($0) }]))
        try recording.write(to: directory.file("two.xdf"), as: .xdf)
        let read = try Recording.open(directory.file("two.xdf"))
        #expect(read.channels == recording.channels && read.metadata == [:])
        #expect(try read.allSamples(ofChannel: 1) == recording.allSamples(ofChannel: 1))
    }
}

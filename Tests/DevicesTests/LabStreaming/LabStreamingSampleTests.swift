import TestSupport
import Testing

@testable import Devices

@Suite("Samples of Lab Streaming Layer")
struct LabStreamingSampleTests {
    @Test("the test pattern has liblsl's values for every format")
    func pattern() {
        func pattern(_ format: LabStreaming.Format, _ offset: Int) -> LabStreaming.Values {
            LabStreaming.Sample.testPattern(format, channelCount: 3, offset: offset).values
        }
        #expect(pattern(.float32, 4) == .float32([4, -5, 6]))
        #expect(pattern(.double64, 2) == .double64([16_777_219, -16_777_220, 16_777_221]))
        #expect(pattern(.int8, 4) == .int8([5, -6, 7]))
        #expect(pattern(.int16, 2) == .int16([259, -260, 261]))
        #expect(pattern(.int32, 4) == .int32([65_541, -65_542, 65_543]))
        #expect(pattern(.int64, 2) == .int64([2_147_483_651, -2_147_483_652, 2_147_483_653]))
        #expect(pattern(.string, 4) == .string(["10", "-11", "12"].map { Array($0.utf8) }))
    }

    @Test("a sample has a tag, a time if it is sent, and little-endian values")
    func golden() {
        let sent = LabStreaming.Sample(time: 1, values: .int16([1, -2]))
        #expect(sent.bytes == [2, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 1, 0, 0xFE, 0xFF])
        let deduced = LabStreaming.Sample(time: nil, values: .string([[65], []]))
        #expect(deduced.bytes == [1, 1, 1, 65, 1, 0])
    }

    @Test("every format comes back from its bytes, in pieces of any size", arguments: LabStreaming.Format.allCases)
    func roundTrip(format: LabStreaming.Format) throws {
        var samples = [4, 2].map { LabStreaming.Sample.testPattern(format, channelCount: 200, offset: $0) }
        samples[1].time = nil
        let bytes = samples.flatMap(\.bytes)
        for piece in [1, 7, bytes.count] {
            var decoder = LabStreaming.SampleDecoder(format: format, channelCount: 200)
            var read: [LabStreaming.Sample] = []
            for start in stride(from: 0, to: bytes.count, by: piece) {
                read += try decoder.receive(bytes[start..<min(start + piece, bytes.count)])
            }
            #expect(read == samples)
        }
    }

    @Test("an unknown tag, a length of 3 bytes and a text without end are refused with the value")
    func refusals() {
        let wrong: [([UInt8], String)] = [
            ([3], "begins with 3"), ([1, 3], "has 3 bytes"), ([1, 4, 0xFF, 0xFF, 0xFF, 0xFF], "has 4294967295 bytes"),
        ]
        for (bytes, words) in wrong {
            var decoder = LabStreaming.SampleDecoder(format: .string, channelCount: 1)
            let flaw = #expect(throws: LabStreaming.Flaw.self) { try decoder.receive(bytes) }
            #expect(flaw?.words.contains(words) == true)
        }
    }

    @Test("10,000 random texts of bytes are read or refused, never a crash", arguments: LabStreaming.Format.allCases)
    func fuzz(format: LabStreaming.Format) {
        var random = SeededGenerator(seed: 110)
        for _ in 0..<10_000 {
            var decoder = LabStreaming.SampleDecoder(
                format: format, channelCount: Int.random(in: 1...5, using: &random))
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...(Bool.random(using: &random) ? 4 : 255), using: &random)
            }
            // What is refused is tested above; here only that it ends.
            _ = try? decoder.receive(bytes)
        }
    }
}

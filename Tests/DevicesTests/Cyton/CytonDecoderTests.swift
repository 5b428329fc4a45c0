import Signals
import TestSupport
import Testing

@testable import Devices

@Suite("Packets of a Cyton board")
struct CytonDecoderTests {
    private static func packet(_ number: UInt8, first: [UInt8] = [0, 0, 1]) -> [UInt8] {
        [0xA0, number] + first + Array(repeating: 0, count: 21) + Array(repeating: 0, count: 6) + [0xC0]
    }

    @Test("a step is 0.02235 µV, and values are signed and big-endian")
    func scale() throws {
        var decoder = CytonDecoder()
        let bytes = Self.packet(7) + Self.packet(8, first: [0xFF, 0xFF, 0xFE]) + Self.packet(9, first: [1, 0, 0])
        let block = try #require(decoder.receive(bytes).first)
        #expect(block.start == SampleIndex(0) && block.frameCount == 3)
        #expect(abs(block.values[0] - 0.022_351_74) < 1e-7)
        #expect(abs(block.values[8] + 0.044_703_49) < 1e-7)
        #expect(abs(block.values[16] - 1464.844) < 1e-2)
    }

    @Test("a missing packet is a gap between two blocks and is not filled, also where the numbers begin again")
    func gap() {
        var decoder = CytonDecoder()
        let blocks = decoder.receive([254, 255, 0, 3].flatMap { Self.packet($0) })
        #expect(blocks.map(\.start) == [SampleIndex(0), SampleIndex(5)])
        #expect(blocks.map(\.frameCount) == [3, 1])
        #expect(decoder.report.gapCount == 1 && decoder.report.lostFrames == 2)
    }

    @Test("samples at both ends of the range are counted for their channel; leads and latency stay unknown")
    func saturation() {
        var decoder = CytonDecoder()
        let values: [[UInt8]] = [[0x7F, 0xFF, 0xFF], [0x80, 0, 0], [0x7F, 0xFF, 0xFE]]
        _ = decoder.receive(values.enumerated().flatMap { Self.packet(UInt8($0.offset), first: $0.element) })
        #expect(decoder.report.saturatedSamples == [2, 0, 0, 0, 0, 0, 0, 0])
        #expect(decoder.report.openLeads == nil && decoder.report.deviceLatency == nil)
    }

    @Test("text before the first packet and a damaged packet cost only themselves")
    func damaged() {
        var decoder = CytonDecoder()
        var broken = Self.packet(1)
        broken[32] = 0
        let blocks = decoder.receive(Array("OpenBCI V3$$$".utf8) + Self.packet(0) + broken + Self.packet(2))
        #expect(blocks.map(\.start) == [SampleIndex(0), SampleIndex(2)])
        #expect(decoder.report.lostFrames == 1 && decoder.discardedByteCount == 13 + 33)
    }

    @Test("however the stream is cut and whatever garbage is in it, the same frames come out at the same positions")
    func anySplit() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<100 {
            let stream = (0..<20).flatMap { number in
                switch Int.random(in: 0...5, using: &generator) {
                case 0: [UInt8]()
                case 1: (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }
                default: Self.packet(UInt8(number))
                }
            }
            var whole = CytonDecoder()
            let expected = Self.frames(whole.receive(stream))
            var pieces = CytonDecoder()
            #expect(Self.frames(stream.flatMap { pieces.receive([$0]) }) == expected)
            #expect(pieces.report == whole.report && pieces.discardedByteCount == whole.discardedByteCount)
        }
    }

    private static func frames(_ blocks: [SampleBlock]) -> [SampleBlock] {
        blocks.flatMap { block in
            (0..<block.frameCount).map { frame in
                SampleBlock(
                    start: block.start.advanced(by: frame), channelCount: 8,
                    values: Array(block.values[frame * 8..<(frame + 1) * 8]))
            }
        }
    }
}

import TestSupport
import Testing

@testable import Devices

@Suite("Finding frames in a stream")
struct FrameParserTests {
    private typealias Output = ScienceMode4.FrameParser.Output

    private static func parse(_ stream: [UInt8]) -> [Output] {
        var parser = ScienceMode4.FrameParser()
        return parser.receive(stream)
    }

    private static func frames(_ outputs: [Output]) -> [ScienceMode4.Frame] {
        outputs.compactMap { if case .frame(let frame) = $0 { frame } else { nil } }
    }

    private static let command = ScienceMode4.Frame(packetNumber: .init(truncating: 6), command: 34)
    private static let golden = bytes("f0 81 55 81 59 81 db 81 af 18 22 0f")

    @Test("three frames after one byte of garbage are three frames, where the reference client loses one")
    func garbageFirst() {
        let outputs = Self.parse([0x42] + Self.golden + Self.golden + Self.golden)
        #expect(
            outputs == [
                .rejected(.strayBytes), .frame(Self.command), .frame(Self.command), .frame(Self.command),
            ])
    }

    @Test("a run of stray bytes is reported once, and every one of them is counted")
    func strayRun() {
        var parser = ScienceMode4.FrameParser()
        let outputs = parser.receive(Array(repeating: 0x33, count: 500) + Self.golden)
        #expect(outputs == [.rejected(.strayBytes), .frame(Self.command)])
        #expect(parser.discardedByteCount == 500)
    }

    @Test("a start byte alone, a start of a frame, and a frame cut short do not cost the frame behind them")
    func cutFrames() {
        for cut in 1..<Self.golden.count {
            let outputs = Self.parse(Array(Self.golden.prefix(cut)) + Self.golden)
            #expect(Self.frames(outputs) == [Self.command], "after \(cut) bytes of a frame")
        }
    }

    @Test("however the stream is cut into pieces, the same comes out")
    func anySplit() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<60 {
            var stream: [UInt8] = []
            for _ in 0..<8 {
                if Bool.random(using: &generator) {
                    stream += (0..<Int.random(in: 1...30, using: &generator)).map { _ in
                        RandomMessages.byte(&generator)
                    }
                }
                stream += try RandomMessages.frame(&generator).encoded()
            }
            let whole = Self.parse(stream)
            var parser = ScienceMode4.FrameParser()
            var pieces: [Output] = []
            var rest = stream[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...min(20, rest.count), using: &generator)
                pieces += parser.receive(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(pieces == whole)
            #expect(pieces == stream.reduce(into: ([], ScienceMode4.FrameParser())) { $0.0 += $0.1.receive([$1]) }.0)
        }
    }

    @Test("frames between bytes that cannot start one are all found")
    func allFound() throws {
        var generator = SeededGenerator(seed: 3)
        var sent: [ScienceMode4.Frame] = []
        var stream: [UInt8] = []
        for _ in 0..<300 {
            stream += (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0..<0xF0, using: &generator)
            }
            let frame = RandomMessages.frame(&generator)
            sent.append(frame)
            stream += try frame.encoded()
        }
        #expect(Self.frames(Self.parse(stream)) == sent)
    }

    @Test("no change of a single byte makes a different frame, and the frame behind is found")
    func everySingleByteError() throws {
        // A change within the data is a burst of at most 8 bits, which CRC-16 always notices (Peterson & Brown 1961,
        // doi:10.1109/JRPROC.1961.287814); a change of the header contradicts the length or the sum. So this is exact,
        // not probable. Two or more damaged bytes can collide with the check sum, once in 65,536 by chance.
        let stimulation = bytes(
            "f0 81 55 81 4c 81 75 81 0b 14 02 82 0c 85 50 00 06 44 b0 00 0c 84 10 00 0f")
        var wrong: [String] = []
        for position in stimulation.indices {
            for value in UInt8.min...UInt8.max where value != stimulation[position] {
                var damaged = stimulation
                damaged[position] = value
                if Self.frames(Self.parse(damaged + Self.golden)) != [Self.command] {
                    wrong.append("byte \(position) as \(value)")
                }
            }
        }
        #expect(wrong == [])
    }

    @Test("random bytes never crash the parser and never take more memory than one frame")
    func randomBytes() {
        var generator = SeededGenerator(seed: 4)
        var parser = ScienceMode4.FrameParser()
        var longest = 0
        for _ in 0..<2000 {
            _ = parser.receive((0..<50).map { _ in RandomMessages.byte(&generator) })
            longest = max(longest, parser.bufferedByteCount)
        }
        #expect(longest <= 1200)
    }

    @Test(
        "a claimed length that no frame has is refused at once instead of waited for", arguments: [0, 11, 1201, 65_535])
    func claimedLength(_ length: Int) {
        var stream = Self.golden
        stream[2] = UInt8(length >> 8) ^ 0x55
        stream[4] = UInt8(length & 0xFF) ^ 0x55
        #expect(Self.parse(Array(stream.prefix(5))) == [.rejected(.length(length))])
    }

    @Test("a frame that ends before or after the length it claims is refused with both lengths")
    func mismatch() {
        var stream = Self.golden
        stream[4] = 13 ^ 0x55
        #expect(Self.parse(stream) == [.rejected(.lengthMismatch(claimed: 13, found: 12))])
    }
}

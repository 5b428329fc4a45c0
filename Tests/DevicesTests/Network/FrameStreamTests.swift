import Signals
import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("Muovi and Quattrocento: commands and frames")
struct FrameStreamTests {
    @Test("a Muovi's byte holds electromyogram, mode and running; a higher bit is refused")
    func muoviCommand() {
        #expect(Muovi.Command(mode: .monopolar, isRunning: true).byte == 9)
        #expect(Muovi.Command(mode: .test, isRunning: false).byte == 14)
        for byte in UInt8.min...UInt8.max {
            #expect(Muovi.Command(byte: byte)?.byte == (byte < 16 ? byte : nil))
        }
    }

    @Test("the check of a Quattrocento's settings is CRC-8/MAXIM, whose catalogue value for 123456789 is A1")
    func check() {
        #expect(Quattrocento.check(Array("123456789".utf8)) == 0xA1)
        #expect(Quattrocento.check([]) == 0)
    }

    @Test("forty bytes: rate, size and start in the first, and the change of any byte is noticed")
    func settings() throws {
        var settings = Quattrocento.Settings(rate: .hertz2048, size: .emg384, isRunning: true)
        settings.decimates = true
        let bytes = try #require(settings.bytes)
        #expect(bytes.count == 40 && bytes[0] == 0b1100_1111 && Quattrocento.Settings(bytes: bytes) == settings)
        for place in bytes.indices {
            for change in UInt8(1)...255 {
                var damaged = bytes
                damaged[place] ^= change
                #expect(Quattrocento.Settings(bytes: damaged) == nil)
            }
        }
        settings.inputs.removeLast()
        #expect(settings.bytes == nil)
        for rate in Quattrocento.Rate.allCases {
            for size in Quattrocento.Size.allCases {
                let settings = Quattrocento.Settings(rate: rate, size: size, isRunning: false)
                let again = Quattrocento.Settings(bytes: settings.bytes ?? [])
                #expect(again == settings)
            }
        }
        #expect(Quattrocento.Size.allCases.map(\.valuesPerFrame) == [120, 216, 312, 408])
    }

    /// One frame of a Muovi: the first channel, and the counter.
    private static func frame(_ first: Int16, _ counter: Int) -> [UInt8] {
        var values = [Int16](repeating: 0, count: 38)
        values[0] = first
        values[37] = Int16(truncatingIfNeeded: counter)
        return IntegerFrames.bytes(values, isBigEndian: true)
    }

    @Test("a Muovi's values are big-endian steps of 0.286 µV; both ends of the range are counted")
    func scale() throws {
        var frames = IntegerFrames(Muovi.layout(.monopolar))
        let bytes = [0x01, 0x02] + [UInt8](repeating: 0, count: 74) + Self.frame(.max, 0) + Self.frame(.min, 0)
        let block = try #require(frames.receive(bytes).first)
        #expect(abs(block.values[0] - 258 * 0.286) < 1e-3)
        #expect(frames.report.saturatedSamples?.first == 2)
        #expect(frames.report.saturatedSamples?.dropFirst().allSatisfy { $0 == 0 } == true)
    }

    @Test(
        "a counter is believed after 16 steps of one: then a jump is a gap, also where it begins again; before, never")
    func counter() {
        var frames = IntegerFrames(Muovi.layout(.monopolar))
        let early = [0, 1, 5, 6].flatMap { Self.frame(0, $0) }
        #expect(frames.receive(early).map(\.frameCount) == [4] && !frames.countsSamples)
        let later = ((7..<30).map { 65_530 + $0 - 7 } + [65_530 + 25]).flatMap { Self.frame(0, $0) }
        let blocks = frames.receive(later)
        #expect(frames.countsSamples && frames.report.gapCount == 1 && frames.report.lostFrames == 2)
        #expect(blocks.map(\.start) == [SampleIndex(4), SampleIndex(29)])
        var constant = IntegerFrames(Muovi.layout(.monopolar))
        #expect(constant.receive((0..<100).flatMap { _ in Self.frame(3, 7) }).count == 1)
        #expect(!constant.countsSamples && constant.report.gapCount == 0)
    }

    @Test("however the stream is cut, and whatever is in it, the same frames come out at the same positions")
    func anySplit() {
        var generator = SeededGenerator(seed: 8)
        for round in 0..<30 {
            let stream: [UInt8] =
                round.isMultiple(of: 2)
                ? (0..<4000).map { _ in UInt8.random(in: 0...255, using: &generator) }
                : (0..<50).flatMap { Self.frame(Int16($0), $0 < 30 ? $0 : $0 + 3) }
            var whole = IntegerFrames(Muovi.layout(.monopolar))
            let expected = whole.receive(stream)
            var pieces = IntegerFrames(Muovi.layout(.monopolar))
            var found: [SampleBlock] = []
            var rest = stream[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...200, using: &generator)
                found += pieces.receive(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(found.flatMap(\.values) == expected.flatMap(\.values))
            #expect(found.last?.end == expected.last?.end && pieces.report == whole.report)
        }
    }

    @Test("any bytes to a simulated amplifier: it does not crash, and refuses what is no command")
    func fuzz() {
        var generator = SeededGenerator(seed: 4)
        for kind in [FrameStreamSimulator.Kind.muovi, .quattrocento] {
            var device = FrameStreamSimulator(kind)
            for step in 0..<200 {
                let bytes = (0..<60).map { _ in UInt8.random(in: 0...255, using: &generator) }
                _ = device.receive(bytes, at: .milliseconds(Double(step)))
            }
            #expect(device.refusedCount > 1000)
        }
    }
}

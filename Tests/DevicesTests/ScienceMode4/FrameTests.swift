import TestSupport
import Testing

@testable import Devices

@Suite("ScienceMode 4 frames")
struct FrameTests {
    @Test("the check sum of 123456789 is the published check value of CRC-16/XMODEM")
    func checkValue() {
        #expect(ScienceMode4.checksum("123456789".utf8) == 0x31C3)
    }

    @Test("a golden frame of another client is what this codec writes and reads")
    func goldenDeviceID() throws {
        let golden = bytes("f0 81 55 81 59 81 ef 81 46 04 34 0f")
        let frame = ScienceMode4.Frame(packetNumber: .init(truncating: 1), command: 52)
        #expect(try frame.encoded() == golden)
        #expect(try ScienceMode4.Frame(decoding: golden) == frame)
    }

    @Test("any frame, however full of bytes that need stuffing, reads back as itself")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 1)
        var failures: [ScienceMode4.Frame] = []
        for _ in 0..<2000 {
            let frame = RandomMessages.frame(&generator)
            if try ScienceMode4.Frame(decoding: frame.encoded()) != frame { failures.append(frame) }
        }
        #expect(failures.isEmpty)
    }

    @Test("the longest frame has 1200 bytes, and one byte more is refused")
    func longest() throws {
        let fits = ScienceMode4.Frame(
            packetNumber: .init(truncating: 0), command: 3, payload: Array(repeating: 7, count: 1188))
        #expect(try fits.encoded().count == 1200)
        #expect(try ScienceMode4.Frame(decoding: fits.encoded()) == fits)
        let long = ScienceMode4.Frame(
            packetNumber: .init(truncating: 0), command: 3, payload: Array(repeating: 7, count: 1189))
        #expect(throws: ScienceMode4.FrameError.length(1201)) { try long.encoded() }
    }

    @Test("a packet number counts from 0 to 63 and starts again")
    func packetNumbers() {
        var number = ScienceMode4.PacketNumber(truncating: 62)
        number = number.next
        #expect(number.rawValue == 63)
        #expect(number.next.rawValue == 0)
    }

    @Test("a cut frame says how many bytes there were, and a frame with something behind it is not one frame")
    func notOneFrame() throws {
        let golden = bytes("f0 81 55 81 59 81 ef 81 46 04 34 0f")
        #expect(throws: ScienceMode4.FrameError.incomplete(5)) {
            try ScienceMode4.Frame(decoding: Array(golden.prefix(5)))
        }
        #expect(throws: ScienceMode4.FrameError.strayBytes) { try ScienceMode4.Frame(decoding: golden + [0]) }
        #expect(throws: ScienceMode4.FrameError.strayBytes) { try ScienceMode4.Frame(decoding: [0] + golden) }
    }
}

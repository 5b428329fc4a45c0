import Signals
import Testing

@testable import Devices

@Suite("A Cyton board on a link")
struct CytonSourceTests {
    /// A link that plays a board: text after `v` and `d`, packets after `b`.
    private struct Board: DeviceLink, ~Copyable {
        var text = "OpenBCI V3 8-16 channel$$$"
        var packets: [UInt8] = []
        private var answers: [UInt8] = []

        init(text: String, packets: [UInt8]) {
            self.text = text
            self.packets = packets
        }

        mutating func send(_ bytes: [UInt8]) {
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "v"), UInt8(ascii: "d"): answers += Array(text.utf8)
                case UInt8(ascii: "b"): answers += packets
                default: break
                }
            }
        }

        mutating func receive(waitingAtMostMilliseconds: Int) -> [UInt8] {
            defer { answers = [] }
            return answers
        }

        mutating func close() {}
    }

    private static func packet(_ number: UInt8) -> [UInt8] {
        [0xA0, number] + Array(repeating: 0, count: 24) + Array(repeating: 0, count: 6) + [0xC0]
    }

    @Test("a started board hands over its blocks with the gap between them, then says that it is silent")
    func blocks() throws {
        let board = Board(text: "OpenBCI V3$$$", packets: [0, 1, 4].flatMap { Self.packet($0) })
        var source = try CytonSource(board)
        #expect(source.channels.count == 8 && source.rate.hertz == 250)
        let first = try #require(try source.nextBlock())
        let second = try #require(try source.nextBlock())
        #expect([first.start, first.end, second.start] == [SampleIndex(0), SampleIndex(2), SampleIndex(4)])
        #expect(source.report.lostFrames == 2)
        var failure: DeviceError?
        do { _ = try source.nextBlock() } catch { failure = error as? DeviceError }
        #expect(failure?.description.contains("sent nothing for 1000 ms") == true)
    }

    @Test("something that does not answer like an OpenBCI board is refused before anything is read from it")
    func stranger() {
        var failure: DeviceError?
        do throws(DeviceError) { _ = try CytonSource(Board(text: "hello", packets: [])) } catch { failure = error }
        #expect(
            failure?.description.contains("no OpenBCI board answers: another device speaks there; it says “hello”")
                == true)
    }
}

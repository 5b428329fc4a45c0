import Foundation
import Signals
import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("A simulated Cyton board")
struct SimulatedCytonTests {
    /// The blocks of a board that started at 0 and was asked at some times.
    private static func blocks(_ board: inout CytonSimulator, askedAt times: [Double]) -> [SampleBlock] {
        var decoder = CytonDecoder()
        return times.flatMap { decoder.receive(board.advance(to: .milliseconds($0))) }
    }

    @Test("sends 250 frames a second, whose sines are decoded within half a step, however often it is asked")
    func sines() {
        for times in [[999], stride(from: 1, through: 999, by: 7).map { $0 } + [999]] as [[Double]] {
            var board = CytonSimulator()
            #expect(board.receive(Array("b".utf8), at: .start).isEmpty)
            let values = Self.blocks(&board, askedAt: times).flatMap(\.values)
            #expect(values.count == 250 * 8)
            for (place, value) in values.enumerated() {
                let number = Double(place % 8 + 1)
                let expected = 100 * number * sin(2 * .pi * 5 * number * Double(place / 8) / 250)
                #expect(abs(Double(value) - expected) <= 0.0112)
            }
        }
    }

    @Test("lost packets are a gap, an open electrode saturates its channel, a channel that is off gives 0")
    func faults() {
        var board = CytonSimulator()
        _ = board.receive(Array("2b".utf8), at: .start)
        var decoder = CytonDecoder()
        var blocks = decoder.receive(board.advance(to: .milliseconds(39)))
        board.packetsToLose = 3
        board.openChannels = [4]
        blocks += decoder.receive(board.advance(to: .milliseconds(79)))
        #expect(blocks.map(\.start) == [SampleIndex(0), SampleIndex(13)])
        #expect(blocks.map(\.frameCount) == [10, 7])
        #expect(decoder.report.lostFrames == 3)
        #expect(decoder.report.saturatedSamples == [0, 0, 0, 0, 7, 0, 0, 0])
        #expect(blocks.allSatisfy { block in (0..<block.frameCount).allSatisfy { block.values[$0 * 8 + 1] == 0 } })
    }

    @Test("words are answered with an end mark, while it streams with none; a setting is answered once")
    func words() {
        var board = CytonSimulator()
        func said(_ letters: String) -> String {
            String(decoding: board.receive(Array(letters.utf8), at: .start), as: UTF8.self)
        }
        #expect(said("v") == CytonSimulator.banner)
        #expect(said("x1060110X") == "Success: Channel set for 1$$$")
        #expect(said("x1X") == "Failure: too few chars$$$")
        #expect(said("d").hasSuffix("$$$"))
        #expect(said("b").isEmpty && said("d").allSatisfy { $0 != "$" })
        #expect(said("sV") == "v3.1.1$$$")
        #expect(!board.isStreaming)
    }

    @Test("any letters at any times neither crash it nor make packets that the decoder does not take")
    func anyLetters() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<200 {
            var board = CytonSimulator()
            var decoder = CytonDecoder()
            var time = 0.0
            for _ in 0..<20 {
                time += Double.random(in: 0...50, using: &generator)
                let letters =
                    (0..<3).map { _ in UInt8.random(in: 0...127, using: &generator) }
                    + Array("bs".utf8.shuffled(using: &generator))
                let bytes = board.receive(letters, at: .milliseconds(time))
                for block in decoder.receive(bytes) { #expect(block.values.allSatisfy { abs($0) <= 187_500.1 }) }
            }
        }
    }

    @Test("our source reads it over a real port at 115,200 Bd, and a gap that it makes is a gap")
    func overAPort() throws {
        let device = try SimulatedCyton(CytonSimulator())
        var source = try CytonSource(SerialPort(path: device.path, line: .cyton))
        var frames = 0
        var blocks: [SampleBlock] = []
        while frames < 25 {
            let block = try #require(try source.nextBlock())
            frames += block.frameCount
            blocks.append(block)
        }
        device.withSimulator { $0.packetsToLose = 2 }
        while source.report.gapCount == 0 { blocks.append(try #require(try source.nextBlock())) }
        #expect(source.report.lostFrames == 2)
        for block in blocks {
            for frame in 0..<block.frameCount {
                let time = Double(block.start.rawValue + frame) / 250
                #expect(abs(Double(block.values[frame * 8]) - 100 * sin(2 * .pi * 5 * time)) <= 0.0112)
            }
        }
        source.close()
        // The board's thread reads the letter when it gets to run.
        let deadline = ContinuousClock.now + .seconds(5)
        while device.withSimulator({ $0.isStreaming }), ContinuousClock.now < deadline {}
        #expect(device.withSimulator { $0.isStreaming } == false)
        device.stop()
    }

    @Test("a port that another program holds, and a P24 in place of a board, are refused in a sentence that says so")
    func wrongPorts() throws {
        let board = try SimulatedCyton(CytonSimulator())
        let holder = try SerialPort(path: board.path, line: .cyton)
        let busy = #expect(throws: DeviceError.self) { _ = try SerialPort(path: board.path, line: .cyton) }
        #expect(
            busy?.description
                == "cannot open the serial port \(board.path): another program is using it; end that program first")
        #expect(holder.path == board.path)
        let stimulator = try SimulatedP24.serve()
        let silent = #expect(throws: DeviceError.self) {
            _ = try CytonSource(SerialPort(path: stimulator.path, line: .cyton), silenceLimitMilliseconds: 100)
        }
        #expect(silent?.description.contains("no OpenBCI board answers: nothing came") == true)
    }
}

@Suite("What speaks at a port")
struct SpokenProtocolTests {
    @Test("frames, packets, text and noise are told apart")
    func kinds() throws {
        let request = try ScienceMode4.Command.getDeviceID.encoded(packetNumber: .init(truncating: 1))
        #expect(SpokenProtocol([]) == .nothing)
        #expect(SpokenProtocol([0x12, 0xF0] + request) == .scienceMode4)
        #expect(SpokenProtocol([0xF0, 0x81, 0x63, 0x81, 0x57, 0x02, 0x04, 0x0F]) == .scienceMode2)
        #expect(SpokenProtocol(Array(CytonSimulator.banner.utf8)) == .openBCI)
        var board = CytonSimulator()
        _ = board.receive(Array("b".utf8), at: .start)
        #expect(SpokenProtocol([1, 2] + board.advance(to: .milliseconds(4))) == .openBCI)
        #expect(SpokenProtocol(Array("\r\nGrbl 1.1h\r\n".utf8)) == .text("Grbl 1.1h"))
        #expect(SpokenProtocol([0x00, 0xFF, 0x8E]) == .unreadable(count: 3))
    }

    @Test(
        "why a port cannot be opened is said with what to do",
        arguments: [
            (ENOENT, "lull devices list"), (EACCES, "usermod -aG dialout"), (EBUSY, "end that program first"),
            (EISDIR, "it is a folder"), (EIO, "Input/output error"),
        ])
    func reasons(_ number: Int32, _ words: String) { #expect(SerialPort.reason(opening: number).contains(words)) }
}

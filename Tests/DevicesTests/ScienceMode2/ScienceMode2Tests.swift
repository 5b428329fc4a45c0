// ScienceMode 2: frames of another client, every message there and back, and noise that must never be taken for a message.

import Testing

@testable import Devices

@Suite("ScienceMode 2")
struct ScienceMode2Tests {
    private typealias Command = ScienceMode2.Command
    private typealias Report = ScienceMode2.Report

    private func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").compactMap { UInt8($0, radix: 16) } }

    @Test("frames are those of another client: a sign of life, and one pulse of 200 µs and 20 mA on channel 1")
    func golden() throws {
        #expect(ScienceMode2.checksum("123456789".utf8) == 0xF4)
        #expect(try Command.signOfLife.encoded(packetNumber: 2) == bytes("f0 81 63 81 57 02 04 0f"))
        let start = Command.start([ScienceMode2.ChannelPulse(phaseMicroseconds: 200, milliamperes: 20)])
        #expect(try start.encoded(packetNumber: 1) == bytes("f0 81 31 81 53 01 20 00 00 c8 14 0f"))
    }

    /// A random command; now and then with a field out of range.
    private func command(_ generator: inout some RandomNumberGenerator) -> Command {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return .acceptConnection(.init(rawValue: .random(in: .min ... .max, using: &generator)))
        case 1: return .signOfLife
        case 2: return .getMode
        case 3: return .stop
        case 4:
            let active = UInt8.random(in: 0...255, using: &generator)
            return .initChannels(
                ScienceMode2.ChannelList(
                    activeChannels: active, lowFrequencyChannels: active & .random(in: 0...255, using: &generator),
                    lowFrequencyFactor: .random(in: 0...8, using: &generator),
                    interPulseHalfMilliseconds: .random(in: 0...300, using: &generator),
                    mainHalfMilliseconds: Bool.random(using: &generator)
                        ? nil : .random(in: 0...2100, using: &generator),
                    execution: .random(in: 0...2, using: &generator)))
        default:
            return .start(
                (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                    ScienceMode2.ChannelPulse(
                        group: ScienceMode2.ChannelPulse.Group.allCases.randomElement(using: &generator) ?? .single,
                        phaseMicroseconds: .random(in: 0...520, using: &generator),
                        milliamperes: .random(in: -1...131, using: &generator))
                })
        }
    }

    @Test("a command in range comes back as itself, in either way of stuffing; one out of range becomes no bytes")
    func commands() throws {
        var generator = SystemRandomNumberGenerator()
        var (good, refused) = (0, 0)
        for _ in 0..<20_000 {
            let command = command(&generator)
            let number = UInt8.random(in: 0...255, using: &generator)
            if (try? command.check()) == nil {
                refused += 1
                #expect(throws: ScienceMode2.CommandError.self) { try command.encoded(packetNumber: number) }
                continue
            }
            guard let encoded = try? command.encoded(packetNumber: number) else {
                // Eight channels full of bytes that must be stuffed do not fit a frame: refused, never cut.
                if case .start(let pulses) = command { #expect(pulses.count > 6) } else { Issue.record("\(command)") }
                continue
            }
            good += 1
            #expect(encoded.count <= ScienceMode2.maximumFrameLength)
            let frame = try ScienceMode2.Frame(decoding: encoded)
            #expect(frame.packetNumber == number)
            #expect(try Command(frame) == command)
            #expect(try ScienceMode2.Frame(decoding: (try? frame.encoded(.wide)) ?? encoded) == frame)
        }
        #expect(good > 5_000 && refused > 1_000)
    }

    @Test("each report comes back as itself, and errors that nobody knows are kept and are no success")
    func reports() throws {
        var reports: [Report] = [.offersConnection(version: 1), .unknownCommand(0x0F)]
        for raw in Int8.min...Int8.max {
            let result = ScienceMode2.ResultCode(rawValue: raw)
            #expect(result.isSuccess == (raw == 0))
            reports += [.initChannels(result), .start(result), .stop(result), .stimulationError(.init(rawValue: raw))]
            reports += ScienceMode2.StimulationMode.allCases.map { .mode(result, $0) }
        }
        for report in reports {
            let frame = try ScienceMode2.Frame(decoding: report.frame(packetNumber: 0xF0).encoded())
            #expect(frame.packetNumber == 0xF0)
            #expect(try Report(frame) == report)
        }
    }

    @Test("noise and damage never crash, and whatever is accepted is what this codec would write")
    func noise() {
        var generator = SystemRandomNumberGenerator()
        let special: [UInt8] = [0xF0, 0x0F, 0x81, 0x55, 0xA5, 0x57]
        for _ in 0..<3_000 {
            var parser = ScienceMode2.FrameParser()
            var stream: [UInt8] = []
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                if Bool.random(using: &generator),
                    var frame = try? command(&generator).encoded(packetNumber: .random(in: 0...255, using: &generator))
                {
                    if Bool.random(using: &generator) {
                        frame[.random(in: frame.indices, using: &generator)] ^=
                            1 << UInt8.random(in: 0..<8, using: &generator)
                    }
                    stream += frame
                }
                stream += (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                    Bool.random(using: &generator)
                        ? special.randomElement(using: &generator) ?? 0 : .random(in: 0...255, using: &generator)
                }
            }
            for case .frame(let frame) in parser.receive(stream) {
                let written = ScienceMode2.Stuffing.allCases.compactMap { try? frame.encoded($0) }
                let isInStream = written.contains { stream.contains($0) }
                #expect(isInStream)
                if let command = try? Command(frame), let again = try? command.encoded(packetNumber: frame.packetNumber)
                {
                    #expect(written.contains(again))
                }
                _ = try? Report(frame)
            }
            #expect(parser.bufferedByteCount <= ScienceMode2.maximumFrameLength)
        }
    }

    @Test("a frame behind garbage or behind a damaged frame is found, and garbage is told once")
    func recovery() throws {
        let frame = try Command.getMode.encoded(packetNumber: 9)
        var damaged = frame
        damaged[2] ^= 1
        var parser = ScienceMode2.FrameParser()
        let outputs = parser.receive([1, 2, 3] + damaged + frame)
        let expected = try ScienceMode2.Frame(decoding: frame)
        #expect(outputs.count == 3 && outputs.last == .frame(expected))
        #expect(outputs.first == .rejected(.strayBytes))
        #expect(throws: ScienceMode2.FrameError.self) { try ScienceMode2.Frame(decoding: frame + [0]) }
        #expect(throws: ScienceMode2.FrameError.self) { try ScienceMode2.Frame(decoding: Array(frame.dropLast())) }
    }

    @Test("an unknown number, a wrong length and a mode that nobody knows are told", arguments: [0, 3, 5, 31, 36, 99])
    func unknown(_ number: UInt8) {
        let frame = ScienceMode2.Frame(packetNumber: 1, command: number, payload: [9, 9, 9])
        #expect(throws: ScienceMode2.CommandError.self) { try Command(frame) }
        #expect(throws: ScienceMode2.CommandError.self) { try Report(frame) }
    }
}

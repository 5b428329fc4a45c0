import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("A simulated I24 and its messages")
struct I24Tests {
    private static let number = ScienceMode4.PacketNumber(truncating: 9)

    @Test("a setup has the 361 bytes of the other client, at its places")
    func setup() throws {
        var setup = Dyscom.Setup()
        setup.seconds = 0x0102_0304
        setup.signalTypes = [2, 3, 9]
        setup.usesSync = true
        setup.filter = 2
        let bytes = try setup.bytes()
        #expect(bytes.count == 361)
        #expect(Array(bytes[343..<361]) == [0, 3, 1, 2, 3, 4, 2, 3, 9, 0, 0, 0, 0, 0, 0, 1, 2, 1])
        #expect(Dyscom.Setup(bytes: bytes) == setup)
        #expect(setup.rate == .hertz4000)
        setup.filter = 3
        #expect(setup.rate?.hertz == 1000)
        setup.filter = 0
        setup.registers[8] = 0x86
        #expect(setup.rate?.hertz == 500)
        setup.names = []
        #expect(throws: ScienceMode4.CommandError.self) { try setup.bytes() }
    }

    @Test("what is decoded, from any bytes in any command, is encoded to the same bytes again")
    func oneForm() {
        var generator = SeededGenerator(seed: 24)
        var accepted = 0
        for _ in 0..<50_000 {
            let command = UInt16.random(in: 98...116, using: &generator)
            let lengths = [0, 1, 2, 3, 12, 18, 19, 89, 129, 130, 361]
            let length = lengths.randomElement(using: &generator) ?? 0
            let isSparse = Bool.random(using: &generator)
            let payload = (0..<length).map { _ in
                isSparse && Int.random(in: 0..<20, using: &generator) > 0
                    ? 0 : UInt8.random(in: 0...255, using: &generator)
            }
            let frame = ScienceMode4.Frame(packetNumber: Self.number, command: command, payload: payload)
            if let command = try? Dyscom.Command(frame) {
                let again = try? command.frame(packetNumber: Self.number)
                #expect(again == frame)
                accepted += 1
            }
            if let report = Dyscom.Report(frame) {
                #expect(report.frame(packetNumber: Self.number) == frame)
                accepted += 1
            }
        }
        #expect(accepted > 1000)
    }

    @Test("reports are read back as they were made")
    func reports() {
        let reports: [Dyscom.Report] = [
            .initialized(.success, registers: Array(0..<26), state: 1, rate: .hertz4000), .started(.notInitialized),
            .stopped(.success), .power(.success, module: 3, isOn: true),
            .live(microseconds: 250, samples: [.init(value: -1.5), .init(value: 2, signalType: 3, status: 4)]),
            .answer(.success, .battery(state: 2, percent: 77, celsius: -5, milliamperes: -300, millivolts: 3012)),
            .answer(.success, .storage(isReady: true, used: 1 << 40, free: 5)), .answer(.success, .recordings(513)),
            .answer(.success, .operationMode(.live)), .answer(.success, .deviceID("abc")),
            .answer(.success, .firmware("1.2.3")),
        ]
        for report in reports { #expect(Dyscom.Report(report.frame(packetNumber: Self.number)) == report) }
    }

    /// What a device says to a command.
    private static func say(
        _ command: Dyscom.Command, to device: inout I24Simulator, at milliseconds: Double
    ) throws -> [Dyscom.Report] {
        let bytes = try command.frame(packetNumber: number).encoded()
        return reports(device.receive(bytes, at: .milliseconds(milliseconds)))
    }

    private static func reports(_ bytes: [UInt8]) -> [Dyscom.Report] {
        var parser = ScienceMode4.FrameParser()
        return parser.receive(bytes).compactMap { if case .frame(let frame) = $0 { Dyscom.Report(frame) } else { nil } }
    }

    @Test("it measures only after power, setup and start, at the rate that was set, and tells what it left out")
    func measuring() throws {
        var device = I24Simulator()
        var setup = Dyscom.Setup()
        setup.filter = 1
        #expect(try Self.say(.start, to: &device, at: 0) == [.started(.notInitialized)])
        guard case .initialized(.notInitialized, _, 6, _) = try Self.say(.initialize(setup), to: &device, at: 0).first
        else {
            Issue.record("a setup without power was taken")
            return
        }
        _ = try Self.say(.power(module: 3, isOn: true), to: &device, at: 0)
        guard case .initialized(.success, _, 1, .hertz1000) = try Self.say(.initialize(setup), to: &device, at: 1).first
        else {
            Issue.record("a setup was not taken")
            return
        }
        #expect(try Self.say(.start, to: &device, at: 5) == [.started(.success)])
        var live = Self.reports(device.advance(to: .milliseconds(14.5)))
        #expect(live.count == 10)
        device.samplesToLose = 3
        device.openChannels = [1]
        live += Self.reports(device.advance(to: .milliseconds(24.5)))
        let gaps = live.map { report -> UInt32 in if case .live(let since, _) = report { since } else { 0 } }
        #expect(gaps == Array(repeating: 1000, count: 10) + [4000] + Array(repeating: 1000, count: 6))
        guard case .live(_, let samples) = live.last else {
            Issue.record("no live data")
            return
        }
        #expect(samples.map(\.status) == [0, 2, 0, 0, 0])
        #expect(samples[0].value == I24Simulator.value(channel: 0, sample: 19, hertz: 1000))
        #expect(try Self.say(.stop, to: &device, at: 24.5) == [.stopped(.success)])
        #expect(device.advance(to: .milliseconds(100)).isEmpty && device.mode == .idle)
    }

    @Test("any bytes at any time neither crash it nor make frames that cannot be read")
    func fuzz() throws {
        var generator = SeededGenerator(seed: 3)
        for round in 0..<100 {
            var device = I24Simulator()
            var said: [UInt8] = []
            for step in 0..<20 {
                let command = UInt16.random(in: 98...116, using: &generator)
                let payload = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                    UInt8.random(in: 0...4, using: &generator)
                }
                var bytes = try ScienceMode4.Frame(packetNumber: Self.number, command: command, payload: payload)
                    .encoded()
                if Bool.random(using: &generator) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                said += device.receive(bytes, at: .milliseconds(Double(round + step)))
            }
            var parser = ScienceMode4.FrameParser()
            for output in parser.receive(said) {
                guard case .frame = output else {
                    Issue.record("the device said \(output)")
                    return
                }
            }
        }
    }
}

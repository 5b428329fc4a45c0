import Stimulation
import TestSupport
import Testing

@testable import Devices

/// A host without a port: says commands to a simulated device and reads its answers.
struct Host {
    var device: P24Simulator
    private var number = ScienceMode4.PacketNumber(truncating: 0)

    init(_ device: P24Simulator = P24Simulator()) { self.device = device }

    mutating func say(
        _ command: ScienceMode4.Command, at milliseconds: Double
    ) throws -> ScienceMode4.Acknowledgement? {
        number = number.next
        let bytes = device.receive(try command.encoded(packetNumber: number), at: .milliseconds(milliseconds))
        guard !bytes.isEmpty else { return nil }
        let frame = try ScienceMode4.Frame(decoding: bytes)
        #expect(frame.packetNumber == number)
        return try ScienceMode4.Acknowledgement(frame)
    }
}

extension SessionTime {
    static func milliseconds(_ value: Double) -> SessionTime {
        SessionTime(microseconds: Int((value * 1000).rounded()))
    }
}

@Suite("The simulated P24")
struct P24SimulatorTests {
    private static let red = ScienceMode4.Output(.red, .yellow)

    private static func shape(_ halfMilliamperes: Int = 40) throws -> ScienceMode4.PulseShape {
        try .init(points: [
            .init(microseconds: 200, halfMilliamperes: halfMilliamperes),
            .init(microseconds: 100, halfMilliamperes: 0),
            .init(microseconds: 200, halfMilliamperes: -halfMilliamperes),
        ])
    }

    private static func pulse(_ halfMilliamperes: Int = 40) throws -> ScienceMode4.Command {
        .lowLevelPulse(.init(output: red, shape: try shape(halfMilliamperes)))
    }

    private static func update(
        period: Int = 80, ramp: Int = 0, halfMilliamperes: Int = 40, _ outputs: [ScienceMode4.Output] = [red]
    ) throws -> ScienceMode4.Command {
        var update = ScienceMode4.MidLevelUpdate()
        for output in outputs {
            update[output] = try .init(
                shape: shape(halfMilliamperes), ramp: ramp, periodQuarterMilliseconds: period)
        }
        return .midLevelUpdate(update)
    }

    private func result(of pulse: ScienceMode4.Acknowledgement?) -> ScienceMode4.ResultCode? { pulse?.result }

    @Test("a device at rest has no level, no high voltage, and refuses pulses and trains")
    func atRest() throws {
        var host = Host()
        #expect(try host.say(.getStimulationStatus, at: 0) == .stimulationStatus(.success, .none, .off))
        #expect(try host.say(Self.pulse(), at: 1)?.result == .notInitialized)
        #expect(try host.say(Self.update(), at: 2)?.result == .notInitialized)
        #expect(try host.say(.midLevelGetCurrentData, at: 3)?.result == .notInitialized)
        #expect(try host.say(.lowLevelStop, at: 4) == .lowLevelStop(.notInitialized))
        #expect(try host.say(.midLevelStop, at: 5) == .midLevelStop(.notInitialized))
        #expect(host.device.pulses.isEmpty)
    }

    @Test("it says who it is")
    func identity() throws {
        var host = Host(P24Simulator(configuration: .init(deviceID: "TEST000042", firmware: .init(1, 2, 3))))
        #expect(try host.say(.getDeviceID, at: 0) == .deviceID(.success, "TEST000042"))
        #expect(
            try host.say(.getVersion, at: 0) == .version(.success, firmware: .init(1, 2, 3), protocol: .init(4, 0, 0)))
        #expect(try host.say(.getBatteryStatus, at: 0) == .batteryStatus(.success, percent: 100, millivolts: 7400))
        guard case .extendedVersion(.success, let version)? = try host.say(.getExtendedVersion, at: 0) else {
            Issue.record("no extended version")
            return
        }
        #expect(version.firmware == .init(1, 2, 3))
    }

    @Test("a low-level pulse is put out when it arrives, once, as it was said")
    func lowLevelPulse() throws {
        var host = Host()
        #expect(try host.say(.lowLevelInit(.init()), at: 0) == .lowLevelInit(.success))
        #expect(try host.say(.getStimulationStatus, at: 0) == .stimulationStatus(.success, .lowLevel, .volts150))
        #expect(try host.say(Self.pulse(), at: 10)?.result == .success)
        host.device.advance(to: .milliseconds(10_000))
        let shape = try Self.shape()
        #expect(host.device.pulses.map(\.start) == [.milliseconds(10)])
        #expect(host.device.pulses.map(\.shape) == [shape])
        #expect(host.device.pulses.map(\.output) == [Self.red])
        #expect(try host.say(.lowLevelStop, at: 20_000) == .lowLevelStop(.success))
        #expect(try host.say(.getStimulationStatus, at: 20_000) == .stimulationStatus(.success, .none, .off))
    }

    @Test("ten pulses wait behind the one that is put out, each 60 µs after the one before; the twelfth is refused")
    func queue() throws {
        var host = Host()
        _ = try host.say(.lowLevelInit(.init()), at: 0)
        var results: [ScienceMode4.ResultCode?] = []
        for _ in 0..<12 { results.append(try host.say(Self.pulse(), at: 5)?.result) }
        #expect(results == Array(repeating: .success, count: 11) + [.busy])
        #expect(host.device.pulses.count == 1)
        host.device.advance(to: .milliseconds(100))
        #expect(host.device.pulses.map(\.start.microseconds) == (0..<11).map { 5000 + $0 * 560 })
    }

    @Test("stop drops the pulses that wait")
    func stopDropsQueue() throws {
        var host = Host()
        _ = try host.say(.lowLevelInit(.init()), at: 0)
        for _ in 0..<5 { _ = try host.say(Self.pulse(), at: 5) }
        _ = try host.say(.lowLevelStop, at: 5.7)
        host.device.advance(to: .milliseconds(100))
        #expect(host.device.pulses.map(\.start.microseconds) == [5000, 5560])
    }

    @Test("what it put out does not depend on how often it was looked at", arguments: [1, 7, 250])
    func lookingChangesNothing(_ steps: Int) throws {
        var host = Host()
        _ = try host.say(.lowLevelInit(.init()), at: 0)
        for _ in 0..<8 { _ = try host.say(Self.pulse(), at: 5) }
        for k in 1...steps { host.device.advance(to: .milliseconds(5 + 10 * Double(k) / Double(steps))) }
        #expect(host.device.pulses.map(\.start.microseconds) == (0..<8).map { 5000 + $0 * 560 })
    }

    @Test("a pulse beyond ±130 mA from another client is a parameter error and is not put out")
    func parameterError() throws {
        var host = Host()
        _ = try host.say(.lowLevelInit(.init()), at: 0)
        let payload: [UInt8] = [0x80, 0x0C, 0x89, 0x60, 0x00]  // 200 µs of 150 mA
        let bytes = host.device.receive(
            try ScienceMode4.Frame(packetNumber: .init(truncating: 1), command: 2, payload: payload).encoded(),
            at: .milliseconds(1))
        #expect(try ScienceMode4.Acknowledgement(.init(decoding: bytes)).result == .parameterError)
        #expect(host.device.pulses.isEmpty)
    }

    @Test("without high voltage a pulse is refused")
    func highVoltageOff() throws {
        var host = Host()
        _ = try host.say(.lowLevelInit(.init(highVoltage: .off)), at: 0)
        #expect(try host.say(Self.pulse(), at: 1)?.result == .highVoltageError)
        #expect(host.device.pulses.isEmpty)
    }

    @Test("mid level repeats with its period, and stops exactly 2 s after the last sign of life")
    func automaticStop() throws {
        var host = Host()
        _ = try host.say(.midLevelInit(stopOnAnyError: true), at: 0)
        #expect(try host.say(Self.update(period: 400), at: 100) == .midLevelUpdate(.success))
        #expect(
            try host.say(.getStimulationStatus, at: 150) == .stimulationStatus(.success, .midLevelRunning, .volts150))
        host.device.advance(to: .milliseconds(60_000))
        // One pulse every 100 ms from 100 ms on; the one due at 2100 ms falls on the deadline and is not put out.
        #expect(host.device.pulses.map(\.start.microseconds) == (0..<20).map { 100_000 + $0 * 100_000 })
        #expect(host.device.automaticStops == [.milliseconds(2100)])
        #expect(try host.say(.getStimulationStatus, at: 60_001) == .stimulationStatus(.success, .midLevel, .volts150))
    }

    @Test("asking for the current data is a sign of life; asking for the status is not")
    func signOfLife() throws {
        var host = Host()
        _ = try host.say(.midLevelInit(stopOnAnyError: true), at: 0)
        _ = try host.say(Self.update(period: 400), at: 0)
        _ = try host.say(.midLevelGetCurrentData, at: 1999)
        _ = try host.say(.getStimulationStatus, at: 3000)
        host.device.advance(to: .milliseconds(10_000))
        #expect(host.device.automaticStops == [.milliseconds(3999)])
        #expect(host.device.pulses.count == 40)
    }

    @Test("the current rises over the ramp in steps of 0.5 mA")
    func ramp() throws {
        var host = Host()
        _ = try host.say(.midLevelInit(stopOnAnyError: true), at: 0)
        _ = try host.say(Self.update(ramp: 3), at: 0)
        host.device.advance(to: .milliseconds(90))
        #expect(host.device.pulses.map { $0.shape.peakMilliamperes } == [5, 10, 15, 20, 20])
        #expect(host.device.pulses.allSatisfy { $0.shape.netCharge == 0 })
    }

    @Test("an output that is not in an update rests, and outputs that fall together follow one another")
    func outputs() throws {
        let blue = ScienceMode4.Output(.blue, .yellow)
        var host = Host()
        _ = try host.say(.midLevelInit(stopOnAnyError: true), at: 0)
        _ = try host.say(Self.update([Self.red, blue]), at: 0)
        _ = try host.say(Self.update([blue]), at: 10)
        host.device.advance(to: .milliseconds(25))
        #expect(host.device.pulses.map(\.output) == [Self.red, blue, blue])
        #expect(host.device.pulses.map(\.start.microseconds) == [0, 560, 20_000])
    }

    @Test("one level excludes the other until it is stopped")
    func levelsExclude() throws {
        var host = Host()
        _ = try host.say(.lowLevelInit(.init()), at: 0)
        #expect(try host.say(.midLevelInit(stopOnAnyError: true), at: 1) == .midLevelInit(.notInitialized))
        _ = try host.say(.lowLevelStop, at: 2)
        #expect(try host.say(.midLevelInit(stopOnAnyError: true), at: 3) == .midLevelInit(.success))
        #expect(try host.say(.lowLevelInit(.init()), at: 4) == .lowLevelInit(.notInitialized))
        #expect(try host.say(.reset, at: 5) == .reset(.success))
        #expect(try host.say(.lowLevelInit(.init()), at: 6) == .lowLevelInit(.success))
    }

    @Test("an open electrode is noticed from 15 mA on; below, the pulse is lost and nobody hears of it")
    func openElectrode() throws {
        var host = Host()
        host.device.outputFaults[Self.red] = .open
        _ = try host.say(.lowLevelInit(.init()), at: 0)
        #expect(try host.say(Self.pulse(30), at: 1)?.result == .electrodeError)
        #expect(try host.say(Self.pulse(29), at: 2)?.result == .success)
        #expect(host.device.pulses.map(\.reachedSkin) == [false])
    }

    @Test("in mid level an electrode error stops that output alone, or all of them when so initialised")
    func midLevelErrors() throws {
        let blue = ScienceMode4.Output(.blue, .yellow)
        for stopOnAnyError in [false, true] {
            var host = Host()
            host.device.outputFaults[Self.red] = .lowCurrent
            _ = try host.say(.midLevelInit(stopOnAnyError: stopOnAnyError), at: 0)
            _ = try host.say(Self.update([Self.red, blue]), at: 0)
            host.device.advance(to: .milliseconds(90))
            guard case .midLevelCurrentData(let data)? = try host.say(.midLevelGetCurrentData, at: 91) else {
                Issue.record("no current data")
                return
            }
            #expect(data.states == [.lowCurrent] + Array(repeating: .ok, count: 7))
            #expect(data.isActive[1] == !stopOnAnyError)
            #expect(host.device.pulses.count == (stopOnAnyError ? 0 : 5))
        }
    }

    @Test("a command that it does not know is answered so, and a damaged frame with a general error")
    func unknownAndDamaged() throws {
        var device = P24Simulator()
        let unknown = try ScienceMode4.Frame(packetNumber: .init(truncating: 7), command: 100).encoded()
        let answer = try ScienceMode4.Frame(decoding: device.receive(unknown, at: .start))
        #expect(try ScienceMode4.Acknowledgement(answer) == .unknownCommand(.invalidCommand))
        #expect(answer.packetNumber.rawValue == 7)
        var damaged = unknown
        damaged[9] ^= 1
        let error = try ScienceMode4.Frame(decoding: device.receive(damaged, at: .start))
        #expect(try ScienceMode4.Acknowledgement(error) == .generalError(.transferError))
    }

    @Test("a measured pulse shows its current, and the voltage across the load")
    func measurement() throws {
        for (measurement, first) in [
            (ScienceMode4.Measurement.current, 2000), (.voltage, 1000), (.highVoltage, 15_000),
        ] {
            var host = Host(P24Simulator(configuration: .init(loadOhms: 500)))
            _ = try host.say(.lowLevelInit(.init(measurement: measurement)), at: 0)
            guard case .lowLevelPulse(let pulse)? = try host.say(Self.pulse(), at: 1) else {
                Issue.record("no answer")
                return
            }
            #expect(pulse.samples.count == 128)
            #expect(pulse.samples.first == UInt16(first))
            #expect(pulse.sampleMicroseconds == 4)
        }
    }

    @Test("random bytes and random commands never crash it, and never make it put out an unchecked pulse")
    func fuzz() throws {
        var generator = SeededGenerator(seed: 20)
        var device = P24Simulator()
        var stream: [UInt8] = []
        for k in 0..<1500 {
            if k % 3 == 0 {
                stream = try RandomMessages.command(&generator).encoded(packetNumber: .init(truncating: k))
            } else {
                stream = try RandomMessages.frame(&generator).encoded()
                if Bool.random(using: &generator) { stream[stream.count / 2] ^= 0x10 }
            }
            _ = device.receive(stream, at: .milliseconds(Double(k) * 7))
        }
        #expect(device.pulses.allSatisfy { (try? $0.shape.check()) != nil })
        #expect(!device.pulses.isEmpty)
    }

    @Test("a full log counts what it does not hold")
    func fullLog() throws {
        var host = Host(P24Simulator(configuration: .init(loggedPulseCapacity: 3)))
        _ = try host.say(.lowLevelInit(.init()), at: 0)
        for k in 1...5 { _ = try host.say(Self.pulse(), at: Double(k)) }
        #expect(host.device.pulses.count == 3)
        #expect(host.device.unloggedPulseCount == 2)
    }
}

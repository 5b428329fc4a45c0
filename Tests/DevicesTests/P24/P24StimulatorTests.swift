import Signals
import Stimulation
import TestSupport
import Testing

@testable import Devices

extension DeliveredPulse {
    /// The pulse as the conformance suite compares it.
    fileprivate func asSeen<Device: Stimulator & ~Copyable>() -> StimulatorUnderTest<Device>.Pulse {
        .init(
            start: start, peakMicroamperes: Int(shape.peakMilliamperes * 1000),
            isWhole: shape.netCharge == 0 && reachedSkin)
    }
}

@Suite("A P24 at a link")
struct P24StimulatorTests {
    @Test("a P24 in the same process keeps what every stimulator must keep")
    func directConforms() throws {
        let problems = try StimulatorConformance.problems {
            () throws -> StimulatorUnderTest<P24Stimulator<DirectP24Link>> in
            let clock = VirtualClock()
            return StimulatorUnderTest(
                device: try P24Stimulator(link: DirectP24Link(clock: clock), answers: .lockStep, at: .start),
                setTime: { clock.set(to: $0) }, delivered: { $0.link.simulator.pulses.map { $0.asSeen() } })
        }
        #expect(problems == [])
    }

    @Test("a P24 on a pseudo-terminal, in virtual time, keeps what every stimulator must keep")
    func pseudoTerminalConforms() throws {
        let problems = try StimulatorConformance.problems {
            () throws -> StimulatorUnderTest<P24Stimulator<SerialPort>> in
            let clock = VirtualClock()
            let device = try SimulatedP24.serve(clock: .virtual(clock))
            return StimulatorUnderTest(
                device: try P24Stimulator(link: SerialPort(path: device.path), answers: .lockStep, at: .start),
                setTime: { clock.set(to: $0) }, delivered: { _ in device.pulses.map { $0.asSeen() } })
        }
        #expect(problems == [])
    }

    @Test("through a pseudo-terminal comes the same, to the microsecond, as without one")
    func sameThroughTerminal() throws {
        func run<Link: DeviceLink & ~Copyable>(
            _ link: consuming Link, _ clock: VirtualClock
        ) throws -> [StimulatorEvent] {
            var device = try P24Stimulator(link: link, answers: .lockStep, at: .start)
            for (k, begin) in [10_000, 1_000_003, 2_500_001].enumerated() {
                let begin = SessionTime(microseconds: begin)
                while let due = device.nextDue, due < begin {
                    clock.set(to: due)
                    try device.advance(to: due)
                }
                clock.set(to: begin)
                let train = try Approvals.train(period: 10_000, duration: 500_000, rampPulses: k)
                try device.deliver(Approvals.approve(train, number: k, at: begin), at: begin)
            }
            while let due = device.nextDue, due < .milliseconds(4000) {
                clock.set(to: due)
                try device.advance(to: due)
            }
            device.stop(at: .milliseconds(4000))
            return device.takeEvents()
        }
        let clock = VirtualClock()
        let direct = try run(DirectP24Link(clock: clock), clock)
        let other = VirtualClock()
        let device = try SimulatedP24.serve(clock: .virtual(other))
        #expect(try run(SerialPort(path: device.path), other) == direct)
        #expect(device.pulses.count == 150)
    }

    @Test("without waiting for answers, called every millisecond, a burst still comes out as approved")
    func whenTheyCome() throws {
        let clock = VirtualClock()
        var device = try P24Stimulator(link: DirectP24Link(clock: clock), answers: .whenTheyCome, at: .start)
        var readiness: [DeviceState.Readiness] = [device.state.readiness]
        for millisecond in 1...300 {
            let now = SessionTime.milliseconds(Double(millisecond))
            clock.set(to: now)
            if millisecond == 20 {
                try device.deliver(Approvals.approve(Approvals.train(period: 20_000), at: now), at: now)
            } else {
                try device.advance(to: now)
            }
            if readiness.last != device.state.readiness { readiness.append(device.state.readiness) }
        }
        #expect(readiness == [.off, .ready, .busy, .ready])
        let starts = device.link.simulator.pulses.map(\.start)
        #expect(starts == (0..<10).map { .milliseconds(20 + 20 * Double($0)) })
    }

    @Test("a device that stays silent is a fault when connecting, not a wait for ever")
    func silentDevice() throws {
        let clock = VirtualClock()
        let error = #expect(throws: DeviceError.self) {
            var link = DirectP24Link(clock: clock)
            link.simulator.isDisconnected = true
            _ = try P24Stimulator(link: link, answers: .lockStep, at: .start)
        }
        #expect(error == .fault(.noAnswer(command: "mid-level stop", within: .milliseconds(250))))
    }

    /// Always has something to say, and never an answer.
    private struct Babble: DeviceLink {
        mutating func send(_ bytes: [UInt8]) {}
        mutating func receive(waitingAtMostMilliseconds: Int) -> [UInt8] { [0x55, 0xF0, 0x81] }
        mutating func close() {}
    }

    @Test("a port that babbles without ever answering is a fault too")
    func babble() throws {
        let error = #expect(throws: DeviceError.self) {
            _ = try P24Stimulator(link: Babble(), answers: .lockStep, at: .start)
        }
        #expect(error == .fault(.noAnswer(command: "mid-level stop", within: .milliseconds(250))))
    }

    @Test("an electrode that comes off during a burst stops the device and is said once")
    func electrode() throws {
        let clock = VirtualClock()
        var device = try P24Stimulator(link: DirectP24Link(clock: clock), answers: .lockStep, at: .start)
        try device.deliver(Approvals.approve(Approvals.train(), at: .start), at: .start)
        device.link.simulator.outputFaults[.init(.red, .yellow)] = .open
        clock.set(to: .milliseconds(20))
        let error = #expect(throws: DeviceError.self) { try device.advance(to: .milliseconds(20)) }
        #expect(
            error?.description
                == "the stimulator answered low-level pulse with electrode error (10): look at pads and leads, then connect anew"
        )
        #expect(device.link.simulator.stimulationLevel == .none)
        try device.advance(to: .milliseconds(40))
        #expect(device.link.simulator.pulses.count == 1)
        let endings = device.takeEvents().map(\.kind).suffix(2)
        #expect(endings.first == .burstEnded(order: 1, channel: PadChannel(1)!, pulses: 2, .fault))
    }

    @Test("a path that is no serial port, and one that does not exist, are said in a sentence")
    func wrongPaths() {
        for path in ["/dev/null", "/nowhere/ttyACM0"] {
            let error = #expect(throws: DeviceError.self) { _ = try SerialPort(path: path) }
            #expect(error?.description.hasPrefix("cannot open the serial port \(path): ") == true)
            #expect(error?.category == .unavailable)
        }
    }

    @Test("a client that comes in pieces, garbage first, is understood; the path ends with the device")
    func rawClient() throws {
        let device = try SimulatedP24.serve(P24Simulator.Configuration(deviceID: "TEST000001"))
        var port = try SerialPort(path: device.path)
        let bytes = try ScienceMode4.Command.getDeviceID.encoded(packetNumber: .init(truncating: 5))
        for piece in [[0xFF, 0xF0]] + bytes.map({ [$0] }) { try port.send(piece) }
        var parser = ScienceMode4.FrameParser()
        var outputs: [ScienceMode4.FrameParser.Output] = []
        while outputs.isEmpty {
            let received = try port.receive(waitingAtMostMilliseconds: 2000)
            guard !received.isEmpty else { break }
            outputs += parser.receive(received)
        }
        // The broken start is answered with a general error, the command with the name.
        while outputs.count < 2 {
            let received = try port.receive(waitingAtMostMilliseconds: 2000)
            guard !received.isEmpty else { break }
            outputs += parser.receive(received)
        }
        let answers = try outputs.compactMap { output throws -> ScienceMode4.Acknowledgement? in
            if case .frame(let frame) = output { try ScienceMode4.Acknowledgement(frame) } else { nil }
        }
        #expect(answers == [.generalError(.transferError), .deviceID(.success, "TEST000001")])
        device.stop()
        device.stop()
    }
}

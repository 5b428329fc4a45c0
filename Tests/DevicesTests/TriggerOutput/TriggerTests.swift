import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("A trigger output")
struct TriggerTests {
    /// A stimulator with a trigger input: keeps what came and when.
    private struct Input: DeviceLink, ~Copyable {
        let clock: VirtualClock
        var messages: [(time: SessionTime, bytes: [UInt8])] = []
        var says: [UInt8] = []
        var isBroken = false

        init(clock: VirtualClock) { self.clock = clock }

        mutating func send(_ bytes: [UInt8]) throws(DeviceError) {
            guard !isBroken else { throw .linkLost(reason: "the cable is out") }
            messages.append((clock.now, bytes))
        }

        mutating func receive(waitingAtMostMilliseconds: Int) -> [UInt8] {
            defer { says = [] }
            return says
        }

        mutating func close() {}
    }

    private static let pulse = Array("PULSE\n".utf8)

    private static func settings(
        current: Double = 20, channel: Int = 1, ignoresAnswers: Bool = false,
        stop: TriggerSettings.Message? = .byte(0x18)
    ) throws -> TriggerSettings {
        try TriggerSettings(
            pulseMessage: .line("PULSE"), stopMessage: stop, pulse: Approvals.train(milliamperes: current).shape,
            channel: PadChannel(channel)!, ignoresAnswers: ignoresAnswers)
    }

    private static func stimulator(
        _ clock: VirtualClock, _ settings: TriggerSettings
    ) throws -> TriggerStimulator<Input> {
        try TriggerStimulator(
            driver: TriggerDriver(settings), link: Input(clock: clock), answers: .whenTheyCome, at: .start)
    }

    @Test("each approved pulse is one line at its time, stop is its own message, and after it nothing goes out")
    func burst() throws {
        let clock = VirtualClock()
        var device = try Self.stimulator(clock, Self.settings())
        try device.deliver(Approvals.approve(Approvals.train(), at: .start), at: .start)
        while let due = device.nextDue, due < .milliseconds(500) {
            clock.set(to: due)
            try device.advance(to: due)
        }
        let pulses = device.link.messages.filter { $0.bytes == Self.pulse }
        #expect(pulses.map(\.time) == (0..<10).map { .milliseconds(20 * Double($0)) })
        clock.set(to: .milliseconds(600))
        try device.deliver(
            Approvals.approve(Approvals.train(), number: 2, at: .milliseconds(600)), at: .milliseconds(600))
        device.stop(at: .milliseconds(601))
        try device.advance(to: .milliseconds(700))
        #expect(device.link.messages.filter { $0.bytes == Self.pulse }.count == 11)
        #expect(device.link.messages.first?.bytes == [0x18] && device.link.messages.last?.bytes == [0x18])
        #expect(device.state.readiness == .off && device.nextDue == nil)
        let kinds = device.takeEvents().map(\.kind)
        #expect(kinds.contains(.burstEnded(order: 1, channel: Approvals.channel, pulses: 10, .complete)))
        #expect(kinds.contains(.burstEnded(order: 2, channel: Approvals.channel, pulses: 1, .stopped)))
    }

    @Test("a burst of other pulses than the one that was set, with a ramp, or for another channel sends nothing")
    func otherPulse() throws {
        func refusal(_ settings: TriggerSettings, _ train: PulseTrain) throws -> String {
            var device = try Self.stimulator(VirtualClock(), settings)
            let before = device.link.messages.count
            var text = ""
            do { try device.deliver(Approvals.approve(train, at: .start), at: .start) } catch { text = "\(error)" }
            #expect(device.link.messages.count == before && device.state.readiness == .ready)
            return text
        }
        #expect(
            try refusal(Self.settings(current: 19), Approvals.train()).contains(
                "a trigger gives the pulse that was set"))
        #expect(try refusal(Self.settings(), Approvals.train(rampPulses: 3)).contains("ramps are not possible"))
        #expect(try refusal(Self.settings(channel: 2), Approvals.train()).contains("not for channel 1"))
    }

    @Test("a stale approval and a second burst during the first are refused")
    func refusals() throws {
        var device = try Self.stimulator(VirtualClock(), Self.settings())
        let later = SessionTime.milliseconds(10)
        var stale: DeviceError?
        do throws(DeviceError) {
            let approval = try? Approvals.approve(Approvals.train(), at: .start)
            if let approval { try device.deliver(approval, at: later) }
        } catch { stale = error }
        guard case .refused = stale else {
            Issue.record("a stale approval gave \(String(describing: stale))")
            return
        }
        try device.deliver(Approvals.approve(Approvals.train(), at: later), at: later)
        let second = #expect(throws: DeviceError.self) {
            try device.deliver(Approvals.approve(Approvals.train(), number: 2, at: later), at: later)
        }
        #expect(second == .notReady(.busy))
    }

    @Test("a late pulse is left out, and what would not be over at the expiry is not begun")
    func late() throws {
        let clock = VirtualClock()
        var device = try Self.stimulator(clock, Self.settings())
        try device.deliver(Approvals.approve(Approvals.train(), at: .start), at: .start)
        clock.set(to: .milliseconds(46))
        try device.advance(to: .milliseconds(46))
        clock.set(to: .milliseconds(300))
        try device.advance(to: .milliseconds(300))
        #expect(device.link.messages.filter { $0.bytes == Self.pulse }.count == 1)
        let kinds = device.takeEvents().map(\.kind)
        #expect(kinds.contains(.pulseSkipped(order: 1, index: 1, late: .milliseconds(26))))
        #expect(kinds.contains(.burstEnded(order: 1, channel: Approvals.channel, pulses: 1, .expired)))
    }

    @Test("a cut ends the burst and leaves it ready; a pulled cable and an answer are faults for good")
    func faults() throws {
        let clock = VirtualClock()
        var device = try Self.stimulator(clock, Self.settings())
        try device.deliver(Approvals.approve(Approvals.train(), at: .start), at: .start)
        device.cut(at: .milliseconds(1))
        #expect(device.state.readiness == .ready && device.link.messages.last?.bytes == [0x18])
        device.link.isBroken = true
        clock.set(to: .milliseconds(100))
        let pulled = #expect(throws: DeviceError.self) {
            let now = SessionTime.milliseconds(100)
            try device.deliver(Approvals.approve(Approvals.train(), number: 2, at: now), at: now)
        }
        #expect(pulled?.description.contains("the cable is out") == true)

        var talking = try Self.stimulator(VirtualClock(), Self.settings())
        talking.link.says = [0xF0, 0x81]
        let answered = #expect(throws: DeviceError.self) { try talking.advance(to: .milliseconds(1)) }
        #expect(
            answered?.description.contains("2 bytes; a trigger input is silent, so check what is connected") == true)
        #expect(talking.nextDue == nil)
        var echoing = try Self.stimulator(VirtualClock(), Self.settings(ignoresAnswers: true))
        echoing.link.says = Self.pulse
        try echoing.advance(to: .milliseconds(1))
        #expect(echoing.state.readiness == .ready)
    }

    @Test("lines that are none, and a stop that is a pulse, are refused in a sentence")
    func settings() throws {
        for line in ["", "a\nb", "é", String(repeating: "x", count: 65)] {
            let error = #expect(throws: ScienceMode4.CommandError.self) {
                _ = try Self.settings(stop: .line(line))
            }
            #expect(error?.description.contains("allowed is 1 to 64 printable ASCII characters on one line") == true)
        }
        let same = #expect(throws: ScienceMode4.CommandError.self) { _ = try Self.settings(stop: .line("PULSE")) }
        #expect(same?.description.contains("allowed is another one") == true)
    }

    @Test("over a real port a byte goes out for each pulse")
    func overAPort() throws {
        let clock = VirtualClock()
        let sink = try SimulatedDevice(Sink())
        let settings = try TriggerSettings(
            pulseMessage: .byte(0x31), pulse: Approvals.train().shape, channel: PadChannel(1)!)
        var device = try TriggerStimulator(
            driver: TriggerDriver(settings), link: SerialPort(path: sink.path, line: .cyton), answers: .whenTheyCome,
            at: .start)
        try device.deliver(Approvals.approve(Approvals.train(), at: .start), at: .start)
        while let due = device.nextDue, due < .milliseconds(500) {
            clock.set(to: due)
            try device.advance(to: due)
        }
        let deadline = ContinuousClock.now + .seconds(5)
        while sink.withSimulator({ $0.bytes.count }) < 10, ContinuousClock.now < deadline {}
        #expect(sink.withSimulator { $0.bytes } == Array(repeating: 0x31, count: 10))
    }

    /// Takes what comes.
    private struct Sink: DeviceSimulator {
        var bytes: [UInt8] = []
        var nextDue: SessionTime? { nil }
        mutating func advance(to time: SessionTime) -> [UInt8] { [] }
        mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] {
            self.bytes += bytes
            return []
        }
    }
}

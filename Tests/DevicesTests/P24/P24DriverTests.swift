import Stimulation
import TestSupport
import Testing

@testable import Devices

/// A driver and a simulated device, side by side, with the actions carried out by hand. A class, because `#expect` cannot
/// look into values that cannot be copied.
private final class Pair {
    var driver: P24Driver
    var device: P24Simulator
    var events: [StimulatorEvent.Kind] = []
    var sent: [ScienceMode4.Command] = []
    var isClosed = false
    /// Whether the device's answers reach the driver.
    var isListening = true

    init(_ configuration: P24Driver.Configuration = .init(), device: P24Simulator = P24Simulator()) {
        driver = P24Driver(configuration: configuration)
        self.device = device
    }

    func perform(_ actions: [P24Driver.Action], at now: SessionTime) throws {
        var queue = actions[...]
        while let action = queue.popFirst() {
            switch action {
            case .log(let event): events.append(event.kind)
            case .close: isClosed = true
            case .send(let bytes):
                #expect(!isClosed, "nothing is sent after closing")
                sent.append(try ScienceMode4.Command(.init(decoding: bytes)))
                let answer = device.receive(bytes, at: now)
                if isListening { queue += driver.receive(answer, at: now) }
            }
        }
    }

    func connect() throws { try perform(driver.connect(at: .start), at: .start) }

    func deliver(
        _ train: PulseTrain, approvedAt: SessionTime? = nil, at now: SessionTime, spare: Microseconds = .zero
    ) throws {
        let approved = try Approvals.approve(train, at: approvedAt ?? now, spare: spare)
        try perform(driver.deliver(approved, at: now), at: now)
    }

    /// Calls the driver whenever it wants to be called, up to a time.
    func run(to end: SessionTime) throws {
        var calls = 0
        while let due = driver.nextDue, due <= end {
            try perform(driver.advance(to: due), at: due)
            calls += 1
            try #require(calls < 100_000, "a call when it is due always gets something done")
        }
    }

    var fault: StimulatorFault? { driver.fault }
    var state: DeviceState { driver.deviceState }
    var nextDue: SessionTime? { driver.nextDue }

    /// Whether the driver has nothing to do at a time.
    func rests(at now: SessionTime) -> Bool { driver.advance(to: now).isEmpty }

    /// Whether the last thing that was said is both stop commands.
    var endsStopped: Bool { sent.suffix(2) == [.lowLevelStop, .midLevelStop] && isClosed }
}

@Suite("The P24 driver")
struct P24DriverTests {
    @Test("connecting stops whatever runs, asks who is there, and starts low-level mode")
    func connecting() throws {
        var device = P24Simulator(configuration: .init(deviceID: "TEST000007"))
        _ = device.receive(
            try ScienceMode4.Command.midLevelInit(stopOnAnyError: false).encoded(packetNumber: .init(truncating: 1)),
            at: .start)
        let pair = Pair(device: device)
        try pair.connect()
        #expect(
            pair.sent == [
                .midLevelStop, .lowLevelStop, .getDeviceID, .getExtendedVersion, .getBatteryStatus,
                .lowLevelInit(.init()),
            ])
        #expect(
            pair.events == [
                .identified(name: "TEST000007", firmware: "1.0.0", protocolVersion: "4.0.0"), .ready,
            ])
        #expect(pair.state.readiness == .ready)
        #expect(pair.device.stimulationLevel == .lowLevel)
    }

    @Test("an approved burst is put out exactly as approved: each pulse when due, with its shape, and no more")
    func exactDelivery() throws {
        var generator = SeededGenerator(seed: 30)
        for _ in 0..<60 {
            let pulses = Int.random(in: 1...10, using: &generator)
            let period = Int.random(in: 10_000...40_000, using: &generator)
            let train = try Approvals.train(
                milliamperes: Double(Int.random(in: 1...60, using: &generator)) / 2,
                phase: Int.random(in: 10...400, using: &generator), gap: Int.random(in: 10...200, using: &generator),
                period: period, duration: Int.random(in: 2000...900_000, using: &generator), pulsesPerGroup: pulses,
                groupPeriod: period * pulses + Int.random(in: 0...100_000, using: &generator),
                rampPulses: Int.random(in: 0...5, using: &generator))
            let begin = SessionTime(microseconds: Int.random(in: 0...450_000, using: &generator))
            let pair = Pair()
            try pair.connect()
            try pair.deliver(train, at: begin)
            try pair.run(to: begin + train.duration + .seconds(1))
            let expected = (0..<train.pulseCount).map { begin + train.start(ofPulse: $0) }
            #expect(pair.device.pulses.map(\.start) == expected)
            let shapes = (0..<train.pulseCount).map { train.shape(ofPulse: $0) }
            #expect(
                pair.device.pulses.map { $0.shape.points.map { [$0.microseconds, $0.halfMilliamperes * 500] } }
                    == shapes.map { $0.points.map { [$0.duration.count, $0.current.microamperes] } })
            #expect(pair.state.readiness == .ready)
            #expect(
                pair.events.last
                    == .burstEnded(order: 1, channel: PadChannel(1)!, pulses: train.pulseCount, .complete))
        }
    }

    @Test("however irregularly it is called, pulses are never more, never closer, never late beyond bounds or expiry")
    func irregularCalls() throws {
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<60 {
            let period = Int.random(in: 10_000...30_000, using: &generator)
            let train = try Approvals.train(period: period, duration: 500_000)
            let begin = SessionTime(microseconds: 1000)
            let spare = Microseconds(Int.random(in: 0...20_000, using: &generator))
            let pair = Pair()
            try pair.connect()
            try pair.deliver(train, at: begin, spare: spare)
            var now = begin
            for _ in 0..<400 {
                now = now + Microseconds(Int.random(in: 1...6000, using: &generator))
                try pair.perform(pair.driver.advance(to: now), at: now)
            }
            let starts = pair.device.pulses.map(\.start)
            #expect(starts.count <= train.pulseCount)
            #expect(starts.count > train.pulseCount / 2)
            #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 >= Microseconds(period) })
            #expect(starts.allSatisfy { $0 + train.shape.duration <= begin + train.duration + spare })
            let dues = Set((0..<train.pulseCount).map { begin + train.start(ofPulse: $0) })
            #expect(
                starts.allSatisfy { start in dues.contains { $0 <= start && start - $0 <= .milliseconds(5) } })
            #expect(pair.state.readiness == .ready)
        }
    }

    @Test("a pulse that would come too late is left out and said so, and the rhythm goes on")
    func lateness() throws {
        let pair = Pair()
        try pair.connect()
        try pair.deliver(Approvals.train(period: 20_000, duration: 100_000), at: .start)
        for time in [30.0, 40, 62, 82] {
            try pair.perform(pair.driver.advance(to: .milliseconds(time)), at: .milliseconds(time))
        }
        #expect(pair.device.pulses.map(\.start) == [0, 40, 62, 82].map { .milliseconds($0) })
        #expect(pair.events.contains(.pulseSkipped(order: 1, index: 1, late: .milliseconds(10))))
        #expect(pair.events.last == .burstEnded(order: 1, channel: PadChannel(1)!, pulses: 4, .complete))
    }

    @Test("nothing is put out once the order has expired")
    func expiry() throws {
        let pair = Pair(P24Driver.Configuration(lateness: .seconds(1)))
        try pair.connect()
        try pair.deliver(Approvals.train(period: 20_000, duration: 100_000), at: .start)
        try pair.perform(pair.driver.advance(to: .milliseconds(99.6)), at: .milliseconds(99.6))
        #expect(pair.device.pulses.count == 1)
        #expect(pair.events.last == .burstEnded(order: 1, channel: PadChannel(1)!, pulses: 1, .expired))
    }

    @Test("a second burst while one runs, and a burst before connecting, are refused")
    func oneAtATime() throws {
        let pair = Pair()
        #expect(throws: DeviceError.notReady(.off)) { try pair.deliver(Approvals.train(), at: .start) }
        try pair.connect()
        try pair.deliver(Approvals.train(), at: .start)
        #expect(throws: DeviceError.notReady(.busy)) { try pair.deliver(Approvals.train(), at: .start) }
        #expect(pair.device.pulses.count == 1)
    }

    @Test("an approval that no longer holds is refused by itself")
    func staleApproval() throws {
        let pair = Pair()
        try pair.connect()
        #expect(throws: DeviceError.self) {
            try pair.deliver(Approvals.train(), approvedAt: .start, at: .milliseconds(1))
        }
        #expect(pair.device.pulses.isEmpty)
    }

    @Test(
        "a burst that the device cannot make exactly is refused, never rounded",
        arguments: [(20.25, 200, 100), (20.0, 9, 100), (20.0, 200, 5)])
    func notExact(_ milliamperes: Double, _ phase: Int, _ gap: Int) throws {
        let pair = Pair()
        try pair.connect()
        let train = try PulseTrain(
            shape: .biphasic(
                current: Milliamperes(milliamperes)!, phase: Microseconds(phase), gap: Microseconds(gap)),
            pattern: .even(period: .milliseconds(20)), duration: .milliseconds(100))
        #expect(throws: DeviceError.self) {
            try TimedBurst.onP24(
                order: 1, channel: PadChannel(1)!, train: train, begin: .start, expires: .milliseconds(100))
        }
    }

    @Test("a phase longer than a point can be becomes several points of the same current and the same time in all")
    func longPhase() throws {
        let shape = try P24Pulses.shape(of: .biphasic(current: .milliamperes(2), phase: Microseconds(10_000)))
        #expect(shape.points.map(\.microseconds).reduce(0, +) == 20_000)
        #expect(shape.points.map(\.halfMilliamperes) == [4, 4, 4, -4, -4, -4])
        #expect(shape.netCharge == 0)
    }

    @Test("stop works in every state, needs no approval, and nothing comes after it")
    func stopAnywhere() throws {
        for stage in 0..<4 {
            let pair = Pair()
            if stage > 0 { try pair.connect() }
            if stage > 1 { try pair.deliver(Approvals.train(), at: .start) }
            if stage > 2 { try pair.run(to: .milliseconds(50)) }
            let before = pair.device.pulses.count
            try pair.perform(pair.driver.stop(at: .milliseconds(51)), at: .milliseconds(51))
            #expect(pair.endsStopped)
            #expect(pair.nextDue == nil)
            #expect(pair.rests(at: .milliseconds(500)))
            #expect(throws: DeviceError.notReady(.off)) {
                try pair.deliver(Approvals.train(), at: .milliseconds(600))
            }
            #expect(pair.device.pulses.count == before)
            #expect(pair.device.stimulationLevel == .none)
        }
    }

    @Test("any bad answer to a pulse is a fault: stop is sent, the port closed, and it stays so")
    func badAnswers() throws {
        let faults: [P24Simulator.AnswerFault] = [
            .damaged, .result(.electrodeError), .result(.notInitialized), .result(.init(rawValue: 99)),
            .result(.lowCurrent),
        ]
        for fault in faults {
            let pair = Pair()
            try pair.connect()
            pair.device.answerFaults = [fault]
            try pair.deliver(Approvals.train(), at: .start)
            #expect(pair.endsStopped, "\(fault)")
            #expect(pair.fault != nil)
            guard case .fault = pair.state.readiness else {
                Issue.record("the gate is not told of \(fault)")
                continue
            }
            #expect(pair.rests(at: .milliseconds(500)))
            #expect(pair.device.pulses.count <= 1)
        }
    }

    @Test("a missing answer is a fault after 250 ms; until then at most two pulses are on their way")
    func missingAnswer() throws {
        let pair = Pair()
        try pair.connect()
        pair.isListening = false
        try pair.deliver(Approvals.train(period: 20_000, duration: 900_000), at: .start)
        for millisecond in 1..<250 {
            let now = SessionTime.milliseconds(Double(millisecond))
            try pair.perform(pair.driver.advance(to: now), at: now)
        }
        #expect(pair.device.pulses.count == 2)
        #expect(pair.fault == nil)
        try pair.perform(pair.driver.advance(to: .milliseconds(250)), at: .milliseconds(250))
        #expect(pair.fault == .noAnswer(command: "low-level pulse", within: .milliseconds(250)))
        #expect(pair.endsStopped)
    }

    @Test("bytes that nobody asked for are a fault")
    func unexpected() throws {
        let strangers: [[UInt8]] = [
            [0x00],
            try ScienceMode4.Acknowledgement.lowLevelInit(.success).frame(packetNumber: .init(truncating: 60))
                .encoded(),
            try ScienceMode4.Acknowledgement.generalError(.highVoltageError).frame(packetNumber: .init(truncating: 0))
                .encoded(),
            try ScienceMode4.Frame(packetNumber: .init(truncating: 0), command: 900).encoded(),
        ]
        for stranger in strangers {
            let pair = Pair()
            try pair.connect()
            try pair.perform(pair.driver.receive(stranger, at: .start), at: .start)
            #expect(pair.fault != nil)
            #expect(pair.endsStopped)
        }
    }

    @Test("the rest of an earlier conversation is forgiven while connecting")
    func leftovers() throws {
        let pair = Pair()
        let actions = pair.driver.connect(at: .start)
        let old = try ScienceMode4.Acknowledgement.midLevelUpdate(.success).frame(packetNumber: .init(truncating: 40))
            .encoded()
        let leftover = pair.driver.receive([0x12, 0x34] + old, at: .start)
        #expect(leftover == [])
        try pair.perform(actions, at: .start)
        #expect(pair.state.readiness == .ready)
    }

    @Test("while it waits it asks every 500 ms how the device is, and a device that has restarted is a fault")
    func heartbeat() throws {
        let pair = Pair()
        try pair.connect()
        try pair.run(to: .milliseconds(2400))
        #expect(pair.sent.filter { $0 == .getStimulationStatus }.count == 4)
        #expect(pair.state.reportedAt == .milliseconds(2000))
        _ = pair.device.receive(
            try ScienceMode4.Command.reset.encoded(packetNumber: .init(truncating: 9)), at: .milliseconds(2400))
        try pair.run(to: .milliseconds(2500))
        #expect(pair.fault == .unexpected("level none with high voltage off"))
    }

    @Test("a device that is gone is noticed within one heartbeat and one timeout")
    func deadDevice() throws {
        let pair = Pair()
        try pair.connect()
        pair.device.isDisconnected = true
        try pair.run(to: .milliseconds(750))
        #expect(pair.fault == .noAnswer(command: "get stimulation status", within: .milliseconds(250)))
    }

    @Test("channel 1 to 8 are red to white on yellow, then red to white on green")
    func channels() {
        let outputs = (1...8).map { P24Pulses.output(PadChannel($0)!) }
        #expect(outputs == ScienceMode4.Output.allCases)
        #expect(outputs[4] == .init(.red, .green))
    }
}

import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("The RehaStim2 driver")
struct RehaStim2DriverTests {
    private let now = SessionTime.milliseconds(10)

    private func train(
        milliamperes: Double = 20, phase: Int = 200, gap: Int = 100, period: Int = 20_000, duration: Int = 200_000
    ) throws -> PulseTrain {
        try Approvals.train(milliamperes: milliamperes, phase: phase, gap: gap, period: period, duration: duration)
    }

    @Test("connecting accepts the device's offer, stops whatever runs, and prepares one channel")
    func connecting() throws {
        let pair = RehaStim2Pair()
        try pair.connect()
        #expect(
            pair.sent == [
                .acceptConnection(.success), .stop, .getMode,
                .initChannels(ScienceMode2.ChannelList(activeChannels: 1)),
            ])
        #expect(
            pair.events == [.identified(name: "RehaStim2", firmware: "unknown", protocolVersion: "2.1"), .ready])
        #expect(pair.readiness == .ready && pair.device.mode == .initialized)
    }

    @Test("an approved burst is put out exactly as approved: each pulse when due, with its values, and no more")
    func exactDelivery() throws {
        var generator = SeededGenerator(seed: 32)
        for _ in 0..<60 {
            let train = try train(
                milliamperes: Double(2 * Int.random(in: 1...25, using: &generator)),
                phase: Int.random(in: 20...400, using: &generator),
                period: Int.random(in: 20_000...60_000, using: &generator),
                duration: Int.random(in: 2000...900_000, using: &generator))
            let pair = RehaStim2Pair()
            try pair.connect()
            try pair.deliver(train, at: now)
            try pair.run(to: now + train.duration + .milliseconds(300))
            #expect(pair.device.pulses.map(\.start) == (0..<train.pulseCount).map { now + train.start(ofPulse: $0) })
            let shape = train.shape(ofPulse: 0)
            #expect(
                pair.device.pulses.allSatisfy {
                    $0.milliamperes * 1000 == shape.peakCurrent.microamperes && $0.channel == 1
                        && $0.phaseMicroseconds == shape.points[0].duration.count && $0.reachedSkin
                })
            #expect(
                pair.events.last == .burstEnded(order: 1, channel: PadChannel(1)!, pulses: train.pulseCount, .complete))
            #expect(pair.readiness == .ready && pair.fault == nil)
        }
    }

    @Test("between bursts the driver keeps the device's watchdog content for minutes; without it stimulation ends")
    func watchdog() throws {
        let pair = RehaStim2Pair()
        try pair.connect()
        try pair.run(to: .milliseconds(120000))
        #expect(pair.fault == nil && pair.device.automaticStops.isEmpty && pair.readiness == .ready)
        #expect(pair.sent.count > 240)
        // The host is gone: the device stops by itself and offers itself again.
        var device = pair.device
        let said = device.advance(to: .milliseconds(122000))
        #expect(device.mode == .off && !said.isEmpty)
    }

    @Test(
        "a burst that the device cannot make exactly is refused, never rounded, and nothing was sent",
        arguments: [(21.0, 200, 100, 20_000), (20, 10, 100, 20_000), (20, 200, 50, 20_000), (20, 200, 100, 15_000)])
    func notExact(_ milliamperes: Double, _ phase: Int, _ gap: Int, _ period: Int) throws {
        let pair = RehaStim2Pair()
        try pair.connect()
        let count = pair.sent.count
        #expect(throws: DeviceError.self) {
            try pair.deliver(train(milliamperes: milliamperes, phase: phase, gap: gap, period: period), at: now)
        }
        #expect(pair.sent.count == count && pair.device.pulses.isEmpty && pair.readiness == .ready)
    }

    @Test("a burst for another channel than the one prepared is refused")
    func otherChannel() throws {
        let pair = RehaStim2Pair(.init(channel: PadChannel(2)!))
        try pair.connect()
        #expect(throws: DeviceError.self) { try pair.deliver(train(), at: now) }
        #expect(pair.device.pulses.isEmpty)
    }

    @Test(
        "every negative, unknown or damaged answer to a pulse is a fault: stop is sent, the port closed, nothing follows",
        arguments: [
            RehaStim2Simulator.AnswerFault.damaged, .result(.transferError), .result(.parameterError),
            .result(.wrongMode),
            .result(.busy), .result(.init(rawValue: 99)),
        ])
    func badAnswers(_ fault: RehaStim2Simulator.AnswerFault) throws {
        let pair = RehaStim2Pair()
        try pair.connect()
        pair.device.answerFaults = [fault]
        try pair.deliver(train(), at: now)
        #expect(pair.endsStopped && pair.fault != nil, "\(fault)")
        guard case .fault = pair.readiness else {
            Issue.record("the gate is not told of \(fault)")
            return
        }
        let count = pair.device.pulses.count
        #expect(count <= 1)
        try pair.perform(pair.driver.advance(to: .milliseconds(2000)), at: .milliseconds(2000))
        #expect(pair.device.pulses.count == count && pair.device.mode == .off)
        #expect(throws: DeviceError.self) { try pair.deliver(train(), at: .milliseconds(3000)) }
    }

    @Test("a missing answer is a fault after 250 ms; until then at most two pulses are on their way")
    func missingAnswer() throws {
        let pair = RehaStim2Pair()
        try pair.connect()
        pair.isListening = false
        try pair.deliver(train(duration: 900_000), at: now)
        try pair.run(to: now + .milliseconds(249))
        #expect(pair.device.pulses.count == 2 && pair.fault == nil)
        try pair.run(to: now + .milliseconds(250))
        #expect(pair.endsStopped && pair.device.pulses.count == 2)
        guard case .noAnswer = pair.fault else {
            Issue.record("\(String(describing: pair.fault))")
            return
        }
    }

    @Test("an electrode that comes off, and each error that the device reports by itself, ends in a latched fault")
    func reportedErrors() throws {
        let off = RehaStim2Pair()
        try off.connect()
        off.device.openChannels = [1]
        try off.deliver(train(), at: now)
        try off.run(to: .milliseconds(1000))
        #expect(off.fault != nil && off.endsStopped && off.device.pulses.isEmpty)
        for error in [ScienceMode2.StimulationError.emergencySwitch, .electrode, .module, .init(rawValue: -77)] {
            let pair = RehaStim2Pair()
            try pair.connect()
            try pair.deliver(train(duration: 900_000), at: now)
            try pair.run(to: .milliseconds(100))
            let before = pair.device.pulses.count
            pair.device.report(error)
            let said = pair.device.advance(to: .milliseconds(101))
            try pair.perform(pair.driver.receive(said, at: .milliseconds(101)), at: .milliseconds(101))
            #expect(pair.fault != nil && pair.endsStopped, "\(error)")
            try pair.run(to: .milliseconds(2000))
            #expect(pair.device.pulses.count == before)
        }
    }

    @Test("a cable that is pulled is noticed within the time for an answer, also between bursts")
    func cable() throws {
        for isStimulating in [false, true] {
            let pair = RehaStim2Pair()
            try pair.connect()
            if isStimulating { try pair.deliver(train(duration: 900_000), at: now) }
            try pair.run(to: .milliseconds(100))
            pair.device.isDisconnected = true
            try pair.run(to: .milliseconds(100 + 400 + 250))
            #expect(pair.fault != nil && pair.endsStopped, "\(isStimulating)")
        }
    }

    @Test("a device of another version, one that never offers itself, and one that begins anew are told")
    func otherDevices() throws {
        let version = RehaStim2Pair(device: RehaStim2Simulator(protocolVersion: 3))
        try version.connect()
        #expect(version.fault?.description.contains("version 3") == true)
        let silent = RehaStim2Pair()
        silent.isListening = false
        try silent.perform(silent.driver.connect(at: .start), at: .start)
        try silent.run(to: .milliseconds(2500))
        #expect(silent.fault != nil && silent.isClosed)
        let restarted = RehaStim2Pair()
        try restarted.connect()
        let offer = try ScienceMode2.Report.offersConnection(version: 1).frame(packetNumber: 1).encoded()
        try restarted.perform(restarted.driver.receive(offer, at: now), at: now)
        #expect(restarted.fault != nil && restarted.endsStopped)
    }

    @Test("stop works in every state and nothing comes after it; a cut ends the burst and the device is ready again")
    func stopAndCut() throws {
        for stage in 0..<4 {
            let pair = RehaStim2Pair()
            if stage > 0 { try pair.connect() }
            if stage > 1 { try pair.deliver(train(duration: 900_000), at: now) }
            if stage > 2 { try pair.run(to: .milliseconds(50)) }
            let before = pair.device.pulses.count
            try pair.perform(pair.driver.stop(at: .milliseconds(51)), at: .milliseconds(51))
            #expect(pair.endsStopped && pair.driver.nextDue == nil)
            try pair.perform(pair.driver.advance(to: .milliseconds(500)), at: .milliseconds(500))
            #expect(pair.device.pulses.count == before)
            #expect(throws: DeviceError.notReady(.off)) { try pair.deliver(train(), at: .milliseconds(600)) }
        }
        let pair = RehaStim2Pair()
        try pair.connect()
        try pair.deliver(train(duration: 900_000), at: now)
        try pair.run(to: .milliseconds(100))
        let before = pair.device.pulses.count
        try pair.perform(pair.driver.cut(at: .milliseconds(101)), at: .milliseconds(101))
        try pair.run(to: .milliseconds(400))
        #expect(pair.device.pulses.count == before && pair.readiness == .ready && pair.fault == nil)
        try pair.deliver(train(), at: .milliseconds(400))
        try pair.run(to: .milliseconds(1000))
        #expect(pair.device.pulses.count > before)
    }

    @Test("no random bytes make it send a pulse that was not approved, and most are a fault")
    func noise() throws {
        var generator = SeededGenerator(seed: 33)
        for _ in 0..<300 {
            let pair = RehaStim2Pair()
            try pair.connect()
            let bytes = (0..<Int.random(in: 1...80, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            try pair.perform(pair.driver.receive(bytes, at: now), at: now)
            try pair.run(to: .milliseconds(1000))
            #expect(pair.device.pulses.isEmpty)
        }
    }
}

import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("The P24 driver in mid-level mode, where the device keeps the rhythm")
struct P24MidLevelTests {
    private static let afterrun = Microseconds.seconds(2)
    private static let midLevel = P24Driver.Configuration(level: .mid)

    /// A stimulator on a device in the same process, in virtual time.
    private static func stimulator(_ clock: VirtualClock) throws -> P24Stimulator<DirectP24Link> {
        try P24Stimulator(link: DirectP24Link(clock: clock), answers: .lockStep, configuration: midLevel, at: .start)
    }

    /// A device that has begun a burst of pulses every 20 ms.
    private static func running(
        seconds: Double, _ clock: VirtualClock
    ) throws -> StimulatorUnderTest<P24Stimulator<DirectP24Link>> {
        let test = StimulatorUnderTest(
            device: try stimulator(clock), afterrun: afterrun, setTime: { clock.set(to: $0) },
            delivered: { $0.link.simulator.pulses.map { .init(start: $0.start, peakMicroamperes: 0, isWhole: true) } })
        let train = try Approvals.train(duration: Int(seconds * 1e6))
        try test.device.deliver(Approvals.approve(train, at: .start, afterrun: afterrun), at: .start)
        return test
    }

    private static func run(
        _ test: StimulatorUnderTest<P24Stimulator<DirectP24Link>>, _ clock: VirtualClock, to end: SessionTime
    ) throws {
        while let due = test.device.nextDue, due <= end {
            clock.set(to: due)
            try test.device.advance(to: due)
        }
        clock.set(to: end)
    }

    @Test("in mid-level mode too it keeps what every stimulator must keep")
    func conforms() throws {
        let problems = try StimulatorConformance.problems {
            () throws -> StimulatorUnderTest<P24Stimulator<DirectP24Link>> in
            let clock = VirtualClock()
            return StimulatorUnderTest(
                device: try Self.stimulator(clock), afterrun: Self.afterrun, setTime: { clock.set(to: $0) },
                delivered: {
                    // What the device does by itself shows when it is looked at.
                    var simulator = $0.link.simulator
                    simulator.advance(to: clock.now)
                    return simulator.pulses.map {
                        .init(
                            start: $0.start, peakMicroamperes: Int($0.shape.peakMilliamperes * 1000),
                            isWhole: $0.shape.netCharge == 0 && $0.reachedSkin)
                    }
                })
        }
        #expect(problems == [])
    }

    @Test("a burst of 8 s is kept going by signs of life, ends when it should, and the next one can begin")
    func longBurst() throws {
        let clock = VirtualClock()
        let test = try Self.running(seconds: 8, clock)
        try Self.run(test, clock, to: .milliseconds(9000))
        #expect(test.device.link.simulator.pulses.map(\.start) == (0..<400).map { .milliseconds(20 * Double($0)) })
        #expect(test.device.link.simulator.automaticStops.isEmpty)
        #expect(test.device.state.readiness == .ready)
        let last = test.device.takeEvents().map(\.kind).suffix(2)
        #expect(last == [.burstEnded(order: 1, channel: Approvals.channel, pulses: 400, .complete), .ready])
    }

    @Test("a host that dies leaves at most 2 s of pulses, and they are in the dose that the gate wrote down before")
    func deadHost() throws {
        for milliseconds in [100.0, 499, 501, 1999, 3990] {
            let clock = VirtualClock()
            let train = try Approvals.train(duration: 4_000_000)
            let approved = try Approvals.approve(train, at: .start, afterrun: Self.afterrun)
            let dose = approved.dose
            #expect(dose.pulses == 300 && dose.onTime == .seconds(6))
            let test = StimulatorUnderTest(
                device: try Self.stimulator(clock), afterrun: Self.afterrun, setTime: { clock.set(to: $0) },
                delivered: { _ in [] })
            try test.device.deliver(approved, at: .start)
            try Self.run(test, clock, to: .milliseconds(milliseconds))
            // From here on nobody speaks to the device any more.
            test.device.link.simulator.advance(to: .milliseconds(60_000))
            let pulses = test.device.link.simulator.pulses
            #expect(pulses.count <= dose.pulses)
            #expect(pulses.allSatisfy { $0.start < .milliseconds(milliseconds) + Self.afterrun })
            #expect(test.device.link.simulator.automaticStops.count == 1)
        }
    }

    @Test("cut and stop end a repeated burst at once; without an acknowledgement the 2 s are counted as given")
    func ends() throws {
        let clock = VirtualClock()
        let cut = try Self.running(seconds: 4, clock)
        try Self.run(cut, clock, to: .milliseconds(90))
        cut.device.cut(at: .milliseconds(90))
        #expect(cut.device.state.readiness == .ready)
        #expect(
            cut.device.takeEvents().map(\.kind).contains(
                .burstEnded(order: 1, channel: Approvals.channel, pulses: 5, .stopped)))
        cut.device.link.simulator.advance(to: .milliseconds(10_000))
        #expect(cut.device.link.simulator.pulses.count == 5)

        let second = VirtualClock()
        let stopped = try Self.running(seconds: 4, second)
        try Self.run(stopped, second, to: .milliseconds(90))
        stopped.device.stop(at: .milliseconds(90))
        #expect(
            stopped.device.takeEvents().map(\.kind).contains(
                .burstEnded(order: 1, channel: Approvals.channel, pulses: 101, .stopped)))
        stopped.device.link.simulator.advance(to: .milliseconds(10_000))
        #expect(stopped.device.link.simulator.pulses.count == 5)
    }

    /// What can go wrong while the device repeats, with the words of the fault.
    private static let troubles: [(String, @Sendable (inout P24Simulator) -> Void)] = [
        ("an electrode that is off", { $0.outputFaults[.init(.red, .yellow)] = .open }),
        ("less current than was asked for", { $0.outputFaults[.init(.red, .yellow)] = .lowCurrent }),
        ("a pulse that did not end in time", { $0.outputFaults[.init(.red, .yellow)] = .pulseTimeout }),
        ("did not answer mid-level get current data", { $0.answerFaults = [.omitted] }),
        ("is damaged", { $0.answerFaults = [.damaged] }),
        ("electrode error (10)", { $0.answerFaults = [.result(.electrodeError)] }),
        (
            "not initialised (7)",
            {
                let reset = try? ScienceMode4.Command.reset.encoded(packetNumber: .init(truncating: 9))
                _ = $0.receive(reset ?? [], at: $0.now)
            }
        ),
        ("did not answer mid-level get current data", { $0.isDisconnected = true }),
    ]

    @Test("every trouble while the device repeats is noticed at the next sign of life: stopped, for good")
    func faults() throws {
        for (words, trouble) in Self.troubles {
            let clock = VirtualClock()
            let test = try Self.running(seconds: 4, clock)
            try Self.run(test, clock, to: .milliseconds(100))
            trouble(&test.device.link.simulator)
            let error = #expect(throws: DeviceError.self) { try Self.run(test, clock, to: .milliseconds(1000)) }
            #expect(error?.description.contains(words) == true, "\(words): \(error?.description ?? "")")
            guard case .fault = test.device.state.readiness else {
                Issue.record("\(words): the gate is not told")
                continue
            }
            #expect(test.device.nextDue == nil)
            if test.device.link.simulator.isDisconnected { continue }
            let before = test.device.link.simulator.pulses.count
            test.device.link.simulator.advance(to: .milliseconds(20_000))
            #expect(test.device.link.simulator.pulses.count == before, "\(words)")
        }
    }

    @Test("what the device cannot repeat exactly, or the gate has not counted, is refused and nothing is sent")
    func refusals() throws {
        let cases: [(PulseTrain, Microseconds, String)] = [
            (try Approvals.train(pulsesPerGroup: 2, groupPeriod: 100_000), Self.afterrun, "no groups"),
            (try Approvals.train(rampPulses: 3), Self.afterrun, "ramp"),
            (try Approvals.train(period: 20_100), Self.afterrun, "a multiple of 0.25 ms"),
            (try Approvals.train(), .milliseconds(1999), "the gate counted"),
            (try Approvals.train(milliamperes: 20.2), Self.afterrun, "a multiple of 0.5 mA"),
        ]
        for (train, counted, words) in cases {
            let clock = VirtualClock()
            var device = try Self.stimulator(clock)
            var failure = ""
            do {
                try device.deliver(Approvals.approve(train, at: .start, afterrun: counted), at: .start)
            } catch { failure = "\(error)" }
            #expect(failure.contains(words), "\(words): \(failure)")
            #expect(device.link.simulator.pulses.isEmpty && device.state.readiness == .ready)
        }
    }

    @Test("the gate judges the burst together with the time that the device goes on by itself")
    func gate() throws {
        let train = try Approvals.train(duration: 1_000_000)
        let terms = Prescription.Terms(
            person: PersonCode("P01")!, site: Approvals.soleus,
            pad: Pad(channel: Approvals.channel, area: SquareCentimetres(45)),
            thresholds: Approvals.thresholds(motor: .milliamperes(20)),
            burst: try Approvals.train(duration: 3_000_000), minimumPause: .seconds(6),
            hourly: DoseLimit(onTime: .seconds(60), charge: .millicoulombs(20)),
            daily: DoseLimit(onTime: .seconds(60), charge: .millicoulombs(20)),
            approval: Approval(approver: "a test", unixSeconds: 0))
        let gate = Gate(
            Approvals.clearance(try Prescription(terms, within: .product)), limits: .product.adding(Limits.p24))
        func quantities(seconds: Double, afterrun: Microseconds, expires: Microseconds) -> Set<String> {
            let order = StimulationOrder(
                number: 1, train: (try? Approvals.train(duration: Int(seconds * 1e6))) ?? train,
                channel: Approvals.channel, issued: .start, expires: .start + expires,
                trigger: Trigger(.manual, metAt: .start))
            let device = DeviceState(readiness: .ready, reportedAt: .start, afterrun: afterrun)
            let reasons = gate.reasonsToRefuse(
                order, ledger: DoseLedger(), device: device, interlock: .armed, at: .start)
            return Set(
                reasons.map {
                    switch $0 {
                    case .limit(let violation): violation.limit.quantity.rawValue
                    case .expires: "expires"
                    case .time: "time"
                    default: "other"
                    }
                })
        }
        #expect(quantities(seconds: 1, afterrun: .seconds(2), expires: .seconds(3)) == [])
        #expect(quantities(seconds: 1, afterrun: .seconds(2), expires: .milliseconds(2999)) == ["expires"])
        #expect(quantities(seconds: 1.1, afterrun: .seconds(2), expires: .seconds(4)).contains("burstDuration"))
        #expect(quantities(seconds: 1.1, afterrun: .zero, expires: .seconds(4)) == [])
        #expect(quantities(seconds: 1, afterrun: Microseconds(-1), expires: .seconds(3)) == ["time"])
        #expect(quantities(seconds: 1, afterrun: .hours(24), expires: .seconds(3)) == ["time"])
    }
}

// A live session with a stimulator that has a clock of its own: the loop in virtual time, real bytes, a simulated device that
// counts its pulses.

import Devices
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

/// A session in virtual time with a simulated stimulator, a ledger on disk, and hands at the controls.
private struct Bench {
    let folder: TemporaryDirectory
    let clock = VirtualClock()
    let place: SessionFolder
    let ledger: String
    /// When the intensity stands where it should, and a hand may give a burst.
    static let ready = 4.0

    init() throws {
        folder = try TemporaryDirectory()
        place = try SessionFolder.create(folder.file("session"))
        ledger = folder.file("test.ledger")
    }

    /// 20 mA, 200 µs with a gap that both devices can make, 50 Hz for 0.4 s: 20 pulses.
    static func prescription(gap: Int = 0) throws -> Prescription {
        let text = FormExamples.prescription.replacing("person: P07", with: "person: test")
            .replacing("gap: 0 us", with: "gap: \(gap) us").replacing("duration: 0.2 s", with: "duration: 0.4 s")
        return try PrescriptionForm(text: text, file: "test").prescription(
            within: Limits.product.adding(Limits.p24), at: FormExamples.today)
    }

    /// Screened and tested, or not.
    static func clearance(_ prescription: Prescription, screened: Bool = true, tested: Bool = false) throws -> Clearance
    {
        let screening = try ScreeningForm(text: FormExamples.screening("test"), file: "test").screening
        let current = prescription.workingCurrent
        let evidence = EffectEvidence(
            site: prescription.terms.site, channel: prescription.terms.pad.channel, current: current, pairs: 12,
            ratio: Ratio(0.7), interval: Ratio(0.6)...Ratio(0.8), confidence: Ratio(0.95),
            unixSeconds: FormExamples.today - 100)
        return Clearance(
            prescription: prescription, screening: screened ? screening : nil, evidence: tested ? evidence : nil,
            at: FormExamples.today)
    }

    /// What hands do: check, arm, turn up; then a burst at each of these moments.
    static func hands(_ clearance: Clearance, bursts: [Double]) -> [ControlEvent] {
        let armed = OperatorScript.arming(
            SpasmSettings(), to: clearance.prescription.workingCurrent, rate: SyntheticSession.rate)
        return armed.events
            + bursts.map { ControlEvent(.manualTrigger, at: SampleIndex(SyntheticSession.rate.samples(inSeconds: $0))) }
    }

    func book(uptime: Int = 0) throws -> DoseLedgerFile {
        let moment = try #require(
            SessionMoment(
                unixMicroseconds: 1_795_771_800_000_000 + uptime, boot: "test", uptimeMicroseconds: 1_000_000 + uptime))
        return try DoseLedgerFile(path: ledger, person: #require(PersonCode("test")), at: moment)
    }

    func loop<Driver: StimulatorDriver & ~Copyable, Link: DeviceLink>(
        _ source: ClumpedSource, driver: consuming Driver, link: Link, clearance: Clearance, acts: [ControlEvent],
        lockStep: Bool = false
    ) throws -> LiveLoop<ClumpedSource, PacedStimulator<Driver, Link>, DoseLedgerFile> {
        var paced = PacedStimulator(
            try DrivenStimulator(driver: driver, link: link, answers: .lockStep, at: .start), clock: .virtual(clock))
        if lockStep { paced.device.answers = .lockStep }
        let clock = clock
        return LiveLoop(
            source: source,
            session: try SessionRunner(
                controller: try Self.controller(clearance),
                gate: Gate(clearance, limits: Limits.product.adding(Limits.p24)), ledger: try book(),
                stimulator: paced, log: try EventLogWriter(path: place.events, rate: SyntheticSession.rate),
                clock: VirtualClock(), options: SessionOptions(keepsEnvelope: false)),
            script: acts, clock: .virtual(clock), wall: { clock.now })
    }

    static func controller(_ clearance: Clearance) throws -> SpasmController {
        try SpasmController(SpasmSettings(), clearance: clearance, rate: SyntheticSession.rate)
    }

    func entries() throws -> [EventLogEntry] { try EventLog(path: place.events).entries }
}

@Suite("A live session with a stimulator of its own clock")
struct StimulatorSessionTests {
    /// Intervals in µs.
    private func intervals(_ starts: [SessionTime]) -> [Int] {
        zip(starts, starts.dropFirst()).map { ($1 - $0).count }
    }

    /// Blocks come four at a time, every 40 ms.
    private static let clumps: @Sendable (Int) -> Int = { 40_000 * ($0 / 4 + 1) }

    @Test("a burst by hand on a P24: every pulse at its time, however the samples come; the doses stand on disk")
    func pulses() throws {
        for (name, arrival) in [("even", { @Sendable in 10_000 * ($0 + 1) }), ("clumps", Self.clumps)] {
            let bench = try Bench()
            let link = SharedLink(P24Simulator(), clock: bench.clock)
            let clearance = try Bench.clearance(Bench.prescription())
            do {
                let loop = try bench.loop(
                    ClumpedSource(seconds: 5.5, clock: bench.clock, arrival: arrival), driver: P24Driver(), link: link,
                    clearance: clearance, acts: Bench.hands(clearance, bursts: [4]))
                loop.run()
                #expect(loop.ending == .sourceEnded && loop.session.record.sent.count == 1, "\(name)")
                #expect(loop.session.record.stimulatorFault == nil && loop.session.record.sent.first?.pulses == 20)
                let told = loop.session.glance.pulses
                #expect(told.sent == 20 && told.leftOut == 0 && told.latestMicroseconds <= 20 * 20)
            }
            let starts = link.simulator.pulses.map(\.start)
            #expect(starts.count == 20, "\(name)")
            // Never closer than approved; later by one look at the clock at most.
            #expect(intervals(starts).allSatisfy { (20_000...20_040).contains($0) }, "\(name): \(intervals(starts))")
            #expect(try bench.entries().count { $0.kind == "pulse" } == 20)
            // A later session counts them.
            let later = try bench.book(uptime: 60_000_000).doses
            #expect(later.entries.map(\.dose.pulses) == [20])
        }
    }

    @Test("the same through a pseudo-terminal")
    func pseudoTerminal() throws {
        let bench = try Bench()
        let device = try SimulatedP24.serve(clock: .virtual(bench.clock))
        let clearance = try Bench.clearance(Bench.prescription())
        let loop = try bench.loop(
            ClumpedSource(seconds: 5.5, clock: bench.clock, arrival: Self.clumps), driver: P24Driver(),
            link: SharedPort(path: device.path), clearance: clearance, acts: Bench.hands(clearance, bursts: [4]),
            lockStep: true)
        loop.run()
        #expect(loop.session.record.sent.count == 1 && loop.session.record.stimulatorFault == nil)
        #expect(device.pulses.count == 20)
        #expect(intervals(device.pulses.map(\.start)).allSatisfy { (20_000...20_040).contains($0) })
    }

    @Test("a RehaStim2 gets its pulses in time too, and its signs of life before the first sample has come")
    func rehaStim2() throws {
        let bench = try Bench()
        let link = SharedLink(RehaStim2Simulator(), clock: bench.clock)
        let clearance = try Bench.clearance(Bench.prescription(gap: 100))
        // The device's watchdog waits 1.2 s; the first block comes after three.
        let source = ClumpedSource(
            seconds: 5.5, clock: bench.clock, arrival: { 3_000_000 + Self.clumps($0) })
        bench.clock.set(to: SessionTime(microseconds: 500_000))
        let loop = try bench.loop(
            source, driver: RehaStim2Driver(configuration: .init(channel: Approvals.channel)), link: link,
            clearance: clearance, acts: Bench.hands(clearance, bursts: [4]))
        loop.run()
        #expect(loop.session.record.stimulatorFault == nil && loop.session.record.sent.count == 1)
        let starts = link.simulator.pulses.map(\.start)
        #expect(starts.count == 20)
        #expect(intervals(starts).allSatisfy { (20_000...20_040).contains($0) }, "\(intervals(starts))")
    }

    @Test(
        "a trigger output gets one line for each pulse, in time, and only at the current that was set at the stimulator"
    )
    func trigger() throws {
        let bench = try Bench()
        let link = LineLink(clock: bench.clock)
        let prescription = try Bench.prescription()
        let clearance = try Bench.clearance(prescription)
        let settings = try TriggerSettings(
            pulseMessage: .line("PULSE"), pulse: prescription.terms.burst.shape, channel: Approvals.channel)
        // The first burst is asked for before the intensity stands at the prescribed current.
        let hands = Bench.hands(clearance, bursts: [4])
        let turning = try #require(hands.first { if case .setIntensity = $0.kind { true } else { false } })
        let early = ControlEvent(.manualTrigger, at: turning.at.advanced(by: 1))
        let loop = try bench.loop(
            ClumpedSource(seconds: 8, clock: bench.clock, arrival: Self.clumps), driver: TriggerDriver(settings),
            link: link, clearance: clearance,
            acts: (hands + [early, ControlEvent(.manualTrigger, at: SampleIndex(14_000))]).sorted { $0.at < $1.at })
        loop.run()
        let outcomes = loop.session.record.orders.map(\.outcome)
        guard case .failed(let reason)? = outcomes.first else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(reason.contains("a trigger gives the pulse that was set at the stimulator (14 mA)"))
        #expect(outcomes.dropFirst().contains(.sent))
        #expect(!link.sent.isEmpty && link.sent.count.isMultiple(of: 20))
        #expect(link.sent.allSatisfy { $0.bytes == Array("PULSE\n".utf8) })
        let burst = link.sent.suffix(20).map(\.time)
        #expect(intervals(burst).allSatisfy { (20_000...20_040).contains($0) }, "\(intervals(burst))")
    }

    @Test("without a test of this pad no machine gives a burst, and a hand does; with one the machine does too")
    func automatic() throws {
        for tested in [false, true] {
            let bench = try Bench()
            let link = SharedLink(P24Simulator(), clock: bench.clock)
            let clearance = try Bench.clearance(Bench.prescription(), tested: tested)
            // Active from 6 to 6.6 s.
            let loop = try bench.loop(
                ClumpedSource(seconds: 10, clock: bench.clock), driver: P24Driver(), link: link, clearance: clearance,
                acts: Bench.hands(clearance, bursts: [9.5]))
            loop.run()
            let record = loop.session.record
            #expect(
                record.activities.count == 1
                    && record.sent.map(\.order.trigger.kind) == (tested ? [.emg, .manual] : [.manual]))
            #expect(link.simulator.pulses.count == (tested ? 40 : 20))
            if !tested { #expect(record.activities.first?.withheld == .notCleared([.noEvidence])) }
        }
    }

    @Test("nobody who was not screened is armed, and nothing leaves")
    func notScreened() throws {
        let bench = try Bench()
        let link = SharedLink(P24Simulator(), clock: bench.clock)
        let clearance = try Bench.clearance(Bench.prescription(), screened: false, tested: true)
        let loop = try bench.loop(
            ClumpedSource(seconds: 8, clock: bench.clock), driver: P24Driver(), link: link, clearance: clearance,
            acts: Bench.hands(clearance, bursts: [4, 5]))
        loop.run()
        #expect(loop.session.glance.state == .ready && loop.session.record.orders.isEmpty)
        #expect(loop.session.glance.notGranted.count > 0 && link.simulator.pulses.isEmpty)
        #expect(
            try bench.entries().contains {
                $0.kind == "not-granted" && $0.text("reason")?.contains("screening") == true
            })
    }

    @Test("a cable that is pulled in a burst is a latched fault before the next block; the log and the ledger say so")
    func cable() throws {
        let bench = try Bench()
        let link = SharedLink(P24Simulator(), clock: bench.clock)
        let clearance = try Bench.clearance(Bench.prescription())
        // In the middle of the burst, and no block comes between 4.12 and 4.16 s.
        nonisolated(unsafe) var isFault: () -> Bool = { false }
        nonisolated(unsafe) var faultSeen: Int?
        let source = ClumpedSource(seconds: 8, clock: bench.clock, arrival: Self.clumps) { now in
            if now > 4_130_000 { link.isPulled = true }
            if faultSeen == nil, isFault() { faultSeen = now }
        }
        do {
            let loop = try bench.loop(
                source, driver: P24Driver(), link: link, clearance: clearance,
                acts: Bench.hands(clearance, bursts: [4, 6]))
            isFault = { loop.session.glance.state == .fault }
            loop.run()
            // The loop holds the ledger, and the question would hold the loop.
            isFault = { false }
            #expect(loop.session.glance.state == .fault && loop.session.record.sent.count == 1)
            guard case .link(let reason) = loop.session.record.stimulatorFault else {
                Issue.record("\(String(describing: loop.session.record.stimulatorFault))")
                return
            }
            #expect(reason.contains("the cable is out"))
            #expect(try #require(faultSeen) < 4_160_000)
        }
        let entries = try bench.entries()
        #expect(entries.contains { $0.kind == "stimulator-fault" && $0.text("reason")?.contains("cable") == true })
        #expect(
            entries.contains {
                $0.kind == "state" && $0.text("state")?.contains("the stimulator reported an error") == true
            })
        let given = link.simulator.pulses.count
        #expect((3...8).contains(given))
        // Not fewer than left, and not the whole burst.
        let counted = try #require(try bench.book(uptime: 60_000_000).doses.entries.first).dose.pulses
        #expect((given...given + 1).contains(counted))
    }

    @Test(
        "a device that falls silent in a burst is a fault when its answer is due, and two pulses at most leave after it"
    )
    func silent() throws {
        let bench = try Bench()
        let link = SharedLink(P24Simulator(), clock: bench.clock)
        let clearance = try Bench.clearance(Bench.prescription())
        let source = ClumpedSource(
            seconds: 6, clock: bench.clock,
            meanwhile: { now in
                if now > 4_130_000 { link.simulator.isDisconnected = true }
            })
        let loop = try bench.loop(
            source, driver: P24Driver(), link: link, clearance: clearance, acts: Bench.hands(clearance, bursts: [4]))
        loop.run()
        #expect(loop.session.glance.state == .fault)
        #expect(
            loop.session.record.stimulatorFault
                == .noAnswer(command: "low-level pulse", within: .milliseconds(250)))
        #expect(link.simulator.pulses.count < 10)
    }

    @Test("a stop reaches the device though no sample comes, and samples that stay away stop it by themselves")
    func stops() throws {
        for isSaid in [true, false] {
            let bench = try Bench()
            let link = SharedLink(P24Simulator(), clock: bench.clock)
            let clearance = try Bench.clearance(Bench.prescription())
            nonisolated(unsafe) var (stop, look): (() -> Void, () -> Void) = ({}, {})
            nonisolated(unsafe) var looks: [SessionGlance] = []
            // Nothing comes from 4.10 to 5 s, in the middle of the burst of 0.4 s.
            let source = ClumpedSource(
                seconds: 6, clock: bench.clock,
                arrival: { $0 < 410 ? 10_000 * ($0 + 1) : max(5_000_000, 10_000 * ($0 + 1)) }
            ) { now in
                look()
                if now >= 4_140_000, isSaid { stop() }
            }
            let loop = try bench.loop(
                source, driver: P24Driver(), link: link, clearance: clearance,
                acts: Bench.hands(clearance, bursts: [4]))
            look = { while let next = loop.view.pop() { looks.append(next) } }
            nonisolated(unsafe) var isSaidAlready = false
            stop = {
                guard !isSaidAlready else { return }
                isSaidAlready = true
                loop.say(.stop)
            }
            loop.run()
            #expect(loop.session.glance.state == (isSaid ? .stopped : .fault))
            #expect(loop.session.glance.trouble == (isSaid ? nil : .stale))
            // The screen learns it though no block comes: the look that says so is of a time before the samples come again.
            let first = try #require(looks.first { $0.state == (isSaid ? .stopped : .fault) })
            #expect(first.sample == SampleIndex(8_200))
            let last = try #require(link.simulator.pulses.last).start.microseconds
            // Stop: within one wake of 20 ms. Silence: 50 ms, the block that is due, and one wake.
            #expect(last <= (isSaid ? 4_160_000 : 4_100_000 + 80_000), "\(last)")
            #expect(last >= 4_100_000 && link.simulator.stimulationLevel == .none)
        }
    }

    @Test("samples that come late and all at once, while nothing is armed, make no fault of a stimulator in order")
    func stall() throws {
        let bench = try Bench()
        let link = SharedLink(P24Simulator(), clock: bench.clock)
        let clearance = try Bench.clearance(Bench.prescription())
        // Nothing from 0.5 to 2.5 s, then all of it at once: two seconds of session time in no time at all.
        let source = ClumpedSource(
            seconds: 6.5, clock: bench.clock,
            arrival: { (50..<250).contains($0) ? 2_500_000 : 10_000 * ($0 + 1) })
        let loop = try bench.loop(
            source, driver: P24Driver(), link: link, clearance: clearance,
            // Armed a second later than elsewhere, when the samples come evenly again.
            acts: Bench.hands(clearance, bursts: [4]).map {
                ControlEvent($0.kind, at: $0.kind == .markReady ? $0.at : $0.at.advanced(by: 2000))
            })
        loop.run()
        #expect(loop.session.record.stimulatorFault == nil && link.simulator.pulses.count == 20)
    }

    @Test("a session with a stimulator of its own clock plays again, decision by decision")
    func replay() throws {
        let bench = try Bench()
        let link = SharedLink(P24Simulator(), clock: bench.clock)
        let clearance = try Bench.clearance(Bench.prescription())
        var recorder = try SessionRecorder(bench.place, channels: SyntheticSession.channels)
        for number in 0..<550 { try recorder.append(SyntheticSession.block(start: 20 * number, count: 20)) }
        let loop = try bench.loop(
            ClumpedSource(seconds: 5.5, clock: bench.clock, arrival: Self.clumps) { now in
                if now > 4_130_000 { link.isPulled = true }
            }, driver: P24Driver(), link: link, clearance: clearance, acts: Bench.hands(clearance, bursts: [4]))
        loop.run()
        try loop.session.finish([.init("signalsSHA256", .text(try recorder.finish()))])
        let outcome = try SessionReplay(bench.place).run(Bench.controller(clearance), channel: 0)
        #expect(outcome.difference == nil && outcome.isClosed && outcome.reproduced > 5)
    }
}

/// A serial port that several may hold.
private final class SharedPort: DeviceLink {
    private var port: SerialPort

    init(path: String) throws { port = try SerialPort(path: path) }

    func send(_ bytes: [UInt8]) throws(DeviceError) { try port.send(bytes) }
    func receive(waitingAtMostMilliseconds wait: Int) throws(DeviceError) -> [UInt8] {
        try port.receive(waitingAtMostMilliseconds: wait)
    }
    func close() { port.close() }
}

/// What was sent, and when.
private final class LineLink: DeviceLink {
    private(set) var sent: [(time: SessionTime, bytes: [UInt8])] = []
    private let clock: VirtualClock

    init(clock: VirtualClock) { self.clock = clock }

    func send(_ bytes: [UInt8]) { sent.append((clock.now, bytes)) }
    func receive(waitingAtMostMilliseconds: Int) -> [UInt8] { [] }
    func close() {}
}

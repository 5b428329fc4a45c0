// The whole closed loop in virtual time: a synthetic muscle, the controller, the gate, and a simulated P24 that gets real
// protocol bytes. What the device puts out is compared with what was approved.

import Devices
import Glibc
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

private let rate = SampleRate(hertz: 2000)!

/// Noise of 5 µV with bursts of 100 µV noise, in seconds.
private func muscle(_ bursts: [ClosedRange<Double>], seconds: Double) -> [Float] {
    var state: UInt64 = 7
    func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53) - 0.5
    }
    return (0..<Int(seconds * rate.hertz)).map { n in
        let t = Double(n) / rate.hertz
        let amplitude = bursts.contains { $0.contains(t) } ? 100.0 : 5.0
        return Float(amplitude * 3.46 * uniform())
    }
}

private func prescription(pause: Microseconds = .seconds(5)) throws -> Prescription {
    try Prescription(
        .init(
            person: #require(PersonCode("test")),
            site: StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .left),
            pad: Pad(channel: #require(PadChannel(1)), area: SquareCentimetres(25)),
            thresholds: Approvals.thresholds(motor: .milliamperes(20)),
            burst: PulseTrain(
                shape: .biphasic(current: .milliamperes(20), phase: .microseconds(200)),
                pattern: .even(period: .milliseconds(20)), duration: .seconds(1)),
            minimumPause: pause, hourly: DoseLimit(onTime: .minutes(10), charge: .millicoulombs(1000)),
            daily: DoseLimit(onTime: .minutes(60), charge: .millicoulombs(1000)),
            approval: Approval(approver: "test", unixSeconds: 0)),
        within: Limits.product.adding(Limits.p24))
}

/// One run: what happened, what the device put out, and the log.
private struct Run {
    var record: SessionRecord
    var ledger: DoseLedger
    var pulses: [DeliveredPulse]
    var log: EventLog
}

private func run(
    _ samples: [Float], blockLength: Int = 20, pause: Microseconds = .seconds(5), stop: Double? = nil,
    extra: [ControlEvent] = [], settings: SpasmSettings = SpasmSettings(), watch: PadWatch? = PadWatch(),
    prepare: (inout P24Simulator) -> Void = { _ in }
) throws -> Run {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/events.jsonl"
    let clock = VirtualClock()
    let device = try SimulatedP24.serve(clock: .virtual(clock))
    defer { device.stop() }
    device.withSimulator { prepare(&$0) }
    let approved = try prescription(pause: pause)
    var session = try SessionRunner(
        controller: SpasmController(settings, clearance: Approvals.clearance(approved), rate: rate),
        gate: Gate(Approvals.clearance(approved), limits: Limits.product.adding(Limits.p24)),
        stimulator: P24Stimulator(
            link: SerialPort(path: device.path), answers: .lockStep,
            configuration: P24Driver.Configuration(padWatch: watch), at: .start),
        log: EventLogWriter(path: path, rate: rate), clock: clock)
    let script = OperatorScript.arming(
        settings, to: approved.workingCurrent, rate: rate,
        stop: stop.map { SampleIndex(rate.samples(inSeconds: $0)) })
    let events = (script.events + extra).sorted { $0.at < $1.at }
    let recording = Recording(
        name: "test", format: "test",
        channels: [Channel(label: "EMG", kind: .emg, unit: .microvolt, rate: rate)],
        samples: MemorySamples(channels: [samples]))
    var source = try Playback(recording, channels: [0], blockLength: blockLength)
    while let block = try source.nextBlock() {
        try session.process(block, events: events.filter { $0.at >= block.start && $0.at < block.end })
    }
    try session.finish()
    return Run(
        record: session.record, ledger: session.ledger, pulses: device.pulses,
        log: try EventLog(path: path))
}

@Suite("A session, from samples to the device")
struct SessionRunnerTests {
    @Test("activity leads to one burst, and the device puts out exactly the approved pulses")
    func oneBurst() throws {
        let result = try run(muscle([4...4.6], seconds: 8))
        #expect(result.record.activities.count == 1)
        let order = try #require(result.record.sent.first)
        #expect(result.record.orders.count == 1)
        #expect(order.pulses == 50)
        #expect(result.pulses.count == 50)
        // The onset lies in the first hundredth of a second of the activity, and the order within 60 ms of it.
        #expect((8000...8060).contains(try #require(order.onset).rawValue))
        #expect(order.latency < 120)
        // 50 Hz: pulse k leaves exactly 20 ms × k after the first.
        let starts = result.pulses.map(\.start.microseconds)
        #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 == 20_000 })
        #expect(result.ledger.entries.map(\.dose.pulses) == [50])
        // The controller is told that the burst began, so that it knows when the pulses come.
        let told = result.log.entries.filter { $0.kind == "told" && $0.text("event") == "burst-began" }
        #expect(told.map { $0.integer("order") } == [order.order.number])
        #expect(!result.log.entries.contains { $0.kind == "not-granted" })
    }

    @Test("a spasm that outlasts its burst gets the repeats that were set, each through the gate, and somebody is told")
    func outlasting() throws {
        var settings = SpasmSettings()
        settings.repeats = 2
        let result = try run(muscle([4...28], seconds: 28), settings: settings)
        #expect(result.record.activities.count == 1 && result.record.orders.count == 3)
        #expect(result.record.orders.allSatisfy { $0.outcome == .sent } && result.pulses.count == 150)
        #expect(result.record.givenUp.count == 1)
        #expect(result.log.entries.first { $0.kind == "gave-up" }?.integer("bursts") == 3)
    }

    @Test("the decisions and the pulses do not depend on how the samples are cut into blocks", arguments: [1, 7, 64])
    func blocks(length: Int) throws {
        let samples = muscle([4...4.6, 12...12.5], seconds: 15)
        let (a, b) = (try run(samples), try run(samples, blockLength: length))
        #expect(a.record.activities == b.record.activities)
        #expect(a.record.orders.map(\.met) == b.record.orders.map(\.met))
        #expect(a.pulses.count == b.pulses.count)
    }

    @Test("the same session twice gives the same log, byte for byte")
    func deterministic() throws {
        let samples = muscle([4...4.6, 12...12.5], seconds: 15)
        let (a, b) = (try run(samples), try run(samples))
        #expect(a.log == b.log)
        #expect(a.pulses == b.pulses)
    }

    @Test("a second activity inside the prescribed pause is refused by the gate, and the device stays silent")
    func pause() throws {
        let result = try run(muscle([4...4.6, 8...8.6], seconds: 11), pause: .seconds(30))
        #expect(result.record.orders.map { $0.outcome == .sent } == [true, false])
        guard case .refused(let refusal) = result.record.orders[1].outcome else {
            Issue.record("the second order was not refused")
            return
        }
        #expect(refusal.limitedQuantities == [.pause])
        #expect(result.pulses.count == 50)
    }

    @Test("stop in the middle of a burst: no pulse leaves after it, and nothing is ordered again")
    func stop() throws {
        let result = try run(muscle([4...4.6, 9...9.6], seconds: 12), stop: 4.5)
        #expect(result.record.states.last?.state == .stopped)
        let last = try #require(result.pulses.last)
        // The block that holds sample 9000 ends at 4.5 s + 20 samples.
        #expect(last.start.microseconds <= 4_510_000)
        #expect(result.pulses.count < 50)
        #expect(result.record.orders.count == 1)
        #expect(try #require(result.ledger.entries.first).dose.pulses == result.pulses.count)
    }

    @Test("a stimulator that reports an open electrode is a latched fault, and the second activity is not answered")
    func electrode() throws {
        let result = try run(muscle([4...4.6, 12...12.6], seconds: 15)) {
            $0.outputFaults[ScienceMode4.Output(.red, .yellow)] = .open
        }
        #expect(result.record.states.last?.state == .fault(.stimulator))
        #expect(result.record.orders.count == 1)
    }

    @Test(
        "a fallen pad that the device does not notice, at 8 mA, is a latched fault after one pulse where pads are watched"
    )
    func fallenPad() throws {
        let extra = [ControlEvent(.setIntensity(.milliamperes(8)), at: SampleIndex(20_000))]
        func session(_ watch: PadWatch?) throws -> Run {
            try run(muscle([12...12.6, 20...20.6], seconds: 22), extra: extra, watch: watch) {
                $0.outputFaults[ScienceMode4.Output(.red, .yellow)] = .open
            }
        }
        let watched = try session(PadWatch())
        #expect(watched.record.states.last?.state == .fault(.stimulator))
        #expect(watched.pulses.count == 1 && watched.record.orders.count == 1)
        let fault = watched.log.entries.first { $0.kind == "stimulator-fault" }
        #expect(fault?.text("reason")?.contains("look whether a pad is off or dry") == true)
        let unwatched = try session(nil)
        #expect(unwatched.pulses.count == 100 && unwatched.record.states.last?.state != .fault(.stimulator))
    }

    @Test("an order that is cut in the block that made it never leaves, though another burst is granted after it")
    func cutInOneBlock() throws {
        // Twenty milliseconds, one block of 40 samples: a burst at 20 mA, disarm, arm again, 1 mA, another burst.
        let start = 12_000
        let kinds: [ControlEvent.Kind] = [
            .manualTrigger, .disarm, .arm(intensity: .zero), .setIntensity(.milliamperes(1)), .manualTrigger,
        ]
        let extra = kinds.enumerated().map { ControlEvent($1, at: SampleIndex(start + 2 * $0)) }
        let result = try run(muscle([], seconds: 8), blockLength: 40, extra: extra)
        #expect(result.record.orders.map { $0.outcome == .sent } == [false, true])
        let peaks = result.pulses.map { pulse in pulse.shape.points.map { abs($0.milliamperes) }.max() ?? 0 }
        #expect(!peaks.isEmpty && peaks.allSatisfy { $0 == 1 }, "\(peaks)")
    }

    @Test("turning down during a burst cuts it and leaves the device able to give the next one")
    func turningDown() throws {
        let extra = [ControlEvent(.setIntensity(.milliamperes(5)), at: SampleIndex(8_600))]
        let result = try run(muscle([4...4.6, 12...12.6], seconds: 15), extra: extra)
        #expect(result.record.orders.map { $0.outcome == .sent } == [true, true])
        let first = result.pulses.filter { $0.start.seconds < 6 }
        let second = result.pulses.filter { $0.start.seconds > 6 }
        #expect(first.count < 50 && second.count == 50)
        #expect(second.allSatisfy { pulse in pulse.shape.points.allSatisfy { abs($0.milliamperes) <= 5 } })
        #expect(result.ledger.entries.map(\.dose.pulses) == [first.count, 50])
    }

    @Test("armed again after a stop, without a stimulator, is a fault at once")
    func armedWithoutStimulator() throws {
        let extra = [
            ControlEvent(.reset, at: SampleIndex(18_000)), ControlEvent(.markReady, at: SampleIndex(18_100)),
            ControlEvent(.arm(intensity: .zero), at: SampleIndex(24_000)),
        ]
        let result = try run(muscle([4...4.6, 14...14.6], seconds: 16), stop: 4.3, extra: extra)
        #expect(result.record.states.last?.state == .fault(.stimulator))
        #expect(result.record.orders.count == 1)
    }

    @Test("a sample that is not a number is a fault: nothing is ordered from then on")
    func notANumber() throws {
        var samples = muscle([6...6.6], seconds: 8)
        samples[10_000] = .nan
        let result = try run(samples)
        #expect(result.record.orders.isEmpty)
        #expect(result.record.states.last?.state == .fault(.notANumber))
        #expect(result.pulses.isEmpty)
    }

    @Test("every order of the record stands in the log, approved or refused, and the states follow without a gap")
    func log() throws {
        let result = try run(muscle([4...4.6, 8...8.6], seconds: 11), pause: .seconds(30))
        #expect(result.log.entries.count { $0.kind == "order" } == 2)
        #expect(result.log.entries.count { $0.kind == "order-approved" } == 1)
        #expect(result.log.entries.count { $0.kind == "order-refused" } == 1)
        #expect(result.log.entries.last?.kind == "session-ended")
        let states = result.record.states
        #expect(zip(states, states.dropFirst()).allSatisfy { $0.end == $1.start })
        #expect(states.last?.end == result.record.end)
    }
}

@Suite("Playing a recording back")
struct PlaybackTests {
    @Test("several channels come frame by frame, the last block shorter, nothing lost")
    func frames() throws {
        let channels = (0..<3).map { Channel(label: "\($0)", kind: .emg, unit: .microvolt, rate: rate) }
        let data = (0..<3).map { c in (0..<10).map { Float(100 * c + $0) } }
        let recording = Recording(name: "r", format: "t", channels: channels, samples: MemorySamples(channels: data))
        var source = try Playback(recording, channels: [2, 0], blockLength: 4)
        var frames: [Float] = []
        var starts: [Int] = []
        while let block = try source.nextBlock() {
            frames += block.values
            starts.append(block.start.rawValue)
        }
        #expect(starts == [0, 4, 8])
        let expected: [Float] = (0..<10).flatMap { (n: Int) -> [Float] in [Float(200 + n), Float(n)] }
        #expect(frames == expected)
    }
}

// What people, devices and clocks tell a live session, in virtual time: each stops it, stands in the log, and plays again.

import Devices
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import Synchronization
import TestSupport
import Testing

@Suite("what a live session is told")
struct LiveWordsTests {
    private let folder: TemporaryDirectory
    private typealias Loop = LiveLoop<ScriptedSource, TellingStimulator, DoseLedger>

    init() throws { folder = try TemporaryDirectory() }

    private static func controller(_ settings: SpasmSettings) throws -> SpasmController {
        try SpasmController(
            settings, clearance: Approvals.clearance(try SyntheticSession.prescription()), rate: SyntheticSession.rate)
    }

    /// What a session came to.
    private struct Told {
        let ending: LiveEnding?
        let states: [SupervisorState]
        let bursts: Int
        let stops: Int
        let entries: [EventLogEntry]
    }

    /// Nine seconds on time, armed after 2.4 s, active and answered at 6 s; before each block `act` is called with its
    /// number and the loop. The session is kept, and must play again bit for bit.
    private func session(
        _ settings: SpasmSettings = SpasmSettings(), force: Int? = nil,
        wall: @escaping @Sendable (SessionTime) -> SessionTime = { $0 },
        _ act: @escaping (Int, Loop) -> Void
    ) throws -> Told {
        let place = try SessionFolder.create(folder.file("\(Int.random(in: 0..<1_000_000_000))"))
        var recorder = try SessionRecorder(place, channels: SyntheticSession.channels)
        let ring = BlockRing(channelCount: 2, frames: 40_000, blocks: 1024)
        let clock = VirtualClock()
        let prescription = try SyntheticSession.prescription()
        nonisolated(unsafe) var loop: Loop?
        let source = ScriptedSource(seconds: 9) { number in
            clock.set(to: SessionTime(microseconds: (number + 1) * 10_000))
            if let loop { act(number, loop) }
            return .block
        }
        let stopped = StopCounter()
        let made = Loop(
            source: source,
            session: try SessionRunner(
                controller: Self.controller(settings),
                gate: Gate(Approvals.clearance(prescription), limits: Limits.product.adding(Limits.p24)),
                stimulator: TellingStimulator(stopped: stopped.add) { _ in },
                log: EventLogWriter(path: place.events, rate: SyntheticSession.rate), clock: VirtualClock(),
                options: SessionOptions(keepsEnvelope: false)),
            force: force,
            script: OperatorScript.arming(settings, to: prescription.workingCurrent, rate: SyntheticSession.rate)
                .events,
            kept: ring, clock: .virtual(clock), wall: { wall(clock.now) })
        loop = made
        made.run()
        loop = nil
        try ring.drain { (start, frames) throws(RecordingError) in try recorder.append(start: start, frames: frames) }
        try made.session.finish([.init("signalsSHA256", .text(try recorder.finish()))])
        let outcome = try SessionReplay(place).run(Self.controller(settings), channel: 0, force: force)
        #expect(outcome.difference == nil && outcome.isClosed && outcome.reproduced > 0)
        return Told(
            ending: made.ending, states: made.session.record.states.map(\.state),
            bursts: made.session.record.sent.count, stops: stopped.count,
            entries: try EventLog(path: place.events).entries)
    }

    /// Whether the fault came and stayed, the device was stopped before the end of the session, and the log has the word.
    private func isStopped(_ told: Told, by fault: Fault, word: String) -> Bool {
        told.states.last == .fault(fault) && told.stops > 1
            && told.entries.contains { $0.kind == "told" && $0.text("event") == word }
    }

    @Test("nothing said, nothing stopped: the burst comes, and the device is closed at the end only")
    func nothing() throws {
        let told = try session { _, _ in }
        #expect(told.states.last == .armed && told.bursts == 1 && told.stops == 1)
        #expect(told.ending == .sourceEnded)
    }

    @Test(
        "signs of dysreflexia said into a live session stop its burst, in the log, and it plays again",
        arguments: [
            (ControlEvent.Kind.dysreflexiaSigns, DysreflexiaSign.reported, "dysreflexia-signs"),
            (.heartRate(50), .slowHeart(50, resting: 70), "heart-rate"),
            (.systolicPressure(130), .highPressure(130, resting: 100), "systolic-pressure"),
        ])
    func dysreflexia(_ word: ControlEvent.Kind, _ sign: DysreflexiaSign, _ name: String) throws {
        var settings = SpasmSettings()
        settings.dysreflexia = DysreflexiaRule(restingHeartRate: 70, restingSystolic: 100)
        let told = try session(settings) { number, loop in
            // In the middle of the burst, which begins after 6.03 s or so and lasts 0.2 s.
            if number == 610 { loop.say(word) }
        }
        #expect(isStopped(told, by: .dysreflexia(sign), word: name) && told.bursts == 1)
        #expect(told.entries.contains { $0.kind == "output-cut" })
    }

    @Test(
        "an electrode that the amplifier says is off is a fault of the live session before the next samples are looked at"
    )
    func lead() throws {
        let told = try session { number, loop in if number == 500 { loop.say(.leadOff) } }
        #expect(isStopped(told, by: .leadOff, word: "lead-off") && told.bursts == 0)
    }

    @Test(
        "a screen that was heard and falls silent stops a live session after a second; while it is heard nothing stops")
    func heartbeat() throws {
        let alive = try session { number, loop in if number.isMultiple(of: 40) { loop.say(.heartbeat) } }
        #expect(alive.states.last == .armed && alive.bursts == 1)
        let frozen = try session { number, loop in
            if number.isMultiple(of: 40), number <= 400 { loop.say(.heartbeat) }
        }
        #expect(isStopped(frozen, by: .interfaceSilent, word: "heartbeat") && frozen.bursts == 0)
    }

    @Test(
        "a clock on the wall that is set while a live session is armed stops it; one that is slewed, or set before, does not",
        arguments: [1_100_000, -1_100_000, 3_600_000_000])
    func jump(_ step: Int) throws {
        let (told, before) = try (
            session(wall: { SessionTime(microseconds: $0.microseconds + ($0.microseconds >= 5_000_000 ? step : 0)) }) {
                _, _ in
            },
            session(wall: { SessionTime(microseconds: $0.microseconds + ($0.microseconds >= 1_000_000 ? step : 0)) }) {
                _, _ in
            }
        )
        #expect(isStopped(told, by: .clockJump(Microseconds(step)), word: "clock-jumped") && told.bursts == 0)
        #expect(before.states.last == .armed && before.bursts == 1)
        let slewed = try session(wall: { SessionTime(microseconds: $0.microseconds + $0.microseconds / 2_000) }) {
            _, _ in
        }
        #expect(slewed.states.last == .armed && slewed.bursts == 1)
    }

    @Test(
        "a press in a live session orders a burst at once, letting go cuts it, and moving by will holds the machine back"
    )
    func hand() throws {
        let told = try session { number, loop in
            switch number {
            case 400: loop.say(.holdBegan)
            case 410: loop.say(.holdEnded)
            case 590: loop.say(.movementHold(true))
            default: break
            }
        }
        #expect(told.bursts == 1 && told.states.last == .armed)
        let words = told.entries.filter { $0.kind == "told" }.compactMap { $0.text("event") }
        #expect(words.contains("hold-began") && words.contains("hold-ended"))
        #expect(told.entries.contains { $0.kind == "order-withheld" })
    }

    @Test("with the force as the only trigger a live session answers the force, and plays again with it")
    func force() throws {
        var settings = SpasmSettings()
        settings.triggers = [.force]
        let told = try session(settings, force: 1) { _, _ in }
        #expect(told.bursts == 1 && told.states.last == .armed)
        #expect(told.entries.contains { $0.kind == "force-detected" })
        #expect(told.entries.first { $0.kind == "order" }?.text("trigger") == "force")
        #expect(told.entries.contains { $0.kind == "order-withheld" })
    }

    @Test("more words than the loop can take up end the session, stopped: the one that was lost may have been a stop")
    func tooMuch() throws {
        let told = try session { number, loop in
            if number == 500 { for _ in 0..<300 { loop.say(.heartbeat) } }
        }
        #expect(told.ending == .wordsLost && told.states.last == .stopped && told.bursts == 0)
        #expect(told.entries.contains { $0.kind == "words-lost" })
    }

    @Test("a source whose electrode comes off says so once each time, before the block")
    func sourceWithLeads() throws {
        let made = try FrameLink.make(
            channels: SyntheticSession.channels, rate: SyntheticSession.rate, largestBlock: 20)
        var source = LeadSource()
        var said = 0
        try made.sender.send(from: &source, watching: 0) { said += 1 }
        #expect(said == 2)
        var other = LeadSource()
        try made.sender.send(from: &other, watching: 1) { said += 1 }
        #expect(said == 2)
    }
}

/// Eight blocks; the electrode of the first channel is off during the third, fourth and seventh.
private struct LeadSource: SignalSource {
    let channels = SyntheticSession.channels
    let rate = SyntheticSession.rate
    private var number = 0

    mutating func nextBlock() -> SampleBlock? {
        number += 1
        return number > 8 ? nil : SyntheticSession.block(start: 20 * (number - 1), count: 20)
    }

    var report: SourceReport { SourceReport(openLeads: [3, 4, 7].contains(number) ? [0] : []) }
}

/// Counts how often a device was stopped.
final class StopCounter {
    private(set) var count = 0
    func add() { count += 1 }
}

// A session in real time: the person on one thread, the loop on its own, the recorder on a third, the screen on this one.

import Devices
import Glibc
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import Synchronization
import VirtualPatient

/// Runs a session with a virtual person in real time and keeps it.
struct LiveRun {
    let session: PatientSession
    let folder: SessionFolder

    /// What came of it.
    struct Outcome: Encodable {
        let software = "Lull \(Lull.version)"
        let isSimulated = true
        let person: String
        let seed: UInt64
        let session: String
        var seconds = 0.0
        /// How the loop was scheduled, and how it ended.
        var scheduling = "", ending = ""
        /// How late blocks were worked on, in µs after the least delay seen.
        var lateMicrosecondsP50 = 0, lateMicrosecondsP99 = 0, lateMicrosecondsP999 = 0, lateMicrosecondsLongest = 0
        /// Spasms that began by themselves, times that the muscle was found active, bursts, orders that the gate refused.
        var spasms = 0, detections = 0, bursts = 0, refused = 0
        /// How often a spasm went on after its last burst, and somebody was called.
        var givenUp = 0
        var endState = ""
        /// Looks that the screen missed; the recorder misses nothing.
        var missedLooks = 0
    }

    /// How often the screen is drawn, in µs.
    private static let frameMicroseconds: UInt32 = 100_000
    /// After how many frames the loop is told that the screen is alive: well within the second that it waits.
    private static let framesPerHeartbeat = 3

    private typealias Loop = LiveLoop<FrameLink, VirtualPatientStimulator, DoseLedger>

    /// Runs until the time is over or Ctrl-C is pressed. Whatever ends it, stimulation is stopped first and the session is
    /// closed.
    func run() throws -> Outcome {
        let body = try session.body()
        let (engine, clock) = (body.engine, DeviceClock.realTime())
        let frames = engine.rate.samples(inSeconds: session.script.duration)
        let described = VirtualPatient(body, blockLength: PatientSession.blockLength)
        let (channels, rate) = (described.channels, described.rate)
        let plan = session.plan(for: channels)
        let log = try plan.begin(folder.events, rate: rate)
        let (link, sender) = try FrameLink.make(
            channels: channels, rate: rate, largestBlock: PatientSession.blockLength)
        let diskHasFailed = ThreadFlag()
        let recorder = try LiveRecorder(folder, channels: channels) { diskHasFailed.set() }
        let loop = Loop(
            source: link,
            session: try SessionRunner(
                controller: try plan.controller(rate: rate, clearance: session.tested),
                gate: Gate(session.clearance, limits: session.limits),
                stimulator: session.stimulator(on: body), log: log, clock: VirtualClock(),
                options: SessionOptions(keepsEnvelope: false, forcesOrders: true, lots: plan.lots)),
            force: plan.force, script: session.acts(stimulating: true, rate: rate), kept: recorder.ring, clock: clock,
            wall: WallClock.now)

        let isOver = ThreadFlag()
        let scheduling = Mutex("")
        recorder.start()
        let loopThread = LiveThread {
            let granted = LiveThread.preferThisThread()
            scheduling.withLock { $0 = granted.description }
            loop.run()
            isOver.set()
        }
        let person = LiveThread {
            var source = VirtualPatient(
                body, blockLength: PatientSession.blockLength, pace: .clock(clock), frames: frames)
            try? sender.send(from: &source) { loop.say(.leadOff) }
            sender.close()
        }
        var outcome = Outcome(person: session.person.name, seed: session.seed, session: folder.path)
        Interrupt.catching("\nstopping: stimulation is cut, the session is closed …\n") {
            var (screen, keys, frame) = (LiveScreen(rate: rate), LiveKeys(), 0)
            while !isOver.isSet {
                usleep(Self.frameMicroseconds)
                // A terminal that no longer takes what is drawn holds this thread up: then no heartbeat comes either.
                if frame.isMultiple(of: Self.framesPerHeartbeat) { loop.say(.heartbeat) }
                frame += 1
                for key in keys.pressed() { loop.say(key) }
                if Interrupt.isWished || diskHasFailed.isSet { loop.requestEnd() }
                while let glance = loop.view.pop() { screen.take(glance) }
                outcome.spasms += spasms(body)
                screen.draw()
            }
            screen.finish()
        }
        loopThread.join()
        link.hangUp()
        person.join()
        return try close(loop, recorder, scheduling: scheduling.withLock { $0 }, outcome, body)
    }

    /// Ends the files, makes the dataset, and says what happened.
    private func close(
        _ loop: Loop, _ recorder: LiveRecorder, scheduling: String, _ before: Outcome, _ body: VirtualPatientBody
    ) throws -> Outcome {
        var outcome = before
        let digest: String
        do {
            digest = try recorder.finish()
        } catch {
            try? loop.session.finish([.init("reason", .text("\(error)"))])
            throw error
        }
        outcome.ending =
            switch loop.ending {
            case .sourceEnded, nil: "the time is over"
            case .wished: "ended by the person at the controls"
            case .recorderFull: "ended because the recorder could not keep up"
            case .wordsLost: "ended because more was said to the loop than it could take up"
            case .failed(let reason): "ended because something failed: \(reason)"
            }
        try loop.session.finish([
            .init("signalsSHA256", .text(digest)), .init("ending", .text(outcome.ending)),
            .init("scheduling", .text(scheduling)),
        ])
        let (record, late) = (loop.session.record, loop.lateness)
        outcome.scheduling = scheduling
        outcome.seconds = loop.seconds(of: record.end)
        (outcome.lateMicrosecondsP50, outcome.lateMicrosecondsP99) = (late.quantile(0.5), late.quantile(0.99))
        (outcome.lateMicrosecondsP999, outcome.lateMicrosecondsLongest) = (late.quantile(0.999), late.longest)
        outcome.spasms += spasms(body)
        outcome.detections = record.activities.count
        outcome.bursts = record.sent.count
        outcome.givenUp = record.givenUp.count
        outcome.refused = record.orders.count - record.sent.count
        outcome.endState = record.states.last?.state.description ?? "off"
        outcome.missedLooks = loop.view.dropped
        do {
            try folder.writeDataset(
                person: session.person.name, software: BIDSSoftware(name: "Lull", version: Lull.version))
        } catch {
            Console.say("no BIDS dataset was made: \(error)")
        }
        return outcome
    }

    private func spasms(_ body: VirtualPatientBody) -> Int {
        body.takeTruth().events.count { if case .spasm = $0.kind { true } else { false } }
    }
}

/// A flag between threads.
final class ThreadFlag: Sendable {
    private let value = Atomic<Bool>(false)
    /// Whether it was set.
    var isSet: Bool { value.load(ordering: .acquiring) }
    /// Sets it for good.
    func set() { value.store(true, ordering: .releasing) }
}

/// The session on a terminal: one line that is written over; elsewhere a line every few seconds.
private struct LiveScreen {
    private let rate: SampleRate
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var last: SessionGlance?
    private var said = ContinuousClock.now
    private static let pause = Duration.seconds(5)

    init(rate: SampleRate) { self.rate = rate }

    /// A spasm that goes on is said at once, with a bell.
    mutating func take(_ glance: SessionGlance) {
        if glance.givenUp > last?.givenUp ?? 0 {
            if isTerminal { Console.sayOver("") }
            Console.say(
                "\u{7}\(rate.seconds(glance.sample.rawValue).formatted(decimals: 1)) s  the spasm goes on after its last "
                    + "burst, and no more are given for it: somebody should look")
        }
        last = glance
    }

    mutating func draw() {
        guard let last, isTerminal || ContinuousClock.now - said >= Self.pause else { return }
        said = .now
        let text = line(last)
        if isTerminal { Console.sayOver(text) } else { Console.say(text) }
    }

    func finish() { if isTerminal { Console.sayOver("") } }

    private func line(_ glance: SessionGlance) -> String {
        let time = rate.seconds(glance.sample.rawValue).formatted(decimals: 1)
        let threshold = glance.enterThreshold.isFinite ? glance.enterThreshold.formatted(decimals: 1) : "not known yet"
        return "\(time) s  \(glance.state)\(glance.isActive ? ", muscle active" : "")  envelope "
            + "\(glance.envelope.formatted(decimals: 1)) µV (threshold \(threshold))  active \(glance.activities)×  "
            + "bursts \(glance.bursts)"
    }
}

// A session in real time: the source on one thread, the loop on its own, the recorder on a third, the screen on this one.

import Devices
import Glibc
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import Synchronization
import VirtualPatient

/// What a live session is made of, beside the loop: a virtual person, or a device.
struct LiveStage<Device: Stimulator & SendableMetatype & ~Copyable, Book: DoseBook & SendableMetatype & ~Copyable>:
    ~Copyable
{
    /// Who or what it is with.
    let name: String
    let seed: UInt64
    let channels: [Channel]
    let rate: SampleRate
    /// The most frames in a block.
    let largestBlock: Int
    let plan: SessionPlan
    let prescription: Prescription
    let limits: Limits
    /// What a pad test cleared; `nil` where a harmless screening and an effect are assumed.
    var tested: Clearance?
    /// Other numbers, of which the screen shows what they would have triggered in the last minute; `nil` for none.
    var preview: SpasmSettings?
    /// What the person at the controls does.
    let acts: [ControlEvent]
    /// The stimulator, and the clock that it lives by.
    var device: Device
    /// Where doses are kept: in memory where nobody is stimulated.
    var ledger: Book
    let clock: VirtualClock
    /// Sends blocks until there are no more, on a thread of its own; what it throws ended the source.
    let feed: @Sendable (FrameLink.Sender, DeviceClock, @escaping @Sendable (ControlEvent.Kind) -> Void) throws -> Void
    /// How many spasms began since it was asked last; `nil` where nobody can know.
    let spasms: (() -> Int)?
    /// What an operator does at the terminal, with a real stimulator; `nil` where a script arms.
    var controls: LiveControls?
    /// The real stimulator; `nil` where it is simulated.
    var stimulator: String?
    /// Called about ten times a second with the seconds that have passed.
    var meanwhile: ((Double) -> Void)?
}

/// What came of a session in real time.
struct LiveOutcome: Encodable {
    let software = "Lull \(Lull.version)"
    /// Whether the stimulator was simulated inside of this program.
    var isSimulated = true
    /// The real stimulator; `nil` where it was simulated.
    var stimulator: String?
    /// How it failed, and why bursts were refused; `nil` and empty when nothing was wrong.
    var stimulatorFault: String?
    var refusals: [String] = []
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
    /// How often stimulation began to look harmful, by the lots of this session, and stopping was suggested.
    var harmSuspected = 0
    /// What was said about the person's will; `nil` where nothing was asked.
    var movedByWill, judgedSpasm, cannotTell: Int?
    /// What was given.
    var pulses = 0
    /// Pulses that were left out because they would have come too late, and how late the latest of the others left, in µs; of a
    /// real stimulator.
    var pulsesLeftOut, latestPulseMicroseconds: Int?
    var onTimeSeconds = 0.0, chargeMicrocoulombs = 0.0
    var endState = ""
    /// Why the source ended before its time; `nil` when it did not.
    var sourceFailure: String?
    /// Looks that the screen missed; the recorder misses nothing.
    var missedLooks = 0
}

/// Runs a session in real time and keeps it.
struct LiveRun<Device: Stimulator & SendableMetatype & ~Copyable, Book: DoseBook & SendableMetatype & ~Copyable> {
    let folder: SessionFolder

    /// How often the screen is drawn, in µs.
    private static var frameMicroseconds: UInt32 { 100_000 }
    /// After how many frames the loop is told that the screen is alive: well within the second that it waits.
    private static var framesPerHeartbeat: Int { 3 }

    private typealias Loop = LiveLoop<FrameLink, Device, Book>

    /// Runs until the time is over or Ctrl-C is pressed. Whatever ends it, stimulation is stopped first and the session is
    /// closed.
    func run(_ stage: consuming LiveStage<Device, Book>) throws -> LiveOutcome {
        let clock = DeviceClock.realTime()
        let (channels, rate, plan, feed) = (stage.channels, stage.rate, stage.plan, stage.feed)
        let (spasms, meanwhile) = (stage.spasms, stage.meanwhile)
        var outcome = LiveOutcome(person: stage.name, seed: stage.seed, session: folder.path)
        (outcome.isSimulated, outcome.stimulator) = (stage.stimulator == nil, stage.stimulator)
        let controls = stage.controls
        let log = try plan.begin(folder.events, rate: rate)
        let (link, sender) = try FrameLink.make(channels: channels, rate: rate, largestBlock: stage.largestBlock)
        let diskHasFailed = ThreadFlag()
        let recorder = try LiveRecorder(folder, channels: channels) { diskHasFailed.set() }
        let tested = stage.tested
        let gate = Gate(tested ?? SimulatedClearance.of(stage.prescription), limits: stage.limits)
        let (acts, virtual, preview) = (stage.acts, stage.clock, stage.preview)
        let loop = Loop(
            source: link,
            session: try SessionRunner(
                controller: try plan.controller(
                    rate: rate, remembering: preview == nil ? 0 : ReplayPreview.seconds, clearance: tested),
                gate: gate, ledger: stage.ledger, stimulator: stage.device, log: log, clock: virtual,
                options: SessionOptions(
                    keepsEnvelope: false, forcesOrders: true, lots: plan.lots, preview: preview)),
            channel: plan.channel, force: plan.force, companion: plan.companion, motion: plan.motion, script: acts,
            kept: recorder.ring, clock: clock,
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
        let failure = Mutex<String?>(nil)
        let person = LiveThread {
            do { try feed(sender, clock, { loop.say($0) }) } catch { failure.withLock { $0 = "\(error)" } }
            sender.close()
        }
        Interrupt.catching("\nstopping: stimulation is cut, the session is closed …\n") {
            var (screen, keys, frame) = (LiveScreen(rate: rate, controls: controls), LiveKeys(controls: controls), 0)
            while !isOver.isSet {
                usleep(Self.frameMicroseconds)
                // A terminal that no longer takes what is drawn holds this thread up: then no heartbeat comes either.
                if frame.isMultiple(of: Self.framesPerHeartbeat) { loop.say(.heartbeat) }
                frame += 1
                for key in keys.pressed(after: screen.last) { loop.say(key) }
                if Interrupt.isWished || diskHasFailed.isSet { loop.requestEnd() }
                while let glance = loop.view.pop() {
                    screen.take(glance)
                    meanwhile?(rate.seconds(glance.sample.rawValue))
                }
                outcome.spasms += spasms?() ?? 0
                screen.draw()
            }
            screen.finish()
        }
        loopThread.join()
        link.hangUp()
        person.join()
        outcome.spasms += spasms?() ?? 0
        outcome.sourceFailure = failure.withLock { $0 }
        return try close(loop, recorder, plan: plan, scheduling: scheduling.withLock { $0 }, outcome)
    }

    /// Ends the files, makes the dataset, and says what happened.
    private func close(
        _ loop: Loop, _ recorder: LiveRecorder, plan: SessionPlan, scheduling: String, _ before: LiveOutcome
    ) throws -> LiveOutcome {
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
            case .sourceEnded, nil: outcome.sourceFailure.map { "the source failed: \($0)" } ?? "the time is over"
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
        outcome.detections = record.activities.count
        outcome.bursts = record.sent.count
        if plan.companion != nil || plan.motion != nil {
            let counts = Volition.allCases.map { kind in record.volitions.count { $0 == kind } }
            (outcome.movedByWill, outcome.judgedSpasm, outcome.cannotTell) = (counts[0], counts[1], counts[2])
        }
        outcome.givenUp = record.givenUp.count
        outcome.harmSuspected = record.suspicions.count
        outcome.refused = record.orders.count - record.sent.count
        outcome.stimulatorFault = record.stimulatorFault?.description
        if outcome.stimulator != nil {
            let pulses = loop.session.glance.pulses
            (outcome.pulsesLeftOut, outcome.latestPulseMicroseconds) = (pulses.leftOut, pulses.latestMicroseconds)
        }
        for order in record.orders {
            let why: String? =
                switch order.outcome {
                case .sent: nil
                case .refused(let refusal): "\(refusal)"
                case .failed(let reason): reason
                }
            if let why, !outcome.refusals.contains(why), outcome.refusals.count < 5 { outcome.refusals.append(why) }
        }
        // What an earlier session gave stands at times before this one.
        let dose = loop.session.ledger.doses.entries.filter { $0.start >= .start }.reduce(Dose()) { $0 + $1.dose }
        (outcome.pulses, outcome.onTimeSeconds) = (dose.pulses, dose.onTime.inSeconds)
        outcome.chargeMicrocoulombs = dose.charge.value
        outcome.endState = record.states.last?.state.description ?? "off"
        outcome.missedLooks = loop.view.dropped
        do {
            try folder.writeDataset(
                person: outcome.person, software: BIDSSoftware(name: "Lull", version: Lull.version))
        } catch {
            Console.say("no BIDS dataset was made: \(error)")
        }
        return outcome
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

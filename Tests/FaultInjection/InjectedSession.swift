// One short session in virtual time in which something goes wrong at a random moment, and what is then not as it must be.

import Devices
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import TestSupport

/// A session by its number: the number decides the fault, its moment and when the spasms come.
///
/// About half of the moments lie in a burst. The times that a fault must last are
/// shorter than by default, so that a thousand sessions are soon over.
public struct InjectedSession {
    /// What goes wrong.
    public let fault: InjectedFault
    /// When (s).
    public let moment: Double
    private let seed: UInt64
    private let firstSpasm: Double
    private let momentSample: Int

    private static let rate = SampleRate(hertz: 500)!
    /// Frames in a block, which lasts 10 ms.
    private static let frames = 5
    private static let duration = 4.6
    private static let burst = Microseconds.milliseconds(400)
    private static let channels = [
        Channel(label: "EMG", kind: .emg, unit: .microvolt, rate: rate),
        Channel(label: "torque", kind: .torque, unit: .newtonMetre, rate: rate),
    ]

    /// The session of a number.
    public init(_ number: Int) {
        let all = InjectedFault.allCases
        fault = all[number % all.count]
        seed = UInt64(number)
        var random = SeededGenerator(seed: seed)
        firstSpasm = Double.random(in: 0.8...1.4, using: &random)
        // Half of them in a burst, which begins some 60 ms after its spasm and lasts 0.4 s.
        let asked =
            Bool.random(using: &random)
            ? firstSpasm + Double.random(in: 0.1...0.4, using: &random) : Double.random(in: 0.9...3.4, using: &random)
        momentSample = Self.rate.samples(inSeconds: asked)
        moment = Self.rate.seconds(momentSample)
    }

    /// What came of it.
    public struct Verdict {
        /// What is not as it must be; nothing when all is well.
        public var complaints: [String] = []
        /// Whether a burst ran at the moment of the fault.
        public var wasStimulating = false
        /// Pulses that left.
        public var pulses = 0
    }

    private var settings: SpasmSettings {
        var settings = SpasmSettings()
        (settings.warmUp, settings.calibration, settings.refractory) = (0.1, 0.5, 0.2)
        (settings.flatTime, settings.deadTime, settings.heartbeatTime) = (0.2, 0.2, 0.3)
        // Hum is looked for only where mains is.
        (settings.cooldown, settings.mains) = (0.2, fault == .hum ? .hertz50 : .none)
        settings.stormBursts = fault == .storm ? 1 : 20
        settings.dysreflexia = DysreflexiaRule(restingHeartRate: 75, restingSystolic: 120)
        return settings
    }

    /// Runs it, keeps it in a folder that is not there yet, and looks at what is there afterwards.
    public func run(in folder: String) throws -> Verdict {
        let place = try SessionFolder.create(folder)
        let clearance = Approvals.clearance(try prescription())
        let pulses = PulsingStimulator.Pulses()
        let failing: PulsingStimulator.Failure? =
            fault == .stimulatorGone ? .gone : fault == .stimulatorReports ? .reports : nil
        let controller = { try SpasmController(settings, clearance: clearance, rate: Self.rate) }
        var session = try SessionRunner(
            controller: controller(), gate: Gate(clearance, limits: Limits.product.adding(Limits.p24)),
            stimulator: PulsingStimulator(
                pulses, failure: failing.map { ($0, SessionTime.start + .microseconds(Int(moment * 1e6))) }),
            log: EventLogWriter(path: place.events, rate: Self.rate), clock: VirtualClock(),
            options: SessionOptions(keepsEnvelope: false))
        var recorder = try SessionRecorder(place, channels: Self.channels)
        var upcoming = words[...]
        var (fed, wasStimulating) = (0, false)
        for start in stride(from: 0, to: Self.rate.samples(inSeconds: Self.duration), by: Self.frames) {
            let isFirst = (start..<start + Self.frames).contains(momentSample)
            if isFirst {
                if case .stimulating = session.glance.state { wasStimulating = true }
                if fault == .stopButton { try session.interrupt(.stop) }
                if fault == .missing { continue }
            }
            let told = upcoming.prefix { $0.at.rawValue < start + Self.frames }
            upcoming = upcoming.dropFirst(told.count)
            var values = values(from: start)
            if start + Self.frames > momentSample {
                fault.spoil(&values, isFirst: isFirst, at: Self.rate.seconds(start), rate: Self.rate)
            }
            let block = SampleBlock(start: SampleIndex(start), channelCount: 2, values: values)
            for turn in 0..<(isFirst && fault == .repeated ? 2 : 1) {
                try recorder.append(block)
                try session.process(block, force: 1, events: turn == 0 ? Array(told) : [])
                fed += block.frameCount
            }
        }
        try session.finish([.init("signalsSHA256", .text(try recorder.finish()))])
        var verdict = Verdict(wasStimulating: wasStimulating, pulses: pulses.times.count)
        judge(session.record, pulses.times, &verdict)
        let kept = try XDFSignals(path: place.signals).indices.count
        if kept != fed { verdict.complaints.append("\(kept) of \(fed) frames were kept") }
        let again = try SessionReplay(place).run(try controller(), channel: 0, force: 1)
        if let difference = again.difference { verdict.complaints.append("played again: \(difference)") }
        if !again.isClosed || again.withoutSignals > 0 { verdict.complaints.append("the log is not whole") }
        return verdict
    }

    /// Checks and arms, lives, and after the fault tries everything that might begin anew.
    private var words: [ControlEvent] {
        let sample = { (seconds: Double) in SampleIndex(Self.rate.samples(inSeconds: seconds)) }
        var events = OperatorScript.arming(settings, to: .milliamperes(20), rate: Self.rate).events
        let lastBeat = fault == .silence ? moment : Self.duration
        for beat in stride(from: 0.1, to: lastBeat, by: 0.1) {
            events.append(ControlEvent(.heartbeat, at: sample(beat)))
        }
        if let word = fault.word { events.append(ControlEvent(word, at: SampleIndex(momentSample))) }
        let later = moment + fault.delay(settings) + (fault.waitsForBurst ? 0.8 : 0.1)
        let attempts: [ControlEvent.Kind] = [
            .markReady, .arm(intensity: .zero), .setIntensity(.milliamperes(1)), .manualTrigger, .holdBegan,
            .switchPressed,
        ]
        if fault != .storm { events += attempts.map { ControlEvent($0, at: sample(later)) } }
        return events.sorted { $0.at < $1.at }
    }

    /// Noise of 5 µV, and of 100 µV for half a second of every 1.4; a torque that follows.
    private func values(from start: Int) -> [Float] {
        (start..<start + Self.frames).flatMap { index -> [Float] in
            let time = Self.rate.seconds(index) - firstSpasm
            let isActive = time >= 0 && time.truncatingRemainder(dividingBy: 1.4) < 0.5
            var random = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(index))
            let noise = Float.random(in: -1...1, using: &random)
            return [noise * 1.73 * (isActive ? 100 : 5), (isActive ? 3 : 0) + 0.01 * noise]
        }
    }

    private func judge(_ record: SessionRecord, _ pulses: [SessionTime], _ verdict: inout Verdict) {
        let block = Double(Self.frames) / Self.rate.hertz
        guard let last = record.states.last, fault.isExpected(last.state) else {
            verdict.complaints.append("it ended \(record.states.last?.state.description ?? "without a state")")
            return
        }
        let latched = Self.rate.seconds(last.start.rawValue)
        if record.states.dropLast().contains(where: { $0.state.isLatched }) {
            verdict.complaints.append("it left a latched state")
        }
        // The block that holds the latch is worked on at its end; what fell due before that has left.
        let end = ((latched / block + 1e-9).rounded(.down) + 1) * block + 1e-6
        if let late = pulses.last(where: { $0.seconds > end }) {
            verdict.complaints.append("a pulse left at \(late.seconds) s, the state was latched at \(latched) s")
        }
        if fault != .storm {
            // The burst may be answered to what the muscle did until then, and so begin after the fault.
            let answer = settings.envelopeWindow + settings.minimumDuration + block
            let wait =
                fault.waitsForBurst
                ? answer + Self.burst.inSeconds + settings.startSlack + settings.blanking + block : 0
            // A block that is missing is missed when the next one comes.
            let missed = fault == .missing ? block : 0
            let latest = moment + wait + fault.delay(settings) + missed + block + 1e-6
            if latched > latest { verdict.complaints.append("latched at \(latched) s, due by \(latest) s") }
            if latched < moment - block { verdict.complaints.append("latched at \(latched) s, before the fault") }
        }
        if record.orders.contains(where: { Self.rate.seconds($0.met.rawValue) > latched }) {
            verdict.complaints.append("something was ordered after it")
        }
    }

    /// 20 mA for 0.4 s at 50 Hz, 0.8 s apart.
    private func prescription() throws -> Prescription {
        try Prescription(
            .init(
                person: PersonCode("test")!, site: Approvals.soleus,
                pad: Pad(channel: Approvals.channel, area: SquareCentimetres(25)),
                thresholds: Approvals.thresholds(motor: .milliamperes(20)),
                burst: PulseTrain(
                    shape: .biphasic(current: .milliamperes(20), phase: .microseconds(200)),
                    pattern: .even(period: .milliseconds(20)), duration: Self.burst),
                minimumPause: .milliseconds(800), hourly: DoseLimit(onTime: .minutes(10), charge: .millicoulombs(1000)),
                daily: DoseLimit(onTime: .minutes(60), charge: .millicoulombs(1000)),
                approval: Approval(approver: "test", unixSeconds: 0)),
            within: Limits.product.adding(Limits.p24))
    }
}

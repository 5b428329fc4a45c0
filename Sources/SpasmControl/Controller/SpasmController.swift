// The closed loop's core: samples and events in, orders and state changes out. No clock, no input or output, no
// randomness, no allocation in steady state.

public import Signals
public import Stimulation

/// Sees activity in one channel, and in a force beside it if there is one, and orders a burst for each, while armed.
///
/// Decisions are made sample by sample, so that they do not depend on how the samples are cut into blocks: the same
/// samples and the same events give the same decisions, bit for bit. Only `emittedAt` of an order says which block it
/// came with.
///
/// - One detection, at most one burst. What is done about activity that outlasts it follows a rule with a last step.
/// - Blind from the order until stimulation is certainly over, and for the blanking time after; meanwhile no artefact
///   reaches the filter, which is led over the gap on a line (neither zero nor a held value: both would ring). Where the
///   stimulator has said when its burst began, only its pulses are gaps, and the envelope is known between them.
/// - A sample that is not finite, saturates (outside of blindness), or does not follow the one before it, and a signal
///   that has stopped changing, are faults: they stop and never trigger.
public struct SpasmController: ~Copyable {
    /// What the controller was told.
    public let settings: SpasmSettings
    /// The rate of the samples.
    public let rate: SampleRate
    /// Who may stimulate.
    public private(set) var supervisor: Supervisor

    let prescription: Prescription
    let microvoltsPerUnit: Double
    let blankingLength, flatLength, slackLength, burstLength: Int
    let slack: Microseconds
    var conditioner: Conditioner
    var canceller: MainsCanceller
    var storm: StormWatch
    var tracks: SpasmTracks
    var fastBand: FastBand
    var hum: HumWatch
    let answersBurst, answersTonic, answersClonus: Bool
    /// Whether EMG and force have asked for a burst for what they see, and whether one was ordered: one spasm, one burst,
    /// whoever sees it first.
    var hasEMGAsked = false, hasForceAsked = false, isAnswered = false
    /// What has been done about the spasm that a machine has answered last; `nil` when nothing more is to be done about it.
    var persistence: Persistence?
    let repeats: Int
    let fadeLength, repeatPauseLength: Int
    let quietLength, leastBurstLength: Int
    var companion: CompanionWatch
    let companionWaitLength, restNeeded: Int
    /// Whether a second muscle is looked at; known with the first block.
    var hasCompanion = false
    var motion: MotionWatch
    /// Whether a motion is looked at; known with the first block.
    var hasMotion = false
    /// Where the envelope was last at rest, where the EMG's activity left rest, and where the force's began.
    var lastAtRest = SampleIndex(.min), leftRest = SampleIndex(.min), forceOnset = SampleIndex(.min)
    /// For how long it has been at rest.
    var restLength = 0
    /// Whose wish for a burst waits for the second muscle and the motion, and until when.
    var awaited: (trigger: Trigger.Kind, until: SampleIndex)?
    var titration: DoseTitration
    /// What is known of the burst that runs, for its early end.
    var running = RunningBurst()
    var history: DetectionHistory
    var force: ForceDetector
    var forceBlindUntil = SampleIndex(.min)
    let forceBlankingLength: Int
    /// Whether a force is looked at; known with the first block.
    var hasForce = false
    var emgOn, forceOn, manualOn: Bool
    let heartbeatLength: Int
    var lastHeartbeat: SampleIndex?
    var heldOrder = 0
    var isMoving = false
    var detector: ThresholdDetector

    var next: SampleIndex?
    var blockEnd = SampleIndex(0)
    var blindUntil = SampleIndex(.min)
    var lastRaw = 0.0
    var isSettled = false
    var quietSamples = 0
    let deadLength: Int
    var schedule: PulseSchedule?
    var sameSamples = 0
    /// The burst at the present intensity, the same with the second pattern, and the one that runs.
    var train: PulseTrain?, secondTrain: PulseTrain?, runningTrain: PulseTrain?
    var runningOrder = 0

    /// The envelope after the last sample, in µV.
    public internal(set) var envelope = 0.0
    /// The number of the last order; the next one has the number after it.
    public internal(set) var lastOrderNumber: Int

    /// Creates a controller that is off and has seen nothing.
    ///
    /// - Parameters:
    ///   - clearance: What may be ordered, and whether by itself. The prescription's burst, brought to the supervisor's
    ///     intensity, is what is ordered.
    ///   - microvoltsPerUnit: What one unit of the channel is in µV; ``SignalUnit/microvoltsPerUnit``.
    ///   - companionMicrovoltsPerUnit: The same for the channel of the second muscle.
    ///   - lastOrderNumber: Where the count of orders goes on.
    ///   - remembering: How much of the envelope is kept for ``preview(_:)``, in s; at most 60.
    /// - Throws: ``SettingsError`` when a setting or the unit is out of range.
    public init(
        _ settings: SpasmSettings, clearance: Clearance, rate: SampleRate, microvoltsPerUnit: Double = 1,
        companionMicrovoltsPerUnit: Double = 1, lastOrderNumber: Int = 0,
        remembering: Double = 0
    ) throws(SettingsError) {
        let conditioner = try Conditioner(settings, rate: rate)
        let detector = try ThresholdDetector(settings, rate: rate)
        let fastBand = try FastBand(settings, rate: rate)
        guard microvoltsPerUnit > 0, microvoltsPerUnit.isFinite else {
            throw SettingsError(
                description: "one unit of the EMG is \(microvoltsPerUnit) µV; it must be a positive number")
        }
        guard companionMicrovoltsPerUnit > 0, companionMicrovoltsPerUnit.isFinite else {
            throw SettingsError(
                description: "one unit of the second muscle's EMG is \(companionMicrovoltsPerUnit) µV; it must be a "
                    + "positive number")
        }
        let companion = try CompanionWatch(settings, rate: rate, microvoltsPerUnit: companionMicrovoltsPerUnit)
        self.companion = companion
        restNeeded = max(1, rate.samples(inSeconds: settings.mergeGap))
        motion = MotionWatch(settings, rate: rate)
        companionWaitLength = rate.samples(inSeconds: settings.companionWait)
        history = DetectionHistory(samples: rate.samples(inSeconds: min(max(0, remembering), 60)))
        self.conditioner = conditioner
        self.detector = detector
        canceller = MainsCanceller(settings.mains, top: settings.bandHigh, time: settings.mainsTime, rate: rate)
        tracks = SpasmTracks(settings, rate: rate)
        self.fastBand = fastBand
        hum = HumWatch(settings, rate: rate)
        force = ForceDetector(settings, rate: rate)
        repeats = Int(settings.repeats.rounded())
        titration = DoseTitration(settings)
        quietLength = max(1, rate.samples(inSeconds: settings.quietTime))
        leastBurstLength = rate.samples(inSeconds: settings.leastBurst)
        forceBlankingLength = rate.samples(inSeconds: settings.forceBlanking)
        answersBurst = settings.answers.contains(.burst)
        answersTonic = settings.answers.contains(.tonic)
        answersClonus = settings.answers.contains(.clonus)
        storm = StormWatch(
            most: Int(settings.stormBursts.rounded()), length: rate.samples(inSeconds: settings.stormTime))
        emgOn = settings.triggers.contains(.emg)
        forceOn = settings.triggers.contains(.force)
        manualOn = settings.triggers.contains(.manual)
        heartbeatLength = rate.samples(inSeconds: settings.heartbeatTime)
        deadLength = rate.samples(inSeconds: settings.deadTime)
        self.settings = settings
        let prescription = clearance.prescription
        self.prescription = prescription
        fadeLength = rate.samples(inSeconds: settings.fadeTime)
        let terms = prescription.terms
        // What the gate asks for after a burst: the prescribed pause, and twice the burst.
        repeatPauseLength =
            1
            + rate.samples(
                inSeconds: max(
                    settings.fadeTime, settings.cooldown, terms.minimumPause.inSeconds,
                    Persistence.leastPause * terms.burst.duration.inSeconds))
        self.rate = rate
        self.microvoltsPerUnit = microvoltsPerUnit
        self.lastOrderNumber = lastOrderNumber
        supervisor = Supervisor(clearance, cooldown: settings.cooldown, rate: rate)
        blankingLength = rate.samples(inSeconds: settings.blanking)
        flatLength = max(2, rate.samples(inSeconds: settings.flatTime))
        slack = Microseconds(Int((settings.startSlack * 1_000_000).rounded()))
        slackLength = rate.samples(inSeconds: settings.startSlack) + 1
        burstLength = rate.samples(inSeconds: prescription.terms.burst.duration.inSeconds) + 1
    }

    /// Takes the next samples of the channel and the events that take effect among them, and tells `emit` every decision
    /// in order.
    ///
    /// Events must be sorted by ``ControlEvent/at``. One that lies before the block takes effect at its first sample,
    /// one that lies after it at its end: none is ever lost, a stop least of all. To have the same decisions whatever
    /// the block size, give each event with the block that holds its sample.
    public mutating func process(
        _ block: Span<Float>, at start: SampleIndex, events: [ControlEvent] = [], emit: (SpasmDecision) -> Void
    ) {
        begin(start, count: block.count, emit)
        var upcoming = 0
        for k in 0..<block.count {
            takeSample(block[k], force: nil, at: start.advanced(by: k), events, &upcoming, emit)
        }
        finish(events, &upcoming, emit)
    }

    /// Takes one channel of a block, and the force, a second muscle and a motion beside it if there are such; otherwise as
    /// ``process(_:at:events:emit:)``.
    public mutating func process(
        _ block: SampleBlock, channel: Int, force: Int? = nil, companion: Int? = nil, motion: Int? = nil,
        events: [ControlEvent] = [], emit: (SpasmDecision) -> Void
    ) {
        precondition((0..<block.channelCount).contains(channel), "the block has no channel \(channel)")
        precondition(force.map { (0..<block.channelCount).contains($0) } ?? true, "the block has no such force")
        precondition(
            companion.map { (0..<block.channelCount).contains($0) } ?? true, "the block has no such second muscle")
        precondition(motion.map { (0..<block.channelCount).contains($0) } ?? true, "the block has no such motion")
        hasForce = force != nil
        hasCompanion = companion != nil
        hasMotion = motion != nil
        begin(block.start, count: block.frameCount, emit)
        var upcoming = 0
        for k in 0..<block.frameCount {
            let x = block.values[k * block.channelCount + channel]
            let strength = force.map { block.values[k * block.channelCount + $0] }
            if let companion {
                takeCompanion(block.values[k * block.channelCount + companion], at: block.start.advanced(by: k))
            }
            if let motion {
                takeMotion(block.values[k * block.channelCount + motion], at: block.start.advanced(by: k))
            }
            takeSample(x, force: strength, at: block.start.advanced(by: k), events, &upcoming, emit)
        }
        finish(events, &upcoming, emit)
    }

    /// Takes one event between blocks, at once; what a stop button calls.
    public mutating func handle(_ kind: ControlEvent.Kind, emit: (SpasmDecision) -> Void) {
        apply(kind, at: next ?? SampleIndex(0), emit)
    }

    mutating func begin(_ start: SampleIndex, count: Int, _ emit: (SpasmDecision) -> Void) {
        blockEnd = start.advanced(by: count)
        if let next, next != start {
            ask(.fault(.discontinuity(expected: next, found: start)), at: start, emit)
            restartSignal()
        }
        next = blockEnd
    }

    mutating func finish(
        _ events: [ControlEvent], _ upcoming: inout Int, _ emit: (SpasmDecision) -> Void
    ) {
        while upcoming < events.count {
            apply(events[upcoming].kind, at: blockEnd, emit)
            upcoming += 1
        }
    }
}

extension SpasmController {
    /// One sample: events, time, the state of the signal, the envelope, the detector, in this order.
    mutating func takeSample(
        _ raw: Float, force strength: Float?, at index: SampleIndex, _ events: [ControlEvent], _ upcoming: inout Int,
        _ emit: (SpasmDecision) -> Void
    ) {
        while upcoming < events.count, events[upcoming].at <= index {
            apply(events[upcoming].kind, at: index, emit)
            upcoming += 1
        }
        let x = Double(raw) * microvoltsPerUnit
        let trouble = inspect(x, at: index)
        let before = supervisor.state
        if supervisor.observe(healthy: trouble == nil, calibrated: isCalibrated, at: index) {
            emit(.state(supervisor.state, at: index))
            if case .stimulating = before { beginBlanking(at: index) }
        }
        if let trouble, !supervisor.state.isLatched { ask(.fault(trouble), at: index, emit) }
        if isInterfaceSilent(at: index) { ask(.fault(.interfaceSilent), at: index, emit) }

        let blind = isBlind(at: index)
        condition(x, at: index, healthy: trouble == nil, blind: blind)
        if settings.endsEarly { watchForEnd(at: index, emit) }
        if isDead(blind: blind || trouble != nil), !supervisor.state.isLatched {
            ask(.fault(.deadLead), at: index, emit)
        }
        detect(at: index, blind: blind || trouble != nil, emit)
        if let strength { detectForce(Double(strength), at: index, blind: trouble != nil, emit) }
        if awaited != nil { askVolition(at: index, emit) }
        if persistence != nil { followSpasm(at: index, emit) }
    }

    /// The detector and the tracks beside it.
    mutating func detect(at index: SampleIndex, blind: Bool, _ emit: (SpasmDecision) -> Void) {
        let isMuscle = looksLikeMuscle(at: index, blind: blind, emit)
        // Before the detector takes it: with what it knew then.
        if detector.isCalibrated {
            history.note(
                envelope, median: detector.baselineMedian, spread: detector.baselineSpread, blind: blind,
                isMuscle: isMuscle, at: index)
        }
        noteRest(at: index, blind: blind)
        let event = detector.process(envelope, at: index, blind: blind, isMuscle: isMuscle)
        switch event {
        case .nothing: break
        case .calibrated: emit(.calibrated(at: index))
        case .offset: emit(.ended(at: index))
        case .resumed: emit(.continued(at: index))
        case .onset(let first):
            emit(.detected(onset: first, at: index))
            leftRest = min(first, lastAtRest.advanced(by: 1))
            hasEMGAsked = false
            // What the force saw before may be the same spasm.
            if !force.isActive { isAnswered = false }
            if answersBurst { answer(.emg, at: index, emit) }
        }
        guard !blind, detector.isCalibrated else {
            tracks.skip()
            return
        }
        let kind = tracks.process(
            envelope, event: event, isActive: detector.isActive, rest: detector.baselineMedian,
            exit: detector.exitThreshold)
        guard let kind else { return }
        emit(.recognised(kind, at: index))
        if kind == .tonic && answersTonic || kind == .clonus && answersClonus { answer(.emg, at: index, emit) }
    }

    /// Forgets the signal so far, the baseline too.
    mutating func restartSignal() {
        detector.restart()
        force.restart()
        history.reset()
        companion.restart()
        motion.restart()
        restLength = 0
        (lastAtRest, leftRest, forceOnset) = (SampleIndex(.min), SampleIndex(.min), SampleIndex(.min))
        awaited = nil
        tracks.reset()
        fastBand.restart()
        hum.forget()
        canceller.reset()
        isSettled = false
        sameSamples = 0
        quietSamples = 0
    }

    /// Whether an interface that has been heard is silent for too long while something could flow.
    func isInterfaceSilent(at index: SampleIndex) -> Bool {
        guard let lastHeartbeat, supervisor.state != .off, !supervisor.state.isLatched else { return false }
        return lastHeartbeat.distance(to: index) > heartbeatLength
    }

    func sessionTime(_ index: SampleIndex) -> SessionTime? {
        SessionTime(sample: index.rawValue, hertz: rate.hertz)
    }

    /// Asks the supervisor, and passes on what it wants done.
    @discardableResult
    mutating func ask(
        _ request: Supervisor.Request, at index: SampleIndex, _ emit: (SpasmDecision) -> Void
    ) -> SupervisorRefusal? {
        let before = supervisor.state
        let answer = supervisor.handle(request, at: index)
        if answer.actions.contains(.stopOutput) { emit(.stopOutput(at: index)) }
        if supervisor.state != before {
            emit(.state(supervisor.state, at: index))
            if case .stimulating = before { beginBlanking(at: index) }
        }
        return answer.refusal
    }

    mutating func setIntensity(
        _ intensity: Milliamperes, at index: SampleIndex, _ emit: (SpasmDecision) -> Void
    ) -> SupervisorRefusal? {
        let scaled = intensity > .zero ? try? prescription.terms.burst.scaled(toPeak: intensity) : nil
        if intensity > .zero, scaled == nil { return .intensityNotPossible(intensity) }
        // The train changes only with the intensity: a request that is not granted leaves both as they were.
        if let refusal = ask(.setIntensity(intensity), at: index, emit) { return refusal }
        train = scaled
        secondTrain = scaled == nil ? nil : try? prescription.secondBurst?.scaled(toPeak: intensity)
        return nil
    }
}

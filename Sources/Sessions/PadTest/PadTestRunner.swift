// The shell of the pad test: person ⇄ search and test (pure) → supervisor → gate → stimulator → log. It carries out, in this order,
// what they decide; it stimulates nothing that the gate did not let through.

public import Devices
import Signals
import SpasmControl
public import Stimulation

/// What the person, and whoever is beside them, say and do.
public protocol PadTestPerson {
    /// Asked between pulses: "stop" or "uncomfortable" cut the output at once; `nil` lets it go on.
    mutating func objection(at now: SessionTime) -> PadReport?
    /// What was felt and seen of a step that is over.
    mutating func answer(to step: ThresholdStep, delivered: Int) -> ThresholdAnswer
    /// Asked to tense the muscle now and to hold it for some seconds.
    mutating func contract(at now: SessionTime, seconds: Double) throws
}

/// How the thresholds of one pad are found.
public struct PadTestPlan: Hashable, Sendable {
    /// The clearance to find thresholds: a prescription without them, and the screening.
    public let finding: Clearance
    /// How thresholds are looked for.
    public let thresholds: ThresholdSettings
    /// Creates a plan.
    public init(finding: Clearance, thresholds: ThresholdSettings) {
        self.finding = finding
        self.thresholds = thresholds
    }
}

/// Runs pad tests on one person, one pad after the other.
///
/// The first channel of the source is the EMG of the muscle that is to be calmed. Time is that of the samples. A "stop" of the
/// person is latched: after it nothing is given any more, on no pad.
public struct PadTestRunner<
    Source: SignalSource & ~Copyable, Device: Stimulator & ~Copyable, Book: DoseBook & ~Copyable, Person: PadTestPerson
>: ~Copyable {
    /// The muscle is tensed for so long before it is looked at (s), then looked at for so long before and during a burst.
    static var settling: Double { 1 }
    /// The muscle rests for so long after a trial (s): the gate allows six bursts a minute.
    static var recovery: Double { 4 }

    /// What each output was given.
    public internal(set) var ledger: Book
    /// The person.
    public internal(set) var person: Person
    /// Orders that left.
    public internal(set) var sent = 0
    /// Orders that the gate refused.
    public internal(set) var refused = 0
    /// Why nothing is given any more; `nil` while all is well.
    public internal(set) var halted: String?

    var source: Source
    var device: Device
    var log: EventLogWriter
    let limits: Limits
    let rate: SampleRate
    var now = SampleIndex(0)
    var number = 0
    /// The EMG since it was last emptied.
    var recorded: [Float] = []
    /// Pulses of the burst that was last ordered.
    var pulses = 0

    /// Joins the rooms.
    public init(
        source: consuming Source, device: consuming Device, person: Person, ledger: consuming Book, limits: Limits,
        log: consuming EventLogWriter
    ) {
        rate = source.rate
        self.source = source
        self.device = device
        self.person = person
        self.ledger = ledger
        self.limits = limits
        self.log = log
    }

    /// Finds the thresholds of one pad.
    ///
    /// - Throws: ``PadTestError`` for settings that cannot be, or what the source or the log throws; the stimulator has then been
    ///   stopped.
    public mutating func findThresholds(_ plan: PadTestPlan) throws -> ThresholdSearch.Outcome {
        try stoppingOnErrors { runner in
            let channel = plan.finding.prescription.terms.pad.channel
            try runner.note(
                "threshold-search", channel, [.init("highestMilliamperes", .number(plan.thresholds.highest.value))])
            var search = try ThresholdSearch(plan.thresholds)
            var arm = try runner.arm(plan.finding)
            while let step = search.step {
                var answer: ThresholdAnswer
                switch try runner.give(step.train, plan.finding, &arm) {
                case .given(let pulses, nil): answer = runner.person.answer(to: step, delivered: pulses)
                case .given(let pulses, let objection?): answer = ThresholdAnswer(objection, delivered: pulses)
                case .notGiven(let reason):
                    answer = ThresholdAnswer(.nothing, delivered: 0)
                    answer.failure = reason
                }
                search.take(answer)
                try runner.note(
                    "threshold-step", channel,
                    [
                        .init("milliamperes", .number(step.current.value)),
                        .init("report", .text(answer.report.rawValue)),
                        .init("pulses", .integer(answer.delivered)),
                        .init(
                            "mWaves", .integer(answer.mWaves.count { $0 >= plan.thresholds.mWave && $0.isFinite })),
                        .init("twitches", .integer(answer.twitches)),
                    ])
                try runner.pause(plan.finding)
            }
            let outcome = search.outcome ?? .notFound(reason: "the search was not ended")
            let found = outcome.thresholds
            try runner.note(
                "thresholds", channel,
                [
                    .init("sensoryMilliamperes", found?.sensory.map { .number($0.value) } ?? .null),
                    .init("motorMilliamperes", found.map { .number($0.motor.value) } ?? .null),
                    .init("comfortMilliamperes", found?.comfort.map { .number($0.value) } ?? .null),
                    .init("reason", .text(outcome.reason)),
                ])
            return outcome
        }
    }

    /// Tests the effect of one pad at the working current of its prescription.
    ///
    /// - Throws: as ``findThresholds(_:)``.
    public mutating func testEffect(
        _ clearance: Clearance, _ settings: EffectTestSettings
    ) throws -> EffectTest.Outcome {
        try stoppingOnErrors { runner in
            let terms = clearance.prescription.terms
            let (channel, train) = (terms.pad.channel, terms.burst)
            let length = train.duration.inSeconds
            guard
                let measure = TrialMeasure(rate: runner.rate.hertz, period: train.pattern.pulsePeriod.inSeconds),
                train.pattern.pulsesPerGroup == 1
            else {
                throw PadTestError(
                    "the effect cannot be seen between pulses of this burst; allowed are even trains of up to 50 Hz")
            }
            let rest = measure.activity(try runner.record(seconds: length))
            var test = try EffectTest(settings, rest: rest)
            try runner.note(
                "effect-test", channel,
                [
                    .init("milliamperes", .number(clearance.prescription.workingCurrent.value)),
                    .init("pairs", .integer(settings.pairs)), .init("looks", .integer(settings.looks)),
                    .init("seed", .text("\(settings.seed)")),
                    .init("confidence", .number(settings.confidenceOfEach)), .init("restMicrovolts", .number(rest)),
                ])
            var arm = try runner.arm(clearance)
            while let trial = test.trial {
                try runner.person.contract(
                    at: runner.time, seconds: Self.settling + 2 * length + 0.2)
                try runner.wait(seconds: Self.settling)
                let before = measure.activity(try runner.record(seconds: length))
                runner.recorded = []
                var failure: String?
                if trial.isReal {
                    switch try runner.give(train, clearance, &arm) {
                    case .given(_, let objection?): failure = "the person said \(objection.rawValue)"
                    case .given(let pulses, nil) where pulses != train.pulseCount:
                        failure = "only \(pulses) of \(train.pulseCount) pulses left the stimulator"
                    case .given: break
                    case .notGiven(let reason): failure = "a burst was not given: \(reason)"
                    }
                } else {
                    try runner.wait(seconds: length)
                    if let objection = runner.person.objection(at: runner.time) {
                        failure = "the person said \(objection.rawValue)"
                    }
                }
                let during = measure.activity(runner.recorded)
                try runner.note(
                    "effect-trial", channel,
                    [
                        .init("pair", .integer(trial.pair)), .init("isReal", .flag(trial.isReal)),
                        .init("beforeMicrovolts", .number(before)), .init("duringMicrovolts", .number(during)),
                    ])
                if let failure {
                    test.abandon(failure)
                } else {
                    test.take(TrialActivity(before: before, during: during))
                    try runner.wait(seconds: max(Self.recovery, terms.minimumPause.inSeconds))
                }
            }
            guard let outcome = test.outcome else { throw PadTestError("the test of the effect was not ended") }
            try runner.note(
                "effect", channel,
                [
                    .init("verdict", .text(outcome.verdict.rawValue)),
                    .init("ratio", outcome.ratio.map { .number($0) } ?? .null),
                    .init("low", outcome.interval.map { .number($0.lowerBound) } ?? .null),
                    .init("high", outcome.interval.map { .number($0.upperBound) } ?? .null),
                    .init("reason", .text(outcome.reason)),
                ])
            return outcome
        }
    }

    /// Stops the stimulator for good and ends the log.
    public mutating func finish() throws {
        device.stop(at: time)
        try logDevice()
        try log.append("session-ended", at: now)
        try log.force()
    }
}

// Finding the thresholds of a pad: an ascending series of single pulses that ends by itself. Pure: it says what to do next and
// is told what came of it; it knows no clock, no device and no gate. Every step is an order that somebody takes to the gate.

public import Signals
public import Stimulation

/// How thresholds are looked for.
public struct ThresholdSettings: Hashable, Sendable {
    /// The current of the first step.
    public var first = Milliamperes.milliamperes(1)
    /// How much stronger each step is than the one before.
    public var increase = Milliamperes.milliamperes(1)
    /// No step is stronger; the prescription's current.
    public var highest: Milliamperes
    /// Length of each of the two phases of a pulse.
    public var phase = Microseconds.microseconds(200)
    /// Pulses in a step.
    public var pulses = 10
    /// Time between two pulses.
    public var period = Microseconds.milliseconds(500)
    /// So many pulses of a step must be answered.
    public var answered = 5
    /// An M-wave has at least this peak-to-peak amplitude (µV).
    public var mWave = 50.0
    /// The search goes on to this multiple of the motor threshold, to know that the person bears what will be used, and not further.
    public var beyondMotor = 1.25

    /// The largest increase; IEC 60601-2-10 asks for 1 mA (from memory, not verified).
    public static let largestIncrease = Milliamperes.milliamperes(1)

    /// Creates settings.
    public init(highest: Milliamperes) { self.highest = highest }

    /// What cannot be, in a sentence; `nil` when all is well.
    public var problem: String? {
        if first <= .zero || first > highest {
            return "the first step is \(first); allowed is more than 0 mA, up to the highest current of \(highest)"
        }
        if increase <= .zero || increase > Self.largestIncrease {
            return "the increase is \(increase); allowed is more than 0 mA, up to \(Self.largestIncrease)"
        }
        if period < .milliseconds(500) || period > .seconds(5) {
            return "the time between two pulses is \(period); allowed is 500 ms (2 Hz) to 5 s"
        }
        if !(1...20).contains(pulses) || !(1...pulses).contains(answered) {
            return "\(answered) of \(pulses) pulses must be answered; allowed are 1 to 20 pulses, of which all can be"
        }
        if !(mWave > 0 && mWave.isFinite) { return "the smallest M-wave is \(mWave) µV; allowed is more than 0 µV" }
        if !(1...1.5).contains(beyondMotor) {
            return "the search goes on to \(beyondMotor) × motor threshold; allowed is 1 to 1.5"
        }
        return nil
    }
}

/// One step: single pulses of one current.
public struct ThresholdStep: Hashable, Sendable {
    /// Counts the steps of a search from 0.
    public let index: Int
    /// The current of every pulse.
    public let current: Milliamperes
    /// The pulses, as one burst to be ordered.
    public let train: PulseTrain
}

/// What the person says about a step. Whatever is not a clear "go on" ends the search.
public enum PadReport: String, Hashable, Sendable, CaseIterable {
    /// Nothing was felt.
    case nothing
    /// It was felt, and can be borne.
    case felt
    /// It is as much as can be borne, or more.
    case uncomfortable
    /// Stop.
    case stop
    /// The person did not answer.
    case silent
}

/// What came of a step.
public struct ThresholdAnswer: Hashable, Sendable {
    /// What the person said.
    public var report: PadReport
    /// Pulses that left the stimulator.
    public var delivered: Int
    /// The peak-to-peak amplitude after each pulse (µV), from electrodes over the muscle of the stimulated nerve; empty without.
    public var mWaves: [Double] = []
    /// How many pulses were followed by the movement that the atlas names, as the person or somebody beside them saw or felt it.
    public var twitches = 0
    /// Whether something else moved: then another nerve lies under the pad.
    public var movedOtherwise = false
    /// Why the step was not given, in words: the gate's or the device's reason; `nil` when it was.
    public var failure: String?

    /// Creates an answer.
    public init(_ report: PadReport, delivered: Int) {
        self.report = report
        self.delivered = delivered
    }
}

/// The search for the thresholds of one pad.
///
/// Steps rise by ``ThresholdSettings/increase`` from ``ThresholdSettings/first``. The sensory threshold is the first that is felt;
/// the motor threshold the first at which at least 5 of 10 pulses are followed by an M-wave of at least 50 µV, or by the movement
/// that is to be seen; the comfort threshold the strongest that was borne. It ends, and is not raised again, at "uncomfortable",
/// "stop", no answer, a pulse that was not given, or the wrong movement; otherwise a little above the motor threshold, or at the
/// highest current.
public struct ThresholdSearch: Hashable, Sendable {
    /// What came of a search.
    public enum Outcome: Hashable, Sendable {
        /// The thresholds are known; why the search ended.
        case found(Thresholds, reason: String)
        /// They are not; why.
        case notFound(reason: String)

        /// The thresholds, when they were found.
        public var thresholds: Thresholds? {
            if case .found(let thresholds, _) = self { thresholds } else { nil }
        }
        /// Why the search ended.
        public var reason: String {
            switch self {
            case .found(_, let reason), .notFound(let reason): reason
            }
        }
    }

    /// How thresholds are looked for.
    public let settings: ThresholdSettings
    /// The step that is to be given next; `nil` once the search has ended.
    public private(set) var step: ThresholdStep?
    /// What came of the search; `nil` while it goes on.
    public private(set) var outcome: Outcome?
    /// The lowest current that was felt so far.
    public private(set) var sensory: Milliamperes?
    /// The lowest current that was answered so far.
    public private(set) var motor: Milliamperes?
    private var evidence = Thresholds.Evidence.reported
    /// The strongest current that was borne so far.
    private var borne: Milliamperes?

    /// Begins a search.
    ///
    /// - Throws: ``PadTestError`` when the settings cannot be.
    public init(_ settings: ThresholdSettings) throws(PadTestError) {
        if let problem = settings.problem { throw PadTestError(problem) }
        self.settings = settings
        step = try Self.step(0, settings.first, settings)
    }

    /// Takes what came of the step. Ends the search or makes the next step; does nothing once it has ended.
    public mutating func take(_ answer: ThresholdAnswer) {
        guard let step else { return }
        self.step = nil
        if let failure = answer.failure { return fail("the step of \(step.current) was not given: \(failure)") }
        switch answer.report {
        case .stop: return fail("the person said stop at \(step.current)")
        case .silent: return fail("the person did not answer at \(step.current)")
        case .uncomfortable:
            sensory = sensory ?? step.current
            return end("\(step.current) was uncomfortable")
        case .nothing, .felt: break
        }
        guard answer.delivered == settings.pulses else {
            return fail("only \(answer.delivered) of \(settings.pulses) pulses of \(step.current) left the stimulator")
        }
        if answer.movedOtherwise {
            return fail(
                "something else moved at \(step.current) than the atlas names: another nerve lies under this pad")
        }
        if answer.report == .felt { sensory = sensory ?? step.current }
        borne = step.current
        if motor == nil, let found = evidence(in: answer) { (motor, evidence) = (step.current, found) }
        rise(from: step)
    }

    /// Ends the search from outside: somebody else's stop, or a fault.
    public mutating func abandon(_ reason: String) { if step != nil { fail(reason) } }

    private func evidence(in answer: ThresholdAnswer) -> Thresholds.Evidence? {
        // Not a number is not an M-wave.
        if answer.mWaves.count(where: { $0 >= settings.mWave && $0.isFinite }) >= settings.answered { return .mWave }
        return answer.twitches >= settings.answered ? .reported : nil
    }

    private mutating func rise(from last: ThresholdStep) {
        let next = last.current + settings.increase
        if let motor, last.current.value >= motor.value * settings.beyondMotor {
            return end("\(last.current) was borne, which is enough above the motor threshold")
        }
        guard next <= settings.highest else { return end("\(last.current) is as strong as was approved") }
        do { step = try Self.step(last.index + 1, next, settings) } catch { fail("\(error)") }
    }

    private mutating func fail(_ reason: String) {
        step = nil
        outcome = .notFound(reason: reason)
    }

    /// Ends with what is known.
    private mutating func end(_ reason: String) {
        step = nil
        guard let motor, let borne else {
            return fail("the muscle did not answer; \(reason)")
        }
        if let sensory, sensory > borne { return fail("what was felt at first was too much at once; \(reason)") }
        // Who does not feel the pad cannot say what is too much: Thresholds asks that nothing is put there.
        outcome = .found(
            Thresholds(
                sensory: sensory, motor: motor, comfort: sensory == nil ? nil : borne, evidence: evidence),
            reason: reason)
    }

    private static func step(
        _ index: Int, _ current: Milliamperes, _ settings: ThresholdSettings
    ) throws(PadTestError) -> ThresholdStep {
        do {
            return ThresholdStep(index: index, current: current, train: try settings.train(at: current))
        } catch { throw PadTestError("a step of \(current) cannot be made: \(error)") }
    }
}

extension ThresholdSettings {
    /// The pulses of a step at a current.
    public func train(at current: Milliamperes) throws -> PulseTrain {
        let shape = try PulseShape.biphasic(current: current, phase: phase)
        return try PulseTrain(
            shape: shape, pattern: .even(period: period), duration: period * (pulses - 1) + shape.duration)
    }
}

/// Why a pad test cannot be made, in one clause.
public struct PadTestError: ExplainedError, Hashable {
    /// A number that was asked for cannot be.
    public var category: ErrorCategory { .usage }
    /// The reason.
    public let description: String

    /// Creates the error.
    public init(_ description: String) { self.description = description }
}

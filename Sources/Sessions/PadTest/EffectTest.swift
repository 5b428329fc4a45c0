// Does this pad calm this muscle? Pairs of trials with the muscle at work, one with stimulation and one without, in an order that
// lots decide, until it can be told or there were enough. Pure: it says which trial comes next and is told what the muscle did;
// everything random comes from a seed.

import Glibc
public import Stimulation

/// How the effect of a pad is tested.
public struct EffectTestSettings: Hashable, Sendable {
    /// Pairs of one real and one sham trial, until the result is looked at, and again until it is looked at anew.
    public var pairs = 10
    /// How often the result is looked at, at most: the test ends as soon as it can be told. The intervals of all looks hold together
    /// with the confidence below (Bonferroni), so that looking again does not find something by chance again.
    public var looks = 3
    /// Where the lots are drawn from.
    public var seed: UInt64 = 1
    /// How many pads are compared in one search: their intervals hold together too, so that looking at eight pads does not find
    /// one by chance eight times as often.
    public var padsCompared = 1
    /// The confidence that all intervals together have at least.
    public var confidence = 0.95
    /// The muscle counts as at work when its activity before a trial is so many times that at rest.
    public var activeRatio = 2.0
    /// An effect smaller than this factor in either direction is called none: the whole interval must lie inside. Lull's own choice.
    public var noEffect = EffectEvidence.smallestEffect.value

    /// The pairs between two looks that can be asked for.
    public static let allowedPairs = EffectEvidence.fewestPairs...24
    /// The looks that can be asked for.
    public static let allowedLooks = 1...(SignFlipTest.allowedPairs.upperBound / allowedPairs.upperBound)

    /// Creates settings.
    public init() {}

    /// The confidence of the interval of each pad at each look.
    public var confidenceOfEach: Double { 1 - (1 - confidence) / Double(padsCompared * looks) }

    /// Pairs after which the test ends in any case.
    public var mostPairs: Int { pairs * looks }

    /// What cannot be, in a sentence; `nil` when all is well.
    public var problem: String? {
        if !(1...8).contains(padsCompared) { return "\(padsCompared) pads are compared; allowed are 1 to 8" }
        if !Self.allowedLooks.contains(looks) {
            return "the result is looked at \(looks) times; allowed are \(Self.allowedLooks.lowerBound) to "
                + "\(Self.allowedLooks.upperBound)"
        }
        if !(0.95..<1).contains(confidence) { return "the confidence is \(confidence); allowed is 0.95 to less than 1" }
        if !(activeRatio > 1 && activeRatio.isFinite) {
            return "the muscle counts as at work from \(activeRatio) times rest on; allowed is more than 1"
        }
        if !(noEffect > 0 && noEffect < 1) {
            return "the smallest effect is a factor of \(noEffect); allowed is 0 to 1"
        }
        let fewest = Self.allowedPairs.first { SignFlipTest.smallestProbability(pairs: $0) <= 1 - confidenceOfEach }
        guard let fewest, (fewest...Self.allowedPairs.upperBound).contains(pairs) else {
            return "there are \(pairs) pairs to a look; with \(padsCompared) \(padsCompared == 1 ? "pad" : "pads") and "
                + "\(looks) \(looks == 1 ? "look" : "looks") allowed are \(fewest ?? 0) to "
                + "\(Self.allowedPairs.upperBound), because fewer cannot show anything"
        }
        return nil
    }
}

/// One trial: the muscle works, and stimulation comes or does not.
public struct EffectTrial: Hashable, Sendable {
    /// Counts the trials from 0.
    public let index: Int
    /// The pair that it belongs to, from 0.
    public let pair: Int
    /// Whether the pad stimulates.
    public let isReal: Bool
}

/// What the muscle did in a trial, measured alike in both kinds: where a pulse would have been, nothing is looked at.
public struct TrialActivity: Hashable, Sendable {
    /// Activity just before (µV).
    public let before: Double
    /// Activity meanwhile (µV).
    public let during: Double

    /// Creates a measure.
    public init(before: Double, during: Double) {
        self.before = before
        self.during = during
    }
}

/// A randomised, sham-controlled test of one pad at its working current.
///
/// Each trial's activity is divided by that just before it; each pair gives the logarithm of real over sham. ``SignFlipTest``
/// judges them after every ``EffectTestSettings/pairs`` pairs: the lot that decided which of a pair was real is the only thing that it
/// rests on. The test ends at the first look that can tell, and after the last in any case. A pair in which the muscle did
/// not work *before* the trial is left out, whatever came after, and one more is made. Sham is no current: who feels the pad knows
/// which is which.
public struct EffectTest: Hashable, Sendable {
    /// What the test says.
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// The whole interval lies below 1, and an effect that counts is not excluded.
        case works
        /// The interval holds no effect that would count, in neither direction.
        case nothing
        /// The whole interval lies above 1.
        case worse
        /// The interval holds both 1 and effects that would count, or there are too few pairs.
        case cannotTell = "cannot-tell"

        /// The verdict in one clause.
        public var meaning: String {
            switch self {
            case .works: "stimulating this pad calms the muscle"
            case .nothing: "stimulating this pad does nothing that counts"
            case .worse: "stimulating this pad makes it worse"
            case .cannotTell: "it cannot be told whether stimulating this pad does anything"
            }
        }
    }

    /// What came of a test.
    public struct Outcome: Hashable, Sendable {
        /// What it says.
        public let verdict: Verdict
        /// Why it says that, in a clause.
        public let reason: String
        /// Real over sham of each pair that counts.
        public let ratios: [Double]
        /// Real over sham (geometric mean), with its interval; `nil` with too few pairs.
        public let ratio: Double?
        /// The interval of ``ratio``.
        public let interval: ClosedRange<Double>?
        /// The confidence of the interval.
        public let confidence: Double
        /// How often lots alone give a mean this far from 1 or further.
        public let probability: Double?
    }

    /// How it is tested.
    public let settings: EffectTestSettings
    /// Activity at rest (µV).
    public let rest: Double
    /// The trial that comes next; `nil` once the test has ended.
    public private(set) var trial: EffectTrial?
    /// What came of the test; `nil` while it goes on.
    public private(set) var outcome: Outcome?
    /// The pairs that count: logarithms of real over sham.
    public private(set) var differences: [Double] = []
    /// Pairs that were left out because the muscle did not work.
    public private(set) var leftOut = 0
    /// What the first trial of the pair gave.
    private var first: First?
    private var lots: SeededDraws

    private struct First: Hashable, Sendable {
        let change: Double?
    }

    /// Begins a test.
    ///
    /// - Parameter rest: the activity of the muscle at rest (µV).
    /// - Throws: ``PadTestError`` when the settings cannot be, or rest is no positive number.
    public init(_ settings: EffectTestSettings, rest: Double) throws(PadTestError) {
        if let problem = settings.problem { throw PadTestError(problem) }
        guard rest > 0, rest.isFinite else {
            throw PadTestError("the activity at rest is \(rest) µV; it must be measured, and above 0")
        }
        self.settings = settings
        self.rest = rest
        lots = SeededDraws(seed: settings.seed)
        trial = EffectTrial(index: 0, pair: 0, isReal: lots.unit() < 0.5)
    }

    /// Takes what the muscle did in the trial.
    public mutating func take(_ activity: TrialActivity) {
        guard let trial else { return }
        let change = change(activity)
        guard let first else {
            first = First(change: change)
            self.trial = EffectTrial(index: trial.index + 1, pair: trial.pair, isReal: !trial.isReal)
            return
        }
        self.first = nil
        if let change, let firstChange = first.change {
            differences.append(trial.isReal ? change - firstChange : firstChange - change)
            if differences.count.isMultiple(of: settings.pairs), look() { return }
        } else {
            leftOut += 1
            // As many pairs again may be left out before it is given up.
            guard leftOut <= settings.mostPairs else {
                let compared = "only \(differences.count) of up to \(settings.mostPairs) could be compared"
                return abandon("the muscle did not work before \(leftOut) pairs of trials, and \(compared)")
            }
        }
        self.trial = EffectTrial(index: trial.index + 1, pair: trial.pair + 1, isReal: lots.unit() < 0.5)
    }

    /// Ends the test from outside: somebody's stop, or a burst that was not given. Nothing is then claimed.
    public mutating func abandon(_ reason: String) {
        guard trial != nil else { return }
        trial = nil
        outcome = Outcome(
            verdict: .cannotTell, reason: reason, ratios: differences.map { exp($0) }, ratio: nil, interval: nil,
            confidence: settings.confidenceOfEach, probability: nil)
    }

    /// The logarithm of activity meanwhile over before; `nil` when the muscle did not work before, or was not measured.
    private func change(_ activity: TrialActivity) -> Double? {
        guard activity.before.isFinite, activity.during.isFinite, activity.before >= settings.activeRatio * rest,
            activity.during > 0
        else { return nil }
        return log(activity.during / activity.before)
    }

    /// Judges the pairs so far; whether that ends the test.
    private mutating func look() -> Bool {
        guard
            let test = SignFlipTest(
                differences, confidence: settings.confidenceOfEach, seed: settings.seed &+ UInt64(differences.count))
        else { return false }
        let (low, high) = (exp(test.interval.lowerBound), exp(test.interval.upperBound))
        let verdict: Verdict
        let reason: String
        if low > 1 {
            (verdict, reason) = (.worse, "the whole interval lies above 1")
        } else if low >= settings.noEffect, high <= 1 / settings.noEffect {
            (verdict, reason) = (.nothing, "the interval holds no effect that would count")
        } else if high < 1 {
            (verdict, reason) = (.works, "the whole interval lies below 1")
        } else {
            guard differences.count >= settings.mostPairs else { return false }
            verdict = .cannotTell
            reason =
                "after \(differences.count) pairs the interval still holds 1 and effects that would count; more pairs narrow it"
        }
        trial = nil
        outcome = Outcome(
            verdict: verdict, reason: reason, ratios: differences.map { exp($0) }, ratio: exp(test.mean),
            interval: low...high, confidence: settings.confidenceOfEach, probability: test.probability)
        return true
    }
}

extension EffectTest.Outcome {
    /// The result in the form that a clearance takes; `nil` when nothing was measured. Whether it lets a machine stimulate is for
    /// the clearance to judge: only a whole interval below 1 does.
    public func evidence(
        site: StimulationSite, channel: PadChannel, current: Milliamperes, unixSeconds: Int
    ) -> EffectEvidence? {
        guard let ratio, let interval else { return nil }
        return EffectEvidence(
            site: site, channel: channel, current: current, pairs: ratios.count, ratio: Ratio(ratio),
            interval: Ratio(interval.lowerBound)...Ratio(interval.upperBound), confidence: Ratio(confidence),
            unixSeconds: unixSeconds)
    }
}

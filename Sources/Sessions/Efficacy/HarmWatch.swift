// While a session runs: do spasms with stimulation last longer than those that a lot left without?

public import Signals
public import SpasmControl
public import Stimulation

/// Compares, after each spasm that a lot was drawn for, how long spasms last with stimulation and without.
///
/// It sees less than ``EfficacyReport``, which has the signals: only how long the controller found the muscle (or the force) active.
/// While a burst runs nothing can be seen, so that a spasm that was over by then counts as that long, with stimulation and
/// without. It only ever suggests to stop; it never says that stimulation works.
///
/// It looks again after every spasm, and who looks often finds something by chance more often. So its interval is of 99 %, and a
/// test counts how often a stimulation that does nothing is suspected.
public struct HarmWatch: Hashable, Sendable {
    /// What speaks for stopping.
    public struct Suspicion: Hashable, Sendable {
        /// Spasms with stimulation and without.
        public let given: Int, withheld: Int
        /// How much longer those with stimulation lasted, in s.
        public let longer: Double
        /// The interval of 99 % around that.
        public let interval: ClosedRange<Double>
    }

    /// The confidence of an interval that must lie above zero. Lull's own choice.
    public static let confidence = 0.99
    /// How many arrangements of the lots are compared: the loop waits for it.
    private static let drawings = 2_000

    /// A spasm that is being looked at.
    private struct Spasm: Hashable, Sendable {
        let trigger: Trigger.Kind
        let isGiven: Bool
        let start: SampleIndex
        /// The time after the lot in which a burst hides the muscle, given or not, in samples.
        let hidden: Int
        var end: SampleIndex?
    }

    /// How long after the lot a spasm is looked at, in samples.
    private let window: Int
    private let rate: SampleRate
    private var durations: [Double] = []
    private var isGiven: [Bool] = []
    private var spasm: Spasm?
    private var isSuspected = false

    /// Begins to watch; a spasm is looked at for as long as the report does by default.
    public init(rate: SampleRate) {
        self.rate = rate
        window = rate.samples(inSeconds: SpasmMeasure.standardWindow)
    }

    /// A lot was drawn for a spasm. The one before it, if its time is not over, is measured as far as it went.
    ///
    /// - Parameters:
    ///   - trigger: what saw the spasm: its end is the one that counts.
    ///   - hidden: the time after the lot in which a burst hides the muscle, in s.
    public mutating func drew(isGiven: Bool, for trigger: Trigger.Kind, hiding hidden: Double, at index: SampleIndex) {
        measure(until: index)
        spasm = Spasm(trigger: trigger, isGiven: isGiven, start: index, hidden: rate.samples(inSeconds: hidden))
    }

    /// Takes what the controller decided: when activity ends, and whether it goes on after all.
    public mutating func take(_ decision: SpasmDecision) {
        guard let spasm else { return }
        switch (decision, spasm.trigger) {
        case (.ended(let at), .emg), (.forceEnded(let at), .force): if spasm.end == nil { self.spasm?.end = at }
        case (.continued, .emg): self.spasm?.end = nil
        default: break
        }
    }

    /// Lets time pass.
    ///
    /// - Returns: what speaks for stopping, once, when a spasm has just been measured and stimulation begins to look worse.
    public mutating func advance(to index: SampleIndex) -> Suspicion? {
        guard let spasm, spasm.start.distance(to: index) >= window else { return nil }
        measure(until: index)
        return judge()
    }

    private mutating func measure(until now: SampleIndex) {
        guard let spasm else { return }
        self.spasm = nil
        let length = min(window, spasm.start.distance(to: spasm.end ?? now))
        durations.append(rate.seconds(max(spasm.hidden, length)))
        isGiven.append(spasm.isGiven)
    }

    private mutating func judge() -> Suspicion? {
        guard
            let effect = RandomisationTest.effect(
                of: durations, isTreated: isGiven, confidence: Self.confidence, drawings: Self.drawings)
        else { return nil }
        let isWorse = effect.interval.lowerBound > 0
        defer { isSuspected = isWorse }
        guard isWorse, !isSuspected else { return nil }
        return Suspicion(
            given: effect.treated, withheld: effect.untreated, longer: effect.difference, interval: effect.interval)
    }
}

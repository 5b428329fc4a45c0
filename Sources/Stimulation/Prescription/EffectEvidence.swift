// Whether stimulating this pad calms this muscle, as a sham-controlled test found it. Nothing is automatic without it.

/// The result of a randomised, sham-controlled test of one pad at its working current.
public struct EffectEvidence: Hashable, Sendable {
    /// What the test says.
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// The whole interval lies below 1 and holds an effect that counts: it calms.
        case calms
        /// The interval holds 1, or only effects that are too small to count.
        case nothingShown = "nothing-shown"
        /// The whole interval lies above 1: it makes it worse.
        case worsens

        /// The verdict in one clause.
        public var meaning: String {
            switch self {
            case .calms: "stimulation reduces the muscle's activity"
            case .nothingShown: "no effect of stimulation that counts was shown"
            case .worsens: "stimulation increases the muscle's activity"
            }
        }
    }

    /// Where it was tested.
    public let site: StimulationSite
    /// The output that the pad was connected to.
    public let channel: PadChannel
    /// The peak current that was tested.
    public let current: Milliamperes
    /// Pairs of one real and one sham stimulation.
    public let pairs: Int
    /// Activity with real over activity with sham stimulation: below 1 is calmer.
    public let ratio: Ratio
    /// The confidence interval of ``ratio``.
    public let interval: ClosedRange<Ratio>
    /// The confidence that the interval has at least.
    public let confidence: Ratio
    /// When: seconds since 1970-01-01 00:00 UTC.
    public let unixSeconds: Int

    /// The fewest pairs that can say anything: with five or fewer, no outcome of a sign-flip test reaches 5 %.
    public static let fewestPairs = 6
    /// The lowest confidence that counts.
    public static let lowestConfidence = Ratio(0.95)
    /// A reduction to more than this is too small to count, however certain it is: Lull's own choice.
    public static let smallestEffect = Ratio(0.8)
    /// How long a test is good for, in seconds: Lull's own choice, 30 days.
    public static let validity = 30 * 86_400

    /// Creates a result; `nil` unless the numbers are positive and finite, the ratio lies in its interval, and pairs and
    /// confidence are enough.
    public init?(
        site: StimulationSite, channel: PadChannel, current: Milliamperes, pairs: Int, ratio: Ratio,
        interval: ClosedRange<Ratio>, confidence: Ratio, unixSeconds: Int
    ) {
        // Numbers and not quantities: two quantities of which one is NaN are neither smaller nor larger.
        let (low, high) = (interval.lowerBound.value, interval.upperBound.value)
        guard low > 0, high.isFinite, low <= ratio.value, ratio.value <= high, pairs >= Self.fewestPairs,
            confidence.value >= Self.lowestConfidence.value, confidence.value <= 1, current > .zero
        else { return nil }
        self.site = site
        self.channel = channel
        self.current = current
        self.pairs = pairs
        self.ratio = ratio
        self.interval = interval
        self.confidence = confidence
        self.unixSeconds = unixSeconds
    }

    /// What the test says.
    public var verdict: Verdict {
        if interval.lowerBound.value > 1 { return .worsens }
        let calms = interval.upperBound.value < 1 && interval.lowerBound.value < Self.smallestEffect.value
        return calms ? .calms : .nothingShown
    }
}

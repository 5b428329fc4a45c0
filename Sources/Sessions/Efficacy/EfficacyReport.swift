// Does it work for this person? What the lots say, and what should follow.

/// What stimulation did to the spasms of one person, by lots.
public struct EfficacyReport: Hashable, Sendable {
    /// What was measured.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// How long a spasm lasted, in s.
        case duration
        /// EMG after the burst's time, in µV·s.
        case emgArea
        /// Force, in its unit × s.
        case forceArea
    }

    /// What it comes to.
    public enum Verdict: Hashable, Sendable {
        /// Too few spasms of one kind or the other.
        case notEnough(given: Int, withheld: Int)
        /// With stimulation these are worse: stop.
        case worse([Outcome])
        /// With stimulation these are better, and nothing is worse.
        case better([Outcome])
        /// No interval leaves zero out.
        case cannotTell
    }

    /// The effects, for those outcomes that were measured.
    public let effects: [Outcome: RandomisedEffect]
    /// What it comes to.
    public let verdict: Verdict
    /// Spasms whose lot gave stimulation, and those whose lot did not.
    public let given: Int, withheld: Int
    /// Of those given, how many got none after all (the gate refused, or the device failed). They stay with the given: that is
    /// what the lots make comparable.
    public let notDelivered: Int

    /// Compares the spasms.
    ///
    /// Each interval is of 95 %, one for each outcome, without a correction for there being three: for a reason to stop, a
    /// correction would only make Lull slower.
    public init(_ episodes: [SpasmEpisode]) {
        let isGiven = episodes.map(\.isGiven)
        given = isGiven.count { $0 }
        withheld = isGiven.count - given
        notDelivered = episodes.count { $0.isGiven && !$0.isDelivered }
        var effects: [Outcome: RandomisedEffect] = [:]
        for outcome in Outcome.allCases {
            let values = episodes.compactMap { episode in
                switch outcome {
                case .duration: episode.duration
                case .emgArea: episode.emgArea
                case .forceArea: episode.forceArea
                }
            }
            guard values.count == episodes.count else { continue }
            effects[outcome] = RandomisationTest.effect(of: values, isTreated: isGiven)
        }
        self.effects = effects
        let worse = Outcome.allCases.filter { effects[$0].map { $0.interval.lowerBound > 0 } ?? false }
        let better = Outcome.allCases.filter { effects[$0].map { $0.interval.upperBound < 0 } ?? false }
        verdict =
            effects.isEmpty
            ? .notEnough(given: given, withheld: withheld)
            : !worse.isEmpty ? .worse(worse) : !better.isEmpty ? .better(better) : .cannotTell
    }
}

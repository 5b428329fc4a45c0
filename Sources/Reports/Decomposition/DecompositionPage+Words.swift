// What is said of units, and what a decomposition cannot say.

import MotorUnits

extension DecompositionPage {
    /// What one such page cannot say.
    static var limits: [String] {
        [
            "The number of units found is not the number of units that were active. Surface EMG shows large units near the "
                + "skin; small, deep ones, the first to be recruited, are the ones most often missed.",
            "A high silhouette says that discharges stand out clearly, not that each of them is right. Where units are "
                + "recruited and derecruited, and where many discharge at once, discharges are missed and added most often, "
                + "and \u{394}F depends on just these.",
            "The verdict is made of limits on numbers. A person who knows motor units should look at the borderline ones, "
                + "and at the accepted ones before anything is published.",
            "A unit is the same unit only within this recording. Whether one of another day is the same, names cannot tell.",
        ]
    }
}

extension DecompositionPage.Content.Unit {
    /// `Motor unit 4`.
    var spokenName: String { "Motor unit \(name)" }

    /// The verdict with its reasons.
    var verdictInWords: String {
        reasons.isEmpty ? verdict.rawValue : "\(verdict.rawValue): " + reasons.joined(separator: "; ")
    }

    /// The size of the action potential with its unit.
    var amplitudeInWords: String {
        guard let size = quality.amplitude else { return fixed(nil, 0) }
        return "\(fixed(size, size < 1 ? 3 : size < 100 ? 1 : 0))\u{A0}\(amplitudeUnit)"
    }

    /// What the repair did: `+2 −1`, or a dash.
    var repairs: String {
        let (added, dropped) = (quality.addedByRepair, quality.droppedByRepair)
        let parts = (added > 0 ? ["+\(whole(added))"] : []) + (dropped > 0 ? ["\u{2212}\(whole(dropped))"] : [])
        return parts.isEmpty ? "\u{2013}" : parts.joined(separator: " ")
    }

    /// The quality as a list beside the unit's map.
    var qualityFacts: [Fact] {
        let last = discharges.last
        return [
            Fact("Verdict", verdictInWords),
            Fact("Discharges", "\(whole(discharges.count)), from \(fixed(discharges.first, 2)) to \(fixed(last, 2)) s"),
            Fact("Mean rate", "\(fixed(quality.meanRate, 1)) pps"),
            Fact("Silhouette", "\(fixed(quality.silhouette, 3)) (plain \(fixed(quality.plainSilhouette, 3)))"),
            Fact("Pulse-to-noise ratio", "\(fixed(quality.pulseToNoiseRatio, 1)) dB"),
            Fact(
                "Variation of intervals",
                "\(fixed(quality.intervalVariation.map { 100 * $0 }, 0)) % (local \(fixed(quality.localVariation, 2)), at most "
                    + "\(fixed(quality.worstLocalVariation, 2)) over 12 in a row)"),
            Fact("Intervals below 20 ms", whole(quality.shortIntervals)),
            Fact("Intervals above 250 ms", whole(quality.longIntervals)),
            Fact("Amplitude", amplitudeInWords + " from peak to peak"),
            Fact(
                "Amplitude, second half",
                quality.amplitudeChange.map { "\(fixed(100 * $0, 0)) % of the first" } ?? "\u{2013}"),
            Fact("Stability", fixed(quality.stability, 2)),
            Fact("Repaired", repairs),
        ]
    }
}

// The atlas: which nerve calms which muscle, and where the pads go. Landmarks are those of textbooks of surface anatomy,
// from memory and not verified, except where a row names a source for them.

/// The rows, and what is not offered.
public enum PlacementAtlas {
    /// Every row, legs first.
    public static let all: [Placement] = leg + arm

    /// What is said of every landmark.
    public static let landmarkNote =
        "Landmarks are those of surface anatomy, from memory and not verified, unless a source is named; what tells whether "
        + "a pad lies right is the movement that it evokes."

    /// A part of the body that no pad is offered for.
    public struct Exclusion: Hashable, Sendable {
        /// The part.
        public let part: String
        /// Words by which somebody might ask for it.
        public let words: [String]
        /// Why it is not offered.
        public let reason: String
    }

    /// Parts of the body over or through which nothing is stimulated.
    public static let excluded = [
        Exclusion(
            part: "the neck", words: ["neck", "sternocleidomastoid", "trapezius", "carotid"],
            reason: "current at the carotid sinus can drop heart rate and blood pressure, and close the larynx"),
        Exclusion(
            part: "the head and the face", words: ["head", "face", "jaw", "masseter", "eye", "mouth"],
            reason: "current near eyes, mouth and brain is contraindicated"),
        Exclusion(
            part: "the chest", words: ["chest", "pectoralis", "intercostal", "breast"],
            reason: "current through the chest can reach the heart"),
        Exclusion(
            part: "the abdomen and the back",
            words: ["abdomen", "abdominal", "abdominals", "back", "trunk", "paraspinal", "spine"],
            reason:
                "current over the trunk and along the spine is contraindicated in pregnancy, near implants and pumps"),
    ]

    /// The row for a muscle, by its name or another name of it; upper and lower case, spaces and hyphens do not matter.
    public static func placement(named name: String) -> Placement? {
        let key = normalised(name)
        return all.first { normalised($0.name) == key || $0.otherNames.contains { normalised($0) == key } }
    }

    /// Why a muscle has no row on purpose.
    public static func exclusion(named name: String) -> Exclusion? {
        let words = name.lowercased().split { !$0.isLetter }.map(String.init)
        return excluded.first { !Set($0.words).isDisjoint(with: words) }
    }

    /// The row that a prescription's site is in; `nil` unless muscle and nerve are those of one row.
    public static func placement(of site: StimulationSite) -> Placement? {
        guard let row = placement(named: site.muscle), normalised(row.nerve) == normalised(site.nerve) else {
            return nil
        }
        return row
    }

    private static func normalised(_ name: String) -> String {
        String(
            name.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
    }

    /// The same ranges that many rows share.
    static func typical(
        _ rate: ClosedRange<Double>, _ phase: ClosedRange<Int>, _ ratio: ClosedRange<Double>, _ note: String
    ) -> TypicalStimulation {
        TypicalStimulation(
            rate: Hertz(rate.lowerBound)...Hertz(rate.upperBound),
            phase: Microseconds(phase.lowerBound)...Microseconds(phase.upperBound),
            overMotorThreshold: Ratio(ratio.lowerBound)...Ratio(ratio.upperBound), note: note)
    }
}

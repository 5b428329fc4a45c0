// What was said about the person's will in a replay, and how often it could not be told.

import Reports
import Sessions
import SpasmControl

extension ReplayResult {
    private var asks: Bool { run.companion != nil || run.motion != nil }

    /// How often each answer was given; `nil` where nothing was asked.
    var volitionCounts: [String: Int]? {
        guard asks else { return nil }
        return Dictionary(
            uniqueKeysWithValues: Volition.allCases.map { kind in
                (kind.rawValue, record.volitions.count { $0 == kind })
            })
    }

    /// How often the motion sensor showed what; `nil` where there is none.
    var motionCounts: [String: Int]? {
        guard run.motion != nil else { return nil }
        return Dictionary(
            uniqueKeysWithValues: MotionFinding.allCases.map { kind in
                (kind.rawValue, record.motions.count { $0 == kind })
            })
    }

    /// Who was asked.
    private var who: String {
        switch (run.companion, run.motion) {
        case (_, nil): "the second muscle"
        case (nil, _): "the motion sensor"
        default: "the second muscle and the motion sensor"
        }
    }

    /// What was said, for people.
    var volitionLines: [String] {
        guard asks else {
            return ["  nothing in the signal tells a voluntary movement from a spasm here (--companion, --motion)"]
        }
        guard !record.volitions.isEmpty else {
            return ["  \(who): not asked, because nothing was to be answered by itself"]
        }
        let counts = Volition.allCases.map { kind in record.volitions.count { $0 == kind } }
        return ["  \(who) said: moved by will \(counts[0]) times, spasm \(counts[1]), cannot tell \(counts[2])"]
            + (run.motion == nil ? [] : ["  the motion: " + motionWords.joined(separator: ", ")])
    }

    /// What the motion sensor showed and how often, without what it never showed.
    private var motionWords: [String] {
        MotionFinding.allCases.compactMap { kind in
            let count = record.motions.count { $0 == kind }
            return count == 0 ? nil : "\(kind.words) \(count)"
        }
    }

    /// The same for the page.
    var volitionFacts: [Fact] {
        guard asks else {
            return [Fact("Will or spasm", "not told apart", note: "no second muscle and no motion sensor")]
        }
        let counts = Volition.allCases.map { kind in record.volitions.count { $0 == kind } }
        return [
            Fact("Will or spasm", "will \(counts[0]), spasm \(counts[1]), cannot tell \(counts[2])", note: who)
        ] + (run.motion == nil || motionWords.isEmpty ? [] : [Fact("Motion", motionWords.joined(separator: ", "))])
    }
}

extension MotionFinding {
    /// What was seen, as it stands before a count.
    var words: String {
        switch self {
        case .rest: "at rest"
        case .before: "began before the muscle"
        case .after: "began with or after it"
        case .goingOn: "went on for longer"
        case .doubtful: "doubtful"
        case .unreadable: "could not be read"
        }
    }
}

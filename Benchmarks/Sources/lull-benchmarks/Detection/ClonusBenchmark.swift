// Does the detector know clonus by its third beat? A foot at rest that is pushed abruptly and held against, as it is tested at
// the bedside; and a spasm of the same foot when it is strapped, in which no clonus can arise.

import Foundation
import SpasmControl
import VirtualPatient

/// Pushes the foot of everybody on the list whose muscle is fast enough for clonus, and prints rows of a table.
///
/// - Parameters:
///   - list: `people.txt`; those with a gastrocnemius are pushed.
///   - pushes: of each person, each in a session and with a seed of its own: the person's, 1,000 more, 2,000 more, …
///   - seeds: what is added to every seed, so that a rule can be made on some and judged on others.
func benchmarkClonus(list: String, pushes: Int, seeds: Int = 0) throws {
    let people = try DetectionPerson.list(list).filter(\.isGastrocnemius)
    var score = ClonusScore()
    for person in people {
        for push in 0..<pushes {
            var pushed = person
            pushed.seed += seeds + 1000 * push
            try score.add(pushed)
        }
    }
    print("\(people.count) virtual people, \(pushes) pushes each, \(seeds) added to every seed")
    print("")
    for line in score.lines { print(line) }
    print("\nNot known before the fourth beat:")
    for miss in score.misses { print("- \(miss)") }
}

/// What became of the pushes.
struct ClonusScore {
    private var pushes = 0, clonus = 0, fromRest = 0, active = 0, known = 0, knownByFifth = 0
    private var strapped = 0, strappedActive = 0, strappedKnown = 0, beating = 0
    private var other = 0, otherKnown = 0
    private var late = 0, lateKnown = 0
    private(set) var misses: [String] = []

    /// When the foot is pushed, and how long the session is (s).
    private static let (push, duration) = (5.0, 9.0)
    /// A muscle is at rest with fewer discharges than this in the time before the first beat (s).
    private static let (before, discharges) = (0.3, 3)

    /// Clonus that begins so long after the push (s) finds a muscle that has been active for a while.
    private static let later = 1.0
    /// A spasm has more discharges than this in its first two seconds.
    private static let strong = 100

    /// A person who is pushed, free and strapped.
    mutating func add(_ person: DetectionPerson) throws {
        pushes += 1
        let free = try session(person, isHeld: false).watch()
        let truth = ClonusTruth(free.truth.discharges.map(\.time), duration: Self.duration)
        if let first = truth.stretches.first(where: { $0.beats.count >= ClonusTruth.leastBeats }) {
            clonus += 1
            let (start, fourth, fifth) = (first.beats[0].start, first.beats[3].start, first.beats[4].start)
            let said = free.clonus.filter { $0 >= Self.push }
            if free.truth.count(Self.push - Self.before, Self.push) < Self.discharges { fromRest += 1 }
            if free.activities.contains(where: { $0.detected <= fourth && $0.end >= start }) { active += 1 }
            if said.contains(where: { $0 < fifth }) { knownByFifth += 1 }
            if start > Self.push + Self.later {
                late += 1
                if said.contains(where: { $0 < fifth }) { lateKnown += 1 }
            }
            if let word = said.first, word < fourth, truth.beats(at: word) { beating += 1 }
            if said.contains(where: { $0 < fourth }) {
                known += 1
            } else {
                misses.append(
                    String(
                        format: "%@ %d: beats from %.2f s, the fourth at %.2f s; said %@",
                        person.preset.rawValue as NSString, person.seed, start, fourth,
                        (said.first.map { String(format: "at %.2f s", $0) } ?? "never") as NSString))
            }
        } else {
            other += 1
            if !free.clonus.isEmpty { otherKnown += 1 }
        }
        strapped += 1
        let held = try session(person, isHeld: true).watch()
        if held.truth.count(Self.push, Self.push + 2) > Self.strong { strappedActive += 1 }
        if !held.clonus.isEmpty { strappedKnown += 1 }
    }

    private func session(_ person: DetectionPerson, isHeld: Bool) throws -> DetectionSession {
        try DetectionSession(
            person, pushedAt: Self.push, isHeld: isHeld, duration: Self.duration, settings: SpasmSettings())
    }

    /// Rows of a table in Markdown.
    var lines: [String] {
        [
            "| What | Measured | Aim |", "|---|---|---|",
            "| Pushes on a free foot; of which clonus came (five beats and more at 5 to 8 Hz), the muscle at rest before "
                + "| \(pushes); \(clonus), \(fromRest) | |",
            "| … found active before the fourth beat | \(share(active, of: clonus)) | all |",
            "| … recognised as clonus before the fourth beat | \(share(known, of: clonus)) | all |",
            "| … while three beats and more followed each other, in this stretch or one before | \(share(beating, of: known)) | |",
            "| … before the fifth | \(share(knownByFifth, of: clonus)) | |",
            "| … of the clonus that began more than a second after the push: recognised before the fifth beat, or in beats before "
                + "| \(share(lateKnown, of: late)) | |",
            "| Of which no such clonus came: recognised as clonus all the same | \(share(otherKnown, of: other)) | |",
            "| A spasm and the same push in a strapped foot, which cannot beat; with a spasm (more than 100 discharges in 2 s) "
                + "| \(strapped); \(strappedActive) | |",
            "| … recognised as clonus | \(share(strappedKnown, of: strapped)) | none |",
        ]
    }
}

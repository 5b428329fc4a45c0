// The same motor units in two recordings: found by their action potentials, each match with a certainty.

import Signals

/// A motor unit of one recording that is, by its action potential, one of another.
public struct TrackedUnit: Hashable, Sendable, Codable {
    /// The unit's place among those of the first recording.
    public let first: Int
    /// The unit's place among those of the second recording.
    public let second: Int
    /// How alike the two action potentials are over the common channels, −1…1.
    public let likeness: Double
    /// The likeness to the next best unit of either recording; `nil` when there is no other.
    public let rival: Double?
    /// How sure the match is, 0…1: see ``UnitTracking/certainty(likeness:rival:)``.
    public let certainty: Double
    /// By how many samples the second action potential comes earlier than the first.
    public let shift: Int
}

/// Tracks motor units between contractions or sessions.
///
/// Action potentials are compared over all channels and a small shift in time (Martinez-Valdes et al. 2017, doi
/// 10.1113/JP273662, who took a cross-correlation of two-dimensional shapes above 0.8 for the same unit). Pairs are made
/// from the most alike on, each unit once.
public struct UnitTracking: Hashable, Sendable, Codable {
    /// The least likeness of the same unit. Default 0.8 (Martinez-Valdes et al. 2017).
    public var leastLikeness = 0.8
    /// The largest shift, in seconds. Default 0.005.
    public var largestShift = 0.005
    /// Matches that are less certain are not made. Default 0.5.
    public var leastCertainty = 0.5

    /// The defaults.
    public init() {}

    /// Matches the units of two recordings with the same electrodes.
    ///
    /// - Returns: the matches, the surest first. Units without a match are in none.
    public func match(_ first: [ActionPotential], _ second: [ActionPotential]) -> [TrackedUnit] {
        var likeness = [[(value: Double, shift: Int)]]()
        for a in first { likeness.append(second.map { best(a, $0) }) }
        var pairs: [(i: Int, j: Int)] = []
        for i in first.indices { for j in second.indices { pairs.append((i, j)) } }
        pairs.sort { (likeness[$0.i][$0.j].value, $1.i, $1.j) > (likeness[$1.i][$1.j].value, $0.i, $0.j) }
        var (usedFirst, usedSecond, matches) = (Set<Int>(), Set<Int>(), [TrackedUnit]())
        for (i, j) in pairs where !usedFirst.contains(i) && !usedSecond.contains(j) {
            let (value, shift) = likeness[i][j]
            guard value >= leastLikeness else { break }
            // A rival is any other pairing of either unit, taken or not.
            let others =
                second.indices.filter { $0 != j }.map { likeness[i][$0].value }
                + first.indices.filter { $0 != i }.map { likeness[$0][j].value }
            let certainty = Self.certainty(likeness: value, rival: others.max())
            guard certainty >= leastCertainty else { continue }
            usedFirst.insert(i)
            usedSecond.insert(j)
            matches.append(
                TrackedUnit(
                    first: i, second: j, likeness: value, rival: others.max(), certainty: certainty, shift: shift))
        }
        return matches.sorted { $0.certainty > $1.certainty }
    }

    /// How sure a match is, from how much of the shape is left unexplained: with 1 − likeness as the distance d of the
    /// match and d′ of its rival, d′² / (d² + d′²). One half when the rival is as close, near 1 when it is far; without a
    /// rival, d′ is that of a shape just below 0.
    static func certainty(likeness: Double, rival: Double?) -> Double {
        let (own, other) = (1 - likeness, 1 - (rival ?? 0))
        let sum = own * own + other * other
        return sum > 0 ? other * other / sum : 0.5
    }

    private func best(_ a: ActionPotential, _ b: ActionPotential) -> (value: Double, shift: Int) {
        guard a.rate == b.rate else { return (-1, 0) }
        let reach = a.rate.samples(inSeconds: largestShift)
        var best = (value: -1.0, shift: 0)
        for shift in -reach...reach {
            if let value = a.likeness(to: b, shift: shift), value > best.value { best = (value, shift) }
        }
        return best
    }
}

// The same motor units in two recordings: found by their action potentials, each match with a certainty.

import Signals

/// A motor unit of one recording that is, by its action potential, one of another.
public struct TrackedUnit: Hashable, Sendable, Codable {
    /// The unit's place among those of the first recording.
    public let first: Int
    /// The unit's place among those of the second recording.
    public let second: Int
    /// How much each unit's separation filter answers to the other's action potential, as a share of its answer to its
    /// own; the lower of both, at most 1.
    public let likeness: Double
    /// The largest likeness to another unit, of either of the two; `nil` when there is no other.
    public let rival: Double?
    /// How sure the match is, 0…1: see ``UnitTracking/certainty(likeness:rival:)``.
    public let certainty: Double
    /// The correlation of the two action potentials over all channels, −1…1, which different units can have too.
    public let shape: Double
    /// By how many samples the second action potential comes earlier than the first.
    public let shift: Int
}

/// Tracks motor units between contractions or sessions.
///
/// Each unit's separation filter is applied to the action potentials of the other recording (``UnitTemplate``), from the most
/// alike pair on, each unit once. A match is surer than any other pairing of its units, so that making pairs in another order would
/// not make more. The correlation of the shapes, which others compare (Martinez-Valdes et al. 2017, doi 10.1113/JP273662: above 0.8
/// for the same unit), is stated and can be asked for: alone it does not tell units under the same electrodes apart.
public struct UnitTracking: Hashable, Sendable, Codable {
    /// The least likeness of the same unit. Default 0.5: nearer to the same (1) than to what a filter takes out (0).
    public var leastLikeness = 0.5
    /// Matches that are less certain are not made. Default 0.8: what is unlike in the best rival is twice that of the match.
    public var leastCertainty = 0.8
    /// The least correlation of the two shapes. Default −1: it does not matter. The mean of few discharges has so much
    /// noise that true pairs can be below the published 0.8.
    public var leastShape = -1.0
    /// The largest shift, in seconds. Default 0.005.
    public var largestShift = 0.005

    /// The defaults.
    public init() {}

    /// Matches the units of two recordings with the same electrodes.
    ///
    /// - Returns: the matches, the surest first. Units without a match are in none.
    public func match(_ first: [UnitTemplate], _ second: [UnitTemplate]) -> [TrackedUnit] {
        let likeness = first.map { a in second.map { self.likeness(a, $0) } }
        var pairs: [(i: Int, j: Int)] = []
        for i in first.indices { for j in second.indices { pairs.append((i, j)) } }
        pairs.sort { (likeness[$0.i][$0.j], $1.i, $1.j) > (likeness[$1.i][$1.j], $0.i, $0.j) }
        var (usedFirst, usedSecond, matches) = (Set<Int>(), Set<Int>(), [TrackedUnit]())
        for (i, j) in pairs where !usedFirst.contains(i) && !usedSecond.contains(j) {
            let value = likeness[i][j]
            guard value >= leastLikeness else { break }
            // A rival is any other pairing of either unit, taken or not.
            let others =
                second.indices.filter { $0 != j }.map { likeness[i][$0] }
                + first.indices.filter { $0 != i }.map { likeness[$0][j] }
            let certainty = Self.certainty(likeness: value, rival: others.max())
            guard certainty >= leastCertainty else { continue }
            let shape = shape(first[i].actionPotential, second[j].actionPotential)
            guard shape.value >= leastShape else { continue }
            usedFirst.insert(i)
            usedSecond.insert(j)
            matches.append(
                TrackedUnit(
                    first: i, second: j, likeness: value, rival: others.max(), certainty: certainty, shape: shape.value,
                    shift: shape.shift))
        }
        return matches.sorted { $0.certainty > $1.certainty }
    }

    /// How sure a match is, from how much is unlike: with 1 − likeness as the distance d of the match and d′ of its rival,
    /// d′² / (d² + d′²). One half when the rival is as close, near 1 when it is far. Without a rival, d′ is that of a unit to
    /// which the filter does not answer, as it is for a rival to which it answers with the wrong sign.
    static func certainty(likeness: Double, rival: Double?) -> Double {
        let (own, other) = (1 - likeness, 1 - max(0, rival ?? 0))
        let sum = own * own + other * other
        return sum > 0 ? other * other / sum : 0.5
    }

    /// The lower of both filters' answers: a small unit's filter can answer to a large unit, but not the other way round.
    private func likeness(_ a: UnitTemplate, _ b: UnitTemplate) -> Double {
        let reach = a.actionPotential.rate.samples(inSeconds: largestShift)
        guard let there = a.answer(to: b, reach: reach), let back = b.answer(to: a, reach: reach) else { return -1 }
        return max(-1, min(1, there, back))
    }

    private func shape(_ a: ActionPotential, _ b: ActionPotential) -> (value: Double, shift: Int) {
        let reach = a.rate.samples(inSeconds: largestShift)
        var best = (value: -1.0, shift: 0)
        for shift in -reach...reach {
            if let value = a.likeness(to: b, shift: shift), value > best.value { best = (value, shift) }
        }
        return best
    }
}

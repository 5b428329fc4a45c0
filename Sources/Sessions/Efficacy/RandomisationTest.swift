// What a treatment did, when lots decided who got it: by comparing with what other lots would have shown.

/// The difference between two groups that lots made, with its interval.
public struct RandomisedEffect: Hashable, Sendable {
    /// How many were treated and how many were not.
    public let treated: Int, untreated: Int
    /// Their means.
    public let treatedMean: Double, untreatedMean: Double
    /// Treated minus untreated.
    public var difference: Double { treatedMean - untreatedMean }
    /// The differences that the lots do not speak against, at the confidence asked for.
    public let interval: ClosedRange<Double>
    /// How often lots alone would give a difference this large or larger, in either direction.
    public let probability: Double
    /// How many ways to draw the lots were compared.
    public let drawings: Int
    /// Whether these were all there are.
    public let isExhaustive: Bool
}

/// The randomisation test for a difference of means, and the confidence interval that it gives when it is inverted.
///
/// Nothing is assumed of the distribution, of independence in time or of trends: the lots alone carry the inference. Given how
/// many got each lot, every arrangement was equally likely; the difference is compared with that of all arrangements, or of
/// 19,999 drawn ones and the one that was. The interval holds every constant effect that the test, after taking it away from the
/// treated, does not reject (Ernst 2004, doi:10.1214/088342304000000396; from memory, not verified). It is exact for an effect
/// that is the same for every spasm, and an approximation where it is not.
public enum RandomisationTest {
    /// The least in each group: below it no interval is given. Lull's own choice; six and six can be arranged in 924 ways.
    public static let fewest = 6
    /// How many arrangements are compared when there are more.
    public static let mostDrawings = 20_000

    /// The effect; `nil` when either group has fewer than ``fewest``.
    ///
    /// - Parameters:
    ///   - values: the outcome of each.
    ///   - isTreated: whether it was treated.
    ///   - seed: where the arrangements are drawn from, when there are too many to look at all.
    ///   - drawings: how many are compared at most.
    public static func effect(
        of values: [Double], isTreated: [Bool], confidence: Double = 0.95, seed: UInt64 = 1,
        drawings: Int = mostDrawings
    ) -> RandomisedEffect? {
        precondition(values.count == isTreated.count, "every outcome has its lot")
        let treated = isTreated.count { $0 }
        let untreated = values.count - treated
        guard treated >= fewest, untreated >= fewest else { return nil }
        let observed = Contrast(values, isTreated)
        let total = combinations(values.count, treated, upTo: drawings)
        let isExhaustive = total <= drawings
        // By arrangement: the difference of the outcomes, and how much of the treatment it holds (1: all of it).
        var shown: [(difference: Double, share: Double)] = []
        func look(_ chosen: [Bool]) {
            let inBoth = Double(zip(chosen, isTreated).count { $0 && $1 })
            let share =
                inBoth / Double(treated) - (Double(treated) - inBoth) / Double(untreated)
            shown.append((Contrast(values, chosen).difference, share))
        }
        if isExhaustive {
            forEachArrangement(values.count, treated, look)
        } else {
            look(isTreated)
            var draws = SeededDraws(seed: seed)
            var chosen = isTreated
            for _ in 1..<max(2, drawings) {
                for last in stride(from: chosen.count - 1, to: 0, by: -1) {
                    chosen.swapAt(last, Int(draws.unit() * Double(last + 1)))
                }
                look(chosen)
            }
        }
        let margin = 1e-9 * max(abs(observed.difference), values.map(abs).max() ?? 0)
        let asLarge = shown.count { abs($0.difference) >= abs(observed.difference) - margin }
        return RandomisedEffect(
            treated: treated, untreated: untreated, treatedMean: observed.treated, untreatedMean: observed.untreated,
            interval: interval(observed.difference, shown, confidence),
            probability: Double(asLarge) / Double(shown.count), drawings: shown.count, isExhaustive: isExhaustive)
    }

    /// For each arrangement, the effects for which it is at least as extreme as the one that was are an interval around the
    /// observed difference: |d − s·τ| ≥ |D − τ|. An effect is kept when enough arrangements hold it.
    private static func interval(
        _ observed: Double, _ shown: [(difference: Double, share: Double)], _ confidence: Double
    ) -> ClosedRange<Double> {
        var lowest: [Double] = []
        var highest: [Double] = []
        for (difference, share) in shown {
            let below = share >= 1 - 1e-12 ? observed : (observed - difference) / (1 - share)
            let above = share <= -1 + 1e-12 ? observed : (observed + difference) / (1 + share)
            // The arrangement that was, and its mirror, are as extreme for every effect.
            let isSame = share >= 1 - 1e-12 || share <= -1 + 1e-12
            lowest.append(isSame ? -.infinity : min(below, above))
            highest.append(isSame ? .infinity : max(below, above))
        }
        lowest.sort()
        highest.sort(by: >)
        let needed = max(1, Int((Double(shown.count) * (1 - confidence)).rounded(.down)) + 1)
        return lowest[needed - 1]...highest[needed - 1]
    }

    /// Means of the chosen and the others.
    private struct Contrast {
        let treated: Double, untreated: Double
        var difference: Double { treated - untreated }

        init(_ values: [Double], _ isTreated: [Bool]) {
            var (sum, rest, count) = (0.0, 0.0, 0)
            for (value, isIn) in zip(values, isTreated) {
                if isIn {
                    sum += value
                    count += 1
                } else {
                    rest += value
                }
            }
            treated = sum / Double(count)
            untreated = rest / Double(values.count - count)
        }
    }

    /// How many ways there are to choose; no more than is asked about.
    private static func combinations(_ count: Int, _ chosen: Int, upTo most: Int) -> Int {
        var ways = 1
        for k in 0..<min(chosen, count - chosen) {
            ways = ways * (count - k) / (k + 1)
            if ways > most { return ways }
        }
        return ways
    }

    private static func forEachArrangement(_ count: Int, _ chosen: Int, _ body: ([Bool]) -> Void) {
        var places = Array(0..<chosen)
        while true {
            var marks = [Bool](repeating: false, count: count)
            for place in places { marks[place] = true }
            body(marks)
            guard let last = places.indices.last(where: { places[$0] < count - chosen + $0 }) else { return }
            places[last] += 1
            for k in places.indices where k > last { places[k] = places[k - 1] + 1 }
        }
    }
}

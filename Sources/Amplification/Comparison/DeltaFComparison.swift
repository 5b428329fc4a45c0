// The same motor units before and after something was done: by how much their ΔF changed.

public import MotorUnits

/// The change of ΔF of motor units that were found in two contractions.
public struct DeltaFComparison: Hashable, Sendable, Codable {
    /// A unit in both contractions.
    public struct Unit: Hashable, Sendable, Codable {
        /// Its names there.
        public let before, after: String
        /// How sure it is that they are one unit, 0…1; `nil` when names made the match.
        @NullWhenAbsent public var certainty: Double?
        /// Its ΔF there (pps); `nil` where no pair was accepted.
        @NullWhenAbsent public var deltaFBefore: Double?
        /// The ΔF after.
        @NullWhenAbsent public var deltaFAfter: Double?

        /// The standard deviation of ΔF in repetitions with shuffled intervals (``DeltaFInterval``), before; `nil` when none were
        /// made.
        @NullWhenAbsent public var deviationBefore: Double?
        /// The same after.
        @NullWhenAbsent public var deviationAfter: Double?

        /// The change ± 1.96 standard deviations of the difference of the two ΔF (pps), from the scatter of the discharges alone.
        public var changeInterval: (low: Double, high: Double)? {
            guard let change, let deviationBefore, let deviationAfter else { return nil }
            let half = 1.96 * (deviationBefore * deviationBefore + deviationAfter * deviationAfter).squareRoot()
            return (change - half, change + half)
        }

        /// Whether ``changeInterval`` leaves 0 out.
        public var isBeyondChance: Bool? { changeInterval.map { $0.low > 0 || $0.high < 0 } }

        /// The change (pps); `nil` unless both are there.
        public var change: Double? {
            guard let deltaFBefore, let deltaFAfter else { return nil }
            return deltaFAfter - deltaFBefore
        }
    }

    /// The minimal detectable change of the ΔF of a **single pair** of units in tibialis anterior (pps), from the differences
    /// between two contractions of nine people (Stephenson & Maluf 2011, as its abstract gives it). Means over pairs and units
    /// have a smaller one, which nobody has published for all of them.
    public static let detectableChangeOfPair = 4.8
    /// How many samples the interval is made from.
    public static let draws = 10_000
    /// With fewer units there is no interval.
    public static let fewest = 3

    /// The units that are in both, by their certainty.
    public let units: [Unit]
    /// How many units each contraction has in all.
    public let countBefore, countAfter: Int
    /// The mean change over the units that have one (pps).
    @NullWhenAbsent public var meanChange: Double?
    /// The limits between which 95 % of the means of resampled units lie (percentile bootstrap over units); `nil` with fewer
    /// than ``fewest`` units. It says how these units scatter, not how people do.
    @NullWhenAbsent public var low: Double?
    /// The upper limit.
    @NullWhenAbsent public var high: Double?

    /// Compares two assessments.
    ///
    /// - Parameters:
    ///   - matches: which unit (position in ``RampAssessment/units``) is which, with a certainty where shapes made the match.
    ///   - generator: for the interval; the same one gives the same interval.
    public init(
        before: RampAssessment, after: RampAssessment,
        matches: [(before: Int, after: Int, certainty: Double?)], using generator: inout some RandomNumberGenerator
    ) {
        self.init(
            matches.map { match in
                let (a, b) = (before.units[match.before], after.units[match.after])
                return Unit(
                    before: a.unit.name, after: b.unit.name, certainty: match.certainty, deltaFBefore: a.deltaF.deltaF,
                    deltaFAfter: b.deltaF.deltaF, deviationBefore: a.interval?.deviation,
                    deviationAfter: b.interval?.deviation)
            }, before: before.units.count, after: after.units.count, using: &generator)
    }

    /// Compares the same motor units in several ramps before and several after: a unit's ΔF is its mean over the ramps in which
    /// it has one, which scatters less than that of a single ramp.
    ///
    /// - Parameters:
    ///   - before: the ramps, all with the same units in the same order, as those `after` are.
    ///   - generator: for the interval; the same one gives the same interval.
    public init(
        sameUnitsIn before: [RampAssessment], and after: [RampAssessment],
        using generator: inout some RandomNumberGenerator
    ) {
        let units = before.first?.units ?? []
        func mean(_ ramps: [RampAssessment], _ unit: Int) -> Double? {
            let values = ramps.compactMap { $0.units[unit].deltaF.deltaF }
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        self.init(
            units.indices.map { unit in
                let name = units[unit].unit.name
                return Unit(
                    before: name, after: name, certainty: nil, deltaFBefore: mean(before, unit),
                    deltaFAfter: mean(after, unit), deviationBefore: nil, deviationAfter: nil)
            }, before: units.count, after: units.count, using: &generator)
    }

    private init(
        _ units: [Unit], before: Int, after: Int, using generator: inout some RandomNumberGenerator
    ) {
        self.units = units
        (countBefore, countAfter) = (before, after)
        let changes = units.compactMap(\.change)
        meanChange = changes.isEmpty ? nil : changes.reduce(0, +) / Double(changes.count)
        guard changes.count >= Self.fewest else { return }
        var means: [Double] = []
        means.reserveCapacity(Self.draws)
        for _ in 0..<Self.draws {
            var sum = 0.0
            for _ in changes { sum += changes[Int.random(in: changes.indices, using: &generator)] }
            means.append(sum / Double(changes.count))
        }
        means.sort()
        low = means[Self.draws / 40]
        high = means[Self.draws - 1 - Self.draws / 40]
    }

    /// Units that bear the same name, in the order of the first contraction.
    public static func matchesByName(
        _ before: RampAssessment, _ after: RampAssessment
    ) -> [(before: Int, after: Int, certainty: Double?)] {
        before.units.indices.compactMap { k in
            let name = before.units[k].unit.name
            guard let other = after.units.firstIndex(where: { $0.unit.name == name }) else { return nil }
            return (k, other, nil)
        }
    }
}

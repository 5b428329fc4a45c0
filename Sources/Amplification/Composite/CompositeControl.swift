// One control unit out of several: the third way of pairing, beside pair by pair and the mean over control units.

public import MotorUnits
import Signals

/// A composite control unit and the ΔF of every other unit against it (after Afsharipour et al. 2020, J Neurophysiol, whose abstract
/// names the idea: a control built from the units with the lowest thresholds that discharge linearly with force).
///
/// Members are taken in the order of recruitment among the first ``RampSettings/compositeUnits`` units that discharge until at least
/// three quarters of the longest-firing one's time and, where there is a force, whose smooth rate correlates with it by more than
/// ``leastCorrelation``. The composite's rate is the mean of theirs while all of them discharge. These details are this project's
/// choice; the published ones were not at hand.
public struct CompositeControl: Hashable, Sendable {
    /// Pearson's r of a member's smooth rate and the force.
    public static let leastCorrelation = 0.7
    /// A member discharges for at least this share of the span of the one that discharges longest.
    public static let leastSpan = 0.75

    /// The positions of its members; fewer than two when there is no composite.
    public let members: [Int]
    /// One pair for each unit that is not a member and is recruited after it: rules, numbers and reasons as for any pair. The
    /// position ``DeltaFPair/control`` is the number of units.
    public let pairs: [DeltaFPair]
    /// Its rate; `nil` when there is no composite.
    public let rate: SmoothedRate?

    /// Whether there is one.
    public var isThere: Bool { rate != nil }
    /// The mean ΔF over the test units that have one, in pps.
    public var meanDeltaF: Double? { DeltaF.mean(of: pairs.filter(\.isAccepted).compactMap(\.deltaF)) }

    /// Builds it.
    ///
    /// - Parameter size: how many units may become members.
    init(of units: [RatedMotorUnit], force: ForceTrace?, size: Int, parameters: DeltaFParameters, end: Int?) {
        let order = units.indices.filter { units[$0].unit.discharges.count >= max(10, parameters.minimumDischarges) }
            .sorted {
                (units[$0].unit.discharges.recruitment() ?? .max, $0) < (
                    units[$1].unit.discharges.recruitment() ?? .max, $1
                )
            }
        let first = Array(order.prefix(size))
        let longest = first.map { units[$0].smoothed.range.count }.max() ?? 0
        let members = first.filter { k in
            let curve = units[k].smoothed
            guard Double(curve.range.count) >= Self.leastSpan * Double(longest) else { return false }
            guard let force, force.moves else { return true }
            return Self.correlation(of: curve, with: force) ?? 1 > Self.leastCorrelation
        }
        let composite = members.count >= 2 ? Self.unit(of: members.map { units[$0] }) : nil
        guard let composite, members.count < units.count else {
            (self.members, pairs, rate) = (members, [], nil)
            return
        }
        self.members = members
        rate = composite.smoothed
        let all = units + [composite]
        let rates = all.map { BlockedRate($0.smoothed) }
        pairs = units.indices.filter { !members.contains($0) }.compactMap { test in
            let pair = DeltaFPair(of: all, rates: rates, units.count, test, parameters: parameters, end: end)
            return pair.control == units.count ? pair : nil
        }
    }

    /// The members as one unit that is recruited with the last and stops with the first of them.
    private static func unit(of members: [RatedMotorUnit]) -> RatedMotorUnit? {
        let curve = SmoothedRate.mean(of: members.map(\.smoothed))
        guard curve.range.count >= 2 else { return nil }
        let inside = Set(members.flatMap(\.unit.discharges.samples).filter { curve.range.contains($0) })
            .union([curve.range.lowerBound, curve.range.upperBound - 1])
        // The second discharge is the recruitment; the first lies before it.
        let before = members.flatMap(\.unit.discharges.samples).filter { $0 < curve.range.lowerBound }.max()
        let samples = [before ?? max(0, curve.range.lowerBound - 1)] + inside.sorted()
        guard let train = try? DischargeTrain(samples: samples, rate: curve.rate) else { return nil }
        let name = "composite of " + members.map(\.unit.name).joined(separator: ", ")
        return RatedMotorUnit(
            MotorUnit(name: name, discharges: train), instantaneous: InstantaneousRate(of: train), smoothed: curve)
    }

    /// Pearson's r of a rate and the force, every 20 ms.
    private static func correlation(of curve: SmoothedRate, with force: ForceTrace) -> Double? {
        let step = max(1, curve.rate.samples(inSeconds: 0.02))
        var points: [(Double, Double)] = []
        for sample in stride(from: curve.range.lowerBound, to: curve.range.upperBound, by: step) {
            guard let rate = curve[sample], let value = force.value(atSeconds: curve.rate.seconds(sample)) else {
                continue
            }
            points.append((rate, value))
        }
        guard points.count >= 3 else { return nil }
        let n = Double(points.count)
        let (x, y) = (points.reduce(0) { $0 + $1.0 } / n, points.reduce(0) { $0 + $1.1 } / n)
        let (xx, yy, xy) = points.reduce((0.0, 0.0, 0.0)) { sum, point in
            let (dx, dy) = (point.0 - x, point.1 - y)
            return (sum.0 + dx * dx, sum.1 + dy * dy, sum.2 + dx * dy)
        }
        return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
    }
}

// Where the contractions of a recording are: in the path the person was asked to follow, else in the force, else in the
// discharges.

public import MotorUnits
import Signals

/// Finds contractions. All numbers are this project's choice.
public struct ContractionSearch: Hashable, Sendable {
    /// What may show where contractions are.
    public enum Guide: String, Hashable, Sendable, CaseIterable {
        /// The requested path, else the force, else the discharges.
        case automatic
        /// Nothing: the whole recording is one.
        case whole
        /// Only the requested path.
        case path
        /// Only the force or torque.
        case force
        /// Only the discharges.
        case discharges
    }

    /// A contraction is above this share of the trace's range over its rest.
    public var activeShare = 0.08
    /// It reaches at least this share of the range.
    public var peakShare = 0.12
    /// It lasts at least this long (s).
    public var shortest = 2.0
    /// A shorter rest (s) does not end it.
    public var shortestRest = 1.0
    /// When discharges show it: for longer than this (s) no unit discharges between two contractions.
    public var silence = 3.0
    /// When discharges show it: a contraction has at least this many, of all units together.
    public var fewestDischarges = 10

    /// Creates a search with the default numbers.
    public init() {}

    /// The contractions of a recording; at least one.
    ///
    /// - Parameters:
    ///   - units: all motor units, on one clock.
    ///   - end: the number of samples of the recording on that clock, when known.
    public func contractions(
        of units: [MotorUnit], force: ForceTrace? = nil, path: ForceTrace? = nil, end: Int? = nil,
        guide: Guide = .automatic
    ) -> [Contraction] {
        let whole =
            [Double.infinity, units.first.flatMap { unit in end.map(unit.discharges.rate.seconds) }]
            .compactMap(\.self).min() ?? .infinity
        for (source, wanted) in [
            (Contraction.Source.requestedPath, Guide.path), (.force, .force), (.discharges, .discharges),
        ] where guide == .automatic || guide == wanted {
            let found =
                switch source {
                case .requestedPath: path.map(active) ?? []
                case .force: force.map(active) ?? []
                default: active(units)
                }
            if !found.isEmpty { return divided(found, end: whole, source: source) }
        }
        return [Contraction(number: 1, count: 1, seconds: 0..<whole, source: .whole)]
    }

    /// Where a trace is above its rest, in seconds.
    public func active(_ trace: ForceTrace) -> [ClosedRange<Double>] {
        guard trace.moves else { return [] }
        let coarse = CoarseTrace(trace)
        let (rest, top) = (coarse.level(0.02), coarse.values.max() ?? 0)
        guard top > rest else { return [] }
        // Pulled instead of pushed: such a trace is at its highest while the person rests.
        let middle = (rest + top) / 2
        if let first = coarse.values.first, let last = coarse.values.last, first > middle, last > middle,
            coarse.level(0.5) > middle, coarse.level(0) < middle
        {
            return []
        }
        let joined = join(
            coarse.stretches(above: rest + activeShare * (top - rest)), closerThan: Int(shortestRest / coarse.step))
        return joined.filter { stretch in
            Double(stretch.count) * coarse.step >= shortest
                && (coarse.values[stretch].max() ?? rest) >= rest + peakShare * (top - rest)
        }.map { coarse.time($0.lowerBound)...coarse.time($0.upperBound - 1) }
    }

    /// Where units discharge, in seconds.
    func active(_ units: [MotorUnit]) -> [ClosedRange<Double>] {
        let all = units.flatMap(\.discharges.seconds).sorted()
        var groups: [[Double]] = []
        for time in all {
            if let last = groups.last?.last, time - last <= silence {
                groups[groups.count - 1].append(time)
            } else {
                groups.append([time])
            }
        }
        return groups.filter { $0.count >= fewestDischarges }.map { $0[0]...$0[$0.count - 1] }
    }

    private func join(_ stretches: [Range<Int>], closerThan rest: Int) -> [Range<Int>] {
        stretches.reduce(into: []) { joined, next in
            if let last = joined.last, next.lowerBound - last.upperBound < rest {
                joined[joined.count - 1] = last.lowerBound..<next.upperBound
            } else {
                joined.append(next)
            }
        }
    }

    private func divided(
        _ found: [ClosedRange<Double>], end: Double, source: Contraction.Source
    ) -> [Contraction] {
        let borders = [0] + zip(found, found.dropFirst()).map { ($0.upperBound + $1.lowerBound) / 2 } + [max(end, 0)]
        return zip(borders, borders.dropFirst()).enumerated().map { k, pair in
            Contraction(
                number: k + 1, count: found.count, seconds: pair.0..<max(pair.0, pair.1), source: source)
        }
    }
}

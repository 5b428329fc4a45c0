// What is odd about a unit's intervals, and what of it is taken out. Nothing is removed without a line in the report.

import Signals

/// The rules by which discharges are looked at before an analysis.
///
/// By default only what no motoneuron can do is removed; what is merely unusual is reported and kept, because removing
/// real discharges (doublets in a spasm, slow firing after a drive has stopped) changes the result silently.
public struct DischargeCleaningRules: Hashable, Sendable, Codable {
    /// What happens when a rule applies.
    public enum Action: String, Hashable, Sendable, Codable {
        /// Nothing.
        case ignore
        /// It is reported.
        case flag
        /// It is reported and taken out.
        case remove
    }

    /// An interval shorter than this (s) is impossible: the later discharge is always removed; 0 switches that off.
    /// Default 0.002 s, near the absolute refractory period (from memory, not verified).
    public var impossibleInterval: Double
    /// An interval shorter than this (s) is a doublet or a false discharge. Default 0.020 s = 50 pps (from memory, not
    /// verified).
    public var shortInterval: Double
    /// What to do with a short interval; `remove` takes out the later discharge. Default `flag`.
    public var shortIntervals: Action
    /// An interval longer than this (s) is a missed discharge or slow firing. It can only be reported: there is nothing
    /// to take out. Default 0.250 s = 4 pps (from memory, not verified).
    public var longInterval: Double
    /// Whether long intervals are reported; `remove` counts as `flag`. Default `flag`.
    public var longIntervals: Action
    /// A discharge that lies further than this (s) from each of its neighbours is isolated. Default 1.0 s, the pause
    /// after which a smooth rate is not continued.
    public var isolation: Double
    /// What to do with isolated discharges. Default `flag`.
    public var isolatedDischarges: Action
    /// A unit with fewer discharges says little. Default 10 (Beauchamp et al. 2023, doi 10.1088/1741-2552/acb1d7).
    public var minimumDischarges: Int
    /// What to do with such a unit; `remove` leaves it without discharges. Default `flag`.
    public var scarceUnits: Action

    /// Creates rules; without arguments, the defaults.
    public init(
        impossibleInterval: Double = 0.002, shortInterval: Double = 0.020, shortIntervals: Action = .flag,
        longInterval: Double = 0.250, longIntervals: Action = .flag, isolation: Double = 1.0,
        isolatedDischarges: Action = .flag, minimumDischarges: Int = 10, scarceUnits: Action = .flag
    ) {
        self.impossibleInterval = impossibleInterval
        self.shortInterval = shortInterval
        self.shortIntervals = shortIntervals
        self.longInterval = longInterval
        self.longIntervals = longIntervals
        self.isolation = isolation
        self.isolatedDischarges = isolatedDischarges
        self.minimumDischarges = minimumDischarges
        self.scarceUnits = scarceUnits
    }

    /// Refuses limits that cannot be meant.
    ///
    /// - Throws: ``MotorUnitError/parameter(name:found:allowed:)``.
    public func check() throws(MotorUnitError) {
        let intervals = [
            ("shortest possible interval", impossibleInterval), ("short interval", shortInterval),
            ("long interval", longInterval), ("isolation", isolation),
        ]
        for (name, seconds) in intervals where !(seconds.isFinite && seconds >= 0) {
            throw .parameter(name: "\(name) of the cleaning", found: seconds, allowed: "0 s or more")
        }
        guard minimumDischarges >= 0 else {
            throw .parameter(name: "minimum of discharges", found: Double(minimumDischarges), allowed: "0 or more")
        }
    }
}

/// One oddity of a unit's discharges.
public struct DischargeFinding: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Which rule found it.
    public enum Rule: String, Hashable, Sendable, Codable, CaseIterable {
        /// An interval that no motoneuron can produce.
        case impossibleInterval
        /// A doublet or a false discharge.
        case shortInterval
        /// A missed discharge or slow firing.
        case longInterval
        /// A discharge far from every other.
        case isolatedDischarge
        /// Too few discharges in all.
        case scarceUnit
    }

    /// Which rule found it.
    public let rule: Rule
    /// The number (0-based) of the discharge in the train as it was given; `nil` for a whole unit.
    @NullWhenAbsent public var position: Int?
    /// The sample of that discharge; `nil` for a whole unit.
    @NullWhenAbsent public var sample: Int?
    /// The value found: the interval in seconds, or the number of discharges.
    public let found: Double
    /// The limit that it broke, in the same unit.
    public let limit: Double
    /// Whether the discharge (or all of them) was taken out.
    public let isRemoved: Bool

    /// One clause, such as `discharge 12 (sample 5117) comes 0.0015 s after the one before it, less than 0.002 s;
    /// removed`. Discharges are counted from 1.
    public var description: String {
        let place = "discharge \((position ?? 0) + 1) (sample \(sample ?? 0))"
        let what =
            switch rule {
            case .impossibleInterval, .shortInterval:
                "\(place) comes \(found) s after the one before it, less than \(limit) s"
            case .longInterval: "\(place) comes \(found) s after the one before it, more than \(limit) s"
            case .isolatedDischarge: "\(place) lies \(found) s from the nearest other, more than \(limit) s"
            case .scarceUnit: "the unit has \(Int(found)) discharges, fewer than \(Int(limit))"
            }
        return what + (isRemoved ? "; removed" : "")
    }
}

/// A unit after cleaning, with what was found.
public struct CleanedMotorUnit: Hashable, Sendable {
    /// The unit with the discharges that remain.
    public let unit: MotorUnit
    /// What was found, by position in the train as it was given.
    public let findings: [DischargeFinding]

    /// The number of discharges that were taken out one by one or with their unit.
    public let removedCount: Int

    /// How often each rule applied; rules that never did are missing.
    public var counts: [DischargeFinding.Rule: Int] {
        findings.reduce(into: [:]) { counts, finding in counts[finding.rule, default: 0] += 1 }
    }
}

extension DischargeCleaningRules {
    /// Applies the rules to a unit.
    ///
    /// First the impossible and short intervals, each against the last discharge that was kept; then isolation and long
    /// intervals among what is left; then the number of discharges.
    public func clean(_ unit: MotorUnit) -> CleanedMotorUnit {
        let (given, hertz) = (unit.discharges.samples, unit.discharges.rate.hertz)
        var findings: [DischargeFinding] = []
        var kept = dropShort(given, hertz, &findings)
        kept = dropIsolated(kept, given, hertz, &findings)
        if longIntervals != .ignore {
            for (before, k) in zip(kept, kept.dropFirst()) {
                let interval = Double(given[k] - given[before]) / hertz
                guard interval > longInterval else { continue }
                findings.append(.init(.longInterval, k, given, interval, longInterval, isRemoved: false))
            }
        }
        findings.sort { ($0.position ?? 0) < ($1.position ?? 0) }
        if scarceUnits != .ignore, kept.count < minimumDischarges {
            let remove = scarceUnits == .remove
            let (count, limit) = (Double(kept.count), Double(minimumDischarges))
            if remove { kept = [] }
            findings.append(.init(.scarceUnit, nil, given, count, limit, isRemoved: remove))
        }
        var cleaned = unit
        cleaned.discharges = unit.discharges.keeping(kept)
        return CleanedMotorUnit(unit: cleaned, findings: findings, removedCount: given.count - kept.count)
    }

    private func dropShort(_ given: [Int], _ hertz: Double, _ findings: inout [DischargeFinding]) -> [Int] {
        var kept: [Int] = []
        for k in given.indices {
            guard let last = kept.last else {
                kept.append(k)
                continue
            }
            let interval = Double(given[k] - given[last]) / hertz
            if interval < impossibleInterval {
                findings.append(.init(.impossibleInterval, k, given, interval, impossibleInterval, isRemoved: true))
            } else if interval < shortInterval, shortIntervals != .ignore {
                let remove = shortIntervals == .remove
                findings.append(.init(.shortInterval, k, given, interval, shortInterval, isRemoved: remove))
                if !remove { kept.append(k) }
            } else {
                kept.append(k)
            }
        }
        return kept
    }

    private func dropIsolated(
        _ kept: [Int], _ given: [Int], _ hertz: Double, _ findings: inout [DischargeFinding]
    ) -> [Int] {
        guard isolatedDischarges != .ignore, kept.count > 1 else { return kept }
        return kept.indices.compactMap { i in
            let before = i > 0 ? given[kept[i]] - given[kept[i - 1]] : Int.max
            let after = i + 1 < kept.count ? given[kept[i + 1]] - given[kept[i]] : Int.max
            let distance = Double(min(before, after)) / hertz
            guard distance > isolation else { return kept[i] }
            let remove = isolatedDischarges == .remove
            findings.append(.init(.isolatedDischarge, kept[i], given, distance, isolation, isRemoved: remove))
            return remove ? nil : kept[i]
        }
    }
}

extension DischargeFinding {
    fileprivate init(
        _ rule: Rule, _ position: Int?, _ given: [Int], _ found: Double, _ limit: Double, isRemoved: Bool
    ) {
        self.init(
            rule: rule, position: position, sample: position.map { given[$0] }, found: found, limit: limit,
            isRemoved: isRemoved)
    }
}

extension DischargeTrain {
    /// The discharges at these positions, which are in order.
    fileprivate func keeping(_ positions: [Int]) -> DischargeTrain {
        // A part of an increasing list is increasing, so that this cannot throw.
        (try? DischargeTrain(samples: positions.map { samples[$0] }, rate: rate)) ?? self
    }
}

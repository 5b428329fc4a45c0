// What a reader should know before using the numbers of a ramp, one sentence each.

import MotorUnits
import Signals

extension RampAssessment {
    static func findings(
        units: [AssessedMotorUnit], pairs: [DeltaFPair], force: ForceTrace?, performance: RampPerformance?,
        longestGap: Double, place: String
    ) -> [String] {
        var findings: [String] = []
        if let force, let text = performance?.finding(unit: force.unit.symbol, name: force.label) {
            findings.append(text)
        }
        if units.count < 2 {
            let found = units.isEmpty ? "no motor unit" : "one motor unit"
            findings.append("The \(place) has \(found); ΔF needs at least two.")
        } else if !pairs.contains(where: \.isAccepted) {
            findings.append("None of the \(pairs.count) pairs of units meets the rules, so that there is no ΔF.")
        }
        if force == nil {
            findings.append("There is no force or torque, so that there are no thresholds.")
        } else if let force, !force.moves {
            findings.append("The channel \(force.label) never moves, so that there are no thresholds.")
        }
        let lasting = units.filter(\.isStillDischarging).map(\.unit.name)
        if !lasting.isEmpty {
            findings.append(
                "Still discharging at the end, hence without derecruitment: \(lasting.joined(separator: ", ")); the ΔF "
                    + "of such a unit is only a bound.")
        }
        findings += pauses(of: units, longerThan: longestGap) + namesakes(among: units)
        for unit in units where unit.removedCount > 0 {
            findings.append("Cleaning took \(unit.removedCount) discharges out of unit \(unit.unit.name).")
        }
        return findings
    }
    /// Units that stop and come back: lost by the decomposition or really silent, nobody can tell from discharges.
    private static func pauses(of units: [AssessedMotorUnit], longerThan seconds: Double) -> [String] {
        let pausing = units.filter { !$0.smoothed.gaps.isEmpty }
        guard !pausing.isEmpty else { return [] }
        let shown = pausing.prefix(5).map { unit in
            let clock = unit.smoothed.rate
            let first = unit.smoothed.gaps[0]
            let others = unit.smoothed.gaps.count - 1
            // The gap lies strictly between two discharges.
            return "\(unit.unit.name) (\(text(clock.seconds(first.lowerBound - 1))) to "
                + "\(text(clock.seconds(first.upperBound))) s\(others > 0 ? " and \(others) more" : ""))"
        }
        let rest = pausing.count - shown.count
        return [
            "Silent for more than \(text(seconds)) s between two discharges: \(shown.joined(separator: ", "))"
                + "\(rest > 0 ? ", and \(rest) more" : ""); there is no rate in a pause, and pairs that need it there are left out."
        ]
    }

    private static func namesakes(among units: [AssessedMotorUnit]) -> [String] {
        let counts = Dictionary(grouping: units, by: \.unit.name).mapValues(\.count).filter { $0.value > 1 }
        return counts.keys.sorted().map {
            "\(counts[$0] ?? 0) motor units are called \($0); in tables only their order tells them apart."
        }
    }

    /// Seconds to a hundredth.
    private static func text(_ seconds: Double) -> String { String((seconds * 100).rounded() / 100) }
}

// What `lull assess ramp` prints.

import Amplification
import MotorUnits
import Signals

extension RampRun {
    /// The tables for a terminal, one after another where there are several contractions.
    var summary: [String] {
        guard assessments.count > 1 else { return assessments.flatMap(\.lines) }
        var table = TextTable([
            ("contraction", .right), ("from s", .right), ("to s", .right), ("units", .right), ("pairs", .right),
            ("accepted", .right), ("ΔF pps", .right), ("peak", .right), ("error %", .right),
        ])
        for one in assessments {
            let performance = one.performance
            table.add([
                String(one.contraction?.number ?? 1), text(one.contraction?.seconds.lowerBound, 1),
                text(one.contraction?.seconds.upperBound, 1), String(one.units.count), String(one.pairs.count),
                String(one.pairs.count(where: \.isAccepted)), text(one.meanDeltaF, 2),
                performance.map { text($0.peak, 1) + " " + (one.force?.unit.symbol ?? "") } ?? "–",
                text(performance?.errorPercent, 1),
            ])
        }
        let source = assessments.first?.contraction?.source.words ?? ""
        return ["\(assessments.count) contractions, found in \(source)"] + table.lines
            + assessments.flatMap { ["", "Contraction \($0.contraction?.number ?? 1)", ""] + $0.lines }
    }
}

extension RampAssessment {
    /// The tables of one contraction.
    fileprivate var lines: [String] {
        var unitTable = TextTable([
            ("unit", .right), ("discharges", .right), ("recruited s", .right), ("derecruited s", .right),
            ("threshold", .right), ("peak pps", .right), ("ΔF pps", .right), ("95 %", .left), ("controls", .right),
            ("composite", .right), ("brace %", .right), ("", .left),
        ])
        for unit in self.units {
            let m = unit.measures
            let threshold = m.recruitmentThreshold.map {
                $0.formatted(decimals: 1) + " " + (force?.unit.symbol ?? "")
            }
            unitTable.add([
                unit.unit.name, String(m.dischargeCount), text(m.recruitment, 2), text(m.derecruitment, 2),
                threshold ?? "–", text(m.peakRate, 1), text(unit.deltaF.deltaF, 2), range(unit.interval),
                String(unit.deltaF.controlCount),
                text(unit.compositePair.flatMap { $0.isAccepted ? $0.deltaF : nil }, 2),
                unit.geometry.map { text($0.braceHeightPercent, 0) + ($0.exclusions.isEmpty ? "" : "!") } ?? "–",
                unit.deltaF.absence?.description ?? "",
            ])
        }
        var pairTable = TextTable([
            ("control", .right), ("test", .right), ("ΔF pps", .right), ("95 %", .left), ("r", .right), ("r²", .right),
            ("modulation pps", .right),
            ("apart s", .right), ("", .left),
        ])
        for (pair, interval) in zip(pairs, pairIntervals) {
            pairTable.add([
                name(pair.control), name(pair.test), text(pair.deltaF, 2), range(interval),
                text(pair.correlation, 2),
                text(pair.correlation.map { $0 * $0 }, 2),
                text(pair.modulation, 2), text(pair.recruitmentDifference, 2),
                pair.isAccepted ? "accepted" : pair.rejections.map(\.description).joined(separator: "; "),
            ])
        }
        var mean = "There is no ΔF."
        if let overUnits = meanDeltaF, let overPairs = meanPairDeltaF {
            let count = pairs.count(where: \.isAccepted)
            mean =
                "Mean ΔF: \(overUnits.formatted(decimals: 2)) pps over units; "
                + "\(overPairs.formatted(decimals: 2)) pps over \(counted(count, "accepted pair"))"
        }
        if let composite, let value = composite.meanDeltaF {
            mean +=
                "; \(value.formatted(decimals: 2)) pps against a composite of \(counted(composite.members.count, "unit")) "
                + "(\(composite.members.map(name).joined(separator: ", ")))"
        }
        return ["Motor units (rates smoothed by \(settings.smoother.description))"] + unitTable.lines + [
            "", "Pairs of units (\(ruleWords))",
        ] + pairTable.lines + ["", mean] + notes + findings
    }

    /// What the columns need to be read.
    private var notes: [String] {
        var notes: [String] = []
        if pairIntervals.contains(where: { $0 != nil }) {
            notes.append(
                "95 %: between these limits lie 95 of 100 repetitions with the control unit's intervals shuffled "
                    + "(\(settings.bootstrap.draws) draws, seed \(settings.bootstrap.seed)).")
        }
        if units.contains(where: { $0.geometry?.exclusions.isEmpty == false }) {
            notes.append("brace %: values with ! should not be used; units.csv says why.")
        }
        return notes
    }

    private func range(_ interval: DeltaFInterval?) -> String {
        interval.map { "\(text($0.low, 2)) to \(text($0.high, 2))" } ?? ""
    }

    /// The limits that most pairs fail at, with r or r² named.
    private var ruleWords: String {
        let rules = settings.deltaF
        let metric = rules.correlationMetric == .r ? "r" : "r²"
        return "recruited more than \(rules.recruitmentDifference) s apart, \(metric) above \(rules.correlation), "
            + "control unit varies by more than \(rules.controlModulation) pps"
    }

    /// A unit is called by its name in the file, on the terminal as on the page.
    private func name(_ position: Int) -> String { units[position].unit.name }
}

private func text(_ value: Double?, _ decimals: Int) -> String { value?.formatted(decimals: decimals) ?? "–" }

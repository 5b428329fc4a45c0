// From assessed recordings to one tidy table, and from the table to the questions that a study asks.

public import Amplification
import MotorUnits
import Signals

/// The values of a study: one row per value, each with the recording and the line of the manifest that it comes from.
public struct StudyValues: Sendable {
    /// The tidy table: row, participant, condition, time, kind, trial, unit, outcome, value, threshold, file, line.
    public private(set) var table = StudyTable(columns: Self.columns)
    /// The outcomes that there are, in words with their unit.
    public private(set) var words: [String: String] = [:]
    /// Whether units of the same name are the same motor unit in all recordings of a person.
    private let sameUnits: Bool
    private let source: String
    /// Which recording gave an outcome's unit first.
    private var units: [String: (unit: String, place: String)] = [:]

    /// The columns of ``table``.
    public static let columns = [
        "row", "participant", "condition", "time", "kind", "trial", "unit", "outcome", "value", "threshold", "file",
        "line",
    ]
    /// The order of outcomes.
    private static let outcomes = ReplicationDesign.Outcome.allCases.map(\.rawValue)
    /// What begins the name of an outcome that is the change over time of another.
    private static let changeOf = "change-"

    /// A table without rows.
    ///
    /// - Parameters:
    ///   - source: the name of the manifest.
    ///   - sameUnits: whether units of the same name are the same motor unit in all recordings of a person; otherwise
    ///     each recording has units of its own.
    public init(source: String, sameUnits: Bool) {
        self.source = source
        self.sameUnits = sameUnits
    }

    /// Adds the units of a ramp.
    ///
    /// - Throws: ``StudyError`` when thresholds have another unit than in an earlier recording.
    public mutating func add(_ ramp: RampAssessment, _ entry: StudyManifest.Entry, place: String) throws(StudyError) {
        if let force = ramp.force { try agree(on: force.unit.symbol, of: "recruitment threshold", place) }
        words[Self.outcomes[0]] = "ΔF (pps)"
        for unit in ramp.units {
            // Two recordings of a person share no unit unless somebody says so.
            let owner =
                sameUnits
                ? [entry.participant]
                : [entry.participant, entry.condition] + [entry.time, entry.trial].compactMap(\.self)
            add(
                entry, unit: (owner + [unit.unit.name]).joined(separator: "-"), Self.outcomes[0], unit.deltaF.deltaF,
                threshold: unit.measures.recruitmentThreshold)
        }
    }

    /// Adds the measures of a VibStim trial.
    ///
    /// - Throws: ``StudyError`` when torque or EMG have another unit than in an earlier recording.
    public mutating func add(
        _ trial: VibStimAssessment, _ entry: StudyManifest.Entry, place: String
    ) throws(StudyError) {
        let torque = trial.torque.unit.symbol
        try agree(on: torque, of: "torque", place)
        for (outcome, value, name) in [
            (
                ReplicationDesign.Outcome.torqueAtEnd, trial.atEndOfStimulation.torque,
                "torque at the end of stimulation"
            ),
            (.torqueIncrease, trial.increase, "increase of torque"),
            (.sustainedTorque, trial.sustained.torque, "sustained torque"),
        ] as [(ReplicationDesign.Outcome, Double?, String)] {
            words[outcome.rawValue] = "\(name) (\(torque))"
            add(entry, unit: "", outcome.rawValue, value)
        }
        guard let emg = trial.emg else { return }
        try agree(on: emg.unit.symbol, of: "EMG", place)
        let outcome = ReplicationDesign.Outcome.sustainedEMG.rawValue
        words[outcome] = "sustained EMG (\(emg.unit.symbol))"
        add(entry, unit: "", outcome, trial.sustained.emg)
    }

    private mutating func agree(on unit: String, of what: String, _ place: String) throws(StudyError) {
        guard let known = units[what] else {
            units[what] = (unit, place)
            return
        }
        guard known.unit == unit else {
            throw StudyError(
                "\(place): the \(what) is in \(unit), at \(known.place) in \(known.unit); one unit is allowed")
        }
    }

    private mutating func add(
        _ entry: StudyManifest.Entry, unit: String, _ outcome: String, _ value: Double?, threshold: Double? = nil
    ) {
        table.add([
            String(table.rows.count + 1), entry.participant, entry.condition, entry.time ?? "", entry.kind.rawValue,
            entry.trial ?? "", unit, outcome, Self.text(value), threshold.map { Self.text($0) } ?? "", entry.file,
            entry.line > 0 ? String(entry.line) : "",
        ])
    }

    /// Six decimals are far below what any of the values means, and keep the table the same on every machine.
    private static func text(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "NA" }
        return String((value * 1e6).rounded() / 1e6)
    }
}

// MARK: - Changes over time

extension StudyValues {
    /// Adds, for people measured at several times, how much each participant's mean changed from the first to the last one
    /// under each condition: whether conditions change people differently is then a comparison of changes.
    public mutating func addChanges(times: [String], conditions: [String]) throws(StudyError) {
        guard times.count >= 2, conditions.count >= 2, let first = times.first, let last = times.last else { return }
        let values = try table.numbers(of: "value")
        var cells: [[String]: (sum: Double, count: Double)] = [:]
        for (row, value) in zip(table.rows, values) {
            guard let value else { continue }
            let key = [row[7], row[1], row[2], row[3]]
            let known = cells[key] ?? (0, 0)
            cells[key] = (known.sum + value, known.count + 1)
        }
        let people = try table.values(of: "participant")
        let outcomes = try table.values(of: "outcome")
        for outcome in outcomes {
            func mean(_ person: String, _ condition: String, _ time: String) -> Double? {
                cells[[outcome, person, condition, time]].map { $0.sum / $0.count }
            }
            // A model of changes needs people with both, and three of them.
            let complete = people.filter { person in
                conditions.allSatisfy { mean(person, $0, first) != nil && mean(person, $0, last) != nil }
            }
            guard complete.count >= 3 else { continue }
            let name = Self.changeOf + outcome
            words[name] = "change of \(words[outcome] ?? outcome) from \(first) to \(last)"
            for person in complete {
                for condition in conditions {
                    guard let before = mean(person, condition, first), let after = mean(person, condition, last) else {
                        continue
                    }
                    table.add([
                        String(table.rows.count + 1), person, condition, "\(first) to \(last)", "", "", "", name,
                        Self.text(after - before), "", "", "",
                    ])
                }
            }
        }
    }
}

// MARK: - Questions

extension StudyValues {
    /// What is asked of the table: for each outcome and time, how the conditions differ (in a study with one condition, how the
    /// times do), and how changes over time do.
    ///
    /// - Parameters:
    ///   - levels: the conditions, the reference first.
    ///   - times: the times, the first one first; none in a study without.
    /// - Throws: ``StudyError`` when there is nothing to compare.
    public func analyses(
        levels: [String], times: [String], adjustment: StudyAnalysis.Adjustment
    ) throws(StudyError) -> [StudyAnalysis] {
        guard levels.count >= 2 || times.count >= 2 else {
            throw StudyError(
                "\(source): there is one condition (\(levels.joined())) and one time; a comparison needs two of either")
        }
        let present = try table.values(of: "outcome")
        let ordered = Self.outcomes.filter(present.contains)
        var analyses: [StudyAnalysis] = []
        for outcome in ordered + ordered.map({ Self.changeOf + $0 }).filter(present.contains) {
            let isChange = outcome.hasPrefix(Self.changeOf)
            let places: [String?] = levels.count < 2 || times.isEmpty || isChange ? [nil] : times
            for time in places {
                var filters = [(column: "outcome", value: outcome)]
                if let time { filters.append(("time", time)) }
                guard let analysis = try analysis(outcome, time, filters, levels.count < 2 ? times : levels) else {
                    continue
                }
                var chosen = analysis
                (chosen.filters, chosen.adjustment) = (filters, adjustment)
                analyses.append(chosen)
            }
        }
        guard !analyses.isEmpty else {
            throw StudyError("\(source): no outcome has values of three people or more under two conditions")
        }
        return analyses
    }

    /// The analysis of one outcome at one time; `nil` where there is too little to compare.
    private func analysis(
        _ outcome: String, _ time: String?, _ filters: [(column: String, value: String)], _ levels: [String]
    ) throws(StudyError) -> StudyAnalysis? {
        let factor = try table.values(of: "condition").count < 2 ? "time" : "condition"
        guard let rows = try? table.filtered(filters) else { return nil }
        let position = try rows.position(of: factor)
        let values = try rows.numbers(of: "value")
        let measured = rows.rows.indices.filter { values[$0] != nil }
        let there = levels.filter { level in measured.contains { rows.rows[$0][position] == level } }
        guard there.count >= 2, Set(measured.map { rows.rows[$0][1] }).count >= 3 else { return nil }
        let isUnitWise = outcome == Self.outcomes[0]
        let thresholds = try rows.numbers(of: "threshold")
        let hasThresholds = isUnitWise && measured.allSatisfy { thresholds[$0] != nil }
        return try StudyAnalysis(
            name: "\(words[outcome] ?? outcome)\(time.map { ", \($0)" } ?? "")", outcome: "value", factor: factor,
            levels: there, participant: "participant", unit: isUnitWise && isRepeated(rows, measured) ? "unit" : nil,
            covariate: hasThresholds && Set(measured.map { thresholds[$0] }).count > 2 ? "threshold" : nil)
    }

    /// Whether units were measured more than once: only then has a unit something of its own beside the rest.
    private func isRepeated(_ rows: StudyTable, _ measured: [Int]) -> Bool {
        Set(measured.map { rows.rows[$0][6] }).count < measured.count
    }

    /// The outcome of each analysis in words, with its unit.
    public func outcomes(of analyses: [StudyAnalysis]) -> [String] {
        analyses.map { analysis in
            analysis.filters.first { $0.column == "outcome" }.flatMap { words[$0.value] } ?? analysis.outcome
        }
    }
}

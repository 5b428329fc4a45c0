// Many cohorts through the script that lull study writes, and how often its intervals were right.

import Foundation
import Studies
import TestSupport

/// Asks R about many cohorts at once.
enum RecoveryAnalysis {
    static let columns = ["cohort", "participant", "unit", "condition", "threshold", "value"]

    /// The answers to a number of cohorts, from two runs of R at once: on any machine the same cohorts.
    static func answers(
        count: Int, seed: UInt64, levels: [String],
        rows: @escaping @Sendable (String, inout SeededGenerator) -> [[String]]
    ) throws -> [StudyStatistics.Answer] {
        let parts = max(1, min(count, 2))
        nonisolated(unsafe) var found = [Result<[StudyStatistics.Answer], any Error>?](repeating: nil, count: parts)
        let lock = NSLock()
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            var random = SeededGenerator(seed: seed &+ UInt64(part))
            let names = (0..<count / parts).map { "c\($0)" }
            let drawn = names.flatMap { rows($0, &random) }
            let result = Result { try answers(names, rows: drawn, levels: levels) }
            lock.withLock { found[part] = result }
        }
        return try found.flatMap { try $0?.get() ?? [] }
    }

    /// The answers to these cohorts, whose rows have ``columns``.
    static func answers(_ names: [String], rows: [[String]], levels: [String]) throws -> [StudyStatistics.Answer] {
        let folder = try TemporaryDirectory()
        let analyses = try names.map { name in
            var analysis = try StudyAnalysis(
                name: name, outcome: "value", factor: "condition", levels: levels, participant: "participant",
                unit: "unit", covariate: "threshold")
            analysis.filters = [("cohort", name)]
            return analysis
        }
        _ = try folder.write(Array(StudyTable(columns: columns, rows: rows).csv.utf8), to: "table.csv")
        _ = try folder.write(Array(StudyAnalysis.script(for: analyses, software: "a benchmark").utf8), to: "analysis.R")
        return try RProgram.analyse(in: folder.path).analyses
    }
}

/// In how many cohorts the interval held the truth, and a change was found.
struct RecoveryTally {
    private let answers: [StudyStatistics.Answer]
    private let truth: Double

    init(_ answers: [StudyStatistics.Answer], truth: Double) {
        (self.answers, self.truth) = (answers, truth)
    }

    /// The default model's intervals that hold the truth.
    var holds: String { share { Self.interval($0.model).map(isTrue) ?? false } }
    /// Those of the simpler published formula.
    var publishedHolds: String { share { Self.interval($0.sensitivity).map(isTrue) ?? false } }
    var falls: String { share { (Self.interval($0.model)?.upperBound ?? 0) < 0 } }
    var rises: String { share { (Self.interval($0.model)?.lowerBound ?? 0) > 0 } }

    private func isTrue(_ interval: ClosedRange<Double>) -> Bool { interval.contains(truth) }

    private static func interval(_ model: StudyStatistics.Model?) -> ClosedRange<Double>? {
        model?.differences.first.map { $0.low...max($0.low, $0.high) }
    }

    private func share(_ isCounted: (StudyStatistics.Answer) -> Bool) -> String {
        String(format: "%5.1f %%", 100 * Double(answers.count(where: isCounted)) / Double(max(1, answers.count)))
    }
}

// Whether the statistics of a study find what is there, and nothing where there is nothing: many cohorts of a light generator,
// analysed by the script that lull study writes.

import Foundation
import Studies
import TestSupport

/// A cohort drawn from known numbers: ΔF of each unit of each person under two conditions. No motoneurons are simulated, so that
/// the truth is the size and spread that is put in (``VirtualPopulation`` has motoneurons).
///
/// The spread is that of open data of the same research line (tibialis anterior, control and antagonist vibration; Orssatto et al.
/// 2022): between people 0.97, between a person's units 0.71, residual 0.83 and, between people in the effect, 0.69 pps.
struct LightCohort: Sendable {
    var people = 15
    /// Fewest and most units of a person.
    var units = 2...6
    var level = 3.6
    var between = 0.97
    var unit = 0.71
    var effectSpread = 0.69
    var residual = 0.83
    /// The change of the population's mean (pps).
    var change = 0.0

    static let conditions = ["control", "intervention"]

    func rows(named name: String, _ random: inout SeededGenerator) -> [[String]] {
        var rows: [[String]] = []
        for person in 1...people {
            let own = between * normal(&random)
            let effect = change + effectSpread * normal(&random)
            for number in 1...Int.random(in: units, using: &random) {
                let (threshold, of) = (Double.random(in: 1...18, using: &random), unit * normal(&random))
                for (k, condition) in Self.conditions.enumerated() {
                    let value =
                        level + own + of - 0.03 * (threshold - 9) + (k == 1 ? effect : 0) + residual * normal(&random)
                    rows.append([
                        name, "P\(person)", "P\(person)-\(number)", condition,
                        String(threshold + 0.8 * normal(&random)),
                        String(value),
                    ])
                }
            }
        }
        return rows
    }

    /// A normal number by Box and Muller.
    private func normal(_ random: inout SeededGenerator) -> Double {
        let radius = (-2 * log(Double.random(in: Double.leastNormalMagnitude..<1, using: &random))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }
}

/// What is asked: the population's change, and how differently people change.
private let questions = [(change: -0.5, spread: 0.69), (0.0, 0.69), (0.0, 0.3), (0.0, 0.0)]

/// Prints how often intervals hold the truth and how often a change is found, with and without one.
///
/// - Parameter question: only this one of them (from 1); `nil` for all.
func benchmarkRecovery(cohorts: Int, question: Int? = nil) throws {
    print(
        "Cohorts of a light generator (no motoneurons), 15 people with 2 to 6 units, analysed by the script of lull study"
    )
    print("change  spread  cohorts  holds the truth   falls    rises    published formula holds")
    for (place, (change, spread)) in questions.enumerated() where question ?? place + 1 == place + 1 {
        var cohort = LightCohort()
        (cohort.change, cohort.effectSpread) = (change, spread)
        let drawn = cohort
        let found = try RecoveryAnalysis.answers(
            count: cohorts, seed: UInt64(1000 * (spread + 1) - 10 * change), levels: LightCohort.conditions
        ) { drawn.rows(named: $0, &$1) }
        let tally = RecoveryTally(found, truth: change)
        print(
            String(format: "%5.1f   %5.2f   %6d", change, spread, found.count), tally.holds, tally.falls, tally.rises,
            tally.publishedHolds, separator: "    ")
        fflush(nil)
    }
    printStandardError(cohorts: cohorts)
}

/// What chance alone does to a share of 95 %.
func printStandardError(cohorts: Int) {
    let error = 100 * (0.95 * 0.05 / Double(cohorts)).squareRoot()
    print(String(format: "(standard error of a share of 95 %%: %.1f %%)", error))
}

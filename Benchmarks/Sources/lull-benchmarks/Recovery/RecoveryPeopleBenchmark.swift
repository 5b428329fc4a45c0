// Whether a study of virtual people finds what was done to them: many cohorts drawn from a population of them.

import Foundation
import Studies
import TestSupport

/// A population of virtual people, each measured by one ramp without and one with something that is done to them. Their
/// motoneurons are simulated and their ΔF assessed as `lull replicate` does.
///
/// Cohorts are drawn from it with replacement, so that the population's own change is the truth, whatever its size.
struct VirtualPopulation: Sendable {
    /// What is done to them, in words.
    let name: String
    /// Rows of each person: unit, condition (0 or 1), threshold, ΔF; as the tidy table of a replication writes them.
    let people: [[Row]]

    struct Row: Sendable {
        let unit: String
        let condition: Int
        let threshold, value: String
    }

    /// - Parameters:
    ///   - intensity: of stimulation of the antagonist's nerve, in motor thresholds; 0 for none.
    init(
        _ name: String, _ intervention: ReplicationDesign.Intervention, intensity: Double = 1, people: Int, seed: UInt64
    ) throws {
        var design = ReplicationDesign()
        design.arms = design.arms.filter { $0.intervention == intervention && $0.method == .deltaF }
        for arm in design.arms.indices { design.arms[arm].participants = people }
        (design.seed, design.intensity, design.ramps) = (seed, intensity, 1)
        // Fewer motor units than in a replication, and fewer followed: enough for a change of ΔF, in a fraction of the time.
        (design.motorUnitsPerMuscle, design.units) = (60, 6)
        let table = try Replication(design, threads: 2).table
        let places = try ["participant", "unit", "condition", "threshold", "value"].map { try table.position(of: $0) }
        var found: [String: [Row]] = [:]
        for row in table.rows {
            let fields = places.map { row[$0] }
            let condition = fields[2] == Replication.conditions[0] ? 0 : 1
            found[fields[0], default: []].append(
                Row(unit: fields[1], condition: condition, threshold: fields[3], value: fields[4]))
        }
        self.name = name
        self.people = found.keys.sorted().compactMap { found[$0] }
    }

    /// Everybody once.
    var all: [[String]] { rows(named: "all", people.indices.map { ($0, false) }) }

    /// A cohort of so many people, drawn with replacement.
    ///
    /// - Parameter swapping: whether each person's conditions change places by the throw of a coin: then nothing was done to the
    ///   population on average, exactly.
    func cohort(of count: Int, named name: String, swapping: Bool, _ random: inout SeededGenerator) -> [[String]] {
        rows(
            named: name,
            (0..<count).map { _ in
                (Int.random(in: people.indices, using: &random), swapping && Bool.random(using: &random))
            })
    }

    private func rows(named name: String, _ drawn: [(person: Int, isSwapped: Bool)]) -> [[String]] {
        drawn.enumerated().flatMap { place, drawn in
            people[drawn.person].map { row in
                // One who is drawn twice counts as two people, as two alike would.
                let condition = drawn.isSwapped ? 1 - row.condition : row.condition
                return [
                    name, "P\(place + 1)", "P\(place + 1) \(row.unit)", Replication.conditions[condition],
                    row.threshold,
                    row.value,
                ]
            }
        }
    }
}

/// Prints, for each thing that is done to virtual people, how often intervals hold the population's change and how often a
/// change is found.
///
/// - Parameter row: only this one of the three (from 1); `nil` for all.
func benchmarkRecoveryOfPeople(_ people: Int, cohorts: Int, row: Int? = nil) throws {
    print(
        "Cohorts of 15, drawn from \(people) virtual people (motoneurons, one ramp per condition, ΔF as in lull replicate)"
    )
    print("done to them                truth (pps)  cohorts  holds the truth   falls    rises")
    let populations: [() throws -> (VirtualPopulation, isNothing: Bool)] = [
        {
            (
                try VirtualPopulation("inhibition, 1 × MT at 5 Hz", .reciprocalInhibition, people: people, seed: 11),
                false
            )
        },
        { (try VirtualPopulation("relaxation by 0.25", .relaxation, people: people, seed: 12), false) },
        {
            (
                try VirtualPopulation("nothing", .reciprocalInhibition, intensity: 0, people: people, seed: 13), true
            )
        },
    ]
    for (place, make) in populations.enumerated() where row ?? place + 1 == place + 1 {
        let (population, isNothing) = try make()
        let whole = try RecoveryAnalysis.answers(["all"], rows: population.all, levels: Replication.conditions)
        guard let truth = isNothing ? 0 : whole.first?.model?.differences.first?.estimate else {
            print("\(population.name): no model could be fitted to the population")
            continue
        }
        let found = try RecoveryAnalysis.answers(count: cohorts, seed: 0xC0407, levels: Replication.conditions) {
            population.cohort(of: 15, named: $0, swapping: isNothing, &$1)
        }
        let tally = RecoveryTally(found, truth: truth)
        print(
            population.name.padding(toLength: 28, withPad: " ", startingAt: 0),
            String(format: "%6.2f   %8d", truth, found.count), tally.holds, tally.falls, tally.rises, separator: "    ")
        fflush(nil)
    }
    printStandardError(cohorts: cohorts)
}

// The published study on virtual people: simulate, assess, one tidy table.

import Amplification
import Dispatch
import MotorUnits
import Signals
import Synchronization

/// A replication, measured: the tidy table and what to ask of it.
public struct Replication: Hashable, Sendable {
    /// The design.
    public let design: ReplicationDesign
    /// One row per value: arm, participant, condition, trial, unit, outcome, value, recruitment threshold.
    public let table: StudyTable

    /// Names of the two conditions.
    public static let conditions = ["control", "intervention"]
    private static let columns = ["arm", "participant", "condition", "trial", "unit", "outcome", "value", "threshold"]

    /// Simulates and assesses every participant. The same design gives the same table, whatever the number of threads.
    ///
    /// - Parameters:
    ///   - progress: told the share of the work that is done, from any thread.
    /// - Throws: ``StudyError`` for a design that cannot be, or what the simulation says.
    public init(
        _ design: ReplicationDesign, threads: Int, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) throws {
        try design.check()
        self.design = design
        let people = design.arms.flatMap { arm in
            (1...arm.participants).map { VirtualParticipant(arm: arm, design: design, number: $0) }
        }
        let costs = people.map { $0.cost }
        let found = try Self.map(people, costs: costs, threads: threads, progress: progress) { person in
            person.arm.method == .deltaF ? try Self.rampRows(person) : try Self.vibStimRows(person)
        }
        table = StudyTable(columns: Self.columns, rows: found.flatMap(\.self))
    }

    private static func rampRows(_ person: VirtualParticipant) throws -> [[String]] {
        try person.ramps().map { value in
            [
                person.arm.name, person.name, conditions[value.condition], String(value.ramp + 1),
                "\(person.name)-\(value.unit)", ReplicationDesign.Outcome.deltaF.rawValue, text(value.deltaF),
                text(value.threshold),
            ]
        }
    }

    private static func vibStimRows(_ person: VirtualParticipant) throws -> [[String]] {
        try person.vibStim().enumerated().flatMap { condition, trial in
            person.arm.outcomes.map { outcome in
                let value: Double? =
                    switch outcome {
                    case .deltaF: nil
                    case .torqueAtEnd: trial.atEndOfStimulation.torque
                    case .torqueIncrease: trial.increase
                    case .sustainedTorque: trial.sustained.torque
                    case .sustainedEMG: trial.sustained.emg
                    }
                return [
                    person.arm.name, person.name, conditions[condition], "1", "", outcome.rawValue, text(value), "",
                ]
            }
        }
    }

    /// Six decimals are far below what any of the values means, and keep the table the same on every machine.
    private static func text(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "NA" }
        return String((value * 1e6).rounded() / 1e6)
    }

    /// Does the work for each element on some threads; results in order. `costs` say how much of the time each takes.
    private static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], costs: [Double], threads: Int, progress: @escaping @Sendable (Double) -> Void,
        _ work: @Sendable (Element) throws -> Result
    ) throws -> [Result] {
        let next = Atomic<Int>(0)
        let total = costs.reduce(0, +)
        let results = Mutex<(done: Double, values: [Swift.Result<Result, any Error>?])>(
            (0, Array(repeating: nil, count: elements.count)))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, elements.count))) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < elements.count else { return }
                let result = Swift.Result { try work(elements[index]) }
                results.withLock {
                    $0.values[index] = result
                    $0.done += costs[index]
                    progress($0.done / total)
                }
            }
        }
        return try results.withLock { try $0.values.compactMap { try $0?.get() } }
    }

    /// One analysis per arm and outcome.
    public var analyses: [StudyAnalysis] {
        get throws(StudyError) {
            var list: [StudyAnalysis] = []
            for arm in design.arms {
                for outcome in arm.outcomes {
                    let isUnitWise = outcome == .deltaF
                    let hasUnits = isUnitWise ? try isRepeated(arm) : false
                    var analysis = try StudyAnalysis(
                        name: Self.name(arm, outcome), outcome: "value", factor: "condition", levels: Self.conditions,
                        participant: "participant", unit: hasUnits ? "unit" : nil,
                        covariate: isUnitWise ? "threshold" : nil)
                    analysis.filters = [("arm", arm.name), ("outcome", outcome.rawValue)]
                    list.append(analysis)
                }
            }
            return list
        }
    }

    /// Whether a unit of this arm has several values: those of units that are never found again have nothing of their own
    /// beside the rest.
    private func isRepeated(_ arm: ReplicationDesign.Arm) throws(StudyError) -> Bool {
        let rows = try table.filtered([("arm", arm.name)])
        let values = try rows.numbers(of: "value")
        let unit = try rows.position(of: "unit")
        let measured = rows.rows.indices.filter { values[$0] != nil }
        return Set(measured.map { rows.rows[$0][unit] }).count < measured.count
    }

    static func name(_ arm: ReplicationDesign.Arm, _ outcome: ReplicationDesign.Outcome) -> String {
        "\(arm.intervention.words): \(outcome.words)"
    }
}

// All experiments, in the order of the table.

/// A simulation and what is expected of it.
public struct PhysiologyExperiment: Sendable {
    /// What is simulated, in a few words.
    public let name: String
    /// What must hold.
    public let expectations: [PhysiologyExpectation]
    /// How much there is to simulate (cell-seconds).
    public let cost: Double
    private let body: @Sendable (PhysiologyTools) throws -> [PhysiologyFinding]

    /// An experiment whose simulation gives an outcome from which each expectation takes its values.
    init<Outcome: Sendable>(
        _ name: String, cost: Double, simulate: @escaping @Sendable (PhysiologyTools) throws -> Outcome,
        expecting: (inout PhysiologyRows<Outcome>) -> Void
    ) {
        var rows = PhysiologyRows<Outcome>()
        expecting(&rows)
        let complete = rows.rows
        self.name = name
        self.cost = cost
        expectations = complete.map(\.expectation)
        body = { tools in
            let outcome = try simulate(tools)
            return complete.map { PhysiologyFinding($0.expectation, found: $0.values(outcome)) }
        }
    }

    /// Simulates and returns one finding for each expectation, in order.
    func run(_ tools: PhysiologyTools) throws -> [PhysiologyFinding] { try body(tools) }
}

/// Expectations, each with the way to its values.
struct PhysiologyRows<Outcome: Sendable> {
    fileprivate var rows: [(expectation: PhysiologyExpectation, values: @Sendable (Outcome) -> [Double])] = []

    /// Adds an expectation and where its values are in the outcome of the simulation.
    mutating func expect(
        _ name: String, _ expected: PhysiologyExpectation.Expected, unit: String, _ source: PhysiologySource,
        _ values: @escaping @Sendable (Outcome) -> [Double]
    ) {
        rows.append((PhysiologyExpectation(name, expected, unit: unit, source), values))
    }
}

/// The published behaviour of motoneurons, muscles and people, compared with what the simulator does.
///
/// Every seed is fixed, and the findings do not depend on the number of threads: two runs print the same table.
public enum PhysiologyCheck {
    /// How much is simulated.
    public enum Extent: Sendable {
        /// A few seconds: one experiment on noiseless pools and a small part of the ramps.
        case quick
        /// Everything.
        case full
    }

    /// The experiments, in the order of the table.
    public static func experiments(_ extent: Extent) -> [PhysiologyExperiment] {
        switch extent {
        case .quick: [.quickRamps, .spasmByInhibition(.brief)]
        case .full:
            [
                .ramps, .spasmByInhibition(.complete), .spasmEnds, .selfSustainedFiring, .people,
                .relaxation, .clonus, .vibStim,
            ]
        }
    }

    /// Runs experiments one after another, each on all threads.
    ///
    /// - Parameters:
    ///   - experiments: which ones; see ``experiments(_:)``.
    ///   - threads: how many threads work.
    ///   - estimator: the analysis of ramps.
    ///   - progress: called with the part that is done, from any thread, one call at a time.
    /// - Throws: what a simulation or the analysis throws.
    public static func run(
        _ experiments: [PhysiologyExperiment], threads: Int, estimator: @escaping RampEstimator,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) throws -> [PhysiologyFinding] {
        let total = experiments.reduce(0) { $0 + $1.cost }
        let tools = PhysiologyTools(
            threads: threads, estimator: estimator, progress: PhysiologyProgress(total: total, report: progress))
        return try experiments.flatMap { try $0.run(tools) }
    }
}

extension Collection where Element == Double {
    /// The mean; not a number without values.
    var mean: Double { isEmpty ? .nan : reduce(0, +) / Double(count) }
    /// The median; not a number without values.
    var median: Double {
        guard !isEmpty else { return .nan }
        let ordered = sorted()
        return (ordered[(count - 1) / 2] + ordered[count / 2]) / 2
    }
    /// The largest; not a number without values.
    var largest: Double { self.max() ?? .nan }
}

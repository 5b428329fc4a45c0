// What was found beside what was published.

/// One outcome of one arm: found and published.
public struct ReplicationFinding: Hashable, Sendable, Codable {
    /// The arm.
    public let arm: ReplicationDesign.Arm
    /// The outcome.
    public let outcome: ReplicationDesign.Outcome
    /// The mean under control, in the outcome's unit.
    public let control: Double?
    /// Intervention less control, with its 95 % interval and p (Kenward–Roger).
    public let change, low, high, p: Double?
    /// What the interval says; `nil` when there is no model.
    public let found: ReplicationDesign.Direction?
    /// What the paper's abstract says.
    public let published: ReplicationDesign.Direction
    /// The model that was used.
    public let formula: String?

    /// Whether both say the same.
    public var agrees: Bool? { found.map { $0 == published } }

    /// Reads the answer to an arm's outcome.
    public init(
        _ arm: ReplicationDesign.Arm, _ outcome: ReplicationDesign.Outcome, answer: StudyStatistics.Answer?
    ) {
        self.arm = arm
        self.outcome = outcome
        let difference = answer?.model?.differences.first
        control = answer?.model?.means.first { $0.level == Replication.conditions[0] }?.mean
        (change, low, high, p) = (difference?.estimate, difference?.low, difference?.high, difference?.p)
        found = difference.map { $0.high < 0 ? .falls : $0.low > 0 ? .rises : .unchanged }
        published = arm.published(outcome)
        formula = answer?.model?.formula
    }
}

extension Replication {
    /// Found beside published, for every arm and outcome.
    public func findings(_ statistics: StudyStatistics) -> [ReplicationFinding] {
        design.arms.flatMap { arm in
            arm.outcomes.map { outcome in
                let name = Self.name(arm, outcome)
                return ReplicationFinding(arm, outcome, answer: statistics.analyses.first { $0.name == name })
            }
        }
    }
}

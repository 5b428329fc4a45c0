// What was found at a pad before it is used: when it is felt, when the muscle answers, and when it is too much.

/// The thresholds of one pad on one person.
public struct Thresholds: Hashable, Sendable {
    /// How the motor threshold was found.
    public enum Evidence: String, Hashable, Sendable, CaseIterable {
        /// An M-wave of at least 50 µV in at least 5 of 10 pulses.
        case mWave
        /// The person or somebody beside them saw or felt the muscle twitch in at least 5 of 10 pulses.
        case reported
    }

    /// The lowest current that is felt; `nil` when nothing is felt under this pad.
    public let sensory: Milliamperes?
    /// The lowest current at which the muscle answers.
    public let motor: Milliamperes
    /// The strongest current that the person bears; `nil` only where nothing is felt: a report is void there.
    public let comfort: Milliamperes?
    /// How the motor threshold was found.
    public let evidence: Evidence

    /// Creates thresholds. Nothing is checked here; ``Prescription/init(_:within:)`` does.
    public init(
        sensory: Milliamperes?, motor: Milliamperes, comfort: Milliamperes?, evidence: Evidence
    ) {
        self.sensory = sensory
        self.motor = motor
        self.comfort = comfort
        self.evidence = evidence
    }

    /// What makes no sense, each in a clause.
    var problems: [String] {
        var problems: [String] = []
        for (name, value) in [("sensory", sensory), ("motor", motor), ("comfort", comfort)] {
            if let value, value <= .zero {
                problems.append("the \(name) threshold is \(value); it must be found, and above 0 mA")
            }
        }
        switch (sensory, comfort) {
        case (.some, nil):
            problems.append("there is no comfort threshold; what can be felt can hurt, so it must be found")
        case (nil, .some(let comfort)):
            problems.append(
                "the comfort threshold is \(comfort), but nothing is felt under this pad; it must be left out")
        case (.some(let sensory), .some(let comfort)) where sensory > comfort:
            problems.append("the sensory threshold is \(sensory), above the comfort threshold of \(comfort)")
        default: break
        }
        return problems
    }
}

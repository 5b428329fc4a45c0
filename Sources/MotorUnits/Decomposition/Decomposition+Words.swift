// What was found, in a sentence.

extension Decomposition {
    /// What was found, in one sentence; finding nothing is an answer too.
    public var finding: String {
        guard !units.isEmpty else {
            return "No motor unit was found: no source in this EMG discharges regularly enough and stands out clearly "
                + "enough to be one."
        }
        let parts = UnitVerdict.allCases.map { verdict in
            "\(units.count { $0.verdict == verdict }) \(verdict.rawValue)"
        }
        return "\(units.count) motor \(units.count == 1 ? "unit was" : "units were") found: "
            + parts.joined(separator: ", ") + "."
    }
}

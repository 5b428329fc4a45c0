// What the literature and our reference runs say, what the simulator did, and whether the two agree.

/// Where an expectation comes from, and how far that has been checked.
public struct PhysiologySource: Hashable, Sendable, Codable {
    /// How far the source has been checked.
    public enum Mark: String, Hashable, Sendable, Codable, CaseIterable {
        /// Read in the named source.
        case read
        /// Computed for this project with another program than this one.
        case computed
        /// Computed for this project from other people's public data.
        case measuredFromData = "computed from public data"
        /// Read in a source that cites it.
        case secondHand = "second hand"
        /// From memory, not verified.
        case fromMemory = "from memory, not verified"
        /// A choice of this project.
        case assumption
    }

    /// Authors, year and identifier.
    public let text: String
    /// How far it has been checked.
    public let mark: Mark

    /// Creates a source.
    public init(_ text: String, _ mark: Mark) {
        self.text = text
        self.mark = mark
    }
}

/// One thing that must hold.
public struct PhysiologyExpectation: Hashable, Sendable, Codable {
    /// What the values found must be.
    public enum Expected: Hashable, Sendable, Codable {
        /// Every value lies in a range.
        case range(ClosedRange<Double>)
        /// Each value is larger than the one before.
        case rising
        /// Each value is smaller than the one before.
        case falling
        /// The largest value is neither the first nor the last.
        case peaked
    }

    /// What is looked at, with the conditions.
    public let name: String
    /// What must hold.
    public let expected: Expected
    /// The unit of the values.
    public let unit: String
    /// Why that is expected.
    public let source: PhysiologySource

    /// Creates an expectation.
    public init(_ name: String, _ expected: Expected, unit: String, _ source: PhysiologySource) {
        self.name = name
        self.expected = expected
        self.unit = unit
        self.source = source
    }

    /// Whether values are as expected. No values, or one that is not a number, are not.
    public func holds(for values: [Double]) -> Bool {
        guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return false }
        let steps = zip(values, values.dropFirst())
        switch expected {
        case .range(let range): return values.allSatisfy(range.contains)
        case .rising: return values.count > 1 && steps.allSatisfy { $0 < $1 }
        case .falling: return values.count > 1 && steps.allSatisfy { $0 > $1 }
        case .peaked:
            guard let highest = values.max(), let first = values.first, let last = values.last else { return false }
            return first < highest && last < highest
        }
    }
}

/// An expectation and what was found.
public struct PhysiologyFinding: Hashable, Sendable, Codable {
    /// What was expected.
    public let expectation: PhysiologyExpectation
    /// What was found: one value, or one for each condition that the expectation names.
    public let values: [Double]

    /// Creates a finding.
    public init(_ expectation: PhysiologyExpectation, found values: [Double]) {
        self.expectation = expectation
        self.values = values
    }

    /// Whether it is as expected.
    public var matches: Bool { expectation.holds(for: values) }
}

// A named value with an explanation, as pages list them: parameters, settings, provenance, dose.

/// One line of a list of facts.
public struct Fact: Hashable, Sendable {
    /// What it is: `Smoothing`.
    public var name: String
    /// Its value with its unit: `polynomial of degree 5`.
    public var value: String
    /// Why it has this value, or what it means; empty when the name says it all.
    public var note: String

    /// Creates a fact.
    public init(_ name: String, _ value: String, note: String = "") {
        self.name = name
        self.value = value
        self.note = note
    }
}

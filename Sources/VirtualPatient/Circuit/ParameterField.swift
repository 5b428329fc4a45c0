// The dictionary of a patient's parameters: name, unit, meaning, source, allowed range. Checking, files and screens that
// list parameters to people all go over these tables.

/// What a number of a parameter struct is called, means, is measured in, comes from and may be.
public struct ParameterField<Owner>: Sendable {
    /// The name of the property, as it stands in a person's file.
    public let name: String
    /// The unit, `1` for a pure number, `units` for multiples of the model's synaptic unit conductance.
    public let unit: String
    /// What it is, in a few words.
    public let meaning: String
    /// Where the default comes from: a publication, “from memory”, or “assumption”.
    public let source: String
    /// The values that are accepted. Wide: they exclude slips of sign and unit, not unusual people.
    public let allowed: ClosedRange<Double>
    /// Where the number lives.
    public let keyPath: any WritableKeyPath<Owner, Double> & Sendable

    init(
        _ name: String, _ unit: String, _ allowed: ClosedRange<Double>, _ meaning: String, _ source: String,
        _ keyPath: any WritableKeyPath<Owner, Double> & Sendable
    ) {
        self.name = name
        self.unit = unit
        self.meaning = meaning
        self.source = source
        self.allowed = allowed
        self.keyPath = keyPath
    }
}

/// Parameters that come with their own dictionary.
public protocol DescribedParameters: Hashable, Sendable, Codable {
    /// Whose parameters they are, as an error message begins.
    static var title: String { get }
    /// Every number, in the order in which a table shows them.
    static var fields: [ParameterField<Self>] { get }
}

extension DescribedParameters {
    /// Whether every number lies in its allowed range.
    ///
    /// - Throws: ``ParameterError`` for the first that does not.
    public func checkFields() throws(ParameterError) {
        for field in Self.fields {
            try ParameterError.check(
                "\(Self.title): \(field.name)", self[keyPath: field.keyPath], in: field.allowed,
                unit: field.unit == "1" ? "" : field.unit)
        }
    }
}

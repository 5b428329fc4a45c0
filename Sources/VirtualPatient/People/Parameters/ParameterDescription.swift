// The dictionary of a person's parameters. Reading, writing, showing and checking go over this one table, so that they
// cannot disagree. Most rows come from the dictionaries of the engine's parameters (``DescribedParameters``).

/// One parameter of a ``Person``: what it is called, means, is measured in and may be, and who says so.
public struct ParameterDescription: Sendable {
    /// The key in its section of a person file.
    public let name: String
    /// What it is, in a few words.
    public let meaning: String
    /// Where the presets' values come from: a publication, “computed”, “from memory”, “assumption”; empty for names and
    /// settings.
    public let source: String
    /// What kind of value it is, where it lives, and what is allowed.
    public let kind: Kind
    /// The name of the property, as errors of the engine call it.
    let property: String

    /// A kind of value.
    public enum Kind: Sendable {
        /// A number with a unit.
        case number(Quantity)
        /// A whole number.
        case whole(Whole)
        /// `on` or `off`.
        case flag(Flag)
        /// One of a few words.
        case option(Choice)
        /// Words.
        case text(Words)
    }

    /// A number: where it lives, how it is written, what it may be.
    public struct Quantity: Sendable {
        /// The unit in which it is written.
        public let unit: ParameterUnit
        let place: ParameterPlace<Double>
        /// The power of ten from the number as it is written to the one that is stored: −2 for a share that is written in %
        /// and stored as a fraction.
        let scale: Int
        /// The values that are accepted, as stored.
        let allowed: ClosedRange<Double>
        /// Why, for a sentence that goes on with “because”; empty where it is plain.
        let reason: String

        /// The values that are accepted, as written.
        public var range: ClosedRange<Double> { written(allowed.lowerBound).value...written(allowed.upperBound).value }

        /// A stored number as it is written.
        func written(_ stored: Double) -> DecimalText { DecimalText(stored).shifted(by: -scale) }
    }

    /// A whole number.
    public struct Whole: Sendable {
        /// The values that are accepted.
        public let range: ClosedRange<Int>
        let place: ParameterPlace<Int>
    }

    /// `on` or `off`.
    public struct Flag: Sendable {
        let place: ParameterPlace<Bool>
    }

    /// One of a few words.
    public struct Choice: Sendable {
        /// The words.
        public let words: [String]
        let get: @Sendable (Person) -> String
        /// Does nothing for a word that is not one of ``words``.
        let set: @Sendable (String, inout Person) -> Void
    }

    /// Text. A label has 1 to 60 letters, digits, blanks, hyphens and underscores; other text up to 400 characters on one
    /// line.
    public struct Words: Sendable {
        /// Whether it is a label.
        public let isLabel: Bool
        let place: ParameterPlace<String>
    }

    /// The unit's symbol; `nil` where there is none.
    public var unit: String? {
        if case .number(let quantity) = kind { quantity.unit.symbol } else { nil }
    }

    /// The allowed values in words, such as `1 to 60 ms`.
    public var allowedText: String {
        switch kind {
        case .number(let quantity):
            let (low, high) = (
                quantity.written(quantity.allowed.lowerBound), quantity.written(quantity.allowed.upperBound)
            )
            return "\(low.description) to \(high.description) \(quantity.unit.symbol)"
        case .whole(let whole):
            return whole.range.upperBound == .max
                ? "a whole number, \(whole.range.lowerBound) or more"
                : "a whole number, \(whole.range.lowerBound) to \(whole.range.upperBound)"
        case .flag: return "on or off"
        case .option(let choice): return choice.words.joined(separator: ", ")
        case .text(let words):
            return words.isLabel ? "1 to 60 letters, digits, blanks, - and _" : "at most 400 characters on one line"
        }
    }

    /// The allowed values, and why where that is not plain.
    var allowedWithReason: String {
        if case .number(let quantity) = kind, !quantity.reason.isEmpty {
            "\(allowedText), because \(quantity.reason)"
        } else {
            allowedText
        }
    }
}

/// A section of a person file: parameters that belong together.
public struct ParameterSection: Sendable {
    /// The key in the file; empty for the parameters at the top.
    public let name: String
    /// What the section is about, in a sentence.
    public let meaning: String
    /// Its parameters, in the order of the file.
    public let parameters: [ParameterDescription]
    /// Whether the person has what the section describes; `nil` for sections that everybody has. A section that is absent is
    /// written as `off`.
    let presence: ParameterPlace<Bool>?
    /// Whether the section's values fit each other, as its owner says.
    let check: @Sendable (Person) throws(ParameterError) -> Void

    init(
        _ name: String, _ meaning: String, presence: ParameterPlace<Bool>? = nil,
        _ parameters: [ParameterDescription],
        check: @escaping @Sendable (Person) throws(ParameterError) -> Void = { _ throws(ParameterError) in }
    ) {
        self.name = name
        self.meaning = meaning
        self.presence = presence
        self.parameters = parameters
        self.check = check
    }

    /// Whether a person has what the section describes.
    public func isPresent(in person: Person) -> Bool { presence?.get(person) ?? true }

    /// How a parameter of this section is called in a sentence: `reciprocal inhibition: strength`.
    public func path(of parameter: ParameterDescription) -> String {
        name.isEmpty ? parameter.name : "\(name): \(parameter.name)"
    }
}

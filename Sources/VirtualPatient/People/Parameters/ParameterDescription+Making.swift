// Short ways to write the rows of the table, and rows from the dictionaries of the engine's parameters.

extension ParameterDescription {
    /// A number; `unit` and `allowed` are those in which it is stored. It is written in a unit that people read easily:
    /// seconds that are short in ms, parts of 1 in %.
    static func number(
        _ property: String, at place: ParameterPlace<Double>, _ unit: String, _ allowed: ClosedRange<Double>,
        _ meaning: String, _ source: String, reason: String = ""
    ) -> ParameterDescription {
        let (written, scale) = ParameterUnit.writing(unit, upTo: allowed.upperBound)
        let quantity = Quantity(unit: written, place: place, scale: scale, allowed: allowed, reason: reason)
        return setting(property, .number(quantity), meaning, source)
    }

    /// A whole number.
    static func whole(
        _ property: String, at place: ParameterPlace<Int>, _ allowed: ClosedRange<Int>, _ meaning: String
    ) -> ParameterDescription {
        setting(property, .whole(Whole(range: allowed, place: place)), meaning)
    }

    /// `on` or `off`.
    static func flag(
        _ property: String, at place: ParameterPlace<Bool>, _ meaning: String, _ source: String = ""
    ) -> ParameterDescription {
        setting(property, .flag(Flag(place: place)), meaning, source)
    }

    /// Text.
    static func text(
        _ property: String, at place: ParameterPlace<String>, isLabel: Bool, _ meaning: String
    ) -> ParameterDescription {
        setting(property, .text(Words(isLabel: isLabel, place: place)), meaning)
    }

    /// Anything without a unit.
    static func setting(
        _ property: String, _ kind: Kind, _ meaning: String, _ source: String = ""
    ) -> ParameterDescription {
        ParameterDescription(
            name: property.separatedWords, meaning: meaning, source: source, kind: kind, property: property)
    }

    /// One of the cases of an enumeration, by its name.
    static func option<Value: RawRepresentable<String> & CaseIterable & Sendable>(
        _ property: String, at place: ParameterPlace<Value>, _ meaning: String,
        _ source: String = ""
    ) -> ParameterDescription {
        let choice = Choice(
            words: Value.allCases.map(\.rawValue.separatedWords),
            get: { place.get($0).rawValue.separatedWords },
            set: { word, person in
                guard let value = Value.allCases.first(where: { $0.rawValue.separatedWords == word }) else { return }
                place.set(value, &person)
            })
        return setting(property, .option(choice), meaning, source)
    }

    /// The rows of a parameter struct that brings its own dictionary.
    static func rows<Owner: DescribedParameters>(
        of owner: ParameterPlace<Owner>
    ) -> [ParameterDescription] {
        Owner.fields.map { field in
            number(
                field.name, at: owner[dynamicMember: field.keyPath], field.unit, field.allowed, field.meaning,
                field.source)
        }
    }
}

extension String {
    /// `centralLatency` → `central latency`.
    var separatedWords: String {
        var result = ""
        for character in self {
            if character.isUppercase, !result.isEmpty, result.last != " " {
                result += " " + character.lowercased()
            } else {
                result.append(character)
            }
        }
        return result
    }
}

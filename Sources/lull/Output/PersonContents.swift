// What `lull patient` says of people, once as text and once as JSON.

import VirtualPatient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A description of a person; its properties are the keys of the JSON.
struct PersonContents: Encodable {
    struct ParameterContents: Encodable {
        let name, meaning, value, allowed: String
        let number: Double?
        let unit, source: String?
    }
    struct SectionContents: Encodable {
        let name, meaning: String
        let isPresent: Bool
        let parameters: [ParameterContents]
    }

    let name, standsFor, history: String
    let seed: Int
    let sections: [SectionContents]

    init(of person: Person) {
        name = person.name
        standsFor = person.summary
        history = person.history
        seed = person.seed
        sections = Person.sections.filter { !$0.name.isEmpty }.map { section in
            let isPresent = section.isPresent(in: person)
            return SectionContents(
                name: section.name, meaning: section.meaning, isPresent: isPresent,
                parameters: (isPresent ? section.parameters : []).map { row in
                    ParameterContents(
                        name: row.name, meaning: row.meaning, value: row.text(in: person), allowed: row.allowedText,
                        number: row.number(in: person), unit: row.unit, source: row.source.isEmpty ? nil : row.source)
                })
        }
    }

    /// The description as JSON: indented, keys sorted.
    func json() throws -> String { try Self.json(self) }

    /// All presets as JSON.
    static func json(ofPresets presets: [PersonPreset]) throws -> String {
        struct Preset: Encodable {
            let name, standsFor: String
            let hasSeverity: Bool
        }
        return try json(
            presets.map { Preset(name: $0.rawValue, standsFor: $0.summary, hasSeverity: $0.hasSeverity) })
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The description for a terminal.
    var lines: [String] {
        var lines = [name, "  \(standsFor)", "  \(history); seed \(seed)"]
        for section in sections {
            lines += ["", section.name + (section.isPresent ? "" : ": off"), "  \(section.meaning)"]
            guard section.isPresent else { continue }
            var table = TextTable([
                ("parameter", .left), ("value", .left), ("allowed", .left), ("meaning", .left), ("source", .left),
            ])
            for row in section.parameters {
                table.add([row.name, row.value, row.allowed, row.meaning, row.source ?? "–"])
            }
            lines += table.lines
        }
        return lines
    }
}

// The table: complete, without doubles, each row tied to one number of the engine.

import Foundation
import Testing

@testable import VirtualPatient

@Suite("Table of a person's parameters")
struct ParameterTableTests {
    /// A person as a flat list of what JSON makes of it: an independent view of everything that is stored.
    private func leaves(_ person: Person) throws -> [String: String] {
        var result: [String: String] = [:]
        func walk(_ value: Any, _ path: String) {
            if let mapping = value as? [String: Any] {
                for (key, part) in mapping { walk(part, "\(path).\(key)") }
            } else {
                result[path] = "\(value)"
            }
        }
        walk(try JSONSerialization.jsonObject(with: JSONEncoder().encode(person)), "")
        return result
    }

    @Test("every stored number of a person has one row, and every row changes one stored number")
    func complete() throws {
        var person = Person()
        person.parameters.agonist.fatigue = MuscleFatigue()
        person.parameters.antagonist.fatigue = MuscleFatigue()
        let before = try leaves(person)
        var covered: [String: Int] = [:]
        var wrong: [String] = []
        for section in Person.sections {
            for row in section.parameters {
                var changed = person
                switch row.kind {
                case .number(let quantity):
                    let (low, high) = (quantity.allowed.lowerBound, quantity.allowed.upperBound)
                    quantity.place.set(quantity.place.get(person) == low ? high : low, &changed)
                case .whole(let whole): whole.place.set(whole.place.get(person) + 1, &changed)
                case .flag(let flag): flag.place.set(!flag.place.get(person), &changed)
                case .option(let choice):
                    choice.set(choice.words.first { $0 != choice.get(person) } ?? "", &changed)
                case .text(let words): words.place.set("other", &changed)
                }
                let after = try leaves(changed)
                let moved = after.keys.filter { after[$0] != before[$0] }
                if moved.count != 1 { wrong.append("\(section.path(of: row)) moves \(moved)") }
                for path in moved { covered[path, default: 0] += 1 }
            }
        }
        #expect(wrong.isEmpty)
        #expect(covered.values.allSatisfy { $0 == 1 })
        #expect(Set(covered.keys) == Set(before.keys))
    }

    @Test("names are unique, and every number has a meaning; all but settings have a source")
    func names() {
        let sections = Person.sections.map(\.name)
        #expect(Set(sections).count == sections.count)
        #expect(Person.sections.dropFirst().allSatisfy { !$0.meaning.isEmpty })
        for section in Person.sections {
            let names = section.parameters.map(\.name)
            #expect(Set(names).count == names.count)
            #expect(section.parameters.allSatisfy { !$0.meaning.isEmpty && !$0.allowedText.isEmpty })
        }
        let unsourced = Person.sections.flatMap { s in
            s.parameters.filter { $0.unit != nil && $0.source.isEmpty }.map(s.path)
        }
        #expect(unsourced == ["recording: rate", "recording: mains frequency"])
    }

    @Test("what varies between people is in the table")
    func variations() {
        #expect(
            Person.varyingParameters.allSatisfy { pair in
                Person.section(pair.section)?.parameters.contains { $0.name == pair.name && $0.unit != nil } == true
            })
    }

    @Test("an unusual person is refused with the parameter's name in the file")
    func validation() {
        var person = Person()
        person.parameters.circuit.reciprocalInhibition.strength = -1
        #expect(
            throws: ParameterError(
                parameter: "reciprocal inhibition: strength", found: "-1 units", allowed: "0 to 200 units")
        ) { try person.validate() }
        person = Person()
        person.recording.electrodes = "GR99"
        #expect(throws: ParameterError.self) { try person.validate() }
        person = Person()
        person.parameters.spasms.perHour = .nan
        #expect(throws: ParameterError.self) { try person.validate() }
    }
}

@Suite("Decimal text")
struct DecimalTextTests {
    @Test(
        "numbers are written as people write them",
        arguments: [
            (0.035, 3, "35"), (35, -3, "0.035"), (0, 3, "0"), (1e-5, 6, "10"), (1.2e-5, 6, "12"), (0.1, 0, "0.1"),
            (-28, 0, "-28"),
            (1e22, 0, "1e22"), (1.5e-9, 0, "1.5e-9"), (0.75, 2, "75"), (123.456, 1, "1234.56"), (2048, 0, "2048"),
            (.leastNonzeroMagnitude, 0, "5e-324"), (1.7976931348623157e308, 2, "1.7976931348623157e310"),
        ])
    func description(value: Double, shift: Int, text: String) {
        #expect(DecimalText(value).shifted(by: shift).description == text)
    }

    @Test("any number is read back bit for bit, whatever the shift")
    func exact() {
        var generator = SystemRandomNumberGenerator()
        var wrong: [UInt64] = []
        for _ in 0..<5000 {
            let bits = generator.next()
            let value = Double(bitPattern: bits)
            guard value.isFinite else { continue }
            for shift in [-6, -3, 0, 2, 3] {
                let text = DecimalText(value).shifted(by: shift).description
                let back = DecimalText.prefix(of: text[...])
                if back?.number.shifted(by: -shift).value != value || back?.rest.isEmpty != true { wrong.append(bits) }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("a number ends where its unit begins")
    func prefixes() {
        let rests = ["35 ms", "35ms", "3.5e2ms", "1e3", "5 e", "5e", "1.", "-.5 mV", "ms", "", "+", "1e+ms", "½"].map {
            DecimalText.prefix(of: $0[...]).map { "\($0.number.description)|\($0.rest)" } ?? "none"
        }
        #expect(
            rests == [
                "35| ms", "35|ms", "350|ms", "1000|", "5| e", "5|e", "1|.", "-0.5| mV", "none", "none", "none",
                "1|e+ms", "none",
            ])
    }
}

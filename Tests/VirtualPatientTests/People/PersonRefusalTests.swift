// What a person file can have wrong: one sentence each, with the line, what was found and what is allowed.

import Foundation
import Signals
import TestSupport
import Testing

@testable import VirtualPatient

@Suite("Refusals of person files")
struct PersonRefusalTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        let old: String
        let new: String
        let sentence: String
        var testDescription: String { new }
        init(_ old: String, _ new: String, _ sentence: String) {
            (self.old, self.new, self.sentence) = (old, new, sentence)
        }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            "  decay: 10 ms", "  decay: 10",
            "reciprocal inhibition: decay is 10 without a unit; allowed is 1 to 500 ms, written with the unit, such as 10 ms"
        ),
        Mistake(
            "  decay: 10 ms", "  decay: 10 mV", "reciprocal inhibition: decay is “10 mV”; allowed is 1 to 500 ms"),
        Mistake(
            "  decay: 10 ms", "  decay: 0,5 ms",
            "reciprocal inhibition: decay is “0,5 ms”; allowed is 1 to 500 ms, with a decimal point"),
        Mistake(
            "  decay: 10 ms", "  decay: 0.2 ms", "reciprocal inhibition: decay is 0.2 ms; allowed is 1 to 500 ms"),
        Mistake(
            "  decay: 10 ms", "  decay: long",
            "reciprocal inhibition: decay is “long”; allowed is a number with its unit, 1 to 500 ms"),
        Mistake("  decay: 10 ms", "  decay:", "reciprocal inhibition: decay has no value; allowed is 1 to 500 ms"),
        Mistake(
            "  decay: 10 ms", "  decay: [10 ms]",
            "reciprocal inhibition: decay is a list; allowed is one value, such as “decay: 10 ms”"),
        Mistake(
            "  decay: 10 ms", "  decay: {a: 1}",
            "reciprocal inhibition: decay is a mapping; allowed is one value, such as “decay: 10 ms”"),
        Mistake(
            "  decay: 10 ms", "  decay: 1e999 ms",
            "reciprocal inhibition: decay is not a finite number; allowed is 1 to 500 ms"),
        Mistake(
            "  decay: 10 ms", "  decay: .nan",
            "reciprocal inhibition: decay is “.nan”; allowed is a number with its unit, 1 to 500 ms"),
        Mistake(
            "  unit conductance: 10 µS/cm²", "  unit conductance: -10 µS/cm²",
            "agonist synapses: unit conductance is -10 µS/cm²; allowed is 0 to 1000 µS/cm²"),
        Mistake(
            "  dendritic share: 100 %", "  dendritc share: 100 %",
            "reciprocal inhibition: “dendritc share” is not known; did you mean “dendritic share”?"),
        Mistake(
            "  dendritic share: 100 %", "  dendriticShare: 100 %",
            "reciprocal inhibition: “dendriticShare” is not known; did you mean “dendritic share”?"),
        Mistake("recording:", "recordings:", "“recordings” is not known; did you mean “recording”?"),
        Mistake(
            "  time step: 0.05 ms", "  time step: 0.5 ms",
            "simulation: time step is 0.5 ms; allowed is 0.005 to 0.1 ms, because longer steps lose discharges and then "
                + "become unstable"),
        Mistake(
            "  time step: 0.05 ms", "  time step: 0.03 ms",
            "simulation: time step is 0.03 ms; allowed is a whole part of 1 ms, such as 0.025, 0.05 or 0.1 ms, because the "
                + "circuit moves every millisecond"),
        Mistake(
            "  muscle: soleus", "  muscle: biceps",
            "agonist: muscle is “biceps”; allowed is soleus, gastrocnemius medialis, tibialis anterior"),
        Mistake(
            "  muscle: tibialis anterior", "  muscle: gastrocnemius medialis",
            "antagonist: muscle is gastrocnemius medialis; allowed is a muscle on the other side of the ankle than the "
                + "agonist, which is soleus"),
        Mistake(
            "  bone conductivity: 0 S/m", "  bone conductivity: 1e-9 S/m",
            "recording: bone conductivity is 1e-9 S/m; allowed is 0 or at least 1e-6 S/m"),
        Mistake("  is held: on", "  is held: maybe", "ankle: is held is “maybe”; allowed is on or off"),
        Mistake(
            "  motor units: 200", "  motor units: 20.5",
            "agonist: motor units is “20.5”; allowed is a whole number, 1 to 2000"),
        Mistake(
            "  motor units: 200", "  motor units: 0", "agonist: motor units is 0; allowed is a whole number, 1 to 2000"),
        Mistake("seed: 1", "seed: -1", "seed is -1; allowed is a whole number, 0 or more"),
        Mistake("name: \"person\"", "name: a/b", "name is “a/b”; allowed is 1 to 60 letters, digits, blanks, - and _"),
        Mistake(
            "lull person: 1", "lull person: 2", "lull person is “2”; allowed is 1, the layout that this version reads"),
        Mistake(
            "agonist fatigue: off", "agonist fatigue: no",
            "agonist fatigue is “no”; allowed are indented lines of its own, or off"),
        Mistake(
            "  first rank: 0 %", "  first rank: 80 %",
            "agonist: first rank is 80 %; allowed is at most last rank, which is 0.75"),
        Mistake(
            "  bone radius: 15 mm", "  bone radius: 60 mm",
            "recording: bone radius is 60 mm; allowed is less than the muscle radius, which is 50.0 mm"),
        Mistake("seed: 1", "seed: 1\nseed: 2", "the key “seed” is there twice; allowed is once"),
        Mistake("seed: 1", "seed: *one", "aliases (*name) are not used in person files; write the value itself"),
        Mistake("seed: 1", "seed: [1", "this is not YAML: did not find expected ',' or ']'"),
        Mistake("seed: 1", "[a]: 1\nseed: 1", "a key is a list; allowed is a name"),
    ]

    @Test("a mistake is told in one sentence with its line", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let good = Person.sample.yaml()
        let lines = good.split(separator: "\n", omittingEmptySubsequences: false)
        let index = try #require(lines.firstIndex { $0 == mistake.old })
        let error = try #require(refusal(of: good.edited(mistake.old, mistake.new)))
        #expect(error.problem == mistake.sentence)
        // A bracket that never closes is noticed where the next line begins.
        let slack = mistake.new.hasSuffix("[1") || mistake.new.hasPrefix("seed: 1\n") ? 4 : 0
        let line = try #require(error.line)
        #expect((index + 1...index + 1 + slack).contains(line))
        #expect(error.description == "anna.yaml, line \(line): \(error.problem)")
        #expect(error.category == .data)
    }

    @Test("a missing value names its section's line, a missing section itself")
    func missing() throws {
        let good = Person.sample.yaml()
        let lines = good.split(separator: "\n", omittingEmptySubsequences: false)
        let section = try #require(lines.firstIndex(of: "reciprocal inhibition:"))
        let value = try #require(refusal(of: good.edited("  dendritic share: 100 %", "")))
        #expect(value.line == section + 1)
        #expect(
            value.problem
                == "reciprocal inhibition: dendritic share is missing; every key is needed, such as “dendritic share: 100 %”"
        )
        let whole = try #require(refusal(of: good.edited("simulation:", "").edited("  time step: 0.05 ms", "")))
        #expect(whole.problem == "the section “simulation” is missing; every section is needed")
    }

    @Test(
        "what is no person file at all says so",
        arguments: [
            ("", "the person file is empty"), ("# nothing\n", "the person file is empty"),
            (
                "hello",
                "this is no person file: found is “hello”, allowed is a mapping that begins with “lull person: 1”"
            ),
            (
                "- a\n- b",
                "this is no person file: found is a list, allowed is a mapping that begins with “lull person: 1”"
            ),
            ("name: anna", "this is no person file: “lull person: 1” is missing at its beginning"),
            ("a: 1\n---\nb: 2", "this is not YAML: but found another document"),
            (String(repeating: "[", count: 20_000), "this is not YAML: "),
            (String(repeating: "- ", count: 20_000), "this is not YAML: "),
            (String(repeating: "{a: ", count: 20_000), "this is not YAML: "),
            ("a: &a [1]\nb: [*a, *a]", "aliases (*name) are not used in person files; write the value itself"),
        ])
    func notAPerson(text: String, sentence: String) throws {
        let error = try #require(refusal(of: text))
        #expect(error.problem.hasPrefix(sentence))
        #expect(!error.problem.contains("\n"))
    }

    @Test("a file that is not there, a folder, bytes that are no text, and a file that is too large")
    func files() throws {
        let folder = try TemporaryDirectory()
        func error(_ path: String) -> PersonFileError? {
            do throws(PersonFileError) {
                _ = try Person(contentsOf: path)
                return nil
            } catch { return error }
        }
        #expect(error(folder.file("none.yaml"))?.category == .noInput)
        #expect(error(folder.path)?.category == .noInput)
        let bytes = try folder.write([0xff, 0xfe, 0x00], to: "bytes.yaml")
        #expect(error(bytes)?.problem == "this is no person file: it is not text in UTF-8")
        let large = try folder.write([UInt8](repeating: 0x20, count: 1_000_001), to: "large.yaml")
        #expect(error(large)?.problem == "this is no person file: it has more than 1000000 bytes")
        let good = try folder.write(Array(Person.sample.yaml().utf8), to: "good.yaml")
        #expect(try Person(contentsOf: good) == Person.sample)
    }

    @Test("any spoilt file is read or refused in one sentence, and never more", arguments: 0..<8)
    func fuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let good = try Person.preset(.multipleSclerosis).yaml()
        var lines = good.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // Comments only make parsing slower; a few of them stay.
        lines = lines.filter { !$0.contains("#") } + ["# end"]
        let poisons = [
            ":", "- ", "? ", "&a ", "*a", "!!int ", "|", ">", "%YAML 9", "---", "...", "\t", "\u{0}", "\u{feff}", "\"",
            "'",
            "[", "{", "}", "~", "1e400", "-", "0x10", "\u{2028}", "#", "<<: ", "ms", "é", "\r", "on", "null",
            "__proto__: 1",
        ]
        var failures: [String] = []
        for _ in 0..<40 {
            var text = lines
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let k = Int.random(in: text.indices, using: &generator)
                let poison = poisons.randomElement(using: &generator) ?? ""
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: text[k] = ""
                case 1: text.insert(text[k], at: k)
                case 2: text[k] += poison
                case 3: text[k] = poison + text[k]
                case 4: text.swapAt(k, Int.random(in: text.indices, using: &generator))
                default:
                    let cut = text[k].index(
                        text[k].startIndex, offsetBy: Int.random(in: 0...text[k].count, using: &generator))
                    text[k] = text[k][..<cut] + poison + text[k][cut...]
                }
            }
            let joined = text.joined(separator: "\n")
            do throws(PersonFileError) {
                let person = try Person(yaml: joined, file: "anna.yaml")
                if (try? person.validate()) == nil || (try? Person(yaml: person.yaml(), file: "")) != person {
                    failures.append(joined)
                }
            } catch {
                if error.problem.isEmpty || error.description.contains(where: \.isNewline)
                    || error.description.count > 1200
                {
                    failures.append(error.description)
                }
            }
        }
        #expect(failures.isEmpty)
    }

    @Test("damaged bytes are read or refused in one sentence", arguments: 0..<8)
    func damage(part: UInt64) throws {
        let mutator = FileMutator(Array(Person.sample.yaml().utf8))
        let folder = try TemporaryDirectory()
        let copies = getenv("LULL_FUZZ_COUNT").flatMap { UInt64(String(cString: $0)) } ?? 20
        var failures: [String] = []
        for number in 0..<copies {
            let path = try folder.write(mutator.copy(part * copies + number), to: "\(number).yaml")
            do throws(PersonFileError) {
                let person = try Person(contentsOf: path)
                if (try? person.validate()) == nil { failures.append("copy \(number) is not possible") }
            } catch {
                if error.problem.isEmpty || error.description.contains(where: \.isNewline) {
                    failures.append(error.description)
                }
            }
        }
        #expect(failures.isEmpty)
    }
}

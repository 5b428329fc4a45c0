// What is written is read back, bit for bit.

import Motoneurons
import TestSupport
import Testing

@testable import VirtualPatient

@Suite("Person files")
struct PersonFileTests {
    @Test("any allowed person is written and read back exactly", arguments: 0..<60)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let person = try Person.random(&generator)
        let text = person.yaml()
        let read = try Person(yaml: text, file: "anna.yaml")
        #expect(read == person)
        #expect(read.yaml() == text)
    }

    @Test(
        "every preset, of every severity and muscle, is possible and read back exactly",
        arguments: PersonPreset.allCases)
    func presets(preset: PersonPreset) throws {
        for muscle in MotorPoolParameters.MuscleName.allCases {
            for severity in preset.hasSeverity ? [0, 0.5, 1] : [nil] {
                for seed in [nil, 1, 77] {
                    let person = try Person.preset(preset, severity: severity, seed: seed, muscle: muscle)
                    try person.validate()
                    #expect(try Person(yaml: person.yaml(), file: "anna.yaml") == person)
                }
            }
        }
    }

    @Test("each value in a file stands below its meaning, range and source")
    func comments() throws {
        let lines = Person.sample.yaml().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let index = try #require(lines.firstIndex(of: "  decay: 10 ms"))
        #expect(lines[index - 1] == "  # decay of the conductance; 1 to 500 ms [from memory: 10 to 20 ms]")
        #expect(lines.allSatisfy { $0.count <= 120 && !$0.hasSuffix(" ") })
        #expect(lines.contains("agonist fatigue: off"))
        #expect(
            lines.contains("# Monoaminergic drive: the factor of all dendritic PICs, and how calm and stress move it."))
    }

    @Test("units may be written with other prefixes and other signs, without rounding")
    func spellings() throws {
        let text = Person.sample.yaml()
        let edited = text.edited("  decay: 10 ms", "  decay: 0.0123 s").edited(
            "  stiffness: 20 N·m/rad", "  stiffness: 21 Nm/rad"
        )
        .edited("  inertia: 0.02 kg·m²", "  inertia: 3e-2 kg*m^2").edited("  baseline: 0.95 ×", "  baseline: 97 %")
        .edited("  first rank: 0 %", "  first rank: 0.07 ×").edited(
            "  unit conductance: 10 µS/cm²", "  unit conductance: 1.1e-5 S/cm²"
        )
        .edited("  noise: 4 µV", "  noise: '6uV'")
        let person = try Person(yaml: edited, file: "anna.yaml")
        #expect(person.parameters.circuit.reciprocalInhibition.decay == 0.0123)
        #expect(person.parameters.circuit.ankle.stiffness == 21)
        #expect(person.parameters.circuit.ankle.inertia == 0.03)
        #expect(person.parameters.neuromodulation.baseline == 0.97)
        #expect(person.parameters.agonist.firstRank == 0.07)
        #expect(person.parameters.agonist.synapses.unitConductance == 1.1e-5)
        #expect(person.recording.noise == 6)
    }

    @Test("an optional section is off or has all its values")
    func fatigue() throws {
        let text = Person.sample.yaml()
        let on = text.edited(
            "agonist fatigue: off",
            "agonist fatigue:\n  first rate: 0.001 1/s\n  last rate: 0.02 1/s\n  recovery: 300 s")
        let person = try Person(yaml: on, file: "anna.yaml")
        #expect(person.parameters.agonist.fatigue?.lastRate == 0.02)
        #expect(person.parameters.antagonist.fatigue == nil)
        #expect(try Person(yaml: person.yaml(), file: "anna.yaml") == person)
    }

    @Test("keys may come in any order and in JSON's way of writing YAML")
    func order() throws {
        let text = "{lull person: 1, simulation: {time step: 0.025 ms}, "
        let refused = try #require(refusal(of: text + "name: 'x'}"))
        #expect(refused.problem.contains("section") || refused.problem.contains("missing"))
        let lines = Person.sample.yaml().split(separator: "\n").filter { !$0.contains("#") }.map(String.init)
        let first = try #require(lines.firstIndex(of: "agonist:"))
        let moved = lines[first...] + lines[..<first].reversed()
        #expect(try Person(yaml: moved.joined(separator: "\n"), file: "anna.yaml") == Person.sample)
    }
}

extension String {
    /// With the first occurrence of a line exchanged, which must be there.
    func edited(_ old: String, _ new: String, at location: SourceLocation = #_sourceLocation) -> String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let index = lines.firstIndex(of: old) else {
            Issue.record("no line “\(old)”", sourceLocation: location)
            return self
        }
        lines[index] = new
        return lines.joined(separator: "\n")
    }
}

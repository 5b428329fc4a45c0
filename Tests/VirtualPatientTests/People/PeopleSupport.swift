// Random people for property tests: every parameter anywhere in its range, then made to fit each other.

import TestSupport
import Testing

@testable import VirtualPatient

extension Person {
    /// A person whose values the tests of files name, whatever the defaults are.
    static var sample: Person {
        var person = Person()
        person.parameters.circuit.agonistSynapse.decay = 0.004
        person.parameters.circuit.antagonistSynapse.decay = 0.004
        person.parameters.circuit.reciprocalInhibition.decay = 0.010
        person.parameters.circuit.reciprocalInhibition.dendriticShare = 1
        person.parameters.circuit.ankle.isHeld = true
        person.parameters.circuit.ankle.stiffness = 20
        person.parameters.circuit.ankle.inertia = 0.02
        person.parameters.neuromodulation.baseline = 0.95
        person.parameters.agonist = .soleus
        person.parameters.agonist.motorUnits = 200
        person.parameters.agonist.firstRank = 0
        person.parameters.agonist.lastRank = 0.75
        person.parameters.antagonist = .tibialisAnterior
        person.parameters.timeStep = 0.05
        person.recording.limb.boneRadius = 15
        person.recording.limb.muscleRadius = 50
        person.recording.limb.boneConductivity = 0
        person.recording.noise = 4
        return person
    }

    /// A person that is allowed, with nothing usual about it.
    static func random(_ generator: inout SeededGenerator) throws -> Person {
        var person = Person()
        for section in sections {
            section.presence?.set(Bool.random(using: &generator), &person)
            guard section.isPresent(in: person) else { continue }
            for parameter in section.parameters { parameter.randomise(&person, &generator) }
        }
        person.recording.electrodes = ["bipolar", "GR10MM0808", "HD08MM1305"].randomElement(using: &generator) ?? ""
        person.parameters.timeStep = [0.025, 0.05, 0.1, 0.0125].randomElement(using: &generator) ?? 0.05
        person.makeFit()
        try person.validate()
        return person
    }

    private mutating func makeFit() {
        for pool in [\VirtualPatientParameters.agonist, \VirtualPatientParameters.antagonist] {
            let ranks = [parameters[keyPath: pool].firstRank, parameters[keyPath: pool].lastRank].sorted()
            parameters[keyPath: pool].firstRank = ranks[0]
            parameters[keyPath: pool].lastRank = ranks[1]
            if var fatigue = parameters[keyPath: pool].fatigue, fatigue.firstRate == 0 {
                fatigue.lastRate = 0
                parameters[keyPath: pool].fatigue = fatigue
            }
        }
        parameters.antagonist.muscle = parameters.agonist.muscle.isPlantarflexor ? .tibialisAnterior : .soleus
        for nerve in [\CircuitParameters.agonistNerve, \CircuitParameters.antagonistNerve] {
            parameters.circuit[keyPath: nerve].afferentSaturation =
                parameters.circuit[keyPath: nerve].afferentThreshold + 1.0 / 3
        }
        parameters.spasms.tonicWeight = max(parameters.spasms.tonicWeight, 1)
        let peaks = [parameters.activity.weakestContraction, parameters.activity.strongestContraction].sorted()
        (parameters.activity.weakestContraction, parameters.activity.strongestContraction) = (peaks[0], peaks[1])
        let times = [parameters.activity.shortestContraction, parameters.activity.longestContraction].sorted()
        (parameters.activity.shortestContraction, parameters.activity.longestContraction) = (times[0], times[1])
        if recording.limb.boneConductivity < 1e-6 { recording.limb.boneConductivity = 0 }
        recording.limb.muscleRadius = max(recording.limb.muscleRadius, recording.limb.boneRadius + 1.7)
    }
}

extension ParameterDescription {
    /// Puts a value from anywhere in the range into `person`.
    func randomise(_ person: inout Person, _ generator: inout SeededGenerator) {
        switch kind {
        case .number(let quantity):
            let (low, high) = (quantity.allowed.lowerBound, quantity.allowed.upperBound)
            let even = Double.random(in: low...high, using: &generator)
            // Small values matter as much as large ones: their text has an exponent.
            let small = low + (high - low) * Double.random(in: 0...1, using: &generator).power(20)
            quantity.place.set([even, small, low, high].randomElement(using: &generator) ?? low, &person)
        case .whole(let whole): whole.place.set(.random(in: whole.range, using: &generator), &person)
        case .flag(let flag): flag.place.set(.random(using: &generator), &person)
        case .option(let choice): choice.set(choice.words.randomElement(using: &generator) ?? "", &person)
        case .text(let words):
            let letters = words.isLabel ? Array("aZ09 -_") : Array("aé 0#:*&!|>%@`'\"\\{}[],?-~😀µ")
            let count = Int.random(in: 1...(words.isLabel ? 60 : 200), using: &generator)
            let text = String((0..<count).map { _ in letters.randomElement(using: &generator) ?? "a" })
            words.place.set(words.isLabel ? ("x" + text.dropLast()).trimmingBlanks : text, &person)
        }
    }
}

extension Double {
    fileprivate func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * self } }
}

/// Reads a text as a person file and gives the sentence of its refusal.
func refusal(of text: String, at location: SourceLocation = #_sourceLocation) -> PersonFileError? {
    do throws(PersonFileError) {
        _ = try Person(yaml: text, file: "anna.yaml")
        Issue.record("the file was accepted", sourceLocation: location)
        return nil
    } catch {
        return error
    }
}

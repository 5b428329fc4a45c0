// Presets: what sets them apart, and how the dial and the seed work.

import Testing

@testable import VirtualPatient

@Suite("Presets of people")
struct PersonPresetTests {
    @Test("the same seed draws the same individual, another seed another one, and none the typical person")
    func seeds() throws {
        let typical = try Person.preset(.spinalCordInjury)
        let one = try Person.preset(.spinalCordInjury, seed: 5)
        let again = try Person.preset(.spinalCordInjury, seed: 5)
        let other = try Person.preset(.spinalCordInjury, seed: 6)
        #expect(one == again)
        #expect(one.parameters != other.parameters && one.parameters != typical.parameters)
        #expect(typical.seed == 1 && one.seed == 5)
    }

    @Test("individuals lie around the typical person, and all of them are possible")
    func spread() throws {
        let typical = try Person.preset(.healthyYoung).parameters
        var strengths: [Double] = []
        var latencies: [Double] = []
        for seed in 0..<300 {
            let person = try Person.preset(.healthyYoung, seed: seed)
            try person.validate()
            strengths.append(person.parameters.circuit.reciprocalInhibition.strength)
            latencies.append(person.parameters.circuit.stretchReflex.latency)
            // What shares its random number moves together.
            let nerve =
                person.parameters.circuit.antagonistNerve.distanceToCord
                / typical.circuit.antagonistNerve.distanceToCord
            #expect(abs(nerve / (latencies[seed] / typical.circuit.stretchReflex.latency) - 1) < 0.01)
        }
        // A log-normal factor with mean 1: 300 draws give the mean within 4 standard errors, cv/√300.
        let relative = { (values: [Double], to: Double) in values.reduce(0, +) / Double(values.count) / to - 1 }
        #expect(abs(relative(strengths, typical.circuit.reciprocalInhibition.strength)) < 4 * 0.3 / 17.3)
        #expect(abs(relative(latencies, typical.circuit.stretchReflex.latency)) < 4 * 0.07 / 17.3)
    }

    @Test("severity raises PICs and stretch reflex and takes away inhibition, step by step")
    func severity() throws {
        let steps = try [0, 0.25, 0.5, 0.75, 1].map { try Person.preset(.spinalCordInjury, severity: $0).parameters }
        let rising: [[Double]] = [
            steps.map(\.neuromodulation.baseline), steps.map(\.circuit.stretchReflex.gain), steps.map(\.spasms.perHour),
            steps.map { -$0.agonist.restingInhibition }, steps.map { -$0.circuit.reciprocalInhibition.strength },
        ]
        #expect(rising.allSatisfy { zip($0, $0.dropFirst()).allSatisfy { $0 < $1 } })
    }

    @Test("severity is for those who have a dial, and lies between 0 and 1")
    func severityRange() {
        #expect(throws: ParameterError.self) { try Person.preset(.healthyYoung, severity: 0.5) }
        #expect(throws: ParameterError(parameter: "severity", found: "1.5", allowed: "0.0 to 1.0")) {
            try Person.preset(.facilitator, severity: 1.5)
        }
        #expect(throws: ParameterError.self) { try Person.preset(.brainInjury, severity: .nan) }
        #expect(throws: ParameterError.self) { try Person.preset(.brainInjury, seed: -1) }
    }

    @Test("presets differ in what they stand for")
    func differences() throws {
        let people = try Dictionary(
            uniqueKeysWithValues: PersonPreset.allCases.map { ($0, try Person.preset($0).parameters) })
        let young = try #require(people[.healthyYoung])
        let older = try #require(people[.healthyOlder])
        let injured = try #require(people[.spinalCordInjury])
        #expect(young.neuromodulation.baseline > older.neuromodulation.baseline)
        #expect(
            injured.neuromodulation.baseline > 1 && injured.agonist.restingInhibition < young.agonist.restingInhibition)
        #expect(
            people[.nonResponder]?.circuit.reciprocalInhibition.effect == ReciprocalInhibitionParameters.Effect.none)
        #expect(people[.facilitator]?.circuit.reciprocalInhibition.effect == .facilitation)
        let responder = try #require(people[.responder])
        #expect(
            responder.circuit.reciprocalInhibition.strength > injured.circuit.reciprocalInhibition.strength
                && responder.agonist.restingInhibition > injured.agonist.restingInhibition)
        // Spasms of every kind after spinal cord injury, none in health.
        let weights = injured.spasms
        #expect(
            [weights.unitWeight, weights.tonicWeight, weights.clonusWeight, weights.mixedWeight].allSatisfy { $0 > 0 })
        #expect(injured.spasms.perHour > 0 && young.spasms.perHour == 0 && older.spasms.perHour == 0)
        #expect(people.values.allSatisfy { !$0.circuit.afterEffect.isOn })
    }

    @Test("relaxation takes people with mild injury below the PIC that a spasm needs")
    func relaxation() throws {
        // Simulated pools sustain no spasm at 0.85 to 0.9 (reference data of the pool: no spasm at 0.85).
        let mild = try Person.preset(.spinalCordInjury, severity: 0).parameters.neuromodulation
        #expect(mild.baseline - mild.relaxationFall <= 0.9 + 1e-12)
    }

    @Test("the muscle against the one under study is on the other side of the ankle")
    func antagonists() throws {
        for muscle in MotorPoolParameters.MuscleName.allCases {
            let person = try Person.preset(.healthyYoung, muscle: muscle)
            #expect(person.parameters.agonist.muscle == muscle)
            #expect(person.parameters.antagonist.muscle.isPlantarflexor != muscle.isPlantarflexor)
        }
    }

    @Test("recording conditions of 0 switch a disturbance off")
    func disturbances() throws {
        var person = Person()
        #expect(person.electromyography.disturbances.noise?.rms == 4)
        person.recording.noise = 0
        person.recording.motion = 0
        #expect(person.electromyography.disturbances.noise == nil && person.electromyography.disturbances.motion == nil)
        person.recording.electrodes = "GR08MM1305"
        #expect(person.electromyography.electrodes == "GR08MM1305")
    }
}

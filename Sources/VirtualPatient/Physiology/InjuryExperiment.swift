// People with spinal cord injury: relaxation prevents a spasm, the antagonist's nerve ends it, or does not.

/// A spasm of a preset with spinal cord injury.
private struct InjuryCondition: Hashable, Sendable {
    var preset = PersonPreset.spinalCordInjury
    var relaxation = 0.0
    var stress = 0.0
    var stimulated = false
    /// A held foot shows what the pool does; in a free one the antagonist's twitches stretch the muscle, too.
    var isHeld = true

    /// When a tonic spasm is triggered (s): after 60 s, with a neuromodulation that falls within 10 s, calm has arrived.
    static let trigger = 60.0
    static let seconds = 72.0

    func run() throws -> PatientTrace {
        var parameters = try PatientSimulation.quietPerson(preset)
        parameters.circuit.ankle.isHeld = isHeld
        parameters.neuromodulation.fallTime = 10
        var inputs = [PatientInput(at: 0, .relaxation(relaxation)), PatientInput(at: 0, .stress(stress))]
        inputs += parameters.spasms.trigger(.tonic, at: Self.trigger)
        if stimulated {
            let nerve = parameters.circuit.antagonistNerve
            // 1.5 times motor threshold: all Ia axons.
            inputs.append(
                PatientInput(
                    at: Self.trigger + 1,
                    .pulses(
                        .antagonist, current: 1.5 * nerve.motorThreshold(width: 200), width: 200, frequency: 100,
                        duration: 1)))
        }
        return try PatientSimulation.run(parameters, seconds: Self.seconds, inputs)
    }
}

extension PhysiologyExperiment {
    private static let pressArticle = PhysiologySource(
        "what both methods are for; one neural circuit must give both", .assumption)

    /// Spasms after spinal cord injury, relaxation and nerve stimulation.
    static let relaxation: PhysiologyExperiment = {
        let usual = InjuryCondition()
        let relaxed = InjuryCondition(relaxation: 1)
        let stressed = InjuryCondition(stress: 1)
        let stimulated = InjuryCondition(stimulated: true)
        let nonResponder = InjuryCondition(preset: .nonResponder)
        let nonResponderStimulated = InjuryCondition(preset: .nonResponder, stimulated: true)
        let free = InjuryCondition(isHeld: false)
        let freeRelaxed = InjuryCondition(relaxation: 1, isHeld: false)
        let facilitator = InjuryCondition(preset: .facilitator)
        let facilitatorStimulated = InjuryCondition(preset: .facilitator, stimulated: true)
        let conditions = [
            usual, relaxed, stressed, stimulated, nonResponder, nonResponderStimulated, facilitator,
            facilitatorStimulated, free, freeRelaxed,
        ]
        let cost = PatientSimulation.cost(seconds: InjuryCondition.seconds)
        let trigger = InjuryCondition.trigger
        let count = { @Sendable (trace: PatientTrace?) in trace?.discharges(trigger + 2.1, trigger + 4.1) ?? .nan }
        return PhysiologyExperiment(
            "spinal cord injury: relaxation and nerve stimulation", cost: Double(conditions.count) * cost,
            simulate: { tools in
                let outcomes = try tools.map(conditions.count, cost: cost) { try conditions[$0].run() }
                return Dictionary(zip(conditions, outcomes)) { first, _ in first }
            },
            expecting: { rows in
                rows.expect(
                    "relaxation prevents a spasm: units 1.5 to 2.5 s after the trigger (relaxed)", .range(0...0),
                    unit: "units of 60", pressArticle
                ) { [$0[relaxed]?.units(trigger + 2, trigger + 3) ?? .nan] }
                rows.expect(
                    "units 1.5 to 2.5 s after the trigger fall with calm (stressed, usual, relaxed)", .falling,
                    unit: "units of 60", pressArticle
                ) { outcomes in
                    [stressed, usual, relaxed].map { outcomes[$0]?.units(trigger + 2, trigger + 3) ?? .nan }
                }
                rows.expect(
                    "the same in a free foot (usual, relaxed)", .falling, unit: "units of 60", pressArticle
                ) { outcomes in [free, freeRelaxed].map { outcomes[$0]?.units(trigger + 2, trigger + 3) ?? .nan } }
                rows.expect(
                    "discharges after 1 s of peroneal stimulation (without, with)", .falling, unit: "in 2 s",
                    pressArticle
                ) { outcomes in [usual, stimulated].map { count(outcomes[$0]) } }
                rows.expect(
                    "non-responder: change of discharges by stimulation", .range(-5...5), unit: "%",
                    PhysiologySource("definition of the preset", .assumption)
                ) { [100 * (count($0[nonResponderStimulated]) / count($0[nonResponder]) - 1)] }
                rows.expect(
                    "facilitator: discharges after stimulation (without, with)", .rising, unit: "in 2 s",
                    PhysiologySource("definition of the preset; Knikou (abstract): facilitation after SCI", .read)
                ) { outcomes in [facilitator, facilitatorStimulated].map { count(outcomes[$0]) } }
            })
    }()
}

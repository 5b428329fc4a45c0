// VibStim in a small group: torque during and after Achilles vibration with neuromuscular stimulation.

/// What VibStim gave in one person.
private struct VibStimOutcome: Sendable {
    /// Torque at the end of the last train's second half-second of rest, during vibration (% MVC).
    var during = Double.nan
    /// Torque 1 to 3 s after vibration (% MVC).
    var after = Double.nan
}

/// One person of the group.
private struct VibStimPerson: Sendable {
    let seed: Int
    var relaxed = false

    static let searchSteps = 6
    static var seconds: Double { Double(searchSteps) * 2 + 41 }

    func run() throws -> VibStimOutcome {
        var parameters = try PatientSimulation.quietPerson(.healthyYoung, seed: seed)
        let threshold = parameters.circuit.agonistNerve.motorThreshold(width: 1000)
        // The current that evokes 20 % MVC, as in people, with the person in the usual state.
        let usual = parameters
        let current = try PatientSimulation.search(
            for: 20, from: threshold, to: 3 * threshold, steps: Self.searchSteps
        ) { current in
            let pulses = PatientInput.Kind.pulses(.agonist, current: current, width: 1000, frequency: 20, duration: 1)
            return try PatientSimulation.run(usual, seconds: 2, [PatientInput(at: 0.5, pulses)]).percentMVC.largest
        }
        if relaxed { parameters.neuromodulation.baseline -= parameters.neuromodulation.relaxationFall }
        let trace = try PatientSimulation.run(
            parameters, seed: UInt64(seed), seconds: 41, PatientInput.vibStim(at: 1, current: current))
        // Trains end at 13, 17 … 29 s; vibration ends at 34 s.
        return VibStimOutcome(during: trace.meanTorque(29.5, 30.5), after: trace.meanTorque(35, 37))
    }
}

extension PhysiologyExperiment {
    private static let parameterStudy = PhysiologySource(
        "parameter study of VibStim, 20 people: 33 s of vibration, 5 trains of 2 s at 20 Hz and 1 ms, 20 % MVC", .read)

    /// Twelve healthy people drawn from the preset, and the first six of them relaxed.
    static let vibStim: PhysiologyExperiment = {
        let group = (1...12).map { VibStimPerson(seed: $0) }
        let relaxed = (1...6).map { VibStimPerson(seed: $0, relaxed: true) }
        let everybody = group + relaxed
        let cost = PatientSimulation.cost(seconds: VibStimPerson.seconds)
        // Whoever keeps less than 1 % MVC does not respond (an assumption; the study does not say its limit).
        let isResponder = { @Sendable (outcome: VibStimOutcome) in outcome.after >= 1 }
        return PhysiologyExperiment(
            "VibStim in 12 healthy people", cost: Double(everybody.count) * cost,
            simulate: { tools in try tools.map(everybody.count, cost: cost) { try everybody[$0].run() } },
            expecting: { rows in
                rows.expect(
                    "torque in vibration after the last train, mean; 9.7 ± 9.0", .range(0.7...18.7), unit: "% MVC",
                    parameterStudy
                ) { [$0.prefix(12).map(\.during).mean] }
                rows.expect(
                    "torque after vibration, mean of all; 5.4 ± 5.9", .range(0...11.3), unit: "% MVC", parameterStudy
                ) { [$0.prefix(12).map(\.after).mean] }
                rows.expect(
                    "part of people who keep a torque; 11 of 20", .range(0.35...0.75), unit: "1", parameterStudy
                ) { [Double($0.prefix(12).count(where: isResponder)) / 12] }
                rows.expect(
                    "torque after vibration (non-responders, responders)", .rising, unit: "% MVC", parameterStudy
                ) { outcomes in
                    let group = outcomes.prefix(12)
                    return [
                        group.filter { !isResponder($0) }.map(\.after).mean,
                        group.filter(isResponder).map(\.after).mean,
                    ]
                }
                rows.expect(
                    "torque in vibration falls with relaxation (usual, relaxed; 6 people)", .falling, unit: "% MVC",
                    PhysiologySource("the paper on relaxation: both torques fall", .secondHand)
                ) { [$0.prefix(6).map(\.during).mean, $0.dropFirst(12).map(\.during).mean] }
                rows.expect(
                    "torque after vibration falls with relaxation (usual, relaxed; 6 people)", .falling, unit: "% MVC",
                    PhysiologySource("the paper on relaxation: both torques fall", .secondHand)
                ) { [$0.prefix(6).map(\.after).mean, $0.dropFirst(12).map(\.after).mean] }
            })
    }()
}

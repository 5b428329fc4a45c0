// Presets of healthy people in the ramp of the field: 20 % MVC, 10 s up, 10 s down. ΔF, rates, variability.

import Signals

/// A healthy person's ramps and steady contraction.
private struct PersonRamps: Sendable {
    /// Mean ΔF of the units that stop (pps).
    var deltaF = Double.nan
    /// Mean of the units' largest smooth rates (pps).
    var peakRate = Double.nan
    /// Median variation of the intervals in a steady contraction of the same torque (%).
    var variation = Double.nan
}

/// Who is measured, and how.
private struct PersonCondition: Hashable, Sendable {
    var preset = PersonPreset.healthyYoung
    var muscle = MotorPoolParameters.MuscleName.soleus
    var antagonistVibration = false
    var relaxed = false

    static let repetitions = 3
    /// Seconds of all simulations of a condition, practice included.
    static var seconds: Double { 7 * 10.5 + 10 * 21 + Double(repetitions) * ramp.duration + 16 }
    private static let ramp = RampShape()

    func run(_ tools: PhysiologyTools) throws -> PersonRamps {
        var parameters = try PatientSimulation.quietPerson(preset, muscle: muscle)
        if relaxed { parameters.neuromodulation.baseline -= 0.5 * parameters.neuromodulation.relaxationFall }
        // As in a laboratory: torque follows its path, whatever is done to the person meanwhile.
        let vibration =
            antagonistVibration
            ? [PatientInput(at: 0, .vibration(.antagonist, frequency: 100, amplitude: 1, duration: Self.ramp.duration))]
            : []
        let practice = Practice(parameters, seed: 1, circumstances: vibration)
        let knots = try practice.drive(along: Self.ramp, peak: 20)
        let drive = knots.max() ?? 0
        let inputs = Practice.hats(knots, from: Self.ramp.rest) + vibration
        var deltaF: [Double] = []
        var peakRates: [Double] = []
        for seed in 1...UInt64(Self.repetitions) {
            let trace = try PatientSimulation.run(parameters, seed: seed, seconds: Self.ramp.duration, inputs)
            let units = trace.trains.filter { $0.count >= 10 }
            let estimate = try tools.estimator(units.map { try DischargeTrain(milliseconds: $0) })
            deltaF += zip(estimate.deltaF, units).filter { ($1.last ?? 0) < 27_000 }.compactMap(\.0)
            peakRates += estimate.peakRates.compactMap(\.self)
        }
        let steady = try PatientSimulation.run(
            parameters, seconds: 16,
            [PatientInput(at: 1, .contraction(.agonist, peak: drive, rise: 2, hold: 13, fall: 0.1))])
        return PersonRamps(
            deltaF: deltaF.mean, peakRate: peakRates.mean,
            variation: FiringStatistics(steady.trains, from: 5000, to: 15_500).variations.median)
    }
}

extension PhysiologyExperiment {
    private static let orssatto2021 = PhysiologySource(
        "data of Orssatto et al. 2021 (PICs-ageing): mean ± SD of participants", .measuredFromData)
    private static let orssatto2022 = PhysiologySource(
        "Orssatto et al. 2022, doi 10.1101/2022.08.08.503135: soleus −12.6 %, TA −10.7 to −17.8 %", .read)

    /// Healthy people's ramps.
    static let people: PhysiologyExperiment = {
        let (young, older) = (PersonCondition(), PersonCondition(preset: .healthyOlder))
        let tibialis = PersonCondition(muscle: .tibialisAnterior)
        let vibrated = PersonCondition(antagonistVibration: true)
        let relaxed = PersonCondition(relaxed: true)
        let conditions = [young, older, tibialis, vibrated, relaxed]
        let cost = PatientSimulation.cost(seconds: PersonCondition.seconds)
        return PhysiologyExperiment(
            "healthy people, ramps to 20 % MVC", cost: Double(conditions.count) * cost,
            simulate: { tools in
                let outcomes = try tools.map(conditions.count, cost: cost) { try conditions[$0].run(tools) }
                return Dictionary(zip(conditions, outcomes)) { first, _ in first }
            },
            expecting: { rows in
                rows.expect("soleus, young: ΔF 2.93 ± 1.00", .range(1.93...3.93), unit: "pps", orssatto2021) {
                    [$0[young]?.deltaF ?? .nan]
                }
                rows.expect("soleus, young: peak rate 10.5 ± 1.8", .range(8.7...12.3), unit: "pps", orssatto2021) {
                    [$0[young]?.peakRate ?? .nan]
                }
                rows.expect("soleus, older: ΔF 1.59 ± 0.78", .range(0.81...2.37), unit: "pps", orssatto2021) {
                    [$0[older]?.deltaF ?? .nan]
                }
                rows.expect("soleus, older: peak rate 8.8 ± 1.5", .range(7.3...10.3), unit: "pps", orssatto2021) {
                    [$0[older]?.peakRate ?? .nan]
                }
                rows.expect("tibialis anterior, young: ΔF 4.39 ± 0.94", .range(3.45...5.33), unit: "pps", orssatto2021)
                { [$0[tibialis]?.deltaF ?? .nan] }
                rows.expect(
                    "tibialis anterior, young: peak rate 14.5 ± 2.3", .range(12.2...16.8), unit: "pps", orssatto2021
                ) { [$0[tibialis]?.peakRate ?? .nan] }
                rows.expect(
                    "ΔF: older soleus, young soleus, young tibialis anterior", .rising, unit: "pps", orssatto2021
                ) { outcomes in [older, young, tibialis].map { outcomes[$0]?.deltaF ?? .nan } }
                rows.expect(
                    "soleus, young: ΔF changes with vibration of the antagonist's tendon", .range(-19...(-8)),
                    unit: "%", orssatto2022
                ) { [100 * (($0[vibrated]?.deltaF ?? .nan) / ($0[young]?.deltaF ?? .nan) - 1)] }
                rows.expect(
                    "soleus, young: ΔF falls with relaxation (usual, half relaxed)", .falling, unit: "pps",
                    PhysiologySource("less monoaminergic drive; our map of states", .assumption)
                ) { outcomes in [young, relaxed].map { outcomes[$0]?.deltaF ?? .nan } }
                rows.expect(
                    "voluntary firing at 20 % MVC: median variation of intervals", .range(10...20), unit: "%",
                    PhysiologySource("Gorassini et al. 2004 as cited by MyoGen: 10 to 20 %", .secondHand)
                ) { outcomes in [young, tibialis].map { outcomes[$0]?.variation ?? .nan } }
            })
    }()
}

// Clonus: a foot that is stretched once and goes on beating.

/// The beats of a foot after a push.
struct ClonusBeats: Sendable {
    /// Beats in the two seconds that begin half a second after the push.
    let count: Int
    /// Their frequency (Hz); not a number with fewer than four.
    let frequency: Double

    /// Beats are upward crossings of the mean angle by a foot that has moved at least 0.01 rad below it before.
    init(_ angle: [Double], from: Int, to: Int) {
        let part = angle[from..<min(to, angle.count)]
        let mean = part.mean
        var crossings: [Int] = []
        var below = false
        for index in part.indices {
            if part[index] < mean - 0.01 { below = true }
            if below, part[index] > mean + 0.01 {
                below = false
                crossings.append(index)
            }
        }
        count = crossings.count
        let span = Double((crossings.last ?? 0) - (crossings.first ?? 0)) * 1e-3
        frequency = crossings.count >= 4 ? Double(crossings.count - 1) / span : .nan
    }
}

/// Whose foot is pushed.
private struct ClonusCondition: Hashable, Sendable {
    var preset: PersonPreset
    var severity: Double?
    var muscle: MotorPoolParameters.MuscleName
    var isHeld = false
    /// A weight on the ball of the foot (N·m towards dorsiflexion).
    var load = 0.0

    static let seconds = 6.0

    /// The same person with a weight on the foot.
    func under(load: Double) -> ClonusCondition {
        var condition = self
        condition.load = load
        return condition
    }

    func run() throws -> ClonusBeats {
        var parameters = try PatientSimulation.quietPerson(preset, severity: severity, muscle: muscle)
        parameters.circuit.ankle.isHeld = isHeld
        parameters.circuit.ankle.load = load
        let inputs = parameters.spasms.trigger(.clonus, at: 2)
        let trace = try PatientSimulation.run(parameters, seconds: Self.seconds, inputs)
        return ClonusBeats(trace.angle, from: 2600, to: 4600)
    }
}

extension PhysiologyExperiment {
    /// A push on the foot of people with and without spinal cord injury.
    static let clonus: PhysiologyExperiment = {
        let severe = ClonusCondition(preset: .spinalCordInjury, severity: 1, muscle: .gastrocnemiusMedialis)
        let severeSoleus = ClonusCondition(preset: .spinalCordInjury, severity: 1, muscle: .soleus)
        let sclerosis = ClonusCondition(preset: .multipleSclerosis, severity: 1, muscle: .gastrocnemiusMedialis)
        let loaded = severe.under(load: 8)
        let loadedSclerosis = sclerosis.under(load: 8)
        let healthy = ClonusCondition(preset: .healthyYoung, muscle: .gastrocnemiusMedialis, load: 8)
        let held = ClonusCondition(
            preset: .spinalCordInjury, severity: 1, muscle: .gastrocnemiusMedialis, isHeld: true, load: 8)
        let conditions = [severe, severeSoleus, sclerosis, loaded, loadedSclerosis, healthy, held]
        let cost = PatientSimulation.cost(seconds: ClonusCondition.seconds)
        let spastic = PhysiologySource(
            "19 spastic patients: half a period 79 ± 12 ms (6.3 Hz); 3 to 7 Hz with load", .read)
        return PhysiologyExperiment(
            "clonus after a push", cost: Double(conditions.count) * cost,
            simulate: { tools in
                let outcomes = try tools.map(conditions.count, cost: cost) { try conditions[$0].run() }
                return Dictionary(zip(conditions, outcomes)) { first, _ in first }
            },
            expecting: { rows in
                rows.expect("severe spinal cord injury, gastrocnemius: frequency", .range(3...8), unit: "Hz", spastic) {
                    [$0[severe]?.frequency ?? .nan]
                }
                rows.expect("severe spinal cord injury, soleus: frequency", .range(3...8), unit: "Hz", spastic) {
                    [$0[severeSoleus]?.frequency ?? .nan]
                }
                rows.expect("severe multiple sclerosis, gastrocnemius: frequency", .range(3...8), unit: "Hz", spastic) {
                    [$0[sclerosis]?.frequency ?? .nan]
                }
                rows.expect(
                    "the same under a load of 8 N·m: spinal cord injury, multiple sclerosis", .range(3...8), unit: "Hz",
                    spastic
                ) { outcomes in [loaded, loadedSclerosis].map { outcomes[$0]?.frequency ?? .nan } }
                rows.expect(
                    "no clonus in a healthy person under the same load", .range(0...3), unit: "beats in 2 s",
                    PhysiologySource("clinical knowledge", .fromMemory)
                ) { [$0[healthy].map { Double($0.count) } ?? .nan] }
                rows.expect(
                    "no clonus in a foot that is held", .range(0...0), unit: "beats in 2 s",
                    PhysiologySource("clonus needs the loop through the foot", .fromMemory)
                ) { [$0[held].map { Double($0.count) } ?? .nan] }
            })
    }()
}

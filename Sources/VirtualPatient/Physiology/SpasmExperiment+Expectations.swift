// What is expected of a spasm of the pool.

extension PhysiologyExperiment {
    private typealias Course = SpasmSimulation.Course
    private typealias Outcomes = [Course: SpasmSimulation.Outcome]
    private typealias Rows = PhysiologyRows<Outcomes>

    private static let scan = PhysiologySource(
        "our own C program, which agrees with NEURON discharge by discharge (spasm scan)", .computed)
    private static let mahrous = PhysiologySource(
        "Mahrous et al. 2024 (PMC10851678), mouse: larger PIC and lost inhibition, not more excitation", .read)

    /// How many conditions are simulated.
    enum SpasmExtent: Sendable { case brief, complete }

    /// The trigger under neuromodulation and inhibition, and a grid of strength and duration of inhibition.
    static func spasmByInhibition(_ extent: SpasmExtent) -> PhysiologyExperiment {
        var courses = levels.map { Course(neuromodulation: $0) } + tonic.map { Course(tonicInhibition: $0) }
        courses += (strong + weak + rising).map { Course(amplitude: $0.0, duration: $0.1) }
        if extent == .complete {
            for (tonicInhibition, _) in SpasmSimulation.survivors {
                for amplitude in SpasmSimulation.amplitudes {
                    courses += SpasmSimulation.durations.map {
                        Course(tonicInhibition: tonicInhibition, amplitude: amplitude, duration: $0)
                    }
                }
            }
        }
        var seen: Set<Course> = []
        let unique = courses.filter { seen.insert($0).inserted }
        return PhysiologyExperiment(
            "spasm of the pool and its end by inhibition", cost: SpasmSimulation.cost(unique),
            simulate: { try SpasmSimulation.run(unique, $0) },
            expecting: { rows in
                spasm(&rows)
                if extent == .complete { grid(&rows) }
            })
    }

    private static let levels = [0.85, 1.0, 1.1, 1.2]
    private static let tonic = [0.0, 1, 2, 3]
    private static let strong = [(24.0, 50.0), (12, 100), (8, 200), (4, 1000)]
    private static let weak = [(2.0, 500.0), (2, 1000), (4, 200)]
    private static let rising = [(2.0, 200.0), (4, 200), (8, 200)]

    private static func survivors(_ pairs: [(Double, Double)], _ outcomes: Outcomes) -> [Double] {
        pairs.map { amplitude, duration in
            outcomes[Course(amplitude: amplitude, duration: duration)]?.survivors(seconds: 9) ?? .nan
        }
    }

    private static func spasm(_ rows: inout Rows) {
        rows.expect("units that a trigger of 0.5 s discharges (PIC 1)", .range(17...19), unit: "units of 20", scan) {
            [$0[Course()]?.triggered ?? .nan]
        }
        rows.expect("units that go on 2 s later (PIC 1, inhibition 0)", .range(10...12), unit: "units of 20", scan) {
            [$0[Course()]?.sustained ?? .nan]
        }
        rows.expect("their discharges per second", .range(114...140), unit: "1/s", scan) {
            [$0[Course()]?.discharges ?? .nan]
        }
        rows.expect("spasm needs the PIC: units that go on at PIC 0.85", .range(0...0), unit: "units of 20", scan) {
            [$0[Course(neuromodulation: 0.85)]?.sustained ?? .nan]
        }
        rows.expect("units that go on rise with the PIC (0.85, 1.0, 1.1, 1.2)", .rising, unit: "units of 20", mahrous) {
            outcomes in levels.map { outcomes[Course(neuromodulation: $0)]?.sustained ?? .nan }
        }
        rows.expect(
            "spasm needs lost inhibition: units that go on at inhibition 3", .range(0...0), unit: "units of 20", mahrous
        ) { [$0[Course(tonicInhibition: 3)]?.sustained ?? .nan] }
        rows.expect("units that go on fall with tonic inhibition (0, 1, 2)", .falling, unit: "units of 20", mahrous) {
            outcomes in [0.0, 1, 2].map { outcomes[Course(tonicInhibition: $0)]?.sustained ?? .nan }
        }
        rows.expect(
            "strong inhibition ends it (24 × 50 ms, 12 × 100 ms, 8 × 200 ms, 4 × 1 s)", .range(0...0),
            unit: "units of 20", scan
        ) { survivors(strong, $0) }
        rows.expect(
            "weak inhibition leaves some units (2 × 0.5 s, 2 × 1 s, 4 × 0.2 s)", .range(4...10), unit: "units of 20",
            scan
        ) { survivors(weak, $0) }
        rows.expect("fewer are left the stronger it is (2, 4, 8 units for 0.2 s)", .falling, unit: "units of 20", scan)
        { survivors(rising, $0) }
    }

    private static func grid(_ rows: inout Rows) {
        rows.expect("survivors of 84 inhibitions: mean deviation", .range(0...0.5), unit: "units of 20", scan) {
            [deviations($0).mean]
        }
        rows.expect("survivors of 84 inhibitions: largest deviation", .range(0...2), unit: "units of 20", scan) {
            [deviations($0).largest]
        }
    }

    private static func deviations(_ outcomes: Outcomes) -> [Double] {
        SpasmSimulation.survivors.flatMap { tonicInhibition, cells in
            cells.enumerated().flatMap { row, counts in
                counts.enumerated().map { column, count in
                    let found = outcomes[
                        Course(
                            tonicInhibition: tonicInhibition, amplitude: SpasmSimulation.amplitudes[row],
                            duration: SpasmSimulation.durations[column])]
                    return ((found?.survivors(seconds: 9) ?? .nan) - count).magnitude
                }
            }
        }
    }

    /// Spasms that end by themselves.
    static let spasmEnds: PhysiologyExperiment = {
        let own = PhysiologySource("our own C program, θ_h capped (table of self-termination)", .computed)
        let courses = [(nil, 1.0), (-25.0, 1.0), (-28, 1.1), (-28, 1.2), (-30, 1.2)].map { cap, level in
            Course(neuromodulation: level, inactivationCap: cap, seconds: 16)
        }
        let length = { @Sendable (cap: Double?, level: Double, outcomes: Outcomes) in
            outcomes[Course(neuromodulation: level, inactivationCap: cap, seconds: 16)]?.afterDischarge(seconds: 16)
                ?? .nan
        }
        return PhysiologyExperiment(
            "spasms that end by themselves", cost: SpasmSimulation.cost(courses),
            simulate: { try SpasmSimulation.run(courses, $0) },
            expecting: { rows in
                rows.expect("as published a spasm goes on (more than 14 s; PIC 1)", .range(14...15), unit: "s", own) {
                    [length(nil, 1, $0)]
                }
                rows.expect("after-discharge, θ_h at most −28 mV, PIC 1.2", .range(8...13), unit: "s", own) {
                    [length(-28, 1.2, $0)]
                }
                rows.expect("after-discharge, θ_h at most −28 mV, PIC 1.1", .range(1.2...2.2), unit: "s", own) {
                    [length(-28, 1.1, $0)]
                }
                rows.expect("after-discharge, θ_h at most −25 mV, PIC 1.0", .range(0.7...1.7), unit: "s", own) {
                    [length(-25, 1.0, $0)]
                }
                rows.expect("after-discharge, θ_h at most −30 mV, PIC 1.2", .range(1.4...2.5), unit: "s", own) {
                    [length(-30, 1.2, $0)]
                }
            })
    }()
}

// What is expected of the ramps.

extension PhysiologyExperiment {
    private typealias Rows = PhysiologyRows<RampScan>

    /// All levels of neuromodulation and inhibition of the reference, three repetitions.
    static let ramps: PhysiologyExperiment = {
        let conditions =
            RampReference.neuromodulations.flatMap { level in
                RampReference.inhibitions.map { RampCondition(level, $0) }
            } + [RampCondition(0, 1.5)]
        return PhysiologyExperiment(
            "ramps over neuromodulation and inhibition",
            cost: Double(conditions.count) * RampSimulation.cost(repetitions: 3),
            simulate: { try RampSimulation.scan(conditions, repetitions: 3, $0) },
            expecting: { rows in
                sizes(&rows)
                orders(&rows)
                notMonotonic(&rows)
                ratesAndHysteresis(&rows)
            })
    }()

    /// A few levels, two repetitions.
    static let quickRamps: PhysiologyExperiment = {
        let conditions = [(0.85, 1.0), (1.0, 1.0), (1.2, 1.0), (0.85, 2), (1.0, 2), (1.0, 0)].map(RampCondition.init)
        return PhysiologyExperiment(
            "a few ramps", cost: Double(conditions.count) * RampSimulation.cost(repetitions: 2),
            simulate: { try RampSimulation.scan(conditions, repetitions: 2, $0) },
            expecting: { rows in
                rows.expect("ΔF at PIC 0.85, 1.0, 1.2, inhibition 1: not monotonic", .peaked, unit: "pps", cProgram) {
                    scan in [0.85, 1.0, 1.2].map { scan[$0, 1].deltaF }
                }
                rows.expect(
                    "ΔF falls with neuromodulation (PIC 1.0, 0.85, inhibition 2)", .falling, unit: "pps", cProgram
                ) { scan in [1.0, 0.85].map { scan[$0, 2].deltaF } }
                rows.expect(
                    "units that outlast the drive fall with inhibition (0, 2 at PIC 1)", .falling, unit: "units",
                    cProgram
                ) { scan in [0.0, 2].map { scan[1, $0].sustained } }
                rows.expect(
                    "gain falls with drive: rates saturate (PIC 1, inhibition 1)", .falling, unit: "pps per unit",
                    chardon
                ) { $0[1, 1].gains }
            })
    }()

    private static let cProgram = PhysiologySource("our own C program, 3 seeds (RampReference)", .computed)
    private static let chardon = PhysiologySource(
        "Chardon et al. 2024, doi 10.7554/eLife.90624 (page of figures): fast rise, then attenuation", .read)
    private static let ramp2017 = PhysiologySource(
        "our NEURON runs of ModelDB 239582 (Powers & Heckman 2017), one noise run per cell", .computed)
    private static let neuron = PhysiologySource(
        "our NEURON runs of ModelDB 239582: hysteresis 1 % of the ramp at PIC 0.7, 25 % at 1.0", .computed)

    /// Three seeds of about twelve test units whose ΔF scatters by 2 pps have a standard error of 0.33, the difference of
    /// two such means 0.47: on average it is 0.4, and among 42 one may reach three standard errors.
    private static func sizes(_ rows: inout Rows) {
        rows.expect("ΔF, 42 conditions: mean deviation from the reference", .range(0...0.5), unit: "pps", cProgram) {
            scan in [scan.deviations(from: RampReference.deltaF) { $0.deltaF }.mean]
        }
        rows.expect("ΔF, 42 conditions: largest deviation from the reference", .range(0...1.4), unit: "pps", cProgram) {
            scan in [scan.deviations(from: RampReference.deltaF) { $0.deltaF }.largest]
        }
        rows.expect("units that outlast the drive: mean deviation", .range(0...0.5), unit: "units of 20", cProgram) {
            scan in [scan.deviations(from: RampReference.sustained) { $0.sustained }.mean]
        }
        rows.expect("units that outlast the drive: largest deviation", .range(0...2), unit: "units of 20", cProgram) {
            scan in [scan.deviations(from: RampReference.sustained) { $0.sustained }.largest]
        }
        rows.expect("peak rates: largest deviation of 42 conditions", .range(0...1), unit: "pps", cProgram) { scan in
            [scan.deviations(from: RampReference.peakRate) { $0.peakRate }.largest]
        }
    }

    private static func orders(_ rows: inout Rows) {
        rows.expect("ΔF falls with inhibition (0, 1, 2, 3 at PIC 0.9)", .falling, unit: "pps", cProgram) { scan in
            [0.0, 1, 2, 3].map { scan[0.9, $0].deltaF }
        }
        rows.expect(
            "ΔF falls with neuromodulation (PIC 1.0, 0.95, 0.9 at inhibition 2)", .falling, unit: "pps", cProgram
        ) { scan in [1.0, 0.95, 0.9].map { scan[$0, 2].deltaF } }
        rows.expect("ΔF falls with one more unit of inhibition (2, 3 at PIC 0.95)", .falling, unit: "pps", cProgram) {
            scan in [2.0, 3].map { scan[0.95, $0].deltaF }
        }
        rows.expect(
            "ΔF rises with inhibition from an over-excitable state (0, 1 at PIC 1)", .rising, unit: "pps", cProgram
        ) { scan in [0.0, 1].map { scan[1, $0].deltaF } }
        rows.expect(
            "there units that outlast the drive fall (inhibition 0, 1, 1.5, 2)", .falling, unit: "units of 20", cProgram
        ) { scan in [0.0, 1, 1.5, 2].map { scan[1, $0].sustained } }
        rows.expect("units that outlast the drive at PIC 0.9 and less", .range(0...0), unit: "units of 20", cProgram) {
            scan in
            [0.7, 0.85, 0.9].map { level in RampReference.inhibitions.map { scan[level, $0].sustained }.largest }
        }
    }

    private static func notMonotonic(_ rows: inout Rows) {
        rows.expect("ΔF is not monotonic in the PIC (0.9, 1.0, 1.2 at inhibition 0.5)", .peaked, unit: "pps", cProgram)
        { scan in [0.9, 1.0, 1.2].map { scan[$0, 0.5].deltaF } }
        rows.expect("ΔF is not monotonic in the PIC (0.9, 1.0, 1.2 at inhibition 1)", .peaked, unit: "pps", cProgram) {
            scan in [0.9, 1.0, 1.2].map { scan[$0, 1].deltaF }
        }
        rows.expect("ΔF is not monotonic in the PIC (0.9, 1.1, 1.2 at inhibition 2)", .peaked, unit: "pps", cProgram) {
            scan in [0.9, 1.1, 1.2].map { scan[$0, 2].deltaF }
        }
        rows.expect(
            "the same without units that never stop (0.9, 1.0, 1.2 at inhibition 1)", .peaked, unit: "pps",
            PhysiologySource("follows from the rows above if the peak is no artefact of the end", .assumption)
        ) { scan in [0.9, 1.0, 1.2].map { scan[$0, 1].stoppingDeltaF } }
        rows.expect("PIC at which ΔF is largest (inhibition 1, 1.5, 2)", .range(1.0...1.1), unit: "× PIC", cProgram) {
            scan in [1.0, 1.5, 2].map { scan.peak(atInhibition: $0) }
        }
    }

    private static func ratesAndHysteresis(_ rows: inout Rows) {
        rows.expect("mean peak rate (PIC 0.95 and 1, inhibition 0 to 2)", .range(16...21), unit: "pps", ramp2017) {
            scan in [0.95, 1.0].flatMap { level in [0.0, 1, 2].map { scan[level, $0].peakRate } }
        }
        rows.expect(
            "gain falls with drive: rates saturate (drive 2.5–4.5, 5.5–7.5; PIC 1, inhibition 1)", .falling,
            unit: "pps per unit", chardon
        ) { $0[1, 1].gains }
        rows.expect(
            "hysteresis with little PIC (0, 0.7 at inhibition 1.5)", .range(-5...5), unit: "% of peak drive", neuron
        ) { scan in [0, 0.7].map { scan[$0, 1.5].hysteresis } }
        rows.expect(
            "hysteresis rises with the PIC (0.7, 0.9, 0.95, 1.0, 1.1 at inhibition 1.5)", .rising,
            unit: "% of peak drive", neuron
        ) { scan in [0.7, 0.9, 0.95, 1.0, 1.1].map { scan[$0, 1.5].hysteresis } }
    }
}

// A trigger on a pool, firing that goes on by itself, and inhibition that ends it. No noise.

import Motoneurons

/// How long units go on, over inhibition, neuromodulation and inactivation.
enum SpasmSimulation {
    static let cells = 20
    /// When half a second of excitation 10 begins (ms). Before and after it there are 0.5 units of residual excitation.
    private static let trigger = 1000.0
    /// When the inhibition begins (ms).
    private static let inhibition = 4000.0

    /// A trigger and what is done about it.
    struct Course: Hashable, Sendable {
        var neuromodulation = 1.0
        var tonicInhibition = 0.0
        /// Units of dendritic inhibition, and for how long (ms).
        var amplitude = 0.0
        var duration = 0.0
        /// Upper bound of θ_h (mV).
        var inactivationCap: Double?
        /// How long to simulate (s).
        var seconds = 9.0
    }

    /// Discharge times (ms) of each cell.
    struct Outcome: Sendable {
        let trains: [[Double]]

        /// Cells that discharge at least twice between two times (ms).
        func units(_ from: Double, _ to: Double) -> Double {
            Double(trains.count { $0.count { (from..<to).contains($0) } >= 2 })
        }

        /// Cells of the trigger.
        var triggered: Double { units(SpasmSimulation.trigger, SpasmSimulation.trigger + 500) }
        /// Cells that go on 2 s after the trigger.
        var sustained: Double { units(3000, 4000) }
        /// Their discharges per second.
        var discharges: Double { Double(trains.reduce(0) { $0 + $1.count { (3000..<4000).contains($0) } }) }
        /// Cells that go on in the 2 s before the end, after the inhibition.
        func survivors(seconds: Double) -> Double { units(seconds * 1e3 - 2000, seconds * 1e3) }

        /// How long after the trigger three cells still discharge within half a second (s, in quarters).
        func afterDischarge(seconds: Double) -> Double {
            let end = SpasmSimulation.trigger + 500
            var length = 0.0
            for quarter in 0..<Int(4 * (seconds - end * 1e-3 - 0.25)) {
                let from = end + Double(quarter) * 250
                let active = trains.count { $0.contains(where: (from..<(from + 500)).contains) }
                if active >= 3 { length = Double(quarter + 1) * 0.25 }
            }
            return length
        }
    }

    static func run(_ p: Course) throws -> Outcome {
        var parameters = MotoneuronPoolTable.humanTibialisAnterior.cells(cells)
        if let cap = p.inactivationCap {
            for index in parameters.indices {
                parameters[index].inactivationMidpoint = min(parameters[index].inactivationMidpoint, cap)
            }
        }
        var pool = try FastMotoneuronPool(cells: parameters, synapses: .deterministic)
        pool.set(.neuromodulation, to: p.neuromodulation)
        let found = pool.run(seconds: p.seconds) { pool, t in
            let ms = (t * 1e3).rounded()
            pool.set(.excitation, to: (trigger..<(trigger + 500)).contains(ms) ? 10 : 0.5)
            let inhibited = (inhibition..<(inhibition + p.duration)).contains(ms)
            pool.set(.dendriticInhibition, to: p.tonicInhibition + (inhibited ? p.amplitude : 0))
        }
        return Outcome(trains: (0..<cells).map { found.milliseconds(of: $0) })
    }

    /// Runs courses on any thread.
    static func run(_ courses: [Course], _ tools: PhysiologyTools) throws -> [Course: Outcome] {
        let seconds = courses.map(\.seconds).mean
        let outcomes = try tools.map(courses.count, cost: seconds * Double(cells)) { try run(courses[$0]) }
        return Dictionary(zip(courses, outcomes)) { first, _ in first }
    }

    static func cost(_ courses: [Course]) -> Double { courses.reduce(0) { $0 + $1.seconds } * Double(cells) }

    /// Units of inhibition (rows) and their durations (columns, ms) of the reference.
    static let amplitudes = [1.0, 2, 4, 8, 12, 16, 24]
    static let durations = [50.0, 100, 200, 500, 1000, 2000]

    /// Cells that go on after the inhibition, by tonic inhibition: NEURON's equations in our own C program.
    static let survivors: [(tonicInhibition: Double, cells: [[Double]])] = [
        (
            0,
            [
                [11, 11, 11, 11, 10, 9], [11, 11, 9, 9, 7, 4], [11, 9, 7, 1, 0, 0], [8, 6, 0, 0, 0, 0],
                [7, 0, 0, 0, 0, 0], [3, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0],
            ]
        ),
        (
            0.5,
            [
                [10, 10, 10, 9, 8, 7], [10, 10, 9, 6, 2, 1], [10, 7, 3, 0, 0, 0], [6, 1, 0, 0, 0, 0],
                [2, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0],
            ]
        ),
    ]
}

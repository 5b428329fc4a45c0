// Ramps of excitation over neuromodulation and inhibition: ΔF, rates, hysteresis, firing that does not stop.

import Motoneurons
import Signals

/// Neuromodulation and tonic inhibition of a ramp.
struct RampCondition: Hashable, Sendable {
    var neuromodulation: Double
    var inhibition: Double

    init(_ neuromodulation: Double, _ inhibition: Double) {
        self.neuromodulation = neuromodulation
        self.inhibition = inhibition
    }
}

/// What came of ramps under one condition; means over the repetitions.
struct RampOutcome: Sendable {
    /// Mean ΔF of the test units (pps), units that never stop included.
    var deltaF = Double.nan
    /// Mean ΔF of the test units that stop (pps).
    var stoppingDeltaF = Double.nan
    /// Units that discharge 1 s after the end of the drive.
    var sustained = Double.nan
    /// Mean of the units' largest smooth rates (pps).
    var peakRate = Double.nan
    /// Mean of excitation at recruitment less that at derecruitment (% of the peak); 0 is derecruitment for units that
    /// outlast the drive.
    var hysteresis = Double.nan
    /// Gain of the five slowest cells from drive 2.5 to 4.5 and from 5.5 to 7.5 (pps per unit).
    var gains: [Double] = []
}

/// Outcomes by condition.
struct RampScan: Sendable {
    private let outcomes: [RampCondition: RampOutcome]

    init(_ outcomes: [RampCondition: RampOutcome]) { self.outcomes = outcomes }

    subscript(neuromodulation: Double, inhibition: Double) -> RampOutcome {
        outcomes[RampCondition(neuromodulation, inhibition)] ?? RampOutcome()
    }

    /// Absolute differences from a table of the reference.
    func deviations(from reference: [[Double]], of value: (RampOutcome) -> Double) -> [Double] {
        RampReference.neuromodulations.enumerated().flatMap { row, neuromodulation in
            RampReference.inhibitions.enumerated().map { column, inhibition in
                (value(self[neuromodulation, inhibition]) - reference[row][column]).magnitude
            }
        }
    }

    /// The neuromodulation at which ΔF is largest.
    func peak(atInhibition inhibition: Double) -> Double {
        let values = RampReference.neuromodulations.map { (level: $0, deltaF: self[$0, inhibition].deltaF) }
        return values.max { $0.deltaF < $1.deltaF }?.level ?? .nan
    }
}

/// A ramp of the 20 cells of the human pool.
enum RampSimulation {
    static let cells = 20
    static let seconds = 26.0
    private static let peakDrive = 8.0
    /// When the drive begins and ends, and when firing counts as outlasting it (ms).
    private static let (start, end, outlasting) = (1000.0, 21_000.0, 22_000.0)

    /// Excitation at a time (ms).
    private static func drive(_ t: Double) -> Double { max(0, min(t - start, end - t)) / 10_000 * peakDrive }

    static func cost(repetitions: Int) -> Double { seconds * Double(cells * repetitions) }

    /// Simulates the scan, every condition on any thread.
    static func scan(_ conditions: [RampCondition], repetitions: Int, _ tools: PhysiologyTools) throws -> RampScan {
        let outcomes = try tools.map(conditions.count, cost: cost(repetitions: repetitions)) { index in
            try run(conditions[index], repetitions: repetitions, estimator: tools.estimator)
        }
        return RampScan(Dictionary(zip(conditions, outcomes)) { first, _ in first })
    }

    /// The repetitions are one pool with as many copies of each cell: their noise differs, and no lane is idle.
    private static func run(
        _ condition: RampCondition, repetitions: Int, estimator: RampEstimator
    ) throws -> RampOutcome {
        let table = MotoneuronPoolTable.humanTibialisAnterior.cells(cells)
        var pool = try FastMotoneuronPool(cells: (0..<repetitions).flatMap { _ in table }, seed: 1)
        pool.set(.neuromodulation, to: condition.neuromodulation)
        pool.set(.dendriticInhibition, to: condition.inhibition)
        let found = pool.run(seconds: seconds) { $0.set(.excitation, to: drive($1 * 1e3)) }
        let trains = (0..<pool.cellCount).map { found.milliseconds(of: $0) }
        let single = try (0..<repetitions).map { repetition in
            try self.outcome(of: Array(trains[(repetition * cells)..<((repetition + 1) * cells)]), estimator)
        }
        var outcome = RampOutcome()
        outcome.deltaF = single.map(\.deltaF).filter(\.isFinite).mean
        outcome.stoppingDeltaF = single.map(\.stoppingDeltaF).filter(\.isFinite).mean
        outcome.sustained = single.map(\.sustained).mean
        outcome.peakRate = single.map(\.peakRate).mean
        outcome.hysteresis = single.map(\.hysteresis).mean
        outcome.gains = (0..<2).map { part in single.map { $0.gains[part] }.mean }
        return outcome
    }

    private static func outcome(of trains: [[Double]], _ estimator: RampEstimator) throws -> RampOutcome {
        let units = trains.filter { $0.count >= 10 }
        let lasts = units.map { $0.last ?? 0 }
        let estimate = try estimator(units.map { try DischargeTrain(milliseconds: $0) })
        var outcome = RampOutcome()
        outcome.deltaF = estimate.deltaF.compactMap(\.self).mean
        outcome.stoppingDeltaF = zip(estimate.deltaF, lasts).filter { $1 < outlasting }.compactMap(\.0).mean
        outcome.sustained = Double(trains.count { ($0.last ?? 0) >= outlasting })
        outcome.peakRate = estimate.peakRates.compactMap(\.self).mean
        outcome.hysteresis =
            units.map { train in
                100 * (drive(train.first ?? 0) - drive(min(train.last ?? 0, end))) / peakDrive
            }.mean
        let rate = { (low: Double) in
            // One unit of drive takes 1.25 s; the rate is that of the second around the drive asked for.
            let middle = start + low / peakDrive * 10_000
            return trains.prefix(5).map { Double($0.count { abs($0 - middle) < 500 }) }.mean
        }
        outcome.gains = [(rate(4.5) - rate(2.5)) / 2, (rate(7.5) - rate(5.5)) / 2]
        return outcome
    }
}

extension DischargeTrain {
    /// A train on a clock of 2 kHz, as an electromyogram would give it.
    init(milliseconds: [Double]) throws {
        guard let rate = SampleRate(hertz: 2000) else {
            throw ParameterError(parameter: "sample rate", found: "none", allowed: "2000 Hz")
        }
        try self.init(samples: milliseconds.map { Int(($0 * 2).rounded()) }, rate: rate)
    }
}

// Self-sustained and voluntary firing: rates and how regular they are.

import Motoneurons

/// Rate and regularity of units in a stretch of time.
struct FiringStatistics: Sendable {
    /// Mean rate of each unit (pps).
    var rates: [Double] = []
    /// Coefficient of variation of each unit's intervals (%).
    var variations: [Double] = []

    /// Units with at least five intervals between two times (ms), which fire until the end of it.
    init(_ trains: [[Double]], from: Double, to: Double) {
        for train in trains {
            let times = train.filter { (from..<to).contains($0) }
            guard times.count >= 6, let last = times.last, to - last < 500 else { continue }
            let intervals = zip(times, times.dropFirst()).map { $1 - $0 }
            let mean = intervals.mean
            let variance = intervals.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(intervals.count - 1)
            rates.append(1000 / mean)
            variations.append(100 * variance.squareRoot() / mean)
        }
    }
}

extension PhysiologyExperiment {
    private static let gorassini = PhysiologySource(
        "Gorassini et al. 2004 as cited by MyoGen: leg units about 5 pps, variation 5.4 ± 1.6 %", .secondHand)

    /// Firing of the pool that goes on after a trigger, with noise.
    static let selfSustainedFiring: PhysiologyExperiment = {
        let (cells, seconds, repetitions) = (20, 9.0, 4)
        return PhysiologyExperiment(
            "self-sustained firing with noise", cost: Double(cells * repetitions) * seconds,
            simulate: { tools in
                let runs = try tools.map(repetitions, cost: Double(cells) * seconds) { repetition in
                    var pool = try FastMotoneuronPool(
                        cells: MotoneuronPoolTable.humanTibialisAnterior.cells(cells), seed: UInt64(repetition + 1))
                    let found = pool.run(seconds: seconds) {
                        $0.set(.excitation, to: (1.0..<1.5).contains($1) ? 10 : 0.5)
                    }
                    return FiringStatistics((0..<cells).map { found.milliseconds(of: $0) }, from: 4000, to: 9000)
                }
                return (rates: runs.flatMap(\.rates), variations: runs.flatMap(\.variations))
            },
            expecting: { rows in
                rows.expect(
                    "self-sustained firing: median variation of intervals (PIC 1, inhibition 0)", .range(3.8...7.0),
                    unit: "%", gorassini
                ) { [$0.variations.median] }
                rows.expect(
                    "self-sustained firing is regular: largest variation", .range(0...15), unit: "%",
                    PhysiologySource(
                        "spontaneous units after SCI, J Physiol 2011, doi 10.1113/jphysiol.2011.220103: ≤ 15 %", .read)
                ) { [$0.variations.largest] }
                rows.expect(
                    "self-sustained firing: median rate", .range(5.1...6.7), unit: "pps",
                    PhysiologySource("after voluntary effort in SCI: 5.9 ± 0.8 Hz, J Neurophysiol 89:2065", .read)
                ) { [$0.rates.median] }
            })
    }()
}

// ΔF of the simulated pool over neuromodulation and tonic inhibition: it is not monotonic in the PIC.

import Amplification
import Foundation
import Motoneurons
import MotorUnits
import Signals

func printDeltaF(seeds: Int) throws {
    print("Mean ΔF of the test units (pps), Hann window 2 s; in brackets units that discharge 1 s after the drive has")
    print("ended, of 20. Excitation 0-8-0 in 20 s, mean of \(seeds) seeds.")
    let inhibitions = [0.0, 0.5, 1, 1.5, 2, 3]
    print("PIC    " + inhibitions.map { column($0, 1, width: 12) }.joined())
    for pic in [0.7, 0.85, 0.9, 0.95, 1, 1.1, 1.2] {
        var row = column(pic, 2, width: 4) + "   "
        for inhibition in inhibitions {
            var values: [Double] = []
            var sustained = 0
            for seed in 1...max(1, seeds) {
                let result = try measure(pic: pic, inhibition: inhibition, seed: UInt64(seed))
                values += result.deltaF
                sustained += result.sustained
            }
            let mean = values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
            row += column(mean, 1, width: 6) + " (\(column(Double(sustained) / Double(max(1, seeds)), width: 3)))"
        }
        print(row)
    }
}

private func measure(pic: Double, inhibition: Double, seed: UInt64) throws -> (deltaF: [Double], sustained: Int) {
    var pool = try FastMotoneuronPool(cells: MotoneuronPoolTable.humanTibialisAnterior.cells(20), seed: seed)
    pool.set(.neuromodulation, to: pic)
    pool.set(.dendriticInhibition, to: inhibition)
    let found = pool.run(seconds: 26) { $0.set(.excitation, to: ramp($1)) }
    let trains = (0..<20).map { found.milliseconds(of: $0) }
    let sustained = trains.filter { $0.contains { $0 >= 22_000 } }.count
    guard let rate = SampleRate(hertz: 2000) else { return ([], sustained) }
    let units = try trains.enumerated().filter { $0.element.count >= 10 }.map { index, train in
        MotorUnit(
            name: "cell \(index)",
            discharges: try DischargeTrain(samples: train.map { Int(($0 * 2).rounded()) }, rate: rate))
    }
    let rated = try units.sortedByFirstDischarge().map { try RatedMotorUnit($0, smoother: .hann(seconds: 2)) }
    // A unit that never stops has no derecruitment, and then ΔF would only be read off the end of the recording.
    var parameters = DeltaFParameters()
    parameters.requireDerecruitment = true
    parameters.recruitment = .firstDischarge
    return (try DeltaF(of: rated, parameters: parameters, end: 52_000).units.compactMap(\.deltaF), sustained)
}

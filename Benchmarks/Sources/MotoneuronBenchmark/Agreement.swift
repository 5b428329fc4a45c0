// Every deterministic train of NEURON, discharge by discharge, in both modes.

import Foundation
import Motoneurons

private let human = MotoneuronPoolTable.humanTibialisAnterior.cells(20)

/// What two lists of trains have in common.
private struct Comparison {
    var trains = 0
    var discharges = 0
    var wrongCounts = 0
    var beyond = 0
    var worstOnset = 0.0
    var errors: [Double] = []

    mutating func add(_ found: [Double], _ wanted: [Double]) {
        trains += 1
        discharges += wanted.count
        if found.count != wanted.count { wrongCounts += 1 }
        if let a = found.first, let b = wanted.first { worstOnset = max(worstOnset, abs(a - b)) }
        let differences = zip(found, wanted).map { abs($0 - $1) }
        errors += differences
        beyond += differences.filter { $0 > 0.3 + 1e-6 }.count
    }

    func row(_ name: String) -> String {
        let sorted = errors.sorted()
        let quantile = { (q: Double) in sorted.isEmpty ? 0 : sorted[Int(q * Double(sorted.count - 1))] }
        return name.padding(toLength: 36, withPad: " ", startingAt: 0) + column(Double(trains), width: 7)
            + column(Double(discharges), width: 11) + column(Double(wrongCounts), width: 7)
            + column(worstOnset, 3, width: 9) + column(quantile(0.5), 3, width: 9) + column(quantile(0.99), 3, width: 9)
            + column(sorted.last ?? 0, 3, width: 9) + column(Double(beyond), width: 9)
    }
}

/// Discharge times (ms) by the text of the first columns.
private func trains(_ path: String, keys: Int) throws -> [String: [Double]] {
    var trains: [String: [Double]] = [:]
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst() {
        let fields = line.split(separator: ",")
        trains[fields[..<keys].joined(separator: " "), default: []].append(Double(fields[keys]) ?? .nan)
    }
    return trains
}

private func makeFast(_ cells: [Int]) throws -> FastMotoneuronPool {
    try FastMotoneuronPool(cells: cells.map { human[$0] }, synapses: .deterministic)
}

private func makeReference(_ cells: [Int]) throws -> ReferenceMotoneuronPool {
    try ReferenceMotoneuronPool(cells: cells.map { human[$0] }, synapses: .deterministic)
}

/// 1 between two times (s) with edges of 0.1 ms outside, as NEURON interpolated the drives.
private func pulse(_ t: Double, _ start: Double, _ end: Double) -> Double {
    max(0, min(1, (t - start) / 1e-4 + 1, (end - t) / 1e-4 + 1))
}

func printAgreement(fixtures: String) throws {
    print("Errors against NEURON 9.0.2 in ms; 'late' counts errors of more than 0.3 ms")
    print("                                     trains discharges  count    first   median      99 %    worst     late")
    try compare("reference", fixtures, makeReference)
    try compare("fast", fixtures, makeFast)
}

private func compare<Pool: MotoneuronPool>(
    _ mode: String, _ fixtures: String, _ make: ([Int]) throws -> Pool
) throws {
    let ramps = try trains(fixtures + "/hta20_ramp_discharges.csv", keys: 3)
    let even = Array(stride(from: 0, to: 20, by: 2))
    for (pic, inhibition) in [(1.0, 0.0), (1, 1), (0, 0)] {
        var pool = try make(even)
        pool.set(.neuromodulation, to: pic)
        pool.set(.dendriticInhibition, to: inhibition)
        let found = pool.run(seconds: 26, interval: 1e-4) { $0.set(.excitation, to: ramp($1 + 3.75e-5)) }
        var comparison = Comparison()
        for (index, cell) in even.enumerated() {
            comparison.add(found.milliseconds(of: index), ramps["\(pic) \(inhibition) \(cell)"] ?? [])
        }
        print(comparison.row("\(mode): ramp, PIC \(Int(pic)), inhibition \(Int(inhibition))"))
    }
    let currents = try trains(fixtures + "/hta20_current_ramp_discharges.csv", keys: 2)
    for (pic, cells) in [(1.0, Array(0..<20)), (0.0, [0, 3, 6, 9, 12, 15, 18])] {
        var pool = try make(cells)
        pool.set(.neuromodulation, to: pic)
        let found = pool.run(seconds: 12, interval: 1e-4) { pool, t in
            let change = 6 * min(t + 3.75e-5, 12 - t - 3.75e-5)
            pool.set(.injectedCurrent, to: cells.map { human[$0].protocolHoldingCurrent + change })
        }
        var comparison = Comparison()
        for (index, cell) in cells.enumerated() {
            comparison.add(found.milliseconds(of: index), currents["\(pic) \(cell)"] ?? [])
        }
        print(comparison.row("\(mode): current ramp, PIC \(Int(pic))"))
    }
    let sustained = try trains(fixtures + "/hta20_bistable_discharges.csv", keys: 3)
    var comparison = Comparison()
    for (base, name) in [(0.0, "base0"), (0.8, "base0.8")] {
        for (inhibition, duration) in [(0.0, 500.0), (1, 500), (2, 500), (4, 500), (4, 100), (8, 50)] {
            var pool = try make([0, 6, 10])
            let found = pool.run(seconds: 8, interval: 1e-4) { pool, start in
                let t = start + 3.75e-5
                pool.set(.excitation, to: base + (10 - base) * pulse(t, 1, 1.5))
                pool.set(.dendriticInhibition, to: inhibition * pulse(t, 4, 4 + duration / 1000))
            }
            for (index, cell) in [0, 6, 10].enumerated() {
                let key = "\(name)_inh\(Int(inhibition))x\(Int(duration)) 1.0 \(cell)"
                comparison.add(found.milliseconds(of: index), sustained[key] ?? [])
            }
        }
    }
    print(comparison.row("\(mode): self-sustained, inhibited"))
}

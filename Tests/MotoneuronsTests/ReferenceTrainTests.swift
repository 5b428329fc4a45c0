// Long trains of NEURON, discharge by discharge, in both modes.

import Testing

@testable import Motoneurons

/// Runs with inputs that change every 0.1 ms. NEURON reads a drive at the start of each of its four steps; `drive` is
/// called with the mean of these times.
private func run<Pool: MotoneuronPool>(
    _ pool: inout Pool, seconds: Double, drive: (inout Pool, Double) -> Void
) -> MotoneuronDischarges {
    pool.run(seconds: seconds, interval: 1e-4) { drive(&$0, $1 + 0.0375e-3) }
}

/// 1 between two times (s), with edges of 0.1 ms outside: the reference drives were sampled every 0.1 ms, both ends
/// included, and played with linear interpolation.
private func pulse(_ t: Double, from start: Double, to end: Double) -> Double {
    max(0, min(1, (t - start) / 1e-4 + 1, (end - t) / 1e-4 + 1))
}

@Suite("Both modes against NEURON: long trains")
struct ReferenceTrainTests {
    static let conditions = [(1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]

    @Test("the 26 s ramps of excitation, in reference mode, discharge by discharge", arguments: conditions)
    func ramps(pic: Double, inhibition: Double) throws {
        let cells = isOptimised ? Array(stride(from: 0, to: 20, by: 2)) : [0, 14]
        var pool = try ReferenceMotoneuronPool(cells: cells.map { human[$0] }, synapses: .deterministic)
        try checkRamp(&pool, cells: cells, pic: pic, inhibition: inhibition)
    }

    @Test("the 26 s ramps of excitation, in fast mode, discharge by discharge", arguments: conditions)
    func fastRamps(pic: Double, inhibition: Double) throws {
        let cells = Array(stride(from: 0, to: 20, by: 2))
        var pool = try FastMotoneuronPool(cells: cells.map { human[$0] }, synapses: .deterministic)
        try checkRamp(&pool, cells: cells, pic: pic, inhibition: inhibition)
    }

    private func checkRamp<Pool: MotoneuronPool>(
        _ pool: inout Pool, cells: [Int], pic: Double, inhibition: Double
    ) throws {
        let expected = try Fixture("hta20_ramp_discharges").trains(by: ["pic", "inh", "cell"])
        pool.set(.neuromodulation, to: pic)
        pool.set(.dendriticInhibition, to: inhibition)
        let found = run(&pool, seconds: 26) { $0.set(.excitation, to: ramp(atSeconds: $1)) }
        let wanted = cells.map { expected["\(pic) \(inhibition) \($0)"] ?? [] }
        let trains = cells.indices.map { found.milliseconds(of: $0) }
        #expect(trains.map(\.count) == wanted.map(\.count))
        let onsets = zip(trains, wanted).map { abs(($0.first ?? 0) - ($1.first ?? 0)) }
        #expect(onsets.allSatisfy { $0 <= 0.076 })
        let excesses = zip(trains, wanted).map { excess($0, over: $1) }
        #expect(excesses.allSatisfy { $0.worst <= 1e-6 })
        // Of some 2,000 discharges in a condition, those before derecruitment alone need the wider limit.
        #expect(excesses.reduce(0) { $0 + $1.beyond } <= 40)
    }

    @Test("the 12 s ramps of injected current, with and without PIC, in both modes", arguments: [1.0, 0.0])
    func currentRamps(pic: Double) throws {
        let expected = try Fixture("hta20_current_ramp_discharges").trains(by: ["pic", "cell"])
        let all = pic == 0 ? [0, 3, 6, 9, 12, 15, 18] : Array(0..<20)
        let some = isOptimised ? all : [all[0], all[all.count / 2]]
        var reference = try ReferenceMotoneuronPool(cells: some.map { human[$0] }, synapses: .deterministic)
        try checkCurrentRamp(&reference, cells: some, pic: pic, expected)
        var fast = try FastMotoneuronPool(cells: all.map { human[$0] }, synapses: .deterministic)
        try checkCurrentRamp(&fast, cells: all, pic: pic, expected)
    }

    private func checkCurrentRamp<Pool: MotoneuronPool>(
        _ pool: inout Pool, cells: [Int], pic: Double, _ expected: [String: [Double]]
    ) throws {
        pool.set(.neuromodulation, to: pic)
        let start = cells.map { human[$0].protocolHoldingCurrent }
        let found = run(&pool, seconds: 12) { pool, t in
            for index in cells.indices { pool.set(.injectedCurrent, to: start[index] + 6 * min(t, 12 - t), of: index) }
        }
        let wanted = cells.map { expected["\(pic) \($0)"] ?? [] }
        let trains = cells.indices.map { found.milliseconds(of: $0) }
        #expect(trains.map(\.count) == wanted.map(\.count))
        // Rates up to 95 pps; phases of the 300 discharges add up.
        let excesses = zip(trains, wanted).map { excess($0, over: $1).worst }
        #expect(excesses.allSatisfy { $0 <= 0.3 })
    }

    @Test("self-sustained firing after half a second of excitation, and inhibition that ends or lowers it")
    func bistable() throws {
        let expected = try Fixture("hta20_bistable_discharges").trains(by: ["protocol", "cell"])
        let cells = [0, 6, 10]
        for (base, name) in [(0.0, "base0"), (0.8, "base0.8")] {
            for (inhibition, duration) in [(0.0, 500.0), (1, 500), (2, 500), (4, 500), (4, 100), (8, 50)] {
                var pool = try FastMotoneuronPool(cells: cells.map { human[$0] }, synapses: .deterministic)
                let found = run(&pool, seconds: 8) { pool, t in
                    pool.set(.excitation, to: base + (10 - base) * pulse(t, from: 1, to: 1.5))
                    pool.set(.dendriticInhibition, to: inhibition * pulse(t, from: 4, to: 4 + duration / 1000))
                }
                let wanted = cells.map { expected["\(name)_inh\(Int(inhibition))x\(Int(duration)) \($0)"] ?? [] }
                let trains = cells.indices.map { found.milliseconds(of: $0) }
                #expect(trains.map(\.count) == wanted.map(\.count), "\(name) \(inhibition) for \(duration) ms")
                // Inhibition that just switches a dendrite off leaves the cell near an unstable state for a second.
                let excesses = zip(trains, wanted).map { excess($0, over: $1).worst }
                #expect(excesses.allSatisfy { $0 <= 2 }, "\(name) \(inhibition) for \(duration) ms")
            }
        }
    }
}

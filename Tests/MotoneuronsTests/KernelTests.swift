// The kernels must agree to the bit, whatever the lanes, the grouping of cells and the grouping of steps.

import CAllocationCounter
import Glibc
import Signals
import Testing

@testable import Motoneurons

private let busyCells: [MotoneuronParameters] = {
    var cells = MotoneuronPoolTable.humanTibialisAnterior.cells(37)
    cells[5].slowSodiumFloor = 0.3
    return cells
}()

/// A pool with everything switched on: noise, common input, slow sodium inactivation, unequal inputs.
private func busyPool(
    cells: [MotoneuronParameters]? = nil, firstStream: Int = 0, kernel: MotoneuronKernel
) throws -> FastMotoneuronPool {
    let cells = cells ?? busyCells
    var synapses = SynapseSettings()
    synapses.commonExcitation = .init(coefficientOfVariation: 0.08, timeConstant: 100)
    synapses.commonInhibition = .init(coefficientOfVariation: 0.05, timeConstant: 60)
    var pool = try FastMotoneuronPool(
        cells: cells, synapses: synapses, seed: 77, firstStream: firstStream, kernel: kernel)
    for cell in cells.indices {
        let place = Double(firstStream + cell)
        pool.set(.excitation, to: 4 + 0.2 * place, of: cell)
        pool.set(.dendriticInhibition, to: 0.03 * place, of: cell)
        pool.set(.somaticInhibition, to: 0.3, of: cell)
        pool.set(.injectedCurrent, to: 0.1 * place - 1, of: cell)
        pool.set(.neuromodulation, to: 0.9 + 0.01 * place, of: cell)
    }
    return pool
}

private func fresh(_ pool: FastMotoneuronPool) -> MotoneuronDischarges {
    MotoneuronDischarges(cellCount: pool.cellCount, timeStep: pool.timeStep, capacity: 4096)
}

@Suite("The fast kernels")
struct KernelTests {
    @Test("every kernel gives the bits of the plain Swift one", arguments: MotoneuronKernel.available)
    func sameBits(kernel: MotoneuronKernel) throws {
        var scalar = try busyPool(kernel: .scalar)
        var other = try busyPool(kernel: kernel)
        var (a, b) = (fresh(scalar), fresh(other))
        for steps in [1, 2, 5, 40, 400, 3000] {
            scalar.advance(steps: steps, into: &a)
            other.advance(steps: steps, into: &b)
        }
        #expect(a == b && a.events.count > 20)
        #expect(scalar.savedState == other.savedState)
    }

    @Test("inputs far beyond physiology leave every kernel with the same finite potentials")
    func extremes() throws {
        var generator = NoiseGenerator(seed: 1, stream: 0, purpose: .jitter)
        func random(_ range: ClosedRange<Double>) -> Double {
            range.lowerBound + Double(generator.next()) * 0x1p-32 * (range.upperBound - range.lowerBound)
        }
        let cells = (0..<16).map { _ in MotoneuronPoolTable.catGastrocnemius.cell(atRank: random(0...1)) }
        var pools = try MotoneuronKernel.available.map { kernel in
            try FastMotoneuronPool(cells: cells, timeStep: 0.2, kernel: kernel)
        }
        for _ in 0..<60 {
            let inputs: [(MotoneuronInput, ClosedRange<Double>)] = [
                (.excitation, -10...1000), (.dendriticInhibition, 0...1000), (.somaticInhibition, 0...1000),
                (.injectedCurrent, -300...300), (.neuromodulation, 0...10),
            ]
            let values = inputs.map { input in (input.0, cells.map { _ in random(input.1) }) }
            for index in pools.indices {
                for (input, numbers) in values { pools[index].set(input, to: numbers) }
                var none = fresh(pools[index])
                pools[index].advance(steps: 30, into: &none)
            }
        }
        #expect(pools.allSatisfy { $0.savedState == pools[0].savedState })
        let snapshots = cells.indices.map { pools[0].snapshot(of: $0) }
        #expect(
            snapshots.allSatisfy { abs($0.somaVoltage) < 1000 && $0.dendriteVoltages.allSatisfy { abs($0) < 1000 } })
        let gates = snapshots.flatMap { $0.sodiumGates + $0.picActivations + $0.picAvailabilities + $0.dendriteHGates }
        #expect(gates.allSatisfy { (-1e-6...1.000_001).contains($0) })
    }

    @Test("steps may come one by one or all at once")
    func grouping() throws {
        var single = try busyPool(kernel: .fastest)
        var whole = try busyPool(kernel: .fastest)
        var (a, b) = (fresh(single), fresh(whole))
        for _ in 0..<2001 { single.advance(steps: 1, into: &a) }
        whole.advance(steps: 2001, into: &b)
        #expect(a == b && single.savedState == whole.savedState && single.elapsedSteps == 2001)
        whole.advance(steps: 0, into: &b)
        whole.advance(steps: -5, into: &b)
        #expect(whole.elapsedSteps == 2001)
    }

    @Test("a pool in two halves is the whole pool: cells do not feel their neighbours")
    func halves() throws {
        var whole = try busyPool(kernel: .fastest)
        var halves = [
            try busyPool(cells: Array(busyCells[..<21]), kernel: .baseline),
            try busyPool(cells: Array(busyCells[21...]), firstStream: 21, kernel: .fastest),
        ]
        var all = fresh(whole)
        whole.advance(steps: 8000, into: &all)
        var parts: [MotoneuronDischarge] = []
        for index in 0..<2 {
            var part = fresh(halves[index])
            halves[index].advance(steps: 8000, into: &part)
            parts += part.events.map { MotoneuronDischarge(cell: $0.cell + 21 * index, step: $0.step) }
        }
        #expect(parts.sorted { ($0.step, $0.cell) < ($1.step, $1.cell) } == all.events && all.events.count > 20)
        #expect(halves[1].snapshot(of: 15) == whole.snapshot(of: 36))
    }

    @Test("discharges come ordered by time and then by cell, and become trains")
    func order() throws {
        var pool = try busyPool(kernel: .fastest)
        var found = fresh(pool)
        pool.advance(steps: 20_000, into: &found)
        let keys = found.events.map { ($0.step, $0.cell) }
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
        let trains = try found.trains()
        #expect(trains.map(\.count).reduce(0, +) == found.events.count)
        #expect(trains[3].samples.map { Double($0) * 0.025 } == found.milliseconds(of: 3))
        #expect(trains[0].rate.hertz == 40_000)
    }

    @Test("advancing allocates nothing, in either mode")
    func allocations() throws {
        let before = allocation_count_of_this_thread()
        var pool = try busyPool(kernel: .fastest)
        try #require(allocation_count_of_this_thread() > before, "the allocation counter does not count here")
        var found = fresh(pool)
        pool.advance(steps: 40, into: &found)
        let start = allocation_count_of_this_thread()
        for step in 0..<200 {
            pool.set(.excitation, to: 6 + 0.01 * Double(step), of: step % 37)
            pool.advance(steps: 40, into: &found)
        }
        #expect(allocation_count_of_this_thread() == start)
        #expect(found.events.count > 20)

        var reference = try ReferenceMotoneuronPool(cells: Array(human[..<4]))
        reference.set(.excitation, to: 8)
        var trains = MotoneuronDischarges(cellCount: 4, timeStep: 0.025, capacity: 1000)
        reference.advance(steps: 40, into: &trains)
        let middle = allocation_count_of_this_thread()
        reference.advance(steps: 4000, into: &trains)
        #expect(allocation_count_of_this_thread() == middle)
    }

    @Test("the single precision functions are right to a few units in the last place")
    func functions() {
        var worst = 0.0
        for index in 0...200_000 {
            let x = -86 + 172 * Float(index) / 200_000
            let exact = exp(Double(x))
            worst = max(worst, abs(Double(ScalarKernel.exp(x)) - exact) / exact)
        }
        #expect(worst < 1.2e-7)
        let relax = (1...5000).map { Float($0) * 1e-4 }.map { x in
            abs(Double(ScalarKernel.relax(x)) / -expm1(-Double(x)) - 1)
        }
        #expect((relax.max() ?? 1) < 4e-6)  // the first term left out, x⁶/5040
        let linoid = (-4000...4000).map { Float($0) * 0.0025 }.map { u in
            let exact = u == 0 ? 1 : Double(u) / -expm1(-Double(u))
            return abs(Double(ScalarKernel.linoid(u, ScalarKernel.exp(-u))) / exact - 1)
        }
        #expect((linoid.max() ?? 1) < 1e-5)  // 1 − e^(−u) cancels down to u = 0.02
        #expect(ScalarKernel.exp(-1000) > 0 && ScalarKernel.exp(1000).isFinite)
    }
}

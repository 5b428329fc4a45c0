// What the cells are for: PICs that amplify, sustain, and can be calmed.

import Testing

@testable import Motoneurons

@Suite("Amplification, spasm and relief")
struct BehaviourTests {
    /// Sixteen of the twenty human cells; one tile.
    static let cells = Array(human[..<16])

    /// How many cells discharge in a window (s), and their mean rate (pps).
    private func active(_ found: MotoneuronDischarges, _ window: Range<Double>) -> (cells: Int, rate: Double) {
        let counts = (0..<found.cellCount).map { cell in
            found.milliseconds(of: cell).filter { window.contains($0 / 1000) }.count
        }
        let firing = counts.filter { $0 > 0 }
        let total = Double(firing.reduce(0, +))
        return (
            firing.count, firing.isEmpty ? 0 : total / Double(firing.count) / (window.upperBound - window.lowerBound)
        )
    }

    /// Half a second of excitation 10 on a residual 0.5 from 1 s on, and inhibition from 5 s on.
    private func trigger(
        _ cells: [MotoneuronParameters], pic: Double, inhibition: Double = 0, for duration: Double = 0, seconds: Double
    ) throws -> MotoneuronDischarges {
        var pool = try FastMotoneuronPool(cells: cells, seed: 3)
        pool.set(.neuromodulation, to: pic)
        return pool.run(seconds: seconds, interval: 2e-3) { pool, t in
            pool.set(.excitation, to: t >= 1 && t < 1.5 ? 10 : 0.5)
            pool.set(.dendriticInhibition, to: t >= 5 && t < 5 + duration ? inhibition : 0)
        }
    }

    @Test("a short trigger starts firing that sustains itself at PIC 1 and not at 0.85")
    func spasm() throws {
        let expected = try Fixture("spasm_inhibition")
        let row = try #require(expected.rows.indices.first)  // residual 0.5, PIC 1, no inhibition
        let found = try trigger(Self.cells, pic: 1, seconds: 5)
        #expect(abs(Double(active(found, 4..<5).cells) - (try expected.number("active_3to4s", row))) <= 2)
        #expect(active(found, 0.5..<1).cells == 0)
        let calm = try trigger(Self.cells, pic: 0.85, seconds: 4)
        #expect(active(calm, 1..<1.5).cells >= 12 && active(calm, 3..<4).cells == 0)
    }

    @Test(
        "inhibition ends the spasm or part of it, by its dose",
        arguments: [(4.0, 1.0, 0...0), (8.0, 0.2, 0...2), (2.0, 1.0, 4...9), (1.0, 0.1, 9...12)])
    func relief(inhibition: Double, duration: Double, survivors: ClosedRange<Int>) throws {
        let found = try trigger(Self.cells, pic: 1, inhibition: inhibition, for: duration, seconds: 8)
        #expect(survivors.contains(active(found, 7..<8).cells))
    }

    @Test("a lower inactivation midpoint makes the spasm end by itself")
    func selfTermination() throws {
        func capped(_ midpoint: Double) -> [MotoneuronParameters] {
            Self.cells.map { cell in
                var cell = cell
                cell.inactivationMidpoint = min(cell.inactivationMidpoint, midpoint)
                return cell
            }
        }
        // The fixture's after-discharges: 29.95 s (the whole run), 1.95 s and 0.7 s.
        #expect(active(try trigger(Self.cells, pic: 1.2, seconds: 10), 9..<10).cells >= 10)
        let short = try trigger(capped(-30), pic: 1.2, seconds: 8)
        #expect(active(short, 1.5..<2.5).cells >= 5 && active(short, 6..<8).cells == 0)
        #expect(active(try trigger(capped(-35), pic: 1, seconds: 4), 2.5..<4).cells == 0)
    }

    @Test("neuromodulation and inputs of one cell reach that cell alone")
    func perCell() throws {
        var plain = try FastMotoneuronPool(cells: Self.cells, synapses: .deterministic)
        plain.set(.excitation, to: 5)
        var changed = plain
        changed.set(.neuromodulation, to: 0.5, of: 4)
        let (a, b) = (plain.run(seconds: 1) { _, _ in }, changed.run(seconds: 1) { _, _ in })
        let same = (0..<16).map { a.milliseconds(of: $0) == b.milliseconds(of: $0) }
        #expect(same == (0..<16).map { $0 != 4 })
        #expect(changed.value(of: .neuromodulation, cell: 4) == 0.5 && plain.value(of: .neuromodulation, cell: 4) == 1)
    }

    @Test("inhibition counts as much conductance on the soma as on the dendrites, but calms PICs from the dendrites")
    func placement() throws {
        func rest(_ input: MotoneuronInput?) throws -> Double {
            var pool = try ReferenceMotoneuronPool(cells: [human[0]], synapses: .deterministic)
            pool.set(.neuromodulation, to: 0)
            if let input { pool.set(input, to: 0.2) }
            pool.set(.injectedCurrent, to: 1)
            var none = MotoneuronDischarges(cellCount: 1, timeStep: 0.025)
            pool.advance(steps: 8000, into: &none)
            return pool.snapshot(of: 0).somaVoltage
        }
        let (without, soma) = (try rest(nil), try rest(.somaticInhibition))
        let effect = (without - (try rest(.dendriticInhibition))) / (without - soma)
        // Seen from the soma, a small conductance on a dendrite counts (g_c/(g_c + g_d))², with the driving force there.
        let c = CellConstants(human[0], .deterministic)
        let leak = c.dendriteLeak + 0.09 * c.dendriteH
        let attenuation = c.coupling / (c.coupling + leak)
        #expect(abs(effect - attenuation * attenuation) < 0.1)
        func sustained(_ input: MotoneuronInput) throws -> Int {
            var pool = try FastMotoneuronPool(cells: Self.cells, synapses: .deterministic)
            let found = pool.run(seconds: 6, interval: 5e-3) { pool, t in
                pool.set(.excitation, to: t >= 0.5 && t < 1 ? 10 : 0.5)
                pool.set(input, to: t >= 3 && t < 3.5 ? 3 : 0)
            }
            return active(found, 5..<6).cells
        }
        #expect(try sustained(.dendriticInhibition) < sustained(.somaticInhibition))
    }

    @Test("slow sodium inactivation lowers a sustained rate late, and alike in both modes")
    func slowSodium() throws {
        func rates(_ floor: Double) throws -> (early: Int, late: Int, reference: Int) {
            var cell = human[4]
            cell.slowSodiumFloor = floor
            var fast = try FastMotoneuronPool(cells: [cell], synapses: .deterministic)
            fast.set(.excitation, to: 8)
            let train = fast.run(seconds: 6) { _, _ in }.milliseconds(of: 0)
            var reference = try ReferenceMotoneuronPool(cells: [cell], synapses: .deterministic)
            reference.set(.excitation, to: 8)
            let count = reference.run(seconds: 2) { _, _ in }.milliseconds(of: 0).count
            let early = train.filter { $0 < 2000 }.count
            #expect(abs(count - early) <= 1)
            return (early, train.filter { $0 >= 4000 }.count, count)
        }
        let (without, with) = (try rates(1), try rates(0.2))
        #expect(with.late < without.late && with.late < with.early)
    }

    @Test("both modes agree with noise, common input, slow sodium inactivation and every input on")
    func modes() throws {
        var cells = Array(human[..<6])
        cells[2].slowSodiumFloor = 0.4
        var synapses = SynapseSettings()
        synapses.commonExcitation = .init(coefficientOfVariation: 0.08, timeConstant: 100)
        func train<Pool: MotoneuronPool>(_ start: Pool) -> [[Double]] {
            var pool = start
            pool.set(.dendriticInhibition, to: 0.5)
            pool.set(.somaticInhibition, to: 0.7)
            pool.set(.neuromodulation, to: 0.93)
            pool.set(.injectedCurrent, to: 0.5, of: 1)
            let found = pool.run(seconds: 3) { $0.set(.excitation, to: 4 * $1) }
            return cells.indices.map { found.milliseconds(of: $0) }
        }
        let fast = train(try FastMotoneuronPool(cells: cells, synapses: synapses, seed: 21))
        let reference = train(try ReferenceMotoneuronPool(cells: cells, synapses: synapses, seed: 21))
        #expect(fast.map(\.count) == reference.map(\.count) && fast.allSatisfy { $0.count > 10 })
        let worst = zip(fast.joined(), reference.joined()).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 0.5)
    }

    @Test("halving the time step halves the error of the first discharge")
    func convergence() throws {
        func onsets(_ step: Double) throws -> [Double] {
            var pool = try FastMotoneuronPool(cells: Self.cells, synapses: .deterministic, timeStep: step)
            pool.set(.dendriticInhibition, to: 1)
            let found = pool.run(seconds: 11, interval: 2e-4) { pool, t in
                pool.set(.excitation, to: ramp(atSeconds: t + 1e-4))
            }
            return (0..<16).map { found.milliseconds(of: $0).first ?? -1 }
        }
        let fine = try onsets(0.0125)
        // Medians over the pool against half the reference step, with NEURON's order and size (0.100, 0.287, 0.713 ms).
        var medians: [Double] = []
        for step in [0.025, 0.05, 0.1] {
            medians.append(zip(try onsets(step), fine).map { abs($0 - $1) }.sorted()[8])
        }
        #expect(zip(medians, [0.100, 0.287, 0.713]).allSatisfy { abs($0 - $1) <= 0.3 * $1 })
    }
}

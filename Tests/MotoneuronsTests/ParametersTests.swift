import Testing

@testable import Motoneurons

@Suite("Parameters of cells and pools")
struct ParametersTests {
    static let pools: [(MotoneuronPoolTable, String)] = [
        (.humanTibialisAnterior, "hta20_parameters"), (.humanLowThreshold, "htalw20_parameters"),
        (.catGastrocnemius, "cmg20_parameters"),
    ]

    @Test("every parameter of every cell is that of the published pools", arguments: pools)
    func published(table: MotoneuronPoolTable, file: String) throws {
        let fixture = try Fixture(file)
        let columns: [(String, (MotoneuronParameters) -> Double)] = [
            ("soma_area_cm2", \.somaArea), ("soma_cm", \.somaCapacitance), ("soma_gpas", \.somaLeak),
            ("soma_epas", \.somaLeakReversal), ("gna", \.sodium), ("gnap", \.persistentSodium),
            ("gkdr", \.delayedRectifier), ("gca_mAHP", \.somaticCalcium), ("gkca", \.calciumPotassium),
            ("taur_ms", \.calciumRemovalTime), ("gh_s", \.somaHConductance), ("dend_area_cm2", \.dendriteArea),
            ("dend_cm", \.dendriteCapacitance), ("dend_gpas", \.dendriteLeak), ("dend_epas", \.dendriteLeakReversal),
            ("gh_d", \.dendriteHConductance), ("gc_uS", \.couplingConductance), ("gL1", \.dendriticCalcium1),
            ("gL2", \.dendriticCalcium2), ("gL3", \.dendriticCalcium3), ("gL4", \.dendriticCalcium4),
            ("theta_m", \.activationMidpoint), ("theta_h", \.inactivationMidpoint),
        ]
        let cells = table.cells(20)
        for (name, value) in columns {
            let expected = try fixture.numbers(name)
            // The table prints ten digits.
            let worst = zip(cells, expected).map { abs(value($0) - $1) / max(abs($1), 1e-12) }.max() ?? 1
            #expect(worst < 1e-9, "\(table.name) \(name)")
        }
        #expect(throws: Never.self) { try cells.forEach { try $0.validate() } }
    }

    @Test("a pool of one is its slowest cell, a part of a pool lies between its ranks")
    func parts() {
        let table = MotoneuronPoolTable.humanTibialisAnterior
        #expect(table.cells(1) == [table.low])
        #expect(table.cells(0).isEmpty)
        let slow = table.cells(15, ranks: 0...(14.0 / 19))
        let whole = table.cells(20)
        let worst = zip(slow, whole).map { abs($0.somaLeak - $1.somaLeak) }.max() ?? 1
        #expect(worst < 1e-15)
        #expect(abs(slow[14].inactivationMidpoint - whole[14].inactivationMidpoint) < 1e-12)
    }

    @Test("every field has a name of its own, a unit, a meaning, and holds its published values")
    func fields() {
        let fields = MotoneuronParameters.fields
        #expect(Set(fields.map(\.name)).count == 27)
        #expect(Set(fields.map(\.keyPath.hashValue)).count == fields.count)
        #expect(fields.allSatisfy { !$0.unit.isEmpty && !$0.meaning.isEmpty && !$0.source.isEmpty })
        // A property that the dictionary does not know would be left out of pools and validation.
        #expect(
            Mirror(reflecting: MotoneuronParameters()).children.compactMap(\.label).sorted()
                == fields.map(\.name).sorted())
    }

    @Test("a value that no cell can have is refused in one sentence with field, value and range")
    func refused() throws {
        var cells = MotoneuronPoolTable.humanTibialisAnterior.cells(3)
        cells[1].somaLeak = -8.1e-5
        let negative = #expect(throws: MotoneuronError.self) { try FastMotoneuronPool(cells: cells) }
        #expect(
            negative?.description
                == "motoneuron 1: somaLeak (leak conductance of the soma) is -8.1e-05 S/cm²; allowed is 0.0 to 1.0 S/cm²"
        )
        cells[1].somaLeak = .nan
        #expect(throws: MotoneuronError.self) { try ReferenceMotoneuronPool(cells: cells) }
        let unstable = #expect(throws: MotoneuronError.self) { try FastMotoneuronPool(cells: human, timeStep: 0.5) }
        #expect(
            unstable?.description
                == "time step is 0.5 ms; allowed is 0.001 to 0.2 ms, beyond which discharges are lost")
        #expect(throws: MotoneuronError.self) { try ReferenceMotoneuronPool(cells: human, timeStep: .nan) }
        let empty = #expect(throws: MotoneuronError.self) { try FastMotoneuronPool(cells: []) }
        #expect(empty?.description == "the pool has no motoneurons; it needs at least 1")
        var synapses = SynapseSettings()
        synapses.noiseTimeConstant = 0
        let noise = #expect(throws: MotoneuronError.self) { try FastMotoneuronPool(cells: human, synapses: synapses) }
        #expect(noise?.description == "synapses: noiseTimeConstant is 0.0 ms; allowed is 0.1 to 10000.0 ms")
    }

    @Test("any field set to a value outside of its range is refused and named", arguments: 0..<27)
    func eachField(index: Int) throws {
        let field = MotoneuronParameters.fields[index]
        for value in [field.allowed.lowerBound.nextDown, field.allowed.upperBound.nextUp, .nan, -.infinity, .infinity] {
            var cell = MotoneuronParameters()
            cell[keyPath: field.keyPath] = value
            let error = #expect(throws: MotoneuronError.self) { try cell.validate() }
            #expect(error?.description.hasPrefix("motoneuron: \(field.name) (") == true)
        }
    }

    @Test("jitter has mean 1 and the coefficient of variation asked for, and repeats with its seed")
    func jitter() throws {
        let cells = [MotoneuronParameters](repeating: .init(), count: 4000)
        let jitter = MotoneuronJitter(dendriticCalcium: 0.1, calciumPotassium: 0.05, leak: 0.08)
        let first = try jitter.applied(to: cells, seed: 3)
        #expect(first == (try jitter.applied(to: cells, seed: 3)))
        #expect(first != (try jitter.applied(to: cells, seed: 4)))
        let rows: [(Double, (MotoneuronParameters) -> Double)] = [
            (0.1, { $0.dendriticCalcium3 / 1e-4 }), (0.05, { $0.calciumPotassium / 4.5e-4 }),
            (0.08, { $0.somaLeak / 8.109e-5 }),
        ]
        for (cv, factor) in rows {
            let factors = first.map(factor)
            let mean = factors.reduce(0, +) / 4000
            let deviation = (factors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000).squareRoot()
            // Four standard errors of mean and deviation of 4000 draws.
            #expect(abs(mean - 1) < 4 * cv / 4000.0.squareRoot())
            #expect(abs(deviation / cv - 1) < 4 / 8000.0.squareRoot() * 1.2)
        }
        let alike = first.allSatisfy {
            abs($0.dendriticCalcium4 / 1.15e-4 - $0.dendriticCalcium1 / 0.85e-4) < 1e-12
                && abs($0.dendriteLeak / 7.93445e-5 - $0.somaLeak / 8.109e-5) < 1e-12 && $0.sodium == 0.010
        }
        #expect(alike)
        #expect(throws: MotoneuronError.self) { try MotoneuronJitter(leak: -0.1).applied(to: cells, seed: 1) }
    }
}

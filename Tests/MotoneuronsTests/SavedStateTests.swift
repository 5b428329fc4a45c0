import Testing

@testable import Motoneurons

@Suite("Saving a pool and continuing it")
struct SavedStateTests {
    static var synapses: SynapseSettings {
        var synapses = SynapseSettings()
        synapses.commonExcitation.coefficientOfVariation = 0.1
        return synapses
    }

    private func check<Pool: MotoneuronPool>(_ make: (UInt64) throws -> Pool) throws {
        var pool = try make(4)
        pool.set(.excitation, to: 9)
        pool.set(.injectedCurrent, to: 1.25, of: 2)
        var before = MotoneuronDischarges(cellCount: pool.cellCount, timeStep: pool.timeStep)
        pool.advance(steps: 4001, into: &before)  // in the middle of an interval
        let bytes = pool.savedState
        var continued = try make(4)
        try continued.restore(from: bytes)
        #expect(continued.elapsedSteps == 4001 && continued.value(of: .injectedCurrent, cell: 2) == 1.25)
        var (a, b) = (before, before)
        a.removeAll()
        b.removeAll()
        pool.advance(steps: 4000, into: &a)
        continued.advance(steps: 4000, into: &b)
        #expect(a == b && !a.events.isEmpty)
        #expect(pool.savedState == continued.savedState)

        var stranger = try make(5)
        let untouched = stranger.savedState
        let other = #expect(throws: MotoneuronError.self) { try stranger.restore(from: bytes) }
        #expect(
            other?.description
                == "saved motoneuron pool: it was saved by a pool with other parameters, settings, step or seed")
        for position in stride(from: 0, to: bytes.count, by: 61) {
            var damaged = bytes
            damaged[position] ^= 0x10
            #expect(throws: MotoneuronError.self) { try continued.restore(from: damaged) }
        }
        for length in [0, 7, 39, bytes.count - 1] {
            #expect(throws: MotoneuronError.self) { try continued.restore(from: Array(bytes[..<length])) }
        }
        #expect(stranger.savedState == untouched && continued.savedState == pool.savedState)
    }

    @Test("a fast pool continues bit for bit, and only from its own undamaged bytes")
    func fast() throws {
        try check { try FastMotoneuronPool(cells: Array(human[..<5]), synapses: Self.synapses, seed: $0) }
    }

    @Test("a reference pool continues bit for bit, and only from its own undamaged bytes")
    func reference() throws {
        try check { try ReferenceMotoneuronPool(cells: Array(human[..<5]), synapses: Self.synapses, seed: $0) }
    }

    @Test("the two modes do not continue each other, but another kernel continues a fast pool")
    func modes() throws {
        var fast = try FastMotoneuronPool(cells: [human[0]], kernel: .scalar)
        let reference = try ReferenceMotoneuronPool(cells: [human[0]])
        let error = #expect(throws: MotoneuronError.self) { try fast.restore(from: reference.savedState) }
        #expect(error?.description == "saved motoneuron pool: reference and fast pools cannot continue each other")
        var other = try FastMotoneuronPool(cells: [human[0]], kernel: .fastest)
        try other.restore(from: fast.savedState)
        #expect(other.savedState == fast.savedState)
    }

    @Test("a pool is a value: a copy goes its own way")
    func copies() throws {
        var pool = try FastMotoneuronPool(cells: [human[0]], seed: 1)
        let copy = pool
        var none = MotoneuronDischarges(cellCount: 1, timeStep: 0.025)
        pool.advance(steps: 100, into: &none)
        #expect(copy.elapsedSteps == 0 && copy.snapshot(of: 0).somaVoltage == -65)
        #expect(pool.snapshot(of: 0).somaVoltage != -65)
    }
}

import Testing

@testable import Motoneurons

@Suite("The reference pool against NEURON: long trains")
struct ReferenceRampTests {
    static let conditions = [(1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]

    @Test("every discharge of the 26 s ramps lies within 0.3 ms of NEURON", arguments: conditions)
    func ramps(pic: Double, inhibition: Double) throws {
        let expected = try Fixture("hta20_ramp_discharges").trains(by: ["pic", "inh", "cell"])
        let cells = isOptimised ? Array(stride(from: 0, to: 20, by: 2)) : [0, 14]
        var pool = try ReferenceMotoneuronPool(cells: cells.map { human[$0] }, synapses: .deterministic)
        pool.set(.neuromodulation, to: pic)
        pool.set(.dendriticInhibition, to: inhibition)
        let discharges = pool.run(seconds: 26, interval: 0.025e-3) { pool, _ in
            pool.set(.excitation, to: ramp(atSeconds: pool.middleOfStep))
        }
        for (index, cell) in cells.enumerated() {
            let found = discharges.milliseconds(of: index)
            let wanted = expected["\(pic) \(inhibition) \(cell)"] ?? []
            #expect(found.count == wanted.count, "cell \(cell)")
            let worst = zip(found, wanted).map { abs($0 - $1) }.max() ?? 0
            #expect(worst <= 0.3, "cell \(cell)")
            print("cell", cell, found.count, wanted.count, worst)
        }
    }
}

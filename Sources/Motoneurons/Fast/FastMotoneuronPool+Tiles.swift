// What lies where in a tile, and how it gets there.

import CMotoneuronKernels
import Glibc

extension FastMotoneuronPool {
    /// Sets one input of one cell. Drives below 0 count as 0.
    public mutating func set(_ input: MotoneuronInput, to value: Double, of cell: Int) {
        precondition(value.isFinite, "an input must be a finite number")
        precondition(cells.indices.contains(cell), "no such cell")
        write(Float(input == .injectedCurrent ? value : max(0, value)), field: input.field, cell: cell)
    }

    /// What an input of a cell is set to, in single precision.
    public func value(of input: MotoneuronInput, cell: Int) -> Double {
        Double(read(input.field, cell: cell))
    }

    func read(_ field: Int, cell: Int) -> Float { tiles[Self.index(field, cell)] }

    mutating func write(_ value: Float, field: Int, cell: Int) { tiles[Self.index(field, cell)] = value }

    private static func index(_ field: Int, _ cell: Int) -> Int {
        ((cell / MN_LANES) * MN_FIELDS + field) * MN_LANES + cell % MN_LANES
    }

    /// The potential (mV) that is 0 in a tile. Near the threshold numbers are then small and keep their digits.
    static let potentialZero = Double(MN_POTENTIAL_ZERO)

    /// All tiles at the start. The lanes behind the last cell hold copies of it, so that they compute nothing strange; they
    /// get no input and report nothing.
    static func tiles(
        _ cells: [MotoneuronParameters], _ synapses: SynapseSettings, grid: TimeGrid, seed: UInt64, firstStream: Int
    ) -> [Float] {
        let tileCount = (cells.count + MN_LANES - 1) / MN_LANES
        var tiles = [Float](repeating: 0, count: tileCount * MN_FIELDS * MN_LANES)
        for index in 0..<(tileCount * MN_LANES) {
            let generator = NoiseGenerator(seed: seed, stream: UInt64(firstStream + index), purpose: .synapses)
            let rows = rows(CellConstants(cells[min(index, cells.count - 1)], synapses), generator, synapses, grid)
            for (field, value) in rows { tiles[Self.index(field, index)] = value }
        }
        return tiles
    }

    /// The rows of one cell that do not start at 0.
    private static func rows(
        _ c: CellConstants, _ generator: NoiseGenerator, _ synapses: SynapseSettings, _ grid: TimeGrid
    ) -> [(Int, Float)] {
        let zero = potentialZero
        let start = ReferenceCell(c, tables: nil, generator: generator)
        let noise = NoiseGenerator.ornsteinUhlenbeck(
            interval: grid.interval, timeConstant: synapses.noiseTimeConstant)
        var rows: [(Int, Double)] = [
            (MN_SOMA_CAPACITY, c.somaCapacitance / grid.step), (MN_SOMA_LEAK, c.somaLeak),
            (MN_SOMA_LEAK_CURRENT, c.somaLeak * (c.somaLeakReversal - zero)), (MN_SODIUM, c.sodium),
            (MN_PERSISTENT_SODIUM, c.persistentSodium), (MN_DELAYED_RECTIFIER, c.delayedRectifier),
            (MN_SOMATIC_CALCIUM, c.somaticCalcium), (MN_CALCIUM_POTASSIUM, c.calciumPotassium), (MN_SOMA_H, c.somaH),
            (MN_SLOW_SODIUM_FLOOR, c.slowSodiumFloor), (MN_CALCIUM_GAIN, c.calciumRemovalTime * c.calciumInflux),
            (MN_CALCIUM_FACTOR, -expm1(-grid.step / c.calciumRemovalTime)), (MN_COUPLING, c.coupling),
            (MN_DENDRITE_CAPACITY, c.dendriteCapacitance / grid.step), (MN_DENDRITE_LEAK, c.dendriteLeak),
            (MN_DENDRITE_LEAK_CURRENT, c.dendriteLeak * (c.dendriteLeakReversal - zero)), (MN_DENDRITE_H, c.dendriteH),
            (MN_PIC, c.pic1), (MN_PIC + 1, c.pic2), (MN_PIC + 2, c.pic3), (MN_PIC + 3, c.pic4),
            (MN_ACTIVATION_MIDPOINT, c.activationMidpoint - zero),
            (MN_INACTIVATION_FACTOR, exp((c.inactivationMidpoint - zero) / 5)),
            (MN_DENDRITIC_UNIT, c.dendriticUnit), (MN_SOMATIC_UNIT, c.somaticUnit),
            (MN_NOISE_GAIN, c.noiseDeviation * noise.gain), (MN_NEUROMODULATION, 1), (MN_VOLTAGE, start.voltage - zero),
            (MN_M, start.m), (MN_H, start.h), (MN_S, start.s), (MN_PERSISTENT_GATE, start.persistent), (MN_N, start.n),
            (MN_CALCIUM_GATE, start.calciumGate), (MN_SOMA_H_GATE, start.slow),
        ]
        for k in 0..<4 {
            rows += [
                (MN_DENDRITE_VOLTAGE + k, start.d1.voltage - zero), (MN_PIC_ACTIVATION + k, start.d1.activation),
                (MN_PIC_INACTIVATION + k, 1 - start.d1.availability), (MN_DENDRITE_H_GATE + k, start.d1.h),
            ]
        }
        let words = [generator.s0, generator.s1, generator.s2, generator.s3]
        return rows.map { ($0, Float($1)) } + words.enumerated().map { (MN_GENERATOR + $0, Float(bitPattern: $1)) }
    }
}

extension MotoneuronInput {
    var field: Int {
        switch self {
        case .excitation: MN_EXCITATION
        case .dendriticInhibition: MN_DENDRITIC_INHIBITION
        case .somaticInhibition: MN_SOMATIC_INHIBITION
        case .injectedCurrent: MN_CURRENT
        case .neuromodulation: MN_NEUROMODULATION
        }
    }
}

// The fast mode: single precision, sixteen cells to a tile, all lanes of the processor.

import CMotoneuronKernels
import Glibc

/// A pool for live use and for thousands of trials.
///
/// It differs from ``ReferenceMotoneuronPool`` in two ways: single precision, and the gates that need tens of milliseconds
/// (PICs, H, slow sodium inactivation) move once per interval of 0.1 ms instead of in every step. Discharge counts agree
/// within 1 %, the first discharge within 0.5 ms. NEURON's gate tables are part of it, and the noise of a seed is the same
/// in both.
///
/// Results are the same bits with every ``MotoneuronKernel``, however the cells are grouped into pools (see `firstStream`)
/// and however the steps are grouped into calls. Memory is 5 KB per sixteen cells plus 128 bytes per cell; advancing
/// allocates nothing.
public struct FastMotoneuronPool: MotoneuronPool {
    /// The parameters of the cells.
    public let cells: [MotoneuronParameters]
    /// How input reaches them.
    public let synapses: SynapseSettings
    /// The time step (ms).
    public var timeStep: Double { grid.step }
    /// How many cells there are.
    public var cellCount: Int { cells.count }
    /// Steps taken since the start.
    public internal(set) var elapsedSteps = 0
    /// The code that advances the pool; may be changed at any time.
    public var kernel: MotoneuronKernel

    /// How many pieces of an interval one call of the kernel does: 1.6 ms at the default step, so that a tile stays in
    /// the first-level cache while it is worked on.
    private static let piecesPerCall = 16

    let grid: TimeGrid
    let constants: mn_constants
    let fingerprint: UInt64
    /// Tiles of `MN_FIELDS` rows of `MN_LANES` floats.
    var tiles: [Float]
    var commonExcitation: CommonInput
    var commonInhibition: CommonInput
    private var events: [mn_event]
    private var pieces: [mn_piece]

    /// Makes a pool at rest: −65 mV everywhere, gates at their steady states.
    ///
    /// - Parameters:
    ///   - cells: the parameters, slowest first by custom; see ``MotoneuronPoolTable``.
    ///   - synapses: unit conductance and noise.
    ///   - timeStep: 0.001…0.2 ms. At 0.05 ms discharge counts fall by about 1.5 %, at 0.1 ms by about 3 %.
    ///   - seed: of all noise.
    ///   - firstStream: the number of the first cell's noise stream. Two pools that share a seed and continue each other's
    ///     numbers have the noise of one large pool, common input included.
    ///   - kernel: the code to use; the fastest by default.
    /// - Throws: ``MotoneuronError`` when a parameter, setting or step lies outside of its range.
    public init(
        cells: [MotoneuronParameters], synapses: SynapseSettings = .init(), timeStep: Double = 0.025, seed: UInt64 = 1,
        firstStream: Int = 0, kernel: MotoneuronKernel = .fastest
    ) throws(MotoneuronError) {
        try TimeGrid.checkCells(cells)
        try synapses.validate()
        grid = try TimeGrid(step: timeStep)
        self.cells = cells
        self.synapses = synapses
        self.kernel = kernel
        let decay = exp(-grid.interval / synapses.noiseTimeConstant)
        let slow = { (time: Double, interval: Double) in Float(-expm1(-interval / time)) }
        constants = mn_constants(
            time_step: Float(timeStep), persistent_factor: slow(ChannelKinetics.persistentSodiumTime, timeStep),
            calcium_gate_factor: slow(ChannelKinetics.somaticCalciumTime, timeStep),
            h_factor: slow(ChannelKinetics.hTime, grid.interval),
            activation_factor: slow(ChannelKinetics.picActivationTime, grid.interval),
            inactivation_factor: slow(ChannelKinetics.picInactivationTime, grid.interval),
            interval: Float(grid.interval), noise_decay: Float(decay),
            steps_per_interval: Int32(grid.stepsPerInterval), noise: synapses.noiseDeviation > 0 ? 1 : 0,
            slow_sodium: cells.contains { $0.slowSodiumFloor < 1 } ? 1 : 0)
        commonExcitation = CommonInput(synapses.commonExcitation, interval: grid.interval, seed: seed, stream: 0)
        commonInhibition = CommonInput(synapses.commonInhibition, interval: grid.interval, seed: seed, stream: 1)
        fingerprint = SavedState.fingerprint(cells, synapses, step: timeStep, seed: seed, firstStream: firstStream)
        tiles = Self.tiles(cells, synapses, grid: grid, seed: seed, firstStream: firstStream)
        events = .init(repeating: mn_event(), count: cells.count * Self.piecesPerCall)
        pieces = .init(repeating: mn_piece(), count: Self.piecesPerCall)
    }

    /// Takes `steps` steps with the inputs as they are and adds the discharges, ordered by time and then by cell.
    public mutating func advance(steps: Int, into discharges: inout MotoneuronDischarges) {
        var left = max(0, steps)
        while left > 0 {
            let (pieceCount, covered) = planPieces(upTo: left)
            let found = runKernel(pieceCount: pieceCount)
            let start = discharges.events.count
            for index in 0..<found {
                discharges.append(cell: Int(events[index].cell), step: elapsedSteps + Int(events[index].step))
            }
            discharges.order(from: start)
            elapsedSteps += covered
            left -= covered
        }
    }

    /// Cuts the coming steps at the borders of the intervals and moves the common input across them.
    private mutating func planPieces(upTo steps: Int) -> (pieces: Int, steps: Int) {
        let length = grid.stepsPerInterval
        var covered = 0
        var count = 0
        while count < Self.piecesPerCall && covered < steps {
            let phase = (elapsedSteps + covered) % length
            if phase == 0 {
                commonExcitation.step()
                commonInhibition.step()
            }
            let now = min(length - phase, steps - covered)
            pieces[count] = mn_piece(
                common_excitation: Float(commonExcitation.factor), common_inhibition: Float(commonInhibition.factor),
                steps: Int32(now), starts_interval: phase == 0 ? 1 : 0, ends_interval: phase + now == length ? 1 : 0)
            covered += now
            count += 1
        }
        return (count, covered)
    }

    private mutating func runKernel(pieceCount: Int) -> Int {
        let (kernel, cellCount, constants) = (kernel, cells.count, constants)
        return tiles.withUnsafeMutableBufferPointer { tiles in
            guard let tiles = tiles.baseAddress else { return 0 }
            return pieces.withUnsafeBufferPointer { pieces in
                events.withUnsafeMutableBufferPointer { events in
                    if kernel == .scalar {
                        return Self.runScalar(tiles, cellCount, constants, pieces.prefix(pieceCount), events)
                    }
                    return withUnsafePointer(to: constants) { constants in
                        mn_advance(
                            tiles, cellCount, constants, pieces.baseAddress, pieceCount, events.baseAddress, kernel.bit)
                    }
                }
            }
        }
    }

    private static func runScalar(
        _ tiles: UnsafeMutablePointer<Float>, _ cellCount: Int, _ constants: mn_constants,
        _ pieces: Slice<UnsafeBufferPointer<mn_piece>>, _ events: UnsafeMutableBufferPointer<mn_event>
    ) -> Int {
        var count = 0
        for cell in 0..<cellCount {
            let lane = ScalarKernel(
                lane: tiles + cell / MN_LANES * MN_LANES * MN_FIELDS + cell % MN_LANES, constants: constants)
            var done: UInt32 = 0
            for piece in pieces {
                let when = lane.advance(piece)
                if when != 0 {
                    events[count] = mn_event(step: done + UInt32(when), cell: UInt32(cell))
                    count += 1
                }
                done += UInt32(piece.steps)
            }
        }
        return count
    }
}

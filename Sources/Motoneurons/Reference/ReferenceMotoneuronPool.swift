// The reference mode: double precision, every gate in every step, NEURON's tables.

/// A pool that computes as NEURON does; what every faster implementation is compared with.
///
/// With a step of 0.025 ms and no noise every discharge of the 26 s validation ramps lies within 0.3 ms of NEURON 9.0.2.
/// It simulates about a hundred seconds of one cell in a second of one processor core.
public struct ReferenceMotoneuronPool: MotoneuronPool {
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

    let grid: TimeGrid
    let constants: [CellConstants]
    let factors: StepFactors
    let tables: GateTables?
    let fingerprint: UInt64
    private let noiseDecay: Double
    private let noiseGain: Double
    var states: [ReferenceCell]
    var commonExcitation: CommonInput
    var commonInhibition: CommonInput

    /// Makes a pool at rest: −65 mV everywhere, gates at their steady states.
    ///
    /// - Parameters:
    ///   - cells: the parameters, slowest first by custom; see ``MotoneuronPoolTable``.
    ///   - synapses: unit conductance and noise.
    ///   - timeStep: 0.001…0.2 ms; 0.025 ms is NEURON's default and that of the published model.
    ///   - seed: of all noise.
    ///   - firstStream: the number of the first cell's noise stream. Two pools that share a seed and continue each other's
    ///     numbers have the noise of one large pool, common input included.
    ///   - gateTables: whether to read gates from tables as NEURON does; `false` evaluates the formulae.
    /// - Throws: ``MotoneuronError`` when a parameter, setting or step lies outside of its range.
    public init(
        cells: [MotoneuronParameters], synapses: SynapseSettings = .init(), timeStep: Double = 0.025, seed: UInt64 = 1,
        firstStream: Int = 0, gateTables: Bool = true
    ) throws(MotoneuronError) {
        try TimeGrid.checkCells(cells)
        try synapses.validate()
        let grid = try TimeGrid(step: timeStep)
        let constants = cells.map { CellConstants($0, synapses) }
        let tables = gateTables ? GateTables() : nil
        self.cells = cells
        self.synapses = synapses
        self.grid = grid
        self.constants = constants
        self.tables = tables
        factors = StepFactors(timeStep: timeStep)
        (noiseDecay, noiseGain) = NoiseGenerator.ornsteinUhlenbeck(
            interval: grid.interval, timeConstant: synapses.noiseTimeConstant)
        states = Self.withRows(of: tables) { rows in
            constants.indices.map { index in
                ReferenceCell(
                    constants[index], tables: rows,
                    generator: NoiseGenerator(seed: seed, stream: UInt64(firstStream + index), purpose: .synapses))
            }
        }
        commonExcitation = CommonInput(synapses.commonExcitation, interval: grid.interval, seed: seed, stream: 0)
        commonInhibition = CommonInput(synapses.commonInhibition, interval: grid.interval, seed: seed, stream: 1)
        fingerprint = SavedState.fingerprint(
            cells, synapses, step: timeStep, seed: seed, firstStream: firstStream &* 2 &+ (gateTables ? 1 : 0))
    }

    /// Sets one input of one cell. Drives below 0 count as 0.
    public mutating func set(_ input: MotoneuronInput, to value: Double, of cell: Int) {
        precondition(value.isFinite, "an input must be a finite number")
        switch input {
        case .excitation: states[cell].excitation = max(0, value)
        case .dendriticInhibition: states[cell].dendriticInhibition = max(0, value)
        case .somaticInhibition: states[cell].somaticInhibition = max(0, value)
        case .injectedCurrent: states[cell].current = value
        case .neuromodulation: states[cell].neuromodulation = max(0, value)
        }
    }

    /// What an input of a cell is set to.
    public func value(of input: MotoneuronInput, cell: Int) -> Double {
        switch input {
        case .excitation: states[cell].excitation
        case .dendriticInhibition: states[cell].dendriticInhibition
        case .somaticInhibition: states[cell].somaticInhibition
        case .injectedCurrent: states[cell].current
        case .neuromodulation: states[cell].neuromodulation
        }
    }

    /// Holds the soma of a cell at a potential (mV), as a perfect voltage clamp; `nil` lets it go.
    ///
    /// - Precondition: the potential is finite.
    public mutating func clampSoma(of cell: Int, to potential: Double?) {
        precondition(potential?.isFinite ?? true, "a clamp needs a finite potential")
        states[cell].clamp = potential
    }

    /// Takes `steps` steps with the inputs as they are and adds the discharges, ordered by time and then by cell.
    public mutating func advance(steps: Int, into discharges: inout MotoneuronDischarges) {
        let noisy = synapses.noiseDeviation > 0
        let (decay, gain) = (noiseDecay, noiseGain)
        for _ in 0..<max(0, steps) {
            let atInterval = elapsedSteps.isMultiple(of: grid.stepsPerInterval)
            if atInterval {
                commonExcitation.step()
                commonInhibition.step()
            }
            let (excitation, inhibition) = (commonExcitation.factor, commonInhibition.factor)
            elapsedSteps += 1
            let now = elapsedSteps
            Self.withRows(of: tables) { rows in
                constants.withUnsafeBufferPointer { constants in
                    states.withUnsafeMutableBufferPointer { states in
                        for index in constants.indices {
                            if noisy && atInterval {
                                states[index].stepNoise(
                                    constants[index], decay: decay, gain: gain, commonExcitation: excitation,
                                    commonInhibition: inhibition)
                            }
                            let discharged = states[index].step(
                                constants[index], factors, tables: rows, commonExcitation: excitation,
                                commonInhibition: inhibition)
                            if discharged { discharges.append(cell: index, step: now) }
                        }
                    }
                }
            }
        }
    }

    private static func withRows<Result>(
        of tables: GateTables?, _ body: (UnsafePointer<Double>?) -> Result
    ) -> Result {
        guard let tables else { return body(nil) }
        return tables.rows.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

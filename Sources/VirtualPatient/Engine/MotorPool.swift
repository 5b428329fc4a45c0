// One pool at work: inputs in, discharges along the axons, force out.

import Glibc
public import Motoneurons
import Signals

extension MotorPoolParameters {
    /// The cells, slowest first; the same seed gives the same cells.
    ///
    /// - Throws: `MotoneuronError` when the jitter is not possible.
    public func cells(seed: UInt64) throws -> [MotoneuronParameters] {
        let table: MotoneuronPoolTable =
            switch table {
            case .humanTibialisAnterior: .humanTibialisAnterior
            case .humanLowThreshold: .humanLowThreshold
            case .catGastrocnemius: .catGastrocnemius
            }
        var cells = table.cells(motorUnits, ranks: firstRank...lastRank)
        for index in cells.indices {
            cells[index].calciumRemovalTime *= hyperpolarisationScale
            cells[index].inactivationMidpoint = min(cells[index].inactivationMidpoint, inactivationCap)
            cells[index].slowSodiumFloor = slowSodiumFloor
        }
        return try jitter.applied(to: cells, seed: seed)
    }

    /// The muscle with as many units as there are cells.
    public var muscleParameters: MuscleParameters {
        var whole: MuscleParameters =
            switch muscle {
            case .soleus: .soleus
            case .gastrocnemiusMedialis: .gastrocnemiusMedialis
            case .tibialisAnterior: .tibialisAnterior
            }
        whole.fatigue = fatigue
        return whole.resampled(to: motorUnits)
    }

    /// Where the muscle's fibres lie.
    public var architecture: MuscleArchitecture {
        switch muscle {
        case .soleus: .soleus
        case .gastrocnemiusMedialis: .gastrocnemiusMedialis
        case .tibialisAnterior: .tibialisAnterior
        }
    }
}

/// Motoneurons, axons and muscle.
struct MotorPool: Sendable {
    let parameters: MotorPoolParameters
    let name: PatientMuscle
    var cells: FastMotoneuronPool
    var muscle: Muscle
    var efferents: EfferentVolleys
    /// What arrived at the muscle in the last step.
    private(set) var arrivals: [MotorArrival] = []

    private let stepsPerTick: Int
    private let stepMicroseconds: Double
    /// How strongly each cell takes what comes by the reciprocal path; mean 1.
    private let reciprocalWeights: [Double]
    private var discharges: MotoneuronDischarges
    private var unitsNow: [Int] = []
    /// What the cells are set to; `nil` when that is not known.
    private var current: Inputs?

    init(
        _ parameters: MotorPoolParameters, _ name: PatientMuscle, nerve: NerveParameters, unevenness: Double,
        timeStep: Double, seed: UInt64
    ) throws {
        self.parameters = parameters
        self.name = name
        var seeds = RandomStream(seed: seed, "motor pool \(name.rawValue)")
        let parametersOfCells = try parameters.cells(seed: seeds.next())
        cells = try FastMotoneuronPool(
            cells: parametersOfCells, synapses: parameters.synapses, timeStep: timeStep, seed: seeds.next())
        guard let rate = SampleRate(hertz: 1 / CircuitClock.step) else {
            throw ParameterError(parameter: "circuit's rate", found: "none", allowed: "1000 Hz")
        }
        muscle = try Muscle(parameters.muscleParameters, rate: rate)
        efferents = EfferentVolleys(nerve, units: parameters.motorUnits)
        stepsPerTick = Int((CircuitClock.step * 1e3 / timeStep).rounded())
        stepMicroseconds = timeStep * 1e3
        let variance = log1p(unevenness * unevenness)
        reciprocalWeights = (0..<parameters.motorUnits).map { _ in
            exp(variance.squareRoot() * seeds.normal() - variance / 2)
        }
        discharges = MotoneuronDischarges(
            cellCount: parameters.motorUnits, timeStep: timeStep, capacity: 4 * parameters.motorUnits)
        unitsNow.reserveCapacity(8 * parameters.motorUnits)
        arrivals.reserveCapacity(8 * parameters.motorUnits)
    }

    /// The torque about the ankle at the beginning of the last step (N·m).
    var torque: Double { muscle.torque }

    /// What acts on the pool in a step (units).
    struct Inputs: Hashable {
        var excitation = 0.0
        var dendriticInhibition = 0.0
        var reciprocal = ReciprocalEffect()
        var neuromodulation = 1.0
    }

    /// Takes one step of the circuit's clock and hands over the discharges.
    mutating func step(_ inputs: Inputs, tick: Int, discharged: (PatientDischarge) -> Void) {
        if inputs != current { set(inputs) }
        discharges.removeAll()
        cells.advance(steps: stepsPerTick, into: &discharges)
        for index in discharges.events.indices {
            let event = discharges.events[index]
            let time = Int((Double(event.step) * stepMicroseconds).rounded())
            efferents.discharge(event.cell, at: time)
            discharged(PatientDischarge(muscle: name, unit: event.cell, time: time))
        }
        efferents.take(before: (tick + 1) * CircuitClock.microseconds, into: &arrivals)
        unitsNow.removeAll(keepingCapacity: true)
        for index in arrivals.indices { unitsNow.append(arrivals[index].unit) }
        _ = muscle.step(discharges: unitsNow)
    }

    /// After the cells were changed from outside.
    mutating func forgetInputs() { current = nil }

    private mutating func set(_ inputs: Inputs) {
        current = inputs
        for cell in 0..<cells.cellCount {
            let weight = reciprocalWeights[cell]
            let (excitation, dendritic, somatic) = (
                inputs.excitation + weight * inputs.reciprocal.excitation,
                inputs.dendriticInhibition + weight * inputs.reciprocal.dendriticInhibition,
                weight * inputs.reciprocal.somaticInhibition
            )
            cells.set(.excitation, to: excitation, of: cell)
            cells.set(.dendriticInhibition, to: dendritic, of: cell)
            cells.set(.somaticInhibition, to: somatic, of: cell)
            cells.set(.neuromodulation, to: inputs.neuromodulation, of: cell)
        }
    }
}

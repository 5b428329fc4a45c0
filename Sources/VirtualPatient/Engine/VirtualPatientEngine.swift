// The patient in motion: two pools, two muscles, a joint, their reflexes, and what happens to them.

public import Signals

/// A virtual patient that is stepped through time.
///
/// A value: a copy is an independent patient in the same state. The same parameters, seed and inputs give the same samples
/// bit for bit, whatever the sizes of the blocks; ``savedState`` and ``restore(from:)`` continue it bit for bit.
///
/// The motoneurons run with their own small step; the circuit, the joint and the inputs move once every millisecond, and
/// what acts on the pools is held for that millisecond. Discharges and pulses keep their own times, to the microsecond.
/// Stepping allocates nothing once its buffers have grown, unless something begins by itself.
public struct VirtualPatientEngine: Sendable {
    /// What the patient is.
    public let parameters: VirtualPatientParameters
    /// The seed of everything random.
    public let seed: UInt64
    /// How the electromyogram is recorded; `nil` for torque and angle only.
    public let electromyography: PatientElectromyography?
    /// Frames per second: the electromyogram's rate, or 1,000 Hz without one.
    public let rate: SampleRate
    /// Milliseconds simulated since the start.
    public internal(set) var elapsedMilliseconds = 0
    /// Frames handed out since the start.
    public internal(set) var elapsedFrames = 0

    var agonist: MotorPool
    var antagonist: MotorPool
    var circuit: ReflexCircuit
    var life: LifeGenerator
    /// Inputs that have not begun, the next one last.
    var coming: [PatientInput]
    /// Inputs that are going on.
    var active: [PatientInput] = []
    /// Pulses from outside that have not reached the patient yet.
    var pulses: [PatientPulse] = []
    var synthesizer: EMGSynthesizer?
    var disturbances: DisturbanceGenerator?
    /// What was simulated beyond the frames handed out: the part of a millisecond.
    var pending = PendingFrames()
    private var scratch: [Float] = []
    private var stimuliNow: [StimulusPulse] = []

    /// At most so many frames go through the synthesizer at once.
    private static let chunk = 512

    /// Makes a patient at rest.
    ///
    /// - Parameters:
    ///   - parameters: what the patient is.
    ///   - seed: of everything random.
    ///   - inputs: what will happen; more can be added with ``add(_:)``.
    ///   - electromyography: the electrodes; `nil` to save their time.
    /// - Throws: ``ParameterError`` or `MotoneuronError` for what is not possible.
    public init(
        _ parameters: VirtualPatientParameters, seed: UInt64, inputs: [PatientInput] = [],
        electromyography: PatientElectromyography? = nil
    ) throws {
        try parameters.check()
        for input in inputs { try input.check() }
        guard let oneKilohertz = SampleRate(hertz: 1 / CircuitClock.step) else {
            throw ParameterError(parameter: "circuit's rate", found: "none", allowed: "1000 Hz")
        }
        self.parameters = parameters
        self.seed = seed
        self.electromyography = electromyography
        rate = electromyography?.potentials.rate ?? oneKilohertz
        agonist = try MotorPool(
            parameters.agonist, .agonist, nerve: parameters.circuit.agonistNerve,
            unevenness: parameters.circuit.reciprocalInhibition.unevenness, timeStep: parameters.timeStep, seed: seed)
        antagonist = try MotorPool(
            parameters.antagonist, .antagonist, nerve: parameters.circuit.antagonistNerve, unevenness: 0,
            timeStep: parameters.timeStep, seed: seed)
        circuit = ReflexCircuit(parameters)
        life = LifeGenerator(parameters, seed: seed)
        coming = inputs.reversed()
        coming.sort { $0.start > $1.start }
        if let electromyography {
            let potentials = electromyography.potentials
            guard potentials.unitCount == parameters.agonist.motorUnits else {
                throw ParameterError(
                    parameter: "electromyography: number of motor units", found: "\(potentials.unitCount)",
                    allowed: "\(parameters.agonist.motorUnits), those of the agonist's pool")
            }
            synthesizer = EMGSynthesizer(potentials, lookAhead: 2 * Self.chunk)
            disturbances = try DisturbanceGenerator(
                electromyography.parameters.disturbances, channelCount: potentials.channelCount,
                electrodes: electromyography.electrodes, rate: rate, seed: seed)
            scratch.reserveCapacity(Self.chunk * potentials.channelCount)
        }
        active.reserveCapacity(64)
        pulses.reserveCapacity(1024)
    }

    /// Channels of electromyogram; 0 without one.
    public var channelCount: Int { electromyography?.potentials.channelCount ?? 0 }

    /// Time simulated since the start (s).
    public var elapsedSeconds: Double { Double(elapsedMilliseconds) * CircuitClock.step }

    /// The factor on every PIC now.
    public var neuromodulation: Double { circuit.neuromodulation.level }

    /// How much stronger reciprocal inhibition has become by patterned stimulation (1 is unchanged).
    public var reciprocalPotentiation: Double { circuit.potentiation }

    /// Net torque of the muscles towards plantarflexion now (N·m).
    public internal(set) var torque = 0.0

    /// The agonist's torque now (% of its maximal voluntary contraction).
    public var agonistPercentMVC: Double { agonist.muscle.percentMVC }

    /// Adds something that will happen. What should have begun already begins now, late.
    ///
    /// - Throws: ``ParameterError`` when a number makes no sense.
    public mutating func add(_ input: PatientInput) throws(ParameterError) {
        try input.check()
        let place = coming.firstIndex { $0.start <= input.start } ?? coming.endIndex
        coming.insert(input, at: place)
    }

    /// Puts a pulse on a nerve. It reaches the patient at its time, or within a millisecond when that has passed.
    public mutating func stimulate(_ pulse: PatientPulse) {
        precondition(pulse.current.isFinite && pulse.width.isFinite, "a pulse has a current and a width")
        pulses.append(pulse)
    }

    /// Lets frames pass and hands over samples and truth. Whatever was in the block is gone.
    public mutating func advance(frames: Int, into block: inout PatientBlock) {
        precondition(block.channelCount == channelCount, "a block for this patient's channels")
        block.removeAll()
        block.start = SampleIndex(elapsedFrames)
        var left = max(0, frames)
        while left > 0 {
            let now = min(left, Self.chunk)
            while pending.count < now { step(into: &block) }
            emit(now, into: &block)
            left -= now
        }
    }

    private mutating func emit(_ frames: Int, into block: inout PatientBlock) {
        pending.take(frames, torque: &block.torque, angle: &block.angle)
        if synthesizer != nil {
            clearScratch(count: frames * channelCount)
            synthesizer?.add(to: &scratch)
            pending.takeStimuli(before: frames, into: &stimuliNow)
            disturbances?.apply(to: &scratch, stimuli: stimuliNow)
            block.emg.append(contentsOf: scratch)
        }
        elapsedFrames += frames
    }

    private mutating func clearScratch(count: Int) {
        if scratch.count > count { scratch.removeLast(scratch.count - count) }
        for index in scratch.indices { scratch[index] = 0 }
        while scratch.count < count { scratch.append(0) }
    }
}

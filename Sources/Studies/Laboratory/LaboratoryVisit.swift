// A virtual person in a laboratory, in more than one state: ramps for ΔF with the same motor units, and VibStim.

public import Amplification
import MotorUnits
import Signals
public import VirtualPatient

/// One virtual person who is measured as a laboratory would: ramps with practice, VibStim with a current that was set before.
///
/// The measures are those of Mesquita et al. (J Physiol 2022, doi 10.1113/JP282765), as far as its abstract tells them. The same
/// person, seed and state give the same numbers.
public struct LaboratoryVisit: Sendable {
    /// How the person is while measured.
    public enum State: Hashable, Sendable {
        /// As ever.
        case usual
        /// With pulses on the antagonist's nerve all the time, put out by the laboratory's own stimulator (mA, µs per phase, Hz).
        case stimulated(current: Double, width: Double, frequency: Double)
        /// Completely relaxed: the monoaminergic drive is lower by the person's own ``NeuromodulationParameters/relaxationFall``.
        case relaxed
    }

    private let person: Person
    private let seed: UInt64
    private let shape: RampShape
    private let peak: Double

    /// Motor units whose discharges are compared: about as many as electrodes show.
    public static let seenUnits = 20
    /// A VibStim trial: rest (s), then 33 s of vibration, then rest.
    private static let rest = 10.0
    /// The torque that a train over the muscle evokes in the usual state (% MVC).
    private static let evoked = 20.0

    /// Invites a person.
    ///
    /// - Parameters:
    ///   - shape: the path of a ramp.
    ///   - peak: its torque (% MVC).
    public init(_ person: Person, seed: UInt64, shape: RampShape = RampShape(), peak: Double = 20) {
        self.person = person
        self.seed = seed
        self.shape = shape
        self.peak = peak
    }

    private func parameters(_ state: State) -> VirtualPatientParameters {
        var parameters = person.parameters.inLaboratory
        if state == .relaxed {
            parameters.neuromodulation.baseline -= parameters.neuromodulation.relaxationFall
        }
        return parameters
    }

    private func stimulation(_ state: State, from start: Double, seconds: Double) -> [PatientInput] {
        guard case .stimulated(let current, let width, let frequency) = state else { return [] }
        return [
            PatientInput(
                at: start,
                .pulses(.antagonist, current: current, width: width, frequency: frequency, duration: seconds))
        ]
    }

    // MARK: ΔF

    /// What the ramps of one state gave: every unit's discharges, and torque, ramp by ramp.
    public struct Ramps: Sendable {
        let trials: [TrialRecording]
        /// Too few discharges give no rate worth fitting (Beauchamp et al. 2023, doi 10.1088/1741-2552/acb1d7).
        static let fewest = 10

        /// The units that were active in each of them.
        var active: Set<Int> {
            Set(
                (trials.first?.discharges.indices ?? 0..<0).filter { unit in
                    trials.allSatisfy { $0.discharges[unit].count >= Self.fewest }
                })
        }
    }

    /// Lets the person practise a ramp in a state, then records it so many times; only chance differs from one to the next.
    ///
    /// - Throws: ``PracticeError`` when the person cannot reach the torque.
    public func ramps(_ state: State, count: Int = 1) throws -> Ramps {
        let parameters = parameters(state)
        let stimulation = stimulation(state, from: 0, seconds: shape.duration)
        let knots = try Practice(parameters, seed: seed, circumstances: stimulation).drive(along: shape, peak: peak)
        let inputs = Practice.hats(knots, from: shape.rest) + stimulation
        return Ramps(
            trials: try (0..<UInt64(count)).map { ramp in
                var engine = try VirtualPatientEngine(parameters, seed: seed &+ ramp, inputs: inputs)
                return try TrialRecording(&engine, seconds: shape.duration, parameters)
            })
    }

    /// Assesses the ramps of several states on the units that were active in all of them; of more than ``seenUnits`` a sample,
    /// always the same.
    ///
    /// - Returns: for each state its ramps, in order, each with the same units in the same order.
    public func assess(_ states: [Ramps]) throws -> [[RampAssessment]] {
        let common = states.dropFirst().reduce(states.first?.active ?? []) { $0.intersection($1.active) }.sorted()
        var random = SplitMix(state: seed)
        let seen = common.shuffled(using: &random).prefix(Self.seenUnits).sorted()
        return try states.map { ramps in
            try ramps.trials.map { trial in
                let units = try seen.map { unit in
                    MotorUnit(
                        name: "\(unit + 1)",
                        discharges: try DischargeTrain(samples: trial.discharges[unit], rate: trial.torque.rate))
                }
                return try RampAssessment(units: units, force: trial.torque, end: trial.torque.values.count)
            }
        }
    }

    // MARK: VibStim

    /// Sets the current over the muscle in the usual state, then records a trial in each state.
    ///
    /// - Throws: ``PracticeError`` when no current evokes the torque, or ``VibStimError``.
    public func vibStim(_ states: [State]) throws -> [VibStimAssessment] {
        let current = try Practice(parameters(.usual), seed: seed).current(evoking: Self.evoked)
        return try states.map { state in
            let parameters = parameters(state)
            let trial = PatientInput.vibStim(at: Self.rest, current: current)
            let stimulation = stimulation(state, from: Self.rest, seconds: 33)
            var engine = try VirtualPatientEngine(parameters, seed: seed, inputs: trial + stimulation)
            let recording = try TrialRecording(&engine, seconds: 2 * Self.rest + 33, parameters)
            return try VibStimAssessment(
                torque: recording.torque, schedule: VirtualParticipant.schedule(trial + stimulation))
        }
    }
}

// A virtual person who takes part: measured as the laboratory would, with and without the intervention.

import Amplification
import Glibc
import MotorUnits
import Recordings
import Signals
import VirtualPatient

/// One participant of one arm.
struct VirtualParticipant: Sendable {
    let arm: ReplicationDesign.Arm
    let design: ReplicationDesign
    /// 1, 2, … within the arm.
    let number: Int

    /// `P03`.
    var name: String { number < 10 ? "P0\(number)" : "P\(number)" }

    /// One number per person and arm, from which everything random follows.
    private var seed: Int {
        let arm = design.arms.firstIndex(of: arm) ?? 0
        // Far apart, so that another seed of the study is another group of people.
        return Int(truncatingIfNeeded: (design.seed &* 1_000_003 &+ UInt64(arm) * 1009 &+ UInt64(number)) & 0x7FFF_FFFF)
    }

    /// How long this person takes, beside others (measured; a ramp with known discharges is about 1).
    var cost: Double {
        arm.method == .vibStim ? 6 : Double(2 * design.ramps) * (design.fromEMG ? 8 : 1) + 6
    }

    private func parameters(
        _ muscle: MotorPoolParameters.MuscleName, under intervention: Bool
    ) throws -> VirtualPatientParameters {
        var parameters = try Person.preset(.healthyYoung, seed: seed, muscle: muscle).parameters.inLaboratory
        parameters.agonist.motorUnits = design.motorUnitsPerMuscle
        // The antagonist's own motoneurons do not act here; its nerve does.
        parameters.antagonist.motorUnits = 20
        if intervention, arm.intervention == .relaxation {
            parameters.neuromodulation.baseline -= depth * parameters.neuromodulation.relaxationFall
        }
        return parameters
    }

    /// How far this person relaxes.
    private var depth: Double {
        var random = SplitMix(state: UInt64(seed) &+ 0x5EED)
        let variance = log1p(design.depthVariation * design.depthVariation)
        // A normal number by Box and Muller.
        let radius = (-2 * log(Double.random(in: Double.leastNormalMagnitude..<1, using: &random))).squareRoot()
        let normal = radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
        return min(1, design.depth * exp(variance.squareRoot() * normal - variance / 2))
    }

    /// Stimulation of the antagonist's nerve.
    private func stimulation(
        _ parameters: VirtualPatientParameters, from start: Double = 0, seconds: Double
    ) -> [PatientInput] {
        guard arm.intervention == .reciprocalInhibition else { return [] }
        let current = design.intensity * parameters.circuit.antagonistNerve.motorThreshold(width: 1000)
        return [
            PatientInput(
                at: start,
                .pulses(.antagonist, current: current, width: 1000, frequency: design.frequency, duration: seconds))
        ]
    }
}

// MARK: - ΔF

extension VirtualParticipant {
    /// One unit in one ramp.
    struct UnitValue: Sendable {
        let condition, ramp: Int
        /// What the unit is called among all of this person's, in every ramp in which it is seen.
        let unit: String
        /// ΔF (pps); `nil` where no pair meets the rules.
        let deltaF: Double?
        /// Recruitment threshold (% MVC).
        let threshold: Double?
    }

    /// Ramps of both conditions.
    func ramps() throws -> [UnitValue] {
        let electrodes = design.fromEMG ? try electrodes() : nil
        let runs = try (0..<2).map { condition in
            let parameters = try parameters(.gastrocnemiusMedialis, under: condition == 1)
            let shape = design.ramp
            let stimulation = condition == 1 ? stimulation(parameters, seconds: shape.duration) : []
            let practice = Practice(parameters, seed: UInt64(seed), circumstances: stimulation)
            let knots = try practice.drive(along: shape, peak: design.peak)
            return try (0..<design.ramps).map { ramp in
                try RampRecording(
                    parameters, seed: UInt64(seed + 7919 * (2 * ramp + condition + 1)), shape: shape,
                    inputs: Practice.hats(knots, from: shape.rest) + stimulation, electrodes: electrodes)
            }
        }
        let seen = design.fromEMG ? nil : commonUnits(runs.joined().map(\.activeUnits))
        var register = UnitRegister()
        return try runs.enumerated().flatMap { condition, ramps in
            try ramps.enumerated().flatMap { ramp, recording in
                try (recording.assessment(of: seen, in: &register)?.units ?? []).map { unit in
                    UnitValue(
                        condition: condition, ramp: ramp, unit: unit.unit.name, deltaF: unit.deltaF.deltaF,
                        threshold: unit.measures.recruitmentThreshold)
                }
            }
        }
    }

    /// Units that are followed: drawn from those that are active in every ramp.
    private func commonUnits(_ active: [[Int]]) -> Set<Int> {
        let common = active.dropFirst().reduce(Set(active[0])) { $0.intersection($1) }.sorted()
        var random = SplitMix(state: UInt64(seed))
        return Set(common.shuffled(using: &random).prefix(design.units))
    }

    /// The grid over this person's muscle; the fibres under it are the same in every ramp.
    private func electrodes() throws -> PatientElectromyography {
        var person = try Person.preset(.healthyYoung, seed: seed, muscle: .gastrocnemiusMedialis)
        person.recording.electrodes = design.grid
        return try PatientElectromyography(
            person.electromyography, of: parameters(.gastrocnemiusMedialis, under: false).agonist, seed: UInt64(seed))
    }

    /// The discharges and the torque of a ramp.
    private struct RampRecording {
        /// The true discharges.
        let trains: [DischargeTrain?]
        let torque: ForceTrace
        /// Those that the decomposition found, and what each is known by; `nil` without EMG.
        let found: [(unit: DecomposedUnit, template: UnitTemplate)]?
        /// Too few discharges give no rate worth fitting (Beauchamp et al. 2023, doi 10.1088/1741-2552/acb1d7).
        static let fewest = 10

        init(
            _ parameters: VirtualPatientParameters, seed: UInt64, shape: RampShape, inputs: [PatientInput],
            electrodes: PatientElectromyography?
        ) throws {
            var engine = try VirtualPatientEngine(parameters, seed: seed, inputs: inputs, electromyography: electrodes)
            let trial = try TrialRecording(&engine, seconds: shape.duration, parameters)
            torque = trial.torque
            found = electrodes == nil ? nil : try trial.decomposed(fewest: Self.fewest)
            trains = try trial.discharges.map { samples in
                samples.count < Self.fewest ? nil : try DischargeTrain(samples: samples, rate: engine.rate)
            }
        }

        var activeUnits: [Int] { trains.indices.filter { trains[$0] != nil } }

        /// The assessment of these known units, or of those that were found, under the names that they have for this person;
        /// `nil` where none was.
        func assessment(of units: Set<Int>?, in register: inout UnitRegister) throws -> RampAssessment? {
            let known = units?.sorted().compactMap { unit in
                trains[unit].map { MotorUnit(name: "\(unit + 1)", discharges: $0) }
            }
            let found = found ?? []
            let names = register.names(of: found.map(\.template))
            let chosen = known ?? zip(names, found).map { MotorUnit(name: $0, discharges: $1.unit.discharges) }
            return chosen.isEmpty ? nil : try RampAssessment(units: chosen, force: torque, end: torque.values.count)
        }
    }
}

// MARK: - VibStim

extension VirtualParticipant {
    /// A VibStim trial under each condition.
    func vibStim() throws -> [VibStimAssessment] {
        let rest = 10.0
        let usual = try parameters(.soleus, under: false)
        // Set once, in the person's usual state.
        let current = try Practice(usual, seed: UInt64(seed)).current(evoking: design.evoked)
        return try (0..<2).map { condition in
            let parameters = try parameters(.soleus, under: condition == 1)
            let trial = PatientInput.vibStim(at: rest, current: current)
            let seconds = 2 * rest + 33
            let stimulation = condition == 1 ? stimulation(parameters, from: rest, seconds: 33) : []
            var person = try Person.preset(.healthyYoung, seed: seed, muscle: .soleus)
            person.recording.electrodes = "bipolar"
            let electrodes = try PatientElectromyography(
                person.electromyography, of: parameters.agonist, seed: UInt64(seed))
            var engine = try VirtualPatientEngine(
                parameters, seed: UInt64(seed + 7919 * (condition + 1)),
                inputs: trial + stimulation,
                electromyography: electrodes)
            let recording = try TrialRecording(&engine, seconds: seconds, parameters)
            return try VibStimAssessment(
                torque: recording.torque, emg: recording.emg, schedule: Self.schedule(trial + stimulation))
        }
    }

    /// What is known of the trial: vibration, the trains over the muscle, and every pulse, on whichever nerve: each is seen in the EMG.
    static func schedule(_ inputs: [PatientInput]) -> VibStimSchedule {
        var vibration = 0.0...0.0
        var trains: [ClosedRange<Double>] = []
        var pulses: [Double] = []
        for input in inputs {
            let span = input.start...(input.start + input.duration)
            if case .vibration = input.kind { vibration = span }
            if case .pulses(let muscle, _, _, let frequency, _) = input.kind {
                if muscle == .agonist { trains.append(span) }
                pulses += (0..<Int(input.duration * frequency)).map { input.start + Double($0) / frequency }
            }
        }
        return VibStimSchedule(vibration: vibration, trains: trains, pulses: pulses)
    }
}

/// What a laboratory keeps of a trial.
struct TrialRecording: Sendable {
    /// Torque (% MVC).
    let torque: ForceTrace
    /// Every channel of EMG (µV); none without electrodes.
    let channels: [[Float]]
    /// Discharges of the agonist's units (samples), the first unit first.
    let discharges: [[Int]]

    init(_ engine: inout VirtualPatientEngine, seconds: Double, _ parameters: VirtualPatientParameters) throws {
        let rate = engine.rate
        let factor = Float(100 / parameters.agonist.muscleParameters.maximalTorque)
        var block = PatientBlock(channelCount: engine.channelCount)
        let frames = rate.samples(inSeconds: seconds)
        var torque: [Float] = []
        var channels = [[Float]](repeating: [], count: engine.channelCount)
        var discharges = [[Int]](repeating: [], count: parameters.agonist.motorUnits)
        while torque.count < frames {
            engine.advance(frames: min(1024, frames - torque.count), into: &block)
            torque += block.torque.map { $0 * factor }
            for channel in channels.indices {
                channels[channel] += stride(from: channel, to: block.emg.count, by: channels.count).map {
                    block.emg[$0]
                }
            }
            for discharge in block.discharges where discharge.muscle == .agonist {
                let sample = Int((Double(discharge.time) * 1e-6 * rate.hertz).rounded())
                if sample < frames, discharges[discharge.unit].last ?? -1 < sample {
                    discharges[discharge.unit].append(sample)
                }
            }
        }
        self.torque = ForceTrace(label: "torque", unit: .percentMVC, rate: rate, values: torque)
        self.channels = channels
        self.discharges = discharges
    }

    /// The first channel of EMG; `nil` without electrodes.
    var emg: ForceTrace? {
        channels.first.map { ForceTrace(label: "EMG", unit: .microvolt, rate: torque.rate, values: $0) }
    }

    /// The motor units that a decomposition of the EMG accepts, with its default parameters. One thread: people are
    /// assessed side by side, and the result does not depend on it.
    func decomposed(fewest: Int) throws -> [(unit: DecomposedUnit, template: UnitTemplate)] {
        let recording = Recording(
            name: "simulated ramp", format: "simulated",
            channels: channels.indices.map {
                Channel(label: "E\($0 + 1)", kind: .emg, unit: .microvolt, rate: torque.rate)
            }, samples: MemorySamples(channels: channels))
        var parameters = DecompositionParameters()
        parameters.threads = 1
        let decomposition = try Decomposer(parameters).decompose(recording)
        return decomposition.units([.accepted]).filter { $0.discharges.samples.count >= fewest }
            .map { ($0, decomposition.template(of: $0)) }
    }
}

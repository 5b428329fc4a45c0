// What an engine promises whatever the patient: the same bits for every block size, after saving, for every copy.

import Motoneurons
import Signals
import Testing
import VirtualPatient

@Suite("Engine")
struct EngineTests {
    /// Electrodes over a small muscle; computed once.
    private static let electrodes = Result { () throws -> PatientElectromyography in
        var parameters = ElectromyographyParameters()
        parameters.disturbances = .home
        parameters.disturbances.bridging = nil
        return try PatientElectromyography(parameters, of: busy.agonist, seed: 3)
    }

    /// A patient in whom everything is switched on, so that everything must be saved.
    private static let busy: VirtualPatientParameters = {
        var patient = Patients.small(neuromodulation: 1, inhibition: 0.5, units: 8)
        patient.agonist.synapses = .init()
        patient.agonist.synapses.commonExcitation.coefficientOfVariation = 0.1
        patient.agonist.jitter = .init(dendriticCalcium: 0.05, calciumPotassium: 0.05, leak: 0.05)
        patient.agonist.fatigue = .init()
        patient.circuit.reciprocalInhibition.unevenness = 0.3
        patient.circuit.afterEffect.isOn = true
        patient.circuit.ankle.isHeld = false
        patient.circuit.ankle.load = 3
        patient.spasms.perHour = 1200
        patient.spasms.pause = 0.5
        patient.activity.voluntaryPerHour = 1200
        patient.activity.longestContraction = 1.5
        patient.activity.touchesPerHour = 1200
        patient.activity.movementsPerHour = 600
        return patient
    }()

    private static let inputs: [PatientInput] = [
        .ramp(at: 0.2, peak: 6, rise: 0.5, hold: 0.5, fall: 0.5),
        .init(at: 0.3, .vibration(.agonist, frequency: 90, amplitude: 1, duration: 2)),
        .init(at: 0.7, .pulses(.antagonist, current: 9, width: 300, frequency: 33, duration: 1)),
        .init(at: 0.9, .pulses(.agonist, current: 12, width: 1000, frequency: 20, duration: 0.4)),
        .init(at: 1.1, .stress(0.5)), .init(at: 1.5, .push(torque: 5, duration: 0.1)),
    ]

    private func engine(seed: UInt64 = 7) throws -> VirtualPatientEngine {
        try VirtualPatientEngine(
            Self.busy, seed: seed, inputs: Self.inputs, electromyography: Self.electrodes.get())
    }

    /// Everything that came out in blocks of some sizes, as one.
    private struct Output: Equatable {
        var emg: [Float] = []
        var torque: [Float] = []
        var angle: [Float] = []
        var discharges: [PatientDischarge] = []
        var events: [PatientEvent] = []

        mutating func add(_ block: PatientBlock) {
            emg += block.emg
            torque += block.torque
            angle += block.angle
            discharges += block.discharges
            events += block.events
        }
    }

    private func run(
        _ engine: inout VirtualPatientEngine, frames: Int, blocks sizes: [Int]
    ) -> Output {
        var output = Output()
        var block = PatientBlock(channelCount: engine.channelCount)
        var done = 0
        var index = 0
        while done < frames {
            let now = min(sizes[index % sizes.count], frames - done)
            engine.advance(frames: now, into: &block)
            output.add(block)
            done += now
            index += 1
        }
        return output
    }

    @Test("samples and truth are the same bits whatever the sizes of the blocks")
    func blockSizes() throws {
        var (one, other, third) = (try engine(), try engine(), try engine())
        let whole = run(&one, frames: 5000, blocks: [5000])
        #expect(whole.emg.contains { abs($0) > 50 } && whole.discharges.count > 50 && whole.events.count > 40)
        #expect(run(&other, frames: 5000, blocks: [1, 2, 3, 64, 5, 700]) == whole)
        #expect(run(&third, frames: 5000, blocks: [32]) == whole)
    }

    @Test("a saved patient goes on bit for bit, in another engine and at any moment", arguments: [1, 1999, 2222, 4001])
    func saving(at moment: Int) throws {
        var one = try engine()
        _ = run(&one, frames: moment, blocks: [64])
        let saved = try one.savedState()
        var other = try engine()
        try other.restore(from: saved)
        #expect(run(&other, frames: 2500, blocks: [64]) == run(&one, frames: 2500, blocks: [50]))
        #expect(try other.savedState() == one.savedState())
    }

    @Test("a copy is another patient in the same state, another seed another patient")
    func copies() throws {
        var one = try engine()
        _ = run(&one, frames: 1000, blocks: [100])
        var copy = one
        let mine = run(&one, frames: 1500, blocks: [100])
        #expect(run(&copy, frames: 1500, blocks: [100]) == mine)
        var other = try engine(seed: 8)
        _ = run(&other, frames: 1000, blocks: [100])
        #expect(run(&other, frames: 1500, blocks: [100]) != mine)
    }

    @Test("damaged bytes, and those of another patient, are refused, and the patient stays as it was")
    func foreignStates() throws {
        var one = try engine()
        _ = run(&one, frames: 100, blocks: [100])
        let saved = try one.savedState()
        var other = try engine(seed: 9)
        let before = try other.savedState()
        #expect(throws: ParameterError.self) { try other.restore(from: saved) }
        #expect(throws: ParameterError.self) { try other.restore(from: Array(saved.dropLast(100))) }
        #expect(throws: ParameterError.self) { try other.restore(from: []) }
        #expect(try other.savedState() == before)
    }

    @Test("a discharge takes the motor axon's time to the electromyogram; silence before it is silence")
    func electromyogram() throws {
        var patient = Patients.small(units: 8)
        patient.agonist.restingExcitation = 0
        var parameters = ElectromyographyParameters()
        parameters.disturbances = .init()
        let emg = try PatientElectromyography(parameters, of: patient.agonist, seed: 3)
        var engine = try VirtualPatientEngine(
            patient, seed: 1, inputs: [.init(at: 0.1, .excitation(.agonist, units: 4, duration: 0.2))],
            electromyography: emg)
        var block = PatientBlock(channelCount: 1)
        engine.advance(frames: 2048, into: &block)
        let first = try #require(block.discharges.first { $0.muscle == .agonist })
        let delay = 0.90 / 44 + 0.0007  // the slowest axon, from the cord to the end-plates
        let start = Double(first.time) * 1e-6 + delay
        let firstSample = try #require(block.emg.firstIndex { $0 != 0 })
        #expect(abs(Double(firstSample) / 2048 - start) < 0.0015)
        let torqueStart = try #require(block.torque.firstIndex { $0 > 0 })
        #expect(abs(Double(torqueStart) / 2048 - start) < 0.003)
    }

    @Test("a pulse on the tibial nerve shows as artefact at once and as an M-wave some milliseconds later")
    func motorResponse() throws {
        let patient = Patients.small(inhibition: 2, excitation: 0, units: 8)
        var parameters = ElectromyographyParameters()
        parameters.disturbances = .init()
        let clean = try PatientElectromyography(parameters, of: patient.agonist, seed: 3)
        parameters.disturbances.stimulation = .init()
        let real = try PatientElectromyography(parameters, of: patient.agonist, seed: 3)
        func emg(_ electrodes: PatientElectromyography) throws -> [Float] {
            var engine = try VirtualPatientEngine(
                patient, seed: 1,
                inputs: [.init(at: 0.5, .pulses(.agonist, current: 40, width: 300, frequency: 1, duration: 0.1))],
                electromyography: electrodes)
            var block = PatientBlock(channelCount: 1)
            engine.advance(frames: 1200, into: &block)
            return block.emg
        }
        let (without, with) = (try emg(clean), try emg(real))
        let response = try #require(without.firstIndex { $0 != 0 })
        #expect((0.503...0.508).contains(Double(response) / 2048))
        let artefact = try #require(with.firstIndex { abs($0) > 500 })
        #expect(abs(artefact - 1024) <= 1)
    }

    @Test("an input that makes no sense, and electrodes over another muscle, are refused in one sentence")
    func refusals() throws {
        var engine = try engine()
        let error = #expect(throws: ParameterError.self) {
            try engine.add(.init(at: 1, .vibration(.agonist, frequency: 900, amplitude: 1, duration: 1)))
        }
        #expect(error?.description == "vibration: frequency is 900.0 Hz; allowed is 0.0 to 500.0 Hz")
        #expect(throws: ParameterError.self) {
            _ = try VirtualPatientEngine(Patients.small(), seed: 1, electromyography: Self.electrodes.get())
        }
    }
}

// A person with pads on: saved in the middle of a burst, and going on as if nothing had been.

import Devices
import Motoneurons
import Signals
import Stimulation
import TestSupport
import Testing
import VirtualPatient

@Suite("Saving a body")
struct SavedBodyTests {
    private static let pads: [PadChannel: PatientMuscle] = [Approvals.channel: .antagonist]

    /// A spasm from 0.5 s on, vibration from 0.3 to 1.6 s, everything noisy.
    private static func body(_ parameters: VirtualPatientParameters = parameters) throws -> VirtualPatientBody {
        VirtualPatientBody(
            try VirtualPatientEngine(
                parameters, seed: 5,
                inputs: [
                    Patients.trigger,
                    PatientInput(at: 0.3, .vibration(.agonist, frequency: 90, amplitude: 1, duration: 1.3)),
                ]))
    }

    private static let parameters: VirtualPatientParameters = {
        var patient = Patients.small(units: 8)
        patient.agonist.synapses = .init()
        patient.circuit.afterEffect.isOn = true
        patient.circuit.reciprocalInhibition.unevenness = 0.3
        // Too weak to end the spasm, so that the moments lie within both.
        patient.circuit.reciprocalInhibition.strength = 1
        return patient
    }()

    /// What came out of a stretch of a session.
    private struct Output: Equatable {
        var samples: [Float] = []
        var discharges: [PatientDischarge] = []
        var events: [PatientEvent] = []
        var said: [StimulatorEvent] = []
        var deliveries: [VirtualPatientStimulator.Delivery] = []
    }

    /// Blocks as a session fetches them, the stimulator called after each; `burst` begins after the block before it.
    private static func session(
        _ body: VirtualPatientBody, _ stimulator: inout VirtualPatientStimulator, blocks: Range<Int>,
        burst: Int? = nil
    ) throws -> Output {
        var source = VirtualPatient(body, blockLength: 20)
        var output = Output()
        for block in blocks {
            let samples = try #require(try source.nextBlock())
            output.samples += samples.values
            let now = SessionTime(microseconds: 1000 * samples.end.rawValue)
            while let due = stimulator.nextDue, due < now { try stimulator.advance(to: due) }
            try stimulator.advance(to: now)
            if block + 1 == burst {
                let train = try Approvals.train(
                    milliamperes: 20, period: 10_000, duration: 1_000_000, pulsesPerGroup: 5, groupPeriod: 80_000,
                    rampPulses: 20)
                try stimulator.deliver(Approvals.approve(train, at: now), at: now)
            }
        }
        let truth = body.takeTruth()
        output.discharges = truth.discharges
        output.events = truth.events
        output.said = stimulator.takeEvents()
        output.deliveries = stimulator.deliveries
        return output
    }

    @Test(
        "it goes on bit for bit in another body: before, in, and after a burst, within a spasm and vibration",
        arguments: [36, 41, 63, 100])
    func continuing(at moment: Int) throws {
        let one = try Self.body()
        var stimulator = VirtualPatientStimulator(one, pads: Self.pads, at: .start)
        let begin = moment == 36 ? 45 : 40
        _ = try Self.session(one, &stimulator, blocks: 0..<moment, burst: begin)
        #expect(stimulator.state.readiness == (moment == 41 || moment == 63 ? .busy : .ready))
        let saved = try one.savedState()

        let other = try Self.body()
        try other.restore(from: saved)
        var continued = VirtualPatientStimulator(continuing: other)
        #expect(continued.state == stimulator.state && continued.nextDue == stimulator.nextDue)
        let expected = try Self.session(one, &stimulator, blocks: moment..<130, burst: begin)
        let found = try Self.session(other, &continued, blocks: moment..<130, burst: begin)
        #expect(found == expected)
        #expect(try other.savedState() == one.savedState())
        // The whole burst was put out, whatever was before and after the moment.
        #expect(found.deliveries.count == 64 && expected.discharges.count > 10)
        let ends = found.said.filter { if case .burstEnded(_, _, 64, .complete) = $0.kind { true } else { false } }
        #expect(ends.count == (moment == 100 ? 0 : 1))
    }

    @Test("events and truth that nobody has fetched are not lost")
    func unfetched() throws {
        let one = try Self.body()
        var stimulator = VirtualPatientStimulator(one, pads: Self.pads, at: .start)
        try stimulator.deliver(Approvals.approve(Approvals.train(), at: .start), at: .start)
        var source = VirtualPatient(one, blockLength: 700)
        _ = try source.nextBlock()
        let other = try Self.body()
        try other.restore(from: one.savedState())
        var continued = VirtualPatientStimulator(continuing: other)
        let said = continued.takeEvents()
        #expect(said.count == 14 && said == stimulator.takeEvents())
        let (truth, expected) = (other.takeTruth(), one.takeTruth())
        #expect(truth.discharges == expected.discharges && truth.events == expected.events && !truth.events.isEmpty)
    }

    @Test("a stopped stimulator stays stopped")
    func stopped() throws {
        let one = try Self.body()
        var stimulator = VirtualPatientStimulator(one, pads: Self.pads, at: .start)
        try stimulator.deliver(Approvals.approve(Approvals.train(), at: .start), at: .start)
        stimulator.stop(at: SessionTime(microseconds: 1000))
        let other = try Self.body()
        try other.restore(from: one.savedState())
        let continued = VirtualPatientStimulator(continuing: other)
        #expect(continued.state.readiness == .off && continued.nextDue == nil)
        #expect(VirtualPatientStimulator(continuing: try Self.body()).state.readiness == .off)
    }

    @Test("damaged bytes and those of another patient are refused in one sentence, and everything stays as it was")
    func refusals() throws {
        let one = try Self.body()
        var stimulator = VirtualPatientStimulator(one, pads: Self.pads, at: .start)
        try stimulator.deliver(Approvals.approve(Approvals.train(), at: .start), at: .start)
        let before = try one.savedState()
        var stranger = Self.parameters
        stranger.agonist.restingInhibition = 1
        let foreign = try Self.body(stranger).savedState()
        #expect(throws: ParameterError.self) { try one.restore(from: foreign) }
        let error = #expect(throws: ParameterError.self) { try one.restore(from: Array(before.dropLast(9))) }
        #expect(
            error?.description
                == "saved body is \(before.count - 9) bytes that cannot be read; allowed is what a body of this version saved"
        )
        #expect(try one.savedState() == before)
    }
}

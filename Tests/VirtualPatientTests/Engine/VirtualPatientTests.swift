// The patient as a device: a source of samples and a stimulator that meet in one body.

import Devices
import Signals
import Stimulation
import TestSupport
import Testing
import VirtualPatient

@Suite("Virtual patient as a device")
struct VirtualPatientTests {
    private let pads: [PadChannel: PatientMuscle] = [Approvals.channel: .antagonist]

    private func body(_ parameters: VirtualPatientParameters = Patients.small(units: 2)) throws -> VirtualPatientBody {
        VirtualPatientBody(try VirtualPatientEngine(parameters, seed: 1))
    }

    @Test("it keeps what every stimulator must keep")
    func conforms() throws {
        let problems = try StimulatorConformance.problems {
            () throws -> StimulatorUnderTest<VirtualPatientStimulator> in
            let stimulator = VirtualPatientStimulator(try body(), pads: pads, at: .start)
            return StimulatorUnderTest(
                device: stimulator,
                delivered: { device in
                    device.deliveries.map {
                        .init(start: $0.start, peakMicroamperes: $0.shape.peakCurrent.microamperes, isWhole: true)
                    }
                })
        }
        #expect(problems == [])
    }

    @Test("it keeps what every signal source must keep")
    func conformsAsSource() throws {
        var source = VirtualPatient(try body(), blockLength: 50, frames: 1050)
        #expect(try SourceConformance.problems(of: &source, blockCount: 30) == [])
    }

    @Test("a burst on a channel without pads is refused and says so")
    func noPads() throws {
        let body = try body()
        var stimulator = VirtualPatientStimulator(body, pads: [:], at: .start)
        let train = try Approvals.train()
        var refusal: DeviceError?
        do throws(DeviceError) {
            try stimulator.deliver(try approval(of: train, at: .start), at: .start)
        } catch { refusal = error }
        #expect(
            refusal?.description
                == "the stimulator cannot deliver order 1 exactly as approved: no pads of the virtual patient are "
                + "connected to \(Approvals.channel)")
    }

    private func approval(of train: PulseTrain, at now: SessionTime) throws(DeviceError) -> ApprovedPulseTrain {
        do { return try Approvals.approve(train, at: now) } catch { throw .notReady(.off) }
    }

    @Test("pulses reach the nerve at their own times although the session calls the stimulator only after each block")
    func pulseTimes() throws {
        let body = try body()
        var source = VirtualPatient(body, blockLength: 50)
        var stimulator = VirtualPatientStimulator(body, pads: pads, at: .start)
        var clock = SessionTime.start
        for block in 0..<20 {
            let samples = try #require(try source.nextBlock())
            #expect(samples.start.rawValue == 50 * block && samples.frameCount == 50)
            clock = SessionTime(microseconds: 1000 * samples.end.rawValue)
            while let due = stimulator.nextDue, due < clock { try stimulator.advance(to: due) }
            try stimulator.advance(to: clock)
            if block == 1 {
                let train = try Approvals.train(milliamperes: 20, period: 20_000, duration: 200_000)
                try stimulator.deliver(Approvals.approve(train, at: clock), at: clock)
            }
        }
        let reached = body.takeTruth().events.compactMap { event in
            if case .pulse(.antagonist, let afferent, _) = event.kind, afferent > 0 { event.time } else { nil }
        }
        #expect(reached == (0..<10).map { 100_000 + 20_000 * $0 })
        #expect(stimulator.deliveries.map(\.start.microseconds) == reached)
        #expect(stimulator.state.readiness == .ready)
        #expect(body.takeTruth().events.isEmpty)
    }

    @Test("after a stop no pulse reaches the patient, whatever time passes")
    func stop() throws {
        let body = try body()
        var source = VirtualPatient(body, blockLength: 50)
        var stimulator = VirtualPatientStimulator(body, pads: pads, at: .start)
        try stimulator.deliver(Approvals.approve(Approvals.train(), at: .start), at: .start)
        _ = try source.nextBlock()
        stimulator.stop(at: SessionTime(microseconds: 50_000))
        for _ in 0..<10 { _ = try source.nextBlock() }
        let pulses = body.takeTruth().events.count
        #expect(pulses == 3 && stimulator.state.readiness == .off)
    }

    @Test("the source shows EMG, torque and angle, ends when it was told to, and gives the engine's samples")
    func source() throws {
        let patient = Patients.small(units: 4)
        let electrodes = try PatientElectromyography(.init(), of: patient.agonist, seed: 1)
        let inputs = [PatientInput.ramp(at: 0, peak: 6, rise: 0.2, hold: 1, fall: 0.2)]
        var engine = try VirtualPatientEngine(patient, seed: 5, inputs: inputs, electromyography: electrodes)
        var source = VirtualPatient(VirtualPatientBody(engine), blockLength: 100, frames: 1050)
        #expect(source.channels.map(\.kind) == [.emg, .torque, .other])
        #expect(source.channels.map(\.unit.symbol) == ["µV", "N·m", "rad"] && source.rate.hertz == 2048)
        var values: [Float] = []
        var lengths: [Int] = []
        while let block = try source.nextBlock() {
            values += block.values
            lengths.append(block.frameCount)
        }
        var truth = PatientBlock(channelCount: 1)
        engine.advance(frames: 1050, into: &truth)
        #expect(lengths == [Int](repeating: 100, count: 10) + [50])
        #expect((0..<1050).map { values[3 * $0] } == truth.emg && (0..<1050).map { values[3 * $0 + 1] } == truth.torque)
    }

    @Test("a clock that somebody else sets never makes the source wait")
    func virtualClock() throws {
        var source = VirtualPatient(try body(), blockLength: 1000, pace: .clock(.virtual(VirtualClock())))
        let block = try source.nextBlock()
        #expect(block?.frameCount == 1000)
    }
}

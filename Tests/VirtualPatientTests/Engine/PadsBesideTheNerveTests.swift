// Pads that lie beside the nerve, and bursts that are cut.

import Devices
import Signals
import Stimulation
import TestSupport
import Testing
import VirtualPatient

@Suite("pads beside the nerve")
struct PadsBesideTheNerveTests {
    /// The part of the motor axons that the pulses of a burst excite, and what the stimulator said.
    private func volleys(
        reach: Double, milliamperes: Double, cutAfter: Int? = nil, restoring: Bool = false
    ) throws -> (motor: [Double], ending: [StimulatorEvent.Ending], readiness: DeviceState.Readiness) {
        var body = VirtualPatientBody(try VirtualPatientEngine(Patients.small(units: 4), seed: 1))
        var stimulator = VirtualPatientStimulator(
            body, placed: [Approvals.channel: PatientPad(.antagonist, reach: reach)], at: .start)
        let train = try Approvals.train(milliamperes: milliamperes, period: 100_000, duration: 1_000_000)
        try stimulator.deliver(Approvals.approve(train, at: .start, spare: .milliseconds(50)), at: .start)
        if restoring {
            let saved = try body.savedState()
            body = VirtualPatientBody(try VirtualPatientEngine(Patients.small(units: 4), seed: 1))
            try body.restore(from: saved)
            stimulator = VirtualPatientStimulator(continuing: body)
        }
        var source = VirtualPatient(body, blockLength: 20)
        for block in 1...60 {
            _ = try source.nextBlock()
            let now = SessionTime(microseconds: block * 20_000)
            if block == cutAfter { stimulator.cut(at: now) }
            try stimulator.advance(to: now)
        }
        let motor = body.takeTruth().events.compactMap { event -> Double? in
            if case .pulse(.antagonist, _, let motor) = event.kind { motor } else { nil }
        }
        let endings = stimulator.takeEvents().compactMap { event -> StimulatorEvent.Ending? in
            if case .burstEnded(_, _, _, let ending) = event.kind { ending } else { nil }
        }
        return (motor, endings, stimulator.state.readiness)
    }

    @Test("a pad that half of the current reaches the nerve from does what half of the current does right over it")
    func reach() throws {
        let beside = try volleys(reach: 0.5, milliamperes: 40).motor
        #expect(beside == (try volleys(reach: 1, milliamperes: 20).motor))
        #expect(beside.count == 10 && beside.allSatisfy { $0 > 0 })
        // Motor threshold is 12 mA at 200 µs: 20 mA beside the nerve are 10 on it.
        #expect(try volleys(reach: 0.5, milliamperes: 20).motor.allSatisfy { $0 == 0 })
    }

    @Test("a body that is saved in the middle of a burst keeps where its pads lie")
    func saved() throws {
        let restored = try volleys(reach: 0.5, milliamperes: 40, restoring: true).motor
        #expect(restored == (try volleys(reach: 0.5, milliamperes: 40).motor))
    }

    @Test("a burst that is cut ends at once, and the stimulator can take the next")
    func cut() throws {
        let cut = try volleys(reach: 1, milliamperes: 20, cutAfter: 21)
        #expect(cut.motor.count == 5)
        #expect(cut.ending == [.stopped] && cut.readiness == .ready)
    }
}

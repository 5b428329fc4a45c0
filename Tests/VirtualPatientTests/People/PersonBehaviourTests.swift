// Presets in motion: do they do what they stand for? Small pools, so that it stays quick.

import Testing

@testable import VirtualPatient

@Suite("Presets in motion")
struct PersonBehaviourTests {
    /// The excitation that starts a spasm, at 1 s for 0.5 s.
    private static let trigger = PatientInput(at: 1, .excitation(.agonist, units: 10, duration: 0.5))
    /// A burst on the antagonist's nerve at 1.6 × motor threshold from 2 s to 3 s.
    private static let burst = PatientInput(
        at: 2, .pulses(.antagonist, current: 16, width: 300, frequency: 100, duration: 1))

    /// How many discharges of the agonist fall into each second.
    private func discharges(
        _ preset: PersonPreset, severity: Double? = nil, seconds: Int, _ inputs: [PatientInput]
    ) throws -> [Int] {
        try discharges(Person.preset(preset, severity: severity).parameters, seconds: seconds, inputs)
    }

    private func discharges(
        _ person: VirtualPatientParameters, seconds: Int, _ inputs: [PatientInput]
    ) throws -> [Int] {
        var parameters = person
        parameters.agonist.motorUnits = 16
        parameters.antagonist.motorUnits = 2
        // Nothing happens by itself.
        parameters.spasms.perHour = 0
        parameters.activity = ActivityParameters()
        var engine = try VirtualPatientEngine(parameters, seed: 1, inputs: inputs)
        var block = PatientBlock(channelCount: 0)
        return (0..<seconds).map { _ in
            engine.advance(frames: 1000, into: &block)
            return block.discharges.count { $0.muscle == .agonist }
        }
    }

    @Test("healthy people stop when the trigger stops; after injury firing outlasts it, the longer the more severe")
    func severity() throws {
        let healthy = try discharges(.healthyOlder, seconds: 3, [Self.trigger])
        #expect(healthy[1] > 50 && healthy[2] <= 2)
        let mild = try discharges(.spinalCordInjury, severity: 0, seconds: 6, [Self.trigger])
        #expect(mild[0] == 0 && mild[2] > 5 && mild[5] == 0)
        let severe = try discharges(.spinalCordInjury, severity: 1, seconds: 6, [Self.trigger])
        #expect(zip(severe[2...], mild[2...]).allSatisfy { $0 > $1 } && severe[5] > 20)
    }

    @Test(
        "the responder's spasm outlasts its trigger, less with the demo's burst, and less than half when relaxed"
    )
    func responder() throws {
        // The burst of the demo, two of its three seconds: 9 mA where the motor threshold at 500 µs is 8.4 mA.
        let burst = PatientInput(at: 2, .pulses(.antagonist, current: 9, width: 500, frequency: 100, duration: 2))
        let usual = try discharges(.responder, seconds: 14, [Self.trigger])
        let stimulated = try discharges(.responder, seconds: 14, [Self.trigger, burst])
        #expect(usual[0] == 0 && usual[2] > 20)
        #expect(usual[1] == stimulated[1] && 2 * stimulated[3] < usual[3])
        #expect(stimulated[2...].reduce(0, +) < usual[2...].reduce(0, +))
        var parameters = try Person.preset(.responder).parameters
        parameters.neuromodulation.baseline -= parameters.neuromodulation.relaxationFall
        let relaxed = try discharges(parameters, seconds: 14, [Self.trigger])
        #expect(2 * relaxed[2...].reduce(0, +) < usual[2...].reduce(0, +))
    }

    @Test(
        "a burst on the antagonist's nerve calms the responder, does nothing to the non-responder, drives the facilitator"
    )
    func reciprocalInhibition() throws {
        let inputs = [Self.trigger, Self.burst]
        let responder = try discharges(.spinalCordInjury, severity: 0.5, seconds: 4, inputs)
        let nonResponder = try discharges(.nonResponder, severity: 0.5, seconds: 4, inputs)
        let facilitator = try discharges(.facilitator, severity: 0.5, seconds: 4, inputs)
        #expect(responder[1] == nonResponder[1] && responder[1] == facilitator[1])
        #expect(2 * responder[2] < nonResponder[2] && nonResponder[2] < facilitator[2])
        #expect(responder[3] < nonResponder[3])
    }
}

// What a session was told and with which settings is written down so that it can be read back whole.

import Devices
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@testable import Sessions

@Suite("what a session's log says")
struct SessionLogTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func readBack(_ kind: String, _ fields: [EventLogEntry.Field]) throws -> EventLogEntry {
        let path = folder.file("events.jsonl")
        var log = try EventLogWriter(path: path, rate: try #require(SampleRate(hertz: 2000)), replacing: true)
        try log.append(kind, at: SampleIndex(7), fields)
        return try #require(try EventLog(path: path).entries.first { $0.kind == kind })
    }

    @Test(
        "everything that the controller can be told comes back",
        arguments: [
            ControlEvent.Kind.markReady, .arm(intensity: Milliamperes(microamperes: 0)),
            .setIntensity(Milliamperes(microamperes: 12_500)), .manualTrigger, .holdBegan, .holdEnded, .switchPressed,
            .movementHold(true), .movementHold(false), .setTrigger(.force, on: false), .setTrigger(.emg, on: true),
            .heartbeat,
            .dataAge(Microseconds(51_000)), .clockJumped(Microseconds(-3_000_000)), .dysreflexiaSigns, .heartRate(48),
            .systolicPressure(171.5), .disarm, .switchOff, .stop, .reset, .stimulatorFault, .leadOff,
            .burstBegan(order: 3),
            .burstOver(order: 3), .refusedByGate(order: 4),
        ])
    func told(_ kind: ControlEvent.Kind) throws {
        #expect(ControlEvent.Kind(logged: try readBack("told", kind.logged)) == kind)
    }

    @Test(
        "every new decision is among those that are compared when a session is played again",
        arguments: [
            SpasmDecision.forceDetected(onset: SampleIndex(1), at: SampleIndex(2)), .forceEnded(at: SampleIndex(3)),
            .forceWithheld(.personMoves, at: SampleIndex(3)), .gaveUp(bursts: 2, at: SampleIndex(4)),
            .judged(.unclear, at: SampleIndex(5)), .motionFound(.goingOn, at: SampleIndex(5)),
            .endedEarly(at: SampleIndex(6)),
            .doseChanged(from: .milliamperes(4), to: .milliamperes(3), at: SampleIndex(7)),
        ])
    func decided(_ decision: SpasmDecision) throws {
        let (kind, fields) = decision.logged
        #expect(SpasmDecision.loggedKinds.contains(kind))
        #expect(try readBack(kind, fields).fields == fields)
    }

    @Test("settings come back, whichever sets of triggers and kinds they hold")
    func settings() throws {
        var settings = SpasmSettings()
        settings.mains = .hertz60
        (settings.endsEarly, settings.lowersDose) = (true, true)
        (settings.companion, settings.whenUnclear) = (.joinsSpasm, .answer)
        settings.motion = .ownJoint
        settings.triggers = [.force, .manual]
        settings.answers = [.clonus, .tonic]
        settings.dysreflexia = DysreflexiaRule(restingHeartRate: 62, restingSystolic: 105.5)
        settings.threshold = .microvolts(enter: 30, exit: 12)
        settings.stormBursts = 4
        for settings in [settings, SpasmSettings()] {
            let entry = try readBack(SpasmSettings.logKind, settings.logFields)
            #expect(try SpasmSettings(logged: entry, path: "log") == settings)
        }
        var fields = settings.logFields
        fields[0] = .init(fields[0].name, .number(33))
        let changed = try readBack(SpasmSettings.logKind, fields)
        #expect(throws: SessionError.self) { try SpasmSettings(logged: changed, path: "log") }
    }
}

// The nights of the story in real time: the same loop as `lull run`, on a thread of its own, each kept as a session.

import Devices
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import VirtualPatient

extension StoryRun {
    /// Runs the three nights one after the other by the clock.
    ///
    /// - Parameters:
    ///   - out: the folder in which `live-1` (or the first number that is free) is made, with a session for each night.
    ///   - say: told what happens.
    /// - Returns: the nights; `nil` when somebody ended them: no page is made of half a story.
    /// - Throws: ``StoryBroken`` when a night broke off.
    func liveNights(in out: String, say: (String) -> Void) throws -> [StoryNight]? {
        var number = 1
        while StoryNight.Kind.allCases.contains(where: {
            SessionFolder.isSession("\(out)/live-\(number)/\($0.rawValue)")
        }) {
            number += 1
        }
        var nights: [StoryNight] = []
        for kind in StoryNight.Kind.allCases {
            let folder = try SessionFolder.create("\(out)/live-\(number)/\(kind.rawValue)")
            say("A night \(kind.words), \(seconds.short) s in real time; Ctrl-C ends it.")
            let (night, isOver) = try liveNight(kind, in: folder)
            let outcome = night.outcome
            say(
                "  \(outcome.spasms) spasms were triggered, \(night.spasmSeconds.formatted(decimals: 1)) s in spasm, "
                    + "\(outcome.bursts) bursts; play it again:  lull replay \(folder.path)")
            if outcome.endState.hasPrefix("fault") { say("  the loop stopped itself: \(outcome.endState)") }
            if Interrupt.isWished { return nil }
            guard isOver else { throw StoryBroken(folder: folder.path) }
            nights.append(night)
        }
        return nights
    }

    /// One night, and whether its time went to its end.
    private func liveNight(_ kind: StoryNight.Kind, in folder: SessionFolder) throws -> (
        night: StoryNight, isOver: Bool
    ) {
        let session = try session(kind)
        let rate = try session.body().engine.rate
        var night = StoryNight(kind, rate: rate, parameters: session.script.parameters)
        let live = LiveRun<VirtualPatientStimulator, DoseLedger>(folder: folder)
        let outcome = try live.run(session.stage(stimulating: kind == .stimulated) { night.add($0) })
        // The samples are those that were kept.
        let recording = try Recording.open(folder.signals)
        var samples = try Playback(recording, channels: Array(recording.channels.indices), blockLength: 1024)
        while let block = try samples.nextBlock() { night.add(block) }
        night.take(outcome)
        return (night, rate.samples(inSeconds: seconds) <= night.torque.count)
    }
}

extension StoryNight {
    /// What a live session counted.
    fileprivate mutating func take(_ live: LiveOutcome) {
        (outcome.spasms, outcome.detections, outcome.bursts) = (live.spasms, live.detections, live.bursts)
        (outcome.givenUp, outcome.refused, outcome.endState) = (live.givenUp, live.refused, live.endState)
        (outcome.pulses, outcome.onTimeSeconds) = (live.pulses, live.onTimeSeconds)
        outcome.chargeMicrocoulombs = live.chargeMicrocoulombs
        outcome.discharges = discharges.reduce(0) { $0 + $1.count }
        outcome.torquePercentSeconds = torque.reduce(0) { $0 + Double(max(0, $1)) } / rate.hertz
        outcome.contractedSeconds = rate.seconds(torque.count { Double($0) > PatientSession.contraction })
    }
}

/// A night that broke off.
struct StoryBroken: ExplainedError {
    let folder: String
    var category: ErrorCategory { .unavailable }
    var description: String {
        "a night broke off before its end, so no page was made; what was kept, and why it ended, is in \(folder)"
    }
}

// `lull replay SESSION`: a kept session played again, decision by decision.

import Sessions
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Plays a kept session again.
struct SessionReplayRun {
    let path: String

    /// Plays it; the first decision that comes out differently is an error.
    func run(json: Bool) throws {
        let replay = try SessionReplay(SessionFolder(path))
        let plan = try SessionPlan(replay.entries, path: path)
        guard let rate = replay.channels.first?.rate else { return }
        guard plan.channel >= 0 else { throw PlanError(path: path, problem: "its log watches no channel") }
        let outcome = try replay.run(
            try plan.controller(rate: rate), channel: plan.channel, force: plan.force, companion: plan.companion,
            motion: plan.motion)
        if let difference = outcome.difference {
            throw SessionDiffers(path: path, difference: difference, software: plan.software)
        }
        let seconds = rate.seconds(outcome.frames)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            let summary = Summary(
                person: plan.person, seconds: seconds, blocks: outcome.blocks, reproduced: outcome.reproduced,
                withoutSignals: outcome.withoutSignals, isClosed: outcome.isClosed, gaps: outcome.gaps)
            Console.result(String(decoding: try encoder.encode(summary), as: UTF8.self))
            return
        }
        Console.result(
            "Session \(path), \(plan.person): \(seconds.formatted(decimals: 1)) s in \(outcome.blocks) blocks")
        Console.result(
            "  the log's chain holds, and all \(outcome.reproduced) decisions of the controller came out again, bit for bit"
        )
        if outcome.gaps > 0 { Console.result("  samples are missing in \(counted(outcome.gaps, "place"))") }
        if !outcome.isClosed {
            Console.result(
                "  it was ended from outside: its last moment may be missing"
                    + (outcome.withoutSignals > 0
                        ? ", and for the last \(counted(outcome.withoutSignals, "decision")) there are no signals" : "")
            )
        }
    }

    /// The outcome as JSON; the properties are the keys.
    private struct Summary: Encodable {
        let person: String
        let seconds: Double
        let blocks, reproduced, withoutSignals: Int
        let isClosed: Bool
        let gaps: Int
    }
}

/// A session that did not play again as it was kept.
struct SessionDiffers: ExplainedError {
    let path: String
    let difference: SessionReplay.Difference
    /// The version of Lull that kept it.
    let software: String
    var category: ErrorCategory { .data }
    var description: String {
        let logged = difference.logged.map { "says “\($0)”" } ?? "says nothing"
        let replayed = difference.replayed.map { "the controller decided “\($0)”" } ?? "the controller decided nothing"
        let place = difference.line.map { "line \($0) of events.jsonl" } ?? "events.jsonl"
        let cause =
            software == SessionPlan.ownSoftware
            ? "the session was changed, or another build of \(software) decided"
            : "it was kept by \(software), and this is \(SessionPlan.ownSoftware), which may decide otherwise: play it again "
                + "with \(software)"
        return "\(path): \(place) \(logged), played again \(replayed); \(cause)"
    }
}

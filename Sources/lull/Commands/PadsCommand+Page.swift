// From the result of a pad test to its page: only names, units and words change.

import Reports
import Sessions

extension PadsCommand {
    func page(_ outcome: PadsRun.Outcome) -> PadTestPage {
        let file = outcome.file
        func current(_ value: Double?) -> String { value.map { "\($0.short) mA" } ?? "–" }
        let pads = file.pads.map { pad in
            PadTestPage.Content.Pad(
                channel: pad.channel, felt: current(pad.sensoryMilliamperes), motor: current(pad.motorMilliamperes),
                borne: current(pad.comfortMilliamperes), current: current(pad.currentMilliamperes),
                verdict: PadTestPage.Content.Verdict(rawValue: pad.verdict) ?? .cannotTell, meaning: pad.meaning,
                reason: pad.reason, thresholdsEnded: pad.thresholdsEnded, ratio: pad.ratio, low: pad.low,
                high: pad.high, probability: pad.probability, pairRatios: pad.pairRatios, obstacles: pad.obstacles)
        }
        return PadTestPage(
            PadTestPage.Content(
                person: file.person, place: "\(file.muscle), \(file.side) side, by the \(file.nerve)", pads: pads,
                best: file.best, noEffect: EffectTestSettings().noEffect, facts: facts(file)))
    }

    private func facts(_ file: PadTestFile) -> [Fact] {
        [
            Fact("Software", file.software),
            Fact("Person", file.person, note: "virtual; the pads, what they are felt like and the M-waves are assumed"),
            Fact("Seed", "\(file.seed)"),
            Fact("Pads compared", "\(file.pads.count)", note: "intervals are widened for their number"),
            Fact(
                "Pairs", "\(pairs) to a look, at most \(looks) looks",
                note:
                    "one trial with and one without stimulation each; sign-flip test; intervals are widened for the looks"
            ),
            Fact("Strongest pulse allowed", "\(highest.short) mA"),
            Fact("Tested at", "\(intensity.short) × motor threshold", note: "or what was borne, if that is less"),
            Fact(
                "Burst",
                "\(file.burstSeconds.short) s at \(file.pulsesPerSecond.short) Hz, \(file.phaseMicroseconds) µs a phase"
            ),
            Fact(
                "Contraction", "\(contraction.short) of the strongest",
                note: "what the person is asked for in every trial"),
            Fact("Activity", "rms between pulses", note: "15 ms from each pulse are left out, in sham trials too"),
            Fact(
                "Orders", "\(file.orders), of which the gate refused \(file.refused)",
                note: "each stands in events.jsonl"),
        ]
    }
}

// What came of a session in real time, in lines.

import Signals

extension LiveOutcome {
    /// What came of it, for people.
    ///
    /// - Parameter knowsSpasms: whether the spasms that began by themselves are known, as of a virtual person.
    func lines(knowsSpasms: Bool) -> [String] {
        func milliseconds(_ microseconds: Int) -> String { (Double(microseconds) / 1000).formatted(decimals: 2) }
        return [
            "\(person)\(knowsSpasms ? ", seed \(seed)" : ""), "
                + "\(seconds.formatted(decimals: 1)) s in real time: "
                + (stimulator ?? "the stimulator is simulated, nobody was stimulated"),
            "  \(ending); supervisor at the end: \(endState)",
            (knowsSpasms ? "  spasms that began by themselves \(spasms), times found" : "  times found")
                + " active \(detections), bursts "
                + "\(bursts), refused by the gate \(refused)",
            "  spasms that went on after their last burst, for which somebody was called \(givenUp)",
        ]
            + (movedByWill.map {
                ["  will or spasm: will \($0) times, spasm \(judgedSpasm ?? 0), cannot tell \(cannotTell ?? 0)"]
            } ?? [])
            + (harmSuspected > 0
                ? [
                    "  spasms with stimulation lasted longer than those that a lot left without: see `lull session report`"
                ]
                : []) + (stimulatorFault.map { ["  \($0)"] } ?? [])
            + (latestPulseMicroseconds.map {
                [
                    "  pulses \(pulses), the latest \(milliseconds($0)) ms after it was due; left out because too late "
                        + "\(pulsesLeftOut ?? 0)"
                ]
            } ?? [])
            + refusals.map { "  a burst was not given: \($0)" } + [
                "  the loop ran with \(scheduling)",
                "  a block was worked on \(milliseconds(lateMicrosecondsP50)) ms after it could have been (99 of 100 "
                    + "within \(milliseconds(lateMicrosecondsP99)) ms, the latest "
                    + "\(milliseconds(lateMicrosecondsLongest)) ms)",
            ]
    }
}

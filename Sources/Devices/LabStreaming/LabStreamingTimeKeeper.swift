// When a sender is asked for its time, and what is believed: waves of eight questions, of which the fastest answer counts.

extension LabStreaming {
    /// Keeps the offset of a sender's clock up to date. A value: times are handed in.
    struct TimeKeeper: Sendable {
        /// What the last whole wave said; at first, what the first answers say.
        private(set) var offset: ClockOffset?
        private var wave = 0
        private var asked = 0
        private var best: ClockOffset?
        private var nextQuestion = -Double.infinity

        /// As liblsl has it: eight questions, 64 ms apart, every 2 s; slower answers than 128 ms do not count.
        private static let questions = 8
        private static let spacing = 0.064
        private static let pause = 2.0
        private static let slowest = 0.128

        /// The question that is due; `nil` when none is.
        mutating func question(at now: Double) -> String? {
            guard now >= nextQuestion else { return nil }
            if asked == Self.questions {
                // The wave is over; its last answer has had its time.
                offset = best ?? offset
                (wave, asked, best) = (wave + 1, 0, nil)
            }
            asked += 1
            nextQuestion = now + (asked == Self.questions ? Self.pause : Self.spacing)
            return TimeProbe.question(wave: wave, asked: now)
        }

        /// How long until the next question, in seconds.
        func wait(from now: Double) -> Double { max(0, nextQuestion - now) }

        /// Takes an answer; one of another wave, or a slow one, tells nothing.
        mutating func receive(_ answer: String, at now: Double) {
            guard let probe = TimeProbe(answer: answer), probe.wave == wave, let found = probe.offset(received: now),
                found.roundTrip <= Self.slowest
            else { return }
            best = TimeProbe.best([found] + [best].compactMap { $0 })
            if wave == 0 { offset = best }
        }
    }
}

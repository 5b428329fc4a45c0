// The time service of Lab Streaming Layer: one question in a datagram, one answer, as texts.

extension LabStreaming {
    /// An answered question for the sender's time. Probes of one round (a “wave”) share its number.
    struct TimeProbe: Hashable, Sendable {
        var wave: Int
        /// The receiver's clock when it asked, in seconds.
        var asked: Double
        /// The sender's clock when the question arrived and when the answer left, in seconds.
        var arrived: Double
        var left: Double

        /// The datagram that asks.
        static func question(wave: Int, asked: Double) -> String { "LSL:timedata\r\n\(wave) \(asked)\r\n" }

        /// Reads a question; `nil` when it is none. The times of arrival and leaving are still to be set.
        init?(question: String) {
            let lines = LabStreaming.lines(question)
            guard lines.count >= 2, lines[0] == "LSL:timedata" else { return nil }
            let parts = lines[1].split(separator: " ")
            guard parts.count == 2, let wave = Int(parts[0]), let asked = Double(parts[1]), asked.isFinite else {
                return nil
            }
            self.wave = wave
            (self.asked, arrived, left) = (asked, 0, 0)
        }

        /// The datagram that answers.
        var answer: String { " \(wave) \(asked) \(arrived) \(left)" }

        /// Reads an answer; `nil` when it is none or a time is not finite.
        init?(answer: String) {
            let parts = answer.split(whereSeparator: \.isWhitespace)
            guard parts.count == 4, let wave = Int(parts[0]) else { return nil }
            let times = parts.dropFirst().compactMap { Double($0) }.filter(\.isFinite)
            guard times.count == 3 else { return nil }
            self.wave = wave
            (asked, arrived, left) = (times[0], times[1], times[2])
        }

        /// What this probe says when its answer came at a time; `nil` for a round trip that cannot be.
        func offset(received: Double) -> ClockOffset? {
            let roundTrip = (received - asked) - (left - arrived)
            guard roundTrip.isFinite, roundTrip >= 0 else { return nil }
            return ClockOffset(seconds: ((asked - arrived) + (received - left)) / 2, roundTrip: roundTrip)
        }

        /// The offset of the shortest round trip: its error is at most half of that; `nil` without one.
        static func best(_ offsets: [ClockOffset]) -> ClockOffset? { offsets.min { $0.roundTrip < $1.roundTrip } }
    }
}

// How far long work is: one line that is written over on a terminal, a line every few seconds elsewhere.

import Glibc

/// Says on standard error how far work is.
struct ProgressLine {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let began = ContinuousClock.now
    private var said = ContinuousClock.now
    private var isOpen = false
    /// Elsewhere than on a terminal: seconds between two lines.
    private let pause = Duration.seconds(5)

    /// Says where the work is; `fraction` is 0…1.
    mutating func update(fraction: Double, _ text: String) {
        let now = ContinuousClock.now
        guard isTerminal || now - said >= pause else { return }
        said = now
        let percent = Int((100 * min(1, max(0, fraction))).rounded(.down))
        let line = "\(percent) %, \(text)\(Self.timeLeft(elapsed: now - began, fraction: fraction))"
        if isTerminal {
            Console.sayOver(line)
            isOpen = true
        } else {
            Console.say(line)
        }
    }

    /// Clears the line, so that what is said next has its own.
    mutating func finish() {
        if isOpen { Console.sayOver("") }
        isOpen = false
    }

    /// The time left when the rest goes as fast as what is done; nothing while that would be a guess.
    static func timeLeft(elapsed: Duration, fraction: Double) -> String {
        guard fraction >= 0.1, fraction < 1 else { return "" }
        let seconds = elapsed / .seconds(1) * (1 - fraction) / fraction
        let whole = max(1, Int(seconds.rounded(.up)))
        return whole < 120 ? ", about \(whole) s left" : ", about \((whole + 30) / 60) min left"
    }
}

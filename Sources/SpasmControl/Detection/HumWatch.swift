// Does the signal hum? What repeats itself with every period of the mains is no muscle; when it is strong besides, an
// electrode has come off.

import Signals

/// Compares the signal, after the mains that is known has been taken out, with itself one period of the mains before. Allocates
/// only when made.
///
/// Of a line and its harmonics the difference is nothing; of a muscle, whose potentials do not know the mains, it has twice
/// the power. This is seen within two periods, long before a canceller can have learnt a new line.
struct HumWatch: ~Copyable {
    /// One mains: its period in samples, and the power of the difference and of both halves.
    private struct Line {
        let period: Int
        var difference = 0.0, both = 0.0
    }
    private var lines: [Line]
    private var past: [Double]
    private var position = 0
    private let step, share, power: Double
    private let faultLength: Int
    private var strong = 0, humming = 0
    private var isFresh = true
    private let longest: Int

    /// The time over which powers are averaged: half a period of 50 Hz (s).
    private static let average = 0.01
    /// A fault needs a clearer hum than doubt does. The potentials of a strong muscle repeat themselves by chance: in the 64 channels
    /// of the sample recording for up to 76 ms at the whole share, for less than 30 ms at a third of it.
    private static let faultPart = 1.0 / 3

    init(_ settings: SpasmSettings, rate: SampleRate) {
        lines = settings.mains.fundamentals.map {
            Line(period: max(1, Int((rate.hertz / $0).rounded())))
        }
        longest = lines.map(\.period).max() ?? 0
        past = Array(repeating: 0, count: 1 + longest)
        step = min(1, 1 / (HumWatch.average * rate.hertz))
        share = settings.humShare
        power = settings.humLevel * settings.humLevel
        faultLength = max(1, rate.samples(inSeconds: settings.humTime))
    }

    /// Whether the signal is strong hum for so long that an electrode must be off.
    var isLeadOff: Bool { strong >= faultLength }

    /// Whether it has hummed for a whole period: by chance a muscle seems to for some milliseconds.
    var isCertain: Bool { humming > longest }

    /// Takes the next sample after the band-pass; whether it hums.
    mutating func process(_ x: Double) -> Bool {
        guard share > 0 else { return false }
        isFresh = false
        past[position] = x
        var (hums, isStrong) = (false, false)
        // By index: in debug builds an iterator over these allocates.
        for k in lines.indices {
            let place = position - lines[k].period
            let before = past[place < 0 ? place + past.count : place]
            lines[k].difference += step * ((x - before) * (x - before) - lines[k].difference)
            lines[k].both += step * (x * x + before * before - lines[k].both)
            guard lines[k].difference < share * lines[k].both else { continue }
            hums = true
            if lines[k].both >= 2 * power, lines[k].difference < HumWatch.faultPart * share * lines[k].both {
                isStrong = true
            }
        }
        position = position + 1 == past.count ? 0 : position + 1
        strong = isStrong ? strong + 1 : 0
        humming = hums ? humming + 1 : 0
        return hums
    }

    /// While blind nothing is seen, and what was seen is forgotten.
    mutating func forget() {
        guard !isFresh else { return }
        isFresh = true
        (strong, humming) = (0, 0)
        for k in past.indices { past[k] = 0 }
        for k in lines.indices { (lines[k].difference, lines[k].both) = (0, 0) }
    }
}

// Is it a muscle that lifts the envelope, or one blow? A muscle swings to and fro many times; a knock on a cable, or skin that
// jumps, once or twice.

import Signals

/// Counts how often the filtered signal swings from one side to the other while the envelope is above the threshold. Allocates
/// only when made.
///
/// A swing counts where it reaches half of the envelope and the threshold: noise beside a large knock does not. A step through the
/// band-pass (two poles at its lower edge) is one large swing, one of a fifth of it, and one of a twenty-fifth.
struct Swings: ~Copyable {
    private let length: Int
    /// When the last ones came, as many as are needed.
    private var times: [SampleIndex]
    private var position = 0
    private var isUp = false, isKnown = false

    init(_ settings: SpasmSettings, rate: SampleRate) {
        length = rate.samples(inSeconds: settings.swingTime)
        times = Array(repeating: SampleIndex(.min), count: Int(settings.leastSwings.rounded()))
    }

    /// Takes the next filtered sample; whether there were enough of late.
    mutating func process(_ x: Double, envelope: Double, threshold: Double, at index: SampleIndex) -> Bool {
        guard !times.isEmpty else { return true }
        if envelope >= threshold, abs(x) >= max(envelope / 2, threshold), !isKnown || isUp != (x > 0) {
            if isKnown {
                times[position] = index
                position = position + 1 == times.count ? 0 : position + 1
            }
            isUp = x > 0
            isKnown = true
        }
        // The oldest of those that are needed stands where the next one will.
        return times[position] >= index.advanced(by: -length)
    }

    /// While blind nothing is counted, and what was counted is forgotten.
    mutating func forget() {
        guard isKnown else { return }
        isKnown = false
        for k in times.indices { times[k] = SampleIndex(.min) }
    }
}

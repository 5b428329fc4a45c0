// Clonus as the motoneurons have it: beats of the whole pool. Nothing here has seen the signal.

import Foundation

/// The beats of a pool of motoneurons, and what of them is clonus.
struct ClonusTruth {
    /// One beat, in s.
    struct Beat: Equatable {
        let start: Double
        let end: Double
    }

    /// A stretch of beats at the rhythm of clonus.
    struct Stretch {
        let beats: [Beat]
    }

    let stretches: [Stretch]

    /// The rate of the pool is smoothed by a Gaussian of this standard deviation (s), shorter than a beat (about 50 ms).
    private static let smoothing = 0.01
    /// Between two beats the rate falls below this part of the higher one, and rises again as far.
    private static let depth = 0.3
    /// A beat is at least this rate of the pool (1/s): five discharges within 30 ms.
    private static let least = 5 / 0.03
    /// Intervals between the starts of beats (s): 5 to 8 Hz, and a tenth to either side, as the detector has them.
    private static let interval = (0.9 / 8)...(1.1 / 5)
    /// So many beats are a clonus: three happen by chance, where some units discharge at a few hertz.
    static let leastBeats = 5

    /// Finds the beats in sorted times (s) of all the muscle's discharges.
    init(_ discharges: [Double], duration: Double) {
        let beats = Self.beats(discharges, duration: duration)
        var (stretches, chain) = ([Stretch](), [Beat]())
        for beat in beats {
            if let last = chain.last, !Self.interval.contains(beat.start - last.start) {
                if chain.count >= 3 { stretches.append(Stretch(beats: chain)) }
                chain = []
            }
            chain.append(beat)
        }
        if chain.count >= 3 { stretches.append(Stretch(beats: chain)) }
        self.stretches = stretches
    }

    /// Whether the pool beats at a time (s): from the first beat of a stretch to the end of its last.
    func beats(at time: Double) -> Bool {
        stretches.contains { $0.beats[0].start <= time && time <= $0.beats[$0.beats.count - 1].end }
    }

    /// The beats, whatever their rhythm.
    private static func beats(_ discharges: [Double], duration: Double) -> [Beat] {
        let rate = rate(discharges, duration: duration)
        var beats: [Beat] = []
        var (isUp, start, peak, trough) = (false, 0, 0.0, 0.0)
        for (ms, value) in rate.enumerated() {
            if isUp {
                peak = max(peak, value)
                guard value < depth * peak else { continue }
                (isUp, trough) = (false, value)
                beats.append(Beat(start: Double(start) * 1e-3, end: Double(ms) * 1e-3))
            } else {
                trough = min(trough, value)
                guard value >= least, depth * value >= trough else { continue }
                (isUp, start, peak) = (true, ms, value)
            }
        }
        return beats
    }

    /// Discharges of the whole pool in a second, for every millisecond.
    private static func rate(_ discharges: [Double], duration: Double) -> [Double] {
        var rate = [Double](repeating: 0, count: Int((duration * 1e3).rounded(.up)) + 1)
        let reach = Int(4 * smoothing * 1e3)
        for time in discharges {
            let centre = Int(time * 1e3)
            for ms in max(0, centre - reach)...max(0, min(rate.count - 1, centre + reach)) {
                let x = (Double(ms) * 1e-3 - time) / smoothing
                rate[ms] += exp(-x * x / 2) / (smoothing * (2 * .pi).squareRoot())
            }
        }
        return rate
    }
}

// Does the envelope beat as clonus does? Two whole periods of it are held against a wave of each rhythm.

import Glibc
import Signals

/// Fits a wave to the muscle's part of the envelope, at many rhythms; the one that fits best must be a clonus's.
///
/// A window of exactly two periods holds three beats, one at each end and one in the middle, and over whole periods cosine, sine
/// and mean are orthogonal, so that the least-squares wave is two sums. Potentials of single large units make notches into each
/// beat, which spoil a count of beats but hardly a fit; and the narrow potentials of one unit alone are no wave. Allocates only
/// when made.
struct BeatRhythm {
    /// The envelope's power is averaged over steps of about this time (s), and `smoothing` of these make one value.
    private static let step = 0.005
    private static let smoothing = 5
    /// Rhythms of clonus, and slower and faster ones that must not fit better.
    private static let (rhythms, beyond) = (5, 3)
    private static let ratio = 1.15

    private let stepLength, leastBeat: Int
    private let depth, leastFit: Double
    /// Of each rhythm: steps in two periods, and where its cosines and sines begin.
    private let lengths, starts: [Int]
    private let cosines, sines: [Double]
    /// The last powers, and the amplitudes that they are smoothed to; twice, so that the newest are always in one piece.
    private var values: [Double]
    private let capacity: Int
    private var place = 0, filled = 0
    private var powers: [Double]
    private var sum = 0.0, count = 0

    init(_ settings: SpasmSettings, rate: SampleRate) {
        let stepLength = max(1, rate.samples(inSeconds: Self.step))
        let stepsPerSecond = rate.hertz / Double(stepLength)
        self.stepLength = stepLength
        depth = settings.clonusDepth
        leastFit = settings.clonusFit
        leastBeat = Int(((settings.envelopeWindow + settings.clonusBeat) * stepsPerSecond).rounded(.up))
        let (shortest, longest) = (1 / settings.clonusHigh, 1 / settings.clonusLow)
        var (lengths, starts, cosines, sines) = ([Int](), [Int](), [Double](), [Double]())
        for k in -Self.beyond..<Self.rhythms + Self.beyond {
            let inside = Double(min(max(k, 0), Self.rhythms - 1)) / Double(Self.rhythms - 1)
            let outside = pow(Self.ratio, Double(min(k, 0) + max(0, k - Self.rhythms + 1)))
            let period = (shortest + (longest - shortest) * inside) * outside
            let length = max(8, Int((2 * period * stepsPerSecond).rounded()))
            starts.append(cosines.count)
            lengths.append(length)
            for step in 0..<length {
                let phase = 4 * Double.pi * Double(step) / Double(length)
                cosines.append(cos(phase))
                sines.append(sin(phase))
            }
        }
        (self.lengths, self.starts, self.cosines, self.sines) = (lengths, starts, cosines, sines)
        capacity = lengths.max() ?? 8
        values = [Double](repeating: 0, count: 2 * capacity)
        powers = [Double](repeating: 0, count: 2 * capacity)
    }

    /// Takes one sample of the envelope, and the envelope at rest; says whether it beats, at the end of each step.
    mutating func process(_ envelope: Double, rest: Double) -> Bool {
        // Noise and muscle add by their power: beside a small beat the noise of a recording would fill every trough.
        sum += max(0, envelope * envelope - rest * rest)
        count += 1
        guard count == stepLength else { return false }
        powers[place] = sum / Double(count)
        powers[place + capacity] = powers[place]
        (sum, count) = (0, 0)
        var power = 0.0
        for k in 1...Self.smoothing { power += powers[place + capacity + 1 - k] }
        values[place] = (power / Double(Self.smoothing)).squareRoot()
        values[place + capacity] = values[place]
        place = (place + 1) % capacity
        filled = min(filled + 1, capacity + Self.smoothing)
        return beats()
    }

    /// What was before does not count with what comes now.
    mutating func restart() {
        (filled, sum, count) = (0, 0, 0)
    }

    private func beats() -> Bool {
        var (best, bestFit, mean) = (-1, leastFit, 0.0)
        for k in lengths.indices where filled >= lengths[k] + Self.smoothing {
            let wave = wave(k)
            if wave.fit >= bestFit, wave.isDeep { (best, bestFit, mean) = (k, wave.fit, wave.mean) }
        }
        guard (Self.beyond..<Self.beyond + Self.rhythms).contains(best) else { return false }
        return hasThreeBeats(lengths[best], mean: mean)
    }

    /// The wave of one rhythm: which part of the variance it explains, and whether its amplitude is large enough.
    private func wave(_ rhythm: Int) -> (fit: Double, isDeep: Bool, mean: Double) {
        let (length, start) = (lengths[rhythm], starts[rhythm])
        let first = place + capacity - length
        var (total, squares, a, b) = (0.0, 0.0, 0.0, 0.0)
        for k in 0..<length {
            let value = values[first + k]
            total += value
            squares += value * value
            a += value * cosines[start + k]
            b += value * sines[start + k]
        }
        let mean = total / Double(length)
        let variance = squares / Double(length) - mean * mean
        guard variance > 0 else { return (0, false, mean) }
        // Half of the squared amplitude is the power of the wave.
        let power = 2 * (a * a + b * b) / Double(length * length)
        return (power / variance, 2 * power >= depth * depth * mean * mean, mean)
    }

    /// A beat at the beginning and one at the end: two beats and silence are fitted by a wave as well. And all of them longer
    /// than the potential of one motor unit, which the envelope's window makes longer.
    private func hasThreeBeats(_ length: Int, mean: Double) -> Bool {
        let first = place + capacity - length
        let quarter = max(1, length / 8)
        var (early, late, peak) = (0.0, 0.0, 0.0)
        for k in 0..<quarter {
            early = max(early, values[first + k])
            late = max(late, values[first + length - 1 - k])
        }
        guard early >= mean, late >= mean else { return false }
        for k in 0..<length { peak = max(peak, powers[first + k]) }
        let level = peak * Self.high * Self.high
        var up = 0
        for k in 0..<length where powers[first + k] >= level { up += 1 }
        return up >= 2 * leastBeat
    }

    /// A beat lasts as long as the envelope is above this part of its peak.
    private static let high = 0.3
}

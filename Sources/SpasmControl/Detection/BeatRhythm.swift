// Does the envelope beat as clonus does? Whole periods of it are held against a wave of each rhythm.

import Glibc
import Signals

/// Fits a wave to the muscle's part of the envelope, at many rhythms; the one that fits best must be a clonus's.
///
/// A window of exactly two periods holds three beats, one at each end and one in the middle, and over whole periods cosine, sine
/// and mean are orthogonal, so that the least-squares wave is two sums. Potentials of single large units make notches into each
/// beat, which spoil a count of beats but hardly a fit; and the narrow potentials of one unit alone are no wave. A third period
/// before the two tells what goes on from what beats by chance. Allocates only when made.
struct BeatRhythm {
    /// What the envelope does.
    enum Beating {
        case none
        /// Two periods of it are a wave.
        case begins
        /// Three are, and it is not what is left of something much stronger.
        case lasts
    }

    /// The envelope's power is averaged over steps of about this time (s), and `smoothing` of these make one value.
    private static let step = 0.005
    private static let smoothing = 5
    /// Rhythms of clonus, and slower and faster ones that must not fit better.
    private static let (rhythms, beyond) = (5, 3)
    private static let ratio = 1.15

    private let stepLength, leastBeat: Int
    private let depth, leastFit, leastLateFit, leastLevel: Double
    /// Of each rhythm: steps in a period, and where its cosines and sines begin.
    private let lengths, starts: [Int]
    private let cosines, sines: [Double]
    /// The last powers, and the amplitudes that they are smoothed to; twice, so that the newest are always in one piece.
    private var values: [Double]
    private let capacity: Int
    private var place = 0, filled = 0
    private var powers: [Double]
    private var sum = 0.0, count = 0
    /// The largest amplitude of the activity.
    private var strongest = 0.0

    init(_ settings: SpasmSettings, rate: SampleRate) {
        let stepLength = max(1, rate.samples(inSeconds: Self.step))
        let stepsPerSecond = rate.hertz / Double(stepLength)
        self.stepLength = stepLength
        depth = settings.clonusDepth
        leastFit = settings.clonusFit
        leastLateFit = settings.clonusLateFit
        leastLevel = settings.clonusLevel
        leastBeat = Int(((settings.envelopeWindow + settings.clonusBeat) * stepsPerSecond).rounded(.up))
        let (shortest, longest) = (1 / settings.clonusHigh, 1 / settings.clonusLow)
        var (lengths, starts, cosines, sines) = ([Int](), [Int](), [Double](), [Double]())
        for k in -Self.beyond..<Self.rhythms + Self.beyond {
            let inside = Double(min(max(k, 0), Self.rhythms - 1)) / Double(Self.rhythms - 1)
            let outside = pow(Self.ratio, Double(min(k, 0) + max(0, k - Self.rhythms + 1)))
            let period = (shortest + (longest - shortest) * inside) * outside
            let length = max(4, Int((period * stepsPerSecond).rounded()))
            starts.append(cosines.count)
            lengths.append(length)
            for step in 0..<length {
                let phase = 2 * Double.pi * Double(step) / Double(length)
                cosines.append(cos(phase))
                sines.append(sin(phase))
            }
        }
        (self.lengths, self.starts, self.cosines, self.sines) = (lengths, starts, cosines, sines)
        capacity = 3 * (lengths.max() ?? 4)
        values = [Double](repeating: 0, count: 2 * capacity)
        powers = [Double](repeating: 0, count: 2 * capacity)
    }

    /// Takes one sample of the envelope, and the envelope at rest; says whether it beats, at the end of each step.
    mutating func process(_ envelope: Double, rest: Double, isActive: Bool) -> Beating {
        // Noise and muscle add by their power: beside a small beat the noise of a recording would fill every trough.
        sum += max(0, envelope * envelope - rest * rest)
        count += 1
        guard count == stepLength else { return .none }
        powers[place] = sum / Double(count)
        powers[place + capacity] = powers[place]
        (sum, count) = (0, 0)
        var power = 0.0
        for k in 1...Self.smoothing { power += powers[place + capacity + 1 - k] }
        let value = (power / Double(Self.smoothing)).squareRoot()
        (values[place], values[place + capacity]) = (value, value)
        if isActive { strongest = max(strongest, value) }
        place = (place + 1) % capacity
        filled = min(filled + 1, capacity + Self.smoothing)
        return isActive ? beating() : .none
    }

    /// Another activity begins, whose strength is its own.
    mutating func begin() {
        strongest = 0
    }

    /// What was before does not count with what comes now.
    mutating func restart() {
        (filled, sum, count, strongest) = (0, 0, 0, 0)
    }

    private func beating() -> Beating {
        var (best, bestFit, twoPeriods) = (-1, leastFit, Sums())
        for k in lengths.indices where filled >= 2 * lengths[k] + Self.smoothing {
            let sums = sums(k, period: 0) + sums(k, period: 1)
            if sums.fit >= bestFit, sums.isDeep(depth) { (best, bestFit, twoPeriods) = (k, sums.fit, sums) }
        }
        guard (Self.beyond..<Self.beyond + Self.rhythms).contains(best),
            hasThreeBeats(2 * lengths[best], mean: twoPeriods.mean)
        else { return .none }
        guard filled >= 3 * lengths[best] + Self.smoothing, peak(2 * lengths[best]) >= leastLevel * strongest else {
            return .begins
        }
        let all = twoPeriods + sums(best, period: 2)
        return all.fit >= leastLateFit && all.isDeep(depth) ? .lasts : .begins
    }

    /// Sums over whole periods, which are all that a wave needs.
    private struct Sums {
        var length = 0
        var total = 0.0, squares = 0.0, cosine = 0.0, sine = 0.0

        static func + (a: Self, b: Self) -> Self {
            Self(
                length: a.length + b.length, total: a.total + b.total, squares: a.squares + b.squares,
                cosine: a.cosine + b.cosine, sine: a.sine + b.sine)
        }

        var mean: Double { total / Double(length) }
        /// Half of the wave's squared amplitude.
        private var power: Double {
            2 * (cosine * cosine + sine * sine) / (Double(length) * Double(length))
        }
        /// Which part of the variance the wave explains.
        var fit: Double {
            let variance = squares / Double(length) - mean * mean
            return variance > 0 ? power / variance : 0
        }
        /// Whether the wave's amplitude is so large a part of the mean.
        func isDeep(_ depth: Double) -> Bool { 2 * power >= depth * depth * mean * mean }
    }

    /// One period of a rhythm: 0 is the last one, 1 the one before it.
    private func sums(_ rhythm: Int, period: Int) -> Sums {
        let (length, start) = (lengths[rhythm], starts[rhythm])
        let first = place + capacity - (period + 1) * length
        var sums = Sums(length: length)
        for k in 0..<length {
            let value = values[first + k]
            sums.total += value
            sums.squares += value * value
            sums.cosine += value * cosines[start + k]
            sums.sine += value * sines[start + k]
        }
        return sums
    }

    /// The largest amplitude of the last steps.
    private func peak(_ length: Int) -> Double {
        var peak = 0.0
        for k in 0..<length { peak = max(peak, values[place + capacity - 1 - k]) }
        return peak
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

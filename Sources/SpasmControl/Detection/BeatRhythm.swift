// Does the envelope beat as clonus does? Two whole periods of it are held against a wave of each rhythm.

import Glibc
import Signals

/// Fits a wave to the muscle's part of the envelope, at five rhythms from the slowest to the fastest clonus.
///
/// A window of exactly two periods holds three beats, one at each end and one in the middle, and over whole periods cosine, sine
/// and mean are orthogonal, so that the least-squares wave is two sums. Potentials of single large units make notches into each
/// beat, which spoil a count of beats but hardly a fit; and the narrow potentials of one unit alone are no wave. Allocates only
/// when made.
struct BeatRhythm {
    /// The envelope's power is averaged over steps of about this time (s), and `smoothing` of these make one value.
    private static let step = 0.005
    private static let smoothing = 5
    private static let rhythms = 5

    private let stepLength: Int
    private let depth, leastFit: Double
    /// Of each rhythm: steps in two periods, and where its cosines and sines begin.
    private let lengths, starts: [Int]
    private let cosines, sines: [Double]
    /// The last values, twice, so that the newest are always in one piece; as many as the slowest rhythm needs.
    private var values: [Double]
    private let capacity: Int
    private var place = 0, filled = 0
    private var powers: [Double]
    private var powerPlace = 0, powerCount = 0
    private var sum = 0.0, count = 0

    init(_ settings: SpasmSettings, rate: SampleRate) {
        let stepLength = max(1, rate.samples(inSeconds: Self.step))
        let stepsPerSecond = rate.hertz / Double(stepLength)
        self.stepLength = stepLength
        depth = settings.clonusDepth
        leastFit = settings.clonusFit
        let (shortest, longest) = (1 / settings.clonusHigh, 1 / settings.clonusLow)
        var (lengths, starts, cosines, sines) = ([Int](), [Int](), [Double](), [Double]())
        for k in 0..<Self.rhythms {
            let period = shortest + (longest - shortest) * Double(k) / Double(Self.rhythms - 1)
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
        powers = [Double](repeating: 0, count: Self.smoothing)
    }

    /// Takes one sample of the envelope, and the envelope at rest; says whether it beats, at the end of each step.
    mutating func process(_ envelope: Double, rest: Double) -> Bool {
        // Noise and muscle add by their power: beside a small beat the noise of a recording would fill every trough.
        sum += max(0, envelope * envelope - rest * rest)
        count += 1
        guard count == stepLength else { return false }
        powers[powerPlace] = sum / Double(count)
        powerPlace = (powerPlace + 1) % Self.smoothing
        powerCount = min(powerCount + 1, Self.smoothing)
        (sum, count) = (0, 0)
        guard powerCount == Self.smoothing else { return false }
        var power = 0.0
        for value in powers { power += value }
        let value = (power / Double(Self.smoothing)).squareRoot()
        values[place] = value
        values[place + capacity] = value
        place = (place + 1) % capacity
        filled = min(filled + 1, capacity)
        for k in 0..<Self.rhythms where beats(k) { return true }
        return false
    }

    /// What was before does not count with what comes now.
    mutating func restart() {
        (filled, powerCount, sum, count) = (0, 0, 0, 0)
    }

    private func beats(_ rhythm: Int) -> Bool {
        let length = lengths[rhythm]
        guard filled >= length else { return false }
        let (first, wave) = (place + capacity - length, starts[rhythm])
        var (total, squares, a, b) = (0.0, 0.0, 0.0, 0.0)
        for k in 0..<length {
            let value = values[first + k]
            total += value
            squares += value * value
            a += value * cosines[wave + k]
            b += value * sines[wave + k]
        }
        let mean = total / Double(length)
        let variance = squares / Double(length) - mean * mean
        guard variance > 0 else { return false }
        // Half of the squared amplitude is the power of the wave.
        let waved = 2 * (a * a + b * b) / Double(length * length)
        guard waved >= leastFit * variance, 2 * waved >= depth * depth * mean * mean else { return false }
        // A beat at the beginning and one at the end: two beats and silence are fitted by a wave as well.
        let quarter = max(1, length / 8)
        var (early, late) = (0.0, 0.0)
        for k in 0..<quarter {
            early = max(early, values[first + k])
            late = max(late, values[first + length - 1 - k])
        }
        return early >= mean && late >= mean
    }
}

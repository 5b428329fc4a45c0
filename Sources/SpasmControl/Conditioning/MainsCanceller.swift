// Takes the mains out of a signal without filtering it: an estimate of each line is subtracted, and the estimate learns
// only where somebody says that the signal is clean.

import Glibc
public import Signals

/// Which mains is cancelled.
public enum MainsFrequency: String, Hashable, Sendable, CaseIterable {
    /// None.
    case none
    /// 50 Hz and its harmonics.
    case hertz50
    /// 60 Hz and its harmonics.
    case hertz60
    /// Both: for who does not know, or has a device that makes the other.
    case both

    /// The fundamentals, in Hz.
    public var fundamentals: [Double] {
        switch self {
        case .none: []
        case .hertz50: [50]
        case .hertz60: [60]
        case .both: [50, 60]
        }
    }
}

/// An adaptive canceller of the mains and its harmonics: least mean squares on pairs of a sine and a cosine (Widrow et al.
/// 1975, doi:10.1109/PROC.1975.10036, from memory, not verified).
///
/// - Each line is an exact sine whose amplitude and phase follow the signal within ``time``; to everything else it is a
///   notch 1 / (π · time) Hz wide. Half of the mains' amplitude is gone after 0.7 × ``time``.
/// - The fundamental's frequency follows the mains by ± ``widestDrift`` Hz, and the harmonics are powers of it, so that the
///   estimate stays in step through seconds in which it may not learn.
/// - While not adapting it goes on subtracting what it knows: frozen, not switched off.
/// - A second estimate, the scout, learns from every valid sample. Where it leaves less than half of the power, what looks
///   like activity is a line, which a muscle cannot make, and the scout's estimate is taken over: a pad that falls off, or an
///   estimate that was learnt from activity, cannot hold the canceller frozen for good.
/// - At the start it learns faster, by the mean over what it has seen, until that is as long as ``time``.
/// - It delays nothing, and allocates only when made.
public struct MainsCanceller: Sendable {
    /// The time in which the estimate follows, in s.
    public let time: Double
    /// The lines that are cancelled, in Hz.
    public let lines: [Double]
    /// By how much the mains may be off, in Hz. The European grid stays within ± 0.2 Hz in normal operation (from memory, not
    /// verified).
    public static let widestDrift = 0.5

    /// One fundamental: a unit phasor that turns, and by how much more than nominal it turns.
    private struct Oscillator: Sendable {
        var cosine = 1.0, sine = 0.0
        let turnCosine, turnSine: Double
        let widest: Double
        var offset = 0.0
        let weights: Range<Int>
    }

    private var oscillators: [Oscillator] = []
    private var a: [Double], b: [Double], cosines: [Double], sines: [Double]
    private var scoutA: [Double], scoutB: [Double]
    private var power = 0.0, scoutPower = 0.0
    private var level: Double?
    private let levelStep, powerStep, frequencyStep: Double
    private let slowest, head, restLength: Int
    private var seen = 0, resting = 0

    /// Below this amplitude (µV) a line's phase is noise and says nothing about its frequency.
    private static let leastAmplitude = 5.0
    /// The corner of the high-pass through which the error is seen (Hz): an electrode's offset is no mains.
    private static let levelCorner = 10.0
    /// By how many standard deviations an error counts at most: one blow must not teach a hundred echoes of itself.
    private static let largestError = 3.0
    /// How long the muscle must have been at rest before something is learnt from it (s): the end of a blow that no envelope shows
    /// any more is still no mains.
    private static let calm = 0.2
    /// The scout's estimate is taken over when it leaves less than this part of the power.
    private static let scoutAdvantage = 0.5

    /// Creates a canceller that knows nothing: all lines up to `top` (Hz) of the mains' fundamentals.
    public init(_ mains: MainsFrequency, top: Double, time: Double, rate: SampleRate) {
        self.time = time
        let highest = min(top, 0.45 * rate.hertz)
        var lines: [Double] = []
        for fundamental in mains.fundamentals where fundamental <= highest {
            let count = Int(highest / fundamental)
            let turn = 2 * Double.pi * fundamental / rate.hertz
            oscillators.append(
                Oscillator(
                    turnCosine: cos(turn), turnSine: sin(turn),
                    widest: 2 * Double.pi * MainsCanceller.widestDrift / rate.hertz,
                    weights: lines.count..<(lines.count + count)))
            for harmonic in 1..<(count + 1) { lines.append(Double(harmonic) * fundamental) }
        }
        self.lines = lines
        a = Array(repeating: 0, count: lines.count)
        b = a
        cosines = a
        sines = a
        scoutA = a
        scoutB = a
        powerStep = 2 / (time * rate.hertz)
        slowest = max(1, rate.samples(inSeconds: time))
        restLength = rate.samples(inSeconds: MainsCanceller.calm)
        // One period of 50 Hz, and enough for all lines together to stay far from instability.
        head = max(rate.samples(inSeconds: 0.02), 4 * lines.count)
        levelStep = 1 - exp(-2 * Double.pi * MainsCanceller.levelCorner / rate.hertz)
        // The loop of phase and frequency is critically damped with 1 / (4 · time).
        frequencyStep = 1 / (4 * time * rate.hertz)
    }

    /// The amplitude of a line, in µV; 0 for a frequency that is not among ``lines``.
    public func amplitude(at frequency: Double) -> Double {
        guard let k = lines.firstIndex(of: frequency) else { return 0 }
        return hypot(a[k], b[k])
    }

    /// Takes the next sample (µV) and returns it without the mains.
    ///
    /// - Parameters:
    ///   - isValid: Whether the sample is finite and no artefact; nothing is learnt from one that is not.
    ///   - adapting: Whether the muscle is at rest.
    public mutating func process(_ x: Double, isValid: Bool = true, adapting: Bool) -> Double {
        var estimate = 0.0
        for k in oscillators.indices { estimate += turn(k) }
        let rest = x - estimate
        if isValid { learn(from: x, rest: rest, adapting: adapting) }
        return rest
    }

    /// Forgets the mains.
    public mutating func reset() {
        for k in a.indices {
            a[k] = 0
            b[k] = 0
            scoutA[k] = 0
            scoutB[k] = 0
        }
        power = 0
        scoutPower = 0
        for k in oscillators.indices { oscillators[k].offset = 0 }
        level = nil
        seen = 0
        resting = 0
    }

    /// Turns one fundamental by a sample, and returns the sum of its lines.
    private mutating func turn(_ k: Int) -> Double {
        let o = oscillators[k]
        let c0 = o.cosine * o.turnCosine - o.sine * o.turnSine
        let s0 = o.cosine * o.turnSine + o.sine * o.turnCosine
        // The offset is at most some thousandths of a radian, for which two terms are exact enough.
        let small = 1 - o.offset * o.offset / 2
        var c = c0 * small - s0 * o.offset
        var s = c0 * o.offset + s0 * small
        let length = (3 - c * c - s * s) / 2
        c *= length
        s *= length
        oscillators[k].cosine = c
        oscillators[k].sine = s
        var sum = 0.0, cosine = 1.0, sine = 0.0
        for w in o.weights {
            let next = cosine * c - sine * s
            sine = cosine * s + sine * c
            cosine = next
            cosines[w] = cosine
            sines[w] = sine
            sum += a[w] * cosine + b[w] * sine
        }
        return sum
    }

    private mutating func learn(from x: Double, rest: Double, adapting: Bool) {
        var scoutRest = x
        for w in scoutA.indices { scoutRest -= scoutA[w] * cosines[w] + scoutB[w] * sines[w] }
        let before = level ?? scoutRest
        let now = before + levelStep * (scoutRest - before)
        level = now
        // From the start each sample weighs as much as all before it together say: a mean, until it is as long as `time`.
        seen = min(seen + 1, slowest)
        let error = tamed(rest - now, power), scoutError = tamed(scoutRest - now, scoutPower)
        power += powerStep * ((rest - now) * (rest - now) - power)
        scoutPower += powerStep * ((scoutRest - now) * (scoutRest - now) - scoutPower)
        let step = 2 / Double(max(1, min(slowest, seen + head)))
        for w in scoutA.indices {
            scoutA[w] += step * scoutError * cosines[w]
            scoutB[w] += step * scoutError * sines[w]
        }
        if scoutPower < MainsCanceller.scoutAdvantage * power {
            for w in a.indices {
                a[w] = scoutA[w]
                b[w] = scoutB[w]
            }
            power = scoutPower
        } else if adapting, seen < slowest || resting >= restLength {
            adapt(step * error)
        }
        resting = adapting ? min(resting + 1, restLength) : 0
    }

    /// An error, not larger than some standard deviations of those before it.
    private func tamed(_ error: Double, _ power: Double) -> Double {
        // At the start the mean is of few samples.
        let known = min(1, Double(seen - 1) * powerStep)
        guard known > 0 else { return error }
        let most = MainsCanceller.largestError * (power / known).squareRoot()
        return min(most, max(-most, error))
    }

    private mutating func adapt(_ error: Double) {
        for k in oscillators.indices {
            let first = oscillators[k].weights.lowerBound
            let (a0, b0) = (a[first], b[first])
            for w in oscillators[k].weights {
                a[w] += error * cosines[w]
                b[w] += error * sines[w]
            }
            // Weights that turn mean that the mains is not where the oscillator thinks it is.
            let strength = a0 * a0 + b0 * b0
            guard seen == slowest, strength > MainsCanceller.leastAmplitude * MainsCanceller.leastAmplitude else {
                continue
            }
            let turned = (b0 * (a[first] - a0) - a0 * (b[first] - b0)) / strength
            let offset = oscillators[k].offset + frequencyStep * turned
            oscillators[k].offset = min(oscillators[k].widest, max(-oscillators[k].widest, offset))
        }
    }
}

// How active a muscle is while its antagonist's nerve is stimulated: looked at only between the artefacts, and in the same places
// where there were none, so that real and sham are measured alike.

import Glibc

/// The activity of a muscle in a stretch of EMG, without what lies under pulses that came or would have come.
public struct TrialMeasure: Hashable, Sendable {
    /// Samples per second.
    public let rate: Double
    /// Time between two pulses (s).
    public let period: Double
    /// So long from the start of each pulse nothing is looked at (s): the artefact and the M-wave.
    public let blanking: Double

    /// The blanking that is used: longer than an amplifier with a tail of 2 ms and the M-wave need.
    public static let standardBlanking = 0.015

    /// Creates a measure; `nil` unless at least 8 samples are left between two pulses.
    public init?(rate: Double, period: Double, blanking: Double = standardBlanking) {
        guard rate > 0, period > 0, blanking >= 0, rate.isFinite, period.isFinite,
            ((period - blanking) * rate).rounded(.down) >= 8
        else { return nil }
        self.rate = rate
        self.period = period
        self.blanking = blanking
    }

    /// The rms (unit of the samples) of what is left between pulses, each piece about its own straight line, which takes slow
    /// motion and the tails of artefacts away. The first pulse comes, or would come, with the first sample.
    ///
    /// Not a number when no piece is whole.
    public func activity(_ samples: [Float]) -> Double {
        var (sum, count) = (0.0, 0)
        var pulse = 0
        while true {
            let begin = Int(((Double(pulse) * period + blanking) * rate).rounded(.up))
            let end = Int((Double(pulse + 1) * period * rate).rounded(.down))
            guard end <= samples.count else { break }
            let piece = samples[begin..<end]
            sum += Self.residual(piece)
            count += piece.count - 2
            pulse += 1
        }
        return count > 0 ? (sum / Double(count)).squareRoot() : .nan
    }

    /// The sum of squares about the straight line of least squares.
    private static func residual(_ piece: ArraySlice<Float>) -> Double {
        let n = Double(piece.count)
        let middle = (n - 1) / 2
        var (sum, slope) = (0.0, 0.0)
        for (k, value) in piece.enumerated() {
            sum += Double(value)
            slope += (Double(k) - middle) * Double(value)
        }
        let mean = sum / n
        slope /= n * (n * n - 1) / 12
        return piece.enumerated().reduce(0) { total, next in
            let rest = Double(next.element) - mean - slope * (Double(next.offset) - middle)
            return total + rest * rest
        }
    }
}

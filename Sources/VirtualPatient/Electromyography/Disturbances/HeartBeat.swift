// The heart, as a leg's electrodes see it.

import Glibc
import Signals

/// An electrocardiogram: each beat a sum of five bells (P, Q, R, S, T), intervals that vary.
public struct HeartBeat: Hashable, Sendable, Codable {
    /// Beats per minute.
    public var rate: Double
    /// The standard deviation of the intervals, in parts of their mean.
    public var variability: Double
    /// The height of the R wave, in µV.
    public var amplitude: Double

    /// Creates a heart.
    public init(rate: Double = 66, variability: Double = 0.04, amplitude: Double = 10) {
        self.rate = rate
        self.variability = variability
        self.amplitude = amplitude
    }

    func check() throws(ParameterError) {
        try ParameterError.check("heart: rate", rate, in: 20...250, unit: "per minute")
        try ParameterError.check("heart: variability of intervals", variability, in: 0...0.3)
        try ParameterError.check("heart: amplitude", amplitude, in: 0...1e5, unit: "µV")
    }

    struct Generator: Hashable, Sendable, Codable {
        /// Time from the R wave and width in seconds, and height in parts of the R wave's.
        private static let waves: [(time: Double, width: Double, height: Double)] = [
            (-0.17, 0.025, 0.12), (-0.025, 0.008, -0.1), (0, 0.010, 1), (0.028, 0.009, -0.2), (0.26, 0.05, 0.3),
        ]
        private let heart: HeartBeat
        private let gains: [Float]
        private let period: Double
        private var random: RandomStream
        /// The R waves around the present frame, in seconds.
        private var last = -10.0
        private var next: Double
        private var afterNext: Double

        init(_ heart: HeartBeat, channelCount: Int, rate: SampleRate, seed: UInt64) {
            self.heart = heart
            period = rate.period
            var random = RandomStream(seed: seed, "heart")
            // Nearly the same everywhere: the heart is far away.
            gains = (0..<channelCount).map { _ in Float(1 + 0.1 * random.normal()) }
            next = 60 / heart.rate * random.uniform()
            afterNext = next
            self.random = random
            afterNext += interval()
        }

        private mutating func interval() -> Double {
            60 / heart.rate * max(0.4, 1 + heart.variability * random.normal())
        }

        mutating func add(to block: inout [Float], channelCount: Int, from start: Int) {
            for f in 0..<block.count / channelCount {
                let now = Double(start + f) * period
                if now > next {
                    last = next
                    next = afterNext
                    afterNext += interval()
                }
                let value = Float(heart.amplitude * (beat(now - last) + beat(now - next) + beat(now - afterNext)))
                for c in 0..<channelCount { block[f * channelCount + c] += gains[c] * value }
            }
        }

        private func beat(_ time: Double) -> Double {
            guard time > -0.35, time < 0.55 else { return 0 }
            return Self.waves.reduce(0) { sum, wave in
                let x = (time - wave.time) / wave.width
                return abs(x) < 6 ? sum + wave.height * exp(-x * x / 2) : sum
            }
        }
    }
}

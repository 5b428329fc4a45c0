// Cables that swing and skin that stretches: slow waves, and now and then a knock.

import Glibc
import Signals

/// Slow Gaussian noise and knocks that decay, the same on all channels but for strength and sign.
public struct MotionArtefact: Hashable, Sendable, Codable {
    /// The standard deviation of the slow waves, in µV.
    public var rms: Double
    /// Where their spectrum begins to fall, in Hz: two poles, so 12 dB per octave beyond it.
    public var cutoff: Double
    /// How many knocks a minute, at random times.
    public var knocksPerMinute: Double
    /// The mean height of a knock, in µV.
    public var knockAmplitude: Double
    /// The time constant of its decay, in seconds.
    public var knockDecay: Double

    /// Creates motion.
    public init(
        rms: Double = 20, cutoff: Double = 3, knocksPerMinute: Double = 2, knockAmplitude: Double = 300,
        knockDecay: Double = 0.1
    ) {
        self.rms = rms
        self.cutoff = cutoff
        self.knocksPerMinute = knocksPerMinute
        self.knockAmplitude = knockAmplitude
        self.knockDecay = knockDecay
    }

    func check(rate: SampleRate) throws(ParameterError) {
        try ParameterError.check("motion: slow waves", rms, in: 0...1e6, unit: "µV")
        try ParameterError.check("motion: cut-off", cutoff, in: 0.01...rate.nyquist / 4, unit: "Hz")
        try ParameterError.check("motion: knocks", knocksPerMinute, in: 0...6000, unit: "per minute")
        try ParameterError.check("motion: height of knocks", knockAmplitude, in: 0...1e6, unit: "µV")
        try ParameterError.check("motion: decay of knocks", knockDecay, in: 0.001...10, unit: "s")
    }

    struct Generator: Hashable, Sendable, Codable {
        private let gains: [Float]
        private let pole, drive, knockChance, knockPole, knockAmplitude: Double
        private var random: RandomStream
        private var first = 0.0
        private var second = 0.0
        private var knock = 0.0

        init(_ motion: MotionArtefact, channelCount: Int, rate: SampleRate, seed: UInt64) {
            var random = RandomStream(seed: seed, "motion")
            gains = (0..<channelCount).map { _ in Float(1 + 0.4 * random.normal()) }
            pole = exp(-2 * Double.pi * motion.cutoff * rate.period)
            // White noise of variance 1 through 1/(1 − a·z⁻¹)² has the variance (1 + a²)/(1 − a²)³.
            let square = pole * pole
            drive = motion.rms / ((1 + square) / pow(1 - square, 3)).squareRoot()
            knockChance = motion.knocksPerMinute / 60 * rate.period
            knockPole = exp(-rate.period / motion.knockDecay)
            knockAmplitude = motion.knockAmplitude
            self.random = random
            // From the stationary distribution, so that the first second is like any other.
            for _ in 0..<Int(min(1e6, 20 / (1 - pole))) { advance() }
            knock = 0
        }

        private mutating func advance() {
            first = pole * first + drive * random.normal()
            second = pole * second + first
            knock *= knockPole
            let chance = random.uniform()
            if chance < knockChance {
                // Exponential heights, either sign.
                let height = -log(1 - random.uniform()) * knockAmplitude
                knock += random.uniform() < 0.5 ? height : -height
            }
        }

        mutating func add(to block: inout [Float], channelCount: Int) {
            for f in 0..<block.count / channelCount {
                advance()
                let value = Float(second + knock)
                for c in 0..<channelCount { block[f * channelCount + c] += gains[c] * value }
            }
        }
    }
}

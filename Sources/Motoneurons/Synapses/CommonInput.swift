// The fluctuation that all cells of a pool share.

/// An Ornstein–Uhlenbeck process of unit variance with its own generator, stepped exactly.
struct CommonInput: Hashable, Sendable {
    var generator: NoiseGenerator
    var value: Double
    private let decay: Double
    private let gain: Double
    private let deviation: Double

    init(_ settings: SynapseSettings.CommonNoise, interval: Double, seed: UInt64, stream: UInt64) {
        generator = NoiseGenerator(seed: seed, stream: stream, purpose: .commonInput)
        deviation = settings.coefficientOfVariation
        (decay, gain) = NoiseGenerator.ornsteinUhlenbeck(interval: interval, timeConstant: settings.timeConstant)
        value = 0
        // It starts in its stationary distribution: a pool that begins with silence in common input would be a transient.
        if deviation > 0 { value = generator.normal() }
    }

    /// What the drive is multiplied with now; never negative.
    var factor: Double { deviation > 0 ? max(0, 1 + deviation * value) : 1 }

    mutating func step() {
        guard deviation > 0 else { return }
        value = decay * value + gain * Double(generator.byteSum())
    }
}

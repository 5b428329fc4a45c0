// How people of the same preset differ from each other. All widths are assumptions.

import Glibc

extension Person {
    /// How a parameter varies between people: a log-normal factor with mean 1. Parameters with the same partner share their
    /// random number, such as lengths that all grow with height.
    private struct Variation {
        let section: String
        let name: String
        let coefficient: Double
        let partner: String
    }

    private static let variations: [Variation] = [
        ("neuromodulation", "baseline", 0.02, "monoamines"), ("neuromodulation", "fall time", 0.3, "fall"),
        ("neuromodulation", "rise time", 0.3, "rise"),
        ("agonist", "hyperpolarisation scale", 0.05, "AHP"), ("antagonist", "hyperpolarisation scale", 0.05, "AHP"),
        ("agonist", "resting inhibition", 0.2, "inhibition"), ("antagonist", "resting inhibition", 0.2, "inhibition"),
        ("agonist", "maximal drive", 0.05, "drive"), ("antagonist", "maximal drive", 0.05, "drive"),
        ("agonist nerve", "rheobase", 0.25, "skin"), ("antagonist nerve", "rheobase", 0.25, "skin"),
        ("agonist nerve", "distance to cord", 0.07, "height"), ("antagonist nerve", "distance to cord", 0.07, "height"),
        ("agonist nerve", "distance to muscle", 0.07, "height"),
        ("antagonist nerve", "distance to muscle", 0.07, "height"), ("stretch reflex", "latency", 0.07, "height"),
        ("antagonist nerve", "afferent threshold", 0.08, "afferent threshold"),
        ("agonist Ia synapse", "strength", 0.2, "Ia synapse"), ("reciprocal inhibition", "strength", 0.3, "reciprocal"),
        ("stretch reflex", "gain", 0.2, "stretch reflex"), ("skin reflex", "strength", 0.3, "skin reflex"),
        // Only 11 of 20 people keep a torque after vibration: a wide spread (parameter study of VibStim).
        ("tendon vibration", "recruitment", 0.5, "vibration"),
        ("ankle", "inertia", 0.1, "foot"), ("ankle", "stiffness", 0.15, "stiffness"),
        ("ankle", "damping", 0.15, "damping"),
        ("spasms", "per hour", 0.3, "spasms"), ("recording", "fat thickness", 0.3, "fat"),
        ("recording", "heart rate", 0.1, "heart"),
    ].map { Variation(section: $0.0, name: $0.1, coefficient: $0.2, partner: $0.3) }

    /// Draws an individual with the person's own seed. Values keep three digits, so that a file is easy to read.
    mutating func drawIndividual() {
        for variation in Self.variations {
            guard
                case .number(let quantity)? = Self.section(variation.section)?.parameters
                    .first(where: { $0.name == variation.name })?.kind
            else { continue }
            var random = RandomStream(seed: UInt64(seed), "individual " + variation.partner)
            let variance = log1p(variation.coefficient * variation.coefficient)
            let factor = exp(variance.squareRoot() * random.normal() - variance / 2)
            let value = quantity.place.get(self) * factor
            let clamped = min(quantity.allowed.upperBound, max(quantity.allowed.lowerBound, value))
            quantity.place.set(Self.threeDigits(clamped), &self)
        }
    }

    private static func threeDigits(_ value: Double) -> Double {
        guard value > 0 else { return value }
        // Scaling by a whole power of ten keeps 0.035 at 0.035.
        let scale = pow(10, 2 - log10(value).rounded(.down))
        return scale >= 1 ? (value * scale).rounded() / scale : value.rounded()
    }

    /// Every pair of names in the table of variations, for a test that they exist.
    static var varyingParameters: [(section: String, name: String)] { variations.map { ($0.section, $0.name) } }
}

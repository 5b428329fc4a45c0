// How the monoaminergic drive follows calm and stress.

import Glibc

/// The level of neuromodulation of a person.
struct Neuromodulation: Hashable, Sendable, Codable {
    private let parameters: NeuromodulationParameters
    private let rising: Double
    private let falling: Double
    /// The factor on every PIC now.
    private(set) var level: Double
    /// How relaxed the person is, 0 to 1.
    var relaxation = 0.0
    /// How much stress there is, 0 to 1.
    var stress = 0.0

    init(_ parameters: NeuromodulationParameters) {
        self.parameters = parameters
        level = parameters.baseline
        rising = 1 - exp(-CircuitClock.step / parameters.riseTime)
        falling = 1 - exp(-CircuitClock.step / parameters.fallTime)
    }

    /// Where the level is going.
    var target: Double {
        max(
            0,
            parameters.baseline - parameters.relaxationFall * relaxation + parameters.stressRise * stress)
    }

    mutating func step() {
        let difference = target - level
        level += (difference > 0 ? rising : falling) * difference
    }
}

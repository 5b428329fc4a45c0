// Synapses: conductances on dendrites and soma, and the noise around them.

/// How synaptic input reaches the cells of a pool, and how noisy it is.
///
/// Drives are multiples of the unit conductance: excitation 8 recruits most of the human pool, inhibition 1 is 6 % of the
/// input conductance of the slowest cell. On every dendrite the excitatory conductance is `max(0, M·g₀ + x)` S/cm², where
/// M is the excitation, and x an Ornstein–Uhlenbeck process with mean 0, standard deviation σ·√M and time constant τ that
/// is independent between dendrites and cells; inhibition likewise. Source: Powers & Heckman 2017, ModelDB 239582.
///
/// The processes are stepped with their exact solution on a grid of 0.1 ms (or of the time step where that is longer) and
/// held in between. The same seed therefore gives the same noise at every time step that divides 0.1 ms, and in reference
/// and fast mode.
public struct SynapseSettings: Hashable, Sendable, Codable {
    /// g₀: the conductance of one unit of excitation or inhibition on the dendrites (S/cm²).
    public var unitConductance = 1e-5
    /// σ: the standard deviation of the noise at one unit (S/cm²); 0 switches it off.
    public var noiseDeviation = 1.2e-5
    /// τ: the time constant of the noise (ms).
    public var noiseTimeConstant = 20.0
    /// Fluctuations of the excitation that all cells of the pool share.
    public var commonExcitation = CommonNoise()
    /// Fluctuations of the inhibition that all cells of the pool share.
    public var commonInhibition = CommonNoise()

    /// The published settings: independent noise, none in common.
    public init() {}

    /// No noise at all.
    public static var deterministic: SynapseSettings {
        var settings = SynapseSettings()
        settings.noiseDeviation = 0
        return settings
    }

    /// A slow Ornstein–Uhlenbeck fluctuation of a drive, the same for all cells: M becomes `M · max(0, 1 + cv·z)`.
    public struct CommonNoise: Hashable, Sendable, Codable {
        /// Standard deviation relative to the drive; 0 switches it off. 0.05–0.10 is a choice, not a measurement.
        public var coefficientOfVariation: Double
        /// Time constant (ms). 50–200 ms make it the low-frequency common input of voluntary contractions (assumption).
        public var timeConstant: Double

        /// Creates a fluctuation.
        public init(coefficientOfVariation: Double = 0, timeConstant: Double = 100) {
            self.coefficientOfVariation = coefficientOfVariation
            self.timeConstant = timeConstant
        }
    }

    /// Refuses negative and non-finite settings.
    ///
    /// - Throws: ``MotoneuronError`` with the setting, the value found and the range allowed.
    public func validate() throws(MotoneuronError) {
        let rows: [(String, Double, ClosedRange<Double>, String)] = [
            ("unitConductance", unitConductance, 0...1, "S/cm²"),
            ("noiseDeviation", noiseDeviation, 0...1, "S/cm²"),
            ("noiseTimeConstant", noiseTimeConstant, 0.1...10_000, "ms"),
            ("commonExcitation.coefficientOfVariation", commonExcitation.coefficientOfVariation, 0...1, ""),
            ("commonExcitation.timeConstant", commonExcitation.timeConstant, 1...10_000, "ms"),
            ("commonInhibition.coefficientOfVariation", commonInhibition.coefficientOfVariation, 0...1, ""),
            ("commonInhibition.timeConstant", commonInhibition.timeConstant, 1...10_000, "ms"),
        ]
        for (name, value, allowed, unit) in rows where !allowed.contains(value) {
            let unit = unit.isEmpty ? "" : " \(unit)"
            throw MotoneuronError(
                "synapses: \(name) is \(value)\(unit); allowed is \(allowed.lowerBound) to \(allowed.upperBound)\(unit)"
            )
        }
    }
}

// What a burst does to the skin and the nerve, in the quantities that the limits are written in.

/// The load of one burst on one contact area.
///
/// Rms current and power are computed over the *worst* window: from one pulse to the next inside a group, where the
/// pulses are closest. For patterns with pauses this is higher than the mean over whole groups (also given), so a pause
/// never buys a stronger group. Both phases count, as the worked table of `Documentation/Safety.md` states.
public struct PulseLoad: Hashable, Sendable {
    /// The highest current.
    public let peakCurrent: Milliamperes
    /// The longest phase.
    public let longestPhase: Microseconds
    /// The largest charge in one direction before the current turns.
    public let chargePerPhase: Microcoulombs
    /// The energy of one pulse into ``standardLoad``.
    public let energyPerPulse: Millijoules
    /// The rms current over the shortest distance between two pulses.
    public let rmsCurrent: RMSMilliamperes
    /// The rms current over whole groups, pauses included. Shown, never limited.
    public let meanRmsCurrent: RMSMilliamperes
    /// ``rmsCurrent`` over the contact area.
    public let rmsCurrentDensity: MilliamperesPerSquareCentimetre
    /// The power of ``rmsCurrent`` in ``standardLoad``, over the contact area.
    public let powerDensity: WattsPerSquareCentimetre
    /// The rate inside a group.
    public let highestRate: Hertz
    /// The rate over whole groups.
    public let meanRate: Hertz
    /// How long the burst lasts.
    public let duration: Microseconds
    /// The number of pulses.
    public let pulseCount: Int
    /// Shannon's k = log₁₀(charge density per phase) + log₁₀(charge per phase), µC/cm² and µC (Shannon 1992, from
    /// memory, not verified). Made for electrodes on nerve tissue and not validated for skin: shown, never a limit.
    public let shannonK: Double

    /// The resistance into which IEC 60601-2-10 states energies.
    public static let standardLoad = Ohms(500)

    /// Computes the load of a burst on a contact area. An area that is not a positive number gives loads that no limit
    /// accepts.
    public init(of train: PulseTrain, contactArea: SquareCentimetres) {
        let shape = train.shape
        peakCurrent = shape.peakCurrent
        longestPhase = shape.longestPhase
        chargePerPhase = shape.chargePerPhase
        energyPerPulse = shape.energy(into: PulseLoad.standardLoad)
        let worstMeanSquare = shape.squaredCurrentTime / train.pattern.pulsePeriod.value
        let meanSquare = shape.squaredCurrentTime * train.pattern.meanRate.value / 1_000_000
        rmsCurrent = RMSMilliamperes(worstMeanSquare.squareRoot())
        meanRmsCurrent = RMSMilliamperes(meanSquare.squareRoot())
        rmsCurrentDensity = rmsCurrent / contactArea
        powerDensity = WattsPerSquareCentimetre(
            worstMeanSquare * 1e-6 * PulseLoad.standardLoad.value / contactArea.value)
        highestRate = train.pattern.highestRate
        meanRate = train.pattern.meanRate
        duration = train.duration
        pulseCount = train.pulseCount
        shannonK = log10((chargePerPhase / contactArea).value) + log10(chargePerPhase.value)
    }
}

/// The decimal logarithm, without the C library so that this room depends on nothing: exponent and significand apart,
/// then ln m = 2·artanh((m − 1)/(m + 1)) as its power series. Not a number for negative numbers, −∞ for zero.
func log10(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x == 0 ? -.infinity : (x > 0 ? x : .nan) }
    // √½ ≤ m < √2 makes |z| ≤ 0.172, so that z²ᵏ⁺¹ falls below half an ulp by k = 10.
    let aboveRoot = x.significand > 1.414_213_562_373_095_1
    let m = aboveRoot ? x.significand / 2 : x.significand
    let exponent = Double(x.exponent) + (aboveRoot ? 1 : 0)
    let z = (m - 1) / (m + 1)
    var term = z, sum = 0.0
    for k in 0..<12 {
        sum += term / Double(2 * k + 1)
        term *= z * z
    }
    return exponent * 0.301_029_995_663_981_2 + 2 * sum * 0.434_294_481_903_251_83
}

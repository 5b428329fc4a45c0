// The companion numbers of one unit: when it was recruited and derecruited, at which force, and how it discharged.

public import Signals

/// Which discharge counts as a unit's recruitment.
public enum RecruitmentInstant: String, Hashable, Sendable, Codable {
    /// The second, which is the first instant with a rate (openhdemg). The default.
    case secondDischarge
    /// The first. It has no rate of its own yet, and ΔF comes out different; do not mix the two.
    case firstDischarge
}

extension DischargeTrain {
    /// The sample at which the unit was recruited; `nil` for fewer than two discharges, which have no rate.
    public func recruitment(_ instant: RecruitmentInstant = .secondDischarge) -> Int? {
        guard count >= 2 else { return nil }
        return instant == .secondDischarge ? samples[1] : samples[0]
    }

    /// The sample at which the unit was derecruited, its last discharge; `nil` for fewer than two discharges.
    public var derecruitment: Int? { count >= 2 ? samples[count - 1] : nil }

    /// Whether the unit seems to go on at `end` (the end of the ramp or of the recording): its next discharge, one last
    /// interval after its last, would come at `end` or later, or there are discharges at or after `end`.
    ///
    /// Such a unit has no derecruitment, and its ΔF is only a bound.
    public func isDischarging(at end: Int) -> Bool {
        guard let last = samples.last, count >= 2 else { return false }
        return last + (last - samples[count - 2]) >= end
    }
}

/// What is said of one unit besides its ΔF. Rates in pps, times in seconds after sample 0 of the recording.
public struct MotorUnitMeasures: Hashable, Sendable {
    /// The number of discharges.
    public let dischargeCount: Int
    /// The time of the first discharge.
    public let firstDischarge: Double?
    /// The time of recruitment, by the chosen ``RecruitmentInstant``.
    public let recruitment: Double?
    /// The time of derecruitment, the last discharge.
    public let derecruitment: Double?
    /// The force at the *first* discharge (the field's threshold, whatever ``recruitment`` is taken from), in its unit.
    public let recruitmentThreshold: Double?
    /// The force at the last discharge, in its unit.
    public let derecruitmentThreshold: Double?
    /// The smooth rate at the second discharge.
    public let rateAtRecruitment: Double?
    /// The smooth rate at the last discharge.
    public let rateAtDerecruitment: Double?
    /// The highest smooth rate.
    public let peakRate: Double?
    /// The time of the highest smooth rate.
    public let peakRateTime: Double?
    /// The mean of the instantaneous rates.
    public let meanRate: Double?
    /// The coefficient of variation of all intervals, pauses included, in percent (sample SD over mean).
    public let intervalVariation: Double?
    /// The number of pauses that the smooth rate does not bridge.
    public let gapCount: Int

    /// Recruitment threshold less derecruitment threshold: positive when the unit outlasts its recruitment force.
    public var thresholdHysteresis: Double? {
        guard let up = recruitmentThreshold, let down = derecruitmentThreshold else { return nil }
        return up - down
    }

    /// Seconds from recruitment to the highest smooth rate.
    public var ascendingDuration: Double? {
        guard let recruitment, let peakRateTime else { return nil }
        return peakRateTime - recruitment
    }

    /// Seconds from the highest smooth rate to derecruitment.
    public var descendingDuration: Double? {
        guard let derecruitment, let peakRateTime else { return nil }
        return derecruitment - peakRateTime
    }

    /// Measures a unit. Without force, or with one that never moves, there are no thresholds.
    public init(
        of train: DischargeTrain, smoothed: SmoothedRate, force: ForceTrace? = nil,
        recruitment instant: RecruitmentInstant = .secondDischarge
    ) {
        let clock = train.rate
        let force = force?.moves == true ? force : nil
        let peak = smoothed.peak
        dischargeCount = train.count
        firstDischarge = train.samples.first.map(clock.seconds)
        recruitment = train.recruitment(instant).map(clock.seconds)
        derecruitment = train.derecruitment.map(clock.seconds)
        recruitmentThreshold = firstDischarge.flatMap { force?.value(atSeconds: $0) }
        derecruitmentThreshold = train.samples.last.flatMap { force?.value(atSeconds: clock.seconds($0)) }
        rateAtRecruitment = train.recruitment().flatMap { smoothed[$0] }
        rateAtDerecruitment = train.derecruitment.flatMap { smoothed[$0] }
        peakRate = peak?.rate
        peakRateTime = peak.map { clock.seconds($0.sample) }
        meanRate = InstantaneousRate(of: train).mean
        intervalVariation = Self.variation(of: train.intervals)
        gapCount = smoothed.gaps.count
    }

    /// 100 × sample standard deviation over mean; `nil` for fewer than two values.
    static func variation(of values: [Double]) -> Double? {
        guard values.count >= 2 else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return 100 * (squares / Double(values.count - 1)).squareRoot() / mean
    }
}

// How far a unit's rate bows above the straight line from recruitment to its peak: the brace.

public import MotorUnits
public import Signals

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The quasi-geometric measures of one unit (Beauchamp et al. 2023, doi 10.1088/1741-2552/acb1d7), from recruitment (the second
/// discharge) to the highest smooth rate, over force.
///
/// With u and v the shares of the way that force and rate have gone, the brace point is where v − u is largest.
public struct QuasiGeometry: Hashable, Sendable {
    /// Why the measures should not be used; they are given all the same.
    public enum Exclusion: String, Hashable, Sendable, Codable, CaseIterable {
        /// The rate falls, or the force does, from recruitment to the brace point.
        case accelerationNegative
        /// The brace height is more than 200 %.
        case braceTooHigh
        /// The rate is highest after the force is.
        case peakAfterForce
        /// There are fewer than 10 discharges.
        case tooFewDischarges

        /// In words: `peak rate after peak force`.
        public var words: String {
            switch self {
            case .accelerationNegative: "acceleration slope below 0"
            case .braceTooHigh: "brace height above 200 %"
            case .peakAfterForce: "peak rate after peak force"
            case .tooFewDischarges: "fewer than 10 discharges"
            }
        }
    }

    /// The largest v − u in percent: of the right triangle between recruitment and peak. 0 on a straight line.
    public let braceHeightPercent: Double
    /// The same in pps.
    public let braceHeight: Double
    /// The slope from recruitment to the brace point, in pps per unit of force; `nil` when the force is the same at both.
    public let accelerationSlope: Double?
    /// The slope from the brace point to the peak; `nil` when the force is the same at both.
    public let attenuationSlope: Double?
    /// The angle on the upper side at the brace point in degrees, in pps and units of force: 180 on a straight line, more the
    /// more it bows. It depends on the unit of the force.
    public let angle: Double
    /// When the brace point and the peak rate are, in seconds.
    public let braceSeconds, peakSeconds: Double
    /// Why the measures should not be used; empty when they may.
    public let exclusions: [Exclusion]

    /// Measures a unit; `nil` without a force, without span of force or rate, or with fewer than three samples in which both are
    /// known.
    ///
    /// - Parameters:
    ///   - force: without its noise; the assessment takes away what is above 15 Hz.
    ///   - seconds: the stretch of the contraction, in which the force's peak is looked for.
    public init?(
        of train: DischargeTrain, smoothed: SmoothedRate, force: ForceTrace?, during seconds: Range<Double>
    ) {
        guard let force, let start = train.recruitment(), let peak = smoothed.peak, peak.sample > start,
            let firstRate = smoothed[start]
        else { return nil }
        let clock = train.rate
        guard let x0 = force.value(atSeconds: clock.seconds(start)),
            let x1 = force.value(atSeconds: clock.seconds(peak.sample)),
            x1 != x0, peak.rate != firstRate
        else { return nil }
        var best: (sample: Int, height: Double, x: Double, y: Double)?
        var count = 0
        for sample in start...peak.sample {
            guard let y = smoothed[sample], let x = force.value(atSeconds: clock.seconds(sample)) else { continue }
            count += 1
            let height = (y - firstRate) / (peak.rate - firstRate) - (x - x0) / (x1 - x0)
            if height > best?.height ?? -.infinity { best = (sample, height, x, y) }
        }
        guard count >= 3, let best else { return nil }
        braceHeightPercent = 100 * best.height
        braceHeight = (peak.rate - firstRate) * best.height
        accelerationSlope = best.x == x0 ? nil : (best.y - firstRate) / (best.x - x0)
        attenuationSlope = x1 == best.x ? nil : (peak.rate - best.y) / (x1 - best.x)
        let (before, after) = (
            Self.degrees(best.x - x0, best.y - firstRate), Self.degrees(x1 - best.x, peak.rate - best.y)
        )
        angle = 180 + before - after
        (braceSeconds, peakSeconds) = (clock.seconds(best.sample), clock.seconds(peak.sample))
        var exclusions: [Exclusion] = []
        if let slope = accelerationSlope, slope < 0 { exclusions.append(.accelerationNegative) }
        if braceHeightPercent > 200 { exclusions.append(.braceTooHigh) }
        if let top = force.peak(during: seconds), clock.seconds(peak.sample) > top {
            exclusions.append(.peakAfterForce)
        }
        if train.count < 10 { exclusions.append(.tooFewDischarges) }
        self.exclusions = exclusions
    }

    /// The direction of a chord; 0 for one without length, which is at an end of the way.
    private static func degrees(_ x: Double, _ y: Double) -> Double { atan2(y, x) * 180 / .pi }
}

extension ForceTrace {
    /// The force without its noise above 15 Hz (Butterworth of fourth order, forth and back), as openhdemg's `filter_refsig` has it;
    /// as it is where that cannot be: a clock under 40 Hz, or samples that are not numbers.
    var withoutNoise: ForceTrace {
        guard rate.hertz >= 40, values.allSatisfy(\.isFinite),
            let sections = try? Biquad.butterworthLowPass(order: 4, cutoff: 15, rate: rate)
        else { return self }
        let filtered = BiquadCascade(sections: sections).zeroPhase(values.map(Double.init))
        return ForceTrace(label: label, unit: unit, rate: rate, values: filtered.map { Float($0) })
    }

    /// When the force is highest in a stretch (the first of several samples), in seconds.
    func peak(during seconds: Range<Double>) -> Double? {
        let first = max(0, rate.samples(inSeconds: max(0, seconds.lowerBound)))
        let last =
            seconds.upperBound.isFinite ? min(values.count, rate.samples(inSeconds: seconds.upperBound)) : values.count
        guard first < last else { return nil }
        var (best, highest) = (-1, -Float.infinity)
        for k in first..<last where values[k] > highest { (best, highest) = (k, values[k]) }
        return best < 0 ? nil : rate.seconds(best)
    }
}

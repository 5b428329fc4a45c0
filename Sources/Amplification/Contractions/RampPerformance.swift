// Whether the person did what the ramp asks for: the force against the requested path, or against its own trapezoid.

public import MotorUnits
import Signals

/// How a contraction was performed.
public struct RampPerformance: Hashable, Sendable {
    /// What the force is compared with.
    public enum Target: String, Hashable, Sendable, Codable {
        /// The requested path, in the unit of the force.
        case requestedPath
        /// A trapezoid (a triangle where nothing is held) with the force's own rise, top and fall, for want of a path. It tells a
        /// ramp from something else, not a slow ramp from a fast one.
        case ownTrapezoid
    }

    /// Above this error, in percent of the target's peak, a reader is told. This project's choice.
    public static let tellAbove = 10.0
    /// Above this error the ramp counts as not performed. This project's choice.
    public static let notPerformedAbove = 35.0

    /// What the force is compared with.
    public let target: Target
    /// The highest force (mean over 0.25 s) less the rest, and the target's height, in the unit of the force.
    public let peak, targetPeak: Double
    /// When the force is highest, in seconds.
    public let peakSeconds: Double
    /// The rates of rise and fall between 10 and 90 % of the peak, per second; `nil` where the force does not pass both levels.
    public let risePerSecond, fallPerSecond: Double?
    /// The root of the mean squared difference of force and target, in the unit of the force.
    public let error: Double
    /// The same in percent of the target's peak.
    public let errorPercent: Double

    /// Whether the ramp counts as performed.
    public var isPerformed: Bool { errorPercent <= Self.notPerformedAbove }

    /// Judges a stretch; `nil` when there is too little force in it (under 1 s), or it never moves.
    ///
    /// - Parameters:
    ///   - path: the requested path; it counts when its unit is the force's.
    ///   - seconds: the stretch of the contraction.
    public init?(of force: ForceTrace, path: ForceTrace? = nil, during seconds: Range<Double>) {
        let coarse = CoarseTrace(force)
        let inside = coarse.values.indices.filter { seconds.contains(coarse.time($0)) }
        guard let first = inside.first, let last = inside.last, Double(inside.count) * coarse.step >= 1 else {
            return nil
        }
        let values = Array(coarse.values[first...last])
        func time(_ k: Int) -> Double { coarse.time(first + k) }
        guard let (top, highest) = values.enumerated().max(by: { $0.element < $1.element }) else { return nil }
        let rest = values.min() ?? 0
        guard highest > rest else { return nil }
        let shape = TrapezoidFit(values, step: coarse.step, rest: rest, top: top)
        (risePerSecond, fallPerSecond) = (shape.rise, shape.fall)
        peakSeconds = time(top)
        if let path, path.unit == force.unit, path.moves {
            let wanted = CoarseTrace(path)
            let targets = values.indices.map { k in
                wanted.values[min(wanted.values.count - 1, max(0, Int(time(k) / wanted.step)))]
            }
            let height = (targets.max() ?? 0) - (targets.min() ?? 0)
            if height > 0 {
                // Only where something was asked for: long rests before and after would make every error small.
                let floor = (targets.min() ?? 0) + 0.02 * height
                let asked = values.indices.filter { targets[$0] > floor }
                target = .requestedPath
                (peak, targetPeak) = (highest, targets.max() ?? 0)
                error = Self.rootMeanSquare(asked.map { values[$0] - targets[$0] })
                errorPercent = 100 * error / height
                return
            }
        }
        target = .ownTrapezoid
        (peak, targetPeak) = (highest - rest, highest - rest)
        error = Self.rootMeanSquare(shape.residuals)
        errorPercent = 100 * error / (highest - rest)
    }

    private static func rootMeanSquare(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        return (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    }

    /// What a reader should know of it; `nil` when the ramp was performed well.
    func finding(unit: String, name: String) -> String? {
        guard errorPercent > Self.tellAbove else { return nil }
        let what =
            target == .requestedPath
            ? "the requested path (peak \(DeltaFRejection.rounded(targetPeak)) \(unit))"
            : "a ramp with its own rise, top and fall"
        let figures =
            "\(name) differs from \(what) by \(DeltaFRejection.rounded(error)) \(unit) (root mean square), "
            + "\(DeltaFRejection.rounded(errorPercent)) % of the peak"
        return isPerformed
            ? "The ramp was followed badly: \(figures); compare this contraction with care."
            : "The ramp was not performed: \(figures), and up to \(DeltaFRejection.rounded(Self.notPerformedAbove)) % count "
                + "as performed. ΔF and thresholds of this contraction mean little."
    }
}

/// The trapezoid whose sides go through the force's own 10 % and 90 % levels.
private struct TrapezoidFit {
    let rise, fall: Double?
    let residuals: [Double]

    init(_ values: [Double], step: Double, rest: Double, top: Int) {
        let height = values[top] - rest
        func level(_ share: Double) -> Double { rest + share * height }
        // From the top outwards, so that a bump elsewhere is a difference and not a side.
        func crossing(_ indices: some Sequence<Int>, _ share: Double) -> Double? {
            var previous = top
            for k in indices {
                if values[k] <= level(share) {
                    let span = values[previous] - values[k]
                    let part = span > 0 ? (level(share) - values[k]) / span : 0
                    return Double(k) + part * Double(previous - k)
                }
                previous = k
            }
            return nil
        }
        let (left, right) = (stride(from: top, through: 0, by: -1), top..<values.count)
        let up = (crossing(left, 0.1), crossing(left, 0.9)), down = (crossing(right, 0.1), crossing(right, 0.9))
        func slope(_ side: (Double?, Double?)) -> Double? {
            guard let low = side.0, let high = side.1, low != high else { return nil }
            return 0.8 * height / (high - low)
        }
        let (rising, falling) = (slope(up), slope(down))
        rise = rising.map { $0 / step }
        fall = falling.map { -$0 / step }
        residuals = values.indices.map { k in
            var expected = values[top]
            if let rising, let at = up.0 { expected = min(expected, level(0.1) + rising * (Double(k) - at)) }
            if let falling, let at = down.0 { expected = min(expected, level(0.1) + falling * (Double(k) - at)) }
            return values[k] - max(rest, expected)
        }
    }
}

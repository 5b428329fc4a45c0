// Firing that goes on without the drive that started it: the plainest sign of persistent inward currents.

public import MotorUnits
import Signals

/// How long a unit fires beyond the force that recruited it.
public struct SustainedFiring: Hashable, Sendable {
    /// Seconds from the moment at which the falling force (mean over 0.25 s) passes the unit's recruitment threshold to its last
    /// discharge; negative when it stops before. `nil` without thresholds, or when the force does not fall that far.
    public let belowThreshold: Double?
    /// In a *sombrero* task (a steady contraction with a rise and fall in its middle), for a unit that is recruited in the rise:
    /// seconds from the end of the fall to its last discharge before a pause; 0 or less when it stops with the fall. `nil` for
    /// other units and in other tasks.
    public let afterBump: Double?

    /// Measures a unit.
    ///
    /// - Parameters:
    ///   - coarse: the force on its coarse clock.
    ///   - bump: the rise and fall of a sombrero, when the contraction has one.
    ///   - longestGap: the pause (s) that ends the firing.
    ///   - seconds: the stretch of the contraction.
    init(
        of train: DischargeTrain, force: ForceTrace?, coarse: CoarseTrace?, bump: Bump?, longestGap: Double,
        during seconds: Range<Double>
    ) {
        let times = train.seconds
        let falling = times.first.flatMap { first in
            force.flatMap { force in
                force.value(atSeconds: first).flatMap { threshold in
                    coarse.flatMap { Self.fall(of: $0, below: threshold, after: first, during: seconds) }
                }
            }
        }
        belowThreshold = falling.flatMap { fall in times.last.map { $0 - fall } }
        guard let bump, let first = times.first, bump.seconds.contains(first), first <= bump.peak else {
            afterBump = nil
            return
        }
        var last = first
        for time in times where time - last <= longestGap { last = time }
        afterBump = last - bump.seconds.upperBound
    }

    /// When the force falls below a level for the first time after its peak.
    private static func fall(
        of coarse: CoarseTrace, below level: Double, after start: Double, during seconds: Range<Double>
    ) -> Double? {
        let inside = coarse.values.indices.filter { seconds.contains(coarse.time($0)) }
        guard let peak = inside.max(by: { coarse.values[$0] < coarse.values[$1] }) else { return nil }
        let from = max(peak, Int(start / coarse.step))
        return inside.first { $0 >= from && coarse.values[$0] < level }.map(coarse.time)
    }
}

/// The rise and fall in the middle of a steady contraction.
public struct Bump: Hashable, Sendable {
    /// From the beginning of the rise to the end of the fall, in seconds.
    public let seconds: ClosedRange<Double>
    /// When it is highest.
    public let peak: Double

    /// Finds a bump; `nil` when the trace is not a sombrero: a level between 10 and 80 % of the peak that is held (±3 % of the
    /// peak, mean over 0.25 s) for 3 s before and 3 s after. A plain ramp with sides of 50 s and more would be taken for one. The
    /// limits are this project's choice.
    public init?(in trace: ForceTrace, during seconds: Range<Double>) {
        guard trace.moves else { return nil }
        let coarse = CoarseTrace(trace)
        let inside = coarse.values.indices.filter { seconds.contains(coarse.time($0)) }
        guard let first = inside.first, let last = inside.last else { return nil }
        let values = coarse.values[first...last]
        guard let top = values.indices.max(by: { values[$0] < values[$1] }), let rest = values.min(), values[top] > rest
        else { return nil }
        let height = values[top] - rest
        // The level at which most time is spent between 10 and 80 % of the height.
        let candidates = stride(from: 0.1, through: 0.8, by: 0.02)
        func held(_ level: Double, _ part: ArraySlice<Double>) -> Double {
            Double(part.count { ($0 - rest - level * height).magnitude <= 0.03 * height }) * coarse.step
        }
        let (before, after) = (values[first..<top], values[top...last])
        guard let level = candidates.max(by: { held($0, values) < held($1, values) }), held(level, before) >= 3,
            held(level, after) >= 3
        else { return nil }
        let crossing = rest + (level + 0.06) * height
        guard let start = before.lastIndex(where: { $0 < crossing }),
            let end = after.firstIndex(where: { $0 < crossing })
        else { return nil }
        guard Self.holds(before[...start], coarse, rest + level * height, 0.03 * height),
            Self.holds(after[end...], coarse, rest + level * height, 0.03 * height)
        else { return nil }
        self.seconds = coarse.time(start)...coarse.time(end)
        peak = coarse.time(top)
    }

    /// Whether the values stay at the level for 3 s without leaving it.
    private static func holds(_ part: ArraySlice<Double>, _ coarse: CoarseTrace, _ level: Double, _ band: Double)
        -> Bool
    {
        var (run, longest) = (0, 0)
        for value in part {
            run = (value - level).magnitude <= band ? run + 1 : 0
            longest = max(longest, run)
        }
        return Double(longest) * coarse.step >= 3
    }
}

// One pulse: a list of (duration, current) points whose charges add up to exactly zero. A shape that is not balanced
// cannot exist, so that no direct current can reach the skin through a mistake in a shape.

/// One charge-balanced pulse.
public struct PulseShape: Hashable, Sendable {
    /// A constant current for a length of time.
    public struct Point: Hashable, Sendable {
        /// How long.
        public let duration: Microseconds
        /// The current; zero between the phases.
        public let current: Milliamperes

        /// Creates a point.
        public init(duration: Microseconds, current: Milliamperes) {
            self.duration = duration
            self.current = current
        }
    }

    /// The points, one after the other.
    public let points: [Point]

    /// The number of points that a pulse may have; 16 is what one ScienceMode 4 command carries.
    public static let allowedPointCount = 1...16
    /// How long one point may be.
    public static let allowedPointDuration = Microseconds(1)...Microseconds.seconds(1)
    /// The magnitude that a point's current may have. This bounds the arithmetic only; the gate's limits are far below.
    public static let highestRepresentableCurrent = Milliamperes.milliamperes(1_000)

    /// Creates a pulse.
    ///
    /// - Throws: ``PulseShapeError`` unless the number of points and every duration and current are in the ranges above,
    ///   some current flows, and ΣI·t is exactly zero.
    public init(points: [Point]) throws(PulseShapeError) {
        guard PulseShape.allowedPointCount.contains(points.count) else { throw .pointCount(points.count) }
        var charge = Microcoulombs.zero
        for (position, point) in points.enumerated() {
            guard PulseShape.allowedPointDuration.contains(point.duration) else {
                throw .duration(position: position, point.duration)
            }
            guard point.current.magnitude <= PulseShape.highestRepresentableCurrent else {
                throw .current(position: position, point.current)
            }
            charge = charge + point.current * point.duration
        }
        guard points.contains(where: { $0.current != .zero }) else { throw .noCurrent }
        guard charge == .zero else { throw .notBalanced(residual: charge) }
        self.points = points
    }

    /// A symmetric biphasic pulse: `current` for `phase`, nothing for `gap`, the opposite current for `phase`.
    ///
    /// - Throws: ``PulseShapeError`` when a duration or the current is outside the allowed ranges.
    public static func biphasic(
        current: Milliamperes, phase: Microseconds, gap: Microseconds = .zero
    ) throws(PulseShapeError) -> PulseShape {
        let pause = gap == .zero ? [] : [Point(duration: gap, current: .zero)]
        return try PulseShape(
            points: [Point(duration: phase, current: current)] + pause + [Point(duration: phase, current: -current)])
    }

    /// How long the pulse lasts, gaps included.
    public var duration: Microseconds { points.reduce(.zero) { $0 + $1.duration } }

    /// The highest current in either direction.
    public var peakCurrent: Milliamperes { points.reduce(.zero) { max($0, $1.current.magnitude) } }

    /// The phases: runs of points with current in one direction. A gap neither ends a phase nor counts in its duration:
    /// charge that was pushed in stays in until the current turns.
    private var phases: [(duration: Microseconds, charge: Microcoulombs)] {
        var phases: [(duration: Microseconds, charge: Microcoulombs)] = []
        var previousSign = 0
        for point in points {
            let sign = point.current.microamperes.signum()
            guard sign != 0 else { continue }
            if sign == previousSign, let last = phases.popLast() {
                phases.append((last.duration + point.duration, last.charge + point.current * point.duration))
            } else {
                phases.append((point.duration, point.current * point.duration))
            }
            previousSign = sign
        }
        return phases
    }

    /// The duration of the longest phase: current in one direction before it turns.
    public var longestPhase: Microseconds { phases.map(\.duration).max() ?? .zero }

    /// The largest charge that flows in one direction before the current turns.
    public var chargePerPhase: Microcoulombs { phases.map(\.charge.magnitude).max() ?? .zero }

    /// The charge that flows in one direction during the whole pulse; as much flows back.
    public var chargePerPulse: Microcoulombs {
        points.reduce(.zero) { $1.current > .zero ? $0 + $1.current * $1.duration : $0 }
    }

    /// ∫I²dt over the pulse, in mA²·µs.
    var squaredCurrentTime: Double {
        points.reduce(0) { $0 + $1.current.value * $1.current.value * $1.duration.value }
    }

    /// The energy that the pulse leaves in a resistor: R·∫I²dt.
    public func energy(into load: Ohms) -> Millijoules { Millijoules(squaredCurrentTime * load.value * 1e-9) }
}

/// Why a list of points is not a pulse. Positions are counted from 0 here and from 1 in the description.
public enum PulseShapeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Too few or too many points.
    case pointCount(Int)
    /// A point is too short or too long.
    case duration(position: Int, Microseconds)
    /// A point's current is beyond what can be represented.
    case current(position: Int, Milliamperes)
    /// No point has any current.
    case noCurrent
    /// The charges do not add up to zero.
    case notBalanced(residual: Microcoulombs)

    /// The reason in one sentence.
    public var description: String {
        switch self {
        case .pointCount(let count):
            "a pulse has \(count) points; allowed are \(PulseShape.allowedPointCount.lowerBound) to "
                + "\(PulseShape.allowedPointCount.upperBound)"
        case .duration(let position, let duration):
            "point \(position + 1) of a pulse lasts \(duration); allowed are 1 µs to 1 s"
        case .current(let position, let current):
            "point \(position + 1) of a pulse has \(current); allowed are at most "
                + "\(PulseShape.highestRepresentableCurrent) in either direction"
        case .noCurrent:
            "no point of the pulse has any current"
        case .notBalanced(let residual):
            "the pulse leaves \(residual) in the skin; the charges of its points must add up to exactly 0 µC"
        }
    }
}

extension PulseShape {
    /// The same pulse at another strength: every current is multiplied by `peak` over ``peakCurrent``, cut to whole
    /// microamperes towards zero.
    ///
    /// - Throws: ``PulseShapeError`` when the smaller currents no longer balance exactly, or when `peak` is zero or
    ///   beyond what can be represented.
    public func scaled(toPeak peak: Milliamperes) throws(PulseShapeError) -> PulseShape {
        guard peak > .zero else { throw .noCurrent }
        guard peak <= PulseShape.highestRepresentableCurrent else { throw .current(position: 0, peak) }
        let full = peakCurrent.microamperes
        return try PulseShape(
            points: points.map {
                Point(
                    duration: $0.duration,
                    current: Milliamperes(microamperes: $0.current.microamperes * peak.microamperes / full))
            })
    }
}

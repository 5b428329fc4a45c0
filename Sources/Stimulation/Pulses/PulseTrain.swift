// A burst of stimulation: a pulse, when it comes, for how long, and how it begins.

/// One burst: a shape repeated in a pattern for a length of time, optionally rising over its first pulses.
public struct PulseTrain: Hashable, Sendable {
    /// The pulse, at full current.
    public let shape: PulseShape
    /// When the pulses come.
    public let pattern: PulsePattern
    /// How long the burst lasts. A pulse that would not be over by then is not part of it.
    public let duration: Microseconds
    /// How the first pulses rise and the last ones fall; `nil` when all have full current.
    public let ramp: PulseRamp?
    /// The pulses of the rise, in order, and those of the fall from the last one backwards.
    private let rise, fall: [PulseShape]

    /// The longest burst that can be written down; the gate's limits are far below.
    public static let longestDuration = Microseconds.hours(24)

    /// Creates a burst.
    ///
    /// - Throws: ``PulseTrainError`` when a pulse is longer than the period, when not even one pulse fits, when the
    ///   duration is above 24 h, or when a step of the ramp cannot be charge-balanced.
    public init(
        shape: PulseShape, pattern: PulsePattern, duration: Microseconds, ramp: PulseRamp? = nil
    ) throws(PulseTrainError) {
        guard shape.duration <= pattern.pulsePeriod else {
            throw .overlap(pulse: shape.duration, period: pattern.pulsePeriod)
        }
        guard duration >= shape.duration, duration <= PulseTrain.longestDuration else { throw .duration(duration) }
        var rise: [PulseShape] = []
        var fall: [PulseShape] = []
        if let ramp {
            for pulse in 0..<ramp.pulses { rise.append(try ramp.shape(ofPulse: pulse, of: ramp.pulses, rising: shape)) }
            for pulse in 0..<ramp.fallingPulses {
                fall.append(try ramp.shape(ofPulse: pulse, of: ramp.fallingPulses, rising: shape))
            }
        }
        self.shape = shape
        self.pattern = pattern
        self.duration = duration
        self.ramp = ramp
        self.rise = rise
        self.fall = fall
    }

    /// The number of pulses in the burst.
    public var pulseCount: Int {
        let lastStart = (duration - shape.duration).count
        let (groups, rest) = lastStart.quotientAndRemainder(dividingBy: pattern.groupPeriod.count)
        return groups * pattern.pulsesPerGroup + min(pattern.pulsesPerGroup, rest / pattern.pulsePeriod.count + 1)
    }

    /// When pulse `index` (from 0) starts, after the start of the burst.
    public func start(ofPulse index: Int) -> Microseconds {
        let (group, pulse) = index.quotientAndRemainder(dividingBy: pattern.pulsesPerGroup)
        return pattern.groupPeriod * group + pattern.pulsePeriod * pulse
    }

    /// The shape of pulse `index` (from 0): smaller while the burst rises and falls, ``shape`` between. Where a short burst
    /// would rise and fall at once, the smaller of the two.
    public func shape(ofPulse index: Int) -> PulseShape {
        let rising = index < rise.count ? rise[index] : shape
        let left = pulseCount - 1 - index
        guard left >= 0, left < fall.count else { return rising }
        return fall[left].peakCurrent < rising.peakCurrent ? fall[left] : rising
    }

    /// Every shape that the burst may use: a device that can make these can make all of it.
    public var shapes: [PulseShape] { rise + [shape] + fall.reversed() }
}

/// How the first pulses of a burst rise to full current, and the last ones fall from it, in equal steps.
public struct PulseRamp: Hashable, Sendable {
    /// The number of pulses below full current at the beginning.
    public let pulses: Int
    /// The number of pulses below full current at the end.
    public let fallingPulses: Int
    /// The step in which the stimulator can set a current, such as 0.5 mA for the P24.
    public let currentStep: Milliamperes

    /// The number of rising or falling pulses allowed.
    public static let allowedPulses = 1...1_000

    /// Creates a ramp.
    ///
    /// - Throws: ``PulseTrainError/ramp(pulses:step:)`` unless there are 1 to 1,000 rising pulses, 0 to 1,000 falling ones,
    ///   and the step is positive.
    public init(pulses: Int, fallingPulses: Int = 0, currentStep: Milliamperes) throws(PulseTrainError) {
        guard PulseRamp.allowedPulses.contains(pulses), currentStep > .zero else {
            throw .ramp(pulses: pulses, step: currentStep)
        }
        guard fallingPulses == 0 || PulseRamp.allowedPulses.contains(fallingPulses) else {
            throw .ramp(pulses: fallingPulses, step: currentStep)
        }
        self.pulses = pulses
        self.fallingPulses = fallingPulses
        self.currentStep = currentStep
    }

    /// Pulse `index` (from 0) of a rise of `pulses` to `full`: each current is (index + 1) / (pulses + 1) of the full one,
    /// cut down to whole steps, but at least one step.
    func shape(ofPulse index: Int, of pulses: Int, rising full: PulseShape) throws(PulseTrainError) -> PulseShape {
        let step = currentStep.microamperes
        let points = full.points.map { point in
            let magnitude = point.current.magnitude.microamperes
            let part = magnitude * (index + 1) / (pulses + 1)
            let whole = min(magnitude, max(step, part / step * step)) * point.current.microamperes.signum()
            return PulseShape.Point(duration: point.duration, current: Milliamperes(microamperes: whole))
        }
        do {
            return try PulseShape(points: points)
        } catch {
            throw .rampNotBalanced(pulse: index, error)
        }
    }
}

/// Why a burst cannot be.
public enum PulseTrainError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The groups make no sense.
    case pattern(pulses: Int, pulsePeriod: Microseconds, groupPeriod: Microseconds)
    /// A pulse is not over when the next one starts.
    case overlap(pulse: Microseconds, period: Microseconds)
    /// The burst is too short for one pulse, or longer than 24 h.
    case duration(Microseconds)
    /// The ramp makes no sense.
    case ramp(pulses: Int, step: Milliamperes)
    /// A step of the ramp (from 0) cannot be charge-balanced in whole current steps.
    case rampNotBalanced(pulse: Int, PulseShapeError)
    /// The pulse cannot have that strength.
    case scaledNotBalanced(PulseShapeError)

    /// The reason in one sentence.
    public var description: String {
        switch self {
        case .pattern(let pulses, let pulsePeriod, let groupPeriod):
            "groups of \(pulses) pulses every \(pulsePeriod), repeated every \(groupPeriod), cannot be: allowed are 1 or "
                + "more pulses, a group that is over before the next one starts, and periods up to "
                + "\(PulsePattern.longestPeriod)"
        case .overlap(let pulse, let period):
            "a pulse lasts \(pulse) but the next one starts after \(period); pulses must not overlap"
        case .duration(let duration):
            "a burst of \(duration) cannot be: it must hold at least one whole pulse and last at most "
                + "\(PulseTrain.longestDuration)"
        case .ramp(let pulses, let step):
            "a ramp of \(pulses) pulses in steps of \(step) cannot be: allowed are "
                + "\(PulseRamp.allowedPulses.lowerBound) to \(PulseRamp.allowedPulses.upperBound) pulses and a positive step"
        case .rampNotBalanced(let pulse, let reason):
            "pulse \(pulse + 1) of the ramp cannot be: \(reason)"
        case .scaledNotBalanced(let reason):
            "the pulse cannot have that strength: \(reason)"
        }
    }
}

extension PulseTrain {
    /// The same burst at another strength; see ``PulseShape/scaled(toPeak:)``.
    ///
    /// - Throws: ``PulseTrainError/scaledNotBalanced(_:)``, or the ramp's error.
    public func scaled(toPeak peak: Milliamperes) throws(PulseTrainError) -> PulseTrain {
        let scaled: PulseShape
        do { scaled = try shape.scaled(toPeak: peak) } catch { throw .scaledNotBalanced(error) }
        return try PulseTrain(shape: scaled, pattern: pattern, duration: duration, ramp: ramp)
    }
}

extension PulseTrain {
    /// The most that comes of this burst on a device that goes on for so long when nobody speaks to it any more: longer by that
    /// much, and at full current throughout.
    ///
    /// - Throws: ``PulseTrainError/duration(_:)`` when that is above 24 h.
    func goingOn(for afterrun: Microseconds) throws(PulseTrainError) -> PulseTrain {
        guard afterrun > .zero else { return self }
        return try PulseTrain(shape: shape, pattern: pattern, duration: duration + afterrun)
    }
}

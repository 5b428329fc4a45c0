// The spasm as the joint feels it: a force or torque that leaves rest far enough, and fast enough.

import Signals

/// Finds activity in a force or torque, sample by sample, in parallel to the EMG. Allocates only when made.
///
/// - The force is smoothed by a moving mean. Rest is its median and spread, from the window at rest; afterwards both follow
///   slowly, and stand still during activity and while blind.
/// - Activity begins where the force is further from rest than the level, to either side, for the minimum duration, and has
///   changed faster than the slope on its way: a limb that is slowly put elsewhere is no spasm.
/// - It ends where the force has been nearer to rest than the exit level for the exit duration.
/// - While blind nothing is counted: stimulation makes forces of its own.
struct ForceDetector: ~Copyable {
    enum Event: Hashable {
        case nothing
        case onset(first: SampleIndex)
        case offset
    }

    private enum Phase { case warmingUp, calibrating, quiet, active }
    private var phase = Phase.warmingUp
    private var baseline: Baseline
    private let enterSpreads, exitSpreads, slope: Double
    private let warmUp, minimumLength, exitLength, refractory: Int
    /// The last samples, for the mean; and the last means, for the slope.
    private var samples: [Double], means: [Double]
    private var samplePosition = 0, meanPosition = 0, filled = 0
    private let slopeSeconds: Double
    private var counted = 0
    private var firstBeyond = SampleIndex(0)
    private var restUntil = SampleIndex(.min)

    /// How far the force is from rest, in the channel's unit.
    private(set) var deviation = 0.0

    init(_ settings: SpasmSettings, rate: SampleRate) {
        baseline = Baseline(
            samples: rate.samples(inSeconds: settings.calibration), leastSpread: settings.forceLeastSpread,
            samplesPerSpread: settings.baselineTime * rate.hertz)
        enterSpreads = settings.forceEnterSpreads
        exitSpreads = settings.forceExitSpreads
        slope = settings.forceSlope
        warmUp = rate.samples(inSeconds: settings.warmUp)
        minimumLength = max(1, rate.samples(inSeconds: settings.forceMinimumDuration))
        exitLength = max(1, rate.samples(inSeconds: settings.exitDuration))
        refractory = rate.samples(inSeconds: settings.refractory)
        samples = Array(repeating: 0, count: max(1, rate.samples(inSeconds: settings.forceWindow)))
        means = Array(repeating: 0, count: max(1, rate.samples(inSeconds: settings.forceSlopeTime)))
        slopeSeconds = Double(means.count) / rate.hertz
    }

    var isCalibrated: Bool { baseline.isKnown }
    var isActive: Bool { phase == .active }
    /// Whether the force is within its exit level.
    var isQuiet: Bool { baseline.isKnown && deviation < exitSpreads * baseline.spread }

    /// Takes the next force, which must be finite.
    mutating func process(_ x: Double, at index: SampleIndex, blind: Bool) -> Event {
        let mean = smooth(x)
        let before = means[meanPosition]
        means[meanPosition] = mean
        meanPosition = meanPosition + 1 == means.count ? 0 : meanPosition + 1
        deviation = baseline.isKnown ? abs(mean - baseline.median) : 0
        if blind {
            counted = 0
            return .nothing
        }
        switch phase {
        case .warmingUp:
            counted += 1
            if counted >= warmUp { enter(.calibrating) }
        case .calibrating:
            if baseline.collect(mean) { enter(.quiet) }
        case .quiet:
            return processQuiet(mean, isFast: abs(mean - before) >= slope * baseline.spread * slopeSeconds, at: index)
        case .active:
            counted = deviation < exitSpreads * baseline.spread ? counted + 1 : 0
            if counted >= exitLength {
                enter(.quiet)
                return .offset
            }
        }
        return .nothing
    }

    /// Forgets everything, what rest is too.
    mutating func restart() {
        enter(.warmingUp)
        baseline.restart()
        filled = 0
        restUntil = SampleIndex(.min)
    }

    private mutating func processQuiet(_ mean: Double, isFast: Bool, at index: SampleIndex) -> Event {
        let isBeyond = deviation >= enterSpreads * baseline.spread
        guard isBeyond, counted > 0 || isFast else {
            // A limb that lies elsewhere has another rest: it is followed, slowly.
            baseline.follow(mean)
            counted = 0
            return .nothing
        }
        guard counted > 0 || index >= restUntil else { return .nothing }
        if counted == 0 { firstBeyond = index }
        counted += 1
        guard counted >= minimumLength else { return .nothing }
        enter(.active)
        restUntil = index.advanced(by: refractory)
        return .onset(first: firstBeyond)
    }

    /// The mean of the last samples. It is summed anew each time: a running sum would carry rounding on for ever.
    private mutating func smooth(_ x: Double) -> Double {
        if filled == 0 {
            // As if the first force had always been there: no rise from zero.
            for k in samples.indices { samples[k] = x }
            for k in means.indices { means[k] = x }
            filled = 1
        }
        samples[samplePosition] = x
        samplePosition = samplePosition + 1 == samples.count ? 0 : samplePosition + 1
        var sum = 0.0
        for value in samples { sum += value }
        return sum / Double(samples.count)
    }

    private mutating func enter(_ next: Phase) {
        phase = next
        counted = 0
    }
}

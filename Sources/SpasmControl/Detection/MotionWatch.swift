// When a movement began, in the angle of a goniometer, or in a gyroscope or accelerometer.

import Signals

/// Finds movements in one channel of a motion sensor. Allocates only when made.
///
/// - The reading is smoothed by a moving mean, and its rate of change is taken over the length of the mean. Rest is the
///   rate's median and spread, from the window at rest; afterwards both follow slowly and stand still in a movement.
/// - A movement is there when the rate has been beyond the enter level for the minimum duration. It began after the last sample
///   at which the rate was within the exit level.
/// - It is over when the rate has been within the exit level for ``SpasmSettings/exitDuration``: at the turning point of a
///   movement the rate is zero, and it is one movement.
/// - On the own joint a movement counts by which way it began: only a stretch is what the muscle cannot have done itself.
/// - What cannot be read stops nothing; it only has nothing to say.
struct MotionWatch: ~Copyable {
    private enum Phase { case warmingUp, calibrating, quiet, moving }
    private struct Movement {
        var began: SampleIndex
        /// Whether it began so that the muscle is stretched, as far as that is known.
        var stretches: Bool
        /// `nil` while it goes on.
        var ended: SampleIndex?
    }

    let role: MotionRole
    private var phase = Phase.warmingUp
    private var baseline: Baseline
    private let enterSpreads, exitSpreads, limit, stretch: Double
    private let warmUp, minimumLength, exitLength, windowLength, leadLength, flatLength: Int
    private var samples: [Double], means: [Double]
    private var position = 0, isFilled = false
    private let seconds: Double
    private var counted = 0
    private var last = 0.0, sameSamples = 0
    /// Where the rate was last within the exit level, between the levels, and not to be read.
    private var lastRest = SampleIndex(.min), lastBetween = SampleIndex(.min), lastUnread = SampleIndex(.min)
    private var current: Movement?, previous: Movement?

    init(_ settings: SpasmSettings, rate: SampleRate) {
        role = settings.motion
        baseline = Baseline(
            samples: rate.samples(inSeconds: settings.calibration), leastSpread: settings.motionLeastSpread,
            samplesPerSpread: settings.baselineTime * rate.hertz)
        enterSpreads = settings.motionEnterSpreads
        exitSpreads = settings.motionExitSpreads
        limit = settings.motionLimit
        stretch = settings.motionStretch
        warmUp = rate.samples(inSeconds: settings.warmUp)
        minimumLength = max(1, rate.samples(inSeconds: settings.motionMinimumDuration))
        exitLength = max(1, rate.samples(inSeconds: settings.exitDuration))
        windowLength = rate.samples(inSeconds: settings.motionWindow)
        leadLength = rate.samples(inSeconds: settings.motionLead)
        flatLength = settings.motionFlatTime > 0 ? max(2, rate.samples(inSeconds: settings.motionFlatTime)) : 0
        let length = max(1, rate.samples(inSeconds: settings.motionSmoothing))
        samples = Array(repeating: 0, count: length)
        means = Array(repeating: 0, count: length)
        seconds = Double(length) / rate.hertz
    }

    var isCalibrated: Bool { baseline.isKnown }
    var isMoving: Bool { phase == .moving }

    mutating func process(_ raw: Float, at index: SampleIndex, blind: Bool) {
        let x = Double(raw)
        sameSamples = x == last ? sameSamples + 1 : 0
        last = x
        let isBad =
            !x.isFinite || (limit > 0 && abs(x) >= limit) || (flatLength > 0 && sameSamples >= flatLength)
        guard !isBad, !blind else {
            lastUnread = index
            // Readings on the two sides of a gap are not compared.
            isFilled = false
            if phase == .moving { end(at: index) }
            if phase == .quiet { counted = 0 }
            return
        }
        let slope = rateOfChange(x)
        switch phase {
        case .warmingUp:
            counted += 1
            if counted >= warmUp { (phase, counted) = (.calibrating, 0) }
        case .calibrating:
            if baseline.collect(slope) { (phase, counted) = (.quiet, 0) }
        case .quiet: watchRest(slope, at: index)
        case .moving:
            counted = abs(slope - baseline.median) < exitSpreads * baseline.spread ? counted + 1 : 0
            if counted >= exitLength { end(at: index.advanced(by: 1 - exitLength)) }
        }
    }

    /// What it shows about an activity that began at `onset`, as far as it has been seen; `nil` is an onset that a movement cannot
    /// be compared with.
    func find(onset: SampleIndex?) -> MotionFinding {
        guard let onset, onset > SampleIndex(0) else { return .doubtful }
        let since = onset.advanced(by: -windowLength)
        guard role != .none, baseline.isKnown, lastUnread < since else { return .unreadable }
        let latest = role == .ownJoint ? onset.advanced(by: -leadLength) : onset
        let newest = place(current, since: since, latest: latest)
        // What began too late says nothing about what went before it.
        let older = newest == .after ? place(previous, since: since, latest: latest) : nil
        if let found = older ?? newest { return found }
        return lastBetween >= since ? .doubtful : .rest
    }

    /// Where a movement lies; `nil` where it was over before the window.
    private func place(_ movement: Movement?, since: SampleIndex, latest: SampleIndex) -> MotionFinding? {
        guard let movement else { return nil }
        if movement.began > latest { return .after }
        // The other way the muscle moves the joint itself, and a weak contraction can do that before its envelope shows.
        if movement.began >= since { return role == .ownJoint && !movement.stretches ? .doubtful : .before }
        return movement.ended.map { $0 >= since } ?? true ? .goingOn : nil
    }

    /// Forgets everything, what rest is too.
    mutating func restart() {
        (phase, counted, isFilled, sameSamples) = (.warmingUp, 0, false, 0)
        baseline.restart()
        (lastRest, lastBetween, lastUnread) = (SampleIndex(.min), SampleIndex(.min), SampleIndex(.min))
        (current, previous) = (nil, nil)
    }

    private mutating func watchRest(_ slope: Double, at index: SampleIndex) {
        let deviation = abs(slope - baseline.median)
        if deviation < exitSpreads * baseline.spread { lastRest = index } else { lastBetween = index }
        guard deviation >= enterSpreads * baseline.spread else {
            counted = 0
            baseline.follow(slope)
            return
        }
        counted += 1
        guard counted >= minimumLength else { return }
        previous = current
        current = Movement(began: lastRest.advanced(by: 1), stretches: (slope - baseline.median) * stretch > 0)
        (phase, counted) = (.moving, 0)
    }

    private mutating func end(at index: SampleIndex) {
        current?.ended = index
        (phase, counted, lastRest) = (.quiet, 0, index)
    }

    /// The change of the mean over its own length. Summed anew each time: a running sum would carry rounding on for ever.
    private mutating func rateOfChange(_ x: Double) -> Double {
        if !isFilled {
            // As if the first reading had always been there: no jump from zero.
            for k in samples.indices { (samples[k], means[k]) = (x, x) }
            isFilled = true
        }
        samples[position] = x
        var sum = 0.0
        for k in 0..<samples.count { sum += samples[k] }
        let mean = sum / Double(samples.count)
        let before = means[position]
        means[position] = mean
        position = position + 1 == samples.count ? 0 : position + 1
        return (mean - before) / seconds
    }
}

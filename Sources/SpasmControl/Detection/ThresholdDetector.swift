// When activity begins and ends: two thresholds, each held for a while, and a pause between detections.

public import Signals

/// What the detector saw with one sample.
public enum DetectorEvent: Hashable, Sendable {
    /// Nothing new.
    case nothing
    /// The baseline is known now.
    case calibrated
    /// Activity: the envelope has been above the enter threshold for the minimum duration. `first` is the sample at
    /// which it rose above.
    case onset(first: SampleIndex)
    /// The activity that had ended goes on: it came back within the merge gap. `first` as in ``onset(first:)``.
    case resumed(first: SampleIndex)
    /// The envelope has been below the exit threshold for the exit duration.
    case offset
}

/// Finds activity in an envelope, sample by sample. Allocates only when made.
///
/// - The baseline comes from a window at rest after the warm-up; afterwards it follows the resting muscle slowly, and
///   stands still while the envelope is above the enter threshold, during activity, and while blind.
/// - Enter and exit have thresholds and durations of their own (hysteresis), so that noise around one threshold is not a
///   row of detections.
/// - The threshold counts as passed where enough (strictness) of the last samples (span) are above it; with a span of 0
///   every sample must be.
/// - Activity that comes back within the merge gap after its end is the same activity, not a new detection.
/// - One onset per activity: activity that goes on, through however long a burst, is not detected again before it has
///   ended.
/// - While blind nothing is counted, and what had been counted is forgotten: a detection after stimulation is made from
///   samples after stimulation only.
public struct ThresholdDetector: ~Copyable {
    private enum Phase { case warmingUp, calibrating, quiet, active }
    private var phase = Phase.warmingUp
    private var baseline: Baseline
    private let settings: SpasmSettings
    private let warmUp, minimumLength, exitLength, refractory, mergeLength: Int
    private var above: [Bool]
    private var position = 0, aboveCount = 0
    private let aboveNeeded: Int
    private var mergeUntil = SampleIndex(.min)
    private var counted = 0
    private var firstAbove = SampleIndex(0)
    private var restUntil = SampleIndex(.min)
    private var isResuming = false

    /// Creates a detector that has seen nothing.
    ///
    /// - Throws: ``SettingsError`` when a setting is out of range.
    public init(_ settings: SpasmSettings, rate: SampleRate) throws(SettingsError) {
        try settings.validate()
        self.settings = settings
        baseline = Baseline(
            samples: rate.samples(inSeconds: settings.calibration), leastSpread: settings.leastSpread,
            samplesPerSpread: settings.baselineTime * rate.hertz)
        warmUp = rate.samples(inSeconds: settings.warmUp)
        minimumLength = max(1, rate.samples(inSeconds: settings.minimumDuration))
        exitLength = max(1, rate.samples(inSeconds: settings.exitDuration))
        refractory = rate.samples(inSeconds: settings.refractory)
        mergeLength = rate.samples(inSeconds: settings.mergeGap)
        above = Array(repeating: false, count: max(1, rate.samples(inSeconds: settings.span)))
        aboveNeeded = max(1, Int((settings.strictness * Double(above.count)).rounded(.up)))
    }

    /// How many samples in a row must be above the enter threshold.
    public var confirmationLength: Int { minimumLength }
    /// Whether the baseline is known.
    public var isCalibrated: Bool { baseline.isKnown }
    /// Whether the resting muscle is being measured.
    var isMeasuring: Bool { phase == .calibrating }
    /// Whether there is activity.
    public var isActive: Bool { phase == .active }
    /// The median of the resting envelope, in µV; 0 before it is known.
    public var baselineMedian: Double { baseline.median }
    /// The spread of the resting envelope, in µV; 0 before it is known.
    public var baselineSpread: Double { baseline.spread }

    /// The envelope at and above which activity begins, in µV.
    public var enterThreshold: Double {
        switch settings.threshold {
        case .aboveBaseline: baseline.median + settings.enterSpreads * baseline.spread
        case .microvolts(let enter, _): enter
        }
    }

    /// The envelope below which activity ends, in µV.
    public var exitThreshold: Double {
        switch settings.threshold {
        case .aboveBaseline: baseline.median + settings.exitSpreads * baseline.spread
        case .microvolts(_, let exit): exit
        }
    }

    /// Takes the envelope (µV, finite) at the next sample. `blind` is true during stimulation and shortly after; `isMuscle` is
    /// false while something that is no muscle may have lifted the envelope: activity is then not certain yet.
    public mutating func process(
        _ envelope: Double, at index: SampleIndex, blind: Bool, isMuscle: Bool = true
    ) -> DetectorEvent {
        if blind {
            counted = 0
            forgetSpan()
            return .nothing
        }
        switch phase {
        case .warmingUp:
            counted += 1
            if counted >= warmUp { enter(.calibrating) }
        case .calibrating:
            if baseline.collect(envelope) {
                enter(.quiet)
                return .calibrated
            }
        case .quiet:
            return processQuiet(envelope, isMuscle: isMuscle, at: index)
        case .active:
            counted = envelope < exitThreshold ? counted + 1 : 0
            if counted >= exitLength {
                enter(.quiet)
                mergeUntil = index.advanced(by: mergeLength)
                return .offset
            }
        }
        return .nothing
    }

    private mutating func processQuiet(_ envelope: Double, isMuscle: Bool, at index: SampleIndex) -> DetectorEvent {
        let isAbove = envelope >= enterThreshold
        if !isAbove { baseline.follow(envelope) }
        guard isPassed(isAbove) else {
            counted = 0
            return .nothing
        }
        let mayResume = index <= mergeUntil
        guard mayResume || counted > 0 || index >= restUntil else { return .nothing }
        // With a span, it was passed by samples that lie before this one.
        if counted == 0 {
            firstAbove = index.advanced(by: 1 - aboveNeeded)
            isResuming = mayResume
        }
        counted += 1
        guard counted >= minimumLength, isMuscle else { return .nothing }
        enter(.active)
        if isResuming { return .resumed(first: firstAbove) }
        restUntil = index.advanced(by: refractory)
        return .onset(first: firstAbove)
    }

    /// Whether enough of the span is above the threshold.
    private mutating func isPassed(_ isAbove: Bool) -> Bool {
        aboveCount += (isAbove ? 1 : 0) - (above[position] ? 1 : 0)
        above[position] = isAbove
        position = position + 1 == above.count ? 0 : position + 1
        return aboveCount >= aboveNeeded
    }

    private mutating func forgetSpan() {
        guard aboveCount > 0 else { return }
        for k in above.indices { above[k] = false }
        aboveCount = 0
    }

    private mutating func enter(_ next: Phase) {
        phase = next
        counted = 0
        forgetSpan()
    }

    /// Takes over what was known of the resting muscle; a detector that has seen nothing begins at rest with it.
    mutating func know(median: Double, spread: Double) {
        baseline.know(median: median, spread: spread)
        if phase == .warmingUp || phase == .calibrating { enter(.quiet) }
    }

    /// Forgets everything, the baseline too.
    public mutating func restart() {
        enter(.warmingUp)
        baseline.restart()
        restUntil = SampleIndex(.min)
        mergeUntil = SampleIndex(.min)
    }
}

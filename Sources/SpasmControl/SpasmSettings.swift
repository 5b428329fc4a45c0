// Every number that the controller can be told, with its default, range and unit in one table: the table checks the
// settings, and it is what a screen or a command line shows.

public import Signals
public import Stimulation

/// What follows the amplitude of the muscle's activity.
public enum EnvelopeKind: String, Hashable, Sendable, CaseIterable {
    /// The root mean square of the band-passed signal.
    case rms
    /// The root of the mean Teager–Kaiser energy: sharper onsets, blind to slow artefacts.
    case teagerKaiser
}

/// How the thresholds are given.
public enum ThresholdKind: Hashable, Sendable {
    /// As multiples of the baseline's spread above the baseline: ``SpasmSettings/enterSpreads``,
    /// ``SpasmSettings/exitSpreads``.
    case aboveBaseline
    /// In microvolts of the envelope. `exit` must be positive and below `enter`.
    case microvolts(enter: Double, exit: Double)
}

/// Everything that the controller can be told.
public struct SpasmSettings: Hashable, Sendable {
    /// The envelope.
    public var envelope: EnvelopeKind = .rms
    /// The mains that is cancelled.
    public var mains: MainsFrequency = .both
    /// The thresholds.
    public var threshold: ThresholdKind = .aboveBaseline
    /// Which triggers may order bursts at the start; switched one by one with ``ControlEvent/Kind/setTrigger(_:on:)``.
    public var triggers: Set<Trigger.Kind> = Set(Trigger.Kind.allCases)
    /// Which kinds of activity are answered by themselves. With ``SpasmKind/burst`` all are, at the onset: nothing shows at once
    /// what it will become. Without it, when the kind is certain.
    public var answers: Set<SpasmKind> = Set(SpasmKind.allCases)
    /// What a second muscle says about the person's will; with ``CompanionRole/none`` only the person does, by a button.
    public var companion: CompanionRole = .none
    /// What a motion sensor says about it; with ``MotionRole/none`` nothing.
    public var motion: MotionRole = .none
    /// What is done where neither the second muscle nor the motion sensor can tell.
    public var whenUnclear: UnclearPolicy = .withhold
    /// Whether a burst that a machine ordered is cut when the spasm is over before it.
    public var endsEarly = false
    /// Whether the intensity is lowered, step by step, to the least that still ends spasms.
    public var lowersDose = false
    /// Heart rate and blood pressure at rest, for who is at risk of autonomic dysreflexia.
    public var dysreflexia = DysreflexiaRule()
    /// The lower edge of the band-pass, in Hz.
    public var bandLow = 0.0
    /// The upper edge of the band-pass, in Hz; brought down to 0.45 × the sampling rate where that is lower.
    public var bandHigh = 0.0
    /// The time in which the mains canceller follows, in s.
    public var mainsTime = 0.0
    /// The length of the envelope's window, in s.
    public var envelopeWindow = 0.0
    /// How long the filter is given to settle before anything is measured, in s.
    public var warmUp = 0.0
    /// How long the muscle must be at rest at the start, for the baseline, in s.
    public var calibration = 0.0
    /// Enter: how many spreads (1.4826 × median absolute deviation) above the baseline's median.
    public var enterSpreads = 0.0
    /// Exit: how many spreads above the baseline's median. Must be below ``enterSpreads``.
    public var exitSpreads = 0.0
    /// The least spread that is believed, in µV: a very quiet amplifier must not make a hair trigger.
    public var leastSpread = 0.0
    /// How fast the baseline follows the resting muscle: by one spread in this time, in s. It stands still during
    /// activity and stimulation.
    public var baselineTime = 0.0
    /// How long the envelope must stay above the enter threshold, in s.
    public var minimumDuration = 0.0
    /// How long the envelope must stay below the exit threshold, in s.
    public var exitDuration = 0.0
    /// The least time from one detection to the next, in s.
    public var refractory = 0.0
    /// An input of this magnitude is saturated, in µV.
    public var saturation = 0.0
    /// An input that has not changed for this long is a lost lead, in s.
    public var flatTime = 0.0
    /// An envelope that stays below this part of the resting one is a dead lead; 0 asks for nothing.
    public var deadFraction = 0.0
    /// For how long, in s.
    public var deadTime = 0.0
    /// How long after the start of a pulse the signal says nothing, in s: the artefact, the amplifier's recovery, the M-wave.
    public var pulseBlanking = 0.0
    /// How far before a pulse that begins, in s.
    public var pulseLead = 0.0
    /// The longest gap that is bridged by a line whole, in s; of a longer one only as much.
    public var longestInterpolation = 0.0
    /// How long the detector stays blind after stimulation, in s.
    public var blanking = 0.0
    /// How late after its order a burst may begin, in s.
    public var startSlack = 0.0
    /// The pause after a burst before the next may be ordered, in s; the gate has its own.
    public var cooldown = 0.0
    /// How many of the last seconds are looked at for ``strictness``, in s.
    public var span = 0.0
    /// Which part of the span must be above the threshold.
    public var strictness = 0.0
    /// Activity that comes back within this time after its end is the same activity, in s.
    public var mergeGap = 0.0
    /// Activity without a break for this long is tonic, in s.
    public var tonicTime = 0.0
    /// The slowest clonus, in Hz.
    public var clonusLow = 0.0
    /// The fastest clonus, in Hz. Must be above ``clonusLow``.
    public var clonusHigh = 0.0
    /// The amplitude of the wave that is fitted to the beats, as a part of their mean: at least this.
    public var clonusDepth = 0.0
    /// For so long after activity began two periods of beats are enough; later three are asked for, and a level, in s.
    public var clonusTime = 0.0
    /// How long a beat lasts at least, in s, beside the envelope's window: longer than the potential of one motor unit.
    public var clonusBeat = 0.0
    /// Which part of the envelope's changes over two periods the wave explains at least.
    public var clonusFit = 0.0
    /// The same over three periods, after ``clonusTime``.
    public var clonusLateFit = 0.0
    /// After ``clonusTime`` the highest beat has at least this part of the activity's largest amplitude.
    public var clonusLevel = 0.0
    /// How long the second muscle and the motion sensor are waited for, in s.
    public var companionWait = 0.0
    /// How long before that moment its activity counts, in s. At least ``companionWait``.
    public var companionWindow = 0.0
    /// The length of the moving mean that smooths the motion, and over which its rate of change is taken, in s.
    public var motionSmoothing = 0.0
    /// A movement begins where the rate of change is so many spreads from rest.
    public var motionEnterSpreads = 0.0
    /// It ends, and is traced back to, where the rate is so many spreads from rest. Must be below ``motionEnterSpreads``.
    public var motionExitSpreads = 0.0
    /// The least spread of the rate that is believed, in the channel's unit per second.
    public var motionLeastSpread = 0.0
    /// How long the rate must stay beyond the enter level, in s.
    public var motionMinimumDuration = 0.0
    /// How long before the onset of the activity a movement counts that began, in s.
    public var motionWindow = 0.0
    /// How long before the onset the joint must have begun to move to be what began it, in s. At most ``motionWindow``.
    public var motionLead = 0.0
    /// Which way the reading of a sensor on the own joint goes when the muscle is stretched: above 0 up, below 0 down; 0 is not
    /// known, and then the joint tells nothing.
    public var motionStretch = 0.0
    /// A reading of this magnitude is at the end of the sensor's range, in the channel's unit; 0 asks for nothing.
    public var motionLimit = 0.0
    /// A reading that has not changed for this long is of a sensor that is stuck, in s; 0 asks for nothing.
    public var motionFlatTime = 0.0
    /// How long a burst lasts at least, though the spasm be over, in s.
    public var leastBurst = 0.0
    /// How long the muscle must be quiet between the pulses before the burst is cut, in s. Longer than a beat of clonus: between
    /// two beats no spasm is over.
    public var quietTime = 0.0
    /// By how much the intensity is lowered, or raised again, at once, in mA.
    public var doseStep = 0.0
    /// After how many spasms in a row that one burst ended the intensity is lowered.
    public var dosePatience = 0.0
    /// The least intensity that is tried, as a part of what was set by hand.
    public var doseFloor = 0.0
    /// How often the same burst is given again while the same spasm goes on.
    public var repeats = 0.0
    /// How long after a burst a spasm may take to fade before it counts as going on, in s. The prescription's pause and the
    /// cooldown are kept too before another burst.
    public var fadeTime = 0.0
    /// The length of the moving mean that smooths the force, in s.
    public var forceWindow = 0.0
    /// Enter: how many spreads from the force at rest, to either side.
    public var forceEnterSpreads = 0.0
    /// Exit: how many spreads from the force at rest. Must be below ``forceEnterSpreads``.
    public var forceExitSpreads = 0.0
    /// The least spread of the force that is believed, in the channel's unit.
    public var forceLeastSpread = 0.0
    /// How fast the force must change on its way, in spreads per second; 0 asks for nothing.
    public var forceSlope = 0.0
    /// Over which time the slope is taken, in s.
    public var forceSlopeTime = 0.0
    /// How long the force must stay beyond the enter level, in s.
    public var forceMinimumDuration = 0.0
    /// How long the force is not looked at after stimulation, in s: what was stimulated relaxes.
    public var forceBlanking = 0.0
    /// How many bursts may be ordered by machine within ``stormTime``; one more is a storm.
    public var stormBursts = 0.0
    /// The time within which they are counted, in s.
    public var stormTime = 0.0
    /// How long the person's interface may be silent once it has been heard, in s.
    public var heartbeatTime = 0.0
    /// Where the fast part of the band begins, in Hz; half of the upper edge where that is lower.
    public var fastLow = 0.0
    /// Which part of the power the fast part has at least when a muscle is active: motion and the heart have less; 0 asks for
    /// nothing.
    public var fastShare = 0.0
    /// How long one blow shows in the fast part, in s: for so much longer than the envelope's window a muscle must be seen there
    /// before activity is certain.
    public var blowTime = 0.0
    /// Below which part of its power a signal changes from one period of the mains to the next when it hums; such a signal is no
    /// muscle. 0 asks for nothing.
    public var humShare = 0.0
    /// A hum of this root mean square means that an electrode has come off, in µV.
    public var humLevel = 0.0
    /// For how long, in s.
    public var humTime = 0.0
    /// How old the newest sample may be, in s.
    public var staleTime = 0.0
    /// A heart rate this far below that at rest is a sign of dysreflexia, in beats per minute.
    public var heartRateFall = 0.0
    /// A systolic pressure this far above that at rest is a sign of dysreflexia, in mmHg.
    public var pressureRise = 0.0

    /// The defaults.
    public init() {
        for parameter in SpasmSettings.parameters { self[keyPath: parameter.path] = parameter.standard }
    }
}

extension SpasmSettings {
    /// One number of the settings: its name, unit, default and range.
    public struct Parameter: Sendable {
        /// The name, as in the settings.
        public let name: String
        /// The unit, as people write it.
        public let unit: String
        /// The default.
        public let standard: Double
        /// What is allowed.
        public let range: ClosedRange<Double>
        /// Where it is kept.
        public let path: any WritableKeyPath<SpasmSettings, Double> & Sendable
    }

    /// All of them.
    public static let parameters: [Parameter] = [
        Parameter(name: "bandLow", unit: "Hz", standard: 20, range: 5...100, path: \.bandLow),
        Parameter(name: "bandHigh", unit: "Hz", standard: 450, range: 50...2_000, path: \.bandHigh),
        Parameter(name: "mainsTime", unit: "s", standard: 0.25, range: 0.05...5, path: \.mainsTime),
        Parameter(name: "envelopeWindow", unit: "s", standard: 0.025, range: 0.005...0.5, path: \.envelopeWindow),
        Parameter(name: "warmUp", unit: "s", standard: 0.25, range: 0.1...5, path: \.warmUp),
        Parameter(name: "calibration", unit: "s", standard: 2, range: 0.5...60, path: \.calibration),
        Parameter(name: "enterSpreads", unit: "spreads", standard: 8, range: 2...1_000, path: \.enterSpreads),
        Parameter(name: "exitSpreads", unit: "spreads", standard: 4, range: 1...999, path: \.exitSpreads),
        Parameter(name: "leastSpread", unit: "µV", standard: 0.5, range: 0.01...100, path: \.leastSpread),
        Parameter(name: "baselineTime", unit: "s", standard: 20, range: 5...600, path: \.baselineTime),
        Parameter(name: "minimumDuration", unit: "s", standard: 0.025, range: 0.005...2, path: \.minimumDuration),
        Parameter(name: "exitDuration", unit: "s", standard: 0.15, range: 0.01...5, path: \.exitDuration),
        Parameter(name: "refractory", unit: "s", standard: 1, range: 0...600, path: \.refractory),
        Parameter(name: "saturation", unit: "µV", standard: 5_000, range: 100...1_000_000, path: \.saturation),
        Parameter(name: "flatTime", unit: "s", standard: 1, range: 0.05...10, path: \.flatTime),
        Parameter(name: "deadFraction", unit: "of rest", standard: 0.25, range: 0...0.9, path: \.deadFraction),
        Parameter(name: "deadTime", unit: "s", standard: 1, range: 0.1...10, path: \.deadTime),
        Parameter(name: "pulseBlanking", unit: "s", standard: 0.015, range: 0.002...0.05, path: \.pulseBlanking),
        Parameter(name: "pulseLead", unit: "s", standard: 0.001, range: 0...0.005, path: \.pulseLead),
        Parameter(
            name: "longestInterpolation", unit: "s", standard: 0.05, range: 0.005...0.2, path: \.longestInterpolation),
        Parameter(name: "blanking", unit: "s", standard: 0.1, range: 0.02...1, path: \.blanking),
        Parameter(name: "startSlack", unit: "s", standard: 0.1, range: 0.01...1, path: \.startSlack),
        Parameter(name: "cooldown", unit: "s", standard: 2, range: 0...3_600, path: \.cooldown),
        Parameter(name: "span", unit: "s", standard: 0, range: 0...0.2, path: \.span),
        Parameter(name: "strictness", unit: "of the span", standard: 1, range: 0.5...1, path: \.strictness),
        Parameter(name: "mergeGap", unit: "s", standard: 0.3, range: 0...2, path: \.mergeGap),
        Parameter(name: "tonicTime", unit: "s", standard: 0.2, range: 0.05...2, path: \.tonicTime),
        Parameter(name: "clonusLow", unit: "Hz", standard: 5, range: 2...10, path: \.clonusLow),
        Parameter(name: "clonusHigh", unit: "Hz", standard: 8, range: 4...15, path: \.clonusHigh),
        Parameter(name: "clonusDepth", unit: "of the mean", standard: 0.3, range: 0.1...1, path: \.clonusDepth),
        Parameter(name: "clonusTime", unit: "s", standard: 0.5, range: 0.3...600, path: \.clonusTime),
        Parameter(name: "clonusBeat", unit: "s", standard: 0.03, range: 0...0.05, path: \.clonusBeat),
        Parameter(name: "clonusFit", unit: "of the variance", standard: 0.4, range: 0.2...0.95, path: \.clonusFit),
        Parameter(
            name: "clonusLateFit", unit: "of the variance", standard: 0.5, range: 0.2...0.95, path: \.clonusLateFit),
        Parameter(
            name: "clonusLevel", unit: "of the strongest", standard: 0.4, range: 0...1, path: \.clonusLevel),
        Parameter(name: "companionWait", unit: "s", standard: 0.05, range: 0...0.5, path: \.companionWait),
        Parameter(name: "companionWindow", unit: "s", standard: 0.15, range: 0.02...1, path: \.companionWindow),
        Parameter(name: "motionSmoothing", unit: "s", standard: 0.03, range: 0.002...0.2, path: \.motionSmoothing),
        Parameter(
            name: "motionEnterSpreads", unit: "spreads", standard: 8, range: 2...1_000, path: \.motionEnterSpreads),
        Parameter(name: "motionExitSpreads", unit: "spreads", standard: 4, range: 1...999, path: \.motionExitSpreads),
        Parameter(
            name: "motionLeastSpread", unit: "of the channel's unit/s", standard: 0.01, range: 0.000001...1_000,
            path: \.motionLeastSpread),
        Parameter(
            name: "motionMinimumDuration", unit: "s", standard: 0.02, range: 0.002...0.5,
            path: \.motionMinimumDuration),
        Parameter(name: "motionWindow", unit: "s", standard: 0.5, range: 0.05...2, path: \.motionWindow),
        Parameter(name: "motionLead", unit: "s", standard: 0.05, range: 0.01...0.5, path: \.motionLead),
        Parameter(name: "motionStretch", unit: "sign", standard: 0, range: -1...1, path: \.motionStretch),
        Parameter(
            name: "motionLimit", unit: "of the channel's unit", standard: 0, range: 0...1_000_000,
            path: \.motionLimit),
        Parameter(name: "motionFlatTime", unit: "s", standard: 0.1, range: 0...60, path: \.motionFlatTime),
        Parameter(name: "leastBurst", unit: "s", standard: 0.3, range: 0.05...10, path: \.leastBurst),
        Parameter(name: "quietTime", unit: "s", standard: 0.25, range: 0.05...2, path: \.quietTime),
        Parameter(name: "doseStep", unit: "mA", standard: 0.5, range: 0.5...1, path: \.doseStep),
        Parameter(name: "dosePatience", unit: "spasms", standard: 3, range: 1...20, path: \.dosePatience),
        Parameter(name: "doseFloor", unit: "of what was set", standard: 0.5, range: 0.1...1, path: \.doseFloor),
        Parameter(name: "repeats", unit: "bursts", standard: 0, range: 0...4, path: \.repeats),
        Parameter(name: "fadeTime", unit: "s", standard: 1, range: 0.5...60, path: \.fadeTime),
        Parameter(name: "forceWindow", unit: "s", standard: 0.05, range: 0.005...0.5, path: \.forceWindow),
        Parameter(
            name: "forceEnterSpreads", unit: "spreads", standard: 8, range: 2...1_000, path: \.forceEnterSpreads),
        Parameter(name: "forceExitSpreads", unit: "spreads", standard: 4, range: 1...999, path: \.forceExitSpreads),
        Parameter(
            name: "forceLeastSpread", unit: "of the channel's unit", standard: 0.05, range: 0.0001...100,
            path: \.forceLeastSpread),
        Parameter(name: "forceSlope", unit: "spreads/s", standard: 20, range: 0...10_000, path: \.forceSlope),
        Parameter(name: "forceSlopeTime", unit: "s", standard: 0.1, range: 0.02...1, path: \.forceSlopeTime),
        Parameter(
            name: "forceMinimumDuration", unit: "s", standard: 0.05, range: 0.005...2, path: \.forceMinimumDuration),
        Parameter(name: "forceBlanking", unit: "s", standard: 0.3, range: 0.02...2, path: \.forceBlanking),
        Parameter(name: "fastLow", unit: "Hz", standard: 100, range: 50...400, path: \.fastLow),
        Parameter(name: "fastShare", unit: "of the power", standard: 0.1, range: 0...0.5, path: \.fastShare),
        Parameter(name: "blowTime", unit: "s", standard: 0.01, range: 0...0.2, path: \.blowTime),
        Parameter(name: "humShare", unit: "of the power", standard: 0.3, range: 0...0.9, path: \.humShare),
        Parameter(name: "humLevel", unit: "µV", standard: 100, range: 20...5_000, path: \.humLevel),
        Parameter(name: "humTime", unit: "s", standard: 0.05, range: 0.02...1, path: \.humTime),
        Parameter(name: "stormBursts", unit: "bursts", standard: 6, range: 1...20, path: \.stormBursts),
        Parameter(name: "stormTime", unit: "s", standard: 60, range: 10...600, path: \.stormTime),
        Parameter(name: "heartbeatTime", unit: "s", standard: 1, range: 0.2...10, path: \.heartbeatTime),
        Parameter(name: "staleTime", unit: "s", standard: 0.05, range: 0.01...0.05, path: \.staleTime),
        Parameter(name: "heartRateFall", unit: "/min", standard: 15, range: 5...60, path: \.heartRateFall),
        Parameter(name: "pressureRise", unit: "mmHg", standard: 20, range: 10...60, path: \.pressureRise),
    ]

    /// Checks every number against its range, and the pairs that must be in order.
    ///
    /// - Throws: ``SettingsError`` for the first that is not allowed.
    public func validate() throws(SettingsError) {
        for parameter in SpasmSettings.parameters {
            let value = self[keyPath: parameter.path]
            guard parameter.range.contains(value) else {
                throw SettingsError(
                    description: "\(parameter.name) is \(value) \(parameter.unit); allowed are "
                        + "\(parameter.range.lowerBound) to \(parameter.range.upperBound) \(parameter.unit)")
            }
        }
        guard bandLow < bandHigh else {
            throw SettingsError(
                description: "bandLow is \(bandLow) Hz; it must be below bandHigh, which is \(bandHigh) Hz")
        }
        guard clonusLow < clonusHigh else {
            throw SettingsError(
                description: "clonusLow is \(clonusLow) Hz; it must be below clonusHigh, which is \(clonusHigh) Hz")
        }
        guard exitSpreads < enterSpreads else {
            throw SettingsError(
                description: "exitSpreads is \(exitSpreads); it must be below enterSpreads, which is \(enterSpreads)")
        }
        guard companionWait <= companionWindow else {
            throw SettingsError(
                description: "companionWait is \(companionWait) s; it must not be above companionWindow, which is "
                    + "\(companionWindow) s")
        }
        guard motionExitSpreads < motionEnterSpreads else {
            throw SettingsError(
                description: "motionExitSpreads is \(motionExitSpreads); it must be below motionEnterSpreads, which is "
                    + "\(motionEnterSpreads)")
        }
        guard motionLead <= motionWindow else {
            throw SettingsError(
                description: "motionLead is \(motionLead) s; it must not be above motionWindow, which is "
                    + "\(motionWindow) s")
        }
        guard forceExitSpreads < forceEnterSpreads else {
            throw SettingsError(
                description: "forceExitSpreads is \(forceExitSpreads); it must be below forceEnterSpreads, which is "
                    + "\(forceEnterSpreads)")
        }
        if case .microvolts(let enter, let exit) = threshold, !(exit > 0 && exit < enter && enter.isFinite) {
            throw SettingsError(
                description: "the thresholds enter \(enter) µV and exit \(exit) µV must be positive, exit below enter")
        }
    }
}

/// Why settings cannot be used.
public struct SettingsError: ExplainedError, Hashable {
    /// Settings are part of how a command was asked to work.
    public var category: ErrorCategory { .usage }
    /// The setting, its value and what is allowed, in one sentence.
    public let description: String
}

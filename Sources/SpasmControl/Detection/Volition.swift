// Did the person move by will, or is it a spasm? A second muscle can tell, a motion sensor sometimes, or it is said that
// nobody can.

import Signals

/// Whether an activity is the person's will.
public enum Volition: String, Hashable, Sendable, CaseIterable {
    /// The person moves.
    case voluntary
    /// Nobody wants it.
    case spasm
    /// It cannot be told.
    case unclear

    /// What two of them say together: one that cannot tell leaves it to the other, and a contradiction cannot be told.
    func joined(with other: Volition) -> Volition {
        if self == .unclear { return other }
        return other == .unclear || other == self ? self : .unclear
    }
}

/// What a second muscle says about the first one's activity.
public enum CompanionRole: String, Hashable, Sendable, CaseIterable {
    /// No second muscle is looked at.
    case none
    /// It is active with the first one when the person moves by will, and at rest in a spasm: a synergist that spasms spare.
    case joinsWill
    /// It is active with the first one in a spasm, and at rest when the person moves by will: an antagonist that spasms
    /// seize too.
    case joinsSpasm
}

/// What is done about an activity of which cannot be told what it is.
public enum UnclearPolicy: String, Hashable, Sendable, CaseIterable {
    /// Nothing.
    case withhold
    /// The same as about a spasm.
    case answer
}

/// Looks at the second muscle: is it active or at rest now, and lately? Allocates only when made.
struct CompanionWatch: ~Copyable {
    let role: CompanionRole
    private var conditioner: Conditioner
    private var canceller: MainsCanceller
    private var detector: ThresholdDetector
    private let microvoltsPerUnit, saturation: Double
    private let flatLength, windowLength: Int
    private var isSettled = false
    private var last = 0.0, sameSamples = 0
    private var envelope = 0.0
    /// Where it was last seen active, at neither, and not to be read at all.
    private var lastActive = SampleIndex(.min), lastBetween = SampleIndex(.min), lastBad = SampleIndex(.min)

    init(_ settings: SpasmSettings, rate: SampleRate, microvoltsPerUnit: Double) throws(SettingsError) {
        let conditioner = try Conditioner(settings, rate: rate)
        let detector = try ThresholdDetector(settings, rate: rate)
        self.conditioner = conditioner
        self.detector = detector
        role = settings.companion
        canceller = MainsCanceller(settings.mains, top: settings.bandHigh, time: settings.mainsTime, rate: rate)
        self.microvoltsPerUnit = microvoltsPerUnit
        saturation = settings.saturation
        flatLength = max(2, rate.samples(inSeconds: settings.flatTime))
        windowLength = rate.samples(inSeconds: settings.companionWindow)
    }

    var isCalibrated: Bool { detector.isCalibrated }

    mutating func process(_ raw: Float, at index: SampleIndex, blind: Bool) {
        let x = Double(raw) * microvoltsPerUnit
        sameSamples = x == last ? sameSamples + 1 : 0
        last = x
        // A second muscle that cannot be read stops nothing; it only has nothing to say.
        let isBad = !x.isFinite || abs(x) >= saturation || sameSamples >= flatLength
        if isBad { lastBad = index }
        let resting = !detector.isCalibrated || envelope < detector.exitThreshold
        let rest = canceller.process(x.isFinite ? x : 0, isValid: !isBad && !blind, adapting: resting)
        if isBad || blind {
            envelope = conditioner.skip()
        } else {
            if !isSettled {
                conditioner.restart(on: rest)
                isSettled = true
            }
            envelope = conditioner.process(rest)
        }
        _ = detector.process(envelope, at: index, blind: blind || isBad)
        guard detector.isCalibrated, !blind, !isBad else { return }
        if envelope >= detector.enterThreshold {
            lastActive = index
        } else if envelope >= detector.exitThreshold {
            lastBetween = index
        }
    }

    /// What it says about an activity of the first muscle, now.
    func judge(at index: SampleIndex) -> Volition {
        let since = index.advanced(by: -windowLength)
        guard role != .none, detector.isCalibrated, lastBad < since else { return .unclear }
        if lastActive >= since { return role == .joinsWill ? .voluntary : .spasm }
        if lastBetween >= since { return .unclear }
        return role == .joinsWill ? .spasm : .voluntary
    }

    /// Whether it is certainly active: that need not be waited for.
    func isActive(at index: SampleIndex) -> Bool { lastActive == index }

    mutating func restart() {
        detector.restart()
        canceller.reset()
        isSettled = false
        sameSamples = 0
        (lastActive, lastBetween, lastBad) = (SampleIndex(.min), SampleIndex(.min), SampleIndex(.min))
    }
}

// What happens by itself: spasms, voluntary movements, touches, passive movements. Seeded; one stream for each.

import Glibc

/// Draws what happens by itself, millisecond by millisecond.
struct LifeGenerator: Hashable, Sendable, Codable {
    private let spasms: SpasmParameters
    private let activity: ActivityParameters
    private let maximalDrive: Double
    private var spasmTimes: RandomMoments
    private var contractionTimes: RandomMoments
    private var touchTimes: RandomMoments
    private var movementTimes: RandomMoments

    init(_ parameters: VirtualPatientParameters, seed: UInt64) {
        spasms = parameters.spasms
        activity = parameters.activity
        maximalDrive = parameters.agonist.maximalDrive
        spasmTimes = RandomMoments(perHour: spasms.perHour, pause: spasms.pause, seed: seed, "spasms")
        contractionTimes = RandomMoments(
            perHour: activity.voluntaryPerHour, pause: activity.longestContraction, seed: seed, "contractions")
        touchTimes = RandomMoments(perHour: activity.touchesPerHour, pause: 0, seed: seed, "touches")
        movementTimes = RandomMoments(
            perHour: activity.movementsPerHour, pause: activity.movementDuration, seed: seed, "movements")
    }

    /// What begins in the step that starts at `seconds`.
    mutating func step(at seconds: Double, begin: (PatientInput, PatientEvent.Kind?) -> Void) {
        if spasmTimes.isDue(at: seconds) { spasm(at: seconds, begin) }
        if contractionTimes.isDue(at: seconds) {
            let random = contractionTimes.uniform(activity.weakestContraction, activity.strongestContraction)
            let duration = contractionTimes.uniform(activity.shortestContraction, activity.longestContraction)
            let muscle: PatientMuscle = contractionTimes.uniform(0, 1) < 0.5 ? .agonist : .antagonist
            // A quarter of the time up, half of it there, a quarter down.
            begin(
                PatientInput(
                    at: seconds,
                    .contraction(
                        muscle, peak: random * maximalDrive, rise: duration / 4, hold: duration / 2, fall: duration / 4)
                ),
                .contraction(muscle, duration: duration))
        }
        if touchTimes.isDue(at: seconds) {
            begin(PatientInput(at: seconds, .touch(strength: touchTimes.logNormal(scatter: 0.3))), .touch)
        }
        if movementTimes.isDue(at: seconds) {
            let half = activity.movementDuration / 2
            begin(
                PatientInput(at: seconds, .movement(angle: activity.movementAngle, rise: half, hold: 0, fall: half)),
                .movement(duration: activity.movementDuration))
        }
    }

    private mutating func spasm(at seconds: Double, _ begin: (PatientInput, PatientEvent.Kind?) -> Void) {
        let kind = spasmTimes.choose([
            (.unit, spasms.unitWeight), (.tonic, spasms.tonicWeight), (.clonus, spasms.clonusWeight),
            (.mixed, spasms.mixedWeight),
        ])
        let size = spasmTimes.logNormal(scatter: spasms.triggerScatter)
        for (index, input) in spasms.trigger(kind, at: seconds, size: size).enumerated() {
            begin(input, index == 0 ? .spasm(kind) : nil)
        }
    }
}

extension SpasmParameters {
    /// The inputs that start a spasm of a kind: excitation of the pool, a push that stretches the muscle, or both.
    ///
    /// - Parameter size: a factor on all of it.
    public func trigger(_ kind: SpasmKind, at seconds: Double, size: Double = 1) -> [PatientInput] {
        let excite = { (units: Double) in
            PatientInput(at: seconds, .excitation(.agonist, units: units * size, duration: triggerDuration))
        }
        let push = PatientInput(at: seconds, .push(torque: pushTorque * size, duration: pushDuration))
        return switch kind {
        case .unit: [excite(unitExcitation)]
        case .tonic: [excite(triggerExcitation)]
        case .clonus: [push]
        case .mixed: [excite(triggerExcitation), push]
        }
    }
}

/// Moments at random: exponential intervals after a pause.
private struct RandomMoments: Hashable, Sendable, Codable {
    private let perHour: Double
    private let pause: Double
    private var random: RandomStream
    private var next: Double?

    init(perHour: Double, pause: Double, seed: UInt64, _ name: String) {
        self.perHour = perHour
        self.pause = pause
        random = RandomStream(seed: seed, name)
        draw(after: 0)
    }

    /// Whether the next one falls into the step that starts at `seconds`; then the one after it is drawn.
    mutating func isDue(at seconds: Double) -> Bool {
        guard let due = next, due < seconds + CircuitClock.step else { return false }
        draw(after: seconds)
        return true
    }

    private mutating func draw(after seconds: Double) {
        guard perHour > 0 else { return }
        let wait = -log(1 - random.uniform()) * 3600 / perHour
        next = seconds + pause + wait
    }

    mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.uniform() }

    mutating func logNormal(scatter: Double) -> Double {
        let variance = log1p(scatter * scatter)
        return exp(variance.squareRoot() * random.normal() - variance / 2)
    }

    mutating func choose(_ weights: [(kind: SpasmKind, weight: Double)]) -> SpasmKind {
        var left = random.uniform() * weights.reduce(0) { $0 + $1.weight }
        for (kind, weight) in weights {
            left -= weight
            if left < 0 { return kind }
        }
        return .mixed
    }
}

// Volleys of Ia afferents in the cord: excitation of their own pool, and whatever they do to the other one.

import Glibc

/// The monosynaptic path from Ia afferents to their own motoneurons.
struct AfferentSynapse: Hashable, Sendable, Codable {
    private let parameters: AfferentSynapseParameters
    private var arrivals: DispersedDelay
    private var conductance: DecayingConductance
    private var availability = 1.0
    private let recovery: Double

    init(_ parameters: AfferentSynapseParameters, nerve: NerveParameters) {
        self.parameters = parameters
        arrivals = DispersedDelay(
            delay: nerve.distanceToCord / nerve.afferentVelocity + parameters.centralDelay,
            spread: nerve.afferentSpread)
        conductance = DecayingConductance(decay: parameters.decay)
        recovery = 1 - exp(-CircuitClock.step / parameters.recovery)
    }

    /// From the nerve to the motoneuron (s).
    var delay: Double { arrivals.delay }

    /// Sends a volley of a part of the axons, `phase` seconds into the present step.
    mutating func send(_ volley: Double, phase: Double) { arrivals.send(volley, phase: phase) }

    /// The mean excitation (units) during this step; `blocked` is the part that presynaptic inhibition takes away.
    mutating func step(blocked: Double) -> Double {
        let arrived = arrivals.next()
        availability += recovery * (1 - availability)
        let effective = arrived * availability * max(0, 1 - blocked)
        availability -= min(1, parameters.depression * arrived) * availability
        return conductance.step(adding: parameters.strength * effective)
    }
}

/// What a pool receives from its antagonist's Ia afferents in a step.
struct ReciprocalEffect: Hashable, Sendable, Codable {
    /// Inhibition on the dendrites (units).
    var dendriticInhibition = 0.0
    /// Inhibition on the soma (units).
    var somaticInhibition = 0.0
    /// Excitation, in a person whose inhibition has turned into facilitation (units).
    var excitation = 0.0
    /// The part of the pool's own Ia transmission that is blocked.
    var blocked = 0.0
}

/// The disynaptic path from the antagonist's Ia afferents: latency, scatter, effect, and what stimulation leaves behind.
struct ReciprocalPath: Hashable, Sendable, Codable {
    private let parameters: ReciprocalInhibitionParameters
    private var arrivals: DispersedDelay
    private var presynapticArrivals: DispersedDelay
    private var conductance: DecayingConductance
    private var presynaptic: DecayingConductance
    private var afterEffect: AfterEffect

    init(
        _ parameters: ReciprocalInhibitionParameters, nerve: NerveParameters, afterEffect: AfterEffectParameters
    ) {
        self.parameters = parameters
        let toCord = nerve.distanceToCord / nerve.afferentVelocity
        let spread = (nerve.afferentSpread * nerve.afferentSpread + parameters.spread * parameters.spread).squareRoot()
        arrivals = DispersedDelay(delay: toCord + parameters.centralLatency, spread: spread)
        presynapticArrivals = DispersedDelay(delay: toCord + parameters.presynapticLatency, spread: spread)
        conductance = DecayingConductance(decay: parameters.decay)
        presynaptic = DecayingConductance(decay: parameters.presynapticDecay)
        self.afterEffect = AfterEffect(afterEffect)
    }

    /// From the nerve to the motoneuron (s).
    var delay: Double { arrivals.delay }

    /// How much stronger the path is than it was before any stimulation (1 is unchanged).
    var potentiation: Double { afterEffect.factor }

    /// Sends a volley of a part of the Ia axons, `phase` seconds into the present step.
    mutating func send(_ volley: Double, phase: Double) {
        guard volley > 0 else { return }
        afterEffect.volley(volley)
        guard parameters.effect != .none else { return }
        arrivals.send(volley, phase: phase)
        if parameters.effect == .inhibition { presynapticArrivals.send(volley, phase: phase) }
    }

    /// What the pool receives in this step.
    mutating func step() -> ReciprocalEffect {
        afterEffect.step()
        let now = conductance.step(adding: parameters.strength * afterEffect.factor * arrivals.next())
        let blocked = presynaptic.step(adding: parameters.presynapticDepth * presynapticArrivals.next())
        var effect = ReciprocalEffect()
        switch parameters.effect {
        case .none: break
        case .facilitation: effect.excitation = now
        case .inhibition:
            effect.dendriticInhibition = now * parameters.dendriticShare
            effect.somaticInhibition = now * (1 - parameters.dendriticShare)
            effect.blocked = min(1, blocked)
        }
        return effect
    }
}

/// The dose of patterned stimulation and what is left of it. See ``AfterEffectParameters``.
struct AfterEffect: Hashable, Sendable, Codable {
    private let parameters: AfterEffectParameters
    private var growth = 0.0
    private var stepsSincePulse = Int.max
    private let factorPerStep: Double

    init(_ parameters: AfterEffectParameters) {
        self.parameters = parameters
        factorPerStep = exp(-CircuitClock.step / parameters.decay)
    }

    /// What reciprocal inhibition is multiplied with.
    var factor: Double { 1 + growth }

    /// A pulse has excited this part of the Ia axons.
    mutating func volley(_ volley: Double) {
        guard parameters.isOn else { return }
        if stepsSincePulse < Int.max,
            Double(stepsSincePulse) * CircuitClock.step <= parameters.patternInterval + 1e-9
        {
            growth = min(parameters.limit, growth + parameters.gainPerPulse * volley)
        }
        stepsSincePulse = 0
    }

    mutating func step() {
        guard parameters.isOn else { return }
        growth *= factorPerStep
        if stepsSincePulse < Int.max { stepsSincePulse += 1 }
    }
}

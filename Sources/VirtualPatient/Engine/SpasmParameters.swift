// When spasms begin by themselves, and what happens in a person's day besides. What a spasm then becomes, and how it
// ends, is left to the motoneurons.

/// A kind of spasm (after Thomas et al. 2014), as it is started.
public enum SpasmKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A few units that fire on and on.
    case unit
    /// A steady contraction.
    case tonic
    /// Rhythmic beats; needs a stretch reflex with a high gain (4 and more), a muscle as fast as the gastrocnemius, and a
    /// foot that is free and under load.
    case clonus
    /// A contraction with beats.
    case mixed
}

/// Spontaneous spasms: how often, of which kinds, and how strong the trigger is.
///
/// They begin at random (Poisson, with a pause after each). A trigger is a short excitation of the pool, and for clonus and
/// mixed spasms a push that stretches the muscle. Whether the pool goes on alone depends on its PICs and its inhibition.
public struct SpasmParameters: DescribedParameters {
    /// How many begin in an hour by themselves.
    public var perHour = 0.0
    /// The shortest time from one to the next (s).
    public var pause = 10.0
    /// How often a spasm is of single units (weight).
    public var unitWeight = 1.0
    /// How often a spasm is tonic (weight).
    public var tonicWeight = 1.0
    /// How often a spasm is clonic (weight).
    public var clonusWeight = 1.0
    /// How often a spasm is mixed (weight).
    public var mixedWeight = 1.0
    /// Excitation that triggers a tonic spasm (units).
    public var triggerExcitation = 10.0
    /// Excitation that triggers a spasm of single units (units).
    public var unitExcitation = 3.0
    /// How long the trigger lasts (s).
    public var triggerDuration = 0.5
    /// Scatter of the trigger's strength (coefficient of variation, log-normal).
    public var triggerScatter = 0.1
    /// Torque that stretches the muscle when clonus begins (N·m).
    public var pushTorque = 8.0
    /// How long that push lasts (s).
    public var pushDuration = 0.1

    /// No spontaneous spasms.
    public init() {}

    /// Whose parameters they are.
    public static let title = "spasms"
    /// Every number.
    public static let fields: [ParameterField<SpasmParameters>] = [
        .init("perHour", "1/h", 0...3600, "spontaneous spasms in an hour", "assumption", \.perHour),
        .init("pause", "s", 0...3600, "shortest time from one to the next", "assumption", \.pause),
        .init("unitWeight", "1", 0...1000, "weight of spasms of single units", "assumption", \.unitWeight),
        .init("tonicWeight", "1", 0...1000, "weight of tonic spasms", "assumption", \.tonicWeight),
        .init("clonusWeight", "1", 0...1000, "weight of clonus", "assumption", \.clonusWeight),
        .init("mixedWeight", "1", 0...1000, "weight of mixed spasms", "assumption", \.mixedWeight),
        .init(
            "triggerExcitation", "units", 0...100, "excitation that triggers a tonic spasm",
            "computed: 10 for 0.5 s starts self-sustained firing", \.triggerExcitation),
        .init(
            "unitExcitation", "units", 0...100, "excitation that triggers single units", "computed", \.unitExcitation),
        .init("triggerDuration", "s", 0.01...10, "duration of the trigger", "computed", \.triggerDuration),
        .init("triggerScatter", "1", 0...2, "scatter of the trigger's strength", "assumption", \.triggerScatter),
        .init("pushTorque", "N·m", 0...200, "torque that begins clonus", "assumption", \.pushTorque),
        .init("pushDuration", "s", 0.01...2, "its duration", "assumption", \.pushDuration),
    ]

    /// Whether the numbers are possible, alone and together.
    ///
    /// - Throws: ``ParameterError`` for the first that is not.
    public func check() throws(ParameterError) {
        try checkFields()
        guard perHour == 0 || unitWeight + tonicWeight + clonusWeight + mixedWeight > 0 else {
            throw ParameterError(
                parameter: "spasms: the sum of the weights", found: "0.0",
                allowed: "more than 0 when spasms happen at all, \(perHour) in an hour here")
        }
    }
}

/// What else happens by itself: voluntary movements, touches, movements by others. Each at random times (Poisson).
public struct ActivityParameters: DescribedParameters {
    /// Voluntary contractions in an hour.
    public var voluntaryPerHour = 0.0
    /// Their weakest peak (part of the maximal drive).
    public var weakestContraction = 0.05
    /// Their strongest peak (part of the maximal drive).
    public var strongestContraction = 0.3
    /// Their shortest duration (s).
    public var shortestContraction = 1.0
    /// Their longest duration (s).
    public var longestContraction = 5.0
    /// Touches of the skin in an hour, as by bedclothes or a hand.
    public var touchesPerHour = 0.0
    /// Passive movements of the foot in an hour.
    public var movementsPerHour = 0.0
    /// Size of a passive movement (rad of dorsiflexion).
    public var movementAngle = 0.2
    /// Duration of a passive movement, there and back (s).
    public var movementDuration = 1.0

    /// Nothing happens by itself.
    public init() {}

    /// Whose parameters they are.
    public static let title = "activity"
    /// Every number.
    public static let fields: [ParameterField<ActivityParameters>] = [
        .init(
            "voluntaryPerHour", "1/h", 0...3600, "voluntary contractions in an hour", "assumption", \.voluntaryPerHour),
        .init(
            "weakestContraction", "1", 0...1, "weakest peak, part of maximal drive", "assumption", \.weakestContraction),
        .init(
            "strongestContraction", "1", 0...1, "strongest peak, part of maximal drive", "assumption",
            \.strongestContraction),
        .init("shortestContraction", "s", 0.1...600, "shortest contraction", "assumption", \.shortestContraction),
        .init("longestContraction", "s", 0.1...600, "longest contraction", "assumption", \.longestContraction),
        .init("touchesPerHour", "1/h", 0...3600, "touches in an hour", "assumption", \.touchesPerHour),
        .init("movementsPerHour", "1/h", 0...3600, "passive movements in an hour", "assumption", \.movementsPerHour),
        .init("movementAngle", "rad", -1...1, "size of a passive movement", "assumption", \.movementAngle),
        .init("movementDuration", "s", 0.05...60, "duration of a passive movement", "assumption", \.movementDuration),
    ]

    /// Whether the numbers are possible, alone and together.
    ///
    /// - Throws: ``ParameterError`` for the first that is not.
    public func check() throws(ParameterError) {
        try checkFields()
        guard weakestContraction <= strongestContraction, shortestContraction <= longestContraction else {
            throw ParameterError(
                parameter: "activity: voluntary contractions",
                found:
                    "\(weakestContraction)…\(strongestContraction) for \(shortestContraction)…\(longestContraction) s",
                allowed: "the weakest and shortest first")
        }
    }
}

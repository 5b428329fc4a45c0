// The joint: foot and whatever is fixed to it, between two muscles.

/// An ankle. Angles in rad, positive in dorsiflexion, which stretches the plantarflexors; 0 is its resting place.
///
/// I·θ″ = −K·θ − B·θ′ − agonist torque + antagonist torque + what comes from outside. The torque of a muscle is its
/// isometric torque times 1 + `activeStiffness` · stretch + `activeDamping` · velocity of stretch, and never below 0: a
/// muscle that shortens is weaker, and an active joint is stiffer than a resting one.
public struct AnkleParameters: DescribedParameters {
    /// Whether a dynamometer or brace holds the foot: then the angle is what is imposed and torque is isometric.
    public var isHeld = true
    /// Moment of inertia of the foot and what is fixed to it (kg·m²).
    public var inertia = 0.03
    /// What stretches the plantarflexors all the time (N·m towards dorsiflexion), such as the leg's weight on the ball of
    /// the foot. Clonus that goes on needs it. A foot that is held does not feel it.
    public var load = 0.0
    /// Stiffness of passive tissue and support (N·m/rad).
    public var stiffness = 20.0
    /// Damping (N·m·s/rad).
    public var damping = 0.15
    /// Growth of a muscle's torque with its stretch (per rad, of its isometric torque).
    public var activeStiffness = 1.0
    /// Growth of a muscle's torque with the velocity of its stretch (per rad/s, of its isometric torque).
    public var activeDamping = 0.01
    /// The farthest dorsiflexion (rad).
    public var dorsiflexionLimit = 0.4
    /// The farthest plantarflexion (rad, positive).
    public var plantarflexionLimit = 0.7

    /// An adult's foot in a dynamometer.
    public init() {}

    /// Whose parameters they are.
    public static let title = "ankle"
    /// Every number.
    public static let fields: [ParameterField<AnkleParameters>] = [
        .init("inertia", "kg·m²", 0.001...2, "moment of inertia of foot and load", "assumption", \.inertia),
        .init("load", "N·m", -100...100, "steady torque towards dorsiflexion", "assumption", \.load),
        .init("stiffness", "N·m/rad", 0...2000, "stiffness of passive tissue and support", "assumption", \.stiffness),
        .init("damping", "N·m·s/rad", 0...100, "damping", "assumption", \.damping),
        .init(
            "activeStiffness", "1/rad", 0...20, "growth of a muscle's torque with stretch",
            "from memory: ankle stiffness grows by some N·m/rad per N·m", \.activeStiffness),
        .init(
            "activeDamping", "s/rad", 0...2, "growth of a muscle's torque with velocity of stretch", "assumption",
            \.activeDamping),
        .init("dorsiflexionLimit", "rad", 0.05...1, "farthest dorsiflexion", "from memory", \.dorsiflexionLimit),
        .init(
            "plantarflexionLimit", "rad", 0.05...1.5, "farthest plantarflexion", "from memory", \.plantarflexionLimit),
    ]
}

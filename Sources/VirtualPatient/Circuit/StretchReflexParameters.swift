// Spindles and skin: what movement and touch do to the pool.

/// The stretch reflex: spindle Ia discharge by velocity and length of the muscle, and the excitation it makes.
///
/// Excitation = gain · (velocityGain · max(0, velocity − threshold) + lengthGain · max(0, stretch)), low-passed by the
/// spindle, delayed, limited. A deliberately simple spindle: it has the two properties that clonus needs.
public struct StretchReflexParameters: DescribedParameters {
    /// One dial for the whole reflex; 1 is a healthy adult at rest, 4 and more give clonus in a free ankle under load,
    /// with a muscle as fast as the gastrocnemius.
    public var gain = 1.0
    /// Excitation by velocity of dorsiflexion (units per rad/s).
    public var velocityGain = 1.5
    /// Velocity below which the dynamic part is silent (rad/s).
    public var velocityThreshold = 0.1
    /// Excitation by dorsiflexion beyond the resting angle (units per rad).
    public var lengthGain = 1.5
    /// Time constant of the spindle (s).
    public var spindleTime = 0.005
    /// From the muscle to the motoneuron (s).
    public var latency = 0.020
    /// The largest excitation (units).
    public var limit = 30.0

    /// A healthy adult's soleus at rest.
    public init() {}

    /// No stretch reflex.
    public static let none: StretchReflexParameters = {
        var reflex = StretchReflexParameters()
        reflex.gain = 0
        return reflex
    }()

    /// Whose parameters they are.
    public static let title = "stretch reflex"
    /// Every number.
    public static let fields: [ParameterField<StretchReflexParameters>] = [
        .init("gain", "1", 0...20, "dial for the whole reflex", "assumption", \.gain),
        .init("velocityGain", "units·s/rad", 0...200, "excitation by velocity", "tuned for clonus", \.velocityGain),
        .init("velocityThreshold", "rad/s", 0...10, "velocity without effect", "assumption", \.velocityThreshold),
        .init("lengthGain", "units/rad", 0...200, "excitation by stretch", "assumption", \.lengthGain),
        .init("spindleTime", "s", 0.001...0.5, "time constant of the spindle", "assumption", \.spindleTime),
        .init(
            "latency", "s", 0.001...0.2, "muscle to motoneuron",
            "from memory: with the motor axon's 15 ms the reflex comes after 30 to 40 ms", \.latency),
        .init("limit", "units", 0...500, "largest excitation", "assumption", \.limit),
    ]
}

/// The polysynaptic path from the skin: a long excitation that a touch starts.
public struct SkinReflexParameters: DescribedParameters {
    /// Peak excitation by a touch of strength 1 (units).
    public var strength = 1.0
    /// From the touch to the motoneuron (s).
    public var latency = 0.080
    /// How fast it rises (s).
    public var rise = 0.030
    /// How fast it wears off (s).
    public var decay = 0.300

    /// A healthy adult's: too weak to discharge a resting pool.
    public init() {}

    /// Whose parameters they are.
    public static let title = "skin reflex"
    /// Every number.
    public static let fields: [ParameterField<SkinReflexParameters>] = [
        .init("strength", "units", 0...200, "peak excitation by a touch of strength 1", "assumption", \.strength),
        .init("latency", "s", 0...0.5, "touch to motoneuron", "from memory: 60 to 100 ms", \.latency),
        .init("rise", "s", 0.001...1, "rise of the excitation", "assumption", \.rise),
        .init("decay", "s", 0.005...10, "decay; long after spinal cord injury", "from memory", \.decay),
    ]
}

/// Tendon vibration: each cycle is a small volley of Ia afferents.
public struct VibrationParameters: DescribedParameters {
    /// Part of the Ia axons that a strong vibration drives in each cycle.
    public var recruitment = 0.25
    /// Amplitude at which half of them answer (mm).
    public var halfAmplitude = 0.3
    /// Frequency up to which they answer each cycle (Hz); beyond it they skip cycles.
    public var followingLimit = 100.0
    /// Part of the transmission that a full second of vibration takes away presynaptically.
    public var presynapticDepth = 0.2

    /// A healthy adult's.
    public init() {}

    /// Whose parameters they are.
    public static let title = "tendon vibration"
    /// Every number.
    public static let fields: [ParameterField<VibrationParameters>] = [
        .init("recruitment", "1", 0...1, "part of the Ia axons that strong vibration drives", "tuned", \.recruitment),
        .init("halfAmplitude", "mm", 0.01...10, "amplitude with half the answer", "assumption", \.halfAmplitude),
        .init("followingLimit", "Hz", 5...300, "1:1 up to here", "from memory: 80 to 100 Hz", \.followingLimit),
        .init("presynapticDepth", "1", 0...1, "transmission lost during vibration", "assumption", \.presynapticDepth),
    ]
}

// What comes out of a patient: what a recording shows, and the truth behind it.

public import Signals

/// A discharge of a motor unit, as it left the motoneuron.
public struct PatientDischarge: Hashable, Sendable, Codable {
    /// The muscle.
    public let muscle: PatientMuscle
    /// The unit, 0-based in the order of recruitment.
    public let unit: Int
    /// When the soma discharged (µs after the start).
    public let time: Int
}

/// Something that happened in the patient, for those who want to know the truth.
public struct PatientEvent: Hashable, Sendable, Codable {
    /// What happened.
    public enum Kind: Hashable, Sendable, Codable {
        /// A spasm of a kind was triggered by itself.
        case spasm(SpasmKind)
        /// A voluntary contraction of a muscle began; how long it lasts (s).
        case contraction(PatientMuscle, duration: Double)
        /// The skin was touched.
        case touch
        /// Somebody began to move the foot; for how long (s).
        case movement(duration: Double)
        /// A pulse reached a muscle's nerve and excited these parts of its Ia and motor axons.
        case pulse(PatientMuscle, afferent: Double, motor: Double)
    }

    /// When (µs after the start).
    public let time: Int
    /// What.
    public let kind: Kind
}

/// Samples and truth of a stretch of time. Meant to be used again and again: it keeps its room.
public struct PatientBlock: Hashable, Sendable {
    /// The position of the first frame.
    public internal(set) var start = SampleIndex(0)
    /// How many channels of electromyogram there are.
    public let channelCount: Int
    /// The electromyogram (µV), frame after frame.
    public internal(set) var emg: [Float] = []
    /// Torque of the muscles (N·m, towards plantarflexion), one value per frame.
    public internal(set) var torque: [Float] = []
    /// Angle of the ankle (rad, towards dorsiflexion), one value per frame.
    public internal(set) var angle: [Float] = []
    /// Discharges, in order of the millisecond in which they happened.
    public internal(set) var discharges: [PatientDischarge] = []
    /// Events, in order.
    public internal(set) var events: [PatientEvent] = []

    /// An empty block.
    public init(channelCount: Int) {
        self.channelCount = channelCount
        discharges.reserveCapacity(256)
        events.reserveCapacity(64)
    }

    /// The number of frames.
    public var frameCount: Int { torque.count }

    mutating func removeAll() {
        emg.removeAll(keepingCapacity: true)
        torque.removeAll(keepingCapacity: true)
        angle.removeAll(keepingCapacity: true)
        discharges.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
    }
}

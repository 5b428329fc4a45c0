// What a simulated device put out: the ground truth that a session's approvals are compared with.

public import Stimulation

/// One pulse that a simulated stimulator put out.
public struct DeliveredPulse: Hashable, Sendable {
    /// What made the device put it out.
    public enum Origin: Hashable, Sendable {
        /// A low-level command, with its packet number.
        case lowLevel(ScienceMode4.PacketNumber)
        /// The device's own repetition in mid-level mode.
        case midLevel
    }

    /// When its first point began.
    public let start: SessionTime
    /// Where it left the device.
    public let output: ScienceMode4.Output
    /// Its points, as put out.
    public let shape: ScienceMode4.PulseShape
    /// What made the device put it out.
    public let origin: Origin
    /// Whether the current found its way to the skin; false behind an open electrode.
    public let reachedSkin: Bool
}

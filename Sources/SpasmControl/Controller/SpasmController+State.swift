// What the controller knows, for the gate and for whoever looks on. Nothing here changes anything.

import Signals
public import Stimulation

extension SpasmController {
    /// What the gate must know about an order: armed only while this very order may run. An order that was cut since it
    /// was made, or followed by another, is not let through.
    public func interlock(for order: Int) -> Interlock {
        order == runningOrder ? supervisor.interlock : .open("order \(order) was cut")
    }

    /// Whether the resting muscle is known.
    public var isCalibrated: Bool { detector.isCalibrated && (!hasForce || force.isCalibrated) }
    /// Whether a second muscle is asked about the person's will.
    public var asksCompanion: Bool { hasCompanion && companion.role != .none }
    /// Whether a motion sensor is asked about it.
    public var asksMotion: Bool { hasMotion && motion.role != .none }
    /// Whether the joint or the part that the motion sensor is on is moving.
    public var isInMotion: Bool { motion.isMoving }
    /// Whether there is activity.
    public var isActive: Bool { detector.isActive }
    /// Whether the force is away from rest.
    public var isForceActive: Bool { force.isActive }
    /// How far the force is from rest, in its channel's unit.
    public var forceDeviation: Double { force.deviation }
    /// The envelope at and above which activity begins, in µV.
    public var enterThreshold: Double { detector.enterThreshold }
    /// The envelope below which activity ends, in µV.
    public var exitThreshold: Double { detector.exitThreshold }
    /// By how many samples the envelope lags activity around `frequency` (Hz).
    public func latency(at frequency: Double) -> Double { conditioner.latency(at: frequency) }
    /// Every stage from a sample to a detection, and by how many samples it delays activity around `frequency` (Hz).
    public func stages(at frequency: Double) -> [StageLatency] {
        [StageLatency(stage: .mains, samples: 0)] + conditioner.stages(at: frequency)
            + [
                StageLatency(
                    stage: .confirmation,
                    samples: Double(max(detector.confirmationLength, fastBand.confirmationLength) - 1))
            ]
    }
    /// The amplitude of one line of the mains as the canceller knows it, in µV.
    public func mainsAmplitude(at frequency: Double) -> Double { canceller.amplitude(at: frequency) }
}

// A burst, turned into the exact pulses that the P24 is to make.

import Stimulation

extension TimedBurst {
    /// The burst on a P24, after a check that the device can make every pulse exactly as approved.
    ///
    /// - Throws: ``DeviceError/cannotDeliver(order:reason:)``.
    static func onP24(
        order: Int, channel: PadChannel, train: PulseTrain, begin: SessionTime, expires: SessionTime
    ) throws(DeviceError) -> TimedBurst {
        guard P24Pulses.output(channel) != nil else {
            throw .cannotDeliver(order: order, reason: "the device has no \(channel)")
        }
        let shortest = train.shape.duration + P24Simulator.pulseOverhead
        guard train.pattern.pulsePeriod >= shortest else {
            throw .cannotDeliver(
                order: order,
                reason: "a pulse every \(train.pattern.pulsePeriod) is too fast; with its own overhead a pulse takes "
                    + "\(shortest)")
        }
        do {
            for shape in train.shapes { _ = try P24Pulses.shape(of: shape) }
        } catch {
            throw .cannotDeliver(order: order, reason: error.description)
        }
        return TimedBurst(order: order, channel: channel, train: train, begin: begin, expires: expires)
    }

    /// The command that makes the next pulse on a P24, built from the approved shape and compared with it.
    func p24Command() throws(ScienceMode4.CommandError) -> ScienceMode4.Command {
        let approved = shape
        let points = try P24Pulses.shape(of: approved)
        guard let output = P24Pulses.output(channel), points.netCharge == 0,
            points.microseconds == approved.duration.count,
            Int(points.peakMilliamperes * 1000) == approved.peakCurrent.microamperes
        else { throw .readBackDiffers(message: "pulse \(index + 1) of order \(order)") }
        return .lowLevelPulse(ScienceMode4.LowLevelPulse(output: output, shape: points))
    }
}

/// Approved pulses as the P24 understands them. Nothing is rounded.
enum P24Pulses {
    /// The P24 counts its outputs from 1: 1–4 on the yellow connector, 5–8 on the green one, red, blue, black, white.
    static func output(_ channel: PadChannel) -> ScienceMode4.Output? {
        ScienceMode4.Output(position: channel.number - 1)
    }

    /// The points on the wire: a point longer than 4095 µs becomes several of the same current. Nothing is rounded.
    static func shape(of pulse: PulseShape) throws(ScienceMode4.CommandError) -> ScienceMode4.PulseShape {
        var points: [ScienceMode4.PulsePoint] = []
        for point in pulse.points {
            let (steps, rest) = point.current.microamperes.quotientAndRemainder(dividingBy: 500)
            guard rest == 0 else {
                throw .outOfRange(
                    field: "the current of a point", found: "\(point.current)", allowed: "a multiple of 0.5 mA")
            }
            let time = point.duration.count
            guard time >= ScienceMode4.PulsePoint.shortestMicroseconds else {
                throw .outOfRange(
                    field: "the time of a point", found: "\(point.duration)",
                    allowed: "10 µs or more: the device makes every shorter one 10 µs long")
            }
            let longest = ScienceMode4.PulsePoint.microsecondRange.upperBound
            let parts = (time + longest - 1) / longest
            guard points.count + parts <= ScienceMode4.PulseShape.pointCountRange.upperBound else {
                throw .outOfRange(field: "the number of points", found: "more than 16", allowed: "1 to 16")
            }
            for part in 0..<parts {
                points.append(
                    try ScienceMode4.PulsePoint(
                        microseconds: time * (part + 1) / parts - time * part / parts, halfMilliamperes: steps))
            }
        }
        return try ScienceMode4.PulseShape(points: points)
    }
}

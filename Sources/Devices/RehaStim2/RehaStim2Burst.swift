// A burst, turned into the exact pulses that the RehaStim2 is to make.

import Stimulation

extension TimedBurst {
    /// The shortest time from pulse to pulse: 50 Hz, the fastest that the protocol's description gives.
    static let rehaStim2ShortestPeriod = Microseconds.milliseconds(20)

    /// The burst on a RehaStim2, after a check that the device can make every pulse exactly as approved.
    ///
    /// - Throws: ``DeviceError/cannotDeliver(order:reason:)``.
    static func onRehaStim2(
        order: Int, channel: PadChannel, connected: PadChannel, train: PulseTrain, begin: SessionTime,
        expires: SessionTime
    ) throws(DeviceError) -> TimedBurst {
        guard channel == connected else {
            throw .cannotDeliver(
                order: order, reason: "the device was prepared for \(connected); connect it for \(channel)")
        }
        guard train.pattern.pulsePeriod >= rehaStim2ShortestPeriod else {
            throw .cannotDeliver(
                order: order,
                reason: "a pulse every \(train.pattern.pulsePeriod) is too fast; it makes one every "
                    + "\(rehaStim2ShortestPeriod) at most")
        }
        do {
            for shape in train.shapes { _ = try RehaStim2Pulses.pulse(of: shape) }
        } catch {
            throw .cannotDeliver(order: order, reason: error.description)
        }
        return TimedBurst(order: order, channel: channel, train: train, begin: begin, expires: expires)
    }

    /// The command that makes the next pulse on a RehaStim2.
    func rehaStim2Command() throws(ScienceMode2.CommandError) -> ScienceMode2.Command {
        .start([try RehaStim2Pulses.pulse(of: shape)])
    }
}

/// Approved pulses as the RehaStim2 understands them. Nothing is rounded.
enum RehaStim2Pulses {
    /// One pulse of the device's only shape.
    static func pulse(of shape: PulseShape) throws(ScienceMode2.CommandError) -> ScienceMode2.ChannelPulse {
        let points = shape.points
        let gap = RehaStim2Simulator.interphase
        guard points.count == 3, points[0].duration == points[2].duration,
            points[0].current.microamperes == -points[2].current.microamperes, points[0].current.microamperes > 0,
            points[1].current.microamperes == 0, points[1].duration == gap
        else {
            throw .outOfRange(
                field: "the shape of a pulse", found: "another one",
                allowed: "a positive phase, \(gap) without current, and a negative phase of the same size")
        }
        // The maker's overview gives steps of 2 mA, its description of the protocol 1 mA: only what both allow.
        let (steps, rest) = points[0].current.microamperes.quotientAndRemainder(dividingBy: 2000)
        guard rest == 0, 1...63 ~= steps else {
            throw .outOfRange(
                field: "the current of a pulse", found: "\(points[0].current)", allowed: "2 to 126 mA in steps of 2 mA")
        }
        let pulse = ScienceMode2.ChannelPulse(
            phaseMicroseconds: points[0].duration.count, milliamperes: 2 * steps)
        try pulse.check()
        return pulse
    }
}

// A burst that was redeemed from its approval, turned into the exact pulses that the P24 is to make.

import Stimulation

/// A burst on its way. Made only from a redeemed approval; knows when the next pulse may leave.
struct P24Burst {
    let order: Int
    let channel: PadChannel
    let begin: SessionTime
    let expires: SessionTime
    let pulseCount: Int
    private let output: ScienceMode4.Output
    private let train: PulseTrain
    /// The pulse that comes next, from 0.
    private(set) var index = 0
    /// How many were sent.
    private(set) var sentCount = 0
    private var lastSentAt: SessionTime?

    /// The P24 counts its outputs from 1: 1–4 on the yellow connector, 5–8 on the green one, red, blue, black, white.
    static func output(_ channel: PadChannel) -> ScienceMode4.Output? {
        ScienceMode4.Output(position: channel.number - 1)
    }

    /// Checks that the device can make every pulse exactly as approved.
    ///
    /// - Throws: ``DeviceError/cannotDeliver(order:reason:)``.
    init(
        order: Int, channel: PadChannel, train: PulseTrain, begin: SessionTime, expires: SessionTime
    ) throws(DeviceError) {
        guard let output = Self.output(channel) else {
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
            for shape in train.shapes { _ = try Self.shape(of: shape) }
        } catch {
            throw .cannotDeliver(order: order, reason: error.description)
        }
        self.order = order
        self.channel = channel
        self.begin = begin
        self.expires = expires
        self.train = train
        self.output = output
        pulseCount = train.pulseCount
    }

    /// Whether every pulse was sent or left out.
    var isOver: Bool { index >= pulseCount }

    /// When the next pulse is due by the pattern.
    var due: SessionTime { begin + train.start(ofPulse: index) }

    /// When the next pulse may leave: not before it is due, and never closer to the one before than was approved.
    var mayLeaveAt: SessionTime {
        guard let lastSentAt else { return due }
        return max(due, lastSentAt + train.pattern.pulsePeriod)
    }

    /// Whether the next pulse, sent now, would be over by the expiry.
    func fits(at now: SessionTime) -> Bool { now + train.shape(ofPulse: index).duration <= expires }

    /// The peak current of the next pulse.
    var peak: Milliamperes { train.shape(ofPulse: index).peakCurrent }

    /// The command that makes the next pulse, built from the approved shape and compared with it.
    func command() throws(ScienceMode4.CommandError) -> ScienceMode4.Command {
        let approved = train.shape(ofPulse: index)
        let shape = try Self.shape(of: approved)
        guard shape.netCharge == 0, shape.microseconds == approved.duration.count,
            Int(shape.peakMilliamperes * 1000) == approved.peakCurrent.microamperes
        else { throw .readBackDiffers(message: "pulse \(index + 1) of order \(order)") }
        return .lowLevelPulse(ScienceMode4.LowLevelPulse(output: output, shape: shape))
    }

    mutating func sent(at now: SessionTime) {
        lastSentAt = now
        sentCount += 1
        index += 1
    }

    mutating func skip() { index += 1 }

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

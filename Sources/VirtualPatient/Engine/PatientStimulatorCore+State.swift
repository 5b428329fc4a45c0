// Saving the virtual patient's stimulator in the middle of a burst. What is read goes through the checks of the types that
// it becomes: a burst that could not have been approved for its shape or its pattern cannot come back either.
//
// This is no second way to a pad. Only a virtual patient's own stimulator can be restored, and its pulses go nowhere else.

import Devices
import Stimulation

/// A channel as its number.
struct SavedChannel: Hashable, Sendable, Codable {
    let channel: PadChannel

    init(_ channel: PadChannel) { self.channel = channel }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let number = try container.decode(Int.self)
        guard let channel = PadChannel(number) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no channel \(number)")
        }
        self.channel = channel
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(channel.number)
    }
}

/// A pulse as durations (µs) and currents (µA), one after the other.
private struct SavedShape: Codable {
    let shape: PulseShape

    init(_ shape: PulseShape) { self.shape = shape }

    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        var points: [PulseShape.Point] = []
        while !container.isAtEnd {
            let duration = Microseconds(try container.decode(Int.self))
            points.append(
                .init(duration: duration, current: Milliamperes(microamperes: try container.decode(Int.self))))
        }
        shape = try PulseShape(points: points)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for point in shape.points {
            try container.encode(point.duration.count)
            try container.encode(point.current.microamperes)
        }
    }
}

/// A burst as what it is made from; times in µs, currents in µA.
private struct SavedTrain: Codable {
    var shape: SavedShape
    var pulsesPerGroup: Int
    var pulsePeriod: Int
    var groupPeriod: Int
    var duration: Int
    var rampPulses: Int?
    var rampFallingPulses: Int?
    var rampStep: Int?

    init(_ train: PulseTrain) {
        shape = SavedShape(train.shape)
        pulsesPerGroup = train.pattern.pulsesPerGroup
        pulsePeriod = train.pattern.pulsePeriod.count
        groupPeriod = train.pattern.groupPeriod.count
        duration = train.duration.count
        rampPulses = train.ramp?.pulses
        rampFallingPulses = train.ramp?.fallingPulses
        rampStep = train.ramp?.currentStep.microamperes
    }

    func train() throws -> PulseTrain {
        var ramp: PulseRamp?
        if let rampPulses, let rampStep {
            ramp = try PulseRamp(
                pulses: rampPulses, fallingPulses: rampFallingPulses ?? 0,
                currentStep: Milliamperes(microamperes: rampStep))
        }
        return try PulseTrain(
            shape: shape.shape,
            pattern: PulsePattern(
                pulsesPerGroup: pulsesPerGroup, pulsePeriod: Microseconds(pulsePeriod),
                groupPeriod: Microseconds(groupPeriod)),
            duration: Microseconds(duration), ramp: ramp)
    }
}

/// A stimulator with everything that changes while time passes.
struct SavedStimulator: Codable {
    private struct Pads: Codable {
        var channel: SavedChannel
        var nerve: PatientMuscle
        /// Left out where it is 1.
        var reach: Double?
    }

    private struct Burst: Codable {
        var order: Int
        var channel: SavedChannel
        var nerve: PatientMuscle
        var reach: Double?
        var train: SavedTrain
        var begin: Int
        var expires: Int
        var index: Int
        var sent: Int
        var lastSent: Int?
    }

    private struct Delivery: Codable {
        var order: Int
        var channel: SavedChannel
        var start: Int
        var shape: SavedShape
    }

    private var pads: [Pads]
    private var isStopped: Bool
    private var isConnected: Bool
    private var reportedAt: Int
    private var burst: Burst?
    private var delivered: [Delivery]
    private var notes: [PatientStimulatorCore.Note]

    init(_ core: PatientStimulatorCore) {
        pads = core.pads.map { Pads(channel: SavedChannel($0.key), nerve: $0.value.nerve, reach: $0.value.savedReach) }
        // A dictionary has no order; the same state must be the same bytes.
        pads.sort { $0.channel.channel.number < $1.channel.channel.number }
        isStopped = core.isStopped
        isConnected = core.isConnected
        reportedAt = core.reportedAt.microseconds
        burst = core.burst.map {
            Burst(
                order: $0.order, channel: SavedChannel($0.channel), nerve: $0.pad.nerve, reach: $0.pad.savedReach,
                train: SavedTrain($0.train),
                begin: $0.begin.microseconds, expires: $0.expires.microseconds, index: $0.index, sent: $0.sent,
                lastSent: $0.lastSent?.microseconds)
        }
        delivered = core.delivered.map {
            Delivery(
                order: $0.order, channel: SavedChannel($0.channel), start: $0.start.microseconds,
                shape: SavedShape($0.shape))
        }
        notes = core.notes
    }

    /// The stimulator that was saved.
    ///
    /// - Throws: when there cannot be such a burst.
    func core() throws -> PatientStimulatorCore {
        var core = PatientStimulatorCore()
        for reach in pads.compactMap(\.reach) + [burst?.reach].compactMap(\.self) {
            try ParameterError.check("saved stimulator: reach of a pad", reach, in: 0...1)
        }
        core.pads = Dictionary(pads.map { ($0.channel.channel, PatientPad($0.nerve, reach: $0.reach ?? 1)) }) {
            first, _ in first
        }
        core.isStopped = isStopped
        core.isConnected = isConnected
        core.reportedAt = SessionTime(microseconds: reportedAt)
        if let burst {
            let train = try burst.train.train()
            guard (0..<train.pulseCount).contains(burst.index), (0...burst.index).contains(burst.sent) else {
                throw ParameterError(
                    parameter: "saved stimulator: pulse of the burst",
                    found: "\(burst.index), after \(burst.sent) sent",
                    allowed: "0 to \(train.pulseCount - 1), and not more sent than that")
            }
            core.burst = PatientStimulatorCore.Burst(
                order: burst.order, channel: burst.channel.channel,
                pad: PatientPad(burst.nerve, reach: burst.reach ?? 1), train: train,
                begin: SessionTime(microseconds: burst.begin), expires: SessionTime(microseconds: burst.expires),
                index: burst.index, sent: burst.sent, lastSent: burst.lastSent.map(SessionTime.init(microseconds:)))
        }
        core.delivered = delivered.map {
            VirtualPatientStimulator.Delivery(
                order: $0.order, channel: $0.channel.channel, start: SessionTime(microseconds: $0.start),
                shape: $0.shape.shape)
        }
        core.notes = notes
        return core
    }
}

// Adds disturbances to blocks of electromyogram, in the order in which they arise: body, skin, lead, amplifier.

public import Signals

/// Disturbs blocks, live.
///
/// A value: a copy is a saved state. The result does not depend on the sizes of the blocks, each kind has its own random
/// stream (switching one off leaves the others bit for bit as they were), and no step allocates.
public struct DisturbanceGenerator: Hashable, Sendable, Codable {
    /// What disturbs.
    public let disturbances: Disturbances
    /// The number of channels.
    public let channelCount: Int
    /// The position of the next frame.
    public private(set) var frame = 0

    private var noise: ElectrodeNoise.Generator?
    private var mains: MainsHum.Generator?
    private var heart: HeartBeat.Generator?
    private var motion: MotionArtefact.Generator?
    private var stimulation: StimulationArtefact.Generator?
    private var bridging: PadBridging.Mixer?
    private var lostLeads: [LostLead.Generator]
    private var amplifier: Amplifier.Stage?

    /// Creates a generator.
    ///
    /// - Parameter electrodes: where the electrodes are; needed for bridging, which joins neighbours.
    /// - Throws: ``ParameterError`` for the first value that is not possible.
    public init(
        _ disturbances: Disturbances, channelCount: Int, electrodes: ElectrodeArray? = nil, rate: SampleRate,
        seed: UInt64
    ) throws(ParameterError) {
        try ParameterError.check("number of channels", channelCount, in: 1...4096)
        self.disturbances = disturbances
        self.channelCount = channelCount
        if let kind = disturbances.noise {
            try kind.check()
            noise = .init(kind, seed: seed)
        }
        if let kind = disturbances.mains {
            try kind.check(rate: rate)
            mains = .init(kind, channelCount: channelCount, rate: rate, seed: seed)
        }
        if let kind = disturbances.heart {
            try kind.check()
            heart = .init(kind, channelCount: channelCount, rate: rate, seed: seed)
        }
        if let kind = disturbances.motion {
            try kind.check(rate: rate)
            motion = .init(kind, channelCount: channelCount, rate: rate, seed: seed)
        }
        if let kind = disturbances.stimulation {
            try kind.check()
            stimulation = .init(kind, channelCount: channelCount, rate: rate, seed: seed)
        }
        if let kind = disturbances.bridging {
            try kind.check()
            guard let electrodes, electrodes.channelCount == channelCount else {
                throw ParameterError(
                    parameter: "bridging of pads: electrodes",
                    found: electrodes.map { "an array of \($0.channelCount) channels" } ?? "not given",
                    allowed: "an array of \(channelCount) channels, because neighbours are found by their places")
            }
            bridging = .init(kind, electrodes: electrodes)
        }
        lostLeads = []
        for lead in disturbances.lostLeads {
            try lead.check(channelCount: channelCount)
            lostLeads.append(.init(lead, frequency: disturbances.mains?.frequency ?? 50, rate: rate, seed: seed))
        }
        if let kind = disturbances.amplifier {
            try kind.check(rate: rate)
            amplifier = .init(kind, channelCount: channelCount, rate: rate)
        }
    }

    /// Disturbs the next frames.
    ///
    /// - Parameters:
    ///   - block: whole frames, each with one value per channel, in µV.
    ///   - stimuli: the pulses that begin in this block, in order, their frames counted from its first.
    public mutating func apply(to block: inout [Float], stimuli: [StimulusPulse] = []) {
        precondition(block.count.isMultiple(of: channelCount), "whole frames")
        let count = channelCount
        let start = frame
        noise?.add(to: &block)
        mains?.add(to: &block, channelCount: count, from: start)
        heart?.add(to: &block, channelCount: count, from: start)
        motion?.add(to: &block, channelCount: count)
        stimulation?.add(to: &block, channelCount: count, stimuli: stimuli)
        bridging?.mix(&block, channelCount: count)
        for k in lostLeads.indices { lostLeads[k].replace(in: &block, channelCount: count, from: start) }
        amplifier?.process(&block, channelCount: count)
        frame += block.count / count
    }
}

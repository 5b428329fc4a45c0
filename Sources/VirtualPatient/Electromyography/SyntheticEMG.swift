// A whole synthetic recording with the truth it was made from.

public import Signals

/// An electromyogram and the discharges that made it.
public struct SyntheticEMG: Hashable, Sendable {
    /// The sample rate.
    public let rate: SampleRate
    /// The number of channels.
    public let channelCount: Int
    /// The samples in µV, frame after frame.
    public let values: [Float]
    /// When each motor unit discharged. The potential of a discharge at sample n begins `onset` samples later.
    public let truth: [DischargeTrain]
    /// Samples between a discharge and the moment its action potentials leave the end-plates.
    public let onset: Int
    /// The pulses of stimulation that disturbed it, their frames counted from the beginning.
    public let stimuli: [StimulusPulse]

    /// The number of frames.
    public var frameCount: Int { values.count / channelCount }

    /// The samples of one channel, in µV.
    public func channel(_ k: Int) -> [Double] {
        precondition(k >= 0 && k < channelCount, "no such channel")
        return stride(from: k, to: values.count, by: channelCount).map { Double(values[$0]) }
    }

    /// Descriptions of the channels, for a recording.
    public var channels: [Channel] {
        (1...channelCount).map { Channel(label: "EMG \($0)", kind: .emg, unit: .microvolt, rate: rate) }
    }
}

extension SyntheticEMG {
    /// Makes a recording from whole trains: the same blocks as live, so the same samples.
    ///
    /// - Parameters:
    ///   - trains: one for each motor unit, at the potentials' rate; missing ones are silent.
    ///   - count: the number of frames.
    ///   - disturbances: what else the electrodes pick up.
    ///   - stimuli: pulses, in order, their frames counted from the beginning.
    ///   - electrodes: where the electrodes are; needed only for what depends on neighbours.
    ///   - seed: the same seed gives the same disturbances.
    /// - Throws: ``ParameterError`` when trains do not fit the potentials or a disturbance is not possible.
    public init(
        _ potentials: MotorUnitActionPotentials, trains: [DischargeTrain], count: Int,
        disturbances: Disturbances = Disturbances(), stimuli: [StimulusPulse] = [], electrodes: ElectrodeArray? = nil,
        seed: UInt64 = 1
    ) throws(ParameterError) {
        try ParameterError.check("discharge trains", trains.count, in: 0...potentials.unitCount)
        try ParameterError.check("number of frames", count, in: 1...Int.max / 65_536)
        for (k, train) in trains.enumerated() where train.rate != potentials.rate {
            throw ParameterError(
                parameter: "motor unit \(k + 1): rate of the discharge train", found: "\(train.rate)",
                allowed: "\(potentials.rate), that of the action potentials")
        }
        var generator = try DisturbanceGenerator(
            disturbances, channelCount: potentials.channelCount, electrodes: electrodes, rate: potentials.rate,
            seed: seed)
        var synthesizer = EMGSynthesizer(potentials, lookAhead: 256)
        var next = [Int](repeating: 0, count: trains.count)
        var nextStimulus = 0
        var values: [Float] = []
        values.reserveCapacity(count * potentials.channelCount)
        for start in stride(from: 0, to: count, by: 256) {
            let frames = min(256, count - start)
            var block = [Float](repeating: 0, count: frames * potentials.channelCount)
            for k in trains.indices {
                while next[k] < trains[k].count, trains[k].samples[next[k]] < start + frames {
                    synthesizer.discharge(k, after: trains[k].samples[next[k]] - start)
                    next[k] += 1
                }
            }
            var pulses: [StimulusPulse] = []
            while nextStimulus < stimuli.count, stimuli[nextStimulus].frame < Double(start + frames) {
                pulses.append(stimuli[nextStimulus].shifted(by: -Double(start)))
                nextStimulus += 1
            }
            synthesizer.add(to: &block)
            generator.apply(to: &block, stimuli: pulses)
            values.append(contentsOf: block)
        }
        rate = potentials.rate
        channelCount = potentials.channelCount
        self.values = values
        truth = trains
        onset = potentials.lead
        self.stimuli = stimuli
    }
}

// How a person is recorded, in the few numbers that differ between people and rooms.

/// The electrodes, the limb under them, and what they pick up beside the muscle. 0 switches a disturbance off.
public struct RecordingConditions: Hashable, Sendable, Codable {
    /// `bipolar`, or the product code of a grid such as `GR10MM0808`.
    public var electrodes = "bipolar"
    /// Samples per second (Hz).
    public var rate = 2048.0
    /// The limb under the electrodes.
    public var limb = VolumeConductor()
    /// Noise of electrodes and amplifier, standard deviation (µV).
    public var noise = 4.0
    /// The mains (µV).
    public var mains = 3.0
    /// The frequency of the mains (Hz).
    public var mainsFrequency = 50.0
    /// The heart's R wave (µV).
    public var heart = 5.0
    /// Heart beats per minute.
    public var heartRate = 66.0
    /// Slow waves of cables and skin, standard deviation (µV).
    public var motion = 5.0
    /// Knocks on cables per minute.
    public var knocks = 0.0
    /// The direct pick-up of a pulse (µV).
    public var stimulationArtefact = 4000.0

    /// A pair of electrodes in a laboratory.
    public init() {}

    /// What the electrodes pick up beside the muscle.
    public var disturbances: Disturbances {
        Disturbances(
            noise: noise > 0 ? ElectrodeNoise(rms: noise) : nil,
            mains: mains > 0 ? MainsHum(frequency: mainsFrequency, amplitude: mains) : nil,
            heart: heart > 0 ? HeartBeat(rate: heartRate, amplitude: heart) : nil,
            motion: motion > 0 || knocks > 0 ? MotionArtefact(rms: motion, knocksPerMinute: knocks) : nil,
            stimulation: stimulationArtefact > 0 ? StimulationArtefact(amplitude: stimulationArtefact) : nil,
            amplifier: Amplifier())
    }

    /// Whether the electrodes are known and the limb is possible.
    ///
    /// - Throws: ``ParameterError`` when they are not.
    public func check() throws(ParameterError) {
        if electrodes != "bipolar" {
            do { _ = try ElectrodeArray.grid(electrodes) } catch {
                throw ParameterError(
                    parameter: "recording: electrodes", found: error.found, allowed: "bipolar, \(error.allowed)")
            }
        }
        guard limb.boneRadius < limb.muscleRadius else {
            throw ParameterError(
                parameter: "recording: boneRadius", found: "\(limb.boneRadius) mm",
                allowed: "less than the muscle radius, which is \(limb.muscleRadius) mm")
        }
        guard limb.boneConductivity == 0 || limb.boneConductivity >= 1e-6 else {
            throw ParameterError(
                parameter: "recording: boneConductivity", found: "\(limb.boneConductivity) S/m",
                allowed: "0 or at least 1e-6 S/m")
        }
        _ = try limb.cylinder()
    }
}

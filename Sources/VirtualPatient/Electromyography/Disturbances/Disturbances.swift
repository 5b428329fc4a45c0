// What electrodes pick up beside the muscle. Every kind is off unless it is set, and each has random numbers of its own.

/// The disturbances of a recording. The default is none.
///
/// Amplitudes are in µV at the electrodes. Shapes and default sizes are assumptions from experience ([A] in
/// Documentation/Methods/Electromyography.md), meant to be as troublesome as the real thing, not to be measurements.
public struct Disturbances: Hashable, Sendable, Codable {
    /// Noise of electrodes and amplifier.
    public var noise: ElectrodeNoise?
    /// The mains and its harmonics.
    public var mains: MainsHum?
    /// The heart.
    public var heart: HeartBeat?
    /// Cables and skin that move.
    public var motion: MotionArtefact?
    /// The direct pick-up of stimulation.
    public var stimulation: StimulationArtefact?
    /// Gel or sweat that joins neighbouring pads.
    public var bridging: PadBridging?
    /// Electrodes that lose contact.
    public var lostLeads: [LostLead]
    /// The amplifier: coupling, range and steps.
    public var amplifier: Amplifier?

    /// Creates a set of disturbances.
    public init(
        noise: ElectrodeNoise? = nil, mains: MainsHum? = nil, heart: HeartBeat? = nil, motion: MotionArtefact? = nil,
        stimulation: StimulationArtefact? = nil, bridging: PadBridging? = nil, lostLeads: [LostLead] = [],
        amplifier: Amplifier? = nil
    ) {
        self.noise = noise
        self.mains = mains
        self.heart = heart
        self.motion = motion
        self.stimulation = stimulation
        self.bridging = bridging
        self.lostLeads = lostLeads
        self.amplifier = amplifier
    }

    /// A good recording in a laboratory.
    public static let laboratory = Disturbances(
        noise: ElectrodeNoise(rms: 4), mains: MainsHum(amplitude: 3), heart: HeartBeat(amplitude: 5),
        motion: MotionArtefact(rms: 5, knocksPerMinute: 0), stimulation: StimulationArtefact(),
        amplifier: Amplifier())

    /// A recording at home that one has to live with.
    public static let home = Disturbances(
        noise: ElectrodeNoise(rms: 10), mains: MainsHum(amplitude: 25), heart: HeartBeat(amplitude: 15),
        motion: MotionArtefact(rms: 30, knocksPerMinute: 4), stimulation: StimulationArtefact(amplitude: 8000),
        bridging: PadBridging(fraction: 0.1), amplifier: Amplifier())
}

/// One pulse of a stimulator as the recording amplifier meets it.
public struct StimulusPulse: Hashable, Sendable, Codable {
    /// When it begins, in frames; parts of frames count.
    public var frame: Double
    /// Its strength, relative to the one that the artefact's amplitude is given for.
    public var strength: Double
    /// The width of one phase, in seconds.
    public var width: Double
    /// Whether a second phase of the opposite sign follows.
    public var isBiphasic: Bool

    /// Creates a pulse.
    public init(frame: Double, strength: Double = 1, width: Double = 0.0003, isBiphasic: Bool = true) {
        self.frame = frame
        self.strength = strength
        self.width = width
        self.isBiphasic = isBiphasic
    }

    func shifted(by frames: Double) -> StimulusPulse {
        var pulse = self
        pulse.frame += frames
        return pulse
    }
}

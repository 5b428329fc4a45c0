// What every channel sees when a motor unit discharges once.

public import Signals

/// The action potentials of all motor units of a muscle on all channels: units × samples × channels, in µV.
///
/// A potential begins `lead` samples before the action potentials leave the end-plates, because sampling at a finite
/// rate needs a filter that rings a little to both sides.
public struct MotorUnitActionPotentials: Hashable, Sendable {
    /// The number of motor units.
    public let unitCount: Int
    /// The number of channels.
    public let channelCount: Int
    /// The number of samples of each potential.
    public let length: Int
    /// The samples before the moment at which the end-plates are excited.
    public let lead: Int
    /// The sample rate.
    public let rate: SampleRate
    /// The conduction velocity of each unit, in m/s.
    public let conductionVelocities: [Double]
    /// The samples in µV: unit after unit, in each sample after sample, in each channel after channel.
    public let values: [Float]

    init(
        channelCount: Int, length: Int, lead: Int, rate: SampleRate, conductionVelocities: [Double], values: [Float]
    ) {
        precondition(values.count == conductionVelocities.count * length * channelCount, "units × samples × channels")
        unitCount = conductionVelocities.count
        self.channelCount = channelCount
        self.length = length
        self.lead = lead
        self.rate = rate
        self.conductionVelocities = conductionVelocities
        self.values = values
    }

    /// One unit's potential on one channel, in µV.
    public subscript(unit unit: Int, channel channel: Int) -> [Float] {
        (0..<length).map { values[(unit * length + $0) * channelCount + channel] }
    }

    /// The largest peak-to-peak amplitude of a unit over all channels, in µV.
    public func peakToPeak(unit: Int) -> Float {
        (0..<channelCount).reduce(0) { largest, channel in
            let potential = self[unit: unit, channel: channel]
            return max(largest, (potential.max() ?? 0) - (potential.min() ?? 0))
        }
    }
}

extension MotorUnitActionPotentials {
    /// Draws the units of a muscle and computes what the electrodes see of them.
    ///
    /// The response of the volume conductor is computed once per depth and shared by all fibres.
    ///
    /// - Parameters:
    ///   - units: the muscle's units in the order of recruitment; their tetanic forces set the numbers of fibres.
    ///   - seed: the same seed gives the same units.
    /// - Throws: ``ParameterError`` for the first parameter that is not possible.
    public init(
        _ architecture: MuscleArchitecture, units: [MuscleUnit], in conductor: VolumeConductor = VolumeConductor(),
        source: ActionPotentialSource = ActionPotentialSource(), electrodes: ElectrodeArray, rate: SampleRate,
        seed: UInt64
    ) throws(ParameterError) {
        try self.init(
            MotorUnitAnatomy.draw(architecture, units: units, in: conductor, seed: seed), in: conductor,
            source: source, electrodes: electrodes, rate: rate)
    }

    /// Computes what the electrodes see of units with known fibres.
    ///
    /// - Throws: ``ParameterError`` for the first parameter that is not possible.
    public init(
        _ units: [MotorUnitAnatomy], in conductor: VolumeConductor = VolumeConductor(),
        source: ActionPotentialSource = ActionPotentialSource(), electrodes: ElectrodeArray, rate: SampleRate
    ) throws(ParameterError) {
        let cylinder = try conductor.cylinder()
        try source.check()
        try Self.check(units, between: conductor.boneRadius...(conductor.muscleRadius - 0.2), rate: rate)
        let builder = PotentialBuilder(
            units: units, cylinder: cylinder, observerRadius: conductor.surfaceRadius, source: source,
            electrodes: electrodes, rate: rate)
        self = builder.build()
    }

    private static func check(
        _ units: [MotorUnitAnatomy], between radii: ClosedRange<Double>, rate: SampleRate
    ) throws(ParameterError) {
        try ParameterError.check("sample rate of the electromyogram", rate.hertz, in: 500...50_000, unit: "Hz")
        try ParameterError.check("number of motor units", units.count, in: 1...5000)
        for (k, unit) in units.enumerated() {
            let owner = "motor unit \(k + 1)"
            try ParameterError.check("\(owner): number of fibres", unit.fibres.count, in: 1...100_000)
            try ParameterError.check("\(owner): conduction velocity", unit.conductionVelocity, in: 1...10, unit: "m/s")
            for fibre in unit.fibres {
                try ParameterError.check("\(owner): radius of a fibre", fibre.radius, in: radii, unit: "mm")
                try ParameterError.check("\(owner): angle of a fibre", fibre.angle, in: -7...7, unit: "rad")
                try ParameterError.check("\(owner): end-plate of a fibre", fibre.endPlate, in: -400...400, unit: "mm")
                for length in [fibre.proximalLength, fibre.distalLength] {
                    try ParameterError.check("\(owner): length of a fibre's half", length, in: 1...300, unit: "mm")
                }
            }
        }
    }
}

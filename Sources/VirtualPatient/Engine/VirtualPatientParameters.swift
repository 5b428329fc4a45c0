// The whole patient in numbers, and how they are recorded.

/// Everything that makes one virtual patient different from another, apart from the seed.
public struct VirtualPatientParameters: Hashable, Sendable, Codable {
    /// The muscle that spasms: plantarflexors.
    public var agonist = MotorPoolParameters.soleus
    /// Its antagonist: dorsiflexors.
    public var antagonist = MotorPoolParameters.tibialisAnterior
    /// Nerves, reflexes, joint.
    public var circuit = CircuitParameters()
    /// The monoaminergic drive.
    public var neuromodulation = NeuromodulationParameters()
    /// Spasms that begin by themselves.
    public var spasms = SpasmParameters()
    /// What else happens by itself.
    public var activity = ActivityParameters()
    /// The motoneurons' time step (ms): 0.025 as published, 0.05 with 1.5 % fewer discharges. It must divide 1 ms.
    public var timeStep = 0.05

    /// A healthy adult who lies still.
    public init() {}

    /// Whether all numbers are possible.
    ///
    /// - Throws: ``ParameterError`` for the first that is not.
    public func check() throws(ParameterError) {
        try agonist.check()
        try antagonist.check()
        try circuit.check()
        try neuromodulation.checkFields()
        try spasms.check()
        try activity.check()
        try ParameterError.check("virtual patient: timeStep", timeStep, in: 0.005...0.1, unit: "ms")
        let steps = (1 / timeStep).rounded()
        guard abs(steps * timeStep - 1) < 1e-9 else {
            throw ParameterError(
                parameter: "virtual patient: timeStep", found: "\(timeStep) ms",
                allowed:
                    "a whole part of 1 ms, such as 0.025, 0.05 or 0.1 ms, because the circuit moves every millisecond")
        }
    }
}

/// How the patient's electromyogram is recorded.
public struct ElectromyographyParameters: Hashable, Sendable, Codable {
    /// `bipolar`, or the product code of a grid such as `GR10MM0808`.
    public var electrodes = "bipolar"
    /// Samples per second (Hz).
    public var rate = 2048.0
    /// The limb under the electrodes.
    public var conductor = VolumeConductor()
    /// Where the agonist's fibres lie; `nil` for the muscle's own preset.
    public var architecture: MuscleArchitecture?
    /// What else the electrodes pick up.
    public var disturbances = Disturbances.laboratory

    /// A pair of electrodes in a laboratory.
    public init() {}
}

// Parameters of motoneurons and muscles that the engine's dictionaries do not list, and of the recording.

import Motoneurons

extension Person {
    /// A pool of motoneurons, its synapses, and how its muscle tires.
    static func poolSections(
        _ name: String, _ pool: ParameterPlace<MotorPoolParameters>, _ meaning: String
    ) -> [ParameterSection] {
        [
            described(name, pool, meaning, first: cells(of: pool)) { person throws(ParameterError) in
                try pool.get(person).check()
                guard name == "antagonist" else { return }
                let (agonist, antagonist) = (person.parameters.agonist.muscle, person.parameters.antagonist.muscle)
                guard agonist.isPlantarflexor != antagonist.isPlantarflexor else {
                    throw ParameterError(
                        parameter: "\(name): muscle", found: antagonist.rawValue.separatedWords,
                        allowed: "a muscle on the other side of the ankle than the agonist, which is "
                            + agonist.rawValue.separatedWords)
                }
            },
            ParameterSection(
                "\(name) synapses",
                "How synaptic input reaches the \(name)'s motoneurons; drives are multiples of a unit.",
                synapses(of: pool.synapses)),
            ParameterSection(
                "\(name) fatigue", "How the \(name) tires; off for a muscle that never does.",
                presence: pool.tires, fatigue(of: pool.fatigueIfAny)
            ) { person throws(ParameterError) in
                try pool.get(person).fatigue?.check(name)
            },
        ]
    }

    private static func cells(
        of pool: ParameterPlace<MotorPoolParameters>
    ) -> [ParameterDescription] {
        let jitter: ParameterPlace<MotoneuronJitter> = pool.jitter
        return [
            .option("muscle", at: pool.muscle, "its twitches, forces and fibres come with it", "ReMoto"),
            .option(
                "table", at: pool.table, "the published pool that the cells are taken from",
                "Powers & Heckman 2017, ModelDB 239582"),
            .whole(
                "motorUnits", at: pool.motorUnits, 1...2000,
                "how many motor units stand for the muscle's"),
            .number(
                "dendriticCalciumVariation", at: jitter.dendriticCalcium, "1", 0...1,
                "coefficient of variation of dendritic calcium conductances from cell to cell",
                "assumption: 5 to 10 % break the perfect order of rank"),
            .number(
                "calciumPotassiumVariation", at: jitter.calciumPotassium, "1", 0...1,
                "the same for the conductances of the afterhyperpolarisation", "assumption"),
            .number(
                "leakVariation", at: jitter.leak, "1", 0...1, "the same for leak conductances",
                "assumption"),
        ]
    }

    private static func synapses(
        of synapses: ParameterPlace<SynapseSettings>
    ) -> [ParameterDescription] {
        let published = "Powers & Heckman 2017, ModelDB 239582"
        let excitation: ParameterPlace<SynapseSettings.CommonNoise> = synapses.commonExcitation
        let inhibition: ParameterPlace<SynapseSettings.CommonNoise> = synapses.commonInhibition
        return [
            .number(
                "unitConductance", at: synapses.unitConductance, "S/cm²", 0...1e-3,
                "one unit of excitation or inhibition on the dendrites", published),
            .number(
                "noiseDeviation", at: synapses.noiseDeviation, "S/cm²", 0...1e-3,
                "standard deviation of the independent noise at one unit; 0 switches it off", published),
            .number(
                "noiseTimeConstant", at: synapses.noiseTimeConstant, "ms", 0.1...10_000,
                "time constant of the independent noise", published),
            .number(
                "commonExcitation", at: excitation.coefficientOfVariation, "1", 0...1,
                "coefficient of variation of the excitation that all motoneurons of the pool share",
                "assumption: 5 to 10 %; common input is 60 % or more of the total (Negro 2016, abstract)"),
            .number(
                "commonExcitationTime", at: excitation.timeConstant, "ms", 1...10_000,
                "time constant of that fluctuation", "assumption: 50 to 200 ms"),
            .number(
                "commonInhibition", at: inhibition.coefficientOfVariation, "1", 0...1,
                "coefficient of variation of the inhibition that all motoneurons of the pool share", "assumption"),
            .number(
                "commonInhibitionTime", at: inhibition.timeConstant, "ms", 1...10_000,
                "time constant of that fluctuation", "assumption"),
        ]
    }

    private static func fatigue(
        of fatigue: ParameterPlace<MuscleFatigue>
    ) -> [ParameterDescription] {
        let source = "assumption in the spirit of Potvin & Fuglevand 2017"
        return [
            .number(
                "firstRate", at: fatigue.firstRate, "1/s", 0...1, "how fast the first unit tires", source),
            .number("lastRate", at: fatigue.lastRate, "1/s", 0...1, "how fast the last unit tires", source),
            .number(
                "recovery", at: fatigue.recovery, "s", 1...100_000, "time constant of recovery", source),
        ]
    }

    static let recordingSection = ParameterSection(
        "recording", "The electrodes, the limb under them, and what they pick up beside the muscle; 0 switches it off.",
        [
            .text(
                "electrodes", at: .init(\.recording.electrodes), isLabel: true, "bipolar, or the product code of a grid"
            ),
            .number("rate", at: .init(\.recording.rate), "Hz", 250...100_000, "samples per second", ""),
            .number(
                "boneRadius", at: .init(\.recording.limb.boneRadius), "mm", 1...200, "radius of the bone",
                "assumption (adult calf)"),
            .number(
                "muscleRadius", at: .init(\.recording.limb.muscleRadius), "mm", 5...500, "outer radius of the muscles",
                "assumption (adult calf)"),
            .number(
                "fatThickness", at: .init(\.recording.limb.fatThickness), "mm", 0.1...100, "thickness of the fat",
                "assumption (adult calf)"),
            .number(
                "skinThickness", at: .init(\.recording.limb.skinThickness), "mm", 0.1...20, "thickness of the skin",
                "ReMoto"),
            conductivity(
                "boneConductivity", at: .init(\.recording.limb.boneConductivity), 0...10, "conductivity of bone"),
            conductivity(
                "muscleConductivityAcross", at: .init(\.recording.limb.muscleConductivityAcross), 0.0001...10,
                "conductivity of muscle across its fibres"),
            conductivity(
                "muscleConductivityAlong", at: .init(\.recording.limb.muscleConductivityAlong), 0.0001...10,
                "conductivity of muscle along its fibres"),
            conductivity(
                "fatConductivity", at: .init(\.recording.limb.fatConductivity), 0.0001...10, "conductivity of fat"),
            conductivity(
                "skinConductivity", at: .init(\.recording.limb.skinConductivity), 0.0001...10, "conductivity of skin"),
            .number(
                "noise", at: .init(\.recording.noise), "µV", 0...100_000,
                "noise of electrodes and amplifier, standard deviation",
                "assumption"),
            .number("mains", at: .init(\.recording.mains), "µV", 0...1_000_000, "amplitude of the mains", "assumption"),
            .number(
                "mainsFrequency", at: .init(\.recording.mainsFrequency), "Hz", 1...100, "frequency of the mains", ""),
            .number(
                "heart", at: .init(\.recording.heart), "µV", 0...100_000, "height of the heart's R wave", "assumption"),
            .number("heartRate", at: .init(\.recording.heartRate), "1/min", 20...250, "heart beats", "assumption"),
            .number(
                "motion", at: .init(\.recording.motion), "µV", 0...1_000_000, "slow waves of cables and skin",
                "assumption"),
            .number("knocks", at: .init(\.recording.knocks), "1/min", 0...6000, "knocks on cables", "assumption"),
            .number(
                "stimulationArtefact", at: .init(\.recording.stimulationArtefact), "µV", 0...100_000_000,
                "direct pick-up of a pulse", "from memory: 5 to 50 times the EMG"),
        ], check: { person throws(ParameterError) in try person.recording.check() })

    private static func conductivity(
        _ property: String, at place: ParameterPlace<Double>, _ allowed: ClosedRange<Double>,
        _ meaning: String
    ) -> ParameterDescription {
        .number(property, at: place, "S/m", allowed, meaning, "MyoGen's surface model")
    }
}

extension MotorPoolParameters {
    /// Whether the muscle tires at all.
    var tires: Bool {
        get { fatigue != nil }
        set { fatigue = newValue ? fatigue ?? MuscleFatigue() : nil }
    }

    /// How it tires, or would.
    var fatigueIfAny: MuscleFatigue {
        get { fatigue ?? MuscleFatigue() }
        set { fatigue = newValue }
    }
}

extension MotorPoolParameters.MuscleName {
    /// Whether it presses the foot down.
    public var isPlantarflexor: Bool { self != .tibialisAnterior }
}

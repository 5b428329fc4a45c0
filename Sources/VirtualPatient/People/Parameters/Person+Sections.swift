// The table of all parameters, in the order of a person file.

extension Person {
    /// Every parameter in its section. The first section has no name: its parameters stand at the top of the file.
    public static let sections: [ParameterSection] =
        [topSection]
        + poolSections(
            "agonist", .init(\.parameters.agonist), "The muscle under study with its motoneurons; it goes into spasm.")
        + poolSections("antagonist", .init(\.parameters.antagonist), "The muscle against it; its nerve is stimulated.")
        + circuitSections + lifeSections + [recordingSection, simulationSection]

    /// The section with this name.
    public static func section(_ name: String) -> ParameterSection? { sections.first { $0.name == name } }

    private static let topSection = ParameterSection(
        "", "",
        [
            .text("name", at: .init(\.name), isLabel: true, "what the person is called"),
            .text("stands for", at: .init(\.summary), isLabel: false, "whom the person stands for"),
            .text("history", at: .init(\.history), isLabel: false, "how the person came to be"),
            .whole("seed", at: .init(\.seed), 0...Int.max, "where all random numbers of this person start"),
        ])

    private static let circuitSections: [ParameterSection] = [
        described(
            "agonist nerve", .init(\.parameters.circuit.agonistNerve),
            "The agonist's nerve under the stimulator's pads."
        ) {
            person throws(ParameterError) in try person.parameters.circuit.agonistNerve.check()
        },
        described(
            "antagonist nerve", .init(\.parameters.circuit.antagonistNerve),
            "The antagonist's nerve under the pads: where reciprocal inhibition is evoked."
        ) { person throws(ParameterError) in try person.parameters.circuit.antagonistNerve.check() },
        described(
            "agonist Ia synapse", .init(\.parameters.circuit.agonistSynapse),
            "What Ia volleys do to the agonist's pool."),
        described(
            "antagonist Ia synapse", .init(\.parameters.circuit.antagonistSynapse),
            "What Ia volleys do to the antagonist's pool."),
        described(
            "reciprocal inhibition", .init(\.parameters.circuit.reciprocalInhibition),
            "What a pulse to the antagonist's nerve does to the agonist's motoneurons through Ia interneurons.",
            first: [
                .option(
                    "effect", at: .init(\.parameters.circuit.reciprocalInhibition.effect),
                    "what a volley does: inhibition may be absent or turned over in spasticity",
                    "from memory: Crone, Nielsen and others; facilitation after spinal cord injury: Knikou (abstract)")
            ]),
        described("stretch reflex", .init(\.parameters.circuit.stretchReflex), "The agonist's stretch reflex."),
        described(
            "antagonist stretch reflex", .init(\.parameters.circuit.antagonistStretchReflex),
            "The antagonist's stretch reflex."),
        described(
            "skin reflex", .init(\.parameters.circuit.skinReflex), "The path from the skin to the agonist's pool."),
        described(
            "tendon vibration", .init(\.parameters.circuit.vibration), "How spindles answer to vibration of the tendon."
        ),
        described(
            "ankle", .init(\.parameters.circuit.ankle), "The joint: foot and what is fixed to it, between two muscles.",
            first: [
                .flag(
                    "isHeld", at: .init(\.parameters.circuit.ankle.isHeld),
                    "whether a dynamometer or brace holds the foot")
            ]),
        described(
            "after-effect", .init(\.parameters.circuit.afterEffect),
            "What patterned stimulation leaves behind. Off unless asked for: the evidence is thin and mixed.",
            first: [
                .flag(
                    "isOn", at: .init(\.parameters.circuit.afterEffect.isOn), "whether there is any after-effect",
                    "more inhibition for 5 min or longer after patterned, none after even pulses: Perez et al. 2003")
            ]),
    ]

    private static let lifeSections: [ParameterSection] = [
        described(
            "neuromodulation", .init(\.parameters.neuromodulation),
            "Monoaminergic drive: the factor of all dendritic PICs, and how calm and stress move it."),
        described("spasms", .init(\.parameters.spasms), "Spasms that begin by themselves.") {
            person throws(ParameterError) in
            try person.parameters.spasms.check()
        },
        described("activity", .init(\.parameters.activity), "What else happens by itself.") {
            person throws(ParameterError) in
            try person.parameters.activity.check()
        },
    ]

    private static let simulationSection = ParameterSection(
        "simulation", "How finely the person is computed.",
        [
            .number(
                "timeStep", at: .init(\.parameters.timeStep), "ms", 0.005...0.1, "step of the motoneurons",
                "computed against NEURON: 0.05 ms moves recruitment by at most 0.44 ms and loses 1.5 % of discharges",
                reason: "longer steps lose discharges and then become unstable")
        ], check: { person throws(ParameterError) in try person.parameters.check() })

    /// A section whose owner brings its own dictionary.
    static func described<Owner: DescribedParameters>(
        _ name: String, _ owner: ParameterPlace<Owner>, _ meaning: String,
        first: [ParameterDescription] = [],
        check: @escaping @Sendable (Person) throws(ParameterError) -> Void = { _ throws(ParameterError) in }
    ) -> ParameterSection {
        ParameterSection(name, meaning, first + ParameterDescription.rows(of: owner), check: check)
    }
}

// The people that one can begin with. What is behind the numbers: Documentation/Methods/People.md.

/// A kind of person to begin with.
public enum PersonPreset: String, Hashable, Sendable, Codable, CaseIterable {
    /// Healthy and young.
    case healthyYoung = "healthy-young"
    /// Healthy and older.
    case healthyOlder = "healthy-older"
    /// Chronic spinal cord injury.
    case spinalCordInjury = "spinal-cord-injury"
    /// Multiple sclerosis.
    case multipleSclerosis = "multiple-sclerosis"
    /// Brain injury or stroke.
    case brainInjury = "brain-injury"
    /// Incomplete spinal cord injury with strong reciprocal inhibition.
    case responder
    /// Spinal cord injury without reciprocal inhibition.
    case nonResponder = "non-responder"
    /// Spinal cord injury with facilitation in the place of reciprocal inhibition.
    case facilitator

    /// Whom the preset stands for.
    public var summary: String {
        switch self {
        case .healthyYoung: "A healthy adult of about 25 years; ΔF and rates as measured in young people."
        case .healthyOlder: "A healthy adult of about 70 years; weaker PICs, longer afterhyperpolarisation."
        case .spinalCordInjury:
            "A person with chronic spinal cord injury and spasms of every kind: strong PICs, lost inhibition."
        case .multipleSclerosis: "A person with multiple sclerosis: clonus, weak reciprocal inhibition, fatigue."
        case .brainInjury: "A person after stroke or brain injury: brisk stretch reflex, firing that outlasts effort."
        case .responder:
            "A person with incomplete spinal cord injury in whom stimulation of the antagonist's nerve inhibits strongly."
        case .nonResponder:
            "A person with spinal cord injury in whom stimulation of the antagonist's nerve does nothing."
        case .facilitator: "A person with spinal cord injury in whom stimulation of the antagonist's nerve excites."
        }
    }

    /// Whether the preset has the severity dial. Healthy people have none.
    public var hasSeverity: Bool { self != .healthyYoung && self != .healthyOlder }
}

extension Person {
    /// A person of a preset.
    ///
    /// - Parameters:
    ///   - severity: 0 (mild) to 1 (severe); 0.5 unless given. Only for presets that have the dial.
    ///   - seed: draws an individual around the preset, the same for the same seed. `nil` gives the typical person, with
    ///     seed 1 for the random numbers of a simulation.
    ///   - muscle: the muscle under study; the one against it comes with it.
    /// - Throws: ``ParameterError`` for a severity or a seed that cannot be.
    public static func preset(
        _ preset: PersonPreset, severity: Double? = nil, seed: Int? = nil,
        muscle: MotorPoolParameters.MuscleName = .soleus
    ) throws(ParameterError) -> Person {
        if let severity, !preset.hasSeverity {
            throw ParameterError(
                parameter: "severity of \(preset.rawValue)", found: "\(severity)",
                allowed: "none, as for all healthy people")
        }
        let severity = severity ?? 0.5
        try ParameterError.check("severity", severity, in: 0...1)
        if let seed { try ParameterError.check("seed", seed, in: 0...Int.max) }
        var person = Person()
        person.name = preset.rawValue
        person.summary = preset.summary
        person.history = "Preset \(preset.rawValue)" + (preset.hasSeverity ? ", severity \(severity)" : "")
        person.parameters.agonist = .preset(muscle)
        person.parameters.antagonist = .preset(muscle.isPlantarflexor ? .tibialisAnterior : .soleus)
        switch preset {
        case .healthyYoung:
            person.makeHealthy()
            person.calibrateRamps()
        case .healthyOlder:
            person.makeOlder()
            person.calibrateRamps()
        case .spinalCordInjury: person.injureSpinalCord(severity)
        case .multipleSclerosis: person.makeMultipleSclerosis(severity)
        case .brainInjury: person.injureBrain(severity)
        case .responder: person.injureIncompletely(severity)
        case .nonResponder:
            person.injureSpinalCord(severity)
            person.parameters.circuit.reciprocalInhibition.effect = .none
        case .facilitator:
            person.injureSpinalCord(severity)
            person.parameters.circuit.reciprocalInhibition.effect = .facilitation
            person.parameters.circuit.reciprocalInhibition.strength = 3
        }
        if let seed {
            person.seed = seed
            person.drawIndividual()
            person.history += ", an individual drawn with seed \(seed)"
        } else {
            person.history += ", the typical person"
        }
        return person
    }
}

extension MotorPoolParameters {
    /// A muscle's own preset.
    static func preset(_ muscle: MuscleName) -> MotorPoolParameters {
        switch muscle {
        case .soleus: .soleus
        case .gastrocnemiusMedialis: .gastrocnemiusMedialis
        case .tibialisAnterior: .tibialisAnterior
        }
    }
}

// The circuit at work: everything of the patient that is neither motoneuron nor muscle, one millisecond at a time.

/// A pulse on a nerve, as it reaches the patient.
public struct PatientPulse: Hashable, Sendable, Codable {
    /// The muscle whose nerve is under the pads.
    public var nerve: PatientMuscle
    /// When it begins (µs after the start). A time that has passed means at once.
    public var time: Int
    /// The current of its first phase (mA).
    public var current: Double
    /// The width of its first phase (µs).
    public var width: Double

    /// Creates a pulse.
    public init(nerve: PatientMuscle, time: Int, current: Double, width: Double) {
        self.nerve = nerve
        self.time = time
        self.current = current
        self.width = width
    }
}

/// Nerves, reflex paths, joint and monoaminergic drive.
struct ReflexCircuit: Hashable, Sendable, Codable {
    private var agonistNerve: MixedNerve
    private var antagonistNerve: MixedNerve
    private var agonistSynapse: AfferentSynapse
    private var antagonistSynapse: AfferentSynapse
    private var reciprocal: ReciprocalPath
    private var stretch: StretchReflex
    private var antagonistStretch: StretchReflex
    private var skin: SkinReflex
    private var agonistVibration: TendonVibration
    private var antagonistVibration: TendonVibration
    var ankle: Ankle
    var neuromodulation: Neuromodulation

    init(_ parameters: VirtualPatientParameters) {
        let p = parameters.circuit
        agonistNerve = MixedNerve(p.agonistNerve)
        antagonistNerve = MixedNerve(p.antagonistNerve)
        agonistSynapse = AfferentSynapse(p.agonistSynapse, nerve: p.agonistNerve)
        antagonistSynapse = AfferentSynapse(p.antagonistSynapse, nerve: p.antagonistNerve)
        reciprocal = ReciprocalPath(
            p.reciprocalInhibition, nerve: p.antagonistNerve, afterEffect: p.afterEffect)
        stretch = StretchReflex(p.stretchReflex)
        antagonistStretch = StretchReflex(p.antagonistStretchReflex)
        skin = SkinReflex(p.skinReflex)
        agonistVibration = TendonVibration(p.vibration)
        antagonistVibration = TendonVibration(p.vibration)
        ankle = Ankle(p.ankle)
        neuromodulation = Neuromodulation(parameters.neuromodulation)
    }

    /// How much stronger reciprocal inhibition is than before any stimulation.
    var potentiation: Double { reciprocal.potentiation }

    /// A pulse reaches a nerve at `time` (µs), `phase` seconds into the step; its afferents set off. What answers.
    mutating func pulse(_ pulse: PatientPulse, at time: Int, phase: Double) -> NerveVolley {
        switch pulse.nerve {
        case .agonist:
            let volley = agonistNerve.pulse(current: pulse.current, width: pulse.width, at: time)
            agonistSynapse.send(volley.afferent, phase: phase)
            return volley
        case .antagonist:
            let volley = antagonistNerve.pulse(current: pulse.current, width: pulse.width, at: time)
            antagonistSynapse.send(volley.afferent, phase: phase)
            reciprocal.send(volley.afferent, phase: phase)
            return volley
        }
    }

    /// The skin is touched.
    mutating func touch(strength: Double) { skin.touch(strength: strength) }

    /// What the reflexes do to the two pools in this step.
    mutating func step(
        _ sums: InputSums
    ) -> (agonist: Double, antagonist: Double, reciprocal: ReciprocalEffect) {
        if let volley = agonistVibration.step(
            frequency: sums.agonistVibration.frequency, amplitude: sums.agonistVibration.amplitude)
        {
            agonistSynapse.send(volley.size, phase: volley.phase)
        }
        if let volley = antagonistVibration.step(
            frequency: sums.antagonistVibration.frequency, amplitude: sums.antagonistVibration.amplitude)
        {
            antagonistSynapse.send(volley.size, phase: volley.phase)
            reciprocal.send(volley.size, phase: volley.phase)
        }
        neuromodulation.step()
        let effect = reciprocal.step()
        let (angle, velocity) = (ankle.angle, ankle.velocity)
        let unblocked = 1 - effect.blocked
        let agonist =
            agonistSynapse.step(blocked: effect.blocked)
            + unblocked * stretch.step(stretch: angle, velocity: velocity) + skin.step()
        let antagonist =
            antagonistSynapse.step(blocked: 0) + antagonistStretch.step(stretch: -angle, velocity: -velocity)
        return (agonist, antagonist, effect)
    }
}

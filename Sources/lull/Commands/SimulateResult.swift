// From a simulation to its BIDS-EMG folder: only names, units and words change.

import Recordings
import Signals
import VirtualPatient

/// The outcome of a simulation.
struct SimulateResult {
    let run: SimulateRun
    let electrodes: ElectrodeArray
    let rate: SampleRate
    let lanes: SimulateLanes
    let samples: SpooledSamples
    let events: [Event]
    /// The units that discharged.
    let agonist: [RecordedMotorUnit]
    let antagonist: [RecordedMotorUnit]
    let cells: SimulateCells?
    /// The highest torque (% MVC).
    let peakTorque: Double

    var person: Person { run.person }
    var script: SimulateScript { run.script }

    /// The recording as it goes into the BDF+ file.
    var recording: Recording {
        Recording(
            name: "simulated \(script.task)", format: "simulation",
            channels: described.map(\.channel), events: events, motorUnits: agonist,
            metadata: ["person": person.name], samples: samples)
    }

    /// Every channel with its line in `_channels.tsv`.
    private var described: [(channel: Channel, line: BIDSChannel)] {
        let muscle = script.parameters.agonist.muscle.words
        var list: [(Channel, BIDSChannel)] = []
        for (k, derivation) in electrodes.derivations.enumerated() {
            let isPair = derivation.minus != nil
            var line = BIDSChannel(isPair ? "surface EMG between two electrodes" : "surface EMG of one electrode")
            line.muscle = muscle
            line.electrode = electrodeName(derivation.plus)
            line.reference = derivation.minus.map(electrodeName) ?? "far away"
            line.group = electrodes.name
            let label = isPair ? "EMG \(k + 1)" : "\(electrodes.name) (\(k + 1))"
            list.append((Channel(label: label, kind: .emg, unit: .microvolt, rate: rate), line))
        }
        list.append(
            (
                Channel(label: "Torque", kind: .torque, unit: .percentMVC, rate: rate),
                BIDSChannel(
                    "net torque of the muscles towards \(direction), part of the maximum of \(maximalTorque) N·m")
            ))
        if script.path != nil {
            list.append(
                (
                    Channel(label: "Requested path", kind: .requestedPath, unit: .percentMVC, rate: rate),
                    BIDSChannel("torque that the person was asked for")
                ))
        }
        if lanes.hasAngle {
            list.append(
                (
                    Channel(label: "Angle", kind: .other, unit: SignalUnit("deg"), rate: rate),
                    BIDSChannel("angle of the ankle, positive where it stretches the muscle")
                ))
        }
        return list
    }

    private var direction: String {
        script.parameters.agonist.muscle == .tibialisAnterior ? "dorsiflexion" : "plantarflexion"
    }
    private var maximalTorque: String { script.parameters.agonist.muscleParameters.maximalTorque.short }
    private func electrodeName(_ k: Int) -> String { "E\(k + 1)" }

    /// Writes the folder; the path of the BDF+ file in it comes back.
    func write(to folder: String) throws -> String {
        try dataset.write(to: folder).first ?? ""
    }

    private var dataset: BIDSDataset {
        let label = BIDSDataset.label(person.name)
        var entry = BIDSRecording(
            participant: label, task: script.task, recording: recording, circumstances: circumstances,
            channels: described.map(\.line))
        entry.electrodes = electrodes.places.enumerated().map { k, place in
            BIDSElectrode(name: electrodeName(k), x: place.along, y: place.around, group: electrodes.name)
        }
        entry.coordinates =
            "On the skin over the muscle, in mm from the middle of its fibres: x along the fibres from proximal to distal, "
            + "y around the limb."
        let muscles = (script.parameters.agonist.muscle.words, script.parameters.antagonist.muscle.words)
        entry.truth =
            agonist.map { BIDSKnownUnit($0, muscle: muscles.0) }
            + antagonist.map { BIDSKnownUnit($0, muscle: muscles.1) }
        var dataset = BIDSDataset(
            name: "Simulated \(script.task) of \(person.name)",
            software: BIDSSoftware(
                name: "Lull", version: Lull.version, description: "lull simulate \(script.task), seed \(run.seed)"),
            readme: readme,
            participants: [
                BIDSParticipant(
                    label: label, values: ["yes", person.name, "\(person.seed)", "\(run.seed)", person.history])
            ],
            recordings: [entry])
        dataset.participantColumns = [
            BIDSColumn("simulated", "Whether the person is a computer model; nobody was recorded."),
            BIDSColumn("person", "The virtual person's name in Lull."),
            BIDSColumn("person_seed", "The seed of the person's own properties."),
            BIDSColumn("seed", "The seed of everything random in this simulation."),
            BIDSColumn("history", "How the virtual person came to be."),
        ]
        return dataset
    }

    private var circumstances: BIDSCircumstances {
        let isPair = electrodes.derivations.contains { $0.minus != nil }
        var c = BIDSCircumstances(
            placement:
                "Simulated: centred over the \(script.parameters.agonist.muscle.words), in line with its fibres.",
            reference: isPair ? "bipolar: each channel is measured between two electrodes" : "far away (monopolar)",
            powerLineFrequency: person.recording.mainsFrequency)
        c.taskDescription = script.description
        c.instructions = script.instructions
        c.manufacturer = "none: simulated"
        c.model = "Lull virtual patient"
        c.softwareVersions = "Lull \(Lull.version)"
        c.electrodeType = "surface"
        c.hardwareFilters = "those of the simulated amplifier, as the person's file says"
        let apart = electrodes.places.count > 1 ? electrodes.places[1].along - electrodes.places[0].along : 0
        c.interelectrodeDistance =
            ElectrodeGrid.known(in: electrodes.name, firstChannel: 0)?.interElectrodeDistance ?? (isPair ? apart : nil)
        return c
    }

    private var readme: String {
        let settings = script.settings.map { "- \($0.name): \($0.value)\n" }.joined()
        return """
            Simulated: nobody was recorded
            ==============================

            Made by Lull \(Lull.version), research software, not a medical device:
            lull simulate \(script.task), person \(person.name), seed \(run.seed).

            \(person.name): \(person.summary) \(person.history).
            \(script.description)
            \(settings)
            What is what
            ------------
            - sub-*/emg/*_emg.bdf: EMG of the \(script.parameters.agonist.muscle.words), torque (% MVC)\
            \(script.path == nil ? "" : ", requested path")\(lanes.hasAngle ? ", angle" : ""), and as annotations \
            the events and the true discharges of its \(agonist.count) active motor units.
              `lull info` and `lull assess ramp` open it directly.
            - sub-*/emg/*_events.tsv: what happened. A spasm ends with the last discharge before \
            \(SimulateBook.silence.short) s of silence of the muscle;
              a voluntary contraction that falls into a spasm makes it longer.
            - derivatives/groundtruth/: every discharge of both muscles, at the moment when it left the motoneuron; the \
            potential reaches the
              electrodes some milliseconds later (axon and end-plate).

            The same person, seed and options give the same bytes with the same version of Lull.

            """
    }
}

extension MotorPoolParameters.MuscleName {
    /// The muscle as people write it.
    var words: String {
        switch self {
        case .soleus: "soleus"
        case .gastrocnemiusMedialis: "gastrocnemius medialis"
        case .tibialisAnterior: "tibialis anterior"
        }
    }
}

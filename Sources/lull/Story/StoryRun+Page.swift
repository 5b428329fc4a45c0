// From the run of a story to its page and its numbers: only names, units and words change.

import Amplification
import MotorUnits
import Recordings
import Reports
import Signals
import VirtualPatient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension StoryRun {
    /// The page of a story.
    ///
    /// - Parameter ramp: the real recording, assessed.
    func page(_ result: Result, ramp: RampRun, isLive: Bool = false) -> StoryPage {
        let sample = ramp.provenance.input
        let isOurs = sample == "otb_testfile.mat"
        var content =
            StoryPage.Content(
                recording: RampPage(
                    assessment: ramp.assessment, provenance: ramp.provenance, subtitle: ramp.recording.summaryLine
                ).content,
                recordingDeltaF: ramp.assessment.meanDeltaF,
                recordingWords: isOurs
                    ? "The thigh muscle of a real person (vastus lateralis), recorded with 64 electrodes."
                    : "A recording of a real muscle: \(sample).",
                recordingCredit: isOurs ? "Recording: openhdemg (BSD-3-Clause)." : "",
                person: person.name, summary: person.summary, muscle: muscleWords, seed: seed,
                spasmsPerHour: person.parameters.spasms.perHour, ownSpasmsPerHour: ownSpasmsPerHour,
                motorUnits: person.parameters.agonist.motorUnits, nights: result.nights.map(\.content),
                spasmRule: "more than \(StoryNight.quietUnits(of: person.parameters.agonist.motorUnits)) of its "
                    + "\(person.parameters.agonist.motorUnits) motor units active at once",
                stimulation: stimulationFacts, trials: trials(result), provenance: provenance(ramp, isLive: isLive))
        if isLive {
            content.reproduction =
                "The nights passed in real time, so that another run differs in when exactly a pulse came; each session "
                + "plays again decision by decision (lull replay)."
        }
        return StoryPage(content)
    }

    private var muscleWords: String {
        switch person.parameters.agonist.muscle {
        case .soleus: "calf muscle (soleus)"
        case .gastrocnemiusMedialis: "calf muscle (gastrocnemius medialis)"
        case .tibialisAnterior: "shin muscle (tibialis anterior)"
        }
    }

    private var stimulationFacts: [Fact] {
        [
            Fact("Where", "common peroneal nerve", note: "the nerve of the muscle against the cramping one"),
            Fact(
                "Current", "\(current.value.short) mA",
                note: "at most \(Self.intensity.short) times the motor threshold of \(current.threshold.short) mA"),
            Fact("Pulses", "\(Self.frequency.short) Hz, two phases of \(Self.phase) µs"),
            Fact("Burst", "\(Self.burst.short) s, then at least \(Self.pause.short) s of pause"),
            Fact(
                "Repeats", "\(Self.repeats)",
                note: "for a spasm that goes on; then nothing more is given and somebody is called"),
        ]
    }

    private func provenance(_ ramp: RampRun, isLive: Bool) -> [Fact] {
        [
            Fact("Software", ramp.provenance.software), Fact("Recording", ramp.provenance.input),
            Fact("SHA-256 of the recording", ramp.provenance.inputSHA256 ?? "\u{2013}"),
            Fact("Virtual person", person.history, note: "every number of them is in person.yaml beside this page"),
            Fact("Seed of the nights", "\(seed)"),
            Fact(
                "Beside this page", "person.yaml, story.json, \(isLive ? "live-*" : "nights/*.jsonl")",
                note: "the person, the numbers of this page, and each night's event log with every decision"),
        ]
    }

    /// What the laboratory measured in each state.
    func trials(_ result: Result) -> [StoryPage.Content.Trial] {
        let changes = changes(result)
        return zip(["usual", "while stimulated", "relaxed"], result.ramps.indices).map { name, state in
            let (ramps, trial, change) = (result.ramps[state], result.vibStims[state], changes[state])
            // A hundred values a second are more than a figure shows.
            let step = max(1, Int(trial.torque.rate.hertz / 100))
            let values = stride(from: 0, to: trial.torque.values.count, by: step).map { trial.torque.values[$0] }
            var interval: ClosedRange<Double>?
            if let low = change?.low, let high = change?.high { interval = low...high }
            return StoryPage.Content.Trial(
                name: name, deltaFs: ramps.map(\.meanDeltaF), change: change?.meanChange, interval: interval,
                changedUnits: change?.units.count { $0.change != nil } ?? 0, units: ramps.first?.units.count ?? 0,
                lasting: ramps.reduce(0) { $0 + $1.units.count(where: \.isStillDischarging) },
                torque: SampledCurve(interval: trial.torque.rate.seconds(step), values: values),
                atEnd: trial.atEndOfStimulation.torque, sustained: trial.sustained.torque)
        }
    }

    /// Each state against the usual one; `nil` for that one itself.
    private func changes(_ result: Result) -> [DeltaFComparison?] {
        var generator = SplitMix(state: seed)
        return result.ramps.indices.map { state in
            state == 0
                ? nil : DeltaFComparison(sameUnitsIn: result.ramps[0], and: result.ramps[state], using: &generator)
        }
    }

    // MARK: Numbers

    /// The numbers of the page as JSON, keys sorted.
    func json(_ result: Result) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Numbers(self, result)), as: UTF8.self) + "\n"
    }

    private struct Numbers: Encodable {
        struct Night: Encodable {
            let night: StoryNight.Kind
            let spasms, spasmsThatOutlastedTheirBursts: Int
            let spasmSeconds, longestSpasmSeconds, peakTorquePercentMVC: Double
            let session: PatientSession.Outcome
        }
        struct Measured: Encodable {
            let state: Condition
            let deltaFOfEachRampPps: [Double?]
            let changePps: Double?
            let changeIntervalPps: [Double]?
            let unitsWithChange, units, unitsStillDischarging: Int
            let torqueAtEndPercentMVC, sustainedTorquePercentMVC: Double
        }
        let software = "Lull \(Lull.version)"
        let isSimulated = true
        let person, history: String
        let seed: UInt64
        let seconds, currentMilliamperes: Double
        let nights: [Night]
        let laboratory: [Measured]

        init(_ run: StoryRun, _ result: Result) {
            (person, history, seed) = (run.person.name, run.person.history, run.seed)
            (seconds, currentMilliamperes) = (run.seconds, run.current.value)
            nights = result.nights.map {
                Night(
                    night: $0.kind, spasms: $0.spasms.count,
                    spasmsThatOutlastedTheirBursts: $0.outlasting, spasmSeconds: $0.spasmSeconds,
                    longestSpasmSeconds: $0.longestSpasm, peakTorquePercentMVC: $0.peakTorque, session: $0.outcome)
            }
            laboratory = zip(Condition.allCases, run.trials(result)).map { state, trial in
                Measured(
                    state: state, deltaFOfEachRampPps: trial.deltaFs, changePps: trial.change,
                    changeIntervalPps: trial.interval.map { [$0.lowerBound, $0.upperBound] },
                    unitsWithChange: trial.changedUnits, units: trial.units, unitsStillDischarging: trial.lasting,
                    torqueAtEndPercentMVC: trial.atEnd, sustainedTorquePercentMVC: trial.sustained)
            }
        }
    }
}

extension StoryNight {
    /// What a reader has to know of the loop itself; empty when it worked to the end.
    private var note: String {
        guard kind == .stimulated, ["fault", "stopped"].contains(where: outcome.endState.hasPrefix) else { return "" }
        return "The loop ended as “\(outcome.endState)”: from that moment on nothing was stimulated."
    }

    /// The night as the page draws it.
    var content: StoryPage.Content.Night {
        StoryPage.Content.Night(
            name: kind.words, seconds: seconds, emg: SampledCurve(interval: rate.period, values: emg),
            torque: SampledCurve(interval: rate.period, values: torque), discharges: discharges, activity: activity,
            spasms: spasms, triggers: triggers.map(\.seconds), bursts: bursts,
            torqueArea: outcome.torquePercentSeconds, peakTorque: peakTorque, pulses: outcome.pulses,
            onTime: outcome.onTimeSeconds, charge: outcome.chargeMicrocoulombs, givenUp: outcome.givenUp, note: note)
    }
}

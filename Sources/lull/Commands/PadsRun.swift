// Testing the pads of a virtual person: thresholds and effect of each, through supervisor, gate and stimulator.

import Devices
import Sessions
import Signals
import SpasmControl
import Stimulation
import VirtualPatient

/// Everything that a test of pads needs.
struct PadsRun {
    let person: Person
    let seed: UInt64
    let count: Int
    let pairs: Int
    let looks: Int
    /// The current of the first step, and the highest.
    let first: Milliamperes, highest: Milliamperes
    /// The current that is tested, in multiples of the motor threshold.
    let intensity: Double
    let frequency: Double
    let burst: Double
    /// How hard the muscle is tensed, as a part of the strongest contraction.
    let contraction: Double
    /// The length of each of the two phases of a pulse (µs).
    let phase: Int

    /// The place, as of every virtual person.
    static let site = StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .right)
    private static let area = SquareCentimetres(25)

    /// What came of it.
    struct Outcome {
        var file: PadTestFile
        let findings: [PadFinding]
    }

    /// Runs it; the log goes to `path`.
    func run(log path: String) throws -> Outcome {
        let parameters = person.parameters.inLaboratory
        let electromyography = try PatientElectromyography(
            person.electromyography, of: parameters.agonist, seed: UInt64(max(0, person.seed)))
        let body = VirtualPatientBody(
            try VirtualPatientEngine(parameters, seed: seed, electromyography: electromyography))
        let source = VirtualPatient(body, blockLength: 20)
        let pads = SimulatedPads(count: count, seed: seed)
        var log = try EventLogWriter(path: path, rate: source.rate)
        try log.append(
            "session", at: SampleIndex(0),
            [
                .init("software", .text("Lull \(Lull.version)")), .init("person", .text(person.name)),
                .init("seed", .text("\(seed)")), .init("isSimulated", .flag(true)), .init("pads", .integer(count)),
            ])
        var runner = PadTestRunner(
            source: source, device: VirtualPatientStimulator(body, placed: pads.pads, at: .start),
            person: SimulatedPadPerson(person: person, body: body, pads: pads, contraction: contraction, seed: seed),
            ledger: DoseLedger(),
            limits: ReplayStimulationOptions.limits, log: log)
        var findings: [PadFinding] = []
        var obstacles: [Int: [ClearanceObstacle]] = [:]
        for number in 1...count {
            guard let channel = PadChannel(number) else { continue }
            let thresholds = try runner.findThresholds(try plan(channel))
            guard let found = thresholds.thresholds else {
                findings.append(PadFinding(channel: channel, thresholds: thresholds, current: nil, effect: nil))
                obstacles[number] = [.thresholdsUnknown]
                Console.say("pad \(number): no thresholds, because \(thresholds.reason)")
                continue
            }
            let prescription = try prescription(channel, found)
            let effect = try runner.testEffect(SimulatedClearance.untested(prescription), effectSettings(pad: number))
            let current = prescription.workingCurrent
            findings.append(PadFinding(channel: channel, thresholds: thresholds, current: current, effect: effect))
            let evidence = effect.evidence(site: Self.site, channel: channel, current: current, unixSeconds: 0)
            obstacles[number] = SimulatedClearance.of(prescription, evidence: evidence).obstacles(to: .emg)
            Console.say("pad \(number): \(effect.verdict.meaning) (\(effect.ratios.count) pairs of trials)")
        }
        try runner.finish()
        let ranked = PadFinding.ranked(findings)
        let best = ranked.first { obstacles[$0.channel.number]?.isEmpty == true }
        let file = PadTestFile(
            software: "Lull \(Lull.version)", person: person.name, seed: seed, nerve: Self.site.nerve,
            muscle: Self.site.muscle, side: Self.site.side.rawValue, phaseMicroseconds: phase,
            pulsesPerSecond: frequency, burstSeconds: burst, orders: runner.sent + runner.refused,
            refused: runner.refused, best: best?.channel.number,
            pads: ranked.map { PadTestFile.Pad($0, obstacles: obstacles[$0.channel.number] ?? []) })
        return Outcome(file: file, findings: ranked)
    }

    /// The settings of the test of each pad: every one has lots of its own.
    private func effectSettings(pad: Int) -> EffectTestSettings {
        var settings = EffectTestSettings()
        (settings.pairs, settings.looks, settings.padsCompared) = (pairs, looks, count)
        settings.seed = seed &* 8 &+ UInt64(pad)
        return settings
    }

    /// Refuses numbers that cannot be before anything is simulated.
    func check() throws {
        if let problem = effectSettings(pad: 1).problem ?? thresholdSettings.problem {
            throw UsageError(description: problem)
        }
        guard TrialMeasure(rate: person.electromyography.rate, period: 1 / frequency) != nil else {
            throw UsageError(
                description:
                    "--frequency is \(frequency.short) Hz; allowed is up to 50 Hz, so that the muscle is seen between pulses"
            )
        }
    }

    private var thresholdSettings: ThresholdSettings {
        var settings = ThresholdSettings(highest: highest)
        (settings.first, settings.phase) = (first, .microseconds(phase))
        return settings
    }

    private func plan(_ channel: PadChannel) throws -> PadTestPlan {
        let settings = thresholdSettings
        let burst = try settings.train(at: highest)
        return PadTestPlan(
            finding: SimulatedClearance.untested(
                try prescription(channel, thresholds: nil, burst: burst, pause: burst.duration * 2)),
            thresholds: settings)
    }

    /// The prescription with what was found: the current asked for in half milliamperes, and not more than was borne.
    func prescription(_ channel: PadChannel, _ found: Thresholds) throws -> Prescription {
        let wanted = (2 * intensity * found.motor.value).rounded(.down) / 2
        let current = max(.milliamperes(1), min(Milliamperes(wanted) ?? found.motor, found.comfort ?? found.motor))
        guard let period = Hertz(frequency).period else {
            throw UsageError(description: "--frequency is \(frequency) Hz; allowed is more than 0 Hz")
        }
        let train = try PulseTrain(
            shape: .biphasic(current: current, phase: .microseconds(phase)), pattern: .even(period: period),
            duration: Microseconds(Int((burst * 1_000_000).rounded())))
        return try prescription(channel, thresholds: found, burst: train, pause: train.duration * 2)
    }

    private func prescription(
        _ channel: PadChannel, thresholds: Thresholds?, burst: PulseTrain, pause: Microseconds
    ) throws -> Prescription {
        guard let code = PersonCode("simulated") else { preconditionFailure("the code `simulated` exists") }
        let terms = Prescription.Terms(
            person: code, site: Self.site, pad: Pad(channel: channel, area: Self.area), thresholds: thresholds,
            burst: burst, minimumPause: pause,
            hourly: DoseLimit(onTime: .minutes(10), charge: .millicoulombs(2_000)),
            daily: DoseLimit(onTime: .minutes(60), charge: .millicoulombs(10_000)),
            approval: Approval(approver: "nobody: simulated", unixSeconds: 0))
        do { return try Prescription(terms, within: ReplayStimulationOptions.limits) } catch {
            throw RefusedError(refusal: error)
        }
    }
}

// What a replay assumes about the person, the pad and the loop; every default is on the page.

import ArgumentParser
import Signals
import SpasmControl
import Stimulation

/// The stimulation that a replay would give. No person is stimulated: the stimulator is simulated.
struct ReplayStimulationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Peak current of the burst, in steps of 0.5 mA.", valueName: "mA"))
    var current = 20.0

    @Option(help: ArgumentHelp("Motor threshold; the current may be at most 1.2 times it.", valueName: "mA"))
    var motorThreshold = 20.0

    @Option(help: ArgumentHelp("Length of each of the two phases of a pulse.", valueName: "µs"))
    var phase = 200

    @Option(help: ArgumentHelp("Pulses per second.", valueName: "Hz"))
    var frequency = 50.0

    @Option(help: ArgumentHelp("Length of a burst.", valueName: "seconds"))
    var burst = 2.0

    @Option(help: ArgumentHelp("Shortest pause after a burst.", valueName: "seconds"))
    var pause = 5.0

    @Option(
        help: ArgumentHelp(
            "Pulses per second of a second pattern, given once to a spasm that goes on; without it there is none.",
            valueName: "Hz"))
    var secondFrequency: Double?

    @Option(help: ArgumentHelp("Area of the smaller pad.", valueName: "cm²"))
    var padArea = 25.0

    /// The limits that any prescription here must keep.
    static let limits = Limits.product.adding(Limits.p24)

    /// A place of the atlas, for every recording: the stimulator is simulated, whatever the muscle is.
    private static let site = StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .right)

    /// The prescription that these options are, for pads on an output; an example, as its approver says.
    func prescription(output: Int = 1) throws -> Prescription {
        guard let channel = PadChannel(output), let person = PersonCode("replay") else {
            throw UsageError(description: "output \(output) is none; stimulators have outputs 1 to 8")
        }
        guard let peak = Milliamperes(current), let threshold = Milliamperes(motorThreshold) else {
            throw UsageError(
                description: "--current and --motor-threshold are numbers of milliamperes, such as 20 or 17.5")
        }
        // What the device cannot make exactly is said before the session, not when a spasm comes.
        guard peak > .zero, peak.microamperes.isMultiple(of: 500) else {
            throw UsageError(description: "--current is \(peak); the P24 makes 0.5 mA and more, in steps of 0.5 mA")
        }
        guard frequency > 0, frequency.isFinite, let period = Hertz(frequency).period else {
            throw UsageError(description: "--frequency is \(frequency) Hz; allowed is more than 0 Hz")
        }
        do {
            let second = try secondFrequency.map { asked -> PulsePattern in
                guard asked > 0, asked.isFinite, let period = Hertz(asked).period else {
                    throw UsageError(description: "--second-frequency is \(asked) Hz; allowed is more than 0 Hz")
                }
                return try .even(period: period)
            }
            let train = try PulseTrain(
                shape: .biphasic(current: peak, phase: .microseconds(phase)), pattern: .even(period: period),
                duration: try Self.time(burst, "--burst"))
            var terms = Prescription.Terms(
                person: person,
                site: Self.site, pad: Pad(channel: channel, area: SquareCentimetres(padArea)),
                thresholds: Thresholds(sensory: nil, motor: threshold, comfort: nil, evidence: .reported),
                burst: train, minimumPause: try Self.time(pause, "--pause"),
                hourly: DoseLimit(onTime: .minutes(10), charge: .millicoulombs(2_000)),
                daily: DoseLimit(onTime: .minutes(60), charge: .millicoulombs(10_000)),
                approval: Approval(approver: "nobody: an example for replays", unixSeconds: 0))
            terms.secondPattern = second
            return try Prescription(terms, within: Self.limits)
        } catch let error as Refusal {
            throw RefusedError(refusal: error)
        } catch let error as PulseShapeError {
            throw UsageError(description: "The pulse cannot be made: \(error)")
        } catch let error as PulseTrainError {
            throw UsageError(description: "The burst cannot be made: \(error)")
        }
    }

    private static func time(_ seconds: Double, _ name: String) throws -> Microseconds {
        guard seconds.isFinite, (0...86_400).contains(seconds) else {
            throw UsageError(description: "\(name) is \(seconds) s; allowed are 0 to 86,400 s")
        }
        return Microseconds(Int((seconds * 1_000_000).rounded()))
    }
}

/// A refusal as an error of the command line.
struct RefusedError: ExplainedError {
    let refusal: Refusal
    var category: ErrorCategory { .noPermission }
    var description: String { "this stimulation is \(refusal)" }
}

/// How activity is detected.
struct ReplayDetectionOptions: ParsableArguments {
    /// The envelopes.
    enum Envelope: String, ExpressibleByArgument, CaseIterable { case rms, tkeo }

    /// What orders bursts by itself.
    enum By: String, ExpressibleByArgument, CaseIterable { case emg, force, either }

    @Option(
        help: "What orders a burst by itself: emg, force (level and slope of the force or torque), or either of them.")
    var trigger: By = .emg

    /// Whether a force is looked at.
    var looksAtForce: Bool { trigger != .emg }

    @Option(help: "What follows the activity: rms, or tkeo (Teager–Kaiser energy).")
    var envelope: Envelope = .rms

    @Option(help: ArgumentHelp("How long the muscle rests at the start of the file.", valueName: "seconds"))
    var calibration = 2.0

    @Option(help: ArgumentHelp("Activity begins so many spreads above rest.", valueName: "spreads"))
    var enter = 8.0

    @Option(help: ArgumentHelp("Activity ends so many spreads above rest.", valueName: "spreads"))
    var exit = 4.0

    @Option(help: ArgumentHelp("How long the envelope must stay above the threshold.", valueName: "seconds"))
    var minimumDuration = 0.025

    @Option(help: ArgumentHelp("Shortest time between two detections.", valueName: "seconds"))
    var refractory = 1.0

    @Option(
        help: ArgumentHelp(
            "How often the burst is given again to a spasm that goes on (0 to 4), before somebody is told.",
            valueName: "number"))
    var repeats = 0

    @Flag(help: "Cut a burst as soon as the spasm is over, as seen between its pulses.")
    var endEarly = false

    @Flag(help: "Lower the current step by step to the least that still ends spasms, never above what was set.")
    var lowerDose = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Any other number of the loop, such as forceSlope=30 bandLow=30; all of them are listed above.",
            valueName: "name=number"))
    var set: [String] = []

    /// Every number of the loop, for the help: its name, default, range and unit.
    static var listOfSettings: String {
        let wide = SpasmSettings.parameters.map(\.name.count).max() ?? 0
        return "Numbers of the loop for --set: name, default, range, unit\n\n"
            + SpasmSettings.parameters.map { parameter in
                parameter.name + String(repeating: " ", count: wide + 2 - parameter.name.count)
                    + "\(short(parameter.standard)), \(short(parameter.range.lowerBound)) to "
                    + "\(short(parameter.range.upperBound)) \(parameter.unit)"
            }.joined(separator: "\n")
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }

    /// The settings of the controller.
    ///
    /// - Throws: when a setting has no such name or is out of range.
    func settings() throws -> SpasmSettings {
        var settings = SpasmSettings()
        settings.envelope = envelope == .rms ? .rms : .teagerKaiser
        settings.calibration = calibration
        settings.enterSpreads = enter
        settings.exitSpreads = exit
        settings.minimumDuration = minimumDuration
        settings.refractory = refractory
        settings.repeats = Double(repeats)
        settings.endsEarly = endEarly
        settings.lowersDose = lowerDose
        switch trigger {
        // Without a force nothing can be ordered by one.
        case .emg, .either: break
        case .force: settings.triggers.remove(.emg)
        }
        for change in set {
            let parts = change.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let value = Double(parts[1]) else {
                throw UsageError(description: "--set is \(change); it takes a name and a number, such as forceSlope=30")
            }
            guard let parameter = SpasmSettings.parameters.first(where: { $0.name == parts[0] }) else {
                throw UsageError(
                    description: "--set knows no “\(parts[0])”; the names are "
                        + SpasmSettings.parameters.map(\.name).joined(separator: ", "))
            }
            settings[keyPath: parameter.path] = value
        }
        try settings.validate()
        return settings
    }
}

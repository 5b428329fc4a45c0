// What happens in a simulation: who, how long, which inputs, and how it is described to a stranger.

import Signals
import VirtualPatient

/// A simulation's plan.
struct SimulateScript {
    /// Something planned, for the list of events.
    struct Planned {
        let start: Double
        let duration: Double
        let label: String
    }

    /// The path that a ramp asks for.
    struct Path {
        let shape: RampShape
        /// Torque at the peak (% MVC).
        let peak: Double
    }

    /// The label of the task: `ramp`.
    let task: String
    let duration: Double
    /// The person in these circumstances.
    let parameters: VirtualPatientParameters
    var inputs: [PatientInput] = []
    var planned: [Planned] = []
    var path: Path?
    /// What was done, in a sentence.
    let description: String
    /// What the person was told.
    var instructions = ""
    /// Numbers that were found or chosen, for README, page and summary.
    var settings: [(name: String, value: String)] = []

    /// A slow contraction up and down.
    static func ramp(of person: Person, seed: UInt64, peak: Double, drive: Double?, shape: RampShape) throws -> Self {
        let parameters = person.parameters.inLaboratory
        let inputs: [PatientInput]
        let found: Double
        if let drive {
            inputs = [.ramp(at: shape.rest, peak: drive, rise: shape.rise, hold: shape.hold, fall: shape.fall)]
            found = drive
        } else {
            let knots = try practising("--peak") {
                try Practice(parameters, seed: seed).drive(along: shape, peak: peak)
            }
            inputs = Practice.hats(knots, from: shape.rest)
            found = knots.max() ?? 0
        }
        var script = SimulateScript(
            task: "ramp", duration: shape.duration, parameters: parameters,
            description: "An isometric ramp contraction: \(shape.rise.short) s up to \(peak.short) % MVC, "
                + "\(shape.hold.short) s held, \(shape.fall.short) s down, with \(shape.rest.short) s of rest before and after."
        )
        script.instructions = "Follow the path of torque on the screen as exactly as you can."
        script.inputs = inputs
        script.planned = [
            Planned(start: shape.rest, duration: shape.rise + shape.hold + shape.fall, label: "ramp contraction")
        ]
        script.path = Path(shape: shape, peak: peak)
        script.settings = [
            ("Peak asked for", "\(peak.short) % MVC"), ("Highest voluntary drive", "\(found.short) units"),
            (
                "Course of the drive",
                drive == nil ? "practised until torque followed the path" : "a straight ramp up and down"
            ),
        ]
        return script
    }

    /// Says which option asked for too much.
    private static func practising<Result>(_ option: String, _ work: () throws -> Result) throws -> Result {
        do { return try work() } catch let error as PracticeError {
            throw SimulateError(description: "\(option) is \(error.complaint)")
        }
    }

    /// Vibration with stimulation.
    static func vibStim(
        of person: Person, seed: UInt64, evoked: Double, current: Double?, amplitude: Double, frequency: Double,
        rest: Double
    ) throws -> Self {
        let parameters = person.parameters.inLaboratory
        let found =
            try current ?? practising("--evoked") { try Practice(parameters, seed: seed).current(evoking: evoked) }
        let inputs = PatientInput.vibStim(at: rest, current: found, amplitude: amplitude, frequency: frequency)
        var script = SimulateScript(
            task: "vibstim", duration: 2 * rest + 33, parameters: parameters,
            description:
                "Vibration of the Achilles tendon (\(frequency.short) Hz, \(amplitude.short) mm) for 33 s, and "
                + "five trains of 2 s of stimulation over the muscle (20 Hz, 1 ms, \(found.short) mA) in it.")
        script.instructions = "Relax and do nothing."
        script.inputs = inputs
        script.planned = inputs.compactMap { input in
            switch input.kind {
            case .vibration: Planned(start: input.start, duration: input.duration, label: "vibration")
            case .pulses: Planned(start: input.start, duration: input.duration, label: "NMES train")
            default: nil
            }
        }
        script.settings = [
            ("Current", "\(found.short) mA"), ("Torque to be evoked", "\(evoked.short) % MVC"),
            ("Vibration", "\(frequency.short) Hz, \(amplitude.short) mm"),
        ]
        return script
    }

    /// A night in bed.
    static func night(of person: Person, seconds: Double) -> Self {
        var parameters = person.parameters
        parameters.activity.voluntaryPerHour *= 0.1
        parameters.activity.touchesPerHour *= 0.1
        parameters.activity.movementsPerHour = 0
        return SimulateScript(
            task: "night", duration: seconds, parameters: parameters,
            description:
                "A night in bed: spasms come by themselves; of the day's movements and touches a tenth is left "
                + "(an assumption).")
    }

    /// A session awake.
    static func session(of person: Person, seconds: Double, relaxAt: Double?, stressAt: Double?) -> Self {
        var script = SimulateScript(
            task: "session", duration: seconds, parameters: person.parameters,
            description:
                "A session awake: spasms, voluntary movements, touches and passive movements come by themselves.")
        for (time, kind, label) in [
            (relaxAt, PatientInput.Kind.relaxation(1), "relaxation begins"),
            (stressAt, PatientInput.Kind.stress(1), "stress begins"),
        ] {
            guard let time else { continue }
            script.inputs.append(PatientInput(at: time, kind))
            script.planned.append(Planned(start: time, duration: 0, label: label))
        }
        return script
    }
}

extension Double {
    /// The number with at most two decimals and no zeros at its end, in ASCII.
    var short: String {
        let hundredths = Int((magnitude * 100).rounded())
        let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
        let decimals = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        return (self < 0 && hundredths > 0 ? "-" : "") + "\(whole)\(decimals)"
    }
}

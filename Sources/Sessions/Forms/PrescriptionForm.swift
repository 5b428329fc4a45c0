// A prescription as a form that a clinician fills in, and what stands in the way of it becoming one.

public import Stimulation

/// A prescription as it was written down. What it asks for has not been compared with any limit yet.
///
/// Every value needs its unit, every line of the form is needed, and nothing is filled in for anybody.
public struct PrescriptionForm: Hashable, Sendable {
    /// The file as it was named.
    public let file: String
    /// The text of the file, as it was: a session keeps it in its log.
    public let text: String
    /// What is written down.
    public let terms: Prescription.Terms
    /// Where each value stands.
    private let lines: [String: Int]

    static let key = "lull prescription"
    static let sections: [FormDocument.Section] = [
        .init(name: "", keys: ["person"]),
        .init(name: "site", keys: ["muscle", "nerve", "side"]),
        .init(name: "pad", keys: ["output", "area", "contact"]),
        .init(name: "thresholds", keys: ["sensory", "motor", "comfort", "found by"]),
        .init(name: "pulse", keys: ["current", "phase", "gap"]),
        .init(
            name: "burst",
            keys: ["rate", "pulses per group", "group every", "duration", "rising pulses", "second rate"]),
        .init(name: "dose", keys: ["pause", "hourly time", "hourly charge", "daily time", "daily charge"]),
        .init(name: "approval", keys: ["by", "on"]),
    ]

    /// Reads a file.
    ///
    /// - Throws: ``FormError``.
    public init(contentsOf path: String) throws(FormError) {
        try self.init(text: try FormDocument.text(of: path), file: path)
    }

    /// Reads a text.
    ///
    /// - Parameter file: how sentences call it.
    /// - Throws: ``FormError`` with the line, when something is missing, is not known, or cannot be read.
    public init(text: String, file: String) throws(FormError) {
        let form = try FormDocument(text, file: file, key: Self.key, sections: Self.sections)
        var lines: [String: Int] = [:]
        for section in Self.sections {
            for key in section.keys {
                let field = form.field(section.name, key)
                lines[field.path] = field.line
            }
        }
        self.file = file
        self.text = text
        self.lines = lines
        terms = try Self.terms(form)
    }

    private static func terms(_ form: FormDocument) throws(FormError) -> Prescription.Terms {
        let code = form.field("", "person")
        guard let person = PersonCode(code.text) else {
            throw code.refusal("the person's code, 1 to 64 letters, digits, -, _ or ., never the name")
        }
        let site = StimulationSite(
            nerve: try form.field("site", "nerve").words("the nerve that is stimulated"),
            muscle: try form.field("site", "muscle").words("the muscle that is to be calmed"),
            side: try form.field("site", "side").choice([("left", Side.left), ("right", .right)]))
        let output = form.field("pad", "output")
        guard let channel = PadChannel(try output.integer(1...8)) else { throw output.refusal("1 to 8") }
        let pad = Pad(
            channel: channel, area: SquareCentimetres(try form.field("pad", "area").number("cm²", 0.01...1000)),
            assumedContact: Ratio(try form.field("pad", "contact").number("", 0.01...1)))
        let thresholds = Thresholds(
            sensory: try currentOrNone(form.field("thresholds", "sensory")),
            motor: try current(form.field("thresholds", "motor")),
            comfort: try currentOrNone(form.field("thresholds", "comfort")),
            evidence: try form.field("thresholds", "found by").choice([
                ("M-wave", Thresholds.Evidence.mWave), ("report", .reported),
            ]))
        var terms = Prescription.Terms(
            person: person, site: site, pad: pad, thresholds: thresholds, burst: try burst(form),
            minimumPause: try seconds(form.field("dose", "pause")),
            hourly: DoseLimit(
                onTime: try seconds(form.field("dose", "hourly time")),
                charge: try charge(form.field("dose", "hourly charge"))),
            daily: DoseLimit(
                onTime: try seconds(form.field("dose", "daily time")),
                charge: try charge(form.field("dose", "daily charge"))),
            approval: try approval(form))
        let second = form.field("burst", "second rate")
        if let rate = try second.numberOrNone("Hz", rates) { terms.secondPattern = try even(rate, second) }
        return terms
    }

    private static func burst(_ form: FormDocument) throws(FormError) -> PulseTrain {
        let (strength, rate, duration) = (
            form.field("pulse", "current"), form.field("burst", "rate"), form.field("burst", "duration")
        )
        let (phase, gap) = (form.field("pulse", "phase"), form.field("pulse", "gap"))
        let peak = try current(strength)
        let (width, pause) = (try phase.number("µs", 1...100_000), try gap.number("µs", 0...100_000))
        let shape: PulseShape
        do throws(PulseShapeError) {
            shape = try .biphasic(
                current: peak, phase: Microseconds(Int(width.rounded())), gap: Microseconds(Int(pause.rounded())))
        } catch {
            throw FormError(file: form.file, line: strength.line, "the pulse cannot be made: \(error)")
        }
        let size = form.field("burst", "pulses per group")
        let count = try size.integer(1...1000)
        let period = try form.field("burst", "group every").numberOrNone("s", 0.001...1000)
        let hertz = try rate.number("Hz", rates)
        let pattern: PulsePattern
        switch (count, period) {
        case (1, nil): pattern = try even(hertz, rate)
        case (_, .some(let period)) where count > 1:
            guard let within = Hertz(hertz).period else { throw rate.refusal("a rate above 0 Hz") }
            do throws(PulseTrainError) {
                pattern = try PulsePattern(
                    pulsesPerGroup: count, pulsePeriod: within,
                    groupPeriod: Microseconds(Int((period * 1_000_000).rounded())))
            } catch {
                throw FormError(file: form.file, line: size.line, "the groups cannot be made: \(error)")
            }
        default:
            throw FormError(
                file: form.file, line: size.line,
                "\(size.path) is \(count) and “group every” is \(period.map { "\($0) s" } ?? "none"); allowed are 1 with none, "
                    + "or 2 and more with the time from group to group")
        }
        let seconds = length(try secondsValue(duration))
        let rising = try form.field("burst", "rising pulses").integer(0...1000)
        do throws(PulseTrainError) {
            return try PulseTrain(
                shape: shape, pattern: pattern, duration: seconds,
                ramp: rising == 0 ? nil : try PulseRamp(pulses: rising, currentStep: Milliamperes(microamperes: 500)))
        } catch {
            throw FormError(file: form.file, line: duration.line, "the burst cannot be made: \(error)")
        }
    }

    private static let rates = 0.01...10_000.0

    private static func even(_ hertz: Double, _ field: FormField) throws(FormError) -> PulsePattern {
        guard let period = Hertz(hertz).period, let pattern = try? PulsePattern.even(period: period) else {
            throw field.refusal("a rate above 0 Hz")
        }
        return pattern
    }

    private static func approval(_ form: FormDocument) throws(FormError) -> Approval {
        let (by, on) = (form.field("approval", "by"), form.field("approval", "on"))
        let approver = try by.words("who approved it, with name and profession")
        guard let moment = FormDate.unixSeconds(on.text, needsTime: false) else {
            throw on.refusal("the day of approval, such as 2026-11-27")
        }
        return Approval(approver: approver, unixSeconds: moment)
    }

    private static func current(_ field: FormField) throws(FormError) -> Milliamperes {
        let value = try field.number("mA", 0...1000)
        guard let current = Milliamperes(value), current > .zero else {
            throw field.refusal("a current above 0 mA, such as 14 mA")
        }
        return current
    }

    private static func currentOrNone(_ field: FormField) throws(FormError) -> Milliamperes? {
        if field.isNone { return nil }
        do { return try current(field) } catch {
            throw FormError(file: error.file, line: error.line, error.problem + ", or none where nothing is felt")
        }
    }

    private static func secondsValue(_ field: FormField) throws(FormError) -> Double {
        if field.text.hasSuffix(" min") { return 60 * (try field.number("min", 0...1440)) }
        return try field.number("s", 0...86_400)
    }

    private static func seconds(_ field: FormField) throws(FormError) -> Microseconds {
        length(try secondsValue(field))
    }

    private static func length(_ seconds: Double) -> Microseconds { Microseconds(Int((seconds * 1_000_000).rounded())) }

    private static func charge(_ field: FormField) throws(FormError) -> Microcoulombs {
        Microcoulombs(picocoulombs: Int((try field.number("mC", 0...1_000_000) * 1_000_000_000).rounded()))
    }

    /// The line of a value.
    func line(_ path: String) -> Int? { lines[path] }
}

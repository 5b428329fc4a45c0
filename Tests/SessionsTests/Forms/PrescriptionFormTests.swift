import Sessions
import Signals
import Stimulation
import TestSupport
import Testing

@Suite("A prescription as a form")
struct PrescriptionFormTests {
    private let allowed = Limits.product.adding(Limits.p24)

    private func form(_ change: (old: String, new: String)? = nil) throws -> PrescriptionForm {
        var text = FormExamples.prescription
        if let change {
            #expect(text.contains(change.old))
            text = text.replacing(change.old, with: change.new)
        }
        return try PrescriptionForm(text: text, file: "P07.yaml")
    }

    /// What a change is refused with.
    private func refusal(_ old: String, _ new: String) throws -> String {
        let change = (old: old, new: new)
        let error = #expect(throws: FormError.self) {
            _ = try form(change).prescription(within: allowed, at: FormExamples.today)
        }
        return error?.description ?? ""
    }

    @Test("what was filled in becomes the prescription, number by number")
    func read() throws {
        let terms = try form().prescription(within: allowed, at: FormExamples.today).terms
        #expect(terms.person.description == "P07" && terms.site == Approvals.soleus)
        #expect(terms.pad == Pad(channel: Approvals.channel, area: SquareCentimetres(25)))
        let thresholds = Thresholds(
            sensory: .milliamperes(6), motor: .milliamperes(12), comfort: .milliamperes(25), evidence: .reported)
        #expect(terms.thresholds == thresholds)
        let train = try PulseTrain(
            shape: .biphasic(current: .milliamperes(14), phase: .microseconds(200)),
            pattern: .even(period: .milliseconds(20)), duration: .milliseconds(200))
        #expect(terms.burst == train && terms.secondPattern == nil && terms.minimumPause == .seconds(1))
        #expect(terms.hourly == DoseLimit(onTime: .minutes(10), charge: .millicoulombs(1000)))
        #expect(terms.daily == DoseLimit(onTime: .minutes(60), charge: .millicoulombs(5000)))
        // 2026-11-26 00:00 UTC is 20,783 days after 1970-01-01 (date -u -d 2026-11-26 +%s).
        #expect(terms.approval == Approval(approver: "Dr. Test, neurologist", unixSeconds: 1_795_651_200))
    }

    @Test("groups, ramps, a second rate, another gap and JSON are read too")
    func more() throws {
        let groups = try form(
            ("pulses per group: 1\n  group every: none", "pulses per group: 5\n  group every: 0.15 s"))
        #expect(groups.terms.burst.pattern.pulsesPerGroup == 5)
        #expect(groups.terms.burst.pattern.groupPeriod == .milliseconds(150))
        #expect(try form(("rising pulses: 0", "rising pulses: 3")).terms.burst.ramp?.pulses == 3)
        let second = try form(("second rate: none", "second rate: 30 Hz")).terms.secondPattern
        #expect(second?.pulsePeriod == Microseconds(33_334))
        #expect(try form(("gap: 0 us", "gap: 100 µs")).terms.burst.shape.points.count == 3)
        let json = #"""
            {"lull prescription": 1, "person": "P07", "site": {"muscle": "soleus", "nerve": "common peroneal nerve",
            "side": "left"}, "pad": {"output": 1, "area": "25 cm2", "contact": 0.5}, "thresholds": {"sensory": "6 mA",
            "motor": "12 mA", "comfort": "25 mA", "found by": "report"}, "pulse": {"current": "14 mA", "phase": "200 us",
            "gap": "0 us"}, "burst": {"rate": "50 Hz", "pulses per group": 1, "group every": "none", "duration": "0.2 s",
            "rising pulses": 0, "second rate": "none"}, "dose": {"pause": "1 s", "hourly time": "10 min",
            "hourly charge": "1000 mC", "daily time": "60 min", "daily charge": "5000 mC"},
            "approval": {"by": "Dr. Test, neurologist", "on": "2026-11-26"}}
            """#
        #expect(try PrescriptionForm(text: json, file: "P07.json").terms == form().terms)
    }

    @Test("a limit that is broken is refused with field, line, value, range and who set it")
    func limits() throws {
        let strong = try refusal("current: 14 mA", "current: 61 mA")
        #expect(
            strong.hasPrefix(
                "P07.yaml: refused: pulse: current (line 17): peak current is 61 mA, allowed is at most 60 mA"))
        #expect(strong.contains("(Lull: half of the published limits or the most that a trial used)"))
        #expect(strong.contains("(the comfort threshold that the person gave)"))
        let ratio = try refusal("current: 14 mA", "current: 15 mA")
        #expect(
            ratio.contains(
                "pulse: current (line 17): current as a multiple of the motor threshold is 1.25, allowed is at most 1.2"
            ))
        #expect(
            try refusal("phase: 200 us", "phase: 501 us").contains(
                "pulse: phase (line 18): duration of one phase is 501 µs"))
        #expect(
            try refusal("rate: 50 Hz", "rate: 201 Hz").contains("burst: rate (line 21): pulse rate inside a group is"))
        #expect(try refusal("duration: 0.2 s", "duration: 10.1 s").contains("burst: duration (line 24)"))
        #expect(try refusal("contact: 0.5", "contact: 0.4").contains("pad: contact (line 10)"))
        #expect(try refusal("daily time: 60 min", "daily time: 241 min").contains("dose: daily time (line 31)"))
        #expect(try refusal("muscle: soleus", "muscle: trapezius").contains("is no place of the atlas"))
        #expect(try refusal("on: 2026-11-26", "on: 2026-11-28").contains("approval: on lies in the future"))
    }

    @Test(
        "what is missing, unknown, twice, without a unit or no number is refused with its line",
        arguments: [
            ("  motor: 12 mA\n", "", "line 12: thresholds: motor is missing; every line of the form is needed"),
            ("  motor: 12 mA", "  motor:", "line 13: thresholds: motor is not filled in; allowed is"),
            ("  motor: 12 mA", "  motor: 12", "line 13: thresholds: motor is “12”; allowed is a number with its unit"),
            ("  motor: 12 mA", "  motor: 12 A", "line 13: thresholds: motor is “12 A”"),
            ("  motor: 12 mA", "  motor: nan mA", "line 13: thresholds: motor is “nan mA”"),
            ("  motor: 12 mA", "  motor: -3 mA", "line 13: thresholds: motor is “-3 mA”"),
            ("  motor: 12 mA", "  motor: 0 mA", "line 13: thresholds: motor is “0 mA”"),
            ("  motor: 12 mA", "  motor: [12, mA]", "line 13: thresholds: motor is a list"),
            ("  motor: 12 mA", "  motor: 12 mA\n  motor: 14 mA", "“motor” is there twice"),
            ("  motor: 12 mA", "  motor: *a", "line 13: a value begins with *"),
            ("  gap: 0 us", "  gap: 0 us\n  strength: 9", "line 20: pulse: “strength” is not a line of this form"),
            ("person: P07", "person: Anna Müller", "line 2: person is “Anna Müller”; allowed is the person's code"),
            ("  side: left", "  side: both", "line 6: site: side is “both”; allowed is left or right"),
            ("  on: 2026-11-26", "  on: 2026-02-30", "approval: on is “2026-02-30”; allowed is the day of approval"),
            ("  by: Dr. Test, neurologist", "  by:", "approval: by is not filled in; allowed is who approved it"),
            ("group every: none", "group every: 2 s", "burst: pulses per group is 1 and “group every” is 2.0 s"),
            ("lull prescription: 1", "lull prescription: 2", "line 1: lull prescription is “2”; allowed is 1"),
            ("lull prescription: 1", "lull person: 1", "“lull prescription: 1” is missing"),
        ])
    func refused(old: String, new: String, said: String) throws {
        let description = try refusal(old, new)
        #expect(description.hasPrefix("P07.yaml") && description.contains(said), "\(description)")
        #expect(!description.contains("\n"))
    }

    @Test("the empty form has every line and is refused at the first one that nobody has filled in")
    func template() throws {
        let place = try #require(PlacementAtlas.placement(named: "soleus"))
        let text = PrescriptionForm.template(person: PersonCode("P07"), placement: place, side: .left)
        let error = #expect(throws: FormError.self) { _ = try PrescriptionForm(text: text, file: "new.yaml") }
        #expect(
            error?.description.contains("pad: output is “”") == true
                || error?.description.contains("pad: output is not filled in") == true)
        // Filled in line by line it becomes a prescription; nothing else is missing.
        var filled = text
        for (line, value) in [
            ("output:", "1"), ("area:", "25 cm2"), ("sensory:", "none"), ("motor:", "12 mA"), ("comfort:", "none"),
            ("found by:", "M-wave"), ("current:", "12 mA"), ("rate:", "50 Hz"), ("duration:", "1 s"), ("pause:", "2 s"),
            ("hourly time:", "600 s"), ("hourly charge:", "1000 mC"), ("daily time:", "60 min"),
            ("daily charge:", "5000 mC"), ("by:", "Dr. Test"), ("on:", "2026-11-26"),
        ] {
            filled = filled.replacing("\n  \(line)\n", with: "\n  \(line) \(value)\n")
        }
        let terms = try PrescriptionForm(text: filled, file: "new.yaml").prescription(
            within: allowed, at: FormExamples.today
        ).terms
        #expect(terms.site == Approvals.soleus && terms.burst.pulseCount == 50)
    }

    @Test("no change of one character makes it trap; what is read again says the same", arguments: 1...4)
    func fuzz(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let characters = Array(FormExamples.prescription)
        let others = Array(" :\n\"'*&#-0919eE.[]{},%@!|>\tµ²ä\u{0}")
        for _ in 0..<400 {
            var changed = characters
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<changed.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: changed.remove(at: place)
                case 1: changed.insert(others.randomElement(using: &generator) ?? " ", at: place)
                default: changed[place] = others.randomElement(using: &generator) ?? " "
                }
            }
            let text = String(changed)
            guard let form = try? PrescriptionForm(text: text, file: "x") else { continue }
            // Whatever was read keeps every limit, or is refused.
            if let made = try? form.prescription(within: allowed, at: FormExamples.today) {
                #expect(made.workingCurrent <= .milliamperes(60) && made.terms.burst.duration <= .seconds(10))
            }
        }
    }
}

import TestSupport
import Testing

@testable import Stimulation

@Suite("screening and clearance")
struct ClearanceTests {
    private func prescription(_ change: (inout Prescription.Terms) -> Void = { _ in }) throws -> Prescription {
        var terms = try Scene().terms
        change(&terms)
        return try Prescription(terms, within: .product)
    }

    private func obstacles(
        _ region: BodyRegion = .leg, at now: Int = Approvals.today, _ change: (inout Screening) -> Void
    ) -> [ScreeningObstacle] {
        var screening = Approvals.screening()
        change(&screening)
        return screening.obstacles(in: region, at: now)
    }

    @Test("every contraindication is asked for: its answer forbids, or asks for a precaution that must be confirmed")
    func questions() {
        let names = ScreeningQuestion.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(obstacles { _ in } == [])
        var wrong: [String] = []
        for question in ScreeningQuestion.all {
            if question.text.isEmpty || question.source.isEmpty || question.choices.count < 2 {
                wrong.append(question.name)
            }
            for choice in question.choices {
                let found = obstacles {
                    $0.answers[question.name] = choice.name
                    $0.baseline = RestingBaseline(systolic: 110, heartRate: 60)
                }
                switch choice.consequence {
                case .none: if found != [] { wrong.append("\(question.name) \(choice.name): \(found)") }
                case .forbidden(let why):
                    if found != [.forbidden(question: question.name, why: why)] { wrong.append("\(question.name)") }
                case .precaution(let what), .attended(let what):
                    if found != [.notConfirmed(question: question.name, precaution: what)] {
                        wrong.append("\(question.name)")
                    }
                    let confirmed = obstacles {
                        $0.answers[question.name] = choice.name
                        $0.confirmed = [question.name]
                        $0.baseline = RestingBaseline(systolic: 110, heartRate: 60)
                    }
                    if confirmed != [] { wrong.append("\(question.name) confirmed") }
                }
            }
        }
        #expect(wrong.isEmpty)
        let forbidding = ScreeningQuestion.all.filter { question in
            question.choices.contains { if case .forbidden = $0.consequence { true } else { false } }
        }.map(\.name)
        #expect(
            Set(forbidding) == [
                "implant", "thrombosis", "malignancy", "skin", "bleeding", "reporting", "shortwave", "driving",
            ])
    }

    @Test(
        "a question without an answer, an answer that is none, answers of yesterday or of nobody: each stands in the way"
    )
    func incomplete() {
        for question in ScreeningQuestion.all {
            #expect(obstacles { $0.answers[question.name] = nil } == [.unanswered(question.name)])
            #expect(
                obstacles { $0.answers[question.name] = "perhaps" }
                    == [.noSuchAnswer(question: question.name, answer: "perhaps")])
        }
        #expect(obstacles { $0.answeredTo = " " } == [.nobodyAsked])
        let today = Approvals.today
        #expect(obstacles(at: today + 86_400) { _ in } == [])
        #expect(obstacles(at: today + 86_401) { _ in } == [.notOfToday(ageSeconds: 86_401)])
        #expect(obstacles(at: today - 1) { _ in } == [.notOfToday(ageSeconds: -1)])
        #expect(obstacles(at: .min) { $0.unixSeconds = .max } == [.notOfToday(ageSeconds: .max)])
        #expect(obstacles(at: .max) { $0.unixSeconds = .min } == [.notOfToday(ageSeconds: .max)])
    }

    @Test("pregnancy forbids pads near the pelvis, and asks for a doctor elsewhere")
    func pregnancy() {
        let change = { (screening: inout Screening) in
            screening.answers["pregnancy"] = "yes"
            screening.confirmed = ["pregnancy"]
        }
        #expect(obstacles(.leg, change) == [] && obstacles(.arm, change) == [])
        #expect(
            obstacles(.hip, change) == [
                .forbidden(question: "pregnancy", why: "no current near the pelvis in pregnancy")
            ])
    }

    @Test("with an injury at T6 or above nothing is automatic, and pressure and pulse at rest must be known")
    func dysreflexia() throws {
        let prescription = try prescription()
        func clearance(_ answer: String, _ baseline: RestingBaseline?) -> Clearance {
            var screening = Approvals.screening()
            screening.answers["injury-level"] = answer
            screening.confirmed = ["injury-level"]
            screening.baseline = baseline
            return Clearance(
                prescription: prescription, screening: screening, evidence: Approvals.evidence(for: prescription),
                at: Approvals.today)
        }
        let baseline = RestingBaseline(systolic: 105, heartRate: 58)
        #expect(clearance("below-T6", nil).obstacles(to: .emg) == [])
        #expect(
            clearance("T6-or-above", nil).obstacles(to: .manual)
                == [.screening(.noBaseline(question: "injury-level"))])
        #expect(clearance("T6-or-above", baseline).obstacles(to: .manual) == [])
        #expect(clearance("T6-or-above", baseline).obstacles(to: .emg) == [.attendedOnly(question: "injury-level")])
        #expect(clearance("T6-or-above-cleared", baseline).obstacles(to: .force) == [])
        for (systolic, rate) in [(49, 60), (251, 60), (100, 29), (100, 201), (.min, .max)] {
            #expect(RestingBaseline(systolic: systolic, heartRate: rate) == nil)
        }
    }

    @Test("the gate refuses an order of a person who was not screened, and one by a machine that nothing supports")
    func gate() throws {
        let scene = try Scene()
        let prescription = try Prescription(scene.terms, within: scene.limits)
        func reasons(_ clearance: Clearance, _ kind: Trigger.Kind = .emg) -> [Refusal.Reason] {
            let order = StimulationOrder(
                number: 2, train: scene.order.train, channel: scene.order.channel, issued: scene.order.issued,
                expires: scene.order.expires, trigger: Trigger(kind, metAt: scene.order.issued))
            return Gate(clearance, limits: scene.limits).reasonsToRefuse(
                order, ledger: scene.ledger, device: scene.device, interlock: scene.interlock, at: scene.now)
        }
        let good = Approvals.evidence(for: prescription)
        let today = Approvals.today
        #expect(
            reasons(Clearance(prescription: prescription, screening: nil, at: today), .manual) == [
                .notCleared(.notScreened)
            ])
        var other = Approvals.screening()
        other.person = PersonCode("P02")!
        #expect(
            reasons(Clearance(prescription: prescription, screening: other, evidence: good, at: today), .manual)
                == [.notCleared(.otherPerson(PersonCode("P02")!, PersonCode("P01")!))])
        func with(
            _ site: StimulationSite = Approvals.soleus, channel: Int = 1, current: Int = 20, low: Double = 0.6,
            high: Double = 0.8, at time: Int = Approvals.today
        ) throws -> [Refusal.Reason] {
            let evidence = try #require(
                EffectEvidence(
                    site: site, channel: PadChannel(channel)!, current: .milliamperes(current), pairs: 12,
                    ratio: Ratio((low + high) / 2), interval: Ratio(low)...Ratio(high), confidence: Ratio(0.95),
                    unixSeconds: time))
            let clearance = Clearance(
                prescription: prescription, screening: Approvals.screening(), evidence: evidence, at: today)
            #expect(reasons(clearance, .manual) == [] && reasons(clearance, .guidedProtocol) == [])
            #expect(reasons(clearance, .force) == reasons(clearance, .emg))
            return reasons(clearance)
        }
        #expect(try with() == [])
        let right = StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .right)
        #expect(try with(right) == [.notCleared(.evidenceOfAnotherPad)])
        #expect(try with(channel: 2) == [.notCleared(.evidenceOfAnotherPad)])
        #expect(
            try with(current: 19)
                == [.notCleared(.evidenceAtAnotherCurrent(tested: .milliamperes(19), working: .milliamperes(20)))])
        #expect(try with(low: 0.8, high: 1.0) == [.notCleared(.effect(.nothingShown))])
        #expect(try with(low: 1.001, high: 1.3) == [.notCleared(.effect(.worsens))])
        #expect(try with(at: today - 30 * 86_400) == [])
        #expect(try with(at: today - 30 * 86_400 - 1) == [.notCleared(.evidenceTooOld)])
        #expect(try with(at: today + 1) == [.notCleared(.evidenceTooOld)])
        #expect(try with(at: .min) == [.notCleared(.evidenceTooOld)])
    }

    @Test("a place that only anatomy speaks for is never stimulated by a machine, whatever a test has shown")
    func gradeD() throws {
        for row in PlacementAtlas.all {
            let prescription = try prescription {
                $0.site = StimulationSite(nerve: row.nerve, muscle: row.name, side: .right)
            }
            let clearance = Approvals.clearance(prescription)
            #expect(clearance.obstacles(to: .manual) == [])
            #expect(clearance.obstacles(to: .emg) == (row.grade == .d ? [.grade(row.name, .d)] : []))
        }
    }

    @Test("evidence that is no number, too small, or not in its interval cannot exist")
    func evidence() {
        func make(
            _ ratio: Double, _ low: Double, _ high: Double, pairs: Int = 12, confidence: Double = 0.95,
            current: Milliamperes = .milliamperes(20)
        ) -> EffectEvidence? {
            EffectEvidence(
                site: Approvals.soleus, channel: Scene.channel, current: current, pairs: pairs, ratio: Ratio(ratio),
                interval: Ratio(low)...Ratio(high), confidence: Ratio(confidence), unixSeconds: 0)
        }
        #expect(make(0.8, 0.7, 0.9)?.verdict == .calms)
        #expect(make(1, 1, 1)?.verdict == .nothingShown)
        // However certain, a tenth less is too little to stimulate for; a tenth more is still worse.
        #expect(make(0.9, 0.8, 0.99)?.verdict == .nothingShown)
        #expect(make(0.9, 0.799, 0.99)?.verdict == .calms)
        #expect(make(1.1, 1.01, 1.2)?.verdict == .worsens)
        let wrong = [
            make(0.95, 0.7, 0.9), make(0.8, 0, 0.9), make(0.8, -1, 0.9), make(0.8, 0.7, .infinity),
            make(.nan, 0.7, 0.9), make(0.8, 0.7, 0.9, pairs: 5), make(0.8, 0.7, 0.9, confidence: 0.9),
            make(0.8, 0.7, 0.9, confidence: 1.1), make(0.8, 0.7, 0.9, confidence: .nan),
            make(0.8, 0.7, 0.9, current: .zero),
        ]
        #expect(wrong.allSatisfy { $0 == nil })
    }
}

@Suite("thresholds in a prescription")
struct ThresholdTests {
    private func thresholds(_ sensory: Int?, _ motor: Int, _ comfort: Int?) -> Thresholds {
        Thresholds(
            sensory: sensory.map { .milliamperes($0) }, motor: .milliamperes(motor),
            comfort: comfort.map { .milliamperes($0) }, evidence: .mWave)
    }

    @Test("the working current stays at or below the comfort threshold, in the prescription and at the gate")
    func comfort() throws {
        #expect(try refusal { $0.thresholds = thresholds(8, 18, 20) } == nil)
        let refused = try #require(try refusal { $0.thresholds = thresholds(8, 18, 19) })
        #expect(refused.limitedQuantities == [.peakCurrent])
        #expect(
            refused.description.contains(
                "peak current is 20 mA, allowed is at most 19 mA (the comfort threshold that the person gave)"))
        var scene = try Scene()
        scene.terms.thresholds = thresholds(8, 18, 20)
        #expect(try scene.gate().limits.all.contains { $0.source.text.contains("comfort threshold") })
    }

    @Test("thresholds that contradict each other are refused, and where nothing is felt no report counts")
    func consistency() throws {
        #expect(try refusal { $0.thresholds = thresholds(nil, 18, nil) } == nil)
        for wrong in [
            thresholds(8, 18, nil), thresholds(nil, 18, 30), thresholds(31, 18, 30), thresholds(0, 18, 30),
            thresholds(-1, 18, 30), thresholds(8, 0, 30), thresholds(8, 18, 0),
        ] {
            let reasons = try #require(try refusal { $0.thresholds = wrong }).reasons
            #expect(reasons.contains { if case .incomplete = $0 { true } else { false } })
        }
    }

    @Test("without thresholds only single pulses of a guided protocol are allowed")
    func searching() throws {
        let fast = try #require(try refusal { $0.thresholds = nil })
        #expect(fast.limitedQuantities == [.highestRate])
        var scene = try Scene()
        scene.terms.thresholds = nil
        scene.terms.burst = try PulseTrain(
            shape: scene.terms.burst.shape, pattern: .even(period: .milliseconds(500)), duration: .milliseconds(4_600))
        #expect(try Prescription(scene.terms, within: .product).workingRatio == nil)
        func reasons(_ kind: Trigger.Kind, period: Int) throws -> [Refusal.Reason] {
            let issued = scene.order.issued
            scene.order = StimulationOrder(
                number: 2,
                train: try PulseTrain(
                    shape: scene.terms.burst.shape, pattern: .even(period: .milliseconds(period)),
                    duration: .milliseconds(4_600)),
                channel: Scene.channel, issued: issued, expires: issued + .seconds(5),
                trigger: Trigger(kind, metAt: issued))
            return try scene.reasons()
        }
        #expect(try reasons(.guidedProtocol, period: 500) == [])
        #expect(try reasons(.manual, period: 500) == [.notCleared(.thresholdsUnknown)])
        #expect(try reasons(.emg, period: 500).contains(.notCleared(.thresholdsUnknown)))
        let quick = try reasons(.guidedProtocol, period: 499)
        #expect(Refusal(quick).limitedQuantities.contains(.highestRate))
    }

    @Test("a site that is not in the atlas is refused: there is no pad on chest, neck, head, abdomen or back")
    func sites() throws {
        for (nerve, muscle) in [
            ("intercostal nerve", "pectoralis"), ("vagus nerve", "neck"), ("facial nerve", "face"),
            ("tibial nerve", "soleus"), ("common peroneal nerve", "calf muscle"), ("spinal roots", "back"),
        ] {
            let reasons = try #require(
                try refusal { $0.site = StimulationSite(nerve: nerve, muscle: muscle, side: .left) }
            ).description
            #expect(reasons.contains("no place of the atlas"))
        }
    }
}

@Suite("the limits of each stimulator")
struct StimulatorModelTests {
    @Test(
        "what a manufacturer does not allow is refused by the manufacturer's name", arguments: StimulatorModel.allCases)
    func manufacturers(model: StimulatorModel) throws {
        var scene = try Scene()
        func refused(_ phase: Int, _ period: Int, _ current: Int = 20) throws -> [String] {
            scene.terms.motorThreshold = .milliamperes(200)
            let burst = try PulseTrain(
                shape: .biphasic(current: .milliamperes(current), phase: .microseconds(phase)),
                pattern: .even(period: Microseconds(period)), duration: .milliseconds(100))
            let load = PulseLoad(of: burst, contactArea: SquareCentimetres(1_000))
            return Limits(model.limits).violations(by: load, motorThreshold: nil).map(\.description)
        }
        #expect(try refused(200, 20_000) == [])
        #expect(model.limits.allSatisfy { $0.source.text.contains(model.title) && $0.source.standing == .verified })
        switch model {
        case .p24:
            #expect(try refused(9, 20_000)[0].contains("duration of one phase is 9 µs, allowed is 10 µs to"))
            #expect(try refused(200, 499)[0].contains("pulse rate inside a group"))
            #expect(try refused(200, 20_000, 131).count == 1)
        case .rehaStim2:
            #expect(try refused(19, 20_000)[0].contains("allowed is 20 µs to 500 µs (HASOMED RehaStim2"))
            #expect(try refused(501, 20_000).count == 1)
            #expect(try refused(200, 19_999)[0].contains("allowed is 1 Hz to 50 Hz"))
            #expect(try refused(200, 20_000, 131).count == 1)
        }
    }

    @Test("an order of a device that cannot make it is refused at the gate of that device only")
    func gates() throws {
        var scene = try Scene()
        scene.terms.burst = try PulseTrain(
            shape: scene.terms.burst.shape, pattern: .even(period: .milliseconds(10)), duration: .seconds(1))
        try scene.replaceTrain(pattern: .even(period: .milliseconds(10)))
        let expected: [StimulatorModel: Set<LimitedQuantity>] = [.p24: [], .rehaStim2: [.highestRate]]
        for (model, quantities) in expected {
            let prescription = try Prescription(scene.terms, within: .product)
            let gate = Gate(Approvals.clearance(prescription), limits: .product.adding(model.limits))
            let reasons = gate.reasonsToRefuse(
                scene.order, ledger: scene.ledger, device: scene.device, interlock: .armed, at: scene.now)
            #expect(Refusal(reasons).limitedQuantities == quantities)
        }
    }
}

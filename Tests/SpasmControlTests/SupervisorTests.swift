import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("the supervisor")
struct SupervisorTests {
    /// At 1 Hz, 3 s of health are 3 samples, so that everything can be explored.
    static let slow = SampleRate(hertz: 1)!

    /// Nothing in the way, only the machine in the way, or everything.
    enum Way: CaseIterable { case clear, byHandOnly, refused }

    static func clearance(_ way: Way) throws -> Clearance {
        let terms = try somePrescription().terms
        let burst = try terms.burst.scaled(toPeak: .milliamperes(2))
        var small = terms
        small.burst = burst
        let prescription = try Prescription(small, within: .product)
        var screening = Approvals.screening()
        if way == .refused { screening.answers["implant"] = "yes" }
        return Clearance(
            prescription: prescription, screening: screening,
            evidence: way == .byHandOnly ? nil : Approvals.evidence(for: prescription), at: Approvals.today)
    }

    private func fresh(_ way: Way = .clear) throws -> Supervisor {
        Supervisor(try Self.clearance(way), cooldown: 2, rate: SupervisorTests.slow)
    }

    /// Either a request or the passing of one sample.
    enum Step: Hashable {
        case request(Supervisor.Request)
        case sample(healthy: Bool)
    }

    static let steps: [Step] = [
        .request(.markReady), .request(.arm(intensity: .zero)), .request(.arm(intensity: .milliamperes(1))),
        .request(.setIntensity(.zero)), .request(.setIntensity(.milliamperes(1))),
        .request(.setIntensity(.milliamperes(2))), .request(.setIntensity(.milliamperes(3))),
        .request(.burst(until: SampleIndex(0), for: .emg)), .request(.burst(until: SampleIndex(0), for: .manual)),
        .request(.burst(until: SampleIndex(0), for: .guidedProtocol)), .request(.burstOver), .request(.cutBurst),
        .request(.disarm), .request(.switchOff),
        .request(.stop), .request(.fault(.saturated)), .request(.reset), .sample(healthy: true),
        .sample(healthy: false),
    ]

    static let wayToABurst: [Step] = [
        .request(.markReady), .request(.arm(intensity: .zero)), .request(.setIntensity(.milliamperes(1))),
        .request(.burst(until: SampleIndex(0), for: .emg)), .request(.reset), .sample(healthy: true),
    ]

    /// Takes a step at a time, and says which rule it broke.
    private func take(
        _ step: Step, _ supervisor: inout Supervisor, _ way: Way = .clear, at now: SampleIndex, healthyRun: Int
    ) -> String? {
        let before = supervisor
        var actions: Supervisor.Actions = []
        switch step {
        case .request(.burst(_, let trigger)):
            actions = supervisor.handle(.burst(until: now.advanced(by: 3), for: trigger), at: now).actions
            if actions.contains(.beginBurst), way == .byHandOnly, trigger.isAutomatic { return "a burst by itself" }
        case .request(let request):
            actions = supervisor.handle(request, at: now).actions
        case .sample(let healthy):
            _ = supervisor.observe(healthy: healthy, calibrated: true, at: now)
        }
        let (old, new) = (before.state, supervisor.state)
        if way == .refused, new == .armed || actions.contains(.beginBurst) { return "armed without a clearance" }
        if case .stimulating = new, old != new {
            if old != .armed || before.intensity == .zero { return "stimulating from \(old)" }
            if !actions.contains(.beginBurst) { return "a burst without its action" }
        }
        if actions.contains(.beginBurst), old != .armed { return "a burst begun from \(old)" }
        if new == .armed, old != .armed {
            switch (old, step) {
            case (.ready, .request(.arm(intensity: .zero))): break
            case (.cooldown, .sample): break
            default: return "armed from \(old) by \(step)"
            }
        }
        if step == .request(.stop), new != .stopped || !actions.contains(.stopOutput) { return "stop from \(old)" }
        if step == .request(.fault(.saturated)) {
            if !new.isLatched || !actions.contains(.stopOutput) { return "fault from \(old)" }
        }
        if old.isLatched, new != old, step != .request(.stop) {
            if step != .request(.reset) || new != .off || healthyRun < 3 { return "out of \(old) to \(new) by \(step)" }
        }
        if case .stimulating = old {
            switch new {
            case .stimulating: break
            case .cooldown:
                if step != .request(.burstOver), case .request = step, !actions.contains(.stopOutput) {
                    return "a cut without its action"
                }
            default: if !actions.contains(.stopOutput) { return "left stimulation for \(new) without cutting it" }
            }
        }
        switch new {
        case .armed, .stimulating, .cooldown: break
        default: if supervisor.intensity != .zero { return "intensity \(supervisor.intensity) while \(new)" }
        }
        if supervisor.intensity > before.intensity + Supervisor.largestRise { return "the intensity jumped" }
        if supervisor.intensity > supervisor.highestIntensity { return "the intensity is above the prescription" }
        if (supervisor.interlock == .armed) != { if case .stimulating = new { true } else { false } }() {
            return "the interlock says \(supervisor.interlock) while \(new)"
        }
        return nil
    }

    @Test(
        "every sequence of ten steps keeps every rule (all of them, explored breadth first)", arguments: Way.allCases)
    func exhaustive(way: Way) throws {
        struct Node: Hashable {
            var supervisor: Supervisor
            var now: SampleIndex
            var healthyRun: Int
        }
        var frontier: Set<Node> = [Node(supervisor: try fresh(way), now: SampleIndex(0), healthyRun: 0)]
        var seen = frontier
        var broken: [String] = []
        for _ in 0..<10 {
            var next: Set<Node> = []
            for node in frontier {
                for step in SupervisorTests.steps {
                    var child = node
                    if let rule = take(step, &child.supervisor, way, at: node.now, healthyRun: node.healthyRun) {
                        broken.append(rule)
                    }
                    switch step {
                    case .sample(let healthy):
                        child.now = node.now.advanced(by: 1)
                        child.healthyRun = healthy ? min(3, node.healthyRun + 1) : 0
                    case .request(.fault): child.healthyRun = 0
                    default: break
                    }
                    if seen.insert(child).inserted { next.insert(child) }
                }
            }
            frontier = next
        }
        #expect(broken.isEmpty)
        let words = Set(seen.map { $0.supervisor.state.description })
        let always: Set = ["off", "ready", "stopped", "fault: the EMG is saturated"]
        let armed: Set = ["armed", "stimulating", "cooldown"]
        #expect(way == .refused ? words == always : words == always.union(armed))
        #expect(seen.count > (way == .refused ? 100 : 400))
    }

    @Test("arming is refused until the screening is answered, and says what is missing")
    func notScreened() throws {
        let prescription = try Self.clearance(.clear).prescription
        let evidence = Approvals.evidence(for: prescription)
        func arm(_ screening: Screening?) -> SupervisorRefusal? {
            var supervisor = Supervisor(
                Clearance(prescription: prescription, screening: screening, evidence: evidence, at: Approvals.today),
                cooldown: 2, rate: SupervisorTests.slow)
            _ = supervisor.observe(healthy: true, calibrated: true, at: SampleIndex(0))
            _ = supervisor.handle(.markReady, at: SampleIndex(0))
            return supervisor.handle(.arm(intensity: .zero), at: SampleIndex(0)).refusal
        }
        #expect(arm(Approvals.screening()) == nil)
        #expect(arm(nil) == .notCleared([.notScreened]))
        for question in ScreeningQuestion.all {
            var screening = Approvals.screening()
            screening.answers[question.name] = nil
            #expect(arm(screening) == .notCleared([.screening(.unanswered(question.name))]))
            #expect(arm(screening)?.description.contains(question.text) == true)
        }
    }

    @Test("a pad that was not shown to calm answers a hand and no machine")
    func byHandOnly() throws {
        let prescription = try Self.clearance(.clear).prescription
        func result(_ ratio: Double, _ low: Double, _ high: Double) throws -> EffectEvidence {
            try #require(
                EffectEvidence(
                    site: prescription.terms.site, channel: prescription.terms.pad.channel,
                    current: prescription.workingCurrent, pairs: 12, ratio: Ratio(ratio),
                    interval: Ratio(low)...Ratio(high), confidence: Ratio(0.95), unixSeconds: Approvals.today))
        }
        let cases: [(EffectEvidence?, ClearanceObstacle?)] = [
            (try result(0.7, 0.6, 0.9), nil), (nil, .noEvidence), (try result(0.95, 0.8, 1.1), .effect(.nothingShown)),
            (try result(1.4, 1.2, 1.7), .effect(.worsens)),
        ]
        for (evidence, obstacle) in cases {
            let clearance = Clearance(
                prescription: prescription, screening: Approvals.screening(), evidence: evidence, at: Approvals.today)
            var supervisor = Supervisor(clearance, cooldown: 2, rate: SupervisorTests.slow)
            _ = supervisor.observe(healthy: true, calibrated: true, at: SampleIndex(0))
            for request: Supervisor.Request in [
                .markReady, .arm(intensity: .zero), .setIntensity(.milliamperes(1)),
            ] { _ = supervisor.handle(request, at: SampleIndex(0)) }
            var copy = supervisor
            let automatic = copy.handle(.burst(until: SampleIndex(9), for: .emg), at: SampleIndex(0))
            #expect(automatic.refusal == obstacle.map { .notCleared([$0]) })
            let manual = supervisor.handle(.burst(until: SampleIndex(9), for: .manual), at: SampleIndex(0))
            #expect(manual.actions == .beginBurst)
        }
    }

    @Test("random sequences of requests keep every rule")
    func random() throws {
        var generator = SeededGenerator(seed: 21)
        var broken: [String] = [], bursts = 0
        for _ in 0..<200 {
            var supervisor = try fresh()
            var healthyRun = 0
            for k in 0..<200 {
                // A third time passing, a third anything, a third the way to a burst, which blind chance rarely finds.
                let step: Step =
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: .sample(healthy: Int.random(in: 0..<20, using: &generator) > 0)
                    case 1: SupervisorTests.steps.randomElement(using: &generator)!
                    default: SupervisorTests.wayToABurst.randomElement(using: &generator)!
                    }
                if let rule = take(step, &supervisor, at: SampleIndex(k), healthyRun: healthyRun) {
                    broken.append(rule)
                }
                switch step {
                case .sample(let healthy): healthyRun = healthy ? healthyRun + 1 : 0
                case .request(.fault): healthyRun = 0
                default: break
                }
                if case .stimulating = supervisor.state { bursts += 1 }
            }
        }
        #expect(broken.isEmpty)
        #expect(bursts > 50)
    }

    @Test("stop works from every state, at once")
    func stopFromEverywhere() throws {
        var supervisor = try fresh()
        var visited: Set<String> = []
        let way: [Supervisor.Request] = [
            .markReady, .arm(intensity: .zero), .setIntensity(.milliamperes(1)),
            .burst(until: SampleIndex(5), for: .emg),
            .burstOver, .fault(.flat),
        ]
        for step in -1..<way.count {
            if step >= 0 {
                _ = supervisor.observe(healthy: true, calibrated: true, at: SampleIndex(0))
                let answer = supervisor.handle(way[step], at: SampleIndex(0))
                #expect(answer.refusal == nil)
            }
            visited.insert(supervisor.state.description)
            var copy = supervisor
            let answer = copy.handle(.stop, at: SampleIndex(0))
            #expect(copy.state == .stopped && answer.actions.contains(.stopOutput) && answer.refusal == nil)
        }
        #expect(visited.count == 6)
    }

    @Test("a reset needs three seconds of healthy signals without a break, and leads to off")
    func reset() throws {
        var supervisor = try fresh()
        _ = supervisor.handle(.stop, at: SampleIndex(0))
        for (k, healthy) in [true, true, false, true, true].enumerated() {
            _ = supervisor.observe(healthy: healthy, calibrated: true, at: SampleIndex(k))
        }
        let early = supervisor.handle(.reset, at: SampleIndex(5))
        #expect(early.refusal == .notHealthyLongEnough(samples: 2, needed: 3))
        #expect(supervisor.state == .stopped)
        _ = supervisor.observe(healthy: true, calibrated: true, at: SampleIndex(5))
        let late = supervisor.handle(.reset, at: SampleIndex(6))
        #expect(late.refusal == nil && supervisor.state == .off)
    }

    @Test("arming needs the intensity control at zero and a muscle that has been measured at rest")
    func arming() throws {
        var supervisor = try fresh()
        _ = supervisor.handle(.markReady, at: SampleIndex(0))
        let unmeasured = supervisor.handle(.arm(intensity: .zero), at: SampleIndex(0))
        #expect(unmeasured.refusal == .notCalibrated)
        _ = supervisor.observe(healthy: true, calibrated: true, at: SampleIndex(0))
        let turnedUp = supervisor.handle(.arm(intensity: .milliamperes(1)), at: SampleIndex(0))
        #expect(turnedUp.refusal == .intensityNotZero(.milliamperes(1)))
        let armed = supervisor.handle(.arm(intensity: .zero), at: SampleIndex(0))
        #expect(armed.refusal == nil && supervisor.state == .armed && supervisor.intensity == .zero)
        let jump = supervisor.handle(.setIntensity(.milliamperes(2)), at: SampleIndex(0))
        #expect(jump.refusal == .risesTooFast(from: .zero, to: .milliamperes(2)))
    }

    @Test("turning the intensity down during a burst cuts the burst")
    func turnedDown() throws {
        var supervisor = try fresh()
        _ = supervisor.observe(healthy: true, calibrated: true, at: SampleIndex(0))
        for request: Supervisor.Request in [
            .markReady, .arm(intensity: .zero), .setIntensity(.milliamperes(1)),
            .burst(until: SampleIndex(9), for: .emg),
        ] { _ = supervisor.handle(request, at: SampleIndex(0)) }
        let answer = supervisor.handle(.setIntensity(.zero), at: SampleIndex(1))
        #expect(answer.actions == .stopOutput)
        #expect(supervisor.state == .cooldown(until: SampleIndex(3)))
    }
}

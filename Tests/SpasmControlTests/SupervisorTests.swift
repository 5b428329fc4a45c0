import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("the supervisor")
struct SupervisorTests {
    /// At 1 Hz, 3 s of health are 3 samples, so that everything can be explored.
    static let slow = SampleRate(hertz: 1)!

    private func fresh() -> Supervisor {
        Supervisor(highestIntensity: .milliamperes(2), cooldown: 2, rate: SupervisorTests.slow)
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
        .request(.burst(until: SampleIndex(0))), .request(.burstOver), .request(.disarm), .request(.switchOff),
        .request(.stop), .request(.fault(.saturated)), .request(.reset), .sample(healthy: true),
        .sample(healthy: false),
    ]

    static let wayToABurst: [Step] = [
        .request(.markReady), .request(.arm(intensity: .zero)), .request(.setIntensity(.milliamperes(1))),
        .request(.burst(until: SampleIndex(0))), .request(.reset), .sample(healthy: true),
    ]

    /// Takes a step at a time, and says which rule it broke.
    private func take(
        _ step: Step, _ supervisor: inout Supervisor, at now: SampleIndex, healthyRun: Int
    ) -> String? {
        let before = supervisor
        var actions: Supervisor.Actions = []
        switch step {
        case .request(.burst):
            actions = supervisor.handle(.burst(until: now.advanced(by: 3)), at: now).actions
        case .request(let request):
            actions = supervisor.handle(request, at: now).actions
        case .sample(let healthy):
            _ = supervisor.observe(healthy: healthy, calibrated: true, at: now)
        }
        let (old, new) = (before.state, supervisor.state)
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

    @Test("every sequence of ten steps keeps every rule (all of them, explored breadth first)")
    func exhaustive() {
        struct Node: Hashable {
            var supervisor: Supervisor
            var now: SampleIndex
            var healthyRun: Int
        }
        var frontier: Set<Node> = [Node(supervisor: fresh(), now: SampleIndex(0), healthyRun: 0)]
        var seen = frontier
        var broken: [String] = []
        for _ in 0..<10 {
            var next: Set<Node> = []
            for node in frontier {
                for step in SupervisorTests.steps {
                    var child = node
                    if let rule = take(step, &child.supervisor, at: node.now, healthyRun: node.healthyRun) {
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
        #expect(seen.count > 400)
        let words = Set(seen.map { $0.supervisor.state.description })
        #expect(
            words.isSuperset(of: [
                "off", "ready", "armed", "stimulating", "cooldown", "stopped", "fault: the EMG is saturated",
            ]))
    }

    @Test("random sequences of requests keep every rule")
    func random() {
        var generator = SeededGenerator(seed: 21)
        var broken: [String] = [], bursts = 0
        for _ in 0..<200 {
            var supervisor = fresh()
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
    func stopFromEverywhere() {
        var supervisor = fresh()
        var visited: Set<String> = []
        let way: [Supervisor.Request] = [
            .markReady, .arm(intensity: .zero), .setIntensity(.milliamperes(1)), .burst(until: SampleIndex(5)),
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
    func reset() {
        var supervisor = fresh()
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
    func arming() {
        var supervisor = fresh()
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
    func turnedDown() {
        var supervisor = fresh()
        _ = supervisor.observe(healthy: true, calibrated: true, at: SampleIndex(0))
        for request: Supervisor.Request in [
            .markReady, .arm(intensity: .zero), .setIntensity(.milliamperes(1)), .burst(until: SampleIndex(9)),
        ] { _ = supervisor.handle(request, at: SampleIndex(0)) }
        let answer = supervisor.handle(.setIntensity(.zero), at: SampleIndex(1))
        #expect(answer.actions == .stopOutput)
        #expect(supervisor.state == .cooldown(until: SampleIndex(3)))
    }
}

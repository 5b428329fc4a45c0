// The pad test as a whole on a limb whose answer is known: what it finds, what stands in its log, and that a no is a no.

import Devices
import Foundation
import Sessions
import Signals
import Stimulation
import TestSupport
import Testing

/// A prescription for finding thresholds (`motor` is nil) or for use, 30 Hz for a second.
func padPrescription(motor: Int?, current: Int, highest: Int = 30) throws -> Prescription {
    let burst =
        motor == nil
        ? try ThresholdSettings(highest: .milliamperes(highest)).train(at: .milliamperes(highest))
        : try PulseTrain(
            shape: .biphasic(current: .milliamperes(current), phase: .microseconds(200)),
            pattern: .even(period: Microseconds(33_333)), duration: .seconds(1))
    return try Prescription(
        Prescription.Terms(
            person: PersonCode("P01")!, site: Approvals.soleus,
            pad: Pad(channel: Approvals.channel, area: SquareCentimetres(25)),
            thresholds: motor.map {
                Thresholds(
                    sensory: .milliamperes(4), motor: .milliamperes($0), comfort: .milliamperes(10), evidence: .reported
                )
            },
            burst: burst, minimumPause: .seconds(3),
            hourly: DoseLimit(onTime: .minutes(10), charge: .millicoulombs(1_000)),
            daily: DoseLimit(onTime: .minutes(60), charge: .millicoulombs(6_000)),
            approval: Approval(approver: "a test", unixSeconds: Approvals.today)), within: .product)
}

@Suite("the pad test")
struct PadTestRunnerTests {
    typealias Runner = PadTestRunner<FakeSource, FakeStimulator, DoseLedger, FakePerson>

    static func runner(_ limb: FakeLimb, log: String, no: (PadReport, Int)? = nil) throws -> Runner {
        Runner(
            source: FakeSource(limb: limb), device: FakeStimulator(limb: limb),
            person: FakePerson(limb: limb, no: no.map { ($0.0, $0.1) }), ledger: DoseLedger(), limits: .product,
            log: try EventLogWriter(path: log, rate: limb.rate))
    }

    static func plan() throws -> PadTestPlan {
        PadTestPlan(
            finding: Clearance(
                prescription: try padPrescription(motor: nil, current: 0), screening: Approvals.screening(),
                at: Approvals.today),
            thresholds: ThresholdSettings(highest: .milliamperes(30)))
    }

    static func using() throws -> Clearance {
        Clearance(
            prescription: try padPrescription(motor: 8, current: 9), screening: Approvals.screening(),
            at: Approvals.today)
    }

    @Test("thresholds and effect are found through the gate, with every order in the log")
    func whole() throws {
        let folder = try TemporaryDirectory()
        let limb = FakeLimb(factor: 0.6)
        var runner = try Self.runner(limb, log: folder.file("log.jsonl"))
        let found = try runner.findThresholds(Self.plan())
        #expect(found.thresholds?.motor == .milliamperes(8) && found.thresholds?.comfort == .milliamperes(10))
        #expect(limb.pulses.count == 10 * 10)
        #expect(zip(limb.pulses, limb.pulses.dropFirst()).allSatisfy { $1.time - $0.time >= .milliseconds(500) })
        let effect = try runner.testEffect(Self.using(), EffectTestSettings())
        #expect(effect.verdict == .works)
        #expect(abs((effect.ratio ?? 0) - 0.6) < 0.03)
        try runner.finish()
        #expect(runner.refused == 0 && runner.sent == 20)
        #expect(runner.ledger.entries.count == 20)
        let entries = try EventLog(path: folder.file("log.jsonl")).entries
        #expect(entries.count { $0.kind == "order-approved" } == 20)
        #expect(entries.count { $0.kind == "pulse" } == limb.pulses.count)
        #expect(entries.count { $0.kind == "threshold-step" } == 10)
        #expect(entries.count { $0.kind == "effect-trial" } == 20)
        #expect(entries.last?.kind == "session-ended")
    }

    @Test("a pad that does nothing is found to do nothing, one that excites to make it worse, artefacts and all")
    func others() throws {
        for (factor, verdict) in [(1.0, EffectTest.Verdict.nothing), (1.5, .worse)] {
            let folder = try TemporaryDirectory()
            var runner = try Self.runner(FakeLimb(factor: factor), log: folder.file("log.jsonl"))
            #expect(try runner.testEffect(Self.using(), EffectTestSettings()).verdict == verdict)
        }
    }

    @Test("a stop cuts within a block, and nothing is given after it; what is uncomfortable ends only its own pad")
    func stop() throws {
        let folder = try TemporaryDirectory()
        let limb = FakeLimb(factor: 1)
        var runner = try Self.runner(limb, log: folder.file("stop.jsonl"), no: (.stop, 6))
        let outcome = try runner.findThresholds(Self.plan())
        #expect(outcome.reason == "the person said stop at 6 mA")
        #expect(limb.pulses.last?.current == .milliamperes(6) && limb.pulses.count == 51)
        #expect(limb.isStopped && runner.halted != nil)
        #expect(try runner.findThresholds(Self.plan()).thresholds == nil)
        #expect(try runner.testEffect(Self.using(), EffectTestSettings()).verdict == .cannotTell)
        #expect(limb.pulses.count == 51)
        let other = FakeLimb(factor: 1)
        var milder = try Self.runner(other, log: folder.file("no.jsonl"), no: (.uncomfortable, 10))
        let found = try milder.findThresholds(Self.plan())
        #expect(found.thresholds?.comfort == .milliamperes(9))
        #expect(other.pulses.count == 91 && !other.isStopped && milder.halted == nil)
    }

    @Test("a stimulator that fails, a gate that refuses and a screening that was not answered give no thresholds")
    func failures() throws {
        let folder = try TemporaryDirectory()
        let limb = FakeLimb(factor: 1)
        limb.failsAfter = 25
        var runner = try Self.runner(limb, log: folder.file("fault.jsonl"))
        #expect(try runner.findThresholds(Self.plan()).reason.contains("pulled"))
        #expect(limb.pulses.count == 25 && limb.isStopped)

        // The prescription ends at 5 mA, the search wants to go on to 30.
        let low = FakeLimb(factor: 1)
        var refused = try Self.runner(low, log: folder.file("refused.jsonl"))
        let plan = PadTestPlan(
            finding: Clearance(
                prescription: try padPrescription(motor: nil, current: 0, highest: 5),
                screening: Approvals.screening(), at: Approvals.today),
            thresholds: ThresholdSettings(highest: .milliamperes(30)))
        #expect(try refused.findThresholds(plan).thresholds == nil)
        #expect(low.pulses.map(\.current).max() == .milliamperes(5))

        let unasked = FakeLimb(factor: 1)
        var notScreened = try Self.runner(unasked, log: folder.file("unasked.jsonl"))
        let without = PadTestPlan(
            finding: Clearance(
                prescription: try padPrescription(motor: nil, current: 0), screening: nil, at: Approvals.today),
            thresholds: ThresholdSettings(highest: .milliamperes(30)))
        do {
            _ = try notScreened.findThresholds(without)
            Issue.record("armed without a screening")
        } catch let error as PadTestError { #expect(error.description.contains("screening")) }
        #expect(unasked.pulses.isEmpty && unasked.isStopped)
    }

    @Test("activity is measured between pulses only: a known noise, whatever lies under the pulses")
    func measure() throws {
        var generator = SeededGenerator(seed: 66)
        let measure = try #require(TrialMeasure(rate: 2_000, period: 1.0 / 30))
        let samples = (0..<20_000).map { k -> Float in
            let sincePulse = (Double(k) / 2_000).truncatingRemainder(dividingBy: 1.0 / 30)
            return Float(20 * generator.normal() + (sincePulse < 0.0149 ? 5_000 : 0) + 300 * sin(Double(k) / 2_000))
        }
        // About 11,000 samples: the error of an rms of 20 is 20/√22,000 = 0.13.
        #expect(abs(measure.activity(samples) - 20) < 0.5)
        #expect(measure.activity([]).isNaN)
        #expect(TrialMeasure(rate: 2_000, period: 0.018) == nil)
        #expect(TrialMeasure(rate: .nan, period: 0.03) == nil)
    }
}

import CAllocationCounter
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("the controller")
struct ControllerTests {
    let armed = arming(at: 6_000)

    @Test("each burst of activity is found within 100 ms and answered by one order")
    func finds() throws {
        let active = [4.0...5.5, 9.0...10.0, 14.0...14.6]
        let found = try decisions(of: muscle(seconds: 18, active: active), events: armed)
        let detections = found.detections
        #expect(detections.count == 3)
        for (detection, truth) in zip(detections, active) {
            #expect(abs(rate.seconds(detection.onset) - truth.lowerBound) < 0.04)
            #expect(rate.seconds(detection.at) - truth.lowerBound < 0.1)
        }
        let orders = found.orders
        #expect(orders.map(\.number) == [1, 2, 3])
        #expect(Set(orders.map(\.train.shape.peakCurrent)) == [.milliamperes(3)])
        #expect(orders.map(\.issued) == detections.map { SessionTime(sample: $0.at, hertz: rate.hertz)! })
        #expect(orders.allSatisfy { $0.expires == $0.issued + $0.train.duration + .milliseconds(100) })
    }

    @Test("a quiet muscle triggers nothing in two minutes")
    func quiet() throws {
        let found = try decisions(of: muscle(seconds: 120, active: [], seed: 7), events: armed)
        #expect(found.detections.isEmpty && found.orders.isEmpty)
    }

    @Test("activity that outlasts its burst is answered once")
    func outlasting() throws {
        let found = try decisions(of: muscle(seconds: 20, active: [4.0...18.0]), events: armed)
        #expect(found.orders.count == 1)
        #expect(found.detections.count == 1)
    }

    @Test("unarmed, and at zero intensity, activity is found but nothing is ordered")
    func unarmed() throws {
        let samples = muscle(seconds: 8, active: [4.0...5.0])
        let off = try decisions(of: samples)
        #expect(off.detections.count == 1 && off.orders.isEmpty)
        #expect(off.contains { if case .withheld(.state(.off), _) = $0 { true } else { false } })
        let zero = try decisions(of: samples, events: Array(armed.prefix(2)))
        #expect(zero.orders.isEmpty)
        #expect(zero.contains { if case .withheld(.intensityIsZero, _) = $0 { true } else { false } })
    }

    @Test("the person's own trigger works like a detection")
    func manual() throws {
        let trigger = ControlEvent(.manualTrigger, at: SampleIndex(8_000))
        let orders = try decisions(of: muscle(seconds: 6, active: []), events: armed + [trigger]).orders
        #expect(orders.count == 1)
        #expect(orders.first?.trigger == Trigger(.manual, metAt: SessionTime(sample: 8_000, hertz: rate.hertz)!))
    }

    @Test("the same input gives the same decisions, however it is cut into blocks")
    func blocks() throws {
        var generator = SeededGenerator(seed: 31)
        let samples = muscle(seconds: 14, active: [4.0...5.5, 9.0...10.0])
        let events =
            armed
            + [
                ControlEvent(.manualTrigger, at: SampleIndex(15_555)), ControlEvent(.stop, at: SampleIndex(26_001)),
            ]
        let whole = try decisions(of: samples, events: events, blocks: [samples.count])
        #expect(whole.orders.count >= 2)
        #expect(try decisions(of: samples, events: events, blocks: [samples.count]) == whole)
        let cuts: [[Int]] =
            [[1], [2], [20], [333]]
            + (0..<4).map { _ in (0..<3_000).map { _ in Int.random(in: 1...64, using: &generator) } }
        for blocks in cuts {
            let cut = try decisions(of: samples, events: events, blocks: blocks)
            #expect(cut.withoutBlocks == whole.withoutBlocks)
        }
        // One sample per block: the order leaves with the sample that decided it.
        for case .order(_, let metAt, let emittedAt) in try decisions(of: samples, events: events, blocks: [1]) {
            #expect(metAt.distance(to: emittedAt) <= 1)
        }
    }

    @Test("a channel of a block gives the same as its samples alone")
    func sampleBlocks() throws {
        let samples = muscle(seconds: 7, active: [4.0...5.5])
        var controller = try SpasmController(SpasmSettings(), clearance: someClearance(), rate: rate)
        var found: [SpasmDecision] = []
        var interleaved = [Float](repeating: .nan, count: samples.count * 3)
        for k in samples.indices { interleaved[3 * k + 1] = samples[k] }
        controller.process(
            SampleBlock(start: SampleIndex(0), channelCount: 3, values: interleaved), channel: 1, events: armed
        ) { found.append($0) }
        #expect(found == (try decisions(of: samples, events: armed, blocks: [samples.count])))
    }

    @Test("a unit of millivolts gives the same decisions as microvolts")
    func units() throws {
        let samples = muscle(seconds: 7, active: [4.0...5.5])
        var controller = try SpasmController(
            SpasmSettings(), clearance: someClearance(), rate: rate, microvoltsPerUnit: 1_000)
        var found: [SpasmDecision] = []
        let millivolts = samples.map { $0 / 1_000 }
        controller.process(millivolts.span, at: SampleIndex(0), events: armed) { found.append($0) }
        #expect(found.detections.map(\.at) == (try decisions(of: samples)).detections.map(\.at))
    }

    @Test("late words about an earlier burst do not end the one that runs")
    func lateWords() throws {
        let samples = muscle(seconds: 8, active: [4.0...5.0])
        let late = ControlEvent(.burstOver(order: 0), at: SampleIndex(8_500))
        let found = try decisions(of: samples, events: armed + [late])
        #expect(found.contains { if case .notGranted(.burstOver(order: 0), _, _) = $0 { true } else { false } })
        let refused = ControlEvent(.refusedByGate(order: 1), at: SampleIndex(8_500))
        let states = try decisions(of: samples, events: armed + [refused]).states
        #expect(
            states.contains { if case .cooldown(let until) = $0 { until == SampleIndex(8_500 + 4_096) } else { false } }
        )
    }

    @Test("in steady state nothing is allocated, orders included")
    func allocations() throws {
        let before = allocation_count_of_this_thread()
        let samples = muscle(seconds: 16, active: [4.0...5.0, 9.0...10.0, 13.0...13.5])
        try #require(allocation_count_of_this_thread() > before, "the allocation counter does not count here")
        let none: [ControlEvent] = []
        var allocated: UInt = 0, orders = 0, detections = 0
        // The first session is not counted: Swift makes constants and metadata when a process first asks for them,
        // and which test is the first to ask is chance. The second is a new controller in a process that has them.
        for _ in 0..<2 {
            var controller = try SpasmController(SpasmSettings(), clearance: someClearance(), rate: rate)
            (orders, detections) = (0, 0)
            let warm = 7_000
            controller.process(samples.span.extracting(0..<warm), at: SampleIndex(0), events: armed) { _ in }
            let start = allocation_count_of_this_thread()
            var position = warm
            while position + 20 <= samples.count {
                controller.process(
                    samples.span.extracting(position..<(position + 20)), at: SampleIndex(position), events: none
                ) {
                    switch $0 {
                    case .order: orders += 1
                    case .detected: detections += 1
                    default: break
                    }
                }
                position += 20
            }
            allocated = allocation_count_of_this_thread() - start
        }

        #expect(allocated == 0)
        #expect(orders == 3 && detections == 3)
    }
}

@Suite("the controller, when things go wrong")
struct ControllerFaultTests {
    private func faulted(_ change: (inout [Float]) -> Void, seed: UInt64 = 1) throws -> [SpasmDecision] {
        var samples = muscle(seconds: 12, active: [8.0...9.0], seed: seed)
        change(&samples)
        return try decisions(of: samples, events: arming(at: 6_000))
    }

    /// Whether these decisions stop with a fault and order nothing.
    private func stops(_ decisions: [SpasmDecision], with expected: Fault) -> Bool {
        decisions.states.contains(.fault(expected)) && decisions.orders.isEmpty
            && decisions.contains { if case .stopOutput = $0 { true } else { false } }
    }

    @Test(
        "a sample that is not a number, infinite or saturated stops and never triggers",
        arguments: [Float.nan, .infinity, -.infinity, 5_000, -5_000, .greatestFiniteMagnitude])
    func badSamples(value: Float) throws {
        let found = try faulted { $0[10_000] = value }
        #expect(stops(found, with: value.isFinite ? .saturated : .notANumber))
        #expect(found.detections.allSatisfy { $0.at > 12_000 })
        let states = found.states
        #expect(states.last == .fault(value.isFinite ? .saturated : .notANumber))
    }

    @Test("a bad sample leaves nothing behind in the filter")
    func filterSurvives() throws {
        var samples = muscle(seconds: 12, active: [8.0...9.0])
        let clean = try decisions(of: samples).detections
        samples[10_000] = .nan
        let after = try decisions(of: samples).detections
        #expect(after.map(\.at) == clean.map(\.at))
    }

    @Test("a lead that is off, so that the signal stops changing, stops and never triggers")
    func flat() throws {
        let found = try faulted { for k in 10_000..<$0.count { $0[k] = 3 } }
        #expect(stops(found, with: .flat))
        #expect(found.contains(.state(.fault(.flat), at: SampleIndex(10_000 + 2_048))))
    }

    @Test("missing, repeated and reordered samples stop, and the resting muscle must be measured anew")
    func gaps() throws {
        let samples = muscle(seconds: 8, active: [])
        for jump in [1, 100, -1, -100] {
            var controller = try SpasmController(SpasmSettings(), clearance: someClearance(), rate: rate)
            var found: [SpasmDecision] = []
            controller.process(samples.span, at: SampleIndex(0), events: arming(at: 6_000)) { found.append($0) }
            #expect(controller.supervisor.state == .armed)
            let next = SampleIndex(samples.count + jump)
            controller.process(samples.span.extracting(0..<20), at: next) { found.append($0) }
            #expect(
                controller.supervisor.state
                    == .fault(.discontinuity(expected: SampleIndex(samples.count), found: next)))
            #expect(controller.isCalibrated == false)
            #expect(found.last == .state(controller.supervisor.state, at: next))
        }
    }

    @Test("samples before the session, or numbered beyond any session, stop and never trigger")
    func impossibleTime() throws {
        let samples = muscle(seconds: 8, active: [5.0...6.0])
        for start in [-16_000, Int.max / 2] {
            let found = try decisions(of: samples, events: arming(at: start + 6_000), start: start)
            #expect(found.orders.isEmpty && found.states.contains(.fault(.impossibleTime)))
        }
    }

    @Test(
        "artefacts of its own stimulation never trigger again, from 1 to 10 times the muscle's activity",
        arguments: [1.0, 3, 10])
    func artefacts(times: Double) throws {
        var controller = try SpasmController(SpasmSettings(), clearance: someClearance(), rate: rate)
        let quiet = muscle(seconds: 30, active: [])
        let events = arming(at: 6_000) + [ControlEvent(.manualTrigger, at: SampleIndex(8_000))]
        var found: [SpasmDecision] = []
        var pulses: [Range<Int>] = []
        var position = 0
        while position < quiet.count {
            var block = Array(quiet[position..<min(position + 20, quiet.count)])
            for k in block.indices {
                let sample = position + k
                if pulses.contains(where: { $0.contains(sample) }) {
                    // One pulse in 20 ms, decaying over some milliseconds, as large as ten times a strong spasm.
                    let since = Double(sample % 41)
                    block[k] += Float(150 * times * 10 / (1 + since))
                }
            }
            let here = position..<(position + block.count)
            let now = SampleIndex(position)
            controller.process(block.span, at: now, events: events.filter { here.contains($0.at.rawValue) }) {
                found.append($0)
                if case .order(let order, _, _) = $0 {
                    // The worst case: the burst begins as late as it may, and the amplifier takes 60 ms to recover.
                    let end = Int((order.expires.seconds * rate.hertz).rounded(.up))
                    let length = rate.samples(inSeconds: order.train.duration.inSeconds)
                    pulses.append((end - length)..<(end + rate.samples(inSeconds: 0.06)))
                }
            }
            position += block.count
        }
        #expect(found.orders.count == 1)
        #expect(found.detections.isEmpty)
    }

    @Test("after a stop nothing is ordered until somebody resets, checks, and arms from zero again")
    func stopHolds() throws {
        let samples = muscle(seconds: 24, active: [5.0...5.5, 9.0...9.5, 20.0...21.0])
        let stop = ControlEvent(.stop, at: SampleIndex(14_000))
        let resetTooEarly = ControlEvent(.reset, at: SampleIndex(14_001))
        let armAtOnce = arming(at: 15_000)
        let without = try decisions(of: samples, events: arming(at: 6_000) + [stop] + armAtOnce)
        #expect(without.orders.count == 1)
        #expect(without.states.last == .stopped)
        let reset = ControlEvent(.reset, at: SampleIndex(26_000))
        let again = try decisions(
            of: samples, events: arming(at: 6_000) + [stop, resetTooEarly, reset] + arming(at: 36_000))
        #expect(again.orders.count == 2)
        #expect(again.contains { if case .stopOutput(SampleIndex(14_000)) = $0 { true } else { false } })
    }

    @Test("after a reset nobody arms before the muscle at rest has been measured again, not even with the next word")
    func resetForgets() throws {
        let words = [ControlEvent(.stop, at: SampleIndex(14_000)), ControlEvent(.reset, at: SampleIndex(26_000))]
        let found = try decisions(
            of: muscle(seconds: 20, active: []), events: arming(at: 6_000) + words + arming(at: 26_000))
        #expect(found.states.last == .ready)
        #expect(
            found.contains { decision in
                if case .notGranted(.arm, .notCalibrated, let at) = decision { at.rawValue == 26_000 } else { false }
            })
    }

    @Test("a stop between blocks takes effect at once, and one outside of the block's samples is not lost")
    func stopIsNeverLost() throws {
        let samples = muscle(seconds: 5, active: [])
        for at in [-5, 0, 1_000_000] {
            var controller = try SpasmController(SpasmSettings(), clearance: someClearance(), rate: rate)
            controller.process(samples.span, at: SampleIndex(0), events: arming(at: 6_000)) { _ in }
            controller.process(
                samples.span.extracting(0..<1), at: SampleIndex(samples.count),
                events: [ControlEvent(.stop, at: SampleIndex(at))]
            ) { _ in }
            #expect(controller.supervisor.state == .stopped)
        }
        var controller = try SpasmController(SpasmSettings(), clearance: someClearance(), rate: rate)
        var cut = false
        controller.handle(.stop) { if case .stopOutput = $0 { cut = true } }
        #expect(cut && controller.supervisor.state == .stopped)
    }

    @Test("whatever happens in random sessions, the gate lets nothing out unless armed, and after a stop nothing")
    func randomSessions() throws {
        var generator = SeededGenerator(seed: 41)
        let prescription = try somePrescription()
        let gate = Gate(Approvals.clearance(prescription), limits: .product)
        var broken: [String] = [], approvals = 0, stops = 0
        for session in 0..<12 {
            var controller = try SpasmController(
                SpasmSettings(), clearance: Approvals.clearance(prescription), rate: rate)
            var ledger = DoseLedger()
            var samples = muscle(
                seconds: 30, active: [4.0...4.5, 9.0...10.0, 14.0...15.0, 20...21, 26...28], seed: UInt64(session))
            if session % 3 == 0 { samples[Int.random(in: 30_000..<60_000, using: &generator)] = .nan }
            var events = arming(at: 6_000)
            for _ in 0..<30 {
                let kinds: [ControlEvent.Kind] = [
                    .markReady, .arm(intensity: .zero), .setIntensity(.milliamperes(1)),
                    .setIntensity(.milliamperes(2)),
                    .manualTrigger, .manualTrigger, .disarm, .stop, .reset, .reset, .burstOver(order: 1),
                    .refusedByGate(order: 2), .arm(intensity: .milliamperes(1)), .markReady, .arm(intensity: .zero),
                ]
                events.append(
                    ControlEvent(
                        kinds.randomElement(using: &generator)!,
                        at: SampleIndex(Int.random(in: 10_000..<60_000, using: &generator))))
            }
            events.sort { $0.at < $1.at }
            var mayStimulate = false
            for position in stride(from: 0, to: samples.count, by: 16) {
                let end = min(position + 16, samples.count)
                var found: [SpasmDecision] = []
                controller.process(
                    samples.span.extracting(position..<end), at: SampleIndex(position),
                    events: events.filter { (position..<end).contains($0.at.rawValue) }
                ) { found.append($0) }
                let now = try #require(SessionTime(sample: end, hertz: rate.hertz))
                for decision in found {
                    switch decision {
                    case .state(.armed, _): mayStimulate = true
                    case .state(.stopped, _), .state(.fault, _), .state(.off, _), .state(.ready, _):
                        stops += 1
                        mayStimulate = false
                    case .order(let order, _, _):
                        if !mayStimulate { broken.append("an order while not armed") }
                        do {
                            _ = try gate.approve(
                                order, ledger: &ledger, device: DeviceState(readiness: .ready, reportedAt: now),
                                interlock: controller.supervisor.interlock, at: now)
                            approvals += 1
                            if !mayStimulate { broken.append("an approval while not armed") }
                            if controller.supervisor.state.isLatched { broken.append("an approval after a stop") }
                        } catch {}
                    default: break
                    }
                }
            }
        }
        #expect(broken.isEmpty)
        #expect(approvals > 5 && stops > 12)
    }
}

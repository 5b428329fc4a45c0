import TestSupport
import Testing

@testable import Stimulation

@Suite("the gate")
struct GateTests {
    @Test("an order inside of everything is let through unchanged and written down first")
    func approves() throws {
        let scene = try Scene()
        var ledger = scene.ledger
        let approved = try scene.gate().approve(
            scene.order, ledger: &ledger, device: scene.device, interlock: scene.interlock, at: scene.now)
        #expect(ledger.entries.count == 2)
        #expect(ledger.entries.last?.dose == Dose(of: scene.order.train))
        #expect(ledger.entries.last?.end == scene.order.expires)
        #expect(approved.channel == Scene.channel && approved.orderNumber == 2)
        #expect(approved.expires == scene.order.expires)
        #expect(try approved.redeem(at: scene.now) == scene.order.train)
    }

    @Test("a refusal leaves the dose ledger as it was")
    func refusalWritesNothing() throws {
        var scene = try Scene()
        scene.interlock = .open("stopped")
        var ledger = scene.ledger
        let gate = try scene.gate()
        #expect(throws: Refusal([.notArmed("stopped")])) {
            _ = try gate.approve(
                scene.order, ledger: &ledger, device: scene.device, interlock: scene.interlock, at: scene.now)
        }
        #expect(ledger == scene.ledger)
    }

    @Test(
        "every limited quantity is approved exactly on its limit and refused beyond it, by name",
        arguments: LimitedQuantity.allCases)
    func edges(quantity: LimitedQuantity) throws {
        var scene = try Scene()
        let source = LimitSource("test", .ownChoice)
        let product = scene.limits
        func limits(_ lowest: Double, _ highest: Double) -> Limits {
            product.adding([
                Limit(quantity: quantity, lowest: lowest, highest: highest, unit: "u", source: source)
            ])
        }
        // A limit that nothing keeps tells the value; the prescription is made without it.
        let gate = { (limits: Limits) in
            Gate(Approvals.clearance(try Prescription(scene.terms, within: product)), limits: limits)
        }
        let reasons = { (scene: Scene, gate: Gate) in
            gate.reasonsToRefuse(
                scene.order, ledger: scene.ledger, device: scene.device, interlock: scene.interlock, at: scene.now)
        }
        let told = reasons(scene, try gate(limits(-2, -1)))
        guard told.count == 1, case .limit(let violation) = told[0], violation.limit.quantity == quantity else {
            Issue.record("\(quantity) is not looked at: \(told)")
            return
        }
        let value = violation.asked
        #expect(reasons(scene, try gate(limits(value, value))).isEmpty)
        #expect(reasons(scene, try gate(limits(-.infinity, value.nextDown))).count == 1)
        #expect(reasons(scene, try gate(limits(value.nextUp, .infinity))).count == 1)
        scene.limits = limits(-.infinity, value.nextDown)
        let text = try #require(reasons(scene, try gate(scene.limits)).first).description
        #expect(text.contains(quantity.title) && text.contains("(test)"))
    }

    @Test("the most that Lull allows is allowed, and one step more is refused and says which limit")
    func productCaps() throws {
        var scene = try Scene()
        scene.terms.motorThreshold = .milliamperes(60)
        scene.terms.pad = Pad(channel: Scene.channel, area: SquareCentimetres(100), assumedContact: Ratio(1))
        func prescribe(_ current: Milliamperes, _ phase: Int, _ period: Int, _ duration: Microseconds) -> Refusal? {
            do {
                var terms = scene.terms
                terms.burst = try PulseTrain(
                    shape: .biphasic(current: current, phase: Microseconds(phase)),
                    pattern: .even(period: Microseconds(period)), duration: duration)
                _ = try Prescription(terms, within: .product)
                return nil
            } catch {
                return error as? Refusal
            }
        }
        #expect(prescribe(.milliamperes(60), 500, 10_000, .seconds(10)) == nil)
        #expect(
            prescribe(Milliamperes(microamperes: 60_001), 500, 10_000, .seconds(10))?.limitedQuantities
                == [.peakCurrent, .chargePerPhase])
        #expect(prescribe(.milliamperes(30), 501, 10_000, .seconds(10))?.limitedQuantities == [.phaseDuration])
        #expect(prescribe(.milliamperes(30), 500, 9_999, .seconds(10))?.limitedQuantities == [.meanRate])
        #expect(
            prescribe(.milliamperes(30), 500, 10_000, Microseconds(10_000_001))?.limitedQuantities == [.burstDuration])
        scene.terms.motorThreshold = Milliamperes(microamperes: 24_999)
        #expect(
            prescribe(.milliamperes(30), 500, 10_000, .seconds(10))?.limitedQuantities == [.currentOverMotorThreshold])
    }

    @Test("a half-peeled pad doubles the density, and the gate counts the part that touches")
    func contactArea() throws {
        var scene = try Scene()
        scene.terms.pad = Pad(channel: Scene.channel, area: SquareCentimetres(4), assumedContact: Ratio(1))
        #expect(try scene.reasons().isEmpty)  // 2.83 mA rms over 4 cm²: 0.71 mA/cm²
        scene.device.measuredContact = Ratio(0.6)
        #expect(try scene.refusal()?.limitedQuantities == [.rmsCurrentDensity])
        scene.device.measuredContact = Ratio(0.3)
        #expect(try scene.refusal()?.limitedQuantities == [.rmsCurrentDensity, .contactFraction])
    }

    @Test("a refusal says what was asked, what is allowed and who says so")
    func refusalText() throws {
        var scene = try Scene()
        try scene.replaceTrain(current: Milliamperes(microamperes: 20_001))
        let text = try #require(try scene.refusal()).description
        #expect(text.hasPrefix("refused: peak current is 20.001 mA, allowed is at most 20 mA"))
        #expect(text.contains("prescription for P01, channel 1, approved by a clinician"))
        // A hair above the limit is not printed as the limit.
        let violation = LimitViolation(
            limit: Limit(.rmsCurrent, atMost: RMSMilliamperes(25), LimitSource("x", .fromMemory)), asked: 25.000_000_1)
        #expect(
            violation.description
                == "rms current is 25.0000001 mA rms, allowed is at most 25 mA rms (x; from memory, not verified)")
    }

    @Test("nothing passes unless the interlock is armed and the stimulator is ready and heard from")
    func stateReasons() throws {
        let good = try Scene()
        var scene = good
        scene.interlock = .open("stopped")
        #expect(try scene.reasons() == [.notArmed("stopped")])
        for readiness in [DeviceState.Readiness.off, .busy, .fault("electrode error")] {
            scene = good
            scene.device.readiness = readiness
            #expect(try scene.reasons() == [.device(readiness)])
        }
        scene = good
        scene.device.reportedAt = good.now - .seconds(2) - Microseconds(1)
        #expect(try scene.refusal()?.limitedQuantities == [.deviceReportAge])
        scene = good
        scene.device.reportedAt = good.now + Microseconds(1)
        #expect(try scene.reasons().contains { if case .time = $0 { true } else { false } })
    }

    @Test("an order that is stale, comes from the future, outlives its reason or expires too soon is refused")
    func freshness() throws {
        let good = try Scene()
        func with(issued: Int, lifetime: Int, now: Int) -> Scene {
            var scene = good
            let issued = SessionTime(microseconds: issued)
            scene.order = StimulationOrder(
                number: 2, train: good.order.train, channel: Scene.channel, issued: issued,
                expires: issued + Microseconds(lifetime), trigger: good.order.trigger)
            scene.now = SessionTime(microseconds: now)
            return scene
        }
        #expect(try with(issued: 100_000_000, lifetime: 1_050_000, now: 100_050_000).reasons().isEmpty)
        #expect(
            try with(issued: 100_000_000, lifetime: 1_060_000, now: 100_050_001).refusal()?.limitedQuantities
                == [.orderAge])
        #expect(
            try with(issued: 100_000_000, lifetime: 11_000_001, now: 100_000_000).refusal()?.limitedQuantities
                == [.orderLifetime])
        #expect(try with(issued: 100_000_001, lifetime: 1_100_000, now: 100_000_000).refusal() != nil)
        #expect(
            try with(issued: 100_000_000, lifetime: 1_049_999, now: 100_050_000).reasons()
                == [
                    .expires(
                        SessionTime(microseconds: 101_049_999), burstEnds: SessionTime(microseconds: 101_050_000))
                ])
    }

    @Test("an order for another output than the prescription's is refused")
    func wrongChannel() throws {
        var scene = try Scene()
        let other = PadChannel(2)!
        scene.order = StimulationOrder(
            number: 2, train: scene.order.train, channel: other, issued: scene.order.issued,
            expires: scene.order.expires, trigger: scene.order.trigger)
        #expect(try scene.reasons() == [.channel(asked: other, prescribed: Scene.channel)])
    }

    @Test("an approval is good for its burst only until it expires, and not before it was given")
    func redeeming() throws {
        let scene = try Scene()
        let gate = try scene.gate()
        func approved() throws -> ApprovedPulseTrain {
            var ledger = scene.ledger
            return try gate.approve(
                scene.order, ledger: &ledger, device: scene.device, interlock: .armed, at: scene.now)
        }
        let last = scene.order.expires - scene.order.train.duration
        #expect(try approved().redeem(at: last) == scene.order.train)
        #expect(throws: Refusal.self) { try approved().redeem(at: last + Microseconds(1)) }
        #expect(throws: Refusal.self) { try approved().redeem(at: scene.now - Microseconds(1)) }
    }

    @Test("six bursts in a minute are let through, the seventh is refused")
    func burstsPerMinute() throws {
        var scene = try Scene()
        scene.terms.minimumPause = .milliseconds(1)
        let train = try PulseTrain(
            shape: scene.terms.burst.shape, pattern: scene.terms.burst.pattern, duration: .milliseconds(100))
        let gate = try scene.gate()
        var ledger = DoseLedger()
        var refused: [Set<LimitedQuantity>] = []
        for k in 0..<8 {
            let now = SessionTime(microseconds: k * 9_000_000)
            let order = StimulationOrder(
                number: k, train: train, channel: Scene.channel, issued: now, expires: now + train.duration,
                trigger: Trigger(.emg, metAt: now))
            do {
                _ = try gate.approve(
                    order, ledger: &ledger, device: DeviceState(readiness: .ready, reportedAt: now), interlock: .armed,
                    at: now)
            } catch {
                refused.append(error.limitedQuantities)
            }
        }
        // Bursts at 0, 9, … 45 s; the one at 54 s is the seventh; by 63 s the first is more than a minute past.
        #expect(refused == [[.burstsPerMinute]])
        #expect(ledger.entries.count == 7)
    }

    @Test("the same order is not let through twice: the first is a burst whose pause is not over")
    func notTwice() throws {
        let scene = try Scene()
        let gate = try scene.gate()
        var ledger = scene.ledger
        _ = try gate.approve(scene.order, ledger: &ledger, device: scene.device, interlock: .armed, at: scene.now)
        do {
            _ = try gate.approve(scene.order, ledger: &ledger, device: scene.device, interlock: .armed, at: scene.now)
            Issue.record("let through twice")
        } catch {
            #expect(error.limitedQuantities == [.pause, .pauseOverBurst])
        }
    }

    @Test("an order that is not renewed ends by itself; a renewed one is judged anew, pause and dose included")
    func renewing() throws {
        let scene = try Scene()
        let gate = try scene.gate()
        var ledger = scene.ledger
        _ = try gate.approve(scene.order, ledger: &ledger, device: scene.device, interlock: .armed, at: scene.now)
        // Its last pulse is over when it expires, whatever anybody does.
        #expect(ledger.lastBurst(Scene.channel)?.end == scene.order.expires)
        func reasons(at now: SessionTime) -> [Refusal.Reason] {
            let renewed = scene.order.renewed(number: 3, at: now)
            #expect(renewed.train == scene.order.train && renewed.expires - renewed.issued == .milliseconds(1_100))
            #expect(renewed.trigger == Trigger(.emg, metAt: now))
            return gate.reasonsToRefuse(
                renewed, ledger: ledger, device: DeviceState(readiness: .ready, reportedAt: now), interlock: .armed,
                at: now)
        }
        let end = scene.order.expires
        #expect(Refusal(reasons(at: end)).limitedQuantities == [.pause, .pauseOverBurst])
        #expect(reasons(at: end + .seconds(5)) == [])
    }
}

// Random orders against an oracle that was written apart from the gate: it plays the burst out pulse by pulse and knows
// the product's numbers by heart.

import TestSupport
import Testing

@testable import Stimulation

@Suite("the gate, at random")
struct GatePropertyTests {
    /// A burst drawn around the limits: about half of them break one.
    private func randomTrain(_ generator: inout SeededGenerator) -> PulseTrain? {
        let current = Milliamperes(microamperes: Int.random(in: 1_000...70_000, using: &generator))
        let phase = Microseconds(Int.random(in: 5...600, using: &generator))
        let period = Int.random(in: 4_000...40_000, using: &generator)
        let pulses = Int.random(in: 1...4, using: &generator)
        let group = period * pulses + [0, 0, 50_000].randomElement(using: &generator)!
        return try? PulseTrain(
            shape: .biphasic(
                current: current, phase: phase, gap: Microseconds(Int.random(in: 0...100, using: &generator))),
            pattern: PulsePattern(
                pulsesPerGroup: pulses, pulsePeriod: Microseconds(period), groupPeriod: Microseconds(group)),
            duration: Microseconds(Int.random(in: 50_000...12_000_000, using: &generator)))
    }

    /// Which limits a burst breaks, by the product's numbers, played out on plain numbers.
    private func brokenByHand(
        _ train: PulseTrain, area: Double, threshold: Double, ceiling: PulseTrain?
    ) -> Set<LimitedQuantity> {
        struct Plain {
            var peak = 0.0, phase = 0.0, charge = 0.0, energy = 0.0, fastest = 0.0, mean = 0.0, seconds = 0.0
            init(_ train: PulseTrain) {
                let first = train.shape.points[0]
                let mA = Double(first.current.microamperes) / 1_000
                let us = Double(first.duration.count)
                (peak, phase, charge, energy) = (mA, us, mA * us / 1_000, 2 * mA * mA * us * 500 * 1e-9)
                fastest = 1e6 / Double(train.pattern.pulsePeriod.count)
                mean = Double(train.pattern.pulsesPerGroup) * 1e6 / Double(train.pattern.groupPeriod.count)
                seconds = Double(train.duration.count) / 1e6
            }
        }
        let p = Plain(train)
        let rms = (2 * p.peak * p.peak * p.phase * p.fastest / 1e6).squareRoot()
        var broken: Set<LimitedQuantity> = []
        // Where oracle and gate round differently, neither is asked: such a draw has probability zero to 12 digits.
        func check(_ quantity: LimitedQuantity, _ value: Double, _ highest: Double) {
            if value > highest * (1 + 1e-12) { broken.insert(quantity) }
        }
        check(.peakCurrent, p.peak, 60)
        check(.currentOverMotorThreshold, p.peak / threshold, 1.2)
        check(.phaseDuration, p.phase, 500)
        if p.phase < 10 { broken.insert(.phaseDuration) }
        check(.chargePerPhase, p.charge, 30)
        check(.energyPerPulse, p.energy, 300)
        check(.rmsCurrent, rms, 25)
        check(.rmsCurrentDensity, rms / area, 1)
        check(.powerDensity, rms * rms * 1e-6 * 500 / area, 0.05)
        check(.highestRate, p.fastest, 200)
        check(.meanRate, p.mean, 100)
        check(.burstDuration, p.seconds, 10)
        if let ceiling {
            let c = Plain(ceiling)
            check(.peakCurrent, p.peak, c.peak)
            check(.phaseDuration, p.phase, c.phase)
            check(.chargePerPhase, p.charge, c.charge)
            check(.energyPerPulse, p.energy, c.energy)
            check(.highestRate, p.fastest, c.fastest)
            check(.meanRate, p.mean, c.mean)
            check(.burstDuration, p.seconds, c.seconds)
        }
        return broken
    }

    @Test("a prescription exists exactly when no limit is broken, and a refusal names exactly those that are")
    func prescriptions() throws {
        var generator = SeededGenerator(seed: 11)
        var wrong: [String] = [], made = 0
        let base = try Scene()
        for _ in 0..<3_000 {
            guard let train = randomTrain(&generator) else { continue }
            var terms = base.terms
            terms.burst = train
            terms.pad = Pad(
                channel: Scene.channel, area: SquareCentimetres(Double.random(in: 4...60, using: &generator)),
                assumedContact: Ratio(Double.random(in: 0.5...1, using: &generator)))
            terms.motorThreshold = Milliamperes(microamperes: Int.random(in: 5_000...60_000, using: &generator))
            let expected = brokenByHand(
                train, area: terms.pad.area.value * terms.pad.assumedContact.value,
                threshold: terms.motorThreshold.value, ceiling: nil)
            do {
                _ = try Prescription(terms, within: base.limits)
                made += 1
                if !expected.isEmpty { wrong.append("made although \(expected)") }
            } catch {
                if error.limitedQuantities != expected { wrong.append("\(error) instead of \(expected)") }
            }
        }
        #expect(wrong.isEmpty)
        #expect(made > 100)
    }

    @Test("a pulse out of any limit is never let through, and a refusal names exactly the limits broken")
    func orders() throws {
        var generator = SeededGenerator(seed: 12)
        var wrong: [String] = [], approved = 0
        var scene = try Scene()
        scene.terms.pad = Pad(channel: Scene.channel, area: SquareCentimetres(30), assumedContact: Ratio(1))
        scene.terms.motorThreshold = .milliamperes(50)
        scene.terms.hourly = DoseLimit(onTime: .minutes(5), charge: .millicoulombs(600))  // doses have their own test
        scene.terms.burst = try PulseTrain(
            shape: .biphasic(current: .milliamperes(45), phase: .microseconds(350)),
            pattern: .even(period: .milliseconds(12)), duration: .seconds(8))
        let gate = try scene.gate()
        let good = scene
        for _ in 0..<5_000 {
            guard let train = randomTrain(&generator) else { continue }
            scene = good
            scene.order = StimulationOrder(
                number: 3, train: train, channel: Scene.channel, issued: good.order.issued,
                expires: good.now + train.duration, trigger: good.order.trigger)
            let contact = [nil, 0.5, 0.7, 1].randomElement(using: &generator)!
            scene.device.measuredContact = contact.map { Ratio($0) }
            var expected = brokenByHand(
                train, area: 30 * (contact ?? 1), threshold: 50, ceiling: scene.terms.burst)
            if (train.duration + .milliseconds(10)).count > 11_000_000 { expected.insert(.orderLifetime) }
            var ledger = scene.ledger
            do {
                _ = try gate.approve(
                    scene.order, ledger: &ledger, device: scene.device, interlock: .armed, at: scene.now)
                approved += 1
                if !expected.isEmpty { wrong.append("let through although \(expected)") }
            } catch {
                if error.limitedQuantities != expected { wrong.append("\(error) instead of \(expected)") }
            }
        }
        #expect(wrong.isEmpty)
        #expect(approved > 50)
    }

    @Test("not a number, infinite, negative or huge: never let through, and nothing traps")
    func wildValues() throws {
        let good = try Scene()
        let wildNumbers = [Double.nan, .infinity, -.infinity, -1, 0, -0.0, 1e308, -1e308, .leastNonzeroMagnitude]
        var passed: [String] = []
        for value in wildNumbers where value != 1e308 {
            var scene = good
            scene.terms.pad = Pad(channel: Scene.channel, area: SquareCentimetres(value))
            if (try? Prescription(scene.terms, within: .product)) != nil, value != .infinity {
                passed.append("area \(value)")
            }
        }
        for value in wildNumbers {
            var scene = good
            scene.terms.pad = Pad(channel: Scene.channel, area: SquareCentimetres(25), assumedContact: Ratio(value))
            if (try? Prescription(scene.terms, within: .product)) != nil { passed.append("assumed contact \(value)") }
            scene = good
            scene.device.measuredContact = Ratio(value)
            if try scene.refusal() == nil { passed.append("measured contact \(value)") }
        }
        let wildIntegers = [Int.min, .min + 1, -1, .max - 1, .max]
        for value in wildIntegers {
            let time = SessionTime(microseconds: value)
            var scene = good
            scene.now = time
            if try scene.refusal() == nil { passed.append("now \(value)") }
            scene = good
            scene.device.reportedAt = time
            if try scene.refusal() == nil { passed.append("report \(value)") }
            for (issued, expires) in [(time, good.order.expires), (good.order.issued, time), (time, time)] {
                scene = good
                scene.order = StimulationOrder(
                    number: value, train: good.order.train, channel: Scene.channel, issued: issued, expires: expires,
                    trigger: good.order.trigger)
                if try scene.refusal() == nil { passed.append("order \(issued) \(expires)") }
            }
            scene = good
            scene.terms.motorThreshold = Milliamperes(microamperes: value)
            if value < 0, (try? Prescription(scene.terms, within: .product)) != nil {
                passed.append("threshold \(value)")
            }
            scene = good
            scene.ledger.record(
                DoseLedger.Entry(
                    channel: Scene.channel, start: time, end: SessionTime(microseconds: .max),
                    dose: Dose(
                        bursts: .max, pulses: .max, onTime: Microseconds(.max), charge: .init(picocoulombs: .max))))
            if try scene.refusal() == nil { passed.append("ledger \(value)") }
        }
        #expect(passed.isEmpty)
    }

    @Test("whatever is asked over days, no rolling hour or day gets more than prescribed, and every pause is kept")
    func dosesOverTime() throws {
        var generator = SeededGenerator(seed: 13)
        let base = try Scene()
        var terms = base.terms
        terms.hourly = DoseLimit(onTime: .seconds(30), charge: .millicoulombs(8))
        terms.daily = DoseLimit(onTime: .seconds(120), charge: .millicoulombs(20))
        let gate = Gate(Approvals.clearance(try Prescription(terms, within: .product)), limits: .product)
        var ledger = DoseLedger()
        var now = SessionTime.start
        var refused: Set<LimitedQuantity> = []
        for number in 0..<3_000 {
            now = now + Microseconds(Int.random(in: 100_000...120_000_000, using: &generator))
            let duration = Microseconds(Int.random(in: 10_000...1_000_000, using: &generator))
            let train = try PulseTrain(shape: terms.burst.shape, pattern: terms.burst.pattern, duration: duration)
            let order = StimulationOrder(
                number: number, train: train, channel: Scene.channel, issued: now, expires: now + duration,
                trigger: Trigger(.manual, metAt: now))
            do {
                _ = try gate.approve(
                    order, ledger: &ledger, device: DeviceState(readiness: .ready, reportedAt: now), interlock: .armed,
                    at: now)
            } catch {
                refused.formUnion(error.limitedQuantities)
            }
        }
        let bursts = ledger.entries
        var broken: [String] = []
        for (k, burst) in bursts.enumerated() {
            for (window, limit) in [(Microseconds.hours(1), terms.hourly), (.hours(24), terms.daily)] {
                let inside = bursts[...k].filter { $0.end > burst.start - window }
                let on = inside.reduce(0) { $0 + $1.dose.onTime.count }
                let charge = inside.reduce(0) { $0 + $1.dose.charge.picocoulombs }
                if on > limit.onTime.count || charge > limit.charge.picocoulombs { broken.append("\(window) to \(k)") }
            }
            if k > 0, burst.start - bursts[k - 1].end < terms.minimumPause { broken.append("pause before \(k)") }
            if k > 0, (burst.start - bursts[k - 1].end).count < 2 * bursts[k - 1].dose.onTime.count {
                broken.append("pause over burst before \(k)")
            }
        }
        #expect(broken.isEmpty)
        #expect(bursts.count > 100)
        #expect(refused.isSuperset(of: [.pause, .hourlyOnTime, .dailyCharge]))
    }

    @Test("the gate is a pure function: asked twice, it answers twice the same")
    func pure() throws {
        let scene = try Scene()
        #expect(try scene.reasons() == scene.reasons())
        var bad = scene
        bad.device.measuredContact = Ratio(0.1)
        #expect(try bad.refusal() == bad.refusal() && bad.refusal() != nil)
    }
}

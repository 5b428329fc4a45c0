// A hundred thousand orders in a row, with everything that goes wrong between them, against a keeper of the rules that was written
// apart from the gate: plain numbers, its own list of what was given.

import TestSupport
import Testing

@testable import Stimulation

@Suite("the gate, over a long time")
struct GateSequenceTests {
    /// A book on a disk that is sometimes full, and that a restart reads back from its bytes.
    private struct Disk: DoseBook {
        var doses: DoseLedger
        var isFull = false
        mutating func write(_ entry: DoseLedger.Entry) throws(DoseBookError) {
            guard !isFull else { throw DoseBookError("the disk is full") }
            try doses.write(entry)
        }
        mutating func endedEarly(_ channel: PadChannel, at end: SessionTime, pulses: Int) -> Bool {
            doses.endedEarly(channel, at: end, pulses: pulses)
        }
    }

    /// A burst that was given, in plain microseconds and picocoulombs.
    private struct Given {
        var start, end, onTime, charge: Int
    }

    /// What the keeper knows by heart: the prescription below, and the product's limits.
    private struct Keeper {
        var given: [Given] = []

        /// Every rule that an order let through now breaks.
        func broken(
            _ order: StimulationOrder, contact: Double, isArmed: Bool, isReady: Bool, reportedAt: Int, now: Int
        ) -> [String] {
            var broken: [String] = []
            func rule(_ isKept: Bool, _ name: String) { if !isKept { broken.append(name) } }
            rule(isArmed, "armed")
            rule(isReady, "ready")
            rule((0...365 * 86_400_000_000).contains(now), "now")
            rule((0...2_000_000).contains(now - reportedAt), "report")
            rule((0...50_000).contains(now - order.issued.microseconds), "age")
            rule(order.expires.microseconds - order.issued.microseconds <= 11_000_000, "lifetime")
            rule(now + order.train.duration.count <= order.expires.microseconds, "expiry")
            rule(order.channel.number == 1, "channel")
            // The pulses one by one, as the device will give them.
            var (peak, charge, last, closest) = (0, 0, -1, Int.max)
            for index in 0..<order.train.pulseCount {
                let shape = order.train.shape(ofPulse: index)
                let start = order.train.start(ofPulse: index).count
                var (sum, phase) = (0, 0)
                for point in shape.points {
                    peak = max(peak, abs(point.current.microamperes))
                    sum += point.current.microamperes * point.duration.count
                    if point.current.microamperes > 0 { phase += point.duration.count }
                }
                rule(sum == 0, "balance")
                rule((10...200).contains(phase), "phase")
                charge += phase * shape.peakCurrent.microamperes
                if last >= 0 { closest = min(closest, start - last) }
                last = start
            }
            rule(peak <= 20_000, "current")
            rule(closest >= 20_000, "rate")
            let onTime = order.train.duration.count
            rule(onTime <= 1_000_000, "burst")
            rule((0.5...1).contains(contact), "contact")
            let milliamperes = Double(peak) / 1_000
            let rms = (2 * milliamperes * milliamperes * 200 / 20_000).squareRoot()
            rule(contact > 0 && rms / (25 * contact) <= 1, "density")
            for window in [(3_600_000_000, 30_000_000, 8_000_000_000), (86_400_000_000, 120_000_000, 20_000_000_000)] {
                let inside = given.filter { $0.end > now - window.0 }
                rule(inside.reduce(onTime) { $0 + $1.onTime } <= window.1, "on-time in \(window.0)")
                rule(inside.reduce(charge) { $0 + $1.charge } <= window.2, "charge in \(window.0)")
            }
            rule(given.count { $0.end > now - 60_000_000 } < 6, "bursts in a minute")
            if let before = given.max(by: { $0.end < $1.end }) {
                rule(now - before.end >= 5_000_000, "pause")
                rule(now - before.end >= 2 * before.onTime, "pause over burst")
            }
            return broken
        }
    }

    private func train(_ generator: inout SeededGenerator, _ base: PulseTrain) throws -> PulseTrain {
        guard Int.random(in: 0..<3, using: &generator) == 0 else {
            return try PulseTrain(
                shape: base.shape, pattern: base.pattern,
                duration: Microseconds(.random(in: 10_000...1_000_000, using: &generator)))
        }
        let pulses = Int.random(in: 1...3, using: &generator)
        let period = Int.random(in: 15_000...40_000, using: &generator)
        return try PulseTrain(
            shape: .biphasic(
                current: Milliamperes(microamperes: .random(in: 1_000...25_000, using: &generator)),
                phase: Microseconds(.random(in: 5...250, using: &generator)),
                gap: Microseconds(.random(in: 0...200, using: &generator))),
            pattern: PulsePattern(
                pulsesPerGroup: pulses, pulsePeriod: Microseconds(period),
                groupPeriod: Microseconds(period * pulses + [0, 100_000].randomElement(using: &generator)!)),
            duration: Microseconds(.random(in: 5_000...1_200_000, using: &generator)))
    }

    @Test(
        "of 100,000 random orders, clock jumps, restarts and faults none gets a pulse past the gate that breaks a limit"
    )
    func sequence() throws {
        var generator = SeededGenerator(seed: 67)
        func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }
        var terms = try Scene().terms
        terms.hourly = DoseLimit(onTime: .seconds(30), charge: .millicoulombs(8))
        terms.daily = DoseLimit(onTime: .seconds(120), charge: .millicoulombs(20))
        let limits = Limits.product.adding(Limits.p24)
        let gate = Gate(Approvals.clearance(try Prescription(terms, within: limits)), limits: limits)
        let base = terms.burst
        var (book, keeper) = (Disk(doses: DoseLedger()), Keeper())
        var (now, sane) = (0, 0)
        var fault = DeviceState.Readiness.ready
        var (isArmed, approved, restarts, jumps, faults, full) = (true, 0, 0, 0, 0, 0)
        var broken: [String] = []
        for number in 0..<100_000 {
            // Out of every range for one order only.
            if !(-1_000_000_000_000...1_000_000_000_000).contains(now) { now = sane }
            now += .random(in: 0...4_000_000, using: &generator)
            if chance(400) {
                jumps += 1
                now +=
                    chance(100)
                    ? -now
                    : chance(20)
                        ? -3_600_000_000 : [-1_000_000, 1_000_000, 600_000_000].randomElement(using: &generator)!
            }
            sane = now
            if chance(20_000) { now = [.min, .max, -1, 366 * 86_400_000_000].randomElement(using: &generator)! }
            if chance(1_000) {
                restarts += 1
                // Killed: what stands in the book is all that the next session knows. It counts time from its own beginning; what
                // ended more than two days ago is forgotten, more than any jump above goes back.
                let shift =
                    (0...1_000_000_000_000).contains(now) ? now + .random(in: 0...1_000_000, using: &generator) : 0
                func moved(_ time: Int) -> Int { time - shift }
                book = Disk(
                    doses: DoseLedger(
                        entries: book.doses.entries.filter { moved($0.end.microseconds) > -172_800_000_000 }.map {
                            DoseLedger.Entry(
                                channel: $0.channel, start: SessionTime(microseconds: moved($0.start.microseconds)),
                                end: SessionTime(microseconds: moved($0.end.microseconds)), dose: $0.dose)
                        }))
                keeper.given = keeper.given.map {
                    Given(start: moved($0.start), end: moved($0.end), onTime: $0.onTime, charge: $0.charge)
                }
                (now, sane, isArmed, fault) = (0, 0, false, .off)
            }
            if chance(50) {
                faults += 1
                fault = [.fault("pulled"), .off, .busy].randomElement(using: &generator)!
            } else if chance(10) {
                fault = .ready
            }
            if chance(100) { isArmed = false } else if chance(10) { isArmed = true }
            book.isFull = chance(30)
            // Orders come from anywhere in time, reports too.
            let issued =
                now
                &- (chance(20)
                    ? .random(in: -100_000...200_000, using: &generator) : .random(in: 0...50_000, using: &generator))
            let burst = try train(&generator, base)
            let order = StimulationOrder(
                number: number, train: burst, channel: PadChannel(chance(50) ? 2 : 1)!,
                issued: SessionTime(microseconds: issued),
                expires: SessionTime(microseconds: issued) + burst.duration
                    + Microseconds(.random(in: 0...100_000, using: &generator)),
                trigger: Trigger(Trigger.Kind.allCases.randomElement(using: &generator)!, metAt: .start))
            let reported = now &- .random(in: 0...(chance(20) ? 4_000_000 : 1_000_000), using: &generator)
            let contact = [nil, nil, nil, 0.4, 0.6, 1.0, 1.2, .nan].randomElement(using: &generator)!
            let device = DeviceState(
                readiness: fault, measuredContact: contact.map { Ratio($0) },
                reportedAt: SessionTime(microseconds: reported))
            let time = SessionTime(microseconds: now)
            do {
                let ticket = try gate.approve(
                    order, ledger: &book, device: device, interlock: isArmed ? .armed : .open("not armed"), at: time)
                approved += 1
                if book.isFull { broken.append("let out although it was not written down") }
                let rules = keeper.broken(
                    order, contact: contact ?? 0.5, isArmed: isArmed, isReady: fault == .ready, reportedAt: reported,
                    now: now)
                if !rules.isEmpty { broken.append("\(number): \(rules)") }
                keeper.given.append(
                    Given(
                        start: now, end: order.expires.microseconds, onTime: burst.duration.count,
                        charge: burst.shape.chargePerPulse.picocoulombs * burst.pulseCount))
                let late = Int.random(in: -1_000...150_000, using: &generator)
                if let given = try? ticket.redeem(at: SessionTime(microseconds: now + late)) {
                    if given != order.train { broken.append("\(number): another burst came out") }
                    if late < 0 || now + late + burst.duration.count > order.expires.microseconds {
                        broken.append("\(number): redeemed out of its time")
                    }
                }
            } catch {
                if book.isFull, error.reasons.contains(where: { if case .notWrittenDown = $0 { true } else { false } })
                {
                    full += 1
                }
            }
        }
        #expect(broken.isEmpty, "\(broken.prefix(5))")
        // What the test is about did happen.
        #expect(approved > 200, "\(approved)")
        #expect(restarts > 50 && jumps > 100 && faults > 1_000 && full > 3, "\(restarts) \(jumps) \(faults) \(full)")
    }
}

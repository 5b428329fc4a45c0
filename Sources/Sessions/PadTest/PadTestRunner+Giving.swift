// The small hands of the pad test: arming, giving one burst, letting time pass.

import Devices
import Signals
import SpasmControl
import Stimulation

/// What became of a burst.
enum GivenBurst {
    /// Pulses that left, and what the person said that cut it.
    case given(pulses: Int, objection: PadReport?)
    /// Why it was not given.
    case notGiven(String)
}

extension PadTestRunner where Source: ~Copyable, Device: ~Copyable, Book: ~Copyable {
    /// The session's time: that of the samples.
    var time: SessionTime { SessionTime(sample: now.rawValue, hertz: rate.hertz) ?? .start }

    /// Arms the supervisor from zero, as a person does with both hands on the controls.
    mutating func arm(_ clearance: Clearance) throws -> Supervisor {
        var supervisor = Supervisor(clearance, cooldown: 0, rate: rate)
        _ = supervisor.observe(healthy: true, calibrated: true, at: now)
        for request: Supervisor.Request in [.markReady, .arm(intensity: .zero)] {
            if let refusal = supervisor.handle(request, at: now).refusal {
                throw PadTestError("the pad cannot be armed: \(refusal)")
            }
        }
        return supervisor
    }

    /// Orders one burst, takes it to the gate, and waits until it is over or the person objects.
    mutating func give(
        _ train: PulseTrain, _ clearance: Clearance, _ supervisor: inout Supervisor
    ) throws -> GivenBurst {
        if let halted { return .notGiven(halted) }
        // Whoever said no in the pause is not asked to bear the next burst.
        if let said = person.objection(at: time) {
            if said != .uncomfortable { halted = "the person said \(said.rawValue)" }
            return .given(pulses: 0, objection: said)
        }
        let peak = train.shape.peakCurrent
        _ = supervisor.observe(healthy: true, calibrated: true, at: now)
        if peak < supervisor.intensity { _ = supervisor.handle(.setIntensity(peak), at: now) }
        while supervisor.intensity < peak {
            let next = min(peak, supervisor.intensity + Supervisor.largestRise)
            if let refusal = supervisor.handle(.setIntensity(next), at: now).refusal { return .notGiven("\(refusal)") }
        }
        number += 1
        let issued = time
        let order = StimulationOrder(
            number: number, train: train, channel: clearance.prescription.terms.pad.channel, issued: issued,
            expires: issued + train.duration + .milliseconds(50), trigger: Trigger(.guidedProtocol, metAt: issued))
        try note(
            "order", order.channel,
            [
                .init("order", .integer(number)), .init("pulses", .integer(train.pulseCount)),
                .init("peakMilliamperes", .number(peak.value)),
            ])
        let until = SampleIndex(Int((order.expires.seconds * rate.hertz).rounded(.up)))
        if let refusal = supervisor.handle(.burst(until: until, for: .guidedProtocol), at: now).refusal {
            return .notGiven("\(refusal)")
        }
        pulses = 0
        do {
            let approved = try Gate(clearance, limits: limits).approve(
                order, ledger: &ledger, device: device.state, interlock: supervisor.interlock, at: issued)
            try log.append("order-approved", at: now, [.init("order", .integer(number))])
            // An order is on the disk before it leaves.
            try log.force()
            try device.deliver(approved, at: issued)
            sent += 1
        } catch let refusal as Refusal {
            refused += 1
            try log.append(
                "order-refused", at: now,
                [.init("order", .integer(number)), .init("reason", .text("\(refusal)"))])
            _ = supervisor.handle(.burstOver, at: now)
            return .notGiven("\(refusal)")
        } catch let error as DeviceError {
            return try fail("\(error)", &supervisor)
        }
        try logDevice()
        var objection: PadReport?
        while time < issued + train.duration {
            if objection == nil, let said = person.objection(at: time) {
                objection = said
                // First the output, then the words about it.
                device.cut(at: time)
                _ = supervisor.handle(.cutBurst, at: now)
                ledger.endedEarly(order.channel, at: time, pulses: pulses)
                if said != .uncomfortable { halted = "the person said \(said.rawValue)" }
                try note("output-cut", order.channel, [.init("report", .text(said.rawValue))])
                if halted != nil {
                    device.stop(at: time)
                    _ = supervisor.handle(.stop, at: now)
                }
                break
            }
            do { try pull() } catch let error as DeviceError { return try fail("\(error)", &supervisor) }
        }
        if objection == nil { _ = supervisor.handle(.burstOver, at: now) }
        return .given(pulses: pulses, objection: objection)
    }

    /// A stimulator that failed gives nothing any more.
    private mutating func fail(_ reason: String, _ supervisor: inout Supervisor) throws -> GivenBurst {
        device.stop(at: time)
        _ = supervisor.handle(.fault(.stimulator), at: now)
        halted = reason
        try logDevice()
        try log.append("order-failed", at: now, [.init("order", .integer(number)), .init("reason", .text(reason))])
        return .notGiven(reason)
    }

    /// Waits as long as the prescription and the gate want after a burst.
    mutating func pause(_ clearance: Clearance) throws {
        let terms = clearance.prescription.terms
        try wait(seconds: max(terms.minimumPause.inSeconds, 2 * terms.burst.duration.inSeconds) + 0.1)
    }

    /// Lets time pass.
    mutating func wait(seconds: Double) throws {
        let end = now.rawValue + rate.samples(inSeconds: seconds)
        while now.rawValue < end { try pull() }
    }

    /// The EMG of the seconds that come.
    mutating func record(seconds: Double) throws -> [Float] {
        recorded = []
        try wait(seconds: seconds)
        return recorded
    }

    /// The next block of samples, and what the stimulator does meanwhile.
    mutating func pull() throws {
        guard let block = try source.nextBlock() else { throw PadTestError("the signals ended before the test did") }
        guard block.start == now else {
            throw PadTestError("samples were lost at \(time); what was not seen cannot be judged")
        }
        now = block.end
        for frame in 0..<block.frameCount { recorded.append(block.values[frame * block.channelCount]) }
        while let due = device.nextDue, due < time {
            try device.advance(to: due)
            if let next = device.nextDue, next <= due { break }
        }
        try device.advance(to: time)
        try logDevice()
    }

    /// Writes down what the stimulator did, and counts its pulses.
    mutating func logDevice() throws {
        for event in device.takeEvents() {
            if case .pulse = event.kind { pulses += 1 }
            try log.append(event)
        }
    }

    /// Writes down something about a pad.
    mutating func note(_ kind: String, _ channel: PadChannel, _ fields: [EventLogEntry.Field]) throws {
        try log.append(kind, at: now, [.init("channel", .integer(channel.number))] + fields)
    }

    /// Whatever goes wrong, the stimulator is stopped before anybody is told.
    mutating func stoppingOnErrors<Result>(_ work: (inout Self) throws -> Result) throws -> Result {
        do { return try work(&self) } catch {
            device.stop(at: time)
            halted = halted ?? "\(error)"
            throw error
        }
    }
}

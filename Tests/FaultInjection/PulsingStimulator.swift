// A stimulator without a box whose pulses leave one by one, and that can fail.

import Devices
import Stimulation

/// Takes approved bursts, puts their pulses out when they are due, and remembers when each left.
struct PulsingStimulator: Stimulator, ~Copyable {
    /// How it fails, if it does.
    enum Failure { case gone, reports }

    /// When each pulse left.
    final class Pulses { var times: [SessionTime] = [] }

    private let pulses: Pulses
    private let failure: (kind: Failure, at: SessionTime)?
    private var hasFailed = false, isStopped = false
    private var events: [StimulatorEvent] = []
    private var lastHeard = SessionTime.start
    private var burst: (order: Int, channel: PadChannel, train: PulseTrain, begin: SessionTime, next: Int)?

    init(_ pulses: Pulses, failure: (Failure, SessionTime)?) {
        self.pulses = pulses
        self.failure = failure.map { (kind: $0.0, at: $0.1) }
    }

    var state: DeviceState {
        DeviceState(readiness: isStopped ? .off : burst == nil ? .ready : .busy, reportedAt: lastHeard)
    }

    var nextDue: SessionTime? { isStopped ? nil : burst.map { $0.begin + $0.train.start(ofPulse: $0.next) } }

    mutating func deliver(_ train: consuming ApprovedPulseTrain, at now: SessionTime) throws(DeviceError) {
        guard !isStopped, burst == nil else { throw .notReady(state.readiness) }
        let (order, channel) = (train.orderNumber, train.channel)
        let redeemed: PulseTrain
        do { redeemed = try train.redeem(at: now) } catch { throw .refused(error) }
        burst = (order, channel, redeemed, now, 0)
        note(.burstStarted(order: order, channel: channel, pulses: redeemed.pulseCount), now)
        try advance(to: now)
    }

    mutating func advance(to now: SessionTime) throws(DeviceError) {
        lastHeard = now
        if let failure, !hasFailed, !isStopped, now >= failure.at {
            hasFailed = true
            end(.fault, at: now)
            isStopped = true
            switch failure.kind {
            case .gone: throw .fault(.link("the cable was pulled"))
            case .reports: note(.fault(.result(command: "pulse", result: "electrode error")), now)
            }
        }
        while !isStopped, let due = nextDue, due <= now, var running = burst {
            pulses.times.append(now)
            note(
                .pulse(
                    order: running.order, index: running.next, late: now - due,
                    peak: running.train.shape(ofPulse: running.next).peakCurrent), now)
            running.next += 1
            burst = running
            if running.next >= running.train.pulseCount { end(.complete, at: now) }
        }
    }

    mutating func stop(at now: SessionTime) {
        guard !isStopped else { return }
        end(.stopped, at: now)
        isStopped = true
        note(.stopped, now)
    }

    mutating func cut(at now: SessionTime) { end(.stopped, at: now) }

    mutating func takeEvents() -> [StimulatorEvent] {
        defer { events = [] }
        return events
    }

    private mutating func end(_ ending: StimulatorEvent.Ending, at now: SessionTime) {
        guard let burst else { return }
        self.burst = nil
        note(.burstEnded(order: burst.order, channel: burst.channel, pulses: burst.next, ending), now)
    }

    private mutating func note(_ kind: StimulatorEvent.Kind, _ now: SessionTime) {
        events.append(StimulatorEvent(time: now, kind: kind))
    }
}

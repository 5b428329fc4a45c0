// Mid-level mode: one message begins a burst, signs of life keep it going, one message ends it.

import Stimulation

extension P24Driver {
    /// Sends the burst; from now on the device repeats it by itself.
    mutating func begin(_ burst: RepeatedBurst) throws(DeviceError) -> [Action] {
        let now = burst.begin
        state = .repeating(burst)
        let started = StimulatorEvent.Kind.burstStarted(
            order: burst.order, channel: burst.channel, pulses: burst.train.pulseCount)
        return send(.midLevelUpdate(burst.update), at: now) + [.log(StimulatorEvent(time: now, kind: started))]
    }

    /// Gives the sign of life that is due, or the stop.
    mutating func advance(_ running: RepeatedBurst, to now: SessionTime) -> [Action] {
        guard running.ending == nil else { return [] }
        if now >= running.stopAt { return end(running, .complete, at: now) }
        guard now - running.lastSignOfLife >= configuration.heartbeat else { return [] }
        var burst = running
        burst.lastSignOfLife = now
        state = .repeating(burst)
        return send(.midLevelGetCurrentData, at: now)
    }

    /// Says stop. The burst is over when the device has said so too.
    mutating func end(
        _ running: RepeatedBurst, _ how: StimulatorEvent.Ending, at now: SessionTime
    ) -> [Action] {
        guard running.ending == nil else { return [] }
        var burst = running
        burst.ending = (how, now)
        state = .repeating(burst)
        return send(.midLevelStop, at: now)
    }

    /// The device has stopped: its level is started anew for the next burst.
    mutating func ended(_ burst: RepeatedBurst, at now: SessionTime) -> [Action] {
        guard burst.ending != nil else { return fail(.unexpected("the end of a burst that runs"), at: now) }
        state = .connecting([])
        return [burst.acknowledged(at: now)] + send(start, at: now)
    }

    /// What the device says of its outputs while it repeats: any trouble, an output that rests and should not, and one that runs
    /// and should not, are faults.
    mutating func look(at data: ScienceMode4.CurrentData, at now: SessionTime) -> [Action] {
        guard case .repeating(let burst) = state else { return fail(.unexpected("the state of the outputs"), at: now) }
        if let bad = data.states.firstIndex(where: { $0 != .ok }) {
            return fail(.pads("output \(bad + 1) has \(data.states[bad].words)"), at: now)
        }
        for (position, isActive) in data.isActive.enumerated() {
            let shouldRun = position == burst.output.position
            guard isActive != shouldRun else { continue }
            let what = isActive ? "repeats pulses that nobody ordered" : "has stopped by itself during a burst"
            return fail(.unexpected("output \(position + 1) \(what)"), at: now)
        }
        return []
    }
}

extension ScienceMode4.OutputState {
    /// What is wrong, in words.
    fileprivate var words: String {
        switch self {
        case .ok: "no trouble"
        case .electrodeError: "an electrode that is off"
        case .pulseTimeout: "a pulse that did not end in time"
        case .lowCurrent: "less current than was asked for"
        }
    }
}

// Sending: pulses when they are due, both stop commands in any state.

import Stimulation

extension P24Driver {
    /// Sends at most one pulse: the one that is due now.
    mutating func advance(_ running: TimedBurst, to now: SessionTime) -> [Action] {
        var burst = running
        var actions: [Action] = []
        while true {
            let mayStart = pending.count < configuration.pulsesInFlight
            switch burst.step(at: now, lateness: configuration.lateness, mayStart: mayStart) {
            case .wait:
                state = .delivering(burst)
                return actions + finishIfOver(at: now)
            case .expired:
                state = .ready
                return actions + [burst.ended(.expired, at: now)]
            case .skipped(let index, let late):
                let skipped = StimulatorEvent.Kind.pulseSkipped(order: burst.order, index: index, late: late)
                actions.append(.log(StimulatorEvent(time: now, kind: skipped)))
            case .send(let late):
                let pulse = StimulatorEvent.Kind.pulse(
                    order: burst.order, index: burst.index, late: late, peak: burst.shape.peakCurrent)
                do {
                    let bytes = try encode(burst.p24Command(), pulse: (burst.order, burst.index), at: now)
                    actions += [.send(bytes), .log(StimulatorEvent(time: now, kind: pulse))]
                } catch {
                    state = .delivering(burst)
                    return actions + fail(.encoding(error.description), at: now)
                }
                burst.sent(at: now)
            }
        }
    }

    /// A burst is over when every pulse was sent and answered.
    mutating func finishIfOver(at now: SessionTime) -> [Action] {
        guard case .delivering(let burst) = state, burst.isOver, pending.isEmpty else { return [] }
        state = .ready
        return [burst.ended(.complete, at: now)]
    }

    mutating func sendNextOfConnection(at now: SessionTime) -> [Action] {
        guard case .connecting(var commands) = state, !commands.isEmpty else { return [] }
        let command = commands.removeFirst()
        state = .connecting(commands)
        return send(command, at: now)
    }

    mutating func send(_ command: ScienceMode4.Command, at now: SessionTime) -> [Action] {
        do { return [.send(try encode(command, at: now))] } catch { return fail(.encoding(error.description), at: now) }
    }

    /// The bytes of a command with the next packet number; its answer is awaited from now on.
    private mutating func encode(
        _ command: ScienceMode4.Command, pulse: (order: Int, index: Int)? = nil, at now: SessionTime
    ) throws(ScienceMode4.CommandError) -> [UInt8] {
        nextNumber = nextNumber.next
        let bytes = try command.encoded(packetNumber: nextNumber)
        pending.append(Pending(number: nextNumber, command: command, sentAt: now, pulse: pulse))
        return bytes
    }

    /// Both stop commands. They are not awaited: the port is closed behind them.
    mutating func stopCommands() -> [Action] {
        var actions: [Action] = []
        for command in [ScienceMode4.Command.lowLevelStop, .midLevelStop] {
            nextNumber = nextNumber.next
            if let bytes = try? command.encoded(packetNumber: nextNumber) { actions.append(.send(bytes)) }
        }
        return actions
    }

    /// Latches a fault: stop is sent, the port is closed. Only the first fault counts.
    mutating func fail(_ fault: StimulatorFault, at now: SessionTime) -> [Action] {
        switch state {
        case .closed, .stopped, .faulted: return []
        case .connecting, .ready, .delivering, .repeating: break
        }
        var actions = stopCommands()
        if case .delivering(let burst) = state { actions.append(burst.ended(.fault, at: now)) }
        if case .repeating(let burst) = state { actions.append(burst.lost(.fault, at: now)) }
        pending = []
        state = .faulted(fault)
        return actions + [.log(StimulatorEvent(time: now, kind: .fault(fault))), .close]
    }
}

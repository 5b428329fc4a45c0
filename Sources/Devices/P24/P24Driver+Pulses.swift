// Sending: pulses when they are due, both stop commands in any state.

import Stimulation

extension P24Driver {
    /// Sends at most one pulse: the one that is due now.
    mutating func advance(_ running: P24Burst, to now: SessionTime) -> [Action] {
        var burst = running
        var actions: [Action] = []
        while !burst.isOver, burst.mayLeaveAt <= now {
            guard burst.fits(at: now) else {
                state = .ready
                return actions + [ended(burst, .expired, at: now)]
            }
            let late = now - burst.due
            guard late <= configuration.lateness else {
                let skipped = StimulatorEvent.Kind.pulseSkipped(order: burst.order, index: burst.index, late: late)
                actions.append(.log(StimulatorEvent(time: now, kind: skipped)))
                burst.skip()
                continue
            }
            guard pending.count < configuration.pulsesInFlight else { break }
            do {
                let bytes = try encode(burst.command(), at: now)
                let pulse = StimulatorEvent.Kind.pulse(
                    order: burst.order, index: burst.index, late: late, peak: burst.peak)
                actions += [.send(bytes), .log(StimulatorEvent(time: now, kind: pulse))]
                burst.sent(at: now)
            } catch {
                state = .delivering(burst)
                return actions + fail(.encoding(error.description), at: now)
            }
            break
        }
        state = .delivering(burst)
        return actions + finishIfOver(at: now)
    }

    /// A burst is over when every pulse was sent and answered.
    mutating func finishIfOver(at now: SessionTime) -> [Action] {
        guard case .delivering(let burst) = state, burst.isOver, pending.isEmpty else { return [] }
        state = .ready
        return [ended(burst, .complete, at: now)]
    }

    func ended(_ burst: P24Burst, _ ending: StimulatorEvent.Ending, at now: SessionTime) -> Action {
        let kind = StimulatorEvent.Kind.burstEnded(
            order: burst.order, channel: burst.channel, pulses: burst.sentCount, ending)
        return .log(StimulatorEvent(time: now, kind: kind))
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
        _ command: ScienceMode4.Command, at now: SessionTime
    ) throws(ScienceMode4.CommandError) -> [UInt8] {
        nextNumber = nextNumber.next
        let bytes = try command.encoded(packetNumber: nextNumber)
        pending.append(Pending(number: nextNumber, command: command, sentAt: now))
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
        case .connecting, .ready, .delivering: break
        }
        var actions = stopCommands()
        if case .delivering(let burst) = state { actions.append(ended(burst, .fault, at: now)) }
        pending = []
        state = .faulted(fault)
        return actions + [.log(StimulatorEvent(time: now, kind: .fault(fault))), .close]
    }
}

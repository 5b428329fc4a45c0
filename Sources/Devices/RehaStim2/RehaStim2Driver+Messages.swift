// Sending when something is due; reading, where every answer is matched with its command and anything else is a fault.

public import Stimulation

extension RehaStim2Driver {
    /// Sends at most one pulse: the one that is due now.
    mutating func advance(_ running: TimedBurst, to now: SessionTime) -> [StimulatorAction] {
        var burst = running
        var actions: [StimulatorAction] = []
        while true {
            let mayStart = pending.count < configuration.pulsesInFlight
            switch burst.step(at: now, lateness: configuration.lateness, mayStart: mayStart) {
            case .wait:
                state = .delivering(burst)
                return actions + finishIfOver(at: now) + askIfDue(at: now)
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
                    let bytes = try encode(burst.rehaStim2Command(), at: now)
                    actions += [.send(bytes), .log(StimulatorEvent(time: now, kind: pulse))]
                } catch {
                    state = .delivering(burst)
                    return actions + fail(.encoding(error.description), at: now)
                }
                burst.sent(at: now)
            }
        }
    }

    /// Asks how the device is when nothing was sent for a while.
    mutating func askIfDue(at now: SessionTime) -> [StimulatorAction] {
        guard pending.isEmpty, now - lastSent >= configuration.heartbeat else { return [] }
        return send(.getMode, at: now)
    }

    /// A burst is over when every pulse was sent and answered.
    private mutating func finishIfOver(at now: SessionTime) -> [StimulatorAction] {
        guard case .delivering(let burst) = state, burst.isOver, pending.isEmpty else { return [] }
        state = .ready
        return [burst.ended(.complete, at: now)]
    }

    mutating func sendNextOfConnection(at now: SessionTime) -> [StimulatorAction] {
        guard case .connecting(var commands) = state, !commands.isEmpty else { return [] }
        let command = commands.removeFirst()
        state = .connecting(commands)
        return send(command, at: now)
    }

    private mutating func send(_ command: ScienceMode2.Command, at now: SessionTime) -> [StimulatorAction] {
        do { return [.send(try encode(command, at: now))] } catch { return fail(.encoding(error.description), at: now) }
    }

    /// The bytes of a command with the next packet number; its answer is awaited from now on.
    private mutating func encode(
        _ command: ScienceMode2.Command, at now: SessionTime
    ) throws(ScienceMode2.CommandError) -> [UInt8] {
        let bytes = try command.encoded(packetNumber: takeNumber())
        if command.answerNumber != nil {
            pending.append(Pending(number: nextNumber, command: command, sentAt: now))
        }
        lastSent = now
        return bytes
    }

    /// The next packet number. Other people's programs disagree about frames that need stuffing; a number never does.
    private mutating func takeNumber() -> UInt8 {
        repeat { nextNumber &+= 1 } while [0xF0, 0x0F, 0x81, 0x55, 0x0A].contains(nextNumber)
        return nextNumber
    }

    /// The stop command. It is not awaited: the port is closed behind it.
    mutating func stopCommand() -> [StimulatorAction] {
        (try? ScienceMode2.Command.stop.encoded(packetNumber: takeNumber())).map { [.send($0)] } ?? []
    }

    /// Latches a fault: stop is sent, the port is closed. Only the first fault counts.
    mutating func fail(_ fault: StimulatorFault, at now: SessionTime) -> [StimulatorAction] {
        switch state {
        case .closed, .stopped, .faulted: return []
        case .listening, .connecting, .ready, .delivering: break
        }
        var actions = stopCommand()
        if case .delivering(let burst) = state { actions.append(burst.ended(.fault, at: now)) }
        pending = []
        state = .faulted(fault)
        return actions + [.log(StimulatorEvent(time: now, kind: .fault(fault))), .close]
    }

    /// Takes bytes from the port.
    public mutating func receive(_ bytes: [UInt8], at now: SessionTime) -> [StimulatorAction] {
        var actions: [StimulatorAction] = []
        for output in parser.receive(bytes) {
            switch state {
            case .closed, .stopped, .faulted: return actions
            case .listening, .connecting, .ready, .delivering: break
            }
            switch output {
            case .frame(let frame): actions += receive(frame, at: now)
            case .rejected(let error):
                // While connecting, the rest of an earlier conversation may still arrive.
                if !isConnecting { actions += fail(.damaged(error.description), at: now) }
            }
        }
        return actions
    }

    private var isConnecting: Bool {
        switch state {
        case .listening, .connecting: true
        default: false
        }
    }

    private mutating func receive(_ frame: ScienceMode2.Frame, at now: SessionTime) -> [StimulatorAction] {
        let report: ScienceMode2.Report
        do { report = try ScienceMode2.Report(frame) } catch {
            return isConnecting ? [] : fail(.unexpected(error.description), at: now)
        }
        switch report {
        case .offersConnection(let version): return accept(version, frame.packetNumber, at: now)
        case .stimulationError(let error):
            if case .listening = state { return [] }
            return fail(.reported(error.explanation), at: now)
        default: break
        }
        if case .unknownCommand = report, let oldest = pending.first, oldest.number == frame.packetNumber {
            return fail(.result(command: oldest.command.name, result: Self.unknown), at: now)
        }
        let match = pending.firstIndex {
            $0.number == frame.packetNumber && $0.command.answerNumber == frame.command
        }
        guard let match else {
            return isConnecting ? [] : fail(.unexpected("report \(frame.command)"), at: now)
        }
        let command = pending.remove(at: match).command
        lastHeard = now
        guard let result = report.result, isAccepted(result, for: command) else {
            let result = report.result?.explanation ?? "nothing"
            return fail(.result(command: command.name, result: result), at: now)
        }
        return proceed(after: report, at: now)
    }

    private static let unknown = "unknown command: it is not a RehaStim2 of ScienceMode 2, or needs another firmware"

    /// "Wrong mode" to the stop before a channel is prepared says that nothing ran: as good, because the mode is asked next.
    private func isAccepted(_ result: ScienceMode2.ResultCode, for command: ScienceMode2.Command) -> Bool {
        result.isSuccess || (isConnecting && command == .stop && result == .wrongMode)
    }

    /// The device offers itself: wanted while listening, repeated while connecting, otherwise a sign that it has begun
    /// anew.
    private mutating func accept(_ version: UInt8, _ number: UInt8, at now: SessionTime) -> [StimulatorAction] {
        switch state {
        case .listening: break
        case .connecting: return []
        default: return fail(.unexpected("it offers a new connection"), at: now)
        }
        guard version == ScienceMode2.version else {
            let no = try? ScienceMode2.Command.acceptConnection(.wrongVersion).encoded(packetNumber: number)
            let known = "this program speaks \(ScienceMode2.version), so another program or firmware is needed"
            return (no.map { [.send($0)] } ?? [])
                + fail(.unexpected("version \(version) of ScienceMode 2; \(known)"), at: now)
        }
        lastHeard = now
        lastSent = now
        guard let bytes = try? ScienceMode2.Command.acceptConnection(.success).encoded(packetNumber: number) else {
            return fail(.encoding("the answer to its offer"), at: now)
        }
        let identified = StimulatorEvent.Kind.identified(
            name: "RehaStim2", firmware: "unknown", protocolVersion: "2.\(version)")
        state = .connecting(Self.preparation(configuration.channel))
        return [.send(bytes), .log(StimulatorEvent(time: now, kind: identified))] + sendNextOfConnection(at: now)
    }

    private mutating func proceed(after report: ScienceMode2.Report, at now: SessionTime) -> [StimulatorAction] {
        if case .connecting(let rest) = state {
            if case .mode(_, let mode) = report, mode != .off {
                return fail(.unexpected("stimulation that is \(mode) after a stop"), at: now)
            }
            guard rest.isEmpty else { return sendNextOfConnection(at: now) }
            state = .ready
            return [.log(StimulatorEvent(time: now, kind: .ready))]
        }
        if case .mode(_, .off) = report {
            return fail(.unexpected("it has ended stimulation by itself"), at: now)
        }
        return finishIfOver(at: now)
    }
}

/// A RehaStim2 at a link: a real one or a simulated one at a serial port, or a simulated one in the same process.
public typealias RehaStim2Stimulator<Link: DeviceLink & ~Copyable> = DrivenStimulator<RehaStim2Driver, Link>

// Reading: every answer is matched with its command; anything else is a fault.

public import Stimulation

extension P24Driver {
    /// Takes bytes from the port.
    public mutating func receive(_ bytes: [UInt8], at now: SessionTime) -> [Action] {
        var actions: [Action] = []
        for output in parser.receive(bytes) {
            switch state {
            case .closed, .stopped, .faulted: return actions
            case .connecting, .ready, .delivering, .repeating: break
            }
            switch output {
            case .frame(let frame): actions += receive(frame, at: now)
            case .rejected(let error):
                // While connecting, the rest of an earlier conversation may still arrive.
                if case .connecting = state { continue }
                actions += fail(.damaged(error.description), at: now)
            }
        }
        return actions
    }

    private mutating func receive(_ frame: ScienceMode4.Frame, at now: SessionTime) -> [Action] {
        let isConnecting = if case .connecting = state { true } else { false }
        let answer: ScienceMode4.Acknowledgement
        do { answer = try ScienceMode4.Acknowledgement(frame) } catch {
            return isConnecting ? [] : fail(.unexpected(error.description), at: now)
        }
        switch answer {
        case .generalError(let result):
            return fail(.result(command: pending.first?.command.name ?? "nothing", result: result.explanation), at: now)
        case .unknownCommand(let result):
            if let asked = pending.first, case .getBatteryStatus = asked.command, asked.number == frame.packetNumber {
                pending.removeFirst()
                (lastHeard, batteryAsked) = (now, now)
                return isConnecting ? sendNextOfConnection(at: now) : []
            }
            return fail(.result(command: pending.first?.command.name ?? "nothing", result: result.explanation), at: now)
        default: break
        }
        let match = pending.firstIndex {
            $0.number == frame.packetNumber && $0.command.number.acknowledgement == frame.command
        }
        guard let match else {
            return isConnecting ? [] : fail(.unexpected("acknowledgement \(frame.command)"), at: now)
        }
        let asked = pending.remove(at: match)
        let command = asked.command
        lastHeard = now
        guard isAccepted(answer, for: command) else {
            return fail(.result(command: command.name, result: answer.result.explanation), at: now)
        }
        guard case .lowLevelPulse(let pulse) = command, case .lowLevelPulse(let said) = answer else {
            return proceed(after: answer, at: now)
        }
        guard pulse.output == said.output else {
            return fail(.unexpected("a pulse at \(said.output) instead of \(pulse.output)"), at: now)
        }
        let seen = look(at: said, of: pulse, asked.pulse, at: now)
        guard fault == nil else { return seen }
        return seen + proceed(after: answer, at: now)
    }

    /// What a pulse tells of the pads. Pads that are worse than allowed are a fault.
    private mutating func look(
        at said: ScienceMode4.PulseResult, of pulse: ScienceMode4.LowLevelPulse, _ place: (order: Int, index: Int)?,
        at now: SessionTime
    ) -> [Action] {
        guard let watch = configuration.padWatch, let place else { return [] }
        guard said.measurement == .voltage else {
            return fail(.unexpected("a pulse without the measured voltage that was asked for"), at: now)
        }
        // A first phase shorter than two samples tells nothing.
        guard let pads = PadReading(said, of: pulse.shape) else { return [] }
        let kind = StimulatorEvent.Kind.padReading(order: place.order, index: place.index, pads)
        let seen = Action.log(StimulatorEvent(time: now, kind: kind))
        guard let problem = watch.problem(with: pads) else { return [seen] }
        return [seen] + fail(.pads(problem), at: now)
    }

    /// A stop of a level that does not run is answered with "not initialised": just as good.
    private func isAccepted(_ answer: ScienceMode4.Acknowledgement, for command: ScienceMode4.Command) -> Bool {
        switch command {
        case .lowLevelStop, .midLevelStop: answer.result.isSuccess || answer.result == .notInitialized
        default: answer.result.isSuccess
        }
    }

    private mutating func proceed(after answer: ScienceMode4.Acknowledgement, at now: SessionTime) -> [Action] {
        switch answer {
        case .deviceID(_, let name): self.name = name
        case .extendedVersion(_, let version):
            guard version.protocol.major == ScienceMode4.majorVersion else {
                return fail(
                    .unexpected(
                        "protocol version \(version.protocol); this program speaks ScienceMode "
                            + "\(ScienceMode4.majorVersion), so another program or firmware is needed"), at: now)
            }
            let kind = StimulatorEvent.Kind.identified(
                name: name, firmware: "\(version.firmware)", protocolVersion: "\(version.protocol)")
            return [.log(StimulatorEvent(time: now, kind: kind))] + sendNextOfConnection(at: now)
        case .batteryStatus(_, let percent, _):
            batteryAsked = now
            guard percent >= configuration.lowestBatteryPercent else {
                return fail(
                    .unexpected(
                        "a battery at \(percent) %, allowed is \(configuration.lowestBatteryPercent) % or more; charge it"
                    ),
                    at: now)
            }
        case .lowLevelInit, .midLevelInit:
            state = .ready
            return [.log(StimulatorEvent(time: now, kind: .ready))]
        case .stimulationStatus(_, let level, let voltage):
            let expected: ScienceMode4.StimulationLevel = configuration.level == .low ? .lowLevel : .midLevel
            guard level == expected, voltage != .off else {
                return fail(.unexpected("level \(level) with high voltage \(voltage)"), at: now)
            }
        case .lowLevelPulse: return finishIfOver(at: now)
        case .midLevelCurrentData(let data): return look(at: data, at: now)
        case .midLevelStop: if case .repeating(let burst) = state { return ended(burst, at: now) }
        default: break
        }
        if case .connecting = state { return sendNextOfConnection(at: now) }
        return []
    }
}

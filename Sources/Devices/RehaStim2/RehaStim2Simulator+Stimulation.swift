// What each command does to the simulated device, and the groups of pulses that it repeats.

import Stimulation

extension RehaStim2Simulator {
    enum Stimulation: Sendable {
        case off
        case initialized(ScienceMode2.ChannelList)
        case started(Running)
    }

    struct Running: Sendable {
        let list: ScienceMode2.ChannelList
        var pulses: [ScienceMode2.ChannelPulse]
        /// When the next group begins; `nil` when each start makes one group.
        var nextDue: SessionTime?
        /// How many groups were put out.
        var groups = 0
    }

    mutating func execute(_ command: ScienceMode2.Command) -> ScienceMode2.Report {
        switch command {
        case .getMode: return .mode(.success, mode)
        case .initChannels(let list): return .initChannels(initialize(list))
        case .start(let pulses): return .start(start(pulses))
        case .stop, .acceptConnection, .signOfLife:
            stimulation = .off
            return .stop(.success)
        }
    }

    private mutating func initialize(_ list: ScienceMode2.ChannelList) -> ScienceMode2.ResultCode {
        guard case .off = stimulation else { return .wrongMode }
        guard (try? list.check()) != nil else { return .parameterError }
        stimulation = .initialized(list)
        return .success
    }

    /// Starts, or changes the values of what runs; without an interval each call makes one group of pulses now.
    private mutating func start(_ pulses: [ScienceMode2.ChannelPulse]) -> ScienceMode2.ResultCode {
        let list: ScienceMode2.ChannelList
        switch stimulation {
        case .off: return .wrongMode
        case .initialized(let initialized): list = initialized
        case .started(let running): list = running.list
        }
        guard pulses.count == list.channels.count, (try? ScienceMode2.Command.start(pulses).check()) != nil else {
            return .parameterError
        }
        if case .started(var running) = stimulation, list.mainHalfMilliseconds != nil {
            running.pulses = pulses
            stimulation = .started(running)
            return .success
        }
        let nextDue = list.mainHalfMilliseconds == nil ? nil : now
        var groups = 0
        if case .started(let running) = stimulation { groups = running.groups }
        stimulation = .started(Running(list: list, pulses: pulses, nextDue: nextDue, groups: groups))
        putOutGroup()
        return .success
    }

    /// Puts out one group: the channels of each module one slot after the other, the pulses of a channel at its interval.
    mutating func putOutGroup() {
        guard case .started(var running) = stimulation else { return }
        let begin = running.nextDue ?? now
        var slots = [0, 0]
        var group: [RehaStim2Pulse] = []
        for (channel, pulse) in zip(running.list.channels, running.pulses) {
            let module = channel <= 4 ? 0 : 1
            let offset = Self.slot * slots[module]
            slots[module] += 1
            let isSlow = running.list.lowFrequencyChannels >> UInt8(channel - 1) & 1 == 1
            if isSlow && !running.groups.isMultiple(of: running.list.lowFrequencyFactor + 1) { continue }
            guard pulse.milliamperes > 0, pulse.phaseMicroseconds > 0 else { continue }
            for k in 0..<pulse.group.pulseCount {
                group.append(
                    RehaStim2Pulse(
                        start: begin + offset + Microseconds(500 * running.list.interPulseHalfMilliseconds * k),
                        channel: channel, phaseMicroseconds: pulse.phaseMicroseconds,
                        milliamperes: pulse.milliamperes, reachedSkin: !openChannels.contains(channel)))
            }
        }
        // The device looks for the electrodes before a pulse: what is open is not stimulated, and everything ends.
        guard group.allSatisfy(\.reachedSkin) else { return report(.electrode) }
        pulses += group.sorted { $0.start < $1.start }
        running.groups += 1
        running.nextDue = running.list.mainHalfMilliseconds.map { begin + Microseconds(500 * $0) }
        stimulation = .started(running)
    }
}

extension ScienceMode2.Command {
    /// The answer that refuses this command with a result.
    func refusal(_ result: ScienceMode2.ResultCode, _ mode: ScienceMode2.StimulationMode) -> ScienceMode2.Report {
        switch self {
        case .getMode: .mode(result, mode)
        case .initChannels: .initChannels(result)
        case .start: .start(result)
        case .stop, .acceptConnection, .signOfLife: .stop(result)
        }
    }
}

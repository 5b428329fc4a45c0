// A driver's clock set anew between two bursts: what it remembers of time moves along, so that nothing becomes older by it.

public import Stimulation

extension P24Driver {
    /// Moves every moment that is remembered; nothing happens while a burst runs.
    public mutating func shift(by step: Microseconds) {
        switch state {
        case .delivering, .repeating: return
        case .closed, .connecting, .ready, .stopped, .faulted: break
        }
        lastHeard = lastHeard + step
        batteryAsked = batteryAsked + step
        pending = pending.map {
            Pending(number: $0.number, command: $0.command, sentAt: $0.sentAt + step, pulse: $0.pulse)
        }
    }
}

extension RehaStim2Driver {
    /// Moves every moment that is remembered; nothing happens while a burst runs.
    public mutating func shift(by step: Microseconds) {
        switch state {
        case .delivering: return
        case .listening(let since): state = .listening(since: since + step)
        case .closed, .connecting, .ready, .stopped, .faulted: break
        }
        lastHeard = lastHeard + step
        lastSent = lastSent + step
        pending = pending.map { Pending(number: $0.number, command: $0.command, sentAt: $0.sentAt + step) }
    }
}

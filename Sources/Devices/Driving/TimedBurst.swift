// A burst that was redeemed from its approval, on its way: which pulse comes next, and when it may leave.

import Stimulation

/// A burst that is being delivered. Made only from a redeemed approval; the same for every driver.
struct TimedBurst {
    /// What is to be done about the next pulse.
    enum Step: Hashable {
        /// Nothing now.
        case wait
        /// Pulse `index` would have come too late and was left out.
        case skipped(index: Int, late: Microseconds)
        /// The next pulse would not be over when the order expires: the burst has ended.
        case expired
        /// The next pulse leaves now, `late` after it was due.
        case send(late: Microseconds)
    }

    let order: Int
    let channel: PadChannel
    let train: PulseTrain
    let begin: SessionTime
    let expires: SessionTime
    /// The pulse that comes next, from 0.
    private(set) var index = 0
    /// How many were sent.
    private(set) var sentCount = 0
    private var lastSentAt: SessionTime?

    init(order: Int, channel: PadChannel, train: PulseTrain, begin: SessionTime, expires: SessionTime) {
        self.order = order
        self.channel = channel
        self.train = train
        self.begin = begin
        self.expires = expires
    }

    /// How many pulses the burst has.
    var pulseCount: Int { train.pulseCount }

    /// Whether every pulse was sent or left out.
    var isOver: Bool { index >= pulseCount }

    /// The shape of the next pulse.
    var shape: PulseShape { train.shape(ofPulse: index) }

    /// When the next pulse may leave: not before it is due, and never closer to the one before than was approved.
    var mayLeaveAt: SessionTime {
        guard let lastSentAt else { return due }
        return max(due, lastSentAt + train.pattern.pulsePeriod)
    }

    private var due: SessionTime { begin + train.start(ofPulse: index) }

    /// What is to be done at a time. After ``Step/send(late:)`` the pulse is to be sent and ``sent(at:)`` called.
    mutating func step(at now: SessionTime, lateness: Microseconds, mayStart: Bool) -> Step {
        guard !isOver, mayLeaveAt <= now else { return .wait }
        guard now + shape.duration <= expires else { return .expired }
        let late = now - due
        if late > lateness {
            defer { index += 1 }
            return .skipped(index: index, late: late)
        }
        return mayStart ? .send(late: late) : .wait
    }

    /// The next pulse has left.
    mutating func sent(at now: SessionTime) {
        lastSentAt = now
        sentCount += 1
        index += 1
    }

    /// How the burst ended, for the log.
    func ended(_ ending: StimulatorEvent.Ending, at now: SessionTime) -> StimulatorAction {
        let kind = StimulatorEvent.Kind.burstEnded(order: order, channel: channel, pulses: sentCount, ending)
        return .log(StimulatorEvent(time: now, kind: kind))
    }
}

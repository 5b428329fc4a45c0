// A burst that the P24 repeats by itself in mid-level mode, and what is known of it while it does.

import Stimulation

/// A burst on its way in mid-level mode: the device keeps the rhythm, this program gives signs of life and ends it.
///
/// How many pulses came out is known only by the time that passed: the device does not count them.
struct RepeatedBurst {
    /// How long the device goes on after the last sign of life.
    static let afterrun = P24Simulator.midLevelTimeout

    let order: Int
    let channel: PadChannel
    let train: PulseTrain
    let begin: SessionTime
    let output: ScienceMode4.Output
    let update: ScienceMode4.MidLevelUpdate
    /// When the device was last told or asked something that keeps it going.
    var lastSignOfLife: SessionTime
    /// How the burst ends, once the stop was sent, and when that was.
    var ending: (how: StimulatorEvent.Ending, at: SessionTime)?

    /// Makes the command of a burst, after a check that the device can repeat it exactly as approved.
    ///
    /// - Parameter counted: the time that the gate counted for the device's going on by itself.
    /// - Throws: ``DeviceError/cannotDeliver(order:reason:)``.
    init(
        order: Int, channel: PadChannel, train: PulseTrain, begin: SessionTime, counted: Microseconds
    ) throws(DeviceError) {
        func refusal(_ reason: String) -> DeviceError { .cannotDeliver(order: order, reason: reason) }
        guard counted >= Self.afterrun else {
            throw refusal("the device goes on for \(Self.afterrun) by itself, and the gate counted \(counted)")
        }
        guard let output = P24Pulses.output(channel) else { throw refusal("the device has no \(channel)") }
        guard train.pattern.pulsesPerGroup == 1 else {
            throw refusal("in mid-level mode it repeats single pulses, no groups")
        }
        guard train.ramp == nil else { throw refusal("how its own ramp rises in mid-level mode is not known") }
        let period = train.pattern.groupPeriod.count
        guard period.isMultiple(of: 250) else {
            throw refusal("its period in mid-level mode is a multiple of 0.25 ms, not \(train.pattern.groupPeriod)")
        }
        var update = ScienceMode4.MidLevelUpdate()
        do {
            update[output] = try ScienceMode4.MidLevelTrain(
                shape: P24Pulses.shape(of: train.shape), periodQuarterMilliseconds: period / 250)
            try update.check()
        } catch { throw refusal(error.description) }
        self.order = order
        self.channel = channel
        self.train = train
        self.begin = begin
        self.output = output
        self.update = update
        lastSignOfLife = begin
    }

    /// When the stop must leave: in the middle of the pause after the last pulse, so that a message may be late or early by
    /// as much.
    var stopAt: SessionTime {
        let pause = train.pattern.groupPeriod.count - train.shape.duration.count
        return begin + train.start(ofPulse: train.pulseCount - 1) + train.shape.duration + Microseconds(pause / 2)
    }

    /// When something is to be said next; `nil` when the stop was said.
    func nextDue(_ configuration: P24Driver.Configuration) -> SessionTime? {
        ending == nil ? min(stopAt, lastSignOfLife + configuration.heartbeat) : nil
    }

    /// How many pulses the device has begun by a time, if it kept its rhythm.
    func pulses(by now: SessionTime) -> Int { max(0, (now - begin).count) / train.pattern.groupPeriod.count + 1 }

    /// The event of an end that the device has acknowledged.
    func acknowledged(at now: SessionTime) -> StimulatorAction {
        let (how, at) = ending ?? (.fault, now)
        return event(how, pulses: pulses(by: at), at: now)
    }

    /// The event of an end that nobody has acknowledged: the device may go on until its own time is over, and that is counted.
    func lost(_ how: StimulatorEvent.Ending, at now: SessionTime) -> StimulatorAction {
        event(how, pulses: pulses(by: max(now, lastSignOfLife + Self.afterrun)), at: now)
    }

    private func event(_ how: StimulatorEvent.Ending, pulses: Int, at now: SessionTime) -> StimulatorAction {
        .log(
            StimulatorEvent(
                time: now, kind: .burstEnded(order: order, channel: channel, pulses: pulses, how)))
    }
}

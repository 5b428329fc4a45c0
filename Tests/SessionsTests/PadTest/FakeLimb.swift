// A limb that is not simulated but put together: noise that a contraction makes louder, and stimulation too, by a known factor.

import Devices
import Foundation
import Sessions
import Signals
import Stimulation
import TestSupport

/// The limb that source, stimulator and person share.
final class FakeLimb {
    let rate = SampleRate(hertz: 2_000)!
    /// Activity under stimulation, as a factor.
    let factor: Double
    var generator = SeededGenerator(seed: 65)
    var frame = 0
    var contractedUntil = 0.0
    /// The pulses that left: their time, current and output.
    var pulses: [(time: SessionTime, current: Milliamperes, channel: Int)] = []
    var burst: (channel: Int, train: PulseTrain, begin: SessionTime, index: Int)?
    var events: [StimulatorEvent] = []
    var isStopped = false
    var failsAfter = Int.max

    init(factor: Double) { self.factor = factor }

    var seconds: Double { rate.seconds(frame) }
    var time: SessionTime { SessionTime(sample: frame, hertz: rate.hertz)! }
}

/// The EMG of the limb, in blocks of 10 ms.
struct FakeSource: SignalSource {
    let limb: FakeLimb
    var channels: [Channel] { [Channel(label: "EMG", kind: .emg, unit: .microvolt, rate: limb.rate)] }
    var rate: SampleRate { limb.rate }

    mutating func nextBlock() throws -> SampleBlock? {
        let start = limb.frame
        let values = (0..<20).map { k -> Float in
            let t = limb.rate.seconds(start + k)
            let isStimulated = limb.burst.map { t >= $0.begin.seconds } ?? false
            let amplitude = t < limb.contractedUntil ? 60 * (isStimulated ? limb.factor : 1) : 5
            // The artefact of a pulse that left in the last 3 ms.
            let artefact = limb.pulses.last.map { t >= $0.time.seconds && t < $0.time.seconds + 0.003 } == true
            return Float(amplitude * limb.generator.normal() + (artefact ? 4_000 : 0))
        }
        limb.frame += 20
        return SampleBlock(start: SampleIndex(start), channelCount: 1, values: values)
    }
}

/// The stimulator on the limb.
struct FakeStimulator: Stimulator {
    let limb: FakeLimb
    var reported = SessionTime.start

    init(limb: FakeLimb) { self.limb = limb }

    var state: DeviceState {
        DeviceState(readiness: limb.isStopped ? .off : limb.burst == nil ? .ready : .busy, reportedAt: limb.time)
    }
    var nextDue: SessionTime? { limb.burst.map { $0.begin + $0.train.start(ofPulse: $0.index) } }

    mutating func deliver(_ train: consuming ApprovedPulseTrain, at now: SessionTime) throws(DeviceError) {
        guard state.readiness == .ready else { throw .notReady(state.readiness) }
        let channel = train.channel.number
        let burst: PulseTrain
        do { burst = try train.redeem(at: now) } catch { throw .refused(error) }
        limb.burst = (channel, burst, now, 0)
        try advance(to: now)
    }

    mutating func advance(to now: SessionTime) throws(DeviceError) {
        guard let burst = limb.burst, !limb.isStopped else { return }
        guard burst.index < burst.train.pulseCount else {
            if now >= burst.begin + burst.train.duration { limb.burst = nil }
            return
        }
        let due = burst.begin + burst.train.start(ofPulse: burst.index)
        guard due <= now else { return }
        if limb.pulses.count >= limb.failsAfter {
            stop(at: now)
            throw .fault(.link("pulled"))
        }
        let peak = burst.train.shape.peakCurrent
        limb.pulses.append((due, peak, burst.channel))
        limb.events.append(
            StimulatorEvent(time: now, kind: .pulse(order: 0, index: burst.index, late: .zero, peak: peak)))
        limb.burst?.index += 1
    }

    mutating func stop(at now: SessionTime) {
        limb.isStopped = true
        limb.burst = nil
    }

    mutating func cut(at now: SessionTime) { limb.burst = nil }

    mutating func takeEvents() -> [StimulatorEvent] {
        defer { limb.events = [] }
        return limb.events
    }
}

/// The person: feels from 4 mA on, moves from 8 mA on, and says no where told to.
struct FakePerson: PadTestPerson {
    let limb: FakeLimb
    /// Says this once the current reaches so many mA.
    var no: (report: PadReport, from: Int)?

    mutating func objection(at now: SessionTime) -> PadReport? {
        guard let no, let last = limb.pulses.last, last.current >= .milliamperes(no.from) else { return nil }
        return no.report
    }

    mutating func answer(to step: ThresholdStep, delivered: Int) -> ThresholdAnswer {
        var answer = ThresholdAnswer(step.current >= .milliamperes(4) ? .felt : .nothing, delivered: delivered)
        answer.twitches = step.current >= .milliamperes(8) ? 10 : 0
        return answer
    }

    mutating func contract(at now: SessionTime, seconds: Double) { limb.contractedUntil = now.seconds + seconds }
}

extension SeededGenerator {
    /// A number of the normal distribution (Box & Muller 1958).
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &self))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
    }
}

// One body, two doors: what reads its signals and what stimulates it are different things that meet in the same person.

import Devices
import Signals
import Stimulation
import Synchronization

/// The patient that a ``VirtualPatient`` and a ``VirtualPatientStimulator`` share.
///
/// A class, because `SignalSource` and `Stimulator` are values that cannot be copied and both must act on the one engine. A
/// lock guards it; in the session's loop one thread uses both in turn, so that the lock is never waited for and the result
/// does not depend on threads.
///
/// The stimulator's pulses reach the patient at their own times although a session fetches a whole block of samples before
/// it calls the stimulator: while the patient's time passes, the body lets a running burst put out what falls due, up to
/// the end of the block and no further.
public final class VirtualPatientBody: Sendable {
    private let inner: Mutex<Inner>
    /// The channels that ``VirtualPatient`` shows.
    let channels: [Channel]
    let rate: SampleRate

    struct Inner: Sendable {
        var engine: VirtualPatientEngine
        var stimulator = PatientStimulatorCore()
        var block: PatientBlock
        var discharges: [PatientDischarge] = []
        var events: [PatientEvent] = []
    }

    /// Takes over an engine in whatever state it is.
    public init(_ engine: VirtualPatientEngine) {
        rate = engine.rate
        let rate = engine.rate
        channels =
            (0..<engine.channelCount).map { Channel(label: "EMG \($0 + 1)", kind: .emg, unit: .microvolt, rate: rate) }
            + [
                Channel(label: "torque", kind: .torque, unit: .newtonMetre, rate: rate),
                Channel(label: "ankle angle", kind: .other, unit: SignalUnit("rad"), rate: rate),
            ]
        inner = Mutex(Inner(engine: engine, block: PatientBlock(channelCount: engine.channelCount)))
    }

    /// A copy of the engine as it is now, to look at or to save.
    public var engine: VirtualPatientEngine { inner.withLock { $0.engine } }

    /// Frames handed out since the start.
    public var elapsedFrames: Int { inner.withLock { $0.engine.elapsedFrames } }

    /// Adds something that will happen to the patient.
    ///
    /// - Throws: ``ParameterError`` when a number makes no sense.
    public func add(_ input: PatientInput) throws { try inner.withLock { try $0.engine.add(input) } }

    /// Discharges and events since the last call: the truth behind the signals.
    public func takeTruth() -> (discharges: [PatientDischarge], events: [PatientEvent]) {
        inner.withLock { inner in
            defer {
                inner.discharges = []
                inner.events = []
            }
            return (inner.discharges, inner.events)
        }
    }

    /// Everything behind the lock, to save or to restore it.
    func withInner<Result>(_ body: (inout sending Inner) throws -> sending Result) rethrows -> sending Result {
        try inner.withLock { try body(&$0) }
    }

    /// Lets frames pass; the samples, frame after frame: EMG channels, torque, angle.
    func advance(frames: Int) -> SampleBlock {
        inner.withLock { inner in
            let start = inner.engine.elapsedFrames
            let end = start + frames
            if let horizon = SessionTime(sample: end, hertz: inner.engine.rate.hertz) {
                // A burst's pulses up to the end of this block; they cannot fail, and one that is late was so before.
                while let due = inner.stimulator.nextPulse, due < horizon { inner.advanceStimulator(to: due) }
            }
            inner.engine.advance(frames: frames, into: &inner.block)
            inner.discharges += inner.block.discharges
            inner.events += inner.block.events
            return SampleBlock(
                start: SampleIndex(start), channelCount: channels.count, values: inner.block.interleaved())
        }
    }

    /// Uses the stimulator's core and hands its pulses to the engine.
    func withStimulator<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending PatientStimulatorCore) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try inner.withLock { inner throws(Failure) in
            defer { inner.deliverPulses() }
            return try body(&inner.stimulator)
        }
    }
}

extension VirtualPatientBody.Inner {
    mutating func advanceStimulator(to now: SessionTime) {
        stimulator.advance(to: now)
        deliverPulses()
    }

    /// Hands the pulses that have left the stimulator to the patient.
    mutating func deliverPulses() {
        for pulse in stimulator.takePulses() { engine.stimulate(pulse) }
    }
}

extension PatientBlock {
    /// Frames of EMG channels, torque and angle.
    func interleaved() -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(frameCount * (channelCount + 2))
        for frame in 0..<frameCount {
            values.append(contentsOf: emg[frame * channelCount..<(frame + 1) * channelCount])
            values.append(torque[frame])
            values.append(angle[frame])
        }
        return values
    }
}

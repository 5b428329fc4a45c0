// A stimulator that keeps the beat of this machine's clock, however the samples come.

public import Stimulation

/// A driven stimulator for a session in real time.
///
/// A session's time is that of its samples, and samples come as a network hands them over: nothing for a while, then several
/// blocks at once. Pulses that followed them would come closer together than was approved, and others too late. So while a
/// burst runs its clock is this machine's alone, and the session calls ``wake()`` when ``wakesIn`` is over. Between bursts
/// its clock is set to the session's at every block, and what the driver remembers of time moves along: an answer that is
/// awaited is not late because samples were.
public struct PacedStimulator<Driver: StimulatorDriver & ~Copyable, Link: DeviceLink & ~Copyable>:
    Stimulator, ~Copyable
{
    /// The device and its driver.
    public var device: DrivenStimulator<Driver, Link>
    private let clock: DeviceClock
    /// What the session's time was when it was told last, and what this machine's was then.
    private var told: SessionTime
    private var seen: SessionTime
    /// What the session's time was at the last block.
    private var block: SessionTime

    /// Paces a device that is connected; from now on answers are read when they come, and nothing waits for them.
    ///
    /// - Parameter clock: this machine's time.
    public init(_ device: consuming DrivenStimulator<Driver, Link>, clock: DeviceClock, at now: SessionTime = .start) {
        self.device = device
        self.device.answers = .whenTheyCome
        self.clock = clock
        told = now
        block = now
        seen = clock.now
    }

    /// The time now, on the session's clock as this machine's carries it on.
    private var here: SessionTime { told + (clock.now - seen) }

    /// How the device is. What it said since the last block it said as far as the session knows.
    public var state: DeviceState {
        var state = device.state
        state.reportedAt = min(state.reportedAt, block)
        return state
    }

    /// Nothing on the session's own time: it wakes by this machine's.
    public var nextDue: SessionTime? { nil }

    /// How long until ``wake()`` is to be called; zero or less when it is time.
    public var wakesIn: Microseconds? { device.nextDue.map { $0 - here } }

    /// Starts a burst now, which is later than the approval by what was done since: the log, the dose on the disk.
    ///
    /// - Throws: ``DeviceError``; also when the burst would not be over when its order expires.
    public mutating func deliver(_ train: consuming ApprovedPulseTrain, at now: SessionTime) throws(DeviceError) {
        try device.deliver(train, at: max(now, here))
    }

    /// Takes the session's time, unless a burst runs; sends what is due and reads what was answered.
    ///
    /// - Throws: ``DeviceError/fault(_:)`` once, when the device has failed.
    public mutating func advance(to now: SessionTime) throws(DeviceError) {
        block = now
        if device.state.readiness != .busy {
            device.shift(by: now - here)
            (told, seen) = (now, clock.now)
        }
        try device.advance(to: here)
    }

    /// Sends what is due and reads what was answered, at this machine's time.
    ///
    /// - Throws: ``DeviceError/fault(_:)`` once, when the device has failed.
    public mutating func wake() throws(DeviceError) { try device.advance(to: here) }

    /// Stops at once and closes the device.
    public mutating func stop(at now: SessionTime) { device.stop(at: here) }

    /// Ends the running burst at once.
    public mutating func cut(at now: SessionTime) { device.cut(at: here) }

    /// What happened since the last call, in order.
    public mutating func takeEvents() -> [StimulatorEvent] { device.takeEvents() }
}

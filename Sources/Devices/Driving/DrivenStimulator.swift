// The thin shell around the driver: carries out its actions on a link.

public import Stimulation

/// A stimulator at a link: a real one or a simulated one at a serial port, or a simulated one in the same process.
///
/// ```swift
/// let device = try SimulatedP24.serve(clock: .virtual(clock))
/// var stimulator = try P24Stimulator(link: SerialPort(path: device.path), answers: .lockStep, at: .start)
/// try stimulator.deliver(gate.approve(order, …), at: now)
/// ```
public struct DrivenStimulator<Driver: StimulatorDriver & ~Copyable, Link: DeviceLink & ~Copyable>:
    Stimulator, ~Copyable
{
    /// How the shell treats the time that answers need.
    public enum Answers: Hashable, Sendable {
        /// Wait for every answer, in real time, before going on: for virtual time, where it makes the result exact.
        case lockStep
        /// Read what is there and go on: for real time. The driver notices answers that do not come.
        case whenTheyCome
    }

    /// The connection to the device.
    public var link: Link
    private var driver: Driver
    /// How the time that answers need is treated.
    public var answers: Answers
    private var events: [StimulatorEvent] = []
    private var isClosed = false

    /// How often an answer may come in pieces, or behind bytes of an earlier conversation.
    private static var mostReads: Int { 1000 }

    /// Connects to the device with a driver that has not spoken yet.
    ///
    /// With ``Answers/lockStep`` the device is ready afterwards; otherwise ``advance(to:)`` goes on with it.
    ///
    /// - Throws: ``DeviceError/fault(_:)`` when the device does not answer, or answers wrongly.
    public init(
        driver: consuming Driver, link: consuming Link, answers: Answers, at now: SessionTime
    ) throws(DeviceError) {
        self.link = link
        self.answers = answers
        self.driver = driver
        perform(self.driver.connect(at: now), at: now)
        exchange(at: now)
        if let fault = self.driver.fault { throw .fault(fault) }
    }

    /// How the device is, for the gate.
    public var state: DeviceState { driver.deviceState }

    /// When ``advance(to:)`` has something to do at the latest.
    public var nextDue: SessionTime? { driver.nextDue }

    /// Whether the device can make a burst at an output exactly as it is; nothing is sent.
    ///
    /// - Throws: ``DeviceError/cannotDeliver(order:reason:)``.
    public func check(_ train: PulseTrain, on channel: PadChannel) throws(DeviceError) {
        try driver.check(train, on: channel)
    }

    /// Sets the clock anew between two bursts; nothing becomes older or younger by it.
    mutating func shift(by step: Microseconds) { driver.shift(by: step) }

    /// Starts an approved burst; its first pulse leaves in this call.
    ///
    /// - Throws: ``DeviceError``; after a fault the device is stopped and closed.
    public mutating func deliver(_ train: consuming ApprovedPulseTrain, at now: SessionTime) throws(DeviceError) {
        perform(try driver.deliver(train, at: now), at: now)
        exchange(at: now)
        if let fault = driver.fault { throw .fault(fault) }
    }

    /// Lets time pass: sends what is due and reads what was answered.
    ///
    /// - Throws: ``DeviceError/fault(_:)`` once, when the device has failed; it is stopped and closed then.
    public mutating func advance(to now: SessionTime) throws(DeviceError) {
        guard driver.fault == nil else { return }
        if answers == .whenTheyCome { read(waitingAtMostMilliseconds: 0, at: now) }
        perform(driver.advance(to: now), at: now)
        exchange(at: now)
        if let fault = driver.fault { throw .fault(fault) }
    }

    /// Stops at once and closes the device. Never fails.
    public mutating func stop(at now: SessionTime) {
        guard !isClosed else { return }
        perform(driver.stop(at: now), at: now)
    }

    /// Ends the running burst at once; in lock-step the device is ready for another afterwards. Never fails: a device
    /// that does not answer is stopped and closed, and its fault stands in the events.
    public mutating func cut(at now: SessionTime) {
        perform(driver.cut(at: now), at: now)
        exchange(at: now)
    }

    /// What happened since the last call, in order.
    public mutating func takeEvents() -> [StimulatorEvent] {
        defer { events = [] }
        return events
    }

    /// In lock-step: waits until nothing is unanswered, or until an answer does not come.
    private mutating func exchange(at now: SessionTime) {
        guard answers == .lockStep else { return }
        var reads = 0
        while driver.awaitsAnswer {
            reads += 1
            let timeout = driver.patience
            let isSilent = !read(waitingAtMostMilliseconds: timeout.count / 1000, at: now)
            // A port that babbles without ever answering is as bad as a silent one.
            if isSilent || reads > Self.mostReads, driver.awaitsAnswer {
                // Real time has passed, virtual time has not: the driver is told that the answer's time is over.
                perform(driver.advance(to: now + timeout), at: now)
                return
            }
        }
    }

    /// Reads what has arrived; whether there was anything.
    @discardableResult
    private mutating func read(waitingAtMostMilliseconds wait: Int, at now: SessionTime) -> Bool {
        guard !isClosed else { return false }
        let bytes: [UInt8]
        do { bytes = try link.receive(waitingAtMostMilliseconds: wait) } catch {
            perform(driver.linkFailed(error.description, at: now), at: now)
            return false
        }
        perform(driver.receive(bytes, at: now), at: now)
        return !bytes.isEmpty
    }

    private mutating func perform(_ actions: [StimulatorAction], at now: SessionTime) {
        var failure: String?
        for action in actions {
            switch action {
            // What was to be sent and could not be did not happen.
            case .log(let event): if failure == nil || !event.claimsBytesLeft { events.append(event) }
            case .close:
                link.close()
                isClosed = true
            case .send(let bytes):
                guard failure == nil, !isClosed else { continue }
                do { try link.send(bytes) } catch { failure = error.description }
            }
        }
        guard let failure else { return }
        let consequences = driver.linkFailed(failure, at: now)
        if consequences.isEmpty {
            // Stopped already: the port is closed, but the stop itself may not have arrived.
            events.append(StimulatorEvent(time: now, kind: .fault(.link(failure))))
        }
        perform(consequences, at: now)
    }
}

// The core of a stimulator: a state machine without clock, thread or port. Its methods take the time and return what to do.

public import Stimulation

/// What the shell around a driver has to do.
public enum StimulatorAction: Hashable, Sendable {
    /// Write these bytes to the port.
    case send([UInt8])
    /// Write this into the session's log.
    case log(StimulatorEvent)
    /// Close the port, after what was to be sent.
    case close
}

/// Drives one kind of stimulator. It cannot be copied, because a copy could deliver a burst twice.
///
/// A missing, late, damaged, unexpected or negative answer is a fault: stop is sent and the port is closed, for good.
public protocol StimulatorDriver: ~Copyable {
    /// How the device is, for the gate.
    var deviceState: DeviceState { get }

    /// Whether an answer is awaited.
    var awaitsAnswer: Bool { get }

    /// How long the answer that is awaited may take.
    var patience: Microseconds { get }

    /// Why the device failed; `nil` while it has not.
    var fault: StimulatorFault? { get }

    /// When ``advance(to:)`` has something to do at the latest; `nil` when closed.
    var nextDue: SessionTime? { get }

    /// Begins to connect. Once only.
    mutating func connect(at now: SessionTime) -> [StimulatorAction]

    /// Starts an approved burst. Its first pulse is among the actions.
    ///
    /// - Throws: ``DeviceError`` when the device is not ready, the approval does not hold, or the device cannot make the
    ///   burst exactly as approved. Nothing was sent then.
    mutating func deliver(
        _ approved: consuming ApprovedPulseTrain, at now: SessionTime
    ) throws(DeviceError) -> [StimulatorAction]

    /// Lets time pass: sends the pulse that is due, asks for a sign of life, notices a missing answer.
    mutating func advance(to now: SessionTime) -> [StimulatorAction]

    /// Takes bytes from the port.
    mutating func receive(_ bytes: [UInt8], at now: SessionTime) -> [StimulatorAction]

    /// Ends the running burst and makes the device ready for another. Nothing to do without a burst.
    mutating func cut(at now: SessionTime) -> [StimulatorAction]

    /// Stops at once and closes the port. Needs no approval and works in every state.
    mutating func stop(at now: SessionTime) -> [StimulatorAction]

    /// Moves every moment that is remembered, because the clock is set anew; nothing happens while a burst runs.
    mutating func shift(by step: Microseconds)

    /// Whether the device can make a burst at an output exactly as it is.
    ///
    /// - Throws: ``DeviceError/cannotDeliver(order:reason:)``.
    func check(_ train: PulseTrain, on channel: PadChannel) throws(DeviceError)

    /// The port failed; nothing can be sent any more.
    mutating func linkFailed(_ reason: String, at now: SessionTime) -> [StimulatorAction]
}

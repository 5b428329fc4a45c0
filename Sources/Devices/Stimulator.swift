// What stimulates: a device, or its simulation. The only way to make one pulse is a burst that the gate approved.

public import Stimulation

/// A stimulator on the session clock.
///
/// It has no clock and no thread of its own: the session calls ``advance(to:)`` at ``nextDue`` or earlier, and every
/// pulse leaves in such a call. What a stimulator must keep, checked by `StimulatorConformance` in the tests:
/// - it delivers nothing but approved bursts, unchanged: never more pulses, never closer together, never after expiry;
/// - ``stop(at:)`` works in every state, needs no approval, and nothing is delivered after it;
/// - after a fault, or after a stop, it stays still: only a new connection starts it again;
/// - a call of ``advance(to:)`` at ``nextDue`` gets something done, so that a loop over ``nextDue`` ends.
public protocol Stimulator: ~Copyable {
    /// How it is, for the gate.
    var state: DeviceState { get }

    /// When it wants to be called again at the latest; `nil` when nothing is due.
    var nextDue: SessionTime? { get }

    /// Starts a burst now. Its first pulse leaves in this call.
    ///
    /// - Throws: ``DeviceError`` when the approval does not hold, when the device cannot make the burst exactly as
    ///   approved, or when it fails; the approval is used up in any case.
    mutating func deliver(_ train: consuming ApprovedPulseTrain, at now: SessionTime) throws(DeviceError)

    /// Lets time pass: sends what is due and reads what was answered.
    ///
    /// - Throws: ``DeviceError/fault(_:)`` once, when the device has failed; stop has then been sent.
    mutating func advance(to now: SessionTime) throws(DeviceError)

    /// Stops at once and closes the device. Never fails: what cannot be sent is followed by closing the port.
    mutating func stop(at now: SessionTime)

    /// Ends the running burst at once and stays connected: after a moment it can take another one. Never fails: what
    /// cannot be cut is stopped.
    mutating func cut(at now: SessionTime)

    /// What happened since the last call, in order.
    mutating func takeEvents() -> [StimulatorEvent]

    /// How long, on this machine's clock, until ``wake()`` is to be called, block or no block; zero or less when it is time;
    /// `nil` for one that lives on the session's time alone.
    var wakesIn: Microseconds? { get }

    /// Sends what is due by this machine's clock.
    ///
    /// - Throws: ``DeviceError/fault(_:)`` once, when the device has failed.
    mutating func wake() throws(DeviceError)
}

extension Stimulator where Self: ~Copyable {
    /// A stimulator that knows no better stops.
    public mutating func cut(at now: SessionTime) { stop(at: now) }
    /// A stimulator lives on the session's time, unless it knows better.
    public var wakesIn: Microseconds? { nil }
    /// Nothing is due by this machine's clock.
    public mutating func wake() throws(DeviceError) {}
}

/// Something that a stimulator did, for the session's log.
public struct StimulatorEvent: Hashable, Sendable {
    /// How a burst ended.
    public enum Ending: String, Hashable, Sendable {
        /// Every pulse was delivered.
        case complete
        /// Its time was over before its pulses were.
        case expired
        /// Somebody stopped it.
        case stopped
        /// The device failed.
        case fault
    }

    /// What happened.
    public enum Kind: Hashable, Sendable {
        /// The device said what it is.
        case identified(name: String, firmware: String, protocolVersion: String)
        /// It can take a burst.
        case ready
        /// A burst began.
        case burstStarted(order: Int, channel: PadChannel, pulses: Int)
        /// A pulse (from 0) was sent, `late` after it was due; its first phase has this peak current.
        case pulse(order: Int, index: Int, late: Microseconds, peak: Milliamperes)
        /// A pulse (from 0) was left out because it would have come too late.
        case pulseSkipped(order: Int, index: Int, late: Microseconds)
        /// What a pulse (from 0) tells of the pads.
        case padReading(order: Int, index: Int, PadReading)
        /// A burst ended after this many pulses.
        case burstEnded(order: Int, channel: PadChannel, pulses: Int, Ending)
        /// Stop was sent and the device closed.
        case stopped
        /// The device failed; stop was sent and the device closed.
        case fault(StimulatorFault)
    }

    /// Whether the event says that bytes have left for the device.
    var claimsBytesLeft: Bool {
        switch kind {
        case .pulse, .stopped: true
        default: false
        }
    }

    /// When.
    public let time: SessionTime
    /// What.
    public let kind: Kind

    /// Creates an event.
    public init(time: SessionTime, kind: Kind) {
        self.time = time
        self.kind = kind
    }
}

/// How a stimulator failed.
public enum StimulatorFault: Hashable, Sendable, CustomStringConvertible {
    /// An answer did not come in time.
    case noAnswer(command: String, within: Microseconds)
    /// The device refused a command or reported an error.
    case result(command: String, result: String)
    /// The device said something that was not asked for.
    case unexpected(String)
    /// The device ended stimulation by itself and says why.
    case reported(String)
    /// Bytes that are not a message.
    case damaged(String)
    /// The port failed.
    case link(String)
    /// The pads are worse than allowed.
    case pads(String)
    /// This program made a command that does not read back as what was to be said.
    case encoding(String)

    /// What happened, in one sentence.
    public var description: String {
        switch self {
        case .noAnswer(let command, let within): "the stimulator did not answer \(command) within \(within)"
        case .result(let command, let result): "the stimulator answered \(command) with \(result)"
        case .unexpected(let what): "the stimulator said something that was not asked for: \(what)"
        case .reported(let why): "the stimulator has ended stimulation by itself: \(why)"
        case .damaged(let why): "the stimulator's answer is damaged: \(why)"
        case .link(let reason): "the connection to the stimulator failed: \(reason)"
        case .pads(let what): "the pads do not lie as they must: \(what)"
        case .encoding(let why): "a command could not be made safely: \(why)"
        }
    }
}

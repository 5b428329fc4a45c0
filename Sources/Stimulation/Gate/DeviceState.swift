// What the gate must know about the world: how the stimulator is, and whether stimulation is armed at all.

/// How a stimulator is, as far as it has said.
public struct DeviceState: Hashable, Sendable {
    /// Whether it can take a burst.
    public enum Readiness: Hashable, Sendable {
        /// Initialised, no error, nothing running.
        case ready
        /// Not connected, or not initialised.
        case off
        /// A burst is running.
        case busy
        /// It reported an error, or what it said was not understood.
        case fault(String)
    }

    /// Whether it can take a burst.
    public var readiness: Readiness
    /// The part of the pad that touches the skin, when the device can tell; `nil` when it cannot.
    public var measuredContact: Ratio?
    /// When it last said so.
    public var reportedAt: SessionTime
    /// How long it goes on with a burst by itself when nobody speaks to it any more: zero for a device that makes a pulse only
    /// when it is told to. The gate counts this time as given.
    public var afterrun: Microseconds

    /// Creates a state.
    public init(
        readiness: Readiness, measuredContact: Ratio? = nil, reportedAt: SessionTime, afterrun: Microseconds = .zero
    ) {
        self.readiness = readiness
        self.measuredContact = measuredContact
        self.reportedAt = reportedAt
        self.afterrun = afterrun
    }
}

/// Whether somebody has armed the stimulation. The supervisor says so; the gate asks every time.
public enum Interlock: Hashable, Sendable {
    /// Armed by a deliberate act, and nothing has stopped it since.
    case armed
    /// Not armed; says why.
    case open(String)
}

// A request to stimulate. Anybody may write one; only the gate turns it into something that a device accepts.

/// Why stimulation was asked for.
public struct Trigger: Hashable, Sendable {
    /// What asked.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The muscle's electrical activity.
        case emg
        /// The force of the spasm.
        case force
        /// The person's own hand.
        case manual
        /// A step of a guided protocol, such as finding the motor threshold.
        case guidedProtocol

        /// Whether nobody decided it at that moment.
        public var isAutomatic: Bool { self == .emg || self == .force }
    }

    /// What asked.
    public let kind: Kind
    /// When the condition was met.
    public let metAt: SessionTime

    /// Creates a trigger.
    public init(_ kind: Kind, metAt: SessionTime) {
        self.kind = kind
        self.metAt = metAt
    }
}

/// A request for one burst on one output, with an end of its own: an order that is not renewed ends by itself.
public struct StimulationOrder: Hashable, Sendable {
    /// Counts the orders of a session; for logs.
    public let number: Int
    /// The burst.
    public let train: PulseTrain
    /// The output.
    public let channel: PadChannel
    /// When it was written.
    public let issued: SessionTime
    /// When its last pulse must be over, whatever happens.
    public let expires: SessionTime
    /// Why.
    public let trigger: Trigger

    /// Creates an order.
    public init(
        number: Int, train: PulseTrain, channel: PadChannel, issued: SessionTime, expires: SessionTime, trigger: Trigger
    ) {
        self.number = number
        self.train = train
        self.channel = channel
        self.issued = issued
        self.expires = expires
        self.trigger = trigger
    }
}

extension StimulationOrder {
    /// A new order for the same burst, for who wants it to go on. It is an order like any other: it has a number, a moment and an
    /// expiry of its own, and the gate judges it anew, pauses and doses included. Without it stimulation ends by itself.
    public func renewed(number: Int, at now: SessionTime) -> StimulationOrder {
        StimulationOrder(
            number: number, train: train, channel: channel, issued: now, expires: now + (expires - issued),
            trigger: Trigger(trigger.kind, metAt: now))
    }
}

// What a prescription is made of: who, where, which pad, how much, approved by whom.

/// A person's code: what the study or the clinic calls the person, never the name.
public struct PersonCode: Hashable, Sendable, CustomStringConvertible {
    /// The code.
    public let description: String

    /// Creates a code; `nil` unless it is 1 to 64 letters, digits, `-`, `_` or `.`.
    public init?(_ text: String) {
        guard (1...64).contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({
                $0.isASCII
                    && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0))
            })
        else { return nil }
        description = text
    }
}

/// A side of the body.
public enum Side: String, Hashable, Sendable, CaseIterable {
    /// The person's left.
    case left
    /// The person's right.
    case right
}

/// An output of a stimulator, counted from 1 as it is labelled on the device.
public struct PadChannel: Hashable, Sendable, CustomStringConvertible {
    /// The number on the device.
    public let number: Int

    /// Creates a channel; `nil` unless the number is 1 to 8.
    public init?(_ number: Int) {
        guard (1...8).contains(number) else { return nil }
        self.number = number
    }

    /// `channel 1`.
    public var description: String { "channel \(number)" }
}

/// A pad on the skin.
public struct Pad: Hashable, Sendable {
    /// The output that it is connected to.
    public let channel: PadChannel
    /// The area of its gel; of a pair, the smaller one.
    public let area: SquareCentimetres
    /// The part of the area that is assumed to touch the skin when nobody has measured it. A half-peeled pad doubles
    /// the density, so half is a careful assumption.
    public let assumedContact: Ratio

    /// Creates a pad. Nothing is checked here; ``Prescription/init(_:within:)`` does.
    public init(channel: PadChannel, area: SquareCentimetres, assumedContact: Ratio = Ratio(0.5)) {
        self.channel = channel
        self.area = area
        self.assumedContact = assumedContact
    }
}

/// Where the stimulation is meant to act.
public struct StimulationSite: Hashable, Sendable {
    /// The nerve that is stimulated, such as `common peroneal nerve`.
    public let nerve: String
    /// The muscle that is to be calmed, such as `soleus`.
    public let muscle: String
    /// The side of the body.
    public let side: Side

    /// Creates a site.
    public init(nerve: String, muscle: String, side: Side) {
        self.nerve = nerve
        self.muscle = muscle
        self.side = side
    }
}

/// Who approved a prescription, and when.
public struct Approval: Hashable, Sendable {
    /// Who.
    public let approver: String
    /// When: seconds since 1970-01-01 00:00 UTC.
    public let unixSeconds: Int

    /// Creates an approval.
    public init(approver: String, unixSeconds: Int) {
        self.approver = approver
        self.unixSeconds = unixSeconds
    }
}

/// The most that a pad may get in a length of time.
public struct DoseLimit: Hashable, Sendable {
    /// Stimulation time, pauses inside a burst included.
    public let onTime: Microseconds
    /// Charge in one direction.
    public let charge: Microcoulombs

    /// Creates a dose limit.
    public init(onTime: Microseconds, charge: Microcoulombs) {
        self.onTime = onTime
        self.charge = charge
    }
}

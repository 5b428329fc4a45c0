// What is known about a stimulator that only has a trigger input: what makes it give one pulse, and what pulse that is.

public import Stimulation

/// A stimulator behind a trigger output, as the person who set it up describes it.
///
/// Lull cannot set its current and cannot ask for it. So the pulse that was set at the stimulator is stated here, and a burst
/// goes out only if every pulse of it is approved as exactly this pulse.
public struct TriggerSettings: Hashable, Sendable {
    /// What is sent for one pulse.
    public enum Message: Hashable, Sendable {
        /// One byte.
        case byte(UInt8)
        /// One line of text; a line feed is added.
        case line(String)

        /// The bytes that are sent.
        public var bytes: [UInt8] {
            switch self {
            case .byte(let byte): [byte]
            case .line(let text): Array(text.utf8) + [0x0A]
            }
        }

        func check(_ field: String) throws(ScienceMode4.CommandError) {
            guard case .line(let text) = self else { return }
            guard 1...64 ~= text.utf8.count, text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else {
                throw .outOfRange(
                    field: field, found: "“\(text)”", allowed: "1 to 64 printable ASCII characters on one line")
            }
        }
    }

    /// What makes the stimulator give one pulse.
    public let pulseMessage: Message
    /// What stops the stimulator; `nil` when nothing does. It is sent at every stop and when a burst is cut.
    public let stopMessage: Message?
    /// The pulse that was set at the stimulator.
    public let pulse: PulseShape
    /// The channel whose pads are at the stimulator.
    public let channel: PadChannel
    /// Whether bytes from the other side are passed over (an echo). Otherwise they are a fault: a trigger input is silent,
    /// so something else is connected.
    public let ignoresAnswers: Bool

    /// Creates settings.
    ///
    /// - Throws: ``ScienceMode4/CommandError/outOfRange(field:found:allowed:)`` for a line that is none, or a stop message
    ///   that is the message for a pulse.
    public init(
        pulseMessage: Message, stopMessage: Message? = nil, pulse: PulseShape, channel: PadChannel,
        ignoresAnswers: Bool = false
    ) throws(ScienceMode4.CommandError) {
        try pulseMessage.check("the trigger's line for a pulse")
        try stopMessage?.check("the trigger's line for a stop")
        guard pulseMessage.bytes != stopMessage?.bytes else {
            throw .outOfRange(
                field: "the trigger's message for a stop", found: "the one for a pulse", allowed: "another one")
        }
        self.pulseMessage = pulseMessage
        self.stopMessage = stopMessage
        self.pulse = pulse
        self.channel = channel
        self.ignoresAnswers = ignoresAnswers
    }
}

// What a host says to the device, as values. Every field is checked before it is packed into bytes.

extension ScienceMode2 {
    /// A message from the host.
    public enum Command: Hashable, Sendable {
        /// Accept the connection that the device offers.
        case acceptConnection(ResultCode)
        /// A sign of life; it has no answer.
        case signOfLife
        /// Ask whether stimulation is off, initialised or started.
        case getMode
        /// Set which channels stimulate, and how often.
        case initChannels(ChannelList)
        /// Start, or go on with, pulses of these values: one for each active channel, in the channels' order.
        case start([ChannelPulse])
        /// End stimulation.
        case stop

        /// The command's name, for logs and errors.
        public var name: String {
            switch self {
            case .acceptConnection: "accept connection"
            case .signOfLife: "sign of life"
            case .getMode: "get stimulation mode"
            case .initChannels: "init channel list"
            case .start: "start channel list"
            case .stop: "stop channel list"
            }
        }

        /// The number of the answer; `nil` where the device gives none.
        var answerNumber: UInt8? {
            switch self {
            case .acceptConnection, .signOfLife: nil
            default: number + 1
            }
        }
    }

    /// Which channels stimulate, and in what rhythm.
    public struct ChannelList: Hashable, Sendable {
        /// The active channels, a bit for each: bit 0 is channel 1.
        public var activeChannels: UInt8
        /// Which of them stimulate only in some of the intervals.
        public var lowFrequencyChannels: UInt8
        /// How many intervals those leave out, 0 to 7.
        public var lowFrequencyFactor: Int
        /// From pulse to pulse of a doublet or triplet, in half milliseconds: 4 to 258 (2 to 129 ms).
        public var interPulseHalfMilliseconds: Int
        /// From group to group, in half milliseconds: 16 to 2050 (8 to 1025 ms); `nil` for one group for each start.
        public var mainHalfMilliseconds: Int?
        /// The byte that the protocol calls execution, 0 or 1; what it changes was not found out.
        public var execution: UInt8

        /// Creates a list; without an interval, each start makes one group of pulses.
        public init(
            activeChannels: UInt8, lowFrequencyChannels: UInt8 = 0, lowFrequencyFactor: Int = 0,
            interPulseHalfMilliseconds: Int = 4, mainHalfMilliseconds: Int? = nil, execution: UInt8 = 0
        ) {
            self.activeChannels = activeChannels
            self.lowFrequencyChannels = lowFrequencyChannels
            self.lowFrequencyFactor = lowFrequencyFactor
            self.interPulseHalfMilliseconds = interPulseHalfMilliseconds
            self.mainHalfMilliseconds = mainHalfMilliseconds
            self.execution = execution
        }

        /// The numbers of the active channels, 1 to 8, in order.
        public var channels: [Int] { (1...8).filter { activeChannels >> UInt8($0 - 1) & 1 == 1 } }

        /// Checks every field.
        ///
        /// - Throws: ``CommandError/outOfRange(field:found:allowed:)`` for the first field out of range.
        public func check() throws(CommandError) {
            guard activeChannels != 0 else {
                throw .outOfRange(field: "the number of active channels", found: "0", allowed: "1 to 8")
            }
            guard lowFrequencyChannels & ~activeChannels == 0 else {
                throw .outOfRange(
                    field: "the low-frequency channels", found: "one that is not active", allowed: "active channels")
            }
            guard 0...7 ~= lowFrequencyFactor else {
                throw .outOfRange(field: "the low-frequency factor", found: "\(lowFrequencyFactor)", allowed: "0 to 7")
            }
            guard 4...258 ~= interPulseHalfMilliseconds else {
                throw .outOfRange(
                    field: "the interval in a group", found: "\(Double(interPulseHalfMilliseconds) / 2) ms",
                    allowed: "2 to 129 ms")
            }
            if let mainHalfMilliseconds, !(16...2050 ~= mainHalfMilliseconds) {
                throw .outOfRange(
                    field: "the interval between groups", found: "\(Double(mainHalfMilliseconds) / 2) ms",
                    allowed: "8 to 1025 ms")
            }
            guard execution <= 1 else {
                throw .outOfRange(field: "the execution", found: "\(execution)", allowed: "0 or 1")
            }
        }
    }

    /// The pulses of one channel in one group.
    public struct ChannelPulse: Hashable, Sendable {
        /// How many pulses a group has.
        public enum Group: UInt8, Hashable, Sendable, CaseIterable {
            /// One.
            case single
            /// Two.
            case doublet
            /// Three.
            case triplet

            /// The number of pulses.
            public var pulseCount: Int { Int(rawValue) + 1 }
        }

        /// How many pulses.
        public var group: Group
        /// The duration of each phase, 20 to 500 µs; 0 for no pulse.
        public var phaseMicroseconds: Int
        /// The current, 0 to 130 mA.
        public var milliamperes: Int

        /// Creates the pulses of a channel.
        public init(group: Group = .single, phaseMicroseconds: Int, milliamperes: Int) {
            self.group = group
            self.phaseMicroseconds = phaseMicroseconds
            self.milliamperes = milliamperes
        }

        /// Checks every field.
        ///
        /// - Throws: ``CommandError/outOfRange(field:found:allowed:)`` for the first field out of range.
        public func check() throws(CommandError) {
            guard phaseMicroseconds == 0 || 20...500 ~= phaseMicroseconds else {
                throw .outOfRange(
                    field: "the duration of a phase", found: "\(phaseMicroseconds) µs", allowed: "0, or 20 to 500 µs")
            }
            guard 0...130 ~= milliamperes else {
                throw .outOfRange(field: "the current", found: "\(milliamperes) mA", allowed: "0 to 130 mA")
            }
        }
    }

    /// Why a value does not fit a message, or a message does not fit its meaning; the same as in ScienceMode 4.
    public typealias CommandError = ScienceMode4.CommandError
}

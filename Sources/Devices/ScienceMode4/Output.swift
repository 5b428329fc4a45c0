// Where a pulse leaves the device: a connector and one of its four channels.

extension ScienceMode4 {
    /// A channel of a connector, by the colour of its plug.
    public enum Channel: UInt8, Hashable, Sendable, CaseIterable {
        /// The red plug, channel 1 of its connector.
        case red
        /// The blue plug, channel 2.
        case blue
        /// The black plug, channel 3.
        case black
        /// The white plug, channel 4.
        case white
    }

    /// One of the two cable connectors.
    public enum Connector: UInt8, Hashable, Sendable, CaseIterable {
        /// The yellow connector.
        case yellow
        /// The green connector.
        case green
    }

    /// One of the eight outputs of the device.
    public struct Output: Hashable, Sendable, CaseIterable, CustomStringConvertible {
        /// The channel's colour.
        public let channel: Channel
        /// The connector's colour.
        public let connector: Connector

        /// Creates an output.
        public init(_ channel: Channel, _ connector: Connector) {
            self.channel = channel
            self.connector = connector
        }

        /// The output of a position 0 to 7, as mid-level commands count: yellow red … white, then green red … white;
        /// `nil` for any other position.
        public init?(position: Int) {
            guard let channel = Channel(rawValue: UInt8(truncatingIfNeeded: position & 3)),
                let connector = Connector(rawValue: UInt8(truncatingIfNeeded: position >> 2)), (0..<8) ~= position
            else { return nil }
            self.init(channel, connector)
        }

        /// The position of the output, 0 to 7.
        public var position: Int { Int(connector.rawValue) * 4 + Int(channel.rawValue) }

        /// All eight outputs, by position.
        public static let allCases: [Output] = Connector.allCases.flatMap { connector in
            Channel.allCases.map { Output($0, connector) }
        }

        /// The colours, such as `red on yellow`.
        public var description: String { "\(channel) on \(connector)" }
    }
}

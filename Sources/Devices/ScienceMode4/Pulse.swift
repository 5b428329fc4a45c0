// The shape of one pulse: up to sixteen points, each a current held for a time.

extension ScienceMode4 {
    /// A current held for a time.
    ///
    /// On the wire a point is 32 bits, big-endian: 12 bits of microseconds, 10 bits of `2 · mA + 300`, 10 reserved bits.
    /// A device treats a time below 10 µs as 10 µs.
    public struct PulsePoint: Hashable, Sendable {
        /// How long the current is held, in microseconds; 0 to 4095.
        public let microseconds: Int
        /// The current in steps of 0.5 mA; positive first phase by convention.
        public let halfMilliamperes: Int

        /// The current in milliamperes.
        public var milliamperes: Double { Double(halfMilliamperes) / 2 }

        /// The times that fit the wire.
        public static let microsecondRange = 0...4095
        /// The currents that the maker's library lets through: ±130 mA, although the wire holds more.
        public static let halfMilliampereRange = -260...260
        /// The shortest time that a device really makes.
        static let shortestMicroseconds = 10

        /// Creates a point.
        ///
        /// - Throws: ``CommandError/outOfRange(field:found:allowed:)`` outside 0…4095 µs or ±130 mA.
        public init(microseconds: Int, halfMilliamperes: Int) throws(CommandError) {
            self.microseconds = microseconds
            self.halfMilliamperes = halfMilliamperes
            try check()
        }

        init(unchecked microseconds: Int, halfMilliamperes: Int) {
            self.microseconds = microseconds
            self.halfMilliamperes = halfMilliamperes
        }

        /// Reads a point as a device would, without judging it.
        init(wire: UInt32) {
            microseconds = Int(wire >> 20)
            halfMilliamperes = Int((wire >> 10) & 0x3FF) - 300
        }

        /// The point on the wire. Only for a checked point: nothing here keeps a value within its bits.
        var wire: UInt32 { UInt32(microseconds) << 20 | UInt32(halfMilliamperes + 300) << 10 }

        func check() throws(CommandError) {
            guard Self.microsecondRange ~= microseconds else {
                throw .outOfRange(field: "the time of a point", found: "\(microseconds) µs", allowed: "0 to 4095 µs")
            }
            guard Self.halfMilliampereRange ~= halfMilliamperes else {
                throw .outOfRange(
                    field: "the current of a point", found: "\(milliamperes) mA",
                    allowed: "-130 to 130 mA in steps of 0.5 mA")
            }
        }
    }

    /// The points of one pulse, 1 to 16.
    public struct PulseShape: Hashable, Sendable {
        /// The points, in order.
        public let points: [PulsePoint]

        /// How many points a pulse may have.
        public static let pointCountRange = 1...16

        /// Creates a shape.
        ///
        /// - Throws: ``CommandError/outOfRange(field:found:allowed:)`` unless there are 1 to 16 points.
        public init(points: [PulsePoint]) throws(CommandError) {
            self.points = points
            try check()
        }

        init(unchecked points: [PulsePoint]) { self.points = points }

        func check() throws(CommandError) {
            guard Self.pointCountRange ~= points.count else {
                throw .outOfRange(field: "the number of points", found: "\(points.count)", allowed: "1 to 16")
            }
            for point in points { try point.check() }
        }

        /// How long a device takes for the pulse, in microseconds; a point below 10 µs counts as 10 µs.
        public var microseconds: Int {
            points.reduce(0) { $0 + max(PulsePoint.shortestMicroseconds, $1.microseconds) }
        }

        /// The sum of current times time, in half nanocoulombs (0.5 mA · 1 µs); 0 for a balanced pulse.
        public var netCharge: Int {
            points.reduce(0) { $0 + $1.halfMilliamperes * max(PulsePoint.shortestMicroseconds, $1.microseconds) }
        }

        /// The largest current of either sign, in milliamperes.
        public var peakMilliamperes: Double { points.map { abs($0.milliamperes) }.max() ?? 0 }
    }
}

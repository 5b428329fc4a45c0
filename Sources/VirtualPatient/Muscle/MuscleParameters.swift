// What a muscle is made of. Units are listed in the order of recruitment, from the weakest to the strongest.

/// A muscle's motor units, in the order of recruitment, and the numbers that belong to the whole of it.
public struct MuscleParameters: Hashable, Sendable, Codable {
    /// The muscle's name.
    public var name: String
    /// The motor units in the order of recruitment.
    public var units: [MuscleUnit]
    /// The discharge rate of the first and of the last unit in a maximal voluntary contraction, in pps; those between
    /// lie on a straight line. It defines the MVC force and nothing else.
    public var maximalRates: RateRange
    /// The torque about the ankle of a maximal voluntary contraction, in N·m.
    public var maximalTorque: Double
    /// Fatigue; `nil` (the default) for a muscle that never tires.
    public var fatigue: MuscleFatigue?
    /// What the muscle and tendon do without any discharge.
    public var passive: PassiveTissue

    /// A rate for the first and one for the last unit of a pool, in pps.
    public struct RateRange: Hashable, Sendable, Codable {
        /// The first unit's, in pps.
        public var first: Double
        /// The last unit's, in pps.
        public var last: Double

        /// Creates a range.
        public init(first: Double, last: Double) {
            self.first = first
            self.last = last
        }
    }

    /// Creates a muscle.
    ///
    /// - Throws: ``ParameterError`` for the first value that is not possible.
    public init(
        name: String, units: [MuscleUnit], maximalRates: RateRange, maximalTorque: Double,
        fatigue: MuscleFatigue? = nil, passive: PassiveTissue = PassiveTissue()
    ) throws(ParameterError) {
        self.init(
            unchecked: name, units: units, maximalRates: maximalRates, maximalTorque: maximalTorque, fatigue: fatigue,
            passive: passive)
        try check()
    }

    init(
        unchecked name: String, units: [MuscleUnit], maximalRates: RateRange, maximalTorque: Double,
        fatigue: MuscleFatigue? = nil, passive: PassiveTissue = PassiveTissue()
    ) {
        self.name = name
        self.units = units
        self.maximalRates = maximalRates
        self.maximalTorque = maximalTorque
        self.fatigue = fatigue
        self.passive = passive
    }

    /// Whether every value is possible; to be asked again after editing.
    ///
    /// - Throws: ``ParameterError`` for the first value that is not.
    public func check() throws(ParameterError) {
        try ParameterError.check("\(name): number of motor units", units.count, in: 1...5000)
        for (k, unit) in units.enumerated() { try unit.check("\(name), unit \(k + 1)") }
        try ParameterError.check(
            "\(name): maximal rate of the first unit", maximalRates.first, in: 1...200, unit: "pps")
        try ParameterError.check("\(name): maximal rate of the last unit", maximalRates.last, in: 1...200, unit: "pps")
        try ParameterError.check("\(name): maximal torque", maximalTorque, in: 0.001...1000, unit: "N·m")
        try fatigue?.check(name)
        try passive.check(name)
    }

    /// The rate of unit `k` in a maximal contraction, in pps.
    public func maximalRate(of k: Int) -> Double {
        guard units.count > 1 else { return maximalRates.first }
        let place = Double(k) / Double(units.count - 1)
        return maximalRates.first + place * (maximalRates.last - maximalRates.first)
    }

    /// The force of a maximal voluntary contraction in newtons: the sum over all units of their mean steady force at
    /// their maximal rates.
    public var maximalForce: Double {
        units.indices.reduce(0) { $0 + units[$1].steadyForce(rate: maximalRate(of: $1)) }
    }

    /// The same muscle with another number of units: each new unit stands for a part of the old ones, evenly along the
    /// order of recruitment, and is stronger or weaker by the ratio of the counts.
    public func resampled(to count: Int) -> MuscleParameters {
        precondition(count > 0, "a muscle has at least one motor unit")
        let ratio = Double(units.count) / Double(count)
        var result = self
        result.units = (0..<count).map { j in
            let position = ((Double(j) + 0.5) * ratio - 0.5).rounded()
            var unit = units[max(0, min(units.count - 1, Int(position)))]
            unit.twitchForce *= ratio
            return unit
        }
        return result
    }
}

// The direct motor response: a pulse over the nerve excites motor axons, and the M-wave follows.

public import Signals

/// A muscle's motor axons as a stimulus meets them: the thickest first, each with its own delay.
///
/// Use: for every pulse ask for the units that answer, give them to the synthesizer (the M-wave is the sum of their
/// action potentials) and to the muscle (their twitches). Axon velocities are those of ReMoto (44 to 53 m/s).
public struct MotorNerve: Hashable, Sendable, Codable {
    /// The distance from the stimulating electrodes to the end-plates, in mm.
    public var distance: Double
    /// The conduction velocity of the first unit's axon, in m/s.
    public var firstVelocity: Double
    /// That of the last unit's, in m/s.
    public var lastVelocity: Double
    /// Delay of the neuromuscular junction, in ms (an assumption).
    public var junctionDelay: Double

    /// Creates a nerve.
    ///
    /// - Throws: ``ParameterError`` for what is not possible.
    public init(
        distance: Double, firstVelocity: Double = 44, lastVelocity: Double = 53, junctionDelay: Double = 0.7
    ) throws(ParameterError) {
        try ParameterError.check("motor nerve: distance", distance, in: 0...1500, unit: "mm")
        try ParameterError.check("motor nerve: velocity of the first axon", firstVelocity, in: 1...150, unit: "m/s")
        try ParameterError.check("motor nerve: velocity of the last axon", lastVelocity, in: 1...150, unit: "m/s")
        try ParameterError.check("motor nerve: delay of the junction", junctionDelay, in: 0...10, unit: "ms")
        self.distance = distance
        self.firstVelocity = firstVelocity
        self.lastVelocity = lastVelocity
        self.junctionDelay = junctionDelay
    }

    /// The units that answer a pulse, with the frame at which each one's end-plates are excited, counted from the pulse.
    ///
    /// - Parameters:
    ///   - fraction: which part of the axons the pulse excites, 0 to 1; the last units of the pool, whose axons are
    ///     thickest, answer first.
    ///   - count: the number of units of the pool.
    public func answer(fraction: Double, of count: Int, rate: SampleRate) -> [UnitDischarge] {
        guard fraction > 0 else { return [] }
        let excited = min(count, Int((min(1, fraction) * Double(count)).rounded()))
        return (count - excited..<count).map { k in
            UnitDischarge(unit: k, frame: Int((delay(of: k, in: count) * rate.hertz).rounded()))
        }
    }

    /// The time from a pulse to the end-plates of unit `k`, in seconds.
    public func delay(of k: Int, in count: Int) -> Double {
        let place = count > 1 ? Double(k) / Double(count - 1) : 0
        let velocity = firstVelocity + place * (lastVelocity - firstVelocity)
        return (distance / velocity + junctionDelay) / 1000
    }
}

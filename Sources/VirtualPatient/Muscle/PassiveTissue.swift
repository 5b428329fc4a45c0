// What a muscle does to a joint when no motor unit fires.

import Glibc

/// Passive stiffness and damping. All values are assumptions.
///
/// F(x, v) = (k/c)·(e^(c·x) − 1) + d·v for a muscle stretched by x > 0 beyond its slack length; nothing when slack.
public struct PassiveTissue: Hashable, Sendable, Codable {
    /// The stiffness k at slack length, in newtons per millimetre.
    public var stiffness: Double
    /// How the stiffness grows with stretch: c, per millimetre.
    public var growth: Double
    /// The damping d, in newton seconds per millimetre.
    public var damping: Double

    /// Creates passive tissue.
    public init(stiffness: Double = 2, growth: Double = 0.15, damping: Double = 0.05) {
        self.stiffness = stiffness
        self.growth = growth
        self.damping = damping
    }

    /// The force in newtons at a stretch (mm beyond slack length) and a velocity of lengthening (mm/s); never negative,
    /// because a muscle cannot push.
    public func force(stretch: Double, velocity: Double = 0) -> Double {
        guard stretch > 0 else { return 0 }
        let elastic = growth > 0 ? stiffness / growth * expm1(growth * stretch) : stiffness * stretch
        return max(0, elastic + damping * velocity)
    }

    func check(_ owner: String) throws(ParameterError) {
        try ParameterError.check("\(owner): passive stiffness", stiffness, in: 0...10_000, unit: "N/mm")
        try ParameterError.check("\(owner): growth of passive stiffness", growth, in: 0...2, unit: "per mm")
        try ParameterError.check("\(owner): passive damping", damping, in: 0...1000, unit: "N·s/mm")
    }
}

// The joint between the two muscles, stepped exactly.

/// An ankle in motion.
struct Ankle: Hashable, Sendable, Codable {
    let parameters: AnkleParameters
    /// Dorsiflexion from the resting angle (rad).
    private(set) var angle: Double
    /// Velocity of dorsiflexion (rad/s).
    private(set) var velocity = 0.0

    /// θ and θ′ after a step are `a`·(θ − θ∞, θ′) + (θ∞, 0) when the torque stands still.
    private let a: [Double]

    init(_ parameters: AnkleParameters) {
        self.parameters = parameters
        a = Self.transition(parameters)
        // At rest under its load.
        let rest = parameters.isHeld ? 0 : parameters.load / max(parameters.stiffness, Self.leastStiffness)
        angle = min(parameters.dorsiflexionLimit, max(-parameters.plantarflexionLimit, rest))
    }

    /// Moves by a step.
    ///
    /// - Parameters:
    ///   - agonist: isometric torque of the agonist (N·m).
    ///   - antagonist: isometric torque of the antagonist (N·m).
    ///   - external: torque from outside towards dorsiflexion (N·m).
    ///   - imposed: angle (rad) and velocity (rad/s) when something moves the foot; then torque does not matter.
    /// - Returns: the net torque of the muscles towards plantarflexion (N·m), at the angle and velocity before the step.
    mutating func step(
        agonist: Double, antagonist: Double, external: Double, imposed: (angle: Double, velocity: Double)?
    ) -> Double {
        let change = parameters.activeStiffness * angle + parameters.activeDamping * velocity
        let net = agonist * max(0, 1 + change) - antagonist * max(0, 1 - change)
        move(torque: parameters.load + external - net, imposed: imposed)
        return net
    }

    private mutating func move(torque: Double, imposed: (angle: Double, velocity: Double)?) {
        if let imposed {
            (angle, velocity) = imposed
            return
        }
        guard !parameters.isHeld else {
            (angle, velocity) = (0, 0)
            return
        }
        // With no stiffness there is no θ∞; a thousandth of a newton metre per radian changes nothing that one could see.
        let rest = torque / max(parameters.stiffness, Self.leastStiffness)
        let from = angle - rest
        let next = (a[0] * from + a[1] * velocity + rest, a[2] * from + a[3] * velocity)
        (angle, velocity) = next
        if angle > parameters.dorsiflexionLimit { (angle, velocity) = (parameters.dorsiflexionLimit, min(0, velocity)) }
        if angle < -parameters.plantarflexionLimit {
            (angle, velocity) = (-parameters.plantarflexionLimit, max(0, velocity))
        }
    }

    private static let leastStiffness = 1e-3

    /// exp(M·dt) for M = (0, 1; −K/I, −B/I), by a Taylor series after halving and squaring.
    private static func transition(_ p: AnkleParameters) -> [Double] {
        let stiffness = max(p.stiffness, leastStiffness) / p.inertia
        let damping = p.damping / p.inertia
        let scale = CircuitClock.step / 1024
        let m = [0, scale, -stiffness * scale, -damping * scale]
        var sum = [1.0, 0, 0, 1]
        var term = sum
        for order in 1...10 {
            term = product(term, m).map { $0 / Double(order) }
            sum = zip(sum, term).map { $0 + $1 }
        }
        for _ in 0..<10 { sum = product(sum, sum) }
        return sum
    }

    private static func product(_ x: [Double], _ y: [Double]) -> [Double] {
        [
            x[0] * y[0] + x[1] * y[2], x[0] * y[1] + x[1] * y[3],
            x[2] * y[0] + x[3] * y[2], x[2] * y[1] + x[3] * y[3],
        ]
    }
}

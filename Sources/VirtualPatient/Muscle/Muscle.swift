// A muscle at work: discharges in, force out, one sample at a time and without allocating.

import Glibc
public import Signals

/// A muscle that turns discharges into force, sample by sample.
///
/// A value: a copy is a saved state, and continuing it gives the same forces bit for bit. Each step costs one small
/// recursion and one tanh for every unit that is active.
///
/// The recursion is exact for any step T: with q = e^(−T/Tc), r ← q·r and a ← q·(a + e·(T/Tc)·r), r raised by 1 at each
/// discharge, give the samples of (t/Tc)·e^(1−t/Tc). It is ReMoto's aₙ = 2q·aₙ₋₁ − q²·aₙ₋₂ + (T/Tc)·e^(1−T/Tc)·xₙ₋₁
/// written with two first-order states: the same numbers on paper, with rounding errors 20 to 600 times smaller, because
/// the double pole of the other form lies close to 1.
public struct Muscle: Hashable, Sendable, Codable {
    /// What it is made of.
    public let parameters: MuscleParameters
    /// How many steps a second has, in Hz.
    public let stepsPerSecond: Double
    /// The force of a maximal voluntary contraction, in newtons.
    public let maximalForce: Double
    /// The active force of the last step, in newtons.
    public private(set) var force = 0.0

    private var cells: [Cell]

    /// The recursion of one unit: coefficients, then state.
    private struct Cell: Hashable, Sendable, Codable {
        let decay, input, halfSaturation, tetanus, fatiguePerStep: Double
        var activation = 0.0
        var recent = 0.0
        var capacity = 1.0
    }

    /// Creates a rested muscle.
    ///
    /// - Throws: ``ParameterError`` when a parameter is not possible or the steps are too long for the fastest twitch.
    public init(_ parameters: MuscleParameters, rate: SampleRate) throws(ParameterError) {
        try parameters.check()
        let step = rate.period
        let fastest = parameters.units.reduce(Double.infinity) { min($0, $1.contractionTime) }
        guard step <= fastest / 2 else {
            throw ParameterError(
                parameter: "\(parameters.name): simulation rate", found: "\(rate)",
                allowed: "at least \(2 / fastest) Hz, two steps for the shortest contraction time")
        }
        self.parameters = parameters
        stepsPerSecond = rate.hertz
        maximalForce = parameters.maximalForce
        let count = parameters.units.count
        cells = parameters.units.enumerated().map { k, unit in
            let ratio = step / unit.contractionTime
            return Cell(
                decay: exp(-ratio), input: M_E * ratio, halfSaturation: unit.saturation / 2,
                tetanus: unit.tetanicForce, fatiguePerStep: (parameters.fatigue?.rate(of: k, in: count) ?? 0) * step)
        }
    }

    /// Advances by one step.
    ///
    /// - Parameter discharges: the units (0-based, in the order of recruitment) that discharge in this step; a unit may
    ///   be named more than once.
    /// - Returns: the active force at the beginning of the step, in newtons. A discharge shows from the next step on.
    @discardableResult
    public mutating func step(discharges: [Int]) -> Double {
        advance()
        for unit in discharges { cells[unit].recent += 1 }
        return force
    }

    /// Advances by a block of steps, one for each entry of `forces`.
    ///
    /// - Parameters:
    ///   - discharges: those of this block, in the order of their frames.
    ///   - forces: receives the active force at the beginning of each step, in newtons.
    public mutating func block(_ discharges: [UnitDischarge], forces: inout [Double]) {
        var next = 0
        for frame in forces.indices {
            advance()
            forces[frame] = force
            while next < discharges.count, discharges[next].frame <= frame {
                cells[discharges[next].unit].recent += 1
                next += 1
            }
        }
        precondition(next == discharges.count, "discharges lie within the block, in order")
    }

    private mutating func advance() {
        let recovery = parameters.fatigue.map { 1 / ($0.recovery * stepsPerSecond) } ?? 0
        let tires = parameters.fatigue != nil
        var sum = 0.0
        for k in cells.indices {
            var cell = cells[k]
            cell.activation = cell.decay * (cell.activation + cell.input * cell.recent)
            cell.recent *= cell.decay
            // A unit that has been silent for long is at rest; without this the recursion creeps through denormals.
            if cell.activation < 1e-30, cell.recent < 1e-30 { (cell.activation, cell.recent) = (0, 0) }
            let share = cell.activation > 0 ? tanh(cell.halfSaturation * cell.activation) : 0
            sum += cell.tetanus * cell.capacity * share
            if tires {
                cell.capacity += recovery * (1 - cell.capacity) - cell.fatiguePerStep * share * cell.capacity
            }
            cells[k] = cell
        }
        force = sum
    }

    /// The force of the last step in percent of a maximal voluntary contraction.
    public var percentMVC: Double { 100 * force / maximalForce }

    /// The torque of the last step about the ankle, in N·m.
    public var torque: Double { force / maximalForce * parameters.maximalTorque }

    /// The active force of the last step and the passive force at a stretch (mm beyond slack length) and a velocity of
    /// lengthening (mm/s), in newtons.
    public func totalForce(stretch: Double, velocity: Double = 0) -> Double {
        force + parameters.passive.force(stretch: stretch, velocity: velocity)
    }

    /// How much of its fresh force unit `k` can still give, from 0 to 1.
    public func capacity(of k: Int) -> Double { cells[k].capacity }
}

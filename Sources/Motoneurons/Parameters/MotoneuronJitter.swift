// Differences between neighbours: the published pools have none, people do.

import Glibc

/// Multiplies the PIC, AHP and leak conductances of every cell by log-normal factors with mean 1.
///
/// The amount is a choice of ours, not a measurement: coefficients of variation of 0.05–0.10 break the perfect order of
/// rank without changing the pool (assumption). One factor holds for all four dendrites of a cell, and one for the leak of
/// soma and dendrites.
public struct MotoneuronJitter: Hashable, Sendable, Codable {
    /// Coefficient of variation of the dendritic L-type calcium conductances.
    public var dendriticCalcium: Double
    /// Coefficient of variation of the calcium-dependent potassium conductance.
    public var calciumPotassium: Double
    /// Coefficient of variation of the leak conductances.
    public var leak: Double

    /// Creates a jitter; 0 leaves a conductance as it is.
    public init(dendriticCalcium: Double = 0, calciumPotassium: Double = 0, leak: Double = 0) {
        self.dendriticCalcium = dendriticCalcium
        self.calciumPotassium = calciumPotassium
        self.leak = leak
    }

    /// The same cells, no longer alike. The factors of a cell depend on `seed` and its place alone.
    ///
    /// - Throws: ``MotoneuronError`` when a coefficient lies outside of 0…1.
    public func applied(
        to cells: [MotoneuronParameters], seed: UInt64
    ) throws(MotoneuronError) -> [MotoneuronParameters] {
        let named = [
            ("dendriticCalcium", dendriticCalcium), ("calciumPotassium", calciumPotassium), ("leak", leak),
        ]
        for (name, value) in named where !(0...1).contains(value) {
            throw MotoneuronError("jitter \(name): coefficient of variation \(value); allowed is 0 to 1")
        }
        return cells.enumerated().map { index, cell in
            var generator = NoiseGenerator(seed: seed, stream: UInt64(index), purpose: .jitter)
            var cell = cell
            cell.dendriticCalcium *= Self.factor(dendriticCalcium, &generator)
            cell.calciumPotassium *= Self.factor(calciumPotassium, &generator)
            let leak = Self.factor(leak, &generator)
            cell.somaLeak *= leak
            cell.dendriteLeak *= leak
            return cell
        }
    }

    /// exp(σz − σ²/2) with σ² = ln(1 + cv²): mean 1, coefficient of variation cv.
    private static func factor(_ cv: Double, _ generator: inout NoiseGenerator) -> Double {
        let variance = log1p(cv * cv)
        return exp(variance.squareRoot() * generator.normal() - variance / 2)
    }
}

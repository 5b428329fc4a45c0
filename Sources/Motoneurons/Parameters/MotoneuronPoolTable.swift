// A pool is two cells and a rule: every parameter runs from the slowest cell to the fastest along a power of the rank.

/// A pool of motoneurons between a low-threshold (slow) and a high-threshold (fast) end.
///
/// Parameter p of cell i of N is `low + f^(1 + skew) · (high − low)` with `f = i/(N − 1)`. The published pools vary nothing
/// at random; see ``MotoneuronJitter`` for that.
public struct MotoneuronPoolTable: Sendable {
    /// The name that people use.
    public let name: String
    /// The slowest cell.
    public let low: MotoneuronParameters
    /// The fastest cell.
    public let high: MotoneuronParameters
    /// The skew of every parameter that `exceptions` does not name.
    public let skew: Double
    /// Skews of single parameters.
    let exceptions: [(any WritableKeyPath<MotoneuronParameters, Double> & Sendable, Double)]

    /// The skew of one parameter.
    public func skew(of keyPath: WritableKeyPath<MotoneuronParameters, Double>) -> Double {
        exceptions.first { $0.0 == keyPath }?.1 ?? skew
    }

    /// The cell at a relative rank, 0 (slowest) to 1 (fastest).
    public func cell(atRank rank: Double) -> MotoneuronParameters {
        var cell = low
        for field in MotoneuronParameters.fields {
            let (from, to) = (low[keyPath: field.keyPath], high[keyPath: field.keyPath])
            cell[keyPath: field.keyPath] = from + power(rank, 1 + skew(of: field.keyPath)) * (to - from)
        }
        return cell
    }

    /// `count` cells, slowest first, evenly spread over the ranks `ranks` of the pool.
    ///
    /// A muscle that uses only part of the pool is a narrower `ranks`: the soleus, for example, is the slow three quarters.
    public func cells(_ count: Int, ranks: ClosedRange<Double> = 0...1) -> [MotoneuronParameters] {
        (0..<max(0, count)).map { i in
            let f = count > 1 ? Double(i) / Double(count - 1) : 0
            return cell(atRank: ranks.lowerBound + f * (ranks.upperBound - ranks.lowerBound))
        }
    }

    /// The pools know whole exponents only; a product keeps them exact and free of the mathematics library.
    private func power(_ x: Double, _ exponent: Double) -> Double {
        (0..<Int(exponent)).reduce(1) { product, _ in product * x }
    }
}

extension MotoneuronPoolTable {
    /// hTA: like the human tibialis anterior, with longer AHP, lower PIC threshold and less PIC inactivation than in cats.
    public static let humanTibialisAnterior: MotoneuronPoolTable = {
        var high = fastest
        high.calciumRemovalTime = 30
        high.activationMidpoint = -39
        high.inactivationMidpoint = -10
        return .init(
            name: "hTA", low: .init(), high: high, skew: 1, exceptions: [(\.somaticCalcium, 3)])
    }()

    /// hTAlw: the low-threshold part of ``humanTibialisAnterior``; its fastest cell is close to cell 14 of 20 there.
    public static let humanLowThreshold: MotoneuronPoolTable = {
        var high = MotoneuronParameters()
        high.somaDiameter = 26.34349
        high.somaLength = 3339.11357
        high.somaCapacitance = 1.63945
        high.somaLeak = 0.00024157
        high.somaLeakReversal = -71.5429
        high.sodium = 0.016515
        high.persistentSodium = 2.274238e-5
        high.delayedRectifier = 0.01771468
        high.somaticCalcium = 7.608597e-6
        high.calciumPotassium = 0.0005314
        high.calciumRemovalTime = 57.42382
        high.somaHConductance = 0.000138587
        high.dendriteLength = 2029.10197
        high.dendriteDiameter = 10.45442
        high.dendriteCapacitance = 0.874636
        high.dendriteLeak = 0.000131328
        high.dendriteLeakReversal = -71.5429
        high.axialResistivity = 45.454986
        high.dendriteHConductance = 0.000138587
        high.dendriticCalcium = [0.00010292, 0.00011292, 0.00012063, 0.00013563]
        high.activationMidpoint = -40.37119
        high.inactivationMidpoint = -0.8587
        high.protocolHoldingCurrent = 2.729
        return .init(
            name: "hTAlw", low: .init(), high: high, skew: 1, exceptions: [(\.somaticCalcium, 3)])
    }()

    /// cMG: like the cat's medial gastrocnemius.
    public static let catGastrocnemius: MotoneuronPoolTable = {
        var low = MotoneuronParameters()
        low.calciumRemovalTime = 60
        low.activationMidpoint = -40
        low.inactivationMidpoint = 8
        var high = fastest
        high.calciumRemovalTime = 10
        high.activationMidpoint = -37
        high.inactivationMidpoint = -30.6
        return .init(
            name: "cMG", low: low, high: high, skew: 2,
            exceptions: [(\.somaticCalcium, 4), (\.inactivationMidpoint, 0)])
    }()

    /// What the fast ends of hTA and cMG have in common.
    private static let fastest: MotoneuronParameters = {
        var cell = MotoneuronParameters()
        cell.somaDiameter = 30
        cell.somaLength = 3665
        cell.somaCapacitance = 1.87853
        cell.somaLeak = 3.7667e-4
        cell.somaLeakReversal = -72
        cell.sodium = 0.022
        cell.persistentSodium = 2.0e-5
        cell.delayedRectifier = 0.020
        cell.somaticCalcium = 1.05e-5
        cell.calciumPotassium = 6.0e-4
        cell.somaHConductance = 2.3e-4
        cell.dendriteLength = 2226.91
        cell.dendriteDiameter = 11.9055
        cell.dendriteCapacitance = 0.880407
        cell.dendriteLeak = 1.7509e-4
        cell.dendriteLeakReversal = -72
        cell.axialResistivity = 40.755
        cell.dendriteHConductance = 2.3e-4
        cell.dendriticCalcium = [1.18e-4, 1.28e-4, 1.38e-4, 1.53e-4]
        cell.protocolHoldingCurrent = 10
        return cell
    }()
}

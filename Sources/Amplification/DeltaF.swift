// The paired motor-unit method: every pair of units, then the mean per test unit.

public import MotorUnits
import Signals

/// ΔF of the units of one contraction (Gorassini et al. 2002, doi 10.1152/jn.00024.2001; rules as in openhdemg).
///
/// In each pair the unit recruited first is the *control* unit; its smooth rate stands for the synaptic drive. The other
/// is the *test* unit. When the test unit stops at a lower drive than it took to recruit it, something inside it helped:
/// ΔF = F(control, test recruited) − F(control, test derecruited) estimates that amplification by PICs.
public struct DeltaF: Hashable, Sendable {
    /// Every unordered pair of units: (0, 1), (0, 2), … in the order of the units.
    public let pairs: [DeltaFPair]
    /// Every unit, in order.
    public let units: [DeltaFUnit]

    /// Computes ΔF. Time is that of one pass over the overlap of every pair.
    ///
    /// - Parameters:
    ///   - units: the units with their rates, all made by one smoother; any number of them.
    ///   - end: the sample at which the ramp or the recording ends, when known; only
    ///     ``DeltaFParameters/requireDerecruitment`` needs it.
    /// - Throws: ``DeltaFError`` when a parameter is out of bounds or the units have different clocks.
    public init(
        of units: [RatedMotorUnit], parameters: DeltaFParameters = DeltaFParameters(), end: Int? = nil
    ) throws(DeltaFError) {
        try parameters.check()
        if let first = units.first?.unit {
            for other in units.dropFirst().map(\.unit) where other.discharges.rate != first.discharges.rate {
                throw .differentRates(
                    unit: first.name, hertz: first.discharges.rate.hertz, other: other.name,
                    otherHertz: other.discharges.rate.hertz)
            }
        }
        let rates = units.map { BlockedRate($0.smoothed) }
        var pairs: [DeltaFPair] = []
        pairs.reserveCapacity(units.count * (units.count - 1) / 2)
        for i in units.indices {
            for j in units.indices.dropFirst(i + 1) {
                pairs.append(DeltaFPair(of: units, rates: rates, i, j, parameters: parameters, end: end))
            }
        }
        self.pairs = pairs
        var tested = units.map { _ in [DeltaFPair]() }
        for pair in pairs { tested[pair.test].append(pair) }
        self.units = units.indices.map { k in
            DeltaFUnit(
                k, discharges: units[k].unit.discharges.count, ofUnits: units.count, pairs: tested[k],
                parameters: parameters)
        }
    }

    /// The mean over the units that have a value, in pps; `nil` without any.
    public var mean: Double? { Self.mean(of: units.compactMap(\.deltaF)) }

    static func mean(of values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}

extension DeltaFUnit {
    init(_ unit: Int, discharges: Int, ofUnits count: Int, pairs: [DeltaFPair], parameters: DeltaFParameters) {
        let accepted = pairs.filter(\.isAccepted)
        self.unit = unit
        deltaF = DeltaF.mean(of: accepted.compactMap(\.deltaF))
        normalisedDeltaF = DeltaF.mean(of: accepted.compactMap(\.normalisedDeltaF))
        controlCount = accepted.count
        pairCount = pairs.count
        if !accepted.isEmpty {
            absence = nil
        } else if discharges < parameters.minimumDischarges {
            absence = .tooFewDischarges(found: discharges, required: parameters.minimumDischarges)
        } else if count < 2 {
            absence = .noOtherUnit
        } else if pairs.isEmpty {
            absence = .firstRecruited
        } else {
            let reasons = pairs.flatMap { Set($0.rejections.map(\.rule)) }
            absence = .noAcceptedControl(
                pairs: pairs.count, reasons: reasons.reduce(into: [:]) { counts, rule in counts[rule, default: 0] += 1 }
            )
        }
    }
}

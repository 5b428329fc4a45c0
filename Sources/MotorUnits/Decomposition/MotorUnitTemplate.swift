// What a motor unit adds to the whitened signal around each of its discharges; taking it out uncovers smaller units.

import Signals

/// The mean whitened signal around a unit's discharges.
struct MotorUnitTemplate {
    /// The samples before and after a discharge.
    let before, after: Int
    /// (before + 1 + after) rows of the signal's dimensions.
    private(set) var rows: [Float]

    /// Averages the signal around discharges that lie far enough from its ends.
    init(of signal: WhitenedSignal, around discharges: [Int], before: Int, after: Int) {
        (self.before, self.after) = (before, after)
        let size = (before + 1 + after) * signal.dimensions
        var sum = [Float](repeating: 0, count: size)
        let inside = Self.inside(discharges, before, after, signal.count)
        for t in inside { VectorMath.add(signal.row(t - before), to: &sum, scale: 1) }
        let scale = 1 / Float(max(1, inside.count))
        for k in sum.indices { sum[k] *= scale }
        rows = sum
    }

    /// The row at a discharge.
    func atDischarge(dimensions: Int) -> ArraySlice<Float> {
        rows[before * dimensions..<(before + 1) * dimensions]
    }

    /// The source that a filter sees around a discharge of this unit.
    func response(to filter: ArraySlice<Float>) -> [Float] {
        let dimensions = filter.count
        return rows.withUnsafeBufferPointer { rows in
            filter.withUnsafeBufferPointer { filter in
                guard let a = rows.baseAddress, let b = filter.baseAddress else { return [] }
                return (0..<(before + 1 + after)).map { VectorMath.dot(a + $0 * dimensions, b, dimensions) }
            }
        }
    }

    /// Adds the template to a signal around discharges (`scale` 1) or takes it out (−1).
    func add(to signal: WhitenedSignal, around discharges: [Int], scale: Float) {
        rows.withUnsafeBufferPointer { rows in
            for t in Self.inside(discharges, before, after, signal.count) {
                guard let base = rows.baseAddress else { return }
                LinearAlgebra.add(base, scale: scale, to: signal.row(t - before), count: rows.count)
            }
        }
    }

    /// The discharges around which the whole template fits.
    static func inside(_ discharges: [Int], _ before: Int, _ after: Int, _ count: Int) -> [Int] {
        discharges.filter { $0 >= before && $0 + after < count }
    }
}

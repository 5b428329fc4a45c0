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

    private init(before: Int, after: Int, rows: [Float]) {
        (self.before, self.after, self.rows) = (before, after, rows)
    }

    /// The template of the same unit with other discharges, in a signal from which this one is taken out at `old`; the
    /// signal is that without the new template afterwards.
    ///
    /// Putting the old template back, averaging and taking the new one out would go through the signal three times; here
    /// the signal is read once, what the old template adds is known, and at the discharges that stay the difference of
    /// the two goes in at once.
    func replaced(in signal: WhitenedSignal, from old: [Int], to new: [Int]) -> MotorUnitTemplate {
        let dimensions = signal.dimensions
        let (oldInside, newInside) = (
            Self.inside(old, before, after, signal.count), Self.inside(new, before, after, signal.count)
        )
        var sum = [Float](repeating: 0, count: rows.count)
        for t in newInside { VectorMath.add(signal.row(t - before), to: &sum, scale: 1) }
        let length = before + 1 + after
        for (lag, count) in Self.coincidences(newInside, oldInside, within: length) {
            // Row r of the new window is row r + lag of the old one.
            let range = max(0, -lag) * dimensions..<min(length, length - lag) * dimensions
            Self.add(rows, from: range.lowerBound + lag * dimensions, to: &sum, range, scale: Float(count))
        }
        let scale = 1 / Float(max(1, newInside.count))
        for k in sum.indices { sum[k] *= scale }
        let replacement = MotorUnitTemplate(before: before, after: after, rows: sum)
        let (had, has) = (Set(oldInside), Set(newInside))
        add(to: signal, around: oldInside.filter { !has.contains($0) }, scale: 1)
        replacement.add(to: signal, around: newInside.filter { !had.contains($0) }, scale: -1)
        var difference = rows
        Self.add(sum, from: 0, to: &difference, 0..<sum.count, scale: -1)
        MotorUnitTemplate(before: before, after: after, rows: difference)
            .add(to: signal, around: newInside.filter(had.contains), scale: 1)
        return replacement
    }

    /// How many pairs of discharges lie how far apart: from `second` to `first`, less than `within` samples, in the order
    /// of the distance.
    static func coincidences(_ first: [Int], _ second: [Int], within: Int) -> [(lag: Int, count: Int)] {
        var counts = [Int](repeating: 0, count: 2 * within - 1)
        var start = 0
        for t in first {
            while start < second.count, second[start] <= t - within { start += 1 }
            var k = start
            while k < second.count, second[k] < t + within {
                counts[t - second[k] + within - 1] += 1
                k += 1
            }
        }
        return counts.indices.filter { counts[$0] > 0 }.map { ($0 - within + 1, counts[$0]) }
    }

    /// `sum[range] += scale · rows` from a place on.
    private static func add(
        _ rows: [Float], from start: Int, to sum: inout [Float], _ range: Range<Int>, scale: Float
    ) {
        rows.withUnsafeBufferPointer { rows in
            sum.withUnsafeMutableBufferPointer { sum in
                guard let a = rows.baseAddress, let b = sum.baseAddress else { return }
                LinearAlgebra.add(a + start, scale: scale, to: b + range.lowerBound, count: range.count)
            }
        }
    }

    /// Adds what this unit's discharges put into the rows at `samples`, summed over them, to `sum`.
    func addRows(at samples: [Int], ofUnitAt discharges: [Int], to sum: inout [Float], scale: Float, in count: Int) {
        let dimensions = sum.count
        let inside = Self.inside(discharges, before, after, count)
        for (lag, pairs) in Self.coincidences(samples, inside, within: max(before, after) + 1)
        where lag >= -before && lag <= after {
            let start = (before + lag) * dimensions
            Self.add(rows, from: start, to: &sum, 0..<dimensions, scale: scale * Float(pairs))
        }
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

// ε-support vector regression of a rate against time, solved exactly: sequential minimal optimisation on the dual.

import Glibc
import Signals

/// The ε-support vector regression (Gaussian kernel) of an instantaneous rate against time, with the settings of Beauchamp
/// et al. 2022 (doi 10.1088/1741-2552/ac4594) as openhdemg has them: γ = 1/1.6 s⁻², C = 1/0.370, ε a part of 11 of the
/// rates' interquartile range, and the first and last four rates weighing five times as much (openhdemg's text says five,
/// its code takes four).
///
/// The weights scale C rate by rate, which the plain libsvm library cannot; hence a solver of our own: the dual with 2 n
/// variables by sequential minimal optimisation, pairs chosen by second-order information (Fan, Chen & Lin 2005, J Mach
/// Learn Res 6:1889), until no pair violates optimality by more than ``tolerance``.
struct SupportVectorFit {
    /// Of the kernel exp(−γ t²), per s².
    static let gamma = 1 / 1.6
    /// The cost of a rate that lies outside of the tube, before weighing.
    static let cost = 1 / 0.370
    /// The tube's half width is the interquartile range over this.
    static let tubeParts = 11.0
    /// How many rates at each end weigh more, and how much.
    static let ends = (count: 4, weight: 5.0)
    /// Where the solver stops (pps): scikit-learn's default, so that curves are those that the field knows. The optimum itself
    /// is up to that far away.
    static let tolerance = 1e-3
    /// Farther away (s) the kernel is below 1e-13.
    private static let reach = 7.0
    /// The distance (s) of the points between which the curve, smooth as its kernel is, is interpolated.
    private static let step = 1.0 / 32

    /// The times (s) of the rates that bear the curve, and how much.
    private let supports: [(seconds: Double, weight: Double)]
    private let offset: Double
    private let hertz: Double

    /// Fits a rate with at least one value.
    init(of rate: InstantaneousRate, tolerance: Double = Self.tolerance) {
        hertz = rate.rate.hertz
        let times = rate.seconds
        let count = times.count
        var solver = Solver(times: times, values: rate.values, costs: Self.costs(count: count))
        solver.run(to: tolerance)
        offset = solver.offset
        supports = (0..<count).compactMap { k in
            let weight = solver.alpha[k] - solver.alpha[k + count]
            return weight == 0 ? nil : (times[k], weight)
        }
    }

    private static func costs(count: Int) -> [Double] {
        (0..<count).map { k in
            k < ends.count || k >= count - ends.count ? cost * ends.weight : cost
        }
    }

    /// The half width of the tube for some rates: their interquartile range (between ranks linear, as NumPy's) over 11.
    static func tube(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        func quantile(_ share: Double) -> Double {
            let place = share * Double(sorted.count - 1)
            let low = Int(place)
            return sorted[low] + (place - Double(low)) * (sorted[min(low + 1, sorted.count - 1)] - sorted[low])
        }
        return (quantile(0.75) - quantile(0.25)) / tubeParts
    }

    /// The curve at every sample of a range.
    func values(over range: Range<Int>) -> [Double] {
        guard !range.isEmpty else { return [] }
        // Values and slopes at points 1/32 s apart, and cubics between them, which are off by less than 1e-6 pps.
        let stride = max(1, Int(Self.step * hertz))
        let points = (0...(range.count - 1) / stride + 1).map {
            curve(at: Double(range.lowerBound + $0 * stride) / hertz)
        }
        let width = Double(stride) / hertz
        return (0..<range.count).map { k in
            let (left, u) = (points[k / stride], Double(k % stride) / Double(stride))
            if u == 0 { return left.value }
            let right = points[k / stride + 1]
            let v = 1 - u
            return left.value * v * v * (1 + 2 * u) + right.value * u * u * (3 - 2 * u)
                + width * u * v * (left.slope * v - right.slope * u)
        }
    }

    /// How much a rate at this time bears of the curve; 0 for one inside the tube.
    func weight(at seconds: Double) -> Double { supports.first { $0.seconds == seconds }?.weight ?? 0 }

    /// The curve and its slope (per second) at a time.
    func curve(at seconds: Double) -> (value: Double, slope: Double) {
        var (value, slope) = (offset, 0.0)
        for support in supports {
            let distance = seconds - support.seconds
            guard abs(distance) < Self.reach else { continue }
            let part = support.weight * exp(-Self.gamma * distance * distance)
            value += part
            slope -= 2 * Self.gamma * distance * part
        }
        return (value, slope)
    }
}

extension SupportVectorFit {
    /// The dual problem: α (above the curve) in the first half, α* (below) in the second.
    private struct Solver {
        private let times: [Double]
        private let costs: [Double]
        private(set) var alpha: [Double]
        private var gradient: [Double]
        private(set) var offset = 0.0
        /// Rows of the kernel, once they were needed; not kept where all of them would be too much.
        private var rows: [[Double]]
        private static let longestKept = 4096
        /// A pair needs few steps; this many in all means that rounding holds the last ones up.
        private static let stepsPerRate = 2_000

        init(times: [Double], values: [Double], costs: [Double]) {
            self.times = times
            self.costs = costs
            let tube = SupportVectorFit.tube(values)
            alpha = Array(repeating: 0, count: 2 * times.count)
            gradient = values.map { tube - $0 } + values.map { tube + $0 }
            rows = Array(repeating: [], count: times.count <= Self.longestKept ? times.count : 0)
        }

        private var count: Int { times.count }
        private func sign(_ k: Int) -> Double { k < count ? 1 : -1 }
        private func place(_ k: Int) -> Int { k < count ? k : k - count }
        private func canRise(_ k: Int) -> Bool { k < count ? alpha[k] < costs[k] : alpha[k] > 0 }
        private func canFall(_ k: Int) -> Bool { k < count ? alpha[k] > 0 : alpha[k] < costs[place(k)] }

        private mutating func row(_ k: Int) -> [Double] {
            if k < rows.count, !rows[k].isEmpty { return rows[k] }
            let row = times.map { exp(-SupportVectorFit.gamma * ($0 - times[k]) * ($0 - times[k])) }
            if k < rows.count { rows[k] = row }
            return row
        }

        mutating func run(to tolerance: Double) {
            for _ in 0..<(Self.stepsPerRate * (count + 1)) {
                guard let (i, j) = worstPair(beyond: tolerance) else { break }
                move(i, j)
            }
            settleOffset()
        }

        /// The variable that violates most, and the partner with which most is gained.
        private mutating func worstPair(beyond tolerance: Double) -> (Int, Int)? {
            var (i, most) = (-1, -Double.infinity)
            for k in 0..<(2 * count) where canRise(k) {
                let value = -sign(k) * gradient[k]
                if value > most { (i, most) = (k, value) }
            }
            guard i >= 0 else { return nil }
            let row = row(place(i))
            var (j, gain, least) = (-1, 0.0, Double.infinity)
            for k in 0..<(2 * count) where canFall(k) {
                let value = -sign(k) * gradient[k]
                least = min(least, value)
                let difference = most - value
                guard difference > 0 else { continue }
                let curvature = max(2 - 2 * row[place(k)], 1e-12)
                if difference * difference / curvature > gain {
                    (j, gain) = (k, difference * difference / curvature)
                }
            }
            return most - least > tolerance && j >= 0 ? (i, j) : nil
        }

        /// The best step of a pair, inside of both bounds.
        private mutating func move(_ i: Int, _ j: Int) {
            let (rowI, rowJ) = (row(place(i)), row(place(j)))
            let curvature = max(2 - 2 * rowI[place(j)], 1e-12)
            var step = (-sign(i) * gradient[i] + sign(j) * gradient[j]) / curvature
            // sign(i) · α(i) rises by the step, sign(j) · α(j) falls by it.
            step = min(step, i < count ? costs[i] - alpha[i] : alpha[i])
            step = min(step, j < count ? alpha[j] : costs[place(j)] - alpha[j])
            alpha[i] += sign(i) * step
            alpha[j] -= sign(j) * step
            for k in 0..<count {
                let change = step * (rowI[k] - rowJ[k])
                gradient[k] += change
                gradient[k + count] -= change
            }
        }

        /// From the variables that are free; without one, the middle of what the bounds allow.
        private mutating func settleOffset() {
            var (sum, free, high, low) = (0.0, 0, Double.infinity, -Double.infinity)
            for k in 0..<(2 * count) {
                let value = -sign(k) * gradient[k]
                switch (canRise(k), canFall(k)) {
                case (true, true):
                    sum += value
                    free += 1
                case (true, false): low = max(low, value)
                case (false, true): high = min(high, value)
                case (false, false): break
                }
            }
            offset = free > 0 ? sum / Double(free) : (high.isFinite && low.isFinite ? (high + low) / 2 : 0)
        }
    }
}

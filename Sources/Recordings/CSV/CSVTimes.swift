// A column of times and the one rate that it stands for.

import Signals

/// The times of a table's rows.
struct CSVTimes {
    /// What the times say of the rate.
    enum Verdict {
        case rate(SampleRate)
        /// A row (0-based) whose time is not where even sampling has it.
        case irregular(row: Int, found: Double, expected: Double)
        /// The times are too few or too coarse.
        case unclear(String)
    }

    var secondsPerUnit = 1.0
    private var values: [Double] = []
    /// The most digits behind the decimal mark: what was rounded away is not jitter.
    private var decimals = 0

    var count: Int { values.count }

    /// Seconds in a unit of time; `nil` for an unknown one. Without a unit times are in seconds.
    static func unit(_ unit: SignalUnit?) -> Double? {
        switch unit?.symbol {
        case nil, "s", "sec", "seconds", "a.u.": 1
        case "ms": 1e-3
        case "us", "\u{B5}s", "\u{3BC}s": 1e-6
        default: nil
        }
    }

    mutating func add(_ value: Double, digitsAfterMark: Int) {
        values.append(value)
        decimals = max(decimals, digitsAfterMark)
    }

    /// Half of the last written digit, in seconds.
    private var rounding: Double {
        var step = 0.5 * secondsPerUnit
        for _ in 0..<decimals { step /= 10 }
        return step
    }

    /// The rate, from the first and the last time; a whole number of hertz where rounding of the times allows it.
    func rate() -> Verdict {
        guard count >= 2, let first = values.first, let last = values.last else {
            return .unclear("one row does not tell a rate")
        }
        if let row = values.firstIndex(where: { !$0.isFinite }) { return jump(at: row, period: 0) }
        let firstPeriod = step(1)
        if let row = values.indices.dropFirst().first(where: { !(step($0) > -2 * rounding) }) {
            return jump(at: row, period: max(0, firstPeriod))
        }
        let duration = (last - first) * secondsPerUnit
        guard duration > 0 else { return jump(at: count - 1, period: 0) }
        var hertz = Double(count - 1) / duration
        let uncertainty = hertz * max(2 * rounding / duration, 1e-12)
        if abs(hertz.rounded() - hertz) <= uncertainty, hertz.rounded() > 0 { hertz = hertz.rounded() }
        guard let rate = SampleRate(hertz: hertz) else { return .unclear("the times mean \(hertz) Hz") }
        if firstIrregular(at: rate) == nil { return .rate(rate) }
        if let verdict = fewJumps() { return verdict }
        guard rounding * hertz <= 0.25 else {
            return .unclear("the times have too few digits to tell the rate (about \(Int(hertz)) Hz)")
        }
        return isRounded(at: rate) ? .rate(rate) : jump(at: firstChange(from: firstPeriod), period: firstPeriod)
    }

    /// The first row (0-based) that is off by more than 1 % of the period.
    func firstIrregular(at rate: SampleRate) -> Int? {
        guard let first = values.first else { return nil }
        // The last terms are the resolution of Double at large times.
        let allowed = 0.01 * rate.period + abs(first * secondsPerUnit) * 1e-15
        return values.indices.first { row in
            let off = (values[row] - first) * secondsPerUnit - rate.seconds(row)
            return !(abs(off) <= allowed + rate.seconds(row) * 1e-15)
        }
    }

    /// The time from the row before, in seconds.
    private func step(_ row: Int) -> Double { (values[row] - values[row - 1]) * secondsPerUnit }

    /// A few steps that differ from all the others are jumps; the first of them is named.
    private func fewJumps() -> Verdict? {
        let steps = values.indices.dropFirst().map(step)
        let period = steps.sorted()[steps.count / 2]
        guard period > 0 else { return nil }
        let odd = steps.indices.filter { abs(steps[$0] - period) > 0.01 * period }
        guard let first = odd.first, odd.count <= max(2, steps.count / 20) else { return nil }
        return jump(at: first + 1, period: period)
    }

    /// Whether all times are what remains of even ones when the digits behind the last are rounded away.
    private func isRounded(at rate: SampleRate) -> Bool {
        let off = values.indices.map { values[$0] * secondsPerUnit - rate.seconds($0) }
        guard let low = off.min(), let high = off.max() else { return false }
        return high - low < 2 * rounding * (1 - 1e-6)
    }

    /// The first row that does not come one period after the row before it.
    private func firstChange(from period: Double) -> Int {
        values.indices.dropFirst().first { abs(step($0) - period) > 0.01 * period + 2 * rounding } ?? 1
    }

    private func jump(at row: Int, period: Double) -> Verdict {
        let before = row > 0 ? values[row - 1] * secondsPerUnit : 0
        return .irregular(row: row, found: values[row] * secondsPerUnit, expected: before + period)
    }
}

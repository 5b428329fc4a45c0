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
        let duration = (last - first) * secondsPerUnit
        guard duration.isFinite, duration > 0 else {
            let row = values.firstIndex { !$0.isFinite } ?? count - 1
            return .irregular(row: row, found: values[row] * secondsPerUnit, expected: first * secondsPerUnit)
        }
        var hertz = Double(count - 1) / duration
        let uncertainty = hertz * max(2 * rounding / duration, 1e-12)
        if abs(hertz.rounded() - hertz) <= uncertainty, hertz.rounded() > 0 { hertz = hertz.rounded() }
        guard rounding * hertz <= 0.25 else {
            return .unclear("the times have too few digits to tell the rate (about \(Int(min(hertz, 1e15))) Hz)")
        }
        guard let rate = SampleRate(hertz: hertz) else { return .unclear("the times mean \(hertz) Hz") }
        if let row = firstIrregular(at: rate) {
            let expected = first * secondsPerUnit + rate.seconds(row)
            return .irregular(row: row, found: values[row] * secondsPerUnit, expected: expected)
        }
        return .rate(rate)
    }

    /// The first row (0-based) that is off by more than 1 % of the period or by what rounding explains.
    func firstIrregular(at rate: SampleRate) -> Int? {
        guard let first = values.first else { return nil }
        // Both ends of each span are rounded; the last term is the resolution of Double at large times.
        let allowed = max(0.01 * rate.period, 2.001 * rounding) + abs(first * secondsPerUnit) * 1e-15
        return values.indices.first { row in
            let off = (values[row] - first) * secondsPerUnit - rate.seconds(row)
            return !(abs(off) <= allowed + rate.seconds(row) * 1e-15)
        }
    }
}

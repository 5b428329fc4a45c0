// From the time stamps of streams, which jitter and come from the clocks of different computers, to even sampling.
//
// As the Python importer pyxdf does it: each stream's clock is set to that of the recording computer by a straight line
// through the measured offsets, robust against single late measurements (Huber's loss beyond 0.1 ms); then a straight
// line through all time stamps of an even stream gives the time of its first sample and its rate.

import Signals

enum XDFClock {
    /// Beyond this an offset counts as an outlier, in seconds.
    private static let outlier = 1e-4

    /// A straight line: `start + slope · x`.
    struct Line {
        var start, slope: Double
    }

    /// What has to be added to a stream's clock, as a line over its time; the number of the offset (0-based) at which
    /// the clock was set anew comes back instead when it was.
    static func correction(_ offsets: [(time: Double, value: Double)]) -> (line: Line, reset: Int?) {
        guard let first = offsets.first else { return (Line(start: 0, slope: 0), nil) }
        guard offsets.count > 1 else { return (Line(start: first.value, slope: 0), nil) }
        if let reset = reset(offsets) { return (Line(start: 0, slope: 0), reset) }
        let times = offsets.map(\.time)
        let values = offsets.map(\.value)
        var weights = [Double](repeating: 1, count: offsets.count)
        var line = fit(times, values, weights)
        // Huber's estimate by weights: the loss is convex, so this goes to the one minimum.
        for _ in 0..<200 {
            for k in offsets.indices {
                let off = abs(line.start + line.slope * times[k] - values[k])
                weights[k] = off <= outlier ? 1 : outlier / off
            }
            let next = fit(times, values, weights)
            let change = times.map { abs(next.start - line.start + (next.slope - line.slope) * $0) }.max() ?? 0
            line = next
            if change < 1e-10 { break }
        }
        return (line, nil)
    }

    /// The weighted least-squares line, about the means so that large times lose no digits.
    private static func fit(_ x: [Double], _ y: [Double], _ weights: [Double]) -> Line {
        var sum = 0.0, meanX = 0.0, meanY = 0.0
        for k in x.indices {
            sum += weights[k]
            meanX += weights[k] * (x[k] - x[0])
            meanY += weights[k] * (y[k] - y[0])
        }
        meanX = x[0] + meanX / sum
        meanY = y[0] + meanY / sum
        var xx = 0.0, xy = 0.0
        for k in x.indices {
            xx += weights[k] * (x[k] - meanX) * (x[k] - meanX)
            xy += weights[k] * (x[k] - meanX) * (y[k] - meanY)
        }
        let slope = xx > 0 ? xy / xx : 0
        return Line(start: meanY - slope * meanX, slope: slope)
    }

    /// A clock was set anew where offsets come late (5 s and 5 deviations) and jump (1 s and 10 deviations), or where
    /// the time of the offsets itself goes back.
    private static func reset(_ offsets: [(time: Double, value: Double)]) -> Int? {
        let steps = zip(offsets, offsets.dropFirst())
        let times = steps.map { $1.time - $0.time }
        let isLate = glitches(times, deviations: 5, seconds: 5)
        let isJump = glitches(steps.map { $1.value - $0.value }, deviations: 10, seconds: 1)
        return times.indices.first { times[$0] < 0 || isLate[$0] && isJump[$0] }.map { $0 + 1 }
    }

    private static func glitches(_ values: [Double], deviations: Double, seconds: Double) -> [Bool] {
        let middle = median(values)
        let deviation = median(values.map { abs($0 - middle) }) + .ulpOfOne
        return values.map { abs($0 - middle) > seconds && abs($0 - middle) / deviation > deviations }
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// The first sample (0-based) that does not follow the one before it: apart by more than 1 s and 500 samples.
    static func firstBreak(_ stamps: [Double], rate: Double) -> Int? {
        let longest = max(1, 500 / rate)
        return stamps.indices.dropFirst().first { abs(stamps[$0] - stamps[$0 - 1]) > longest }
    }

    /// The line through the time stamps over the number of the sample: when the first one was, and the period.
    static func line(_ stamps: [Double], rate: Double) -> Line {
        guard stamps.count > 1 else { return Line(start: stamps.first ?? 0, slope: 1 / rate) }
        return fit(
            stamps.indices.map(Double.init), stamps, [Double](repeating: 1, count: stamps.count))
    }
}

// How sure one ΔF is: the same units with other intervals of the same scatter, many times.

import MotorUnits
import Signals

/// How the interval of each ΔF is made.
public struct BootstrapParameters: Hashable, Sendable, Codable {
    /// How often everything is repeated; 0 for no interval, else 50 to 100,000.
    public var draws: Int
    /// Where the random numbers begin; the same seed gives the same interval.
    public var seed: UInt64

    /// Creates parameters; without arguments, no interval.
    public init(draws: Int = 0, seed: UInt64 = 1) {
        self.draws = draws
        self.seed = seed
    }

    /// Refuses a number of draws that cannot be meant.
    ///
    /// - Throws: ``DeltaFError/parameter(name:found:allowed:)``.
    public func check() throws(DeltaFError) {
        guard draws == 0 || (50...100_000).contains(draws) else {
            throw .parameter(name: "number of draws", found: Double(draws), allowed: "0 (no interval) or 50 to 100,000")
        }
    }
}

/// What the repetitions say of one ΔF.
public struct DeltaFInterval: Hashable, Sendable, Codable {
    /// The limits between which 95 of 100 repetitions lie (percentiles), moved so that their mean is at the estimate, in pps.
    ///
    /// A smoother flattens its own curve a second time when a repetition is smoothed; that is no uncertainty of the estimate.
    public let low, high: Double
    /// Their standard deviation in pps.
    public let deviation: Double

    init?(_ draws: [Double], around estimate: Double?) {
        guard draws.count >= 2, draws.allSatisfy(\.isFinite), let estimate else { return nil }
        let sorted = draws.sorted()
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        low = estimate + sorted[sorted.count / 40] - mean
        high = estimate + sorted[sorted.count - 1 - sorted.count / 40] - mean
        deviation = (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sorted.count - 1)).squareRoot()
    }
}

/// Intervals of the ΔF of accepted pairs and of the units that are their test units, by a residual bootstrap of discharge times.
///
/// Each interval between discharges of a control unit is taken as the smooth one times (1 + e); the e of a unit are shuffled with
/// replacement, the train is built anew between its first and last discharge, and smoothed by the same method. Recruitment and
/// derecruitment of the test units stay where they are, so that their own uncertainty (about one interval) is not in it, and
/// neither is that of the decomposition or of what the person does from one contraction to the next.
struct DeltaFBootstrap {
    /// One for each pair; `nil` for those that are not accepted.
    let pairs: [DeltaFInterval?]
    /// One for each unit; `nil` for those without an accepted control unit.
    let units: [DeltaFInterval?]

    init(
        of rated: [RatedMotorUnit], pairs: [DeltaFPair], smoother: RateSmoother, longestGap: Double,
        parameters: BootstrapParameters
    ) throws(DeltaFError) {
        try parameters.check()
        guard parameters.draws > 0 else {
            (self.pairs, units) = (pairs.map { _ in nil }, rated.map { _ in nil })
            return
        }
        var draws = pairs.map { _ in [Double]() }
        for control in rated.indices {
            let places = pairs.indices.filter { pairs[$0].control == control && pairs[$0].isAccepted }
            guard !places.isEmpty else { continue }
            let samples = places.flatMap { [pairs[$0].start ?? 0, pairs[$0].end ?? 0] }
            let shuffled = ShuffledTrain(rated[control], longestGap: longestGap)
            // A stream of its own for each unit: what others do does not move it.
            var generator = SplitMix(state: parameters.seed &+ UInt64(control) &* 0xD1B5_4A32_D192_ED03)
            for _ in 0..<parameters.draws {
                let rates = smoother.rates(of: shuffled.train(using: &generator), at: samples)
                for (k, place) in places.enumerated() { draws[place].append(rates[2 * k] - rates[2 * k + 1]) }
            }
        }
        self.pairs = zip(draws, pairs).map { DeltaFInterval($0, around: $1.deltaF) }
        units = rated.indices.map { test in
            let own = pairs.indices.filter { pairs[$0].test == test && pairs[$0].isAccepted }.map { draws[$0] }
            guard !own.isEmpty else { return nil }
            let estimates = pairs.filter { $0.test == test && $0.isAccepted }.compactMap(\.deltaF)
            return DeltaFInterval(
                (0..<parameters.draws).map { k in own.reduce(0) { $0 + $1[k] } / Double(own.count) },
                around: DeltaF.mean(of: estimates))
        }
    }
}

/// A train taken apart into smooth intervals and what is left of each.
private struct ShuffledTrain {
    private let original: DischargeTrain
    /// The smooth interval before each discharge from the second on, in samples; `nil` in a pause, which stays as it is.
    private let smooth: [Double?]
    private let residuals: [Double]

    init(_ unit: RatedMotorUnit, longestGap: Double) {
        original = unit.unit.discharges
        let hertz = original.rate.hertz
        let intervals = zip(original.samples, original.samples.dropFirst()).map { Double($1 - $0) }
        smooth = zip(intervals, original.samples.dropFirst()).map { interval, sample in
            guard interval <= longestGap * hertz, let rate = unit.smoothed[sample], rate > 0.5 else { return nil }
            return hertz / rate
        }
        let left = zip(intervals, smooth).compactMap { interval, smooth in smooth.map { interval / $0 - 1 } }
        let mean = left.isEmpty ? 0 : left.reduce(0, +) / Double(left.count)
        // A fit with p coefficients leaves less scatter than there was; √(n / (n − p)) gives it back.
        let spread = left.count > 12 ? (Double(left.count) / Double(left.count - 6)).squareRoot() : 1
        residuals = left.map { ($0 - mean) * spread }
    }

    /// One train of the same scatter: strictly increasing, from the first discharge to the last.
    func train(using generator: inout SplitMix) -> DischargeTrain {
        guard !residuals.isEmpty, let first = original.samples.first, let last = original.samples.last else {
            return original
        }
        var times = [Double(first)]
        for (k, smooth) in smooth.enumerated() {
            let interval =
                smooth.map { $0 * max(0.2, 1 + residuals[Int.random(in: residuals.indices, using: &generator)]) }
                ?? Double(original.samples[k + 1] - original.samples[k])
            times.append(times[k] + interval)
        }
        let scale = Double(last - first) / (times[times.count - 1] - Double(first))
        var samples: [Int] = []
        for time in times {
            let sample = first + Int(((time - Double(first)) * scale).rounded())
            if let previous = samples.last, sample <= previous { continue }
            samples.append(sample)
        }
        return (try? DischargeTrain(samples: samples, rate: original.rate)) ?? original
    }
}

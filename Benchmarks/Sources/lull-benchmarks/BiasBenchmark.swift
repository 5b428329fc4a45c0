// How far ΔF is from the truth, and how often its interval holds it: units whose ΔF is known, with random intervals.

import Amplification
import Foundation
import MotorUnits
import Signals
import TestSupport

/// Prints bias, scatter and coverage of ΔF for four smoothers and five variations of the intervals.
func benchmarkBias(repetitions: Int) throws {
    let smoothers: [(String, RateSmoother)] = [
        ("SVR", .supportVector), ("poly5", .fifthOrderPolynomial), ("Hann 2 s", .hann2s),
        ("Hann 1 s", .hann(seconds: 1)),
    ]
    print(
        "Error of the ΔF of a pair (pps): mean ± standard deviation (share of 95 % intervals that hold the truth), "
            + "\(repetitions) contractions of 3 pairs")
    print("| CV of intervals |" + smoothers.map { " \($0.0) |" }.joined())
    print("|---|" + String(repeating: "---|", count: smoothers.count))
    for variation in [0.05, 0.10, 0.15, 0.20, 0.25] {
        var cells: [String] = []
        for (_, smoother) in smoothers {
            // The same contractions for every smoother.
            var generator = SeededGenerator(seed: UInt64(variation * 1000))
            var (errors, held, intervals): ([Double], Int, Int) = ([], 0, 0)
            for _ in 0..<repetitions {
                let contraction = try KnownContraction(variation: variation, using: &generator)
                // Without rules: this is about the estimate, not about which pairs are let in. Intervals by the fast smoothers only.
                var rules = DeltaFParameters()
                (rules.correlation, rules.controlModulation, rules.recruitmentDifference) = (-1, -1, 0)
                let draws = smoother == .supportVector ? 0 : 100
                let result = try RampAssessment(
                    units: contraction.units,
                    settings: RampSettings(
                        smoother: smoother, deltaF: rules, bootstrap: BootstrapParameters(draws: draws),
                        compositeUnits: nil))
                for (pair, interval) in zip(result.pairs, result.pairIntervals) {
                    let names = (result.units[pair.control].unit.name, result.units[pair.test].unit.name)
                    guard let value = pair.deltaF, let truth = contraction.truth[names.0 + names.1] else { continue }
                    errors.append(value - truth)
                    guard let interval else { continue }
                    intervals += 1
                    if interval.low <= truth, truth <= interval.high { held += 1 }
                }
            }
            let mean = errors.reduce(0, +) / Double(errors.count)
            let deviation = (errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(errors.count - 1))
                .squareRoot()
            let share = intervals == 0 ? "" : String(format: " (%.0f %%)", 100 * Double(held) / Double(intervals))
            cells.append(String(format: "%+.2f ± %.2f", mean, deviation) + share)
        }
        print("| \(String(format: "%.2f", variation)) | " + cells.joined(separator: " | ") + " |")
    }
}

/// A triangle of drive of 10 s up and 10 s down (it goes on falling below 0), and three units on it. A unit's rate is a line of the drive; it stops at a lower
/// drive than it starts at, which makes the ΔF of every pair known.
private struct KnownContraction {
    let units: [MotorUnit]
    /// The true ΔF by the names of control and test unit.
    let truth: [String: Double]

    private struct Kind {
        let name: String
        let recruited, derecruited, base, gain: Double
        func rate(_ drive: Double) -> Double { base + gain * (drive - recruited) }
    }

    init(variation: Double, using generator: inout SeededGenerator) throws {
        let kinds = [
            Kind(name: "a", recruited: 0.05, derecruited: -0.12, base: 7, gain: 10),
            Kind(name: "b", recruited: 0.40, derecruited: 0.12, base: 7, gain: 10),
            Kind(name: "c", recruited: 0.60, derecruited: 0.30, base: 7, gain: 10),
        ]
        guard let clock = SampleRate(hertz: 2048) else { preconditionFailure("a rate") }
        units = try kinds.map { kind in
            var (time, samples) = (10 * kind.recruited, [Int]())
            while true {
                samples.append(Int(((time + 1) * 2048).rounded()))
                let noise = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
                // The rate at its beginning makes an interval.
                time += 1 / kind.rate(Self.drive(time)) * max(0.3, 1 + variation * noise)
                if time > 10, Self.drive(time) < kind.derecruited { break }
            }
            return MotorUnit(name: kind.name, discharges: try DischargeTrain(samples: samples, rate: clock))
        }
        var truth: [String: Double] = [:]
        for control in kinds {
            for test in kinds where control.recruited < test.recruited {
                truth[control.name + test.name] = control.gain * (test.recruited - test.derecruited)
            }
        }
        self.truth = truth
    }

    private static func drive(_ seconds: Double) -> Double { 1 - (seconds - 10).magnitude / 10 }
}

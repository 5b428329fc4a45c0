// The support vector smoother against the conditions that define its optimum.

import Signals
import TestSupport
import Testing

@testable import MotorUnits

@Suite("The support vector rate")
struct SupportVectorRateTests {
    @Test("the fit keeps the conditions of its optimum: inside the tube no weight, outside all of it", arguments: 0..<8)
    func optimality(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let rate = InstantaneousRate(of: try randomTrain(20 + 30 * Int(seed), using: &generator))
        let fit = SupportVectorFit(of: rate, tolerance: 1e-7)
        let tube = SupportVectorFit.tube(rate.values)
        let weights = rate.seconds.map { fit.weight(at: $0) }
        for (k, weight) in weights.enumerated() {
            let isEnd = k < 4 || k >= weights.count - 4
            let cost = isEnd ? 5 / 0.370 : 1 / 0.370
            let residual = rate.values[k] - fit.curve(at: rate.seconds[k]).value
            #expect(abs(weight) <= cost * (1 + 1e-12))
            if weight == 0 {
                #expect(abs(residual) <= tube + 1e-6)
            } else if abs(weight) >= cost * (1 - 1e-12) {
                #expect(residual * weight > 0 && abs(residual) >= tube - 1e-6)
            } else {
                #expect(abs(residual - tube * (weight > 0 ? 1 : -1)) <= 1e-6)
            }
        }
        // The constraint of the dual, which the constant term brings.
        #expect(abs(weights.reduce(0, +)) < 1e-9)
    }

    @Test("between its points the curve is its own to a millionth")
    func interpolation() throws {
        var generator = SeededGenerator(seed: 5)
        let train = try randomTrain(150, using: &generator)
        let fit = SupportVectorFit(of: InstantaneousRate(of: train))
        let range = train.samples[1]..<(train.samples[149] + 1)
        let worst = zip(range, fit.values(over: range)).map { abs($1 - fit.curve(at: Double($0) / 1000).value) }.max()
        #expect(try #require(worst) < 2e-6)
    }

    @Test("a constant train has its rate, and moving a train moves its curve")
    func simple() throws {
        let constant = try RateSmoother.supportVector.smooth(train((0..<40).map { $0 * 80 }))
        #expect(constant.values.allSatisfy { abs($0 - 12.5) < 1e-4 })
        var generator = SeededGenerator(seed: 9)
        let one = try randomTrain(90, using: &generator)
        let other = try train(one.samples.map { $0 + 1000 * 50 })
        let (a, b) = try (RateSmoother.supportVector.smooth(one), RateSmoother.supportVector.smooth(other))
        #expect(b.start == a.start + 1000 * 50)
        #expect(zip(a.values, b.values).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("two and three discharges have a curve, a pause has none")
    func few() throws {
        #expect(try RateSmoother.supportVector.smooth(train([0, 125])).values == [8])
        let three = try RateSmoother.supportVector.smooth(train([0, 125, 250 - 62]))
        #expect(three.values.count == 64 && three.values.allSatisfy { (7.9...16.2).contains($0) })
        let paused = try RateSmoother.supportVector.smooth(train([0, 200, 400, 600, 6000, 6200, 6400]))
        #expect(paused[3000] == nil && paused[500] != nil && paused[6300] != nil)
    }

    @Test("the tube is NumPy's interquartile range over 11")
    func tube() {
        #expect(abs(SupportVectorFit.tube([1, 2, 3, 4]) - 1.5 / 11) < 1e-15)
        #expect(abs(SupportVectorFit.tube([5, 1, 9, 2, 7, 7]) - (7 - 2.75) / 11) < 1e-15)
        #expect(SupportVectorFit.tube([3]) == 0)
    }
}

// The polynomial smoother against exact polynomials and the definition of least squares.

import MotorUnits
import Signals
import TestSupport
import Testing

@Suite("The polynomial rate")
struct PolynomialRateTests {
    @Test(
        "six rates determine a quintic, which goes through each, wherever time begins", arguments: [0, 1_000_000_000])
    func interpolation(offset: Int) throws {
        let samples = [0, 100, 180, 230, 270, 295, 395].map { $0 + offset }
        let train = try train(samples)
        let rate = InstantaneousRate(of: train)
        let smooth = try RateSmoother.fifthOrderPolynomial.smooth(train)
        let errors = zip(rate.samples, rate.values).map { (smooth[$0] ?? .infinity) - $1 }
        #expect(errors.allSatisfy { $0.magnitude < 1e-10 }, "\(errors)")
    }

    @Test("residuals are orthogonal to every power of time, which defines the least-squares fit")
    func optimality() throws {
        var generator = SeededGenerator(seed: 1)
        for degree in 1...9 {
            let train = try randomTrain(200, from: 50_000_000, using: &generator)
            let rate = InstantaneousRate(of: train)
            let smooth = try RateSmoother.polynomial(degree: degree).smooth(train)
            let (first, last) = (Double(rate.samples[0]), Double(rate.samples[198]))
            let residuals = zip(rate.samples, rate.values).map { $1 - (smooth[$0] ?? .infinity) }
            let projections = (0...degree).map { power in
                zip(rate.samples, residuals).reduce(0.0) { sum, item in
                    let u = 2 * (Double(item.0) - first) / (last - first) - 1
                    return sum + item.1 * (0..<power).reduce(1.0) { product, _ in product * u }
                }
            }
            #expect(projections.allSatisfy { $0.magnitude < 1e-9 }, "degree \(degree): \(projections)")
        }
    }

    @Test("moving a train in time moves its curve and changes no value beyond rounding")
    func shift() throws {
        var generator = SeededGenerator(seed: 2)
        let train = try randomTrain(120, using: &generator)
        let moved = try MotorUnitsTests.train(train.samples.map { $0 + 7_654_321 })
        let (a, b) = try (
            RateSmoother.fifthOrderPolynomial.smooth(train), RateSmoother.fifthOrderPolynomial.smooth(moved)
        )
        #expect(b.start == a.start + 7_654_321)
        #expect(zip(a.values, b.values).allSatisfy { ($0 - $1).magnitude < 1e-11 })
    }

    @Test("a constant train has its constant rate at every sample")
    func constant() throws {
        let smooth = try RateSmoother.fifthOrderPolynomial.smooth(train((0..<50).map { $0 * 80 }))
        #expect(smooth.range == 80..<(49 * 80 + 1))
        #expect(smooth.values.allSatisfy { ($0 - 12.5).magnitude < 1e-12 })
    }

    @Test("two discharges give one value, three a line")
    func fewRates() throws {
        let two = try RateSmoother.fifthOrderPolynomial.smooth(train([0, 100]))
        #expect(two.range == 100..<101 && two[100] == 10)
        let three = try RateSmoother.fifthOrderPolynomial.smooth(train([0, 100, 150]))
        #expect(isNear(three[100], 10) && isNear(three[125], 15) && isNear(three[150], 20))
    }

    private func isNear(_ a: Double?, _ b: Double) -> Bool { ((a ?? .infinity) - b).magnitude < 1e-12 }
}

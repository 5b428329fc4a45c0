// Least-squares polynomials without normal equations: orthogonal polynomials on the given times (Forsythe 1957).

import Signals

/// The least-squares polynomial of a rate against time.
///
/// Powers of seconds are so nearly dependent at degree 5 that normal equations lose most digits. Forsythe's method
/// (J Soc Indust Appl Math 5:74–88, 1957) instead builds polynomials that are orthogonal on the very times of the data,
/// by the recurrence p(k+1) = (u − α) p(k) − β p(k−1), on time u mapped to −1…1. Each coefficient is then a quotient of
/// two sums. The sum of all is expanded to powers of u, which on −1…1 costs at most 2.4^degree roundings (3e-13 of the
/// rate at degree 9, 1e-14 at degree 5), and makes each sample one Horner loop.
struct PolynomialFit {
    /// Time is u = (sample − centre) · scale.
    private let centre, scale: Double
    /// The coefficient of each power of u, from the constant up.
    private let powers: [Double]

    /// Fits a polynomial of `degree`, or of fewer when there are not enough rates, to a rate with at least one value.
    init(of rate: InstantaneousRate, degree: Int) {
        let count = rate.samples.count
        let (first, last) = (Double(rate.samples[0]), Double(rate.samples[count - 1]))
        let (centre, scale) = ((first + last) / 2, 2 / max(last - first, 2))
        let u = rate.samples.map { (Double($0) - centre) * scale }
        var residual = rate.values
        // p(k−1) and p(k): their values at the data, and their coefficients by power of u.
        var (earlier, current) = ([Double](repeating: 0, count: count), [Double](repeating: 1, count: count))
        var (earlierPowers, currentPowers): ([Double], [Double]) = ([], [1])
        var earlierNorm = 1.0
        var powers: [Double] = []
        for k in 0...min(degree, count - 1) {
            var (norm, moment, projection) = (0.0, 0.0, 0.0)
            for i in 0..<count {
                let square = current[i] * current[i]
                norm += square
                moment += u[i] * square
                projection += residual[i] * current[i]
            }
            let (alpha, beta, coefficient) = (moment / norm, k == 0 ? 0 : norm / earlierNorm, projection / norm)
            for i in 0..<count {
                residual[i] -= coefficient * current[i]
                (earlier[i], current[i]) = (current[i], (u[i] - alpha) * current[i] - beta * earlier[i])
            }
            powers.append(0)
            for (power, value) in currentPowers.enumerated() { powers[power] += coefficient * value }
            var next = [0] + currentPowers
            for (power, value) in currentPowers.enumerated() { next[power] -= alpha * value }
            for (power, value) in earlierPowers.enumerated() { next[power] -= beta * value }
            (earlierPowers, currentPowers, earlierNorm) = (currentPowers, next, norm)
        }
        (self.centre, self.scale, self.powers) = (centre, scale, powers)
    }

    /// The polynomial at every sample of a range.
    func values(over range: Range<Int>) -> [Double] {
        [Double](unsafeUninitializedCapacity: range.count) { buffer, initialised in
            powers.withUnsafeBufferPointer { powers in
                let degree = powers.count - 1
                let start = Double(range.lowerBound) - centre
                for i in 0..<range.count {
                    let u = (start + Double(i)) * scale
                    var value = powers[degree]
                    var k = degree
                    while k > 0 {
                        k -= 1
                        value = value * u + powers[k]
                    }
                    buffer[i] = value
                }
            }
            initialised = range.count
        }
    }
}

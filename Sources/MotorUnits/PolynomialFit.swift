// Least-squares polynomials without normal equations: orthogonal polynomials on the given times (Forsythe 1957).

import Signals

/// The least-squares polynomial of a rate against time.
///
/// Powers of seconds are so nearly dependent at degree 5 that normal equations lose most digits. Forsythe's method
/// (J Soc Indust Appl Math 5:74–88, 1957) instead builds polynomials that are orthogonal on the very times of the data,
/// by the recurrence p(k+1) = (u − α(k)) p(k) − β(k) p(k−1), on time mapped to −1…1. Each coefficient is then a quotient
/// of two sums, and the error stays near rounding for any offset of time.
struct PolynomialFit {
    /// Time is u = (sample − centre) / half.
    private let centre, half: Double
    /// The recurrence and the coefficients c(k) of p(k); one entry per degree.
    private let alpha, beta, coefficients: [Double]

    /// Fits a polynomial of `degree`, or of fewer when there are not enough rates, to a rate with at least one value.
    init(of rate: InstantaneousRate, degree: Int) {
        let count = rate.samples.count
        let (first, last) = (Double(rate.samples[0]), Double(rate.samples[count - 1]))
        (centre, half) = ((first + last) / 2, max((last - first) / 2, 1))
        let u = [Double](unsafeUninitializedCapacity: count) { [centre, half] buffer, initialised in
            for k in 0..<count { buffer[k] = (Double(rate.samples[k]) - centre) / half }
            initialised = count
        }
        var residual = rate.values
        var previous = [Double](repeating: 0, count: count)
        var current = [Double](repeating: 1, count: count)
        var previousNorm = 1.0
        var (alpha, beta, coefficients): ([Double], [Double], [Double]) = ([], [], [])
        for k in 0...min(degree, count - 1) {
            var (norm, moment, projection) = (0.0, 0.0, 0.0)
            for i in 0..<count {
                let square = current[i] * current[i]
                norm += square
                moment += u[i] * square
                projection += residual[i] * current[i]
            }
            let (a, b, c) = (moment / norm, k == 0 ? 0 : norm / previousNorm, projection / norm)
            for i in 0..<count {
                residual[i] -= c * current[i]
                let next = (u[i] - a) * current[i] - b * previous[i]
                previous[i] = current[i]
                current[i] = next
            }
            alpha.append(a)
            beta.append(b)
            coefficients.append(c)
            previousNorm = norm
        }
        (self.alpha, self.beta, self.coefficients) = (alpha, beta, coefficients)
    }

    /// The polynomial at every sample of a range, by Clenshaw's recurrence.
    func values(over range: Range<Int>) -> [Double] {
        let degree = coefficients.count - 1
        return [Double](unsafeUninitializedCapacity: range.count) { buffer, initialised in
            for i in 0..<range.count {
                let u = (Double(range.lowerBound + i) - centre) / half
                var (later, value) = (0.0, coefficients[degree])
                for k in stride(from: degree - 1, through: 0, by: -1) {
                    (later, value) = (value, coefficients[k] + (u - alpha[k]) * value - beta[k + 1] * later)
                }
                buffer[i] = value
            }
            initialised = range.count
        }
    }
}

// How a smooth rate is made from discharges. An enum, so that parameters can name it and a further method joins here.

public import Signals

/// A way to make a smooth discharge rate from single discharges. ΔF values of different smoothers must not be compared.
public enum RateSmoother: Hashable, Sendable {
    /// A least-squares polynomial of the instantaneous rate against time, one per unit. Degree 1…9.
    ///
    /// With fewer rates than coefficients the degree is the number of rates less one.
    case polynomial(degree: Int)
    /// The discharge train convolved with a unit-area Hann window of this many seconds (3 samples…60 s).
    case hann(seconds: Double)
    /// ε-support vector regression of the instantaneous rate against time, Gaussian kernel, with the settings of Beauchamp et
    /// al. 2022 (doi 10.1088/1741-2552/ac4594) as openhdemg has them.
    case supportVector

    /// The fifth-order polynomial that the groups of Trajano, Orssatto and Mesquita use (attribution from memory, not
    /// verified). Lull's default.
    public static let fifthOrderPolynomial = RateSmoother.polynomial(degree: 5)
    /// A Hann window of 2 s, the classic one for ΔF (from memory, not verified).
    public static let hann2s = RateSmoother.hann(seconds: 2)

    /// The method and its parameter, such as `polynomial of degree 5` or `Hann window of 2.0 s`.
    public var description: String {
        switch self {
        case .polynomial(let degree): "polynomial of degree \(degree)"
        case .hann(let seconds): "Hann window of \(seconds) s"
        case .supportVector: "support vector regression (Beauchamp et al. 2022)"
        }
    }

    /// The smooth rate of a unit from its second discharge to its last.
    ///
    /// - Parameters:
    ///   - train: the discharges; fewer than two give a smooth rate without values.
    ///   - longestGap: where two discharges lie further apart than this (seconds), there is no rate between them;
    ///     1.0 s as in openhdemg.
    /// - Throws: ``MotorUnitError`` when a parameter is out of bounds or the train spans too many samples.
    public func smooth(
        _ train: DischargeTrain, longestGap: Double = SmoothedRate.defaultLongestGap
    ) throws(MotorUnitError) -> SmoothedRate {
        try check(rate: train.rate, longestGap: longestGap)
        guard train.count >= 2 else { return SmoothedRate(rate: train.rate, start: 0, values: [], gaps: []) }
        let range = train.samples[1]..<(train.samples[train.count - 1] + 1)
        guard range.count <= SmoothedRate.longestSpan else {
            throw .spanTooLong(samples: range.count, longest: SmoothedRate.longestSpan)
        }
        var values =
            switch self {
            case .polynomial(let degree):
                PolynomialFit(of: InstantaneousRate(of: train), degree: degree).values(over: range)
            case .hann(let seconds):
                HannWindow(samples: train.rate.samples(inSeconds: seconds)).rate(of: train, over: range)
            case .supportVector: SupportVectorFit(of: InstantaneousRate(of: train)).values(over: range)
            }
        let gaps = train.gaps(longerThan: longestGap)
        for gap in gaps {
            for sample in gap { values[sample - range.lowerBound] = .nan }
        }
        return SmoothedRate(rate: train.rate, start: range.lowerBound, values: values, gaps: gaps)
    }

    /// The smooth rate at a few samples only: what ``smooth(_:longestGap:)`` has there, pauses not looked at. Cheap, for
    /// repeating an estimate many times.
    ///
    /// - Precondition: at least two discharges, and parameters that ``smooth(_:longestGap:)`` accepts.
    package func rates(of train: DischargeTrain, at samples: [Int]) -> [Double] {
        switch self {
        case .polynomial(let degree):
            let fit = PolynomialFit(of: InstantaneousRate(of: train), degree: degree)
            return samples.map { fit.values(over: $0..<$0 + 1)[0] }
        case .hann(let seconds):
            let window = HannWindow(samples: train.rate.samples(inSeconds: seconds))
            guard let first = samples.min(), let last = samples.max() else { return [] }
            let values = window.rate(of: train, over: first..<last + 1)
            return samples.map { values[$0 - first] }
        case .supportVector:
            let fit = SupportVectorFit(of: InstantaneousRate(of: train))
            return samples.map { fit.values(over: $0..<$0 + 1)[0] }
        }
    }

    /// Refuses parameters out of bounds; `rate` is the clock that a window is measured in.
    func check(rate: SampleRate, longestGap: Double) throws(MotorUnitError) {
        guard longestGap.isFinite, longestGap > 0 else {
            throw .parameter(name: "longest gap", found: longestGap, allowed: "a finite number of seconds above 0")
        }
        switch self {
        case .polynomial(let degree):
            guard (1...9).contains(degree) else {
                throw .parameter(name: "polynomial degree", found: Double(degree), allowed: "1 to 9")
            }
        case .hann(let seconds):
            guard seconds > 0, seconds <= 60, rate.samples(inSeconds: seconds) >= 3 else {
                throw .parameter(
                    name: "Hann window", found: seconds, allowed: "\(3 / rate.hertz) s (3 samples) to 60 s")
            }
        case .supportVector: break
        }
    }
}

extension RateSmoother: CustomStringConvertible, Codable {
    private enum CodingKeys: String, CodingKey {
        case method, degree, windowSeconds, gammaPerSquareSecond, cost, tubeInterquartileParts, endRates, endWeight
    }
    private enum Method: String, Codable { case polynomial, hann, supportVector }

    /// Writes `{"method": "polynomial", "degree": 5}`, `{"method": "hann", "windowSeconds": 2}`, or the method
    /// `supportVector` with its settings.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .polynomial(let degree):
            try container.encode(Method.polynomial, forKey: .method)
            try container.encode(degree, forKey: .degree)
        case .hann(let seconds):
            try container.encode(Method.hann, forKey: .method)
            try container.encode(seconds, forKey: .windowSeconds)
        case .supportVector:
            try container.encode(Method.supportVector, forKey: .method)
            try container.encode(SupportVectorFit.gamma, forKey: .gammaPerSquareSecond)
            try container.encode(SupportVectorFit.cost, forKey: .cost)
            try container.encode(SupportVectorFit.tubeParts, forKey: .tubeInterquartileParts)
            try container.encode(SupportVectorFit.ends.count, forKey: .endRates)
            try container.encode(SupportVectorFit.ends.weight, forKey: .endWeight)
        }
    }

    /// Reads what ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Method.self, forKey: .method) {
        case .polynomial: self = .polynomial(degree: try container.decode(Int.self, forKey: .degree))
        case .hann: self = .hann(seconds: try container.decode(Double.self, forKey: .windowSeconds))
        case .supportVector: self = .supportVector
        }
    }
}

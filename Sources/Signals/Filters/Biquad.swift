// Second-order sections and cascades of them: the one form in which Lull filters, live and offline.

/// One second-order section, H(z) = (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²).
public struct Biquad: Hashable, Sendable, Codable {
    /// Numerator coefficients.
    public var b0, b1, b2: Double
    /// Denominator coefficients; a0 is 1.
    public var a1, a2: Double

    /// Creates a section.
    public init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
        self.b0 = b0
        self.b1 = b1
        self.b2 = b2
        self.a1 = a1
        self.a2 = a2
    }

    /// The gain for a constant input.
    var gainAtZero: Double { (b0 + b1 + b2) / (1 + a1 + a2) }
}

/// A causal filter made of sections in a row, with its memory (transposed direct form II, double precision).
///
/// Use it live, sample by sample; for recordings use ``zeroPhase(_:)``, which does not shift the signal. Processing
/// allocates nothing.
public struct BiquadCascade: Sendable {
    /// The sections, first to last.
    public let sections: [Biquad]
    private var memory: [SIMD2<Double>]

    /// Creates a filter at rest.
    public init(sections: [Biquad]) {
        self.sections = sections
        memory = Array(repeating: .zero, count: sections.count)
    }

    /// Filters one sample.
    public mutating func process(_ x: Double) -> Double {
        var value = x
        for k in sections.indices {
            let s = sections[k]
            let z = memory[k]
            let y = s.b0 * value + z.x
            memory[k] = SIMD2(s.b1 * value - s.a1 * y + z.y, s.b2 * value - s.a2 * y)
            value = y
        }
        return value
    }

    /// Filters samples in place.
    public mutating func process(_ samples: inout [Double]) {
        for k in samples.indices { samples[k] = process(samples[k]) }
    }

    /// Forgets everything that has been filtered so far.
    public mutating func reset() {
        for k in memory.indices { memory[k] = .zero }
    }

    /// Takes over what another filter of as many sections remembers. Allocates nothing, where an assignment may.
    public mutating func takeMemory(of other: borrowing BiquadCascade) {
        precondition(other.sections.count == sections.count, "memory fits a filter of as many sections")
        for k in memory.indices { memory[k] = other.memory[k] }
    }

    /// Sets the memory to what an endless constant input of `value` would have left.
    public mutating func settle(on value: Double) {
        var input = value
        for k in sections.indices {
            let s = sections[k]
            let y = s.gainAtZero * input
            let second = s.b2 * input - s.a2 * y
            memory[k] = SIMD2(s.b1 * input - s.a1 * y + second, second)
            input = y
        }
    }

    /// Filters forward and backward, so that nothing is shifted in time; the order is doubled.
    ///
    /// The ends are extended by odd reflection and the memory starts settled (Gustafsson 1996, doi:10.1109/78.492552,
    /// discusses the choice); padding follows SciPy's `sosfiltfilt`, so that results can be compared.
    /// - Returns: as many samples as came in; the input unchanged when it has fewer than two samples.
    public func zeroPhase(_ samples: [Double]) -> [Double] {
        guard samples.count > 1, !sections.isEmpty else { return samples }
        let pad = min(paddingLength, samples.count - 1)
        let first = samples[0]
        let last = samples[samples.count - 1]
        var extended: [Double] = []
        extended.reserveCapacity(samples.count + 2 * pad)
        for k in stride(from: pad, to: 0, by: -1) { extended.append(2 * first - samples[k]) }
        extended.append(contentsOf: samples)
        for k in 1..<(pad + 1) { extended.append(2 * last - samples[samples.count - 1 - k]) }

        var filter = self
        filter.settle(on: extended[0])
        filter.process(&extended)
        extended.reverse()
        filter.settle(on: extended[0])
        filter.process(&extended)
        extended.reverse()
        return Array(extended[pad..<(pad + samples.count)])
    }

    /// Three times the filter's length; sections of first order count half.
    private var paddingLength: Int {
        let withoutSecondZero = sections.count { $0.b2 == 0 }
        let withoutSecondPole = sections.count { $0.a2 == 0 }
        return 3 * (2 * sections.count + 1 - min(withoutSecondZero, withoutSecondPole))
    }
}

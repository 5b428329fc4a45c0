// The filters that a recording's EMG passes before it is decomposed.

import Glibc
import Signals

/// The conditioning of a grid's EMG: band-pass and, where a mains line stands out, its removal with its
/// harmonics.
struct EMGConditioning: Sendable {
    /// The band-pass.
    let band: [Biquad]
    /// The mains lines that are taken out, in Hz: by subtraction from recordings, by notches live.
    let lines: [Double]
    private let rate: SampleRate

    /// A line this many times stronger than its surroundings, on the middle channel, is taken out.
    static let standsOut = 10.0

    /// Designs the filters for signals of this rate; the mains line is looked for in the signals themselves.
    init(
        for signals: [[Float]], rate: SampleRate, parameters: DecompositionParameters
    ) throws(FilterDesignError) {
        let high = Self.upperEdge(rate, parameters)
        let lines = parameters.removesMains ? Self.mainsLines(signals, rate: rate, upTo: high) : []
        try self.init(lines: lines, rate: rate, parameters: parameters)
    }

    /// The same filters for mains lines that are known already.
    init(lines: [Double], rate: SampleRate, parameters: DecompositionParameters) throws(FilterDesignError) {
        let high = Self.upperEdge(rate, parameters)
        band = try Biquad.butterworthBandPass(
            order: parameters.filterOrder, low: min(parameters.passBand.low, 0.5 * high), high: high, rate: rate)
        self.lines = lines.filter { $0 < high }
        self.rate = rate
    }

    /// The upper edge of the band, which must leave room below half the sampling rate.
    static func upperEdge(_ rate: SampleRate, _ parameters: DecompositionParameters) -> Double {
        min(parameters.passBand.high, 0.45 * rate.hertz)
    }

    /// A signal after all filters: unshifted, or as they see it live.
    func apply(to signal: [Float], isCausal: Bool = false) -> [Double] {
        var samples = signal.map(Double.init)
        guard isCausal else {
            MainsRemoval(lines: lines, rate: rate).apply(to: &samples)
            return BiquadCascade(sections: band).zeroPhase(samples)
        }
        var cascade = BiquadCascade(sections: sections)
        cascade.process(&samples)
        return samples
    }

    /// All sections of the causal form.
    var sections: [Biquad] { band + lines.map { Biquad.notch(frequency: $0, width: 2, rate: rate) } }

    /// The harmonics of 50 or 60 Hz that stand out.
    private static func mainsLines(_ signals: [[Float]], rate: SampleRate, upTo high: Double) -> [Double] {
        // Eight channels tell it as well as all of them.
        let chosen = stride(from: 0, to: signals.count, by: max(1, signals.count / 8)).map { signals[$0] }
        let spectra = chosen.compactMap { signal in
            Spectrum.welch(signal.map(Double.init), rate: rate, segment: Int(2 * rate.hertz))
        }
        guard !spectra.isEmpty else { return [] }
        func prominence(_ frequency: Double) -> Double {
            let each = spectra.map { $0.prominence(of: frequency) }.sorted()
            return each[each.count / 2]
        }
        for mains in [50.0, 60.0] where prominence(mains) > standsOut {
            return stride(from: mains, to: high, by: mains).filter { prominence($0) > standsOut }
        }
        return []
    }
}

extension Spectrum {
    /// How many times stronger a line is than the middle of its surroundings of ±5 Hz.
    fileprivate func prominence(of frequency: Double) -> Double {
        let at = density.indices.filter { abs(self.frequency(at: $0) - frequency) <= 1 }
        let around = density.indices.filter { (1.5...5).contains(abs(self.frequency(at: $0) - frequency)) }
        let near = around.map { density[$0] }.sorted()
        guard let peak = at.map({ density[$0] }).max(), !near.isEmpty, near[near.count / 2] > 0 else { return 0 }
        return peak / near[near.count / 2]
    }
}

// From raw samples to an envelope, causally: Butterworth band-pass, then RMS or Teager–Kaiser energy.

public import Signals

/// Turns one channel's samples into the amplitude of its activity, sample by sample. Allocates only when made.
///
/// The envelope lags the muscle by the filter's group delay and half of the window; ``latency(at:)`` says by how much.
public struct Conditioner: ~Copyable {
    /// The rate of the samples.
    public let rate: SampleRate
    /// The length of the envelope's window.
    public let windowLength: Int
    /// The band-pass.
    public let sections: [Biquad]
    private let kind: EnvelopeKind
    private var filter: BiquadCascade
    private var teagerKaiser = TeagerKaiser()
    private var window: CausalRMS

    /// The order of the band-pass at each edge.
    public static let filterOrder = 2

    /// Creates a conditioner at rest.
    ///
    /// - Throws: ``SettingsError`` when a setting is out of range or the sampling rate leaves no band.
    public init(_ settings: SpasmSettings, rate: SampleRate) throws(SettingsError) {
        try settings.validate()
        // 0.45 × the rate keeps the upper edge where the bilinear transform still has room.
        let high = min(settings.bandHigh, 0.45 * rate.hertz)
        guard settings.bandLow < high else {
            throw SettingsError(
                description: "a sampling rate of \(rate) leaves no band above \(settings.bandLow) Hz; it must be above "
                    + "\(settings.bandLow / 0.45) Hz")
        }
        do {
            sections = try Biquad.butterworthBandPass(
                order: Conditioner.filterOrder, low: settings.bandLow, high: high, rate: rate)
        } catch {
            throw SettingsError(description: error.description)
        }
        self.rate = rate
        kind = settings.envelope
        windowLength = max(1, rate.samples(inSeconds: settings.envelopeWindow))
        filter = BiquadCascade(sections: sections)
        window = CausalRMS(length: windowLength)
    }

    /// Takes the next sample (µV) and returns the envelope (µV). The sample must be finite.
    public mutating func process(_ x: Double) -> Double {
        let filtered = filter.process(x)
        switch kind {
        case .rms: return window.process(filtered)
        case .teagerKaiser:
            // The energy of noise can be below zero for a moment; its root is what has the unit of the signal.
            return window.process(max(0, teagerKaiser.process(filtered)).squareRoot())
        }
    }

    /// Forgets all samples, and settles on `x` as if it had always been there.
    public mutating func restart(on x: Double) {
        filter.settle(on: x)
        teagerKaiser.reset()
        window.reset()
    }

    /// By how many samples the envelope lags activity around `frequency` (Hz).
    public func latency(at frequency: Double) -> Double {
        sections.groupDelay(at: frequency, rate: rate) + Double(windowLength - 1) / 2
            + (kind == .teagerKaiser ? 1 : 0)
    }
}
